// SPDX-License-Identifier: Apache-2.0
#include "biometric/synth/detail/noise.h"

#include <cstddef>

#include "biometric/synth/detail/exact.h"

namespace ktpel::biometric {

std::vector<float> smooth_noise(int width, int height, double cell, base::SeededRandom random) {
  if (cell < 1) cell = 1;
  const int columns = static_cast<int>(width / cell) + 2, rows = static_cast<int>(height / cell) + 2;
  std::vector<float> lattice(static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows));
  for (auto& value : lattice) value = static_cast<float>(random.uniform(-1, 1));
  struct Step {
    int index;
    float weight;
  };
  std::vector<Step> across(static_cast<std::size_t>(width));
  for (int x = 0; x < width; ++x) {
    const int index = static_cast<int>(x / cell);
    const double t = x / cell - index;
    across[static_cast<std::size_t>(x)] = {index, static_cast<float>(t * t * (3 - 2 * t))};
  }
  std::vector<float> out(static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
  std::vector<float> line(static_cast<std::size_t>(columns));
  for (int y = 0; y < height; ++y) {
    const int index = static_cast<int>(y / cell);
    const double t = y / cell - index;
    const float weight = static_cast<float>(t * t * (3 - 2 * t));
    const float* upper = lattice.data() + static_cast<std::ptrdiff_t>(index) * columns;
    const float* lower = upper + columns;
    for (std::size_t c = 0; c < line.size(); ++c) line[c] = upper[c] + (lower[c] - upper[c]) * weight;
    float* row = out.data() + static_cast<std::ptrdiff_t>(y) * width;
    for (int x = 0; x < width; ++x) {
      const Step step = across[static_cast<std::size_t>(x)];
      const float left = line[static_cast<std::size_t>(step.index)],
                  right = line[static_cast<std::size_t>(step.index) + 1];
      row[x] = left + (right - left) * step.weight;
    }
  }
  return out;
}

Waves::Waves(base::SeededRandom random, double shortest, double longest) {
  for (int k = 0; k < kCount; ++k) {
    const double angle = random.uniform(0, 2 * exact::kPi), length = random.uniform(shortest, longest);
    u_[k] = exact::cosine(angle) * 2 * exact::kPi / length;
    v_[k] = exact::sine(angle) * 2 * exact::kPi / length;
    phase_[k] = random.uniform(0, 2 * exact::kPi);
  }
}

double Waves::at(double x, double y) const {
  double sum = 0;
  for (int k = 0; k < kCount; ++k) sum += exact::sine(u_[k] * x + v_[k] * y + phase_[k]);
  return sum * (2.0 / kCount);
}

}  // namespace ktpel::biometric
