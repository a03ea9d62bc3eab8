// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "biometric/finger/detail/field.h"

namespace ktpel::biometric::detail {

/// An image with even contrast, and how much contrast there was.
struct Normalised {
  Field image;       ///< whole image: mean 0, deviation 1, clipped
  Field deviation;   ///< 4 px cells, grey levels
  float strong = 0;  ///< 90th percentile of the deviation
};

/// (f - mean) / deviation with Gaussian local statistics. The deviation is taken after the mean is
/// subtracted: else brightness steps at the finger's edge count as contrast and the mask grows.
Normalised normalise(Field image);

}  // namespace ktpel::biometric::detail
