// SPDX-License-Identifier: Apache-2.0
// Two formats without a library: Windows bitmaps (uncompressed 8, 24 and 32 bit) and netpbm's PGM and PPM.
#include <algorithm>
#include <cstdlib>
#include <string_view>

#include "biometric/image/detail/decoded.h"

namespace ktpel::biometric::detail {
namespace {

std::uint32_t little(base::ByteView bytes, std::size_t at, int size) {
  std::uint32_t v = 0;
  for (int i = size - 1; i >= 0; --i) v = v << 8 | bytes[at + static_cast<std::size_t>(i)];
  return v;
}

/// Reads the numbers of a netpbm header or of a plain (P2, P3) body; comments run from # to the line's end.
class Numbers {
 public:
  explicit Numbers(base::ByteView rest) : rest_(rest) {}
  /// The next number, or -1.
  int next() {
    skip_blank();
    int v = -1;
    while (at_ < rest_.size() && rest_[at_] >= '0' && rest_[at_] <= '9' && v < 1'000'000)
      v = std::max(v, 0) * 10 + (rest_[at_++] - '0');
    return v;
  }
  /// What follows the single blank after the last number.
  base::ByteView body() const { return rest_.subspan(std::min(rest_.size(), at_ + 1)); }

 private:
  void skip_blank() {
    for (bool comment = false; at_ < rest_.size(); ++at_) {
      const auto c = rest_[at_];
      if (c == '#') comment = true;
      if (c == '\n') comment = false;
      if (!comment && c != ' ' && c != '\t' && c != '\r' && c != '\n') return;
    }
  }
  base::ByteView rest_;
  std::size_t at_ = 0;
};

}  // namespace

DecodeResult decode_bmp(base::ByteView bytes, Channels channels) {
  if (bytes.size() < 54) return ImageError::Damaged;
  const auto pixels_at = little(bytes, 10, 4), header = little(bytes, 14, 4);
  const auto width = static_cast<std::int32_t>(little(bytes, 18, 4));
  const auto signed_height = static_cast<std::int32_t>(little(bytes, 22, 4));
  const auto bits = little(bytes, 28, 2), compression = little(bytes, 30, 4);
  if (header < 40) return ImageError::NotAnImage;  // OS/2 bitmaps, or text that begins with BM
  const std::int64_t height = std::abs(std::int64_t{signed_height});
  if (width <= 0 || height == 0 || compression != 0 || (bits != 8 && bits != 24 && bits != 32))
    return ImageError::Damaged;
  if (too_large(width, height)) return ImageError::TooLarge;
  const std::size_t stride = (static_cast<std::size_t>(width) * bits / 8 + 3) / 4 * 4;
  if (pixels_at > bytes.size() || stride * static_cast<std::size_t>(height) > bytes.size() - pixels_at)
    return ImageError::Damaged;
  std::size_t colours = bits == 8 ? little(bytes, 46, 4) : 0;
  if (bits == 8 && (colours == 0 || colours > 256)) colours = 256;
  const std::size_t palette = 14 + std::size_t{header};
  if (palette > bytes.size() || colours * 4 > bytes.size() - palette) return ImageError::Damaged;

  Decoded out{width, static_cast<int>(height), {}, little(bytes, 38, 4) * 0.0254};
  out.samples.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) *
                     static_cast<std::size_t>(channels));
  auto* to = out.samples.data();
  for (std::int64_t y = 0; y < height; ++y) {
    const auto line = signed_height > 0 ? height - 1 - y : y;  // positive height: bottom row first
    const auto* from = bytes.data() + pixels_at + stride * static_cast<std::size_t>(line);
    for (int x = 0; x < width; ++x, from += bits / 8) {
      const std::uint8_t* bgr = from;
      if (bits == 8) {
        if (*from >= colours) return ImageError::Damaged;
        bgr = bytes.data() + palette + 4 * std::size_t{*from};
      }
      to = put(to, channels, bgr[2], bgr[1], bgr[0]);
    }
  }
  return out;
}

DecodeResult decode_pnm(base::ByteView bytes, Channels channels) {
  const char kind = static_cast<char>(bytes[1]);
  const bool plain = kind == '2' || kind == '3', colour = kind == '3' || kind == '6';
  Numbers numbers(bytes.subspan(2));
  const int width = numbers.next(), height = numbers.next(), top = numbers.next();
  if (width <= 0 || height <= 0 || top <= 0 || top > 65535) return ImageError::Damaged;
  if (too_large(width, height)) return ImageError::TooLarge;
  const auto body = numbers.body();
  const std::size_t pixels = static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
  const std::size_t samples = pixels * (colour ? 3 : 1), size = top > 255 ? 2 : 1;
  if (body.size() < (plain ? samples : samples * size)) return ImageError::Damaged;  // plain: a digit each, at least

  std::size_t at = 0;
  bool ok = true;
  const auto next = [&]() -> std::uint8_t {
    int v = plain ? numbers.next() : body[at++];
    if (!plain && size == 2) v = v << 8 | body[at++];
    ok &= v >= 0 && v <= top;
    return static_cast<std::uint8_t>(ok ? (v * 255 + top / 2) / top : 0);
  };
  Decoded out{width, height, {}, std::nullopt};
  out.samples.resize(pixels * static_cast<std::size_t>(channels));
  auto* to = out.samples.data();
  for (std::size_t i = 0; i < pixels && ok; ++i) {
    const auto r = next(), g = colour ? next() : r, b = colour ? next() : r;
    to = put(to, channels, r, g, b);
  }
  if (!ok) return ImageError::Damaged;
  return out;
}

}  // namespace ktpel::biometric::detail
