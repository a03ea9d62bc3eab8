// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "biometric/finger/detail/enhance.h"
#include "biometric/finger/detail/skeleton.h"
#include "biometric/record/minutiae_record.h"

namespace ktpel::biometric::detail {

/// A minutia as found: pixels, y down; angle from +x towards +y (clockwise as seen).
struct FoundMinutia {
  int x, y;
  float angle, quality;
  MinutiaType type;
};

/// Ends and branchings of the skeleton that are believed, best first. An ending looks along its ridge, a
/// bifurcation into its two closest branches: so an ending that pressure turns into a bifurcation keeps its
/// direction.
std::vector<FoundMinutia> find_minutiae(const Skeleton& skeleton, const Flow& flow, const RidgePeriod& period,
                                        const Mask& mask, const Field& amplitude);

}  // namespace ktpel::biometric::detail
