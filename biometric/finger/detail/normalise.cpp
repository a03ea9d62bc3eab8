// SPDX-License-Identifier: Apache-2.0
#include "biometric/finger/detail/normalise.h"

#include <algorithm>
#include <cmath>

#include "biometric/finger/parameters.h"

namespace ktpel::biometric::detail {
namespace {

constexpr float kCellPixels = kCell * kCell;
constexpr float kSigma = parameters::kStatisticsSigma / kCell;

float percentile_90(std::vector<float> values) {
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(values.size() * 9 / 10);
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

Field cell_sums(const Field& image) {
  Field sums(image.w / kCell, image.h / kCell);
  for (int y = 0; y < image.h; ++y)
    for (int x = 0; x < image.w; ++x) sums.at(x / kCell, y / kCell) += image.at(x, y);
  return sums;
}

}  // namespace

Normalised normalise(Field image) {
  Field mean = cell_sums(image), square(mean.w, mean.h), weight(mean.w, mean.h, kCellPixels);
  std::vector<float> line;
  blur(mean, kSigma);
  blur(weight, kSigma);
  for (std::size_t i = 0; i < mean.v.size(); ++i) mean.v[i] /= weight.v[i];
  for (int y = 0; y < image.h; ++y) {
    float *row = image.row(y), *out = square.row(y / kCell);
    interpolate_row(mean, y, line, [&](int x, float mu) { row[x] -= mu; });
    for (int x = 0; x < image.w; ++x) out[x / kCell] += row[x] * row[x];
  }
  blur(square, kSigma);
  Normalised out{{}, Field(mean.w, mean.h), 0};
  for (std::size_t i = 0; i < square.v.size(); ++i) out.deviation.v[i] = std::sqrt(square.v[i] / weight.v[i]);
  out.strong = percentile_90(out.deviation.v);
  Field inverse = out.deviation;
  for (float& v : inverse.v) v = 1 / (v + parameters::kContrastFloor * out.strong + 1e-3f);
  for (int y = 0; y < image.h; ++y) {
    float* row = image.row(y);
    interpolate_row(inverse, y, line, [&](int x, float gain) {
      row[x] = std::clamp(row[x] * gain, -parameters::kClip, parameters::kClip);
    });
  }
  out.image = std::move(image);
  return out;
}

}  // namespace ktpel::biometric::detail
