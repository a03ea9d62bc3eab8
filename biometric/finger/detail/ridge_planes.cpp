// SPDX-License-Identifier: Apache-2.0
#include "biometric/finger/detail/ridge_planes.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

namespace ktpel::biometric::detail {
namespace {

constexpr std::uint64_t kEachByte = 0x0101010101010101;

/// The bits of a byte as eight bytes, lowest first.
constexpr auto kSpread = [] {
  std::array<std::uint64_t, 256> table{};
  for (unsigned v = 0; v < 256; ++v)
    for (unsigned k = 0; k < 8; ++k) table[v] |= std::uint64_t{v >> k & 1} << (8 * k);
  return table;
}();

/// The even bits of a byte; the odd ones are those of the byte shifted by one.
constexpr auto kEven = [] {
  std::array<std::uint8_t, 256> table{};
  for (unsigned v = 0; v < 256; ++v)
    table[v] = static_cast<std::uint8_t>((v & 1) | (v >> 1 & 2) | (v >> 2 & 4) | (v >> 3 & 8));
  return table;
}();

}  // namespace

void RidgeBytes::build(const IndexedFinger& finger) {
  width_ = 8 * finger.mask.w, height_ = 8 * finger.mask.h;
  pitch_ = width_ + 2 * kMargin;
  bytes_.assign(static_cast<std::size_t>(pitch_) * static_cast<std::size_t>(height_ + 2 * kMargin), 0);
  for (int cy = 0; cy < finger.mask.h; ++cy)
    for (int cx = 0; cx < finger.mask.w; ++cx) {
      const auto cell = finger.mask.index(cx, cy);
      if (!finger.mask.v[cell]) continue;
      std::uint8_t* to = bytes_.data() + (8 * cy + kMargin) * pitch_ + 8 * cx + kMargin;
      for (int y = 0; y < 8; ++y, to += pitch_) {
        const std::uint64_t eight = kSpread[finger.ridges[cell] >> (8 * y) & 255] | 2 * kEachByte;
        std::memcpy(to, &eight, 8);
      }
    }
}

void RidgeBytes::sample(float x, float y, const Map& map, RidgePatch& out) const {
  // 16.16 fixed point: the corner, and the steps along a row and from row to row
  constexpr float kOne = 65536, kHalf = kPatchRows - 1;  // px from the middle to the first sample
  const auto fixed = [](float v) { return static_cast<std::int32_t>(std::lrintf(v * kOne)); };
  x = std::clamp(x, 0.f, static_cast<float>(width_)), y = std::clamp(y, 0.f, static_cast<float>(height_));
  const std::int32_t along_x = fixed(2 * map.xx), along_y = fixed(2 * map.yx);
  const std::int32_t down_x = fixed(2 * map.xy), down_y = fixed(2 * map.yy);
  std::int32_t row_x = fixed(x - kHalf * (map.xx + map.xy) + kMargin + 0.5f);
  std::int32_t row_y = fixed(y - kHalf * (map.yx + map.yy) + kMargin + 0.5f);
  for (int r = 0; r < kPatchRows; ++r, row_x += down_x, row_y += down_y) {
    std::uint32_t bits = 0, valid = 0;
    std::int32_t px = row_x, py = row_y;
    for (int c = 0; c < kPatchRows; ++c, px += along_x, py += along_y) {
      const std::uint32_t v = bytes_[static_cast<std::size_t>((py >> 16) * pitch_ + (px >> 16))];
      bits |= (v & 1) << c, valid |= (v >> 1) << c;
    }
    out.bits[r] = bits, out.valid[r] = valid;
  }
}

void RidgePlanes::build(const IndexedFinger& finger) {
  width_ = 8 * finger.mask.w, height_ = 8 * finger.mask.h;
  pitch_ = (width_ + 2 * kMargin) / 128 + 3;
  const auto words = static_cast<std::size_t>(pitch_) * static_cast<std::size_t>(height_ + 2 * kMargin);
  for (int p = 0; p < 2; ++p) bits_[p].assign(words, 0), valid_[p].assign(words, 0);
  for (int cy = 0; cy < finger.mask.h; ++cy)
    for (int cx = 0; cx < finger.mask.w; ++cx) {
      const auto cell = finger.mask.index(cx, cy);
      if (!finger.mask.v[cell]) continue;
      const int at = (8 * cx + kMargin) / 2;
      auto word = static_cast<std::size_t>((8 * cy + kMargin) * pitch_ + at / 64);
      for (int y = 0; y < 8; ++y, word += static_cast<std::size_t>(pitch_)) {
        const auto row = finger.ridges[cell] >> (8 * y) & 255;
        bits_[0][word] |= std::uint64_t{kEven[row]} << (at & 63);
        bits_[1][word] |= std::uint64_t{kEven[row >> 1]} << (at & 63);
        for (auto& plane : valid_) plane[word] |= std::uint64_t{15} << (at & 63);
      }
    }
}

PatchAgreement RidgePlanes::compare(const RidgePatch& patch, int x, int y, const Kernels& run) const {
  if (x < -kMargin || y < -kMargin || x + 2 * kPatchRows > width_ + kMargin || y + 2 * kPatchRows > height_ + kMargin)
    return {0, 0};
  const int plane = x & 1, at = (x + kMargin) / 2;
  const auto word = static_cast<std::size_t>((y + kMargin) * pitch_ + at / 64);
  return run.ridge_patch(patch, bits_[plane].data() + word, valid_[plane].data() + word, 2 * pitch_, at & 63);
}

}  // namespace ktpel::biometric::detail
