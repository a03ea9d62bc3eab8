// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "biometric/image/raster.h"
#include "biometric/record/finger_image_record.h"

namespace ktpel::biometric {

/// As coded in ISO/IEC 19794-6.
enum class Eye : std::uint8_t { Unknown = 0, Right = 1, Left = 2 };

/// One eye inside a record, not yet decoded.
struct IrisImageView {
  Eye eye = Eye::Unknown;
  std::optional<std::uint8_t> quality = {};  ///< 0..100
  int width = 0, height = 0;                 ///< pixels; > 0
  /// Raw, Jpeg2000 or Png.
  ImageCoding coding = ImageCoding::Raw;
  base::Bytes data = {};
  friend bool operator==(const IrisImageView&, const IrisImageView&) = default;
};

/// A picture of an eye has no scale in inches; pictures want one, and get this.
inline constexpr Dpi kEyeDpi{500};

/// The picture that the data hold. Damaged if it contradicts the record's width or height.
base::Result<GreyImage, ImageError> grey_of(const IrisImageView& view);
IrisImageView view_of(const GreyImage& image, Eye eye);  ///< as Png

/// ISO/IEC 19794-6:2011, "IIR\0020\0", 8-bit grey. 1..65535 views; TooMuch if a number does not fit.
base::Result<base::Bytes, RecordError> encode_iris_images(const std::vector<IrisImageView>& views);
/// Any bytes give a value or an error.
base::Result<std::vector<IrisImageView>, RecordError> decode_iris_images(base::ByteView bytes);

}  // namespace ktpel::biometric
