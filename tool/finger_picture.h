// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "biometric/finger/match.h"
#include "biometric/image/raster.h"
#include "biometric/slap/slap.h"
#include "tool/finger_file.h"

// Pictures that explain a comparison or a slap to people.
namespace ktpel::tool {

struct Point {
  double x, y;  ///< pixels from the upper left corner, y down
};

/// A finger and where its minutiae lie on it.
struct ShownFinger {
  biometric::GreyImage image;
  std::vector<Point> minutiae;  ///< in the order that MatchedPair counts
};
ShownFinger shown(const biometric::GreyImage& at_500_dpi, const biometric::FingerTemplate& finger);
/// Of a template without a picture its ridges; of minutiae alone, white paper.
ShownFinger shown(const FingerFile& file);

/// Both fingers side by side, their minutiae in grey, matched ones joined by lines in colours of their own.
biometric::ColourImage joined(const ShownFinger& a, const ShownFinger& b,
                              const std::vector<biometric::MatchedPair>& pairs);

/// A slap with the box of each finger; a line from its middle points to the tip.
biometric::ColourImage boxed(const biometric::GreyImage& slap, const std::vector<biometric::SlapFinger>& fingers);

}  // namespace ktpel::tool
