// SPDX-License-Identifier: Apache-2.0
// AVX2 and POPCNT; reached only after has_avx2(). Everything before the pragma is compiled for any x86-64.
#include <immintrin.h>

#include "biometric/finger/detail/kernels.h"

#pragma GCC target("avx2,popcnt")
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

float flow_similarity(const Descriptor& a, const Descriptor& b) {
  const __m256i zero = _mm256_setzero_si256(), one = _mm256_set1_epi8(1);
  const __m256i clip = _mm256_set1_epi8(static_cast<char>(kFlowClip));
  __m256i sum = zero, count = zero;
  for (int i = 0; i < kFlowBytes; i += 32) {
    const __m256i u = load(a.flow + i), v = load(b.flow + i);
    const __m256i valid = _mm256_and_si256(load(a.flow_valid + i), load(b.flow_valid + i));
    const __m256i apart = _mm256_min_epu8(_mm256_min_epu8(_mm256_sub_epi8(u, v), _mm256_sub_epi8(v, u)), clip);
    sum = _mm256_add_epi64(sum, _mm256_sad_epu8(_mm256_and_si256(apart, valid), zero));
    count = _mm256_add_epi64(count, _mm256_sad_epu8(_mm256_and_si256(valid, one), zero));
  }
  return flow_score(total(sum), total(count));
}

void surroundings(const Descriptor& a, const Descriptor* b, int count, float flow_share, float patch_share,
                  float* out) {
  for (int i = 0; i < count; ++i) out[i] = flow_share * flow_similarity(a, b[i]) + patch_share * patch_score(a, b[i]);
}

float cylinders(const Descriptor& a, const Descriptor& b) { return cylinder_score(a, b); }

PatchAgreement ridge_patch(const RidgePatch& patch, const std::uint64_t* bits, const std::uint64_t* valid,
                           std::ptrdiff_t pitch, int shift) {
  return patch_agreement(patch, bits, valid, pitch, shift);
}

}  // namespace

const Kernels kAvx2Kernels{"avx2", filter_tile, surroundings, cylinders, ridge_patch};

}  // namespace ktpel::biometric::detail
