// SPDX-License-Identifier: Apache-2.0
// The part of the kernels that is the same text for every instruction set: compiled into each of them, in an
// unnamed namespace, with that file's target. Included after the target is chosen; no other includes here.
namespace ktpel::biometric::detail {
namespace {

constexpr int kLeastFlow = 20, kLeastPatch = 128, kLeastCells = 60;  // valid in both, else not comparable
constexpr char kFlowClipByte = 48;                                   // 256ths of a half turn: 34 degrees
constexpr float kFlowClip = kFlowClipByte;

inline float flow_score(int sum, int count) {
  return count > kLeastFlow ? 1 - static_cast<float>(sum) / (kFlowClip * static_cast<float>(count)) : 0;
}

inline float patch_score_of(int valid, int differ) {
  if (valid <= kLeastPatch) return 0;
  const float s = 1 - 2.f * static_cast<float>(differ) / static_cast<float>(valid);
  return s > 0 ? s : 0;
}

inline float patch_score(const Descriptor& a, const Descriptor& b) {
  int valid = 0, differ = 0;
  for (int k = 0; k < kPatchWords; ++k) {
    const std::uint64_t both = a.patch_valid[k] & b.patch_valid[k];
    valid += __builtin_popcountll(both);
    differ += __builtin_popcountll(both & (a.patch[k] ^ b.patch[k]));
  }
  return patch_score_of(valid, differ);
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

}  // namespace
}  // namespace ktpel::biometric::detail
