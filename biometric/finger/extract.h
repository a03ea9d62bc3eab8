// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string_view>

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

/// A stage of an extraction, for a view that explains it: its name ("normalised", "flow", ...) and a picture of it at
/// 500 dpi.
using StageSink = std::function<void(std::string_view stage, const GreyImage& picture)>;
/// The same, showing each stage as it is reached; gives what extract(image) gives.
base::Result<FingerTemplate, ExtractError> extract(const GreyImage& image, const StageSink& show);

}  // namespace ktpel::biometric
