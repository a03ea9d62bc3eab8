// SPDX-License-Identifier: Apache-2.0
// SSE2, which every x86-64 has.
#include <emmintrin.h>

#include "biometric/finger/detail/kernels.h"
// after the header that it needs
#include "biometric/finger/detail/kernels_shared.h"

namespace ktpel::biometric::detail {
namespace {

__m128i load(const void* at) { return _mm_loadu_si128(static_cast<const __m128i*>(at)); }

void filter_tile(const std::uint32_t* pixels, std::ptrdiff_t pitch, const TapRow* rows, int row_count,
                 const std::uint32_t* taps, std::int32_t* sums) {
  __m128i acc[kTileHeight][2] = {};
  for (int ky = 0; ky < row_count; ++ky) {
    const std::uint32_t* tap = taps + rows[ky].at;
    const std::uint32_t* from = pixels + ky * pitch + rows[ky].first;
    for (int k = 0; k < rows[ky].pairs; ++k) {
      const __m128i t = _mm_set1_epi32(static_cast<int>(tap[k]));
      for (int r = 0; r < kTileHeight; ++r) {
        const std::uint32_t* p = from + r * pitch + 2 * k;
        acc[r][0] = _mm_add_epi32(acc[r][0], _mm_madd_epi16(load(p), t));
        acc[r][1] = _mm_add_epi32(acc[r][1], _mm_madd_epi16(load(p + 4), t));
      }
    }
  }
  for (int r = 0; r < kTileHeight; ++r)
    for (int half = 0; half < 2; ++half)
      _mm_storeu_si128(reinterpret_cast<__m128i*>(sums + r * kTileWidth + 4 * half), acc[r][half]);
}

int total(__m128i v) { return static_cast<int>(_mm_cvtsi128_si64(v) + _mm_cvtsi128_si64(_mm_unpackhi_epi64(v, v))); }

void count_flow(const Descriptor& a, const Descriptor& b, int at, Counts& counts) {
  const __m128i zero = _mm_setzero_si128(), one = _mm_set1_epi8(1), clip = _mm_set1_epi8(kFlowClipByte);
  __m128i sum = zero, count = zero;
  for (int i = 0; i < kFlowBytes; i += 16) {
    const __m128i u = load(a.flow + i), v = load(b.flow + i);
    const __m128i valid = _mm_and_si128(load(a.flow_valid + i), load(b.flow_valid + i));
    const __m128i apart = _mm_min_epu8(_mm_min_epu8(_mm_sub_epi8(u, v), _mm_sub_epi8(v, u)), clip);
    sum = _mm_add_epi64(sum, _mm_sad_epu8(_mm_and_si128(apart, valid), zero));
    count = _mm_add_epi64(count, _mm_sad_epu8(_mm_and_si128(valid, one), zero));
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
  const __m128 x = _mm_set1_ps(n.x), y = _mm_set1_ps(n.y), c = _mm_set1_ps(n.cosine), s = _mm_set1_ps(n.sine),
               r2 = _mm_set1_ps(n.radius_squared), least = _mm_set1_ps(n.least_cosine);
  int found = 0;
  for (int j = from; j < to; j += 4) {
    const __m128 dx = _mm_sub_ps(x, _mm_loadu_ps(of.x + j)), dy = _mm_sub_ps(y, _mm_loadu_ps(of.y + j));
    const __m128 d2 = _mm_add_ps(_mm_mul_ps(dx, dx), _mm_mul_ps(dy, dy));
    const __m128 turn =
        _mm_add_ps(_mm_mul_ps(c, _mm_loadu_ps(of.cosine + j)), _mm_mul_ps(s, _mm_loadu_ps(of.sine + j)));
    auto hits = static_cast<unsigned>(_mm_movemask_ps(_mm_and_ps(_mm_cmple_ps(d2, r2), _mm_cmpge_ps(turn, least))));
    if (to - j < 4) hits &= (1u << (to - j)) - 1;
    for (; hits; hits &= hits - 1) out[found++] = static_cast<std::uint16_t>(j + __builtin_ctz(hits));
  }
  return found;
}

}  // namespace

const Kernels kGenericKernels{"generic", filter_tile, surroundings, cylinders,   ridge_patch,
                              near,      pull,        blur_row,     blur_column, gradients};

}  // namespace ktpel::biometric::detail
