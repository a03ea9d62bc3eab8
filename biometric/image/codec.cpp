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
  using namespace std::string_view_literals;
  if (bytes.size() > kLargestFile) return ImageError::TooLarge;
  if (begins(bytes, "\x89PNG\r\n\x1a\n"sv)) return detail::decode_png(bytes, channels);
  if (begins(bytes, "II*\0"sv) || begins(bytes, "MM\0*"sv)) return detail::decode_tiff(bytes, channels);
  if (begins(bytes, "\xff\xd8\xff"sv)) return detail::decode_jpeg(bytes, channels);
  if (begins(bytes, "BM"sv) && bytes.size() > 18) return detail::decode_bmp(bytes, channels);
  if (begins_like_pnm(bytes)) return detail::decode_pnm(bytes, channels);
  return ImageError::NotAnImage;
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
