// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>

#include "base/bytes.h"
#include "base/result.h"
#include "biometric/image/raster.h"

namespace ktpel::biometric {

/// Grouped by what the caller can do next.
enum class ImageError {
  Missing,       ///< no such file, or not readable: name another
  NotAnImage,    ///< none of the formats below: choose a picture
  Damaged,       ///< begins like one but is cut or corrupted: fetch or capture it again
  NoResolution,  ///< neither the file nor the caller says a plausible one: state it
  TooSmall,      ///< under 96 px a side: capture a larger area
  TooLarge       ///< over 20000 px a side, 64 million pixels or 64 MiB: cut it
};

/// Reads a picture by its content (never by its name) as 8-bit grey; colour is weighed as in
/// ITU-R BT.601. PNG, TIFF (palette, grey, RGB; LZW, deflate, packed), PGM/PPM (P2, P3, P5, P6), BMP
/// (8, 24, 32 bit, uncompressed), baseline or progressive JPEG, JPEG 2000 (JP2 or a bare code stream; 8 bit;
/// one or three components) and WSQ. The resolution is `dpi` if given, else the file's own (PNG pHYs, TIFF tags,
/// BMP header, JFIF density, JP2 `res ` box, WSQ comment; netpbm has none) if it lies in 100..4000 dpi, else
/// NoResolution. Any bytes give a value or an error, nothing is printed. Thread-safe.
base::Result<GreyImage, ImageError> decode_grey(base::ByteView bytes, std::optional<Dpi> dpi = {});
base::Result<GreyImage, ImageError> load_grey(const std::filesystem::path& path, std::optional<Dpi> dpi = {});

enum class ImageFormat { Png, Tiff, Jpeg, Jpeg2000, Bmp, Netpbm, Wsq };
/// What the first bytes say; nullopt if it is none of them. Nothing else is looked at.
std::optional<ImageFormat> image_format_of(base::ByteView bytes);

/// What a picture says of itself. It has been decoded whole, so it is sound.
struct ImageFacts {
  ImageFormat format;
  int width, height;          ///< pixels
  std::optional<double> dpi;  ///< as the file says, unchecked
};
base::Result<ImageFacts, ImageError> image_facts(base::ByteView bytes);

/// The same formats as RGB; no smallest size, and no resolution is needed.
base::Result<ColourImage, ImageError> decode_colour(base::ByteView bytes);
base::Result<ColourImage, ImageError> load_colour(const std::filesystem::path& path);

/// PNG with the resolution in pHYs (whole pixels a metre).
/// `Quick`: a few times faster and about a fifth larger; for a picture that somebody waits for.
enum class PngEffort { Small, Quick };
base::Bytes encode_png(const GreyImage& image, PngEffort effort = PngEffort::Small);
base::Bytes encode_png(const ColourImage& image, PngEffort effort = PngEffort::Small);

/// The same picture at another resolution (both > 0): area average when shrinking, cubic
/// (Catmull-Rom) when enlarging, a copy when equal. At least 1 px a side.
GreyImage resample(const GreyImage& image, Dpi dpi);

}  // namespace ktpel::biometric
