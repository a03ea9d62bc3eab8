// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "biometric/finger/finger_template.h"
#include "biometric/image/raster.h"

namespace ktpel::biometric {

/// Grouped by what the officer can do next.
enum class ExtractError {
  Blank,          ///< no ridges: empty sensor, uniform or noise. Place the finger
  TooSmall,       ///< under 96 px (5 mm) a side at 500 dpi. Another sensor or picture
  TooLarge,       ///< over 2048 px (10 cm) a side at 500 dpi: not one finger. Cut it out
  TooFewMinutiae  ///< under 8 minutiae: too little of the finger. Clean, press flat, again
};

/// Finds the ridges of one finger (dark on light) in an image of any resolution, and their minutiae.
/// Thread-safe; the first call on a thread builds its filters. See finger_bench.cpp for the time it takes.
/// Steps and sources: docs/decisions/0002-finger-scores.md.
base::Result<FingerTemplate, ExtractError> extract(const GreyImage& image);

}  // namespace ktpel::biometric
