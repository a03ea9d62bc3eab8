// SPDX-License-Identifier: Apache-2.0
// ISO/IEC 19794-5:2011 face image records: a header of 17 bytes; then for each portrait its length, date, device,
// quality blocks, 17 bytes about the face, landmarks of 8 bytes, 11 bytes about the picture, its length and the
// picture.
#include "biometric/record/face_image_record.h"

#include <string_view>

namespace ktpel::biometric {
namespace {

using namespace std::string_view_literals;

constexpr auto kMagic = "FAC\0"sv, kVersion = "030\0"sv;
constexpr std::size_t kHeader = 17, kDate = 9, kDevice = 5, kQualityBlock = 5, kFace = 17, kLandmark = 8, kPicture = 11;
constexpr std::size_t kFixed = 4 + kDate + kDevice + 1 + kFace + kPicture + 4;
constexpr std::uint8_t kFullFrontal = 1;
constexpr int kMostSide = 65535;

std::optional<ImageCoding> coding_of(std::uint8_t type) {
  constexpr ImageCoding codings[] = {ImageCoding::Jpeg, ImageCoding::Jpeg2000, ImageCoding::Jpeg2000Lossless,
                                     ImageCoding::Png};
  return type < std::size(codings) ? std::optional(codings[type]) : std::nullopt;
}
std::optional<std::uint8_t> code_of(ImageCoding coding) {
  for (std::uint8_t code = 0; code < 4; ++code)
    if (coding_of(code) == coding) return code;
  return std::nullopt;
}

}  // namespace

base::Result<ColourImage, ImageError> colour_of(const FaceImageView& view) {
  auto image = decode_colour(view.data);
  if (image && (image->width() != view.width || image->height() != view.height)) return ImageError::Damaged;
  return image;
}

base::Result<base::Bytes, RecordError> encode_face_images(const std::vector<FaceImageView>& views) {
  if (views.empty() || views.size() > 0xffff) return RecordError::TooMuch;
  std::size_t size = kHeader;
  for (const auto& view : views) {
    if (view.width <= 0 || view.width > kMostSide || view.height <= 0 || view.height > kMostSide ||
        (view.quality && *view.quality > 100) || view.data.size() > 0xf0000000u)
      return RecordError::TooMuch;
    if (!code_of(view.coding)) return RecordError::Unsupported;
    size += kFixed + (view.quality ? kQualityBlock : 0) + view.data.size();
  }
  if (size > 0xffffffffu) return RecordError::TooMuch;
  base::ByteWriter out;
  out.raw(base::bytes_of(kMagic)).raw(base::bytes_of(kVersion)).u32(size).u16(views.size()).u8(0).u16(0);
  for (const auto& view : views) {
    out.u32(kFixed + (view.quality ? kQualityBlock : 0) + view.data.size());
    out.raw(base::Bytes(kDate, 0xff)).raw(base::Bytes(kDevice, 0));  // neither date nor device stated
    out.u8(view.quality ? 1 : 0);
    if (view.quality) out.u8(*view.quality).u16(0).u16(0);
    out.raw(base::Bytes(kFace, 0));  // nothing is said of the person, no landmarks
    out.u8(kFullFrontal).u8(*code_of(view.coding));
    out.u16(static_cast<std::uint64_t>(view.width)).u16(static_cast<std::uint64_t>(view.height));
    out.u8(0).u16(0).u8(0).u8(1);  // sampling rate, processing and reference not stated; 24-bit RGB
    out.u32(view.data.size()).raw(view.data);
  }
  return out.take();
}

base::Result<std::vector<FaceImageView>, RecordError> decode_face_images(base::ByteView bytes) {
  base::ByteReader in(bytes);
  if (base::text_of(in.take(4)) != kMagic) return RecordError::NotARecord;
  if (base::text_of(in.take(4)) != kVersion) return RecordError::Unsupported;
  const auto size = in.u32();
  const auto count = in.u16();
  in.skip(3);  // certification flag, temporal semantics
  if (!in.ok() || size != bytes.size() || count == 0) return RecordError::Damaged;
  std::vector<FaceImageView> out;
  for (int i = 0; i < count; ++i) {
    const auto length = in.u32();
    if (!in.ok() || length < kFixed) return RecordError::Damaged;
    base::ByteReader one(in.take(length - 4));
    if (!in.ok()) return RecordError::Damaged;
    FaceImageView view;
    one.skip(kDate + kDevice);
    const auto blocks = one.u8();
    for (int block = 0; block < blocks; ++block) {
      const auto score = one.u8();
      if (block == 0 && score <= 100) view.quality = score;
      one.skip(4);
    }
    const std::size_t landmarks = one.u16();
    one.skip(kFace - 2 + landmarks * kLandmark + 1);
    const auto coding = coding_of(one.u8());
    view.width = one.u16(), view.height = one.u16();
    one.skip(5);
    const auto data = one.take(one.u32());
    if (!one.ok() || view.width == 0 || view.height == 0) return RecordError::Damaged;
    if (!coding) return RecordError::Unsupported;
    // what follows may be a three-dimensional picture, which we do not need
    view.coding = *coding;
    view.data.assign(data.begin(), data.end());
    out.push_back(std::move(view));
  }
  if (in.left() != 0) return RecordError::Damaged;
  return out;
}

}  // namespace ktpel::biometric
