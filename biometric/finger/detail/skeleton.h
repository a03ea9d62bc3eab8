// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "biometric/finger/detail/field.h"

namespace ktpel::biometric::detail {

/// Lines of one pixel, 64 pixels a word.
class Skeleton {
 public:
  /// Ridges (negative, inside the mask) of the enhanced image, thinned (Guo and Hall 1989).
  static Skeleton of_ridges(const Field& enhanced, const Mask& mask);
  int width() const { return width_; }
  int height() const { return height_; }
  /// 0 or 1; (x, y) inside, at least 1 px from the edge when neighbours are asked for.
  int on(int x, int y) const {
    return static_cast<int>(words_[word_index(x, y)] >> (static_cast<unsigned>(x) & 63u) & 1u);
  }
  /// Changes between line and ground around the pixel, halved: 1 = end, 2 = passing, 3 = branching.
  int crossing(int x, int y) const;

  struct Walk {
    int length = 0, x = 0, y = 0;  ///< steps, and where they ended
  };
  /// Follows the branch of (x0, y0) that starts at its neighbour (x, y), up to `limit` steps or to its end.
  Walk walk(int x0, int y0, int x, int y, int limit) const;

  /// Calls fn(x, y) for every pixel that is on, at least 2 px from the edge, row by row.
  template <class F>
  void each(F fn) const {
    for (int y = 2; y < height_ - 2; ++y)
      for (int k = 0; k < pitch_ - 2; ++k)
        for (std::uint64_t m = words_[static_cast<std::size_t>(y) * static_cast<std::size_t>(pitch_) + 1 +
                                      static_cast<std::size_t>(k)];
             m; m &= m - 1) {
          const int x = 64 * k + __builtin_ctzll(m);
          if (x >= 2 && x < width_ - 2) fn(x, y);
        }
  }

  /// The eight neighbours, counter-clockwise as seen from the right.
  static constexpr int kDx[8] = {1, 1, 0, -1, -1, -1, 0, 1}, kDy[8] = {0, -1, -1, -1, 0, 1, 1, 1};

 private:
  Skeleton(int width, int height);
  std::size_t word_index(int x, int y) const {
    return static_cast<std::size_t>(y) * static_cast<std::size_t>(pitch_) + 1 + static_cast<std::size_t>(x >> 6);
  }
  bool thin_once(bool second);
  int width_, height_, pitch_;  // words a row, with one empty word on each side
  std::vector<std::uint64_t> words_, doomed_;
};

}  // namespace ktpel::biometric::detail
