// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "base/random.h"
#include "biometric/synth/detail/noise.h"
#include "biometric/synth/finger.h"

namespace ktpel::biometric {

/// A point of the finger, pixels from the middle of the master: `right`, and `up` to the fingertip.
struct FingerPoint {
  double right, up;
};

/// Where the ridges run and how far apart: steps 2 and 3 of finger.h.
class RidgeFlow {
 public:
  RidgeFlow(base::SeededRandom random, Pattern pattern, double period_px);
  /// Radians, counter-clockwise from +x, modulo pi.
  double orientation(FingerPoint p) const;
  double period_px(FingerPoint p) const;
  /// Whether the ridge pattern reaches so far: the outline of the finger.
  static bool on_finger(FingerPoint p);

 private:
  /// A core or delta and how its surroundings depart from the pure winding: two harmonics of the bearing.
  struct Singular {
    FingerPoint at;
    double once, once_phase, twice, twice_phase;  // radians
  };
  double winding(const Singular& singular, FingerPoint p) const;

  std::vector<Singular> cores_, deltas_;
  double breadth_ = 1;        // below 1 the pattern is narrow
  FingerPoint middle_{0, 0};  // of the cores
  double constant_ = 0, swirl_ = 0, swirl_radius_ = 1, arch_ = 0, bump_ = 0, bump_up_ = 0;
  double mean_period_, period_spread_;
  Waves turn_, stretch_;
};

}  // namespace ktpel::biometric
