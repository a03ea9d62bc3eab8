// SPDX-License-Identifier: Apache-2.0
// ISO/IEC 19794-4 finger image records.
//   2005: a record header of 32 bytes, which states resolution, depth and coding once, then for each view 14 bytes
//         and the picture;
//   2011: a record header of 16 bytes, then for each view everything, its length first.
#include "biometric/record/finger_image_record.h"

#include <algorithm>
#include <cmath>
#include <string_view>

#include "biometric/image/wsq.h"

namespace ktpel::biometric {
namespace {

using namespace std::string_view_literals;

constexpr auto kMagic = "FIR\0"sv, kVersion2005 = "010\0"sv, kVersion2011 = "020\0"sv;
constexpr std::size_t kHeader2005 = 32, kView2005 = 14, kHeader2011 = 16;
constexpr std::uint8_t kPerInch = 1, kPerCm = 2;
constexpr int kMostSide = 65535, kMostPosition = 15;
constexpr std::uint8_t kQualityNotReported = 254;
/// Image acquisition level 30 of the 2005 edition: 500 dpi, 8 bits, from a live-scan device.
constexpr std::uint16_t kUsualLevel = 30;

/// The codes of ISO/IEC 19794-4. The first edition knows one JPEG 2000, so that its PNG is 5; lossless JPEG is in none.
std::optional<ImageCoding> coding_of(std::uint8_t code, FingerImageFormat format) {
  if (format == FingerImageFormat::Iso2005 && code == 5) return ImageCoding::Png;
  const int most = format == FingerImageFormat::Iso2005 ? 4 : 6;
  return code <= most ? std::optional(ImageCoding(code)) : std::nullopt;
}
std::optional<std::uint8_t> code_of(ImageCoding coding, FingerImageFormat format) {
  if (coding == ImageCoding::JpegLossless) return std::nullopt;
  if (format == FingerImageFormat::Iso2005 && coding >= ImageCoding::Jpeg2000Lossless)
    return coding == ImageCoding::Png ? std::uint8_t{5} : static_cast<std::uint8_t>(ImageCoding::Jpeg2000);
  return static_cast<std::uint8_t>(coding);
}

std::uint64_t whole_dpi(const FingerImageView& view) { return static_cast<std::uint64_t>(std::lround(view.dpi)); }

bool fits(const FingerImageView& view) {
  return view.width > 0 && view.width <= kMostSide && view.height > 0 && view.height <= kMostSide && view.dpi >= 1 &&
         view.dpi <= 65535 && view.depth > 0 && view.depth <= 16 && (!view.quality || *view.quality <= 100) &&
         view.data.size() < 0xffff0000u;
}

double dpi_of(std::uint8_t units, std::uint16_t resolution) { return units == kPerCm ? resolution * 2.54 : resolution; }

bool sound(const FingerImageView& view, std::uint8_t units) {
  return (units == kPerInch || units == kPerCm) && view.width > 0 && view.height > 0 && view.dpi > 0 &&
         view.depth > 0 && view.depth <= 16;
}

std::optional<std::uint8_t> quality_of(std::uint8_t v) { return v <= 100 ? std::optional(v) : std::nullopt; }
std::uint8_t code_of_quality(const FingerImageView& view) { return view.quality.value_or(kQualityNotReported); }

base::Bytes take_bytes(base::ByteReader& in, std::size_t count) {
  const auto view = in.take(count);
  return {view.begin(), view.end()};
}

base::Result<base::Bytes, RecordError> encode_2005(const std::vector<FingerImageView>& views) {
  const auto& first = views.front();
  const auto coding = code_of(first.coding, FingerImageFormat::Iso2005);
  if (!coding) return RecordError::Unsupported;
  base::ByteWriter body;
  for (const auto& view : views) {
    if (whole_dpi(view) != whole_dpi(first) || view.depth != first.depth ||
        code_of(view.coding, FingerImageFormat::Iso2005) != coding)
      return RecordError::TooMuch;
    std::size_t of_finger = 0, number = 0;
    for (const auto& other : views) {
      if (&other == &view) number = of_finger + 1;
      of_finger += other.position == view.position;
    }
    body.u32(kView2005 + view.data.size()).u8(static_cast<std::uint8_t>(view.position)).u8(of_finger).u8(number);
    body.u8(code_of_quality(view)).u8(view.impression);
    body.u16(static_cast<std::uint64_t>(view.width)).u16(static_cast<std::uint64_t>(view.height)).u8(0);
    body.raw(view.data);
  }
  base::ByteWriter out;
  const std::uint64_t length = kHeader2005 + body.bytes().size();
  out.raw(base::bytes_of(kMagic)).raw(base::bytes_of(kVersion2005)).u16(length >> 32).u32(length);
  out.u16(0).u16(kUsualLevel).u8(views.size()).u8(kPerInch);
  for (int i = 0; i < 4; ++i) out.u16(whole_dpi(first));  // of the scanner and of the picture, across and down
  return out.u8(static_cast<std::uint64_t>(first.depth)).u8(*coding).u16(0).raw(body.bytes()).take();
}

base::Result<base::Bytes, RecordError> encode_2011(const std::vector<FingerImageView>& views) {
  base::ByteWriter body;
  std::vector<PrintPosition> fingers;
  for (const auto& view : views) {
    const auto coding = code_of(view.coding, FingerImageFormat::Iso2011);
    if (!coding) return RecordError::Unsupported;
    std::size_t number = 0;
    for (const auto p : fingers) number += p == view.position;
    fingers.push_back(view.position);
    base::ByteWriter one;
    one.raw(base::Bytes(9, 0xff)).u8(0).u16(0).u16(0);  // time and device: not stated
    one.u8(view.quality ? 1 : 0);
    if (view.quality) one.u8(*view.quality).u16(0).u16(0);  // by an algorithm not stated
    one.u8(static_cast<std::uint8_t>(view.position)).u8(number).u8(kPerInch);
    for (int i = 0; i < 4; ++i) one.u16(whole_dpi(view));
    one.u8(static_cast<std::uint64_t>(view.depth)).u8(*coding).u8(view.impression);
    one.u16(static_cast<std::uint64_t>(view.width)).u16(static_cast<std::uint64_t>(view.height));
    one.u32(view.data.size()).raw(view.data);
    body.u32(4 + one.bytes().size()).raw(one.bytes());
  }
  std::size_t positions = 0;
  for (std::size_t i = 0; i < fingers.size(); ++i)
    positions += std::find(fingers.begin(), fingers.begin() + static_cast<long>(i), fingers[i]) ==
                 fingers.begin() + static_cast<long>(i);
  base::ByteWriter out;
  out.raw(base::bytes_of(kMagic)).raw(base::bytes_of(kVersion2011)).u32(kHeader2011 + body.bytes().size());
  return out.u16(views.size()).u8(0).u8(positions).raw(body.bytes()).take();
}

using FileResult = base::Result<FingerImageFile, RecordError>;

FileResult decode_2005(base::ByteView bytes) {
  base::ByteReader in(bytes.subspan(8));
  const std::uint64_t length = std::uint64_t{in.u16()} << 32 | in.u32();
  if (!in.ok() || length < kHeader2005 || length > bytes.size()) return RecordError::Damaged;
  in = base::ByteReader(bytes.first(length).subspan(14));
  in.skip(4);  // device, level
  const int count = in.u8();
  const auto units = in.u8();
  in.skip(4);  // of the scanner
  const auto resolution = in.u16();
  in.skip(2);
  const auto depth = in.u8(), coding_code = in.u8();
  in.skip(2);
  if (!in.ok()) return RecordError::Damaged;
  const auto coding = coding_of(coding_code, FingerImageFormat::Iso2005);
  if (!coding || count == 0) return RecordError::Unsupported;
  FingerImageFile file{FingerImageFormat::Iso2005, {}};
  // the header counts fingers, of which each may have several views: read while there is one
  while (in.left() > 0) {
    const auto block = in.u32();
    FingerImageView view;
    const auto position = in.u8();
    in.skip(2);  // how many views of this finger, which
    view.quality = quality_of(in.u8());
    view.impression = in.u8();
    view.width = in.u16(), view.height = in.u16();
    in.skip(1);
    if (!in.ok() || block < kView2005 || position > kMostPosition) break;
    view.position = PrintPosition(position);
    view.dpi = dpi_of(units, resolution), view.depth = depth, view.coding = *coding;
    view.data = take_bytes(in, block - kView2005);
    if (!in.ok() || !sound(view, units)) return RecordError::Damaged;
    file.views.push_back(std::move(view));
  }
  if (file.views.size() < static_cast<std::size_t>(count)) return RecordError::Damaged;
  return file;
}

FileResult decode_2011(base::ByteView bytes) {
  base::ByteReader in(bytes.subspan(8));
  const auto length = in.u32();
  if (!in.ok() || length < kHeader2011 || length > bytes.size()) return RecordError::Damaged;
  const auto count = in.u16();
  const bool certificates = in.u8() != 0;
  in.skip(1);
  if (in.ok() && count == 0) return RecordError::Unsupported;
  FingerImageFile file{FingerImageFormat::Iso2011, {}};
  for (int i = 0; i < count; ++i) {
    const auto size = in.u32();
    if (!in.ok() || size < 4) return RecordError::Damaged;
    base::ByteReader one(in.take(size - 4));
    one.skip(9 + 1 + 2 + 2);
    FingerImageView view;
    const int qualities = one.u8();
    for (int k = 0; k < qualities; ++k) {
      const auto quality = quality_of(one.u8());
      if (k == 0) view.quality = quality;
      one.skip(4);
    }
    if (certificates) one.skip(3u * one.u8());
    const auto position = one.u8();
    one.skip(1);
    const auto units = one.u8();
    one.skip(4);
    const auto resolution = one.u16();
    one.skip(2);
    view.depth = one.u8();
    const auto coding = coding_of(one.u8(), FingerImageFormat::Iso2011);
    view.impression = one.u8();
    view.width = one.u16(), view.height = one.u16();
    view.data = take_bytes(one, one.u32());
    view.dpi = dpi_of(units, resolution);
    if (!in.ok() || !one.ok() || position > kMostPosition || !sound(view, units)) return RecordError::Damaged;
    if (!coding) return RecordError::Unsupported;
    view.position = PrintPosition(position);
    view.coding = *coding;
    file.views.push_back(std::move(view));
  }
  return file;
}

std::vector<std::uint8_t> unpacked_bits(const FingerImageView& view, std::size_t row_bytes) {
  std::vector<std::uint8_t> out;
  for (int y = 0; y < view.height; ++y)
    for (int x = 0; x < view.width; ++x) {
      const auto byte = view.data[static_cast<std::size_t>(y) * row_bytes + static_cast<std::size_t>(x / 8)];
      out.push_back(byte >> (7 - x % 8) & 1 ? 255 : 0);
    }
  return out;
}

}  // namespace

std::optional<FingerPosition> finger_of(PrintPosition position) {
  const auto code = static_cast<std::uint8_t>(position);
  if (position == PrintPosition::PlainRightThumb) return FingerPosition::RightThumb;
  if (position == PrintPosition::PlainLeftThumb) return FingerPosition::LeftThumb;
  if (code < 1 || code > 10) return std::nullopt;
  return FingerPosition(code);
}

base::Result<GreyImage, ImageError> grey_of(const FingerImageView& view) {
  constexpr int kLeastSide = 96, kMostImageSide = 20000;
  const bool plausible = view.dpi >= 100 && view.dpi <= 4000;
  const auto dpi = plausible ? std::optional(Dpi(view.dpi)) : std::nullopt;
  if (view.coding != ImageCoding::Raw && view.coding != ImageCoding::BitPacked) {
    auto image = decode_grey(view.data, dpi);
    if (image && (image->width() != view.width || image->height() != view.height)) return ImageError::Damaged;
    return image;
  }
  if (view.width < kLeastSide || view.height < kLeastSide) return ImageError::TooSmall;
  if (view.width > kMostImageSide || view.height > kMostImageSide) return ImageError::TooLarge;
  if (!dpi) return ImageError::NoResolution;
  const auto width = static_cast<std::size_t>(view.width), height = static_cast<std::size_t>(view.height);
  if (view.depth == 1) {
    const std::size_t row = (width + 7) / 8;
    if (view.data.size() < row * height) return ImageError::Damaged;
    return GreyImage(view.width, view.height, *dpi, unpacked_bits(view, row));
  }
  if (view.depth != 8 || view.data.size() < width * height) return ImageError::Damaged;
  return GreyImage(view.width, view.height, *dpi,
                   {view.data.begin(), view.data.begin() + static_cast<long>(width * height)});
}

FingerImageView view_of(const GreyImage& image, PrintPosition position, ImageCoding coding) {
  FingerImageView view;
  view.position = position;
  view.width = image.width(), view.height = image.height(), view.dpi = std::round(image.dpi().get());
  view.coding = coding;
  switch (coding) {
    case ImageCoding::Raw:
      view.data = image.pixels();
      break;
    case ImageCoding::Wsq:
      view.data = encode_wsq(image);
      break;
    case ImageCoding::Png:
      view.data = encode_png(image);
      break;
    default:
      base::check(false, "a coding that records are read with but not written in");
  }
  return view;
}

base::Result<base::Bytes, RecordError> encode_finger_images(const std::vector<FingerImageView>& views,
                                                            FingerImageFormat format) {
  if (views.empty() || views.size() > 255 ||
      !std::all_of(views.begin(), views.end(), [](const auto& v) { return fits(v); }))
    return RecordError::TooMuch;
  return format == FingerImageFormat::Iso2005 ? encode_2005(views) : encode_2011(views);
}

base::Result<FingerImageFile, RecordError> decode_finger_images(base::ByteView bytes) {
  base::ByteReader in(bytes);
  if (base::text_of(in.take(4)) != kMagic) return RecordError::NotARecord;
  const auto version = base::text_of(in.take(4));
  if (!in.ok()) return RecordError::Damaged;
  if (version == kVersion2005) return decode_2005(bytes);
  if (version == kVersion2011) return decode_2011(bytes);
  return RecordError::Unsupported;
}

}  // namespace ktpel::biometric
