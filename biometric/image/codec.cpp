// SPDX-License-Identifier: Apache-2.0
#include "biometric/image/codec.h"

#include <algorithm>

#include "base/file.h"
#include "biometric/image/detail/decoded.h"

namespace ktpel::biometric {
namespace {

using detail::Channels;
using detail::DecodeResult;

constexpr int kSmallestSide = 96;
constexpr double kLeastDpi = 100, kMostDpi = 4000;
constexpr std::size_t kLargestFile = 64u << 20;

bool begins(base::ByteView bytes, std::string_view magic) {
  return bytes.size() >= magic.size() && std::equal(magic.begin(), magic.end(), bytes.begin(),
                                                    [](char c, auto b) { return static_cast<std::uint8_t>(c) == b; });
}

bool begins_like_pnm(base::ByteView bytes) {
  return bytes.size() > 2 && bytes[0] == 'P' && std::string_view("2356").find(static_cast<char>(bytes[1])) < 4 &&
         std::string_view(" \t\r\n#").find(static_cast<char>(bytes[2])) < 5;
}

DecodeResult decode(base::ByteView bytes, Channels channels) {
  if (bytes.size() > kLargestFile) return ImageError::TooLarge;
  const auto format = image_format_of(bytes);
  if (!format) return ImageError::NotAnImage;
  switch (*format) {
    case ImageFormat::Png:
      return detail::decode_png(bytes, channels);
    case ImageFormat::Tiff:
      return detail::decode_tiff(bytes, channels);
    case ImageFormat::Jpeg:
      return detail::decode_jpeg(bytes, channels);
    case ImageFormat::Jpeg2000:
      return detail::decode_jpeg2000(bytes, channels);
    case ImageFormat::Bmp:
      return detail::decode_bmp(bytes, channels);
    case ImageFormat::Netpbm:
      return detail::decode_pnm(bytes, channels);
    case ImageFormat::Wsq:
      break;
  }
  return detail::decode_wsq(bytes, channels);
}

base::Result<base::Bytes, ImageError> read(const std::filesystem::path& path) {
  auto bytes = base::read_file(path, kLargestFile);
  if (bytes) return std::move(*bytes);
  switch (bytes.error()) {
    case base::FileError::TooLarge:
      return ImageError::TooLarge;
    case base::FileError::Broken:
      return ImageError::Damaged;
    default:
      return ImageError::Missing;
  }
}

}  // namespace

std::optional<ImageFormat> image_format_of(base::ByteView bytes) {
  using namespace std::string_view_literals;
  if (begins(bytes, "\x89PNG\r\n\x1a\n"sv)) return ImageFormat::Png;
  if (begins(bytes, "II*\0"sv) || begins(bytes, "MM\0*"sv)) return ImageFormat::Tiff;
  if (begins(bytes, "\xff\xd8\xff"sv)) return ImageFormat::Jpeg;
  if (begins(bytes, "\0\0\0\x0cjP  \r\n\x87\n"sv) || begins(bytes, "\xff\x4f\xff\x51"sv)) return ImageFormat::Jpeg2000;
  if (begins(bytes, "\xff\xa0\xff"sv)) return ImageFormat::Wsq;
  if (begins(bytes, "BM"sv) && bytes.size() > 18) return ImageFormat::Bmp;
  if (begins_like_pnm(bytes)) return ImageFormat::Netpbm;
  return std::nullopt;
}

base::Result<ImageFacts, ImageError> image_facts(base::ByteView bytes) {
  const auto picture = decode(bytes, Channels::Grey);
  if (!picture) return picture.error();
  return ImageFacts{*image_format_of(bytes), picture->width, picture->height, picture->dpi};
}

base::Result<GreyImage, ImageError> decode_grey(base::ByteView bytes, std::optional<Dpi> dpi) {
  auto picture = decode(bytes, Channels::Grey);
  if (!picture) return picture.error();
  if (picture->width < kSmallestSide || picture->height < kSmallestSide) return ImageError::TooSmall;
  const double value = dpi ? dpi->get() : picture->dpi.value_or(0);
  if (!(value >= kLeastDpi && value <= kMostDpi)) return ImageError::NoResolution;
  return GreyImage(picture->width, picture->height, Dpi(value), std::move(picture->samples));
}

base::Result<GreyImage, ImageError> load_grey(const std::filesystem::path& path, std::optional<Dpi> dpi) {
  const auto bytes = read(path);
  if (!bytes) return bytes.error();
  return decode_grey(*bytes, dpi);
}

base::Result<ColourImage, ImageError> decode_colour(base::ByteView bytes) {
  auto picture = decode(bytes, Channels::Colour);
  if (!picture) return picture.error();
  return ColourImage(picture->width, picture->height, std::move(picture->samples));
}

base::Result<ColourImage, ImageError> load_colour(const std::filesystem::path& path) {
  const auto bytes = read(path);
  if (!bytes) return bytes.error();
  return decode_colour(*bytes);
}

}  // namespace ktpel::biometric
