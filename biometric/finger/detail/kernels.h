// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "biometric/finger/detail/descriptor.h"

namespace ktpel::biometric::detail {

/// One row of an oriented filter: taps in pairs of 16 bit, low half first.
struct TapRow {
  std::int32_t first;  ///< column of the first tap, from the left of the kernel's square
  std::int32_t pairs;
  std::int32_t at;  ///< index of the first pair
};

/// A tile of the filter's output.
inline constexpr int kTileWidth = 8, kTileHeight = 4;

/// Minutiae as a kernel reads them: their places and directions, kLanes more of anything behind the last.
struct Places {
  const float *x, *y, *cosine, *sine;
};
inline constexpr int kLanes = 8;

/// A place and a direction, and how far from both counts as near.
struct Near {
  float x, y, cosine, sine, radius_squared, least_cosine;
};

/// A pair that misses: where, by how much, and how fast its pull falls.
struct Pull {
  float x, y, miss_x, miss_y, inverse;
};

inline constexpr int kMostSurroundings = 256, kBlurBlock = 16;

/// The inner loops, for every x86-64, for AVX2 and for AVX-512. All arithmetic that is summed over lanes is integer,
/// what is not is done lane by lane in one order, so all give the same results bit for bit (kernels_test.cpp).
struct Kernels {
  const char* name;
  /// `pixels` holds (p[x], p[x+1]) in 16 bit each, at the upper left of the kernel's square for the tile's
  /// first pixel. sums: kTileHeight rows of kTileWidth.
  void (*filter_tile)(const std::uint32_t* pixels, std::ptrdiff_t pitch, const TapRow* rows, int row_count,
                      const std::uint32_t* taps, std::int32_t* sums);
  /// Similarity 0..1 of the flow around a to that around each b, and of the ridge patches, weighted. At most
  /// kMostSurroundings of them.
  void (*surroundings)(const Descriptor& a, const Descriptor* b, int count, float flow_share, float patch_share,
                       float* out);
  /// Similarity 0..1 of the cylinders (Cappelli, Ferrara, Maltoni 2010, bit form), 0 if not comparable.
  float (*cylinders)(const Descriptor& a, const Descriptor& b);
  /// A patch against rows of bits: its first column is bit `shift` of the word pointed to, its rows `pitch` words
  /// apart.
  PatchAgreement (*ridge_patch)(const RidgePatch& patch, const std::uint64_t* bits, const std::uint64_t* valid,
                                std::ptrdiff_t pitch, int shift);
  /// Which of the minutiae from..to-1 are near: their numbers go to `out`, which has room for all; how many.
  int (*near)(const Places& of, int from, int to, const Near& near, std::uint16_t* out);
  /// Adds the pull of a pair at (px, py) that misses by (rx, ry) to each of `count` places: a weight that falls with
  /// the distance, (1 - distance^2 inverse)^4, and that times the miss.
  void (*pull)(const float* x, const float* y, int count, const Pull& pull, float* weight, float* by_x, float* by_y);
  /// out[x] = taps[0] at[x] + the sum of taps[i] (at[x - i] + at[x + i]) up to i = reach, for `blocks` blocks of
  /// kBlurBlock. `at` can be read that far.
  void (*blur_row)(const float* at, int blocks, const float* taps, int reach, float* out);
  /// The same down the column of rows `pitch` apart, at row y of `height`; rows outside count as 0.
  void (*blur_column)(const float* rows, std::ptrdiff_t pitch, int y, int height, int blocks, const float* taps,
                      int reach, float* out);
  /// Sobel gradients (gx, gy) at x = 1..width-2 of the middle of three rows: gx^2 - gy^2, 2 gx gy, gx^2 + gy^2.
  void (*gradients)(const float* above, const float* row, const float* below, int width, float* difference,
                    float* product, float* sum);
};

extern const Kernels kGenericKernels, kAvx2Kernels, kAvx512Kernels;

/// The best that this machine can run, unless forced.
const Kernels& kernels();
bool has_avx2();
bool has_avx512();  ///< with VNNI and VPOPCNTDQ
/// For tests and benchmarks: use these from now on, in every thread (nullptr: the best again).
void force_kernels(const Kernels* chosen);

}  // namespace ktpel::biometric::detail
