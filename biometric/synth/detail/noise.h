// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "base/random.h"

namespace ktpel::biometric {

/// Smooth random values in -1..1 on width x height, row-major: independent values on a lattice `cell`
/// pixels wide (at least 1), interpolated between.
std::vector<float> smooth_noise(int width, int height, double cell, base::SeededRandom random);

/// A few plane waves: a smooth random function of the plane with values mostly in -1..1.
class Waves {
 public:
  /// Wavelengths are drawn between the two, in pixels.
  Waves(base::SeededRandom random, double shortest, double longest);
  double at(double x, double y) const;

 private:
  static constexpr int kCount = 5;
  double u_[kCount], v_[kCount], phase_[kCount];
};

}  // namespace ktpel::biometric
