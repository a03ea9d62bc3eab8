// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "base/random.h"
#include "biometric/synth/detail/flow.h"

namespace ktpel::biometric {

/// Step 4 and 5 of finger.h: the raster of FingerMaster::ridges and its minutiae.
struct RidgePattern {
  std::vector<std::int8_t> ridges;
  std::vector<TrueMinutia> minutiae;
};
RidgePattern grow_ridges(const RidgeFlow& flow, base::SeededRandom random);

}  // namespace ktpel::biometric
