// SPDX-License-Identifier: Apache-2.0
#include "biometric/slap/detail/ridges.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace ktpel::biometric::detail {
namespace {

constexpr double kPi = 3.14159265358979323846;
constexpr int kReach = 10;               // px: the profile is 2 mm long, four ridges or so
constexpr int kLength = 2 * kReach + 1;  // samples of a profile
constexpr int kAside = 3;                // px: it is the mean of seven lines beside each other
constexpr int kPeriods = 9;              // from 3.2 px (0.33 mm, a child) to 7.6 px (0.77 mm), 11.5 % apart
constexpr double kShortest = 3.2, kRatio = 1.115;

struct Waves {
  std::array<float, kLength> window;
  std::array<std::array<float, kLength>, kPeriods> cosine, sine;
  float scale = 0;  // makes the share of a pure wave 1
};

const Waves& waves() {
  static const Waves table = [] {
    Waves w;
    double sum = 0, squares = 0;
    for (int i = 0; i < kLength; ++i) {
      const double v = 0.5 + 0.5 * std::cos(kPi * (i - kReach) / (kReach + 1));
      w.window[static_cast<std::size_t>(i)] = static_cast<float>(v);
      sum += v, squares += v * v;
    }
    for (std::size_t p = 0; p < kPeriods; ++p)
      for (std::size_t i = 0; i < kLength; ++i) {
        const double phase = 2 * kPi * (static_cast<double>(i) - kReach) / (kShortest * std::pow(kRatio, double(p)));
        w.cosine[p][i] = static_cast<float>(std::cos(phase)), w.sine[p][i] = static_cast<float>(std::sin(phase));
      }
    w.scale = static_cast<float>(2 * squares / (sum * sum));
    return w;
  }();
  return table;
}

/// Share of the strongest wave in the energy of a profile.
float share_of(const std::array<float, kLength>& profile) {
  const auto& w = waves();
  float weight = 0, mean = 0;
  for (std::size_t i = 0; i < kLength; ++i) weight += w.window[i], mean += w.window[i] * profile[i];
  mean /= weight;
  std::array<float, kLength> wave;
  float energy = 0;
  for (std::size_t i = 0; i < kLength; ++i) wave[i] = w.window[i] * (profile[i] - mean), energy += wave[i] * wave[i];
  if (energy < 1) return 0;
  float best = 0;
  for (std::size_t p = 0; p < kPeriods; ++p) {
    float a = 0, b = 0;
    for (std::size_t i = 0; i < kLength; ++i) a += wave[i] * w.cosine[p][i], b += wave[i] * w.sine[p][i];
    best = std::max(best, a * a + b * b);
  }
  return best * w.scale / energy;
}

/// Mean over the cells up to `reach` away, rows and columns.
void average(std::vector<float>& field, int width, int height, int reach) {
  std::vector<float> rows(field.size());
  const auto at = [width](int x, int y) { return static_cast<std::size_t>(y * width + x); };
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) {
      float sum = 0;
      for (int i = std::max(0, x - reach); i <= std::min(width - 1, x + reach); ++i) sum += field[at(i, y)];
      rows[at(x, y)] = sum / static_cast<float>(2 * reach + 1);
    }
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) {
      float sum = 0;
      for (int i = std::max(0, y - reach); i <= std::min(height - 1, y + reach); ++i) sum += rows[at(x, i)];
      field[at(x, y)] = sum / static_cast<float>(2 * reach + 1);
    }
}

}  // namespace

Ridges find_ridges(const GreyImage& image) {
  Ridges out;
  const int w = image.width(), h = image.height();
  out.width = (w + kSlapCell - 1) / kSlapCell, out.height = (h + kSlapCell - 1) / kSlapCell;
  const auto cells = static_cast<std::size_t>(out.width * out.height);
  std::vector<float> cosines(cells), sines(cells);
  for (int cy = 0; cy < out.height; ++cy)
    for (int cx = 0; cx < out.width; ++cx) {
      constexpr int kHalf = kSlapCell / 2;
      int n = 0;
      double sum = 0, squares = 0, across = 0, along = 0;
      for (int y = std::max(0, cy * kSlapCell - kHalf); y < std::min(h, (cy + 1) * kSlapCell + kHalf); ++y)
        for (int x = std::max(0, cx * kSlapCell - kHalf); x < std::min(w, (cx + 1) * kSlapCell + kHalf); ++x) {
          const double v = image.at(x, y);
          sum += v, squares += v * v, ++n;
          const double dx = image.at(std::min(x + 1, w - 1), y) - image.at(std::max(x - 1, 0), y);
          const double dy = image.at(x, std::min(y + 1, h - 1)) - image.at(x, std::max(y - 1, 0));
          across += dx * dx - dy * dy, along += 2 * dx * dy;
        }
      const auto i = static_cast<std::size_t>(cy * out.width + cx);
      out.mean.push_back(static_cast<float>(sum / n));
      out.contrast.push_back(static_cast<float>(std::sqrt(std::max(0.0, squares / n - sum / n * sum / n))));
      cosines[i] = static_cast<float>(across), sines[i] = static_cast<float>(along);
    }
  average(cosines, out.width, out.height, 1), average(sines, out.width, out.height, 1);

  for (int cy = 0; cy < out.height; ++cy)
    for (int cx = 0; cx < out.width; ++cx) {
      const auto i = static_cast<std::size_t>(cy * out.width + cx);
      const double angle = 0.5 * std::atan2(sines[i], cosines[i]);  // of the gradient: across the ridges
      const double c = std::cos(angle), s = std::sin(angle);
      std::array<float, kLength> profile;
      for (int k = -kReach; k <= kReach; ++k) {
        float sum = 0;
        for (int a = -kAside; a <= kAside; ++a) {
          const int x = static_cast<int>(std::lround(cx * kSlapCell + 1.5 + k * c - a * s));
          const int y = static_cast<int>(std::lround(cy * kSlapCell + 1.5 + k * s + a * c));
          sum += image.at(std::clamp(x, 0, w - 1), std::clamp(y, 0, h - 1));
        }
        profile[static_cast<std::size_t>(k + kReach)] = sum / (2 * kAside + 1);
      }
      out.share.push_back(share_of(profile));
    }
  return out;
}

}  // namespace ktpel::biometric::detail
