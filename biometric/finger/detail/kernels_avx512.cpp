// SPDX-License-Identifier: Apache-2.0
// AVX-512 with VNNI and VPOPCNTDQ; reached only after has_avx512(). Everything before the pragma is compiled for any
// x86-64.
#include <immintrin.h>

#include "biometric/finger/detail/kernels.h"

// g++ 12 takes the undefined lanes of its own intrinsics for a mistake
#ifndef __clang__
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
#pragma GCC diagnostic ignored "-Wuninitialized"
#ifdef __clang__
#pragma clang attribute push( \
    __attribute__((target("avx2,popcnt,avx512f,avx512bw,avx512vl,avx512vnni,avx512vpopcntdq"))), apply_to = function)
#else
#pragma GCC target("avx2,popcnt,avx512f,avx512bw,avx512vl,avx512vnni,avx512vpopcntdq")
#endif
// after the target: popcounts become single instructions
#include "biometric/finger/detail/kernels_shared.h"

namespace ktpel::biometric::detail {
namespace {

__m256i load(const void* at) { return _mm256_loadu_si256(static_cast<const __m256i*>(at)); }
__m512i load_wide(const void* at) { return _mm512_loadu_si512(at); }

void filter_tile(const std::uint32_t* pixels, std::ptrdiff_t pitch, const TapRow* rows, int row_count,
                 const std::uint32_t* taps, std::int32_t* sums) {
  __m256i a = _mm256_setzero_si256(), b = a, c = a, d = a;
  for (int ky = 0; ky < row_count; ++ky) {
    const std::uint32_t* tap = taps + rows[ky].at;
    const std::uint32_t* p = pixels + ky * pitch + rows[ky].first;
    for (int k = 0; k < rows[ky].pairs; ++k, p += 2) {
      const __m256i t = _mm256_set1_epi32(static_cast<int>(tap[k]));
      a = _mm256_dpwssd_epi32(a, load(p), t);
      b = _mm256_dpwssd_epi32(b, load(p + pitch), t);
      c = _mm256_dpwssd_epi32(c, load(p + 2 * pitch), t);
      d = _mm256_dpwssd_epi32(d, load(p + 3 * pitch), t);
    }
  }
  const __m256i all[kTileHeight] = {a, b, c, d};
  for (int r = 0; r < kTileHeight; ++r) _mm256_storeu_si256(reinterpret_cast<__m256i*>(sums + r * kTileWidth), all[r]);
}

/// One finger's surroundings in registers: 64 samples, the last 4 (in a word of their own), patch.
void surroundings(const Descriptor& a, const Descriptor* b, int count, float flow_share, float patch_share,
                  float* out) {
  const __m512i flow = load_wide(a.flow), valid = load_wide(a.flow_valid), clip = _mm512_set1_epi8(kFlowClipByte);
  const __m128i last_flow = _mm_cvtsi32_si128(*reinterpret_cast<const int*>(a.flow + 64));
  const __m128i last_valid = _mm_cvtsi32_si128(*reinterpret_cast<const int*>(a.flow_valid + 64));
  const __m512i zero = _mm512_setzero_si512();
  const __m256i patch = load(a.patch), patch_valid = load(a.patch_valid);
  Counts counts;
  for (int i = 0; i < count; ++i) {
    const __m512i other = load_wide(b[i].flow), both = _mm512_and_si512(valid, load_wide(b[i].flow_valid));
    const __m512i apart =
        _mm512_min_epu8(_mm512_min_epu8(_mm512_sub_epi8(flow, other), _mm512_sub_epi8(other, flow)), clip);
    const __m128i other4 = _mm_cvtsi32_si128(*reinterpret_cast<const int*>(b[i].flow + 64));
    const __m128i both4 =
        _mm_and_si128(last_valid, _mm_cvtsi32_si128(*reinterpret_cast<const int*>(b[i].flow_valid + 64)));
    const __m128i apart4 = _mm_min_epu8(_mm_min_epu8(_mm_sub_epi8(last_flow, other4), _mm_sub_epi8(other4, last_flow)),
                                        _mm512_castsi512_si128(clip));
    const __m256i seen = _mm256_and_si256(patch_valid, load(b[i].patch_valid));
    const __m256i unlike = _mm256_and_si256(seen, _mm256_xor_si256(patch, load(b[i].patch)));
    // three sums at once, each small enough for its part of a word: apart below 2^13, seen and differ below 2^9
    const __m256i patches = _mm256_add_epi64(_mm256_slli_epi64(_mm256_popcnt_epi64(seen), 16),
                                             _mm256_slli_epi64(_mm256_popcnt_epi64(unlike), 32));
    const __m512i sums = _mm512_sad_epu8(_mm512_and_si512(apart, both), zero);
    const __m256i half =
        _mm256_add_epi64(_mm256_add_epi64(_mm512_castsi512_si256(sums), _mm512_extracti64x4_epi64(sums, 1)), patches);
    const __m128i quarter =
        _mm_add_epi64(_mm_add_epi64(_mm256_castsi256_si128(half), _mm256_extracti128_si256(half, 1)),
                      _mm_sad_epu8(_mm_and_si128(apart4, both4), _mm512_castsi512_si128(zero)));
    const auto total = static_cast<std::uint64_t>(_mm_cvtsi128_si64(quarter) + _mm_extract_epi64(quarter, 1));
    counts.apart[i] = static_cast<int>(total & 0xffff);
    counts.seen[i] = static_cast<int>(total >> 16 & 0xffff);
    counts.differ[i] = static_cast<int>(total >> 32);
    counts.samples[i] = __builtin_popcountll(_mm512_movepi8_mask(both)) +
                        __builtin_popcount(static_cast<unsigned>(_mm_movemask_epi8(both4)));
  }
  score_surroundings(counts, count, flow_share, patch_share, out);
}

static_assert(kFlowSamples == 68 && kPatchWords == 4 && kCylinderWords == 4 && kSectors == 6);

float cylinders(const Descriptor& a, const Descriptor& b) {
  if (!a.has_cylinder || !b.has_cylinder) return 0;
  const __m256i both = _mm256_and_si256(load(a.cylinder_valid), load(b.cylinder_valid));
  const auto total = [](__m256i v) {
    const __m128i half = _mm_add_epi64(_mm256_castsi256_si128(v), _mm256_extracti128_si256(v, 1));
    return static_cast<int>(_mm_cvtsi128_si64(half) + _mm_extract_epi64(half, 1));
  };
  if (total(_mm256_popcnt_epi64(both)) <= kLeastCells) return 0;
  const __m512i twice = _mm512_broadcast_i64x4(both);
  __m512i differ = _mm512_setzero_si512(), in_a = differ, in_b = differ;
  for (int i = 0; i < kCylinderBits; i += 8) {
    const __m512i u = _mm512_and_si512(load_wide(a.cylinder + i), twice),
                  v = _mm512_and_si512(load_wide(b.cylinder + i), twice);
    differ = _mm512_add_epi64(differ, _mm512_popcnt_epi64(_mm512_xor_si512(u, v)));
    in_a = _mm512_add_epi64(in_a, _mm512_popcnt_epi64(u)), in_b = _mm512_add_epi64(in_b, _mm512_popcnt_epi64(v));
  }
  return cylinder_score_of(static_cast<int>(_mm512_reduce_add_epi64(differ)),
                           static_cast<int>(_mm512_reduce_add_epi64(in_a)),
                           static_cast<int>(_mm512_reduce_add_epi64(in_b)));
}

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

const Kernels kAvx512Kernels{"avx512", filter_tile, surroundings, cylinders,   ridge_patch,
                             near,     pull,        blur_row,     blur_column, gradients};

}  // namespace ktpel::biometric::detail

#ifdef __clang__
#pragma clang attribute pop
#endif
