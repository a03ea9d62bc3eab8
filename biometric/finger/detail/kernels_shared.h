// SPDX-License-Identifier: Apache-2.0
// The part of the kernels that is the same text for every instruction set: compiled into each of them, in an
// unnamed namespace, with that file's target. Included after the target is chosen; no other includes here.
namespace ktpel::biometric::detail {
namespace {

constexpr int kLeastFlow = 20, kLeastPatch = 128, kLeastCells = 60;  // valid in both, else not comparable
constexpr char kFlowClipByte = 48;                                   // 256ths of a half turn: 34 degrees
constexpr float kFlowClip = kFlowClipByte;

/// What surroundings() counts of each pair before it is turned into a similarity.
struct Counts {
  std::int32_t apart[kMostSurroundings], samples[kMostSurroundings];  // of flow
  std::int32_t differ[kMostSurroundings], seen[kMostSurroundings];    // of the patch
};

inline void count_patch(const Descriptor& a, const Descriptor& b, int at, Counts& counts) {
  int seen = 0, differ = 0;
  for (int k = 0; k < kPatchWords; ++k) {
    const std::uint64_t both = a.patch_valid[k] & b.patch_valid[k];
    seen += __builtin_popcountll(both);
    differ += __builtin_popcountll(both & (a.patch[k] ^ b.patch[k]));
  }
  counts.seen[at] = seen, counts.differ[at] = differ;
}

/// Without branches, so that it runs lane by lane.
inline void score_surroundings(const Counts& counts, int count, float flow_share, float patch_share,
                               float* __restrict out) {
  for (int i = 0; i < count; ++i) {
    const int samples = counts.samples[i], seen = counts.seen[i];
    // a divisor that is never 0; what it gives then is not used
    const float flow =
        1 - static_cast<float>(counts.apart[i]) / (kFlowClip * static_cast<float>(samples > 0 ? samples : 1));
    const float patch = 1 - 2.f * static_cast<float>(counts.differ[i]) / static_cast<float>(seen > 0 ? seen : 1);
    const float flow_part = samples > kLeastFlow ? flow : 0.f;
    const float patch_part = seen > kLeastPatch && patch > 0 ? patch : 0.f;
    out[i] = flow_share * flow_part + patch_share * patch_part;
  }
}

inline float cylinder_score_of(int differ, int in_a, int in_b) {
  const float norm = __builtin_sqrtf(static_cast<float>(in_a)) + __builtin_sqrtf(static_cast<float>(in_b));
  return norm > 4 ? 1 - __builtin_sqrtf(static_cast<float>(differ)) / norm : 0;
}

inline float cylinder_score(const Descriptor& a, const Descriptor& b) {
  if (!a.has_cylinder || !b.has_cylinder) return 0;
  std::uint64_t both[kCylinderWords];
  int common = 0, differ = 0, in_a = 0, in_b = 0;
  for (int k = 0; k < kCylinderWords; ++k)
    common += __builtin_popcountll(both[k] = a.cylinder_valid[k] & b.cylinder_valid[k]);
  if (common <= kLeastCells) return 0;
  for (int i = 0; i < kCylinderBits; ++i) {
    const std::uint64_t u = a.cylinder[i] & both[i % kCylinderWords], v = b.cylinder[i] & both[i % kCylinderWords];
    differ += __builtin_popcountll(u ^ v);
    in_a += __builtin_popcountll(u), in_b += __builtin_popcountll(v);
  }
  return cylinder_score_of(differ, in_a, in_b);
}

constexpr std::uint64_t kRowMask = (std::uint64_t{1} << kPatchRows) - 1;

inline PatchAgreement patch_agreement(const RidgePatch& patch, const std::uint64_t* bits, const std::uint64_t* valid,
                                      std::ptrdiff_t pitch, int shift) {
  int common = 0, differ = 0;
  for (int r = 0; r < kPatchRows; r += 2) {  // two rows a word
    std::uint64_t b[2], v[2];
    for (int k = 0; k < 2; ++k, bits += pitch, valid += pitch) {
      b[k] = bits[0] >> shift | bits[1] << 1 << (63 - shift);
      v[k] = valid[0] >> shift | valid[1] << 1 << (63 - shift);
    }
    const std::uint64_t both =
        (patch.valid[r] | std::uint64_t{patch.valid[r + 1]} << 32) & ((v[0] & kRowMask) | v[1] << 32);
    const std::uint64_t other = (b[0] & kRowMask) | b[1] << 32,
                        mine = patch.bits[r] | std::uint64_t{patch.bits[r + 1]} << 32;
    common += __builtin_popcountll(both);
    differ += __builtin_popcountll(both & (mine ^ other));
  }
  return {common, differ};
}

inline void pull(const float* __restrict x, const float* __restrict y, int count, const Pull& p,
                 float* __restrict weight, float* __restrict by_x, float* __restrict by_y) {
  for (int i = 0; i < count; ++i) {
    const float dx = p.x - x[i], dy = p.y - y[i], g1 = 1 - (dx * dx + dy * dy) * p.inverse;
    float g = g1 > 0 ? g1 : 0;
    g *= g, g *= g;
    weight[i] += g, by_x[i] += g * p.miss_x, by_y[i] += g * p.miss_y;
  }
}

/// Eight floats, in as many registers as the instruction set needs.
using Eight = float __attribute__((vector_size(32)));
struct Block {
  Eight low, high;
};
static_assert(sizeof(Block) == kBlurBlock * sizeof(float));
// by reference: vectors are passed differently from one instruction set to the next
inline void read(Block& block, const float* from) { __builtin_memcpy(&block, from, sizeof block); }
inline void write(const Block& block, float* to) { __builtin_memcpy(to, &block, sizeof block); }

inline void blur_row(const float* at, int blocks, const float* taps, int reach, float* out) {
  for (int k = 0; k < blocks; ++k, at += kBlurBlock, out += kBlurBlock) {
    Block sum, left, right;
    read(sum, at);
    sum.low = taps[0] * sum.low, sum.high = taps[0] * sum.high;
    for (int i = 1; i <= reach; ++i) {
      read(left, at - i), read(right, at + i);
      sum.low += taps[i] * (left.low + right.low), sum.high += taps[i] * (left.high + right.high);
    }
    write(sum, out);
  }
}

inline void blur_column(const float* rows, std::ptrdiff_t pitch, int y, int height, int blocks, const float* taps,
                        int reach, float* out) {
  for (int k = 0; k < blocks; ++k, rows += kBlurBlock, out += kBlurBlock) {
    Block sum, other;
    read(sum, rows + y * pitch);
    sum.low = taps[0] * sum.low, sum.high = taps[0] * sum.high;
    for (int i = 1; i <= reach; ++i) {
      if (y - i >= 0) {
        read(other, rows + (y - i) * pitch);
        sum.low += taps[i] * other.low, sum.high += taps[i] * other.high;
      }
      if (y + i < height) {
        read(other, rows + (y + i) * pitch);
        sum.low += taps[i] * other.low, sum.high += taps[i] * other.high;
      }
    }
    write(sum, out);
  }
}

inline void gradients(const float* __restrict p, const float* __restrict q, const float* __restrict r, int width,
                      float* __restrict difference, float* __restrict product, float* __restrict sum) {
  for (int x = 1; x < width - 1; ++x) {
    const float gx = (p[x + 1] - p[x - 1]) + 2 * (q[x + 1] - q[x - 1]) + (r[x + 1] - r[x - 1]);
    const float gy = (r[x - 1] - p[x - 1]) + 2 * (r[x] - p[x]) + (r[x + 1] - p[x + 1]);
    difference[x] = gx * gx - gy * gy, product[x] = 2 * gx * gy, sum[x] = gx * gx + gy * gy;
  }
}

}  // namespace
}  // namespace ktpel::biometric::detail
