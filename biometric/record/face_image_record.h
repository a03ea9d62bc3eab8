// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "biometric/record/finger_image_record.h"

namespace ktpel::biometric {

/// One portrait inside a record, not yet decoded.
struct FaceImageView {
  std::optional<std::uint8_t> quality = {};  ///< 0..100
  int width = 0, height = 0;                 ///< pixels; > 0
  /// Jpeg, Jpeg2000, Jpeg2000Lossless or Png.
  ImageCoding coding = ImageCoding::Jpeg2000;
  base::Bytes data = {};
  friend bool operator==(const FaceImageView&, const FaceImageView&) = default;
};

/// The picture that the data hold; Damaged if it contradicts the record's width or height.
base::Result<ColourImage, ImageError> colour_of(const FaceImageView& view);

/// ISO/IEC 19794-5:2011, "FAC\0030\0": full frontal, without landmarks. 1..65535 views; TooMuch if a number does not
/// fit.
base::Result<base::Bytes, RecordError> encode_face_images(const std::vector<FaceImageView>& views);
/// Any bytes give a value or an error; landmarks are skipped.
base::Result<std::vector<FaceImageView>, RecordError> decode_face_images(base::ByteView bytes);

}  // namespace ktpel::biometric
