// SPDX-License-Identifier: Apache-2.0
#include "biometric/finger/detail/field.h"

#include <algorithm>
#include <cmath>

#include "biometric/finger/detail/kernels.h"

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
  const int blocks = (w + kBlurBlock - 1) / kBlurBlock;
  const std::ptrdiff_t pitch = blocks * kBlurBlock;
  const Kernels& run = kernels();
  std::vector<float> padded(static_cast<std::size_t>(pitch + 2 * reach), 0.f), line(static_cast<std::size_t>(pitch));
  std::vector<float> across(static_cast<std::size_t>(pitch) * static_cast<std::size_t>(h));
  for (int y = 0; y < h; ++y) {
    std::copy(field.row(y), field.row(y) + w, padded.begin() + reach);
    run.blur_row(padded.data() + reach, blocks, taps.data(), reach, across.data() + y * pitch);
  }
  for (int y = 0; y < h; ++y) {
    run.blur_column(across.data(), pitch, y, h, blocks, taps.data(), reach, line.data());
    std::copy(line.begin(), line.begin() + w, field.row(y));
  }
}

}  // namespace ktpel::biometric::detail
