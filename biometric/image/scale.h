// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "biometric/image/raster.h"

namespace ktpel::biometric {

/// The picture at another size, each side 1..20000 px: every pixel the mean of the area it covers;
/// enlarging repeats pixels. The sides' proportion is the caller's business.
ColourImage scale(const ColourImage& image, int width, int height);

}  // namespace ktpel::biometric
