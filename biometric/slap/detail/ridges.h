// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "biometric/image/raster.h"

namespace ktpel::biometric::detail {

/// The picture is looked at with so many pixels an inch: ridges are 4 to 5 px apart there.
inline constexpr double kSlapDpi = 250;
/// px a side of the cells in which places are counted: 0.4 mm.
inline constexpr int kSlapCell = 4;

/// What lies in each cell, row-major.
struct Ridges {
  int width = 0, height = 0;    ///< cells
  std::vector<float> mean;      ///< grey value in and close around the cell
  std::vector<float> contrast;  ///< standard deviation of the grey values in and close around the cell
  /// How far the grey values across the cell's main direction are one wave as long as ridges are apart: 1 a pure
  /// wave, under about 0.3 writing, print, lines, holes, dust and the grain of paper.
  std::vector<float> share;
};

/// `image` has kSlapDpi. Method: gradient tensor for the direction, power spectrum of the profile across it (as in
/// Hong, Wan, Jain 1998, section 2.5).
Ridges find_ridges(const GreyImage& image);

}  // namespace ktpel::biometric::detail
