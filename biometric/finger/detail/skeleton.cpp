// SPDX-License-Identifier: Apache-2.0
#include "biometric/finger/detail/skeleton.h"

#include <cstdlib>

namespace ktpel::biometric::detail {

Skeleton::Skeleton(int width, int height)
    : width_(width),
      height_(height),
      pitch_((width + 63) / 64 + 2),
      words_(static_cast<std::size_t>(pitch_) * static_cast<std::size_t>(height), 0),
      doomed_(words_.size(), 0) {}

Skeleton Skeleton::of_ridges(const Field& enhanced, const Mask& mask) {
  Skeleton s(enhanced.w, enhanced.h);
  for (int y = 1; y < enhanced.h - 1; ++y)
    for (int x = 1; x < enhanced.w - 1; ++x)
      if (enhanced.at(x, y) < 0 && mask.at(x / kCell, y / kCell))
        s.words_[s.word_index(x, y)] |= std::uint64_t{1} << (x & 63);
  for (bool changed = true; changed;) {
    changed = s.thin_once(false);
    changed |= s.thin_once(true);
  }
  return s;
}

/// One of the two sub-iterations. p2..p9 are the neighbours clockwise from above, as in the paper.
bool Skeleton::thin_once(bool second) {
  const auto two_of = [](std::uint64_t a, std::uint64_t b, std::uint64_t c, std::uint64_t d) {
    return (a & b) | (c & d) | ((a | b) & (c | d));
  };
  const auto& b = words_;
  const auto west = [&](std::size_t k) { return b[k] << 1 | b[k - 1] >> 63; };
  const auto east = [&](std::size_t k) { return b[k] >> 1 | b[k + 1] << 63; };
  const auto pitch = static_cast<std::size_t>(pitch_);
  std::uint64_t any = 0;
  for (std::size_t y = 1; y + 1 < static_cast<std::size_t>(height_); ++y)
    for (std::size_t x = 1; x + 1 < pitch; ++x) {
      const std::size_t i = y * pitch + x, up = i - pitch, down = i + pitch;
      doomed_[i] = 0;
      if (!b[i]) continue;
      const auto p2 = b[up], p3 = east(up), p4 = east(i), p5 = east(down), p6 = b[down], p7 = west(down), p8 = west(i),
                 p9 = west(up);
      const auto c1 = ~p2 & (p3 | p4), c2 = ~p4 & (p5 | p6), c3 = ~p6 & (p7 | p8), c4 = ~p8 & (p9 | p2);
      const auto one_line = (c1 | c2 | c3 | c4) & ~two_of(c1, c2, c3, c4);
      const auto a1 = p9 | p2, a2 = p3 | p4, a3 = p5 | p6, a4 = p7 | p8;
      const auto b1 = p2 | p3, b2 = p4 | p5, b3 = p6 | p7, b4 = p8 | p9;
      // two or three neighbours, by the smaller of the two ways to count them
      const auto enough = two_of(a1, a2, a3, a4) & two_of(b1, b2, b3, b4);
      const auto few = ~(a1 & a2 & a3 & a4 & b1 & b2 & b3 & b4);
      const auto kept = second ? (p6 | p7 | ~p9) & p8 : (p2 | p3 | ~p5) & p4;
      any |= doomed_[i] = b[i] & one_line & enough & few & ~kept;
    }
  for (std::size_t y = 1; y + 1 < static_cast<std::size_t>(height_); ++y)
    for (std::size_t x = 1; x + 1 < pitch; ++x) words_[y * pitch + x] &= ~doomed_[y * pitch + x];
  return any != 0;
}

int Skeleton::crossing(int x, int y) const {
  int changes = 0;
  for (int k = 0; k < 8; ++k) changes += on(x + kDx[k], y + kDy[k]) != on(x + kDx[(k + 1) & 7], y + kDy[(k + 1) & 7]);
  return changes / 2;
}

Skeleton::Walk Skeleton::walk(int x0, int y0, int x, int y, int limit) const {
  const auto inside = [&](int px, int py) { return px > 1 && py > 1 && px < width_ - 2 && py < height_ - 2; };
  static constexpr int kStraightFirst[8] = {0, 2, 4, 6, 1, 3, 5, 7};
  int px = x0, py = y0, length = 1;
  while (length < limit && inside(x, y) && crossing(x, y) == 2) {
    int nx = -1, ny = -1;
    for (int pass = 0; pass < 2 && nx < 0; ++pass)  // first pass: not back beside where we came from
      for (const int k : kStraightFirst) {
        const int ax = x + kDx[k], ay = y + kDy[k];
        if (!on(ax, ay) || (ax == px && ay == py) || (ax == x0 && ay == y0)) continue;
        if (pass == 0 && std::abs(ax - px) <= 1 && std::abs(ay - py) <= 1) continue;
        nx = ax, ny = ay;
        break;
      }
    if (nx < 0) break;
    px = x, py = y, x = nx, y = ny, ++length;
  }
  return {length, x, y};
}

}  // namespace ktpel::biometric::detail
