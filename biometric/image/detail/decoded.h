// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "biometric/image/codec.h"

namespace ktpel::biometric::detail {

/// What a caller wants: the number of bytes a pixel.
enum class Channels : int { Grey = 1, Colour = 3 };

/// A picture as it comes out of a file, before anybody asks how large a pixel is.
struct Decoded {
  int width = 0, height = 0;
  std::vector<std::uint8_t> samples;  ///< row-major, `Channels` bytes a pixel
  std::optional<double> dpi;          ///< as the file says, unchecked
};
using DecodeResult = base::Result<Decoded, ImageError>;

/// Largest picture that is decoded, so that a small file cannot ask for all memory.
inline constexpr int kMaxSide = 20000;
inline constexpr std::int64_t kMaxPixels = 64'000'000;
inline bool too_large(std::int64_t width, std::int64_t height) {
  return width > kMaxSide || height > kMaxSide || width * height > kMaxPixels;
}

/// ITU-R BT.601 luma; grey stays what it is.
inline std::uint8_t luma(int r, int g, int b) {
  return static_cast<std::uint8_t>((299 * r + 587 * g + 114 * b + 500) / 1000);
}

/// Writes one pixel of an RGB source in the wanted form.
inline std::uint8_t* put(std::uint8_t* out, Channels channels, std::uint8_t r, std::uint8_t g, std::uint8_t b) {
  if (channels == Channels::Grey) {
    *out++ = luma(r, g, b);
    return out;
  }
  *out++ = r, *out++ = g, *out++ = b;
  return out;
}

// Each expects bytes that begin like its format.
DecodeResult decode_png(base::ByteView bytes, Channels channels);
DecodeResult decode_tiff(base::ByteView bytes, Channels channels);
DecodeResult decode_jpeg(base::ByteView bytes, Channels channels);
DecodeResult decode_bmp(base::ByteView bytes, Channels channels);
DecodeResult decode_pnm(base::ByteView bytes, Channels channels);
DecodeResult decode_jpeg2000(base::ByteView bytes, Channels channels);
DecodeResult decode_wsq(base::ByteView bytes, Channels channels);

}  // namespace ktpel::biometric::detail
