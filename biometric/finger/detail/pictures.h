// SPDX-License-Identifier: Apache-2.0
// Pictures of the stages of an extraction, for people.
#pragma once

#include "biometric/finger/detail/minutiae.h"
#include "biometric/finger/detail/period.h"
#include "biometric/finger/detail/skeleton.h"
#include "biometric/image/raster.h"

namespace ktpel::biometric::detail {

/// Values from -most (black) to +most (white).
GreyImage picture_of(const Field& field, float most);
/// The finger where the mask is, lighter elsewhere.
GreyImage picture_of(const GreyImage& finger, const Mask& mask);
/// A stroke along the ridges every 12 px, longer where the flow is certain.
GreyImage picture_of(const Flow& flow, const Mask& mask);
/// Dark = narrow ridges (5 px), light = wide (16 px).
GreyImage picture_of(const RidgePeriod& period, const Mask& mask);
GreyImage picture_of(const Skeleton& skeleton);
/// Rings with a tail in the direction of the minutia on the paled finger; a dot in the ring of a bifurcation.
GreyImage picture_of(const GreyImage& finger, const std::vector<FoundMinutia>& minutiae);

}  // namespace ktpel::biometric::detail
