// SPDX-License-Identifier: Apache-2.0
// The ridge bitmaps of two fingers in the forms that the image check reads.
#pragma once

#include <cstdint>
#include <vector>

#include "biometric/finger/detail/indexed_finger.h"
#include "biometric/finger/detail/kernels.h"

namespace ktpel::biometric::detail {

/// One byte a pixel, for reading at any angle: bit 0 valley, bit 1 on the finger. A margin of nothing around.
class RidgeBytes {
 public:
  void build(const IndexedFinger& finger);
  /// (u, v) goes to (xx u + xy v, yx u + yy v).
  struct Map {
    float xx, xy, yx, yy;
  };
  /// kPatchRows x kPatchRows samples around (x, y), 2 px apart before they are mapped.
  void sample(float x, float y, const Map& map, RidgePatch& out) const;

 private:
  static constexpr int kMargin = 64;  // half a patch turned by 45 degrees and stretched
  std::ptrdiff_t pitch_ = 0;
  int width_ = 0, height_ = 0;
  std::vector<std::uint8_t> bytes_;
};

/// Even and odd columns apart, one bit a pixel: a patch of samples 2 px apart is a run of bits in each second row.
class RidgePlanes {
 public:
  void build(const IndexedFinger& finger);
  /// The patch against the pixels whose upper left sample is (x, y); far outside nothing is common.
  PatchAgreement compare(const RidgePatch& patch, int x, int y, const Kernels& run) const;

 private:
  static constexpr int kMargin = 64;  // px
  std::ptrdiff_t pitch_ = 0;          // words a row of one plane
  int width_ = 0, height_ = 0;
  std::vector<std::uint64_t> bits_[2], valid_[2];
};

}  // namespace ktpel::biometric::detail
