// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "biometric/finger/detail/flow.h"

namespace ktpel::biometric::detail {

/// Distance from ridge to ridge everywhere.
class RidgePeriod {
 public:
  /// `image` normalised. Spectrum of the grey profile across the ridges every 16 px, smoothed by certainty.
  static RidgePeriod measure(const Field& image, const Flow& flow, const Mask& mask);
  /// Pixels, bilinear in the logarithm.
  float at(float x, float y) const;
  /// Mean share of a profile's energy in its strongest period, 0..1: what tells ridges from noise.
  float periodicity() const { return periodicity_; }

 private:
  Field log_;  // 16 px lattice
  float periodicity_ = 0;
};

}  // namespace ktpel::biometric::detail
