// SPDX-License-Identifier: Apache-2.0
// Included by the instruction-set specific kernels: nothing but plain data here, and no other includes, so
// that no inline function is compiled for an instruction set the machine may lack.
#pragma once

#include <cstdint>

namespace ktpel::biometric::detail {

inline constexpr int kFlowSamples = 68, kFlowBytes = 96;         // rings of 8, 14, 20, 26, padded
inline constexpr int kPatchWords = 4;                            // 16x16 bits
inline constexpr int kSide = 16, kSectors = 6;                   // cylinder
inline constexpr int kCylinderWords = kSide * kSide / 64;        // one sector
inline constexpr int kCylinderBits = kCylinderWords * kSectors;  // words

/// What the surroundings of a minutia look like, turned to its direction.
struct Descriptor {
  alignas(32) std::uint8_t flow[kFlowBytes];                              ///< ridge direction, 256 = half a turn
  alignas(32) std::uint8_t flow_valid[kFlowBytes];                        ///< 0 or 255
  std::uint64_t patch[kPatchWords], patch_valid[kPatchWords];             ///< ridge or valley
  std::uint64_t cylinder[kCylinderBits], cylinder_valid[kCylinderWords];  ///< neighbours by place and direction
  bool has_cylinder;
};

/// A square of the ridge bitmap: samples 2 px apart, one row a word; bits that are not valid are 0.
inline constexpr int kPatchRows = 24;
struct RidgePatch {
  std::uint32_t bits[kPatchRows], valid[kPatchRows];
};
/// Samples valid in both of two patches, and how many of those differ.
struct PatchAgreement {
  int common, differ;
};

}  // namespace ktpel::biometric::detail
