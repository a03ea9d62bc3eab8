// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "biometric/finger/detail/flow.h"
#include "biometric/finger/detail/normalise.h"

namespace ktpel::biometric::detail {

/// Where the finger lies, on 4 px cells: contrast and one clear direction, by majority, in one piece
/// (small islands dropped, small holes filled).
Mask segment(const Normalised& normalised, const Tensor& tensor);

/// Leaves only places whose flow the filter has settled: elsewhere it invents ridges.
void keep_settled(Mask& mask, const Flow& flow);

/// Pixels to the nearest background, on 4 px cells (two-pass chamfer).
Field distance_to_background(const Mask& mask);

}  // namespace ktpel::biometric::detail
