// SPDX-License-Identifier: Apache-2.0
// PNG (ISO/IEC 15948) through libpng's simplified interface, which turns every error into a status.
// It leaves the resolution out, so the pHYs chunk is read and written here.
#include <png.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "biometric/image/detail/decoded.h"

namespace ktpel::biometric {
namespace {

constexpr double kMetresPerInch = 0.0254;
constexpr std::size_t kSignature = 8, kAfterHeader = 33;  // signature, then IHDR: 4 + 4 + 13 + 4 bytes

/// Walks the chunks up to the pixels (length, type, data, CRC) for pHYs in metres.
std::optional<double> resolution_of(base::ByteView bytes) {
  base::ByteReader in(bytes);
  in.skip(kSignature);
  while (in.ok() && in.left() >= 12) {
    const auto length = in.u32();
    const auto type = base::text_of(in.take(4));
    if (type == "IDAT") break;
    base::ByteReader data(in.take(length));
    in.skip(4);
    if (type != "pHYs" || length != 9) continue;
    const auto across = data.u32();
    data.skip(4);
    if (data.u8() == 1) return across * kMetresPerInch;
  }
  return std::nullopt;
}

/// CRC of PNG annex D, over type and data.
std::uint32_t crc_of(base::ByteView bytes) {
  std::uint32_t crc = 0xffffffffu;
  for (const auto byte : bytes) {
    crc ^= byte;
    for (int k = 0; k < 8; ++k) crc = (crc >> 1) ^ (crc & 1 ? 0xedb88320u : 0);
  }
  return ~crc;
}

base::Bytes resolution_chunk(Dpi dpi) {
  const auto per_metre = static_cast<std::uint32_t>(std::lround(dpi.get() / kMetresPerInch));
  base::ByteWriter data;
  data.raw(base::bytes_of("pHYs")).u32(per_metre).u32(per_metre).u8(1);
  base::ByteWriter chunk;
  return chunk.u32(9).raw(data.bytes()).u32(crc_of(data.bytes())).take();
}

base::Bytes encode(int width, int height, png_uint_32 format, const std::vector<std::uint8_t>& samples,
                   PngEffort effort) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(width), image.height = static_cast<png_uint_32>(height);
  image.format = format;
  if (effort == PngEffort::Quick) image.flags |= PNG_IMAGE_FLAG_FAST;
  png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(image);
  base::Bytes out(size);
  const int ok = png_image_write_to_memory(&image, out.data(), &size, 0, samples.data(), 0, nullptr);
  base::check(ok != 0, "a PNG that cannot be written to memory");
  out.resize(size);
  return out;
}

}  // namespace

detail::DecodeResult detail::decode_png(base::ByteView bytes, Channels channels) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  if (!png_image_begin_read_from_memory(&image, bytes.data(), bytes.size())) return ImageError::Damaged;
  if (too_large(image.width, image.height)) {
    png_image_free(&image);
    return ImageError::TooLarge;
  }
  // Colour is always read as RGB and weighed here: libpng's own grey is linear-light and would differ from
  // the other formats. Transparent parts lie on white, like paper.
  const bool grey = channels == Channels::Grey && !(image.format & PNG_FORMAT_FLAG_COLOR);
  image.format = grey ? PNG_FORMAT_GRAY : PNG_FORMAT_RGB;
  const png_color white{255, 255, 255};
  std::vector<std::uint8_t> samples(PNG_IMAGE_SIZE(image));
  if (!png_image_finish_read(&image, &white, samples.data(), 0, nullptr)) return ImageError::Damaged;
  Decoded out{static_cast<int>(image.width), static_cast<int>(image.height), {}, resolution_of(bytes)};
  if (grey || channels == Channels::Colour) {
    out.samples = std::move(samples);
    return out;
  }
  out.samples.resize(samples.size() / 3);
  for (std::size_t i = 0; i < out.samples.size(); ++i)
    out.samples[i] = luma(samples[3 * i], samples[3 * i + 1], samples[3 * i + 2]);
  return out;
}

base::Bytes encode_png(const GreyImage& image, PngEffort effort) {
  auto out = encode(image.width(), image.height(), PNG_FORMAT_GRAY, image.pixels(), effort);
  const auto chunk = resolution_chunk(image.dpi());
  out.insert(out.begin() + kAfterHeader, chunk.begin(), chunk.end());
  return out;
}

base::Bytes encode_png(const ColourImage& image, PngEffort effort) {
  return encode(image.width(), image.height(), PNG_FORMAT_RGB, image.rgb(), effort);
}

}  // namespace ktpel::biometric
