// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "biometric/image/raster.h"

namespace ktpel::biometric::detail {

/// A connected place with ridges: a fingertip, a joint below one, several that touch, a neighbour's print cut by the
/// border. The indices of its cells in Prints::owner.
using Print = std::vector<int>;

/// Where a picture shows ridges.
struct Prints {
  int width = 0, height = 0;  ///< cells
  std::vector<Print> prints;
  std::vector<int> owner;  ///< of each cell, row-major: the print it belongs to, -1 none
  /// Of each cell: 1 in and right beside what is black all over, like a hole punched into a card.
  std::vector<std::uint8_t> hole;
  std::vector<std::uint8_t> grey;  ///< of each print: its mean
};

/// `image` has kSlapDpi. Printed lines, text, handwriting, holes and the grain of paper are no ridges; holes inside a
/// print belong to it.
Prints find_prints(const GreyImage& image);

}  // namespace ktpel::biometric::detail
