// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "base/bytes.h"
#include "base/result.h"
#include "biometric/image/raster.h"

namespace ktpel::biometric {

/// A JP2 file (ISO/IEC 15444-1) of the image, as large as fits in `max_bytes` (>= 1000): the rate is found by
/// binary search. Always at most `max_bytes`. About 8 tries of a 240x320 image.
base::Bytes encode_jp2(const ColourImage& image, std::size_t max_bytes);

enum class Jpeg2000Error {
  Malformed,  ///< not a JP2 file, or cut
  TooLarge,   ///< over the limits, told by the header before anything is decoded
  NotColour   ///< not three 8-bit components of the same size
};
struct Jpeg2000Limits {
  std::size_t bytes = 1u << 20;
  int side = 2000;  ///< px
};
/// Decodes an outside file; size and components are checked from its header before pixels are allocated.
base::Result<ColourImage, Jpeg2000Error> decode_jp2(base::ByteView file, const Jpeg2000Limits& limits = {});

}  // namespace ktpel::biometric
