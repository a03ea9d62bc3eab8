// SPDX-License-Identifier: Apache-2.0
#include "biometric/finger/detail/field.h"

#include <algorithm>
#include <cmath>

namespace ktpel::biometric::detail {
namespace {

std::vector<float> half_gaussian(float sigma) {
  const int reach = std::max(1, static_cast<int>(std::ceil(2.5f * sigma)));
  std::vector<float> taps;
  float sum = 0;
  for (int i = 0; i <= reach; ++i) {
    taps.push_back(std::exp(-0.5f * static_cast<float>(i * i) / (sigma * sigma)));
    sum += (i ? 2 : 1) * taps.back();
  }
  for (float& t : taps) t /= sum;
  return taps;
}

}  // namespace

void blur(Field& field, float sigma) {
  const auto taps = half_gaussian(sigma);
  const int reach = static_cast<int>(taps.size()) - 1, w = field.w, h = field.h;
  std::vector<float> padded(static_cast<std::size_t>(w + 2 * reach), 0.f);
  Field across(w, h);
  for (int y = 0; y < h; ++y) {
    std::copy(field.row(y), field.row(y) + w, padded.begin() + reach);
    float* out = across.row(y);
    const float* at = padded.data() + reach;
    for (int x = 0; x < w; ++x) out[x] = taps[0] * at[x];
    for (int i = 1; i <= reach; ++i) {
      const float t = taps[static_cast<std::size_t>(i)];
      for (int x = 0; x < w; ++x) out[x] += t * (at[x - i] + at[x + i]);
    }
  }
  for (int y = 0; y < h; ++y) {
    float* out = field.row(y);
    const float* centre = across.row(y);
    for (int x = 0; x < w; ++x) out[x] = taps[0] * centre[x];
    for (int i = 1; i <= reach; ++i) {
      const float t = taps[static_cast<std::size_t>(i)];
      for (const int from : {y - i, y + i}) {
        if (from < 0 || from >= h) continue;
        const float* line = across.row(from);
        for (int x = 0; x < w; ++x) out[x] += t * line[x];
      }
    }
  }
}

}  // namespace ktpel::biometric::detail
