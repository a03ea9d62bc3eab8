// SPDX-License-Identifier: Apache-2.0
// AVX2 and POPCNT; reached only after has_avx2(). Everything before the pragma is compiled for any x86-64.
#include <immintrin.h>

#include "biometric/finger/detail/kernels.h"

#ifdef __clang__
#pragma clang attribute push(__attribute__((target("avx2,popcnt"))), apply_to = function)
#else
#pragma GCC target("avx2,popcnt")
#endif
// after the target: popcounts become single instructions
#include "biometric/finger/detail/kernels_shared.h"

namespace ktpel::biometric::detail {
namespace {

__m256i load(const void* at) { return _mm256_loadu_si256(static_cast<const __m256i*>(at)); }

void filter_tile(const std::uint32_t* pixels, std::ptrdiff_t pitch, const TapRow* rows, int row_count,
                 const std::uint32_t* taps, std::int32_t* sums) {
  __m256i a = _mm256_setzero_si256(), b = a, c = a, d = a;
  for (int ky = 0; ky < row_count; ++ky) {
    const std::uint32_t* tap = taps + rows[ky].at;
    const std::uint32_t* p = pixels + ky * pitch + rows[ky].first;
    for (int k = 0; k < rows[ky].pairs; ++k, p += 2) {
      const __m256i t = _mm256_set1_epi32(static_cast<int>(tap[k]));
      a = _mm256_add_epi32(a, _mm256_madd_epi16(load(p), t));
      b = _mm256_add_epi32(b, _mm256_madd_epi16(load(p + pitch), t));
      c = _mm256_add_epi32(c, _mm256_madd_epi16(load(p + 2 * pitch), t));
      d = _mm256_add_epi32(d, _mm256_madd_epi16(load(p + 3 * pitch), t));
    }
  }
  const __m256i all[kTileHeight] = {a, b, c, d};
  for (int r = 0; r < kTileHeight; ++r) _mm256_storeu_si256(reinterpret_cast<__m256i*>(sums + r * kTileWidth), all[r]);
}

int total(__m256i v) {
  const __m128i s = _mm_add_epi64(_mm256_castsi256_si128(v), _mm256_extracti128_si256(v, 1));
  return static_cast<int>(_mm_cvtsi128_si64(s) + _mm_extract_epi64(s, 1));
}

void count_flow(const Descriptor& a, const Descriptor& b, int at, Counts& counts) {
  const __m256i zero = _mm256_setzero_si256(), one = _mm256_set1_epi8(1);
  const __m256i clip = _mm256_set1_epi8(kFlowClipByte);
  __m256i sum = zero, count = zero;
  for (int i = 0; i < kFlowBytes; i += 32) {
    const __m256i u = load(a.flow + i), v = load(b.flow + i);
    const __m256i valid = _mm256_and_si256(load(a.flow_valid + i), load(b.flow_valid + i));
    const __m256i apart = _mm256_min_epu8(_mm256_min_epu8(_mm256_sub_epi8(u, v), _mm256_sub_epi8(v, u)), clip);
    sum = _mm256_add_epi64(sum, _mm256_sad_epu8(_mm256_and_si256(apart, valid), zero));
    count = _mm256_add_epi64(count, _mm256_sad_epu8(_mm256_and_si256(valid, one), zero));
  }
  counts.apart[at] = total(sum), counts.samples[at] = total(count);
}

void surroundings(const Descriptor& a, const Descriptor* b, int count, float flow_share, float patch_share,
                  float* out) {
  Counts counts;
  for (int i = 0; i < count; ++i) count_flow(a, b[i], i, counts), count_patch(a, b[i], i, counts);
  score_surroundings(counts, count, flow_share, patch_share, out);
}

float cylinders(const Descriptor& a, const Descriptor& b) { return cylinder_score(a, b); }

PatchAgreement ridge_patch(const RidgePatch& patch, const std::uint64_t* bits, const std::uint64_t* valid,
                           std::ptrdiff_t pitch, int shift) {
  return patch_agreement(patch, bits, valid, pitch, shift);
}

int near(const Places& of, int from, int to, const Near& n, std::uint16_t* out) {
  const __m256 x = _mm256_set1_ps(n.x), y = _mm256_set1_ps(n.y), c = _mm256_set1_ps(n.cosine),
               s = _mm256_set1_ps(n.sine), r2 = _mm256_set1_ps(n.radius_squared),
               least = _mm256_set1_ps(n.least_cosine);
  int found = 0;
  for (int j = from; j < to; j += kLanes) {
    const __m256 dx = _mm256_sub_ps(x, _mm256_loadu_ps(of.x + j)), dy = _mm256_sub_ps(y, _mm256_loadu_ps(of.y + j));
    const __m256 d2 = _mm256_add_ps(_mm256_mul_ps(dx, dx), _mm256_mul_ps(dy, dy));
    const __m256 turn =
        _mm256_add_ps(_mm256_mul_ps(c, _mm256_loadu_ps(of.cosine + j)), _mm256_mul_ps(s, _mm256_loadu_ps(of.sine + j)));
    auto hits = static_cast<unsigned>(
        _mm256_movemask_ps(_mm256_and_ps(_mm256_cmp_ps(d2, r2, _CMP_LE_OQ), _mm256_cmp_ps(turn, least, _CMP_GE_OQ))));
    if (to - j < kLanes) hits &= (1u << (to - j)) - 1;
    for (; hits; hits &= hits - 1) out[found++] = static_cast<std::uint16_t>(j + __builtin_ctz(hits));
  }
  return found;
}

}  // namespace

const Kernels kAvx2Kernels{"avx2", filter_tile, surroundings, cylinders,   ridge_patch,
                           near,   pull,        blur_row,     blur_column, gradients};

}  // namespace ktpel::biometric::detail

#ifdef __clang__
#pragma clang attribute pop
#endif
