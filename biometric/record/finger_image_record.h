// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "biometric/image/codec.h"
#include "biometric/record/minutiae_record.h"

namespace ktpel::biometric {

/// What a picture shows: one finger as FingerPosition counts them, or a slap. The same numbers in
/// ISO/IEC 19794-4 table 6 and ANSI/NIST-ITL.
enum class PrintPosition : std::uint8_t {
  Unknown = 0,
  RightThumb = 1,
  RightIndex = 2,
  RightMiddle = 3,
  RightRing = 4,
  RightLittle = 5,
  LeftThumb = 6,
  LeftIndex = 7,
  LeftMiddle = 8,
  LeftRing = 9,
  LeftLittle = 10,
  PlainRightThumb = 11,
  PlainLeftThumb = 12,
  RightFour = 13,
  LeftFour = 14,
  BothThumbs = 15
};
/// The finger, if it is one finger and known.
std::optional<FingerPosition> finger_of(PrintPosition position);

/// How the pixels of a record are packed.
enum class ImageCoding : std::uint8_t { Raw, BitPacked, Wsq, Jpeg, Jpeg2000, Jpeg2000Lossless, Png, JpegLossless };

/// One picture inside a record, with what the record says of it; not yet decoded.
struct FingerImageView {
  PrintPosition position = PrintPosition::Unknown;
  std::uint8_t impression = 0;               ///< as coded: 0 live plain, 1 live rolled, 2 plain, 3 rolled, ...
  std::optional<std::uint8_t> quality = {};  ///< 0..100
  int width = 0, height = 0;                 ///< pixels; > 0
  double dpi = 500;                          ///< across; > 0
  int depth = 8;                             ///< bits a pixel
  ImageCoding coding = ImageCoding::Raw;
  base::Bytes data = {};
  friend bool operator==(const FingerImageView&, const FingerImageView&) = default;
};

/// The picture that the data hold, at the record's resolution if that is plausible. Damaged if it contradicts the
/// record's width or height.
base::Result<GreyImage, ImageError> grey_of(const FingerImageView& view);
/// Packs a picture as Raw, Wsq (15:1) or Png.
FingerImageView view_of(const GreyImage& image, PrintPosition position, ImageCoding coding);

enum class FingerImageFormat {
  Iso2005,  ///< ISO/IEC 19794-4:2005, "FIR\0010\0"
  Iso2011   ///< ISO/IEC 19794-4:2011, "FIR\0020\0"
};
struct FingerImageFile {
  FingerImageFormat format = FingerImageFormat::Iso2011;
  std::vector<FingerImageView> views;  ///< at least one
};

/// 1..255 views; of the 2005 form all with one resolution, depth and coding. TooMuch if a number does not fit or
/// the views differ where the form states a thing once; Unsupported for a coding that ISO/IEC 19794-4 lacks.
base::Result<base::Bytes, RecordError> encode_finger_images(const std::vector<FingerImageView>& views,
                                                            FingerImageFormat format);
/// Reads either by its content. Any bytes give a value or an error.
base::Result<FingerImageFile, RecordError> decode_finger_images(base::ByteView bytes);

}  // namespace ktpel::biometric
