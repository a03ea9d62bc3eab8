// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "biometric/image/codec.h"

namespace ktpel::biometric {
namespace {

/// The source samples that make one target sample, with weights that add up to one.
struct Taps {
  int first = 0;
  std::vector<float> weight;
};

/// Area average: the share of each source pixel that the target pixel covers.
Taps area_taps(int target, double step, int size) {
  const double from = target * step, to = std::min<double>(size, (target + 1) * step);
  Taps taps{std::min(size - 1, static_cast<int>(from)), {}};
  for (int i = taps.first; i < size && i < to; ++i)
    taps.weight.push_back(static_cast<float>(std::min<double>(i + 1, to) - std::max<double>(i, from)));
  return taps;
}

/// Catmull-Rom (Keys 1981, a = -1/2); the edge pixel repeats outside.
Taps cubic_taps(int target, double step, int size) {
  const double at = (target + 0.5) * step - 0.5;
  const int base = static_cast<int>(std::floor(at));
  Taps taps{std::clamp(base - 1, 0, size - 1), {}};
  const int last = std::clamp(base + 2, 0, size - 1);
  taps.weight.assign(static_cast<std::size_t>(last - taps.first + 1), 0.f);
  for (int k = -1; k <= 2; ++k) {
    const double d = std::abs(at - (base + k));
    const double w = d < 1 ? 1.5 * d * d * d - 2.5 * d * d + 1 : -0.5 * d * d * d + 2.5 * d * d - 4 * d + 2;
    taps.weight[static_cast<std::size_t>(std::clamp(base + k, 0, size - 1) - taps.first)] += static_cast<float>(w);
  }
  return taps;
}

std::vector<Taps> plan(int target_size, double step, int size) {
  std::vector<Taps> all;
  for (int i = 0; i < target_size; ++i) {
    auto taps = step > 1 ? area_taps(i, step, size) : cubic_taps(i, step, size);
    float sum = 0;
    for (const float w : taps.weight) sum += w;
    for (float& w : taps.weight) w /= sum;
    all.push_back(std::move(taps));
  }
  return all;
}

}  // namespace

GreyImage resample(const GreyImage& image, Dpi dpi) {
  base::check(dpi.get() > 0, "a resolution of nothing");
  if (dpi == image.dpi()) return image;
  const double step = image.dpi().get() / dpi.get();
  const auto scaled = [&](int n) { return std::clamp(static_cast<int>(std::lround(n / step)), 1, 20000); };
  GreyImage out(scaled(image.width()), scaled(image.height()), dpi);
  const auto columns = plan(out.width(), step, image.width()), rows = plan(out.height(), step, image.height());
  // every source row once across, then down
  std::vector<float> narrow(static_cast<std::size_t>(out.width()) * static_cast<std::size_t>(image.height()));
  for (int y = 0; y < image.height(); ++y)
    for (int x = 0; x < out.width(); ++x) {
      const auto& taps = columns[static_cast<std::size_t>(x)];
      float v = 0;
      for (std::size_t k = 0; k < taps.weight.size(); ++k) v += taps.weight[k] * image.row(y)[taps.first + int(k)];
      narrow[static_cast<std::size_t>(y) * static_cast<std::size_t>(out.width()) + static_cast<std::size_t>(x)] = v;
    }
  std::vector<float> line(static_cast<std::size_t>(out.width()));
  for (int y = 0; y < out.height(); ++y) {
    const auto& taps = rows[static_cast<std::size_t>(y)];
    std::fill(line.begin(), line.end(), 0.5f);
    for (std::size_t k = 0; k < taps.weight.size(); ++k) {
      const float* from = narrow.data() + (static_cast<std::size_t>(taps.first) + k) * line.size();
      for (std::size_t x = 0; x < line.size(); ++x) line[x] += taps.weight[k] * from[x];
    }
    for (std::size_t x = 0; x < line.size(); ++x)
      out.row(y)[x] = static_cast<std::uint8_t>(std::clamp(line[x], 0.f, 255.f));
  }
  return out;
}

}  // namespace ktpel::biometric
