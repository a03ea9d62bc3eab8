// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <memory>
#include <mutex>
#include <vector>

#include "biometric/finger/detail/descriptor.h"
#include "biometric/finger/detail/field.h"
#include "biometric/finger/detail/kernels.h"
#include "biometric/finger/finger_template.h"

namespace ktpel::biometric::detail {

/// What is known beside the minutiae: flow, period and ridges, or nothing.
enum class Knowledge { Full, MinutiaeOnly };

/// A finger prepared for comparisons. Pixels at 500 dpi, y down, angles clockwise as seen (from +x to +y).
/// Minutiae are ordered by angle. Immutable once built.
struct IndexedFinger {
  explicit IndexedFinger(const FingerTemplate& finger);
  explicit IndexedFinger(const MinutiaeRecord& record);

  /// A full finger seen as its minutiae alone, the best kCardMinutiae of them: like against like with what a
  /// card holds. Built on first use. Thread-safe.
  const IndexedFinger& as_on_card() const;

  int count() const { return static_cast<int>(x.size()); }
  /// True if the point lies on the finger.
  bool inside(float px, float py) const {
    if (px < 0 || py < 0) return false;
    const int cx = static_cast<int>(px) / 8, cy = static_cast<int>(py) / 8;
    return cx < mask.w && cy < mask.h && mask.at(cx, cy) != 0;
  }
  std::size_t cell_of(float px, float py) const {
    return mask.index(static_cast<int>(px) / 8, static_cast<int>(py) / 8);
  }

  Knowledge knowledge;
  std::vector<float> x, y, angle, cosine, sine, quality;  // quality: amplitude of the ridge wave
  std::vector<std::uint16_t> source;                      // place in the template or record
  std::vector<Descriptor> descriptors;
  /// The same places and directions, with lanes behind the last.
  Places places() const {
    return {lanes_.data(), lanes_.data() + lane_, lanes_.data() + 2 * lane_, lanes_.data() + 3 * lane_};
  }
  Mask mask;                          // 8 px cells
  Grid<std::uint8_t> flow, clarity;   // 8 px cells; flow: 256 = half a turn
  std::vector<std::uint64_t> ridges;  // 8 px cells as in FingerTemplate, empty without knowledge
  Field log_period;                   // 16 px cells, empty without knowledge

  float left = 0, top = 0, right = 0, bottom = 0;  // of the minutiae

  /// angle_start[k] = first minutia whose angle bin is >= k.
  static constexpr int kAngleBins = 64;
  std::array<std::uint16_t, kAngleBins + 1> angle_start{};
  static int angle_bin(float a);

 private:
  struct Placed;
  explicit IndexedFinger(std::vector<Placed> minutiae);
  static std::vector<Placed> placed(const MinutiaeRecord& record);
  static void keep_best(std::vector<Placed>& minutiae);
  void place(std::vector<Placed> minutiae);
  void draw_mask_around_minutiae(int width, int height);
  void guess_flow_from_minutiae();
  std::vector<float> lanes_;  // x, y, cosine, sine
  std::ptrdiff_t lane_ = 0;
  mutable std::once_flag reduced_once_;
  mutable std::unique_ptr<const IndexedFinger> reduced_;
};

/// To (-pi, pi] for |a| < 4 pi.
inline float wrapped(float a) {
  while (a > kPi) a -= 2 * kPi;
  while (a <= -kPi) a += 2 * kPi;
  return a;
}

}  // namespace ktpel::biometric::detail
