// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "biometric/finger/finger_template.h"
#include "biometric/image/raster.h"

namespace ktpel::biometric {

/// What an officer can do something about.
enum class QualityReason {
  SmallArea,   ///< place the whole finger
  TooDry,      ///< moisten, press a little harder
  TooWet,      ///< dry finger and glass, press lighter
  Blurred,     ///< keep still
  LowClarity,  ///< ridges hard to tell apart: clean finger and glass
  FewMinutiae  ///< place the middle of the finger
};
/// "small_area", "too_dry", ...: the keys of the sentences.
std::string_view name_of(QualityReason reason);

struct QualityReport {
  int score = 0;                       ///< quality(finger), 0..100
  std::vector<QualityReason> reasons;  ///< worst first; none where there is nothing to complain about
};

/// Why the impression is as usable as it is. `finger` was extracted from `image`. Thread-safe, under 2 ms.
QualityReport assess(const GreyImage& image, const FingerTemplate& finger);

}  // namespace ktpel::biometric
