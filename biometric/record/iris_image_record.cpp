// SPDX-License-Identifier: Apache-2.0
// ISO/IEC 19794-6:2011 iris image records: a header of 16 bytes; then for each eye its length, date, device, quality
// blocks, 27 bytes about the picture (table 4), the picture's length and the picture.
#include "biometric/record/iris_image_record.h"

#include <set>
#include <string_view>

namespace ktpel::biometric {
namespace {

using namespace std::string_view_literals;

constexpr auto kMagic = "IIR\0"sv, kVersion = "020\0"sv;
constexpr std::size_t kHeader = 16, kDate = 9, kDevice = 5, kQualityBlock = 5, kPicture = 27;
constexpr std::size_t kFixed = 4 + kDate + kDevice + 1 + 2 + kPicture + 4;
constexpr std::uint8_t kUncropped = 1;       ///< image type, 5.3.2.4
constexpr std::uint8_t kUpright = 0b000101;  ///< both orientations: base
constexpr int kMostSide = 65535;
constexpr std::size_t kUnset = 0xffff;  ///< roll angle and its uncertainty, not computed

std::optional<ImageCoding> coding_of(std::uint8_t format) {
  switch (format) {
    case 2:
      return ImageCoding::Raw;
    case 10:
      return ImageCoding::Jpeg2000;
    case 14:
      return ImageCoding::Png;
    default:
      return std::nullopt;
  }
}
std::optional<std::uint8_t> code_of(ImageCoding coding) {
  for (const std::uint8_t code : {2, 10, 14})
    if (coding_of(code) == coding) return code;
  return std::nullopt;
}

}  // namespace

base::Result<GreyImage, ImageError> grey_of(const IrisImageView& view) {
  if (view.coding == ImageCoding::Raw) {
    const auto pixels = static_cast<std::uint64_t>(view.width) * static_cast<std::uint64_t>(view.height);
    if (view.width > 20000 || view.height > 20000 || pixels != view.data.size()) return ImageError::Damaged;
    return GreyImage(view.width, view.height, kEyeDpi, view.data);
  }
  auto image = decode_grey(view.data, kEyeDpi);
  if (image && (image->width() != view.width || image->height() != view.height)) return ImageError::Damaged;
  return image;
}

IrisImageView view_of(const GreyImage& image, Eye eye) {
  return {eye, {}, image.width(), image.height(), ImageCoding::Png, encode_png(image)};
}

base::Result<base::Bytes, RecordError> encode_iris_images(const std::vector<IrisImageView>& views) {
  if (views.empty() || views.size() > 0xffff) return RecordError::TooMuch;
  std::size_t size = kHeader;
  std::set<Eye> eyes;
  for (const auto& view : views) {
    if (view.width <= 0 || view.width > kMostSide || view.height <= 0 || view.height > kMostSide ||
        (view.quality && *view.quality > 100) || view.data.size() > 0xf0000000u)
      return RecordError::TooMuch;
    if (!code_of(view.coding)) return RecordError::Unsupported;
    size += kFixed + (view.quality ? kQualityBlock : 0) + view.data.size();
    eyes.insert(view.eye);
  }
  if (size > 0xffffffffu) return RecordError::TooMuch;
  base::ByteWriter out;
  out.raw(base::bytes_of(kMagic)).raw(base::bytes_of(kVersion)).u32(size).u16(views.size()).u8(0).u8(eyes.size());
  std::size_t number = 0;
  for (const auto& view : views) {
    out.u32(kFixed + (view.quality ? kQualityBlock : 0) + view.data.size());
    out.raw(base::Bytes(kDate, 0xff));  // no date
    out.raw(base::Bytes(kDevice, 0));   // no device stated
    out.u8(view.quality ? 1 : 0);
    if (view.quality) out.u8(*view.quality).u16(0).u16(0);
    out.u16(++number).u8(static_cast<std::uint8_t>(view.eye)).u8(kUncropped).u8(*code_of(view.coding)).u8(kUpright);
    out.u16(static_cast<std::uint64_t>(view.width)).u16(static_cast<std::uint64_t>(view.height));
    out.u8(8).u16(0).u16(kUnset).u16(kUnset);  // depth, range, roll angle, its uncertainty
    for (int i = 0; i < 6; ++i) out.u16(0);    // centre and diameter of the iris: not computed
    out.u32(view.data.size()).raw(view.data);
  }
  return out.take();
}

base::Result<std::vector<IrisImageView>, RecordError> decode_iris_images(base::ByteView bytes) {
  base::ByteReader in(bytes);
  if (base::text_of(in.take(4)) != kMagic) return RecordError::NotARecord;
  if (base::text_of(in.take(4)) != kVersion) return RecordError::Unsupported;
  const auto size = in.u32();
  const auto count = in.u16();
  in.skip(2);  // certification flag, number of different eyes
  if (!in.ok() || size != bytes.size() || count == 0) return RecordError::Damaged;
  std::vector<IrisImageView> out;
  for (int i = 0; i < count; ++i) {
    const auto length = in.u32();
    if (!in.ok() || length < kFixed) return RecordError::Damaged;
    base::ByteReader one(in.take(length - 4));
    if (!in.ok()) return RecordError::Damaged;
    IrisImageView view;
    one.skip(kDate + kDevice);
    const auto blocks = one.u8();
    for (int block = 0; block < blocks; ++block) {
      const auto score = one.u8();
      if (block == 0 && score <= 100) view.quality = score;
      one.skip(4);
    }
    one.skip(2);
    const auto eye = one.u8();
    one.skip(1);
    const auto coding = coding_of(one.u8());
    one.skip(1);
    view.width = one.u16(), view.height = one.u16();
    const auto depth = one.u8();
    one.skip(18);
    const auto data = one.take(one.u32());
    if (!one.ok() || one.left() != 0 || eye > 2 || view.width == 0 || view.height == 0) return RecordError::Damaged;
    if (!coding || depth != 8) return RecordError::Unsupported;
    view.eye = Eye(eye);
    view.coding = *coding;
    view.data.assign(data.begin(), data.end());
    out.push_back(std::move(view));
  }
  if (in.left() != 0) return RecordError::Damaged;
  return out;
}

}  // namespace ktpel::biometric
