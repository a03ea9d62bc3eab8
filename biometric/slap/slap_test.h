// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "biometric/slap/slap.h"
#include "biometric/synth/finger.h"

// Slaps of nobody, for tests: four presses of grown fingers beside each other, as high as fingers of a hand reach,
// turned together.
namespace ktpel::biometric::slaps {

/// The hand of person `person`, fingers 1..10; grown once.
inline const FingerMaster& master(std::uint64_t person, FingerPosition finger) {
  static std::vector<std::pair<std::pair<std::uint64_t, FingerPosition>, FingerMaster>> grown;
  for (const auto& [who, m] : grown)
    if (who == std::pair{person, finger}) return m;
  grown.emplace_back(std::pair{person, finger}, PersonFingers::grow(person, FingerNumber(finger)));
  return grown.back().second;
}

struct Layout {
  double turn_rad = 0;      ///< clockwise as seen
  int gap_px = 40;          ///< between two fingers
  std::uint64_t press = 1;  ///< another number, another press
  std::vector<FingerPosition> missing = {};
};

/// What lies on the glass from left to right; 500 dpi, about 1600x1000.
inline GreyImage compose(std::uint64_t person, const std::vector<FingerPosition>& fingers, const Layout& layout = {}) {
  constexpr int kWidth = 1700, kHeight = 1200, kFinger = 300, kTall = 420;
  // how far below the middle finger's tip the others end, px: thumb, index, middle, ring, little
  constexpr int kBelow[] = {0, 90, 0, 70, 260};
  GreyImage glass(kWidth, kHeight, Dpi(500));
  const int step = kFinger + layout.gap_px;
  const double left = (kWidth - step * static_cast<double>(fingers.size())) / 2;
  const double c = std::cos(layout.turn_rad), s = std::sin(layout.turn_rad);
  std::vector<GreyImage> presses;
  for (const auto finger : fingers) {
    Conditions conditions;
    conditions.width = kFinger, conditions.height = kTall, conditions.sensor = SensorKind::Capacitive;
    conditions.turn_spread_deg = 2, conditions.shift_spread_px = 4;
    presses.push_back(impression(master(person, finger), conditions,
                                 base::SeededRandom(layout.press * 100 + static_cast<std::uint64_t>(finger)))
                          .image);
  }
  for (int y = 0; y < kHeight; ++y)
    for (int x = 0; x < kWidth; ++x) {
      // back to the hand's own upright frame
      const double dx = x - kWidth / 2.0, dy = y - kHeight / 2.0;
      const double u = dx * c + dy * s + kWidth / 2.0, v = -dx * s + dy * c + kHeight / 2.0;
      for (std::size_t i = 0; i < fingers.size(); ++i) {
        if (std::find(layout.missing.begin(), layout.missing.end(), fingers[i]) != layout.missing.end()) continue;
        const int px = static_cast<int>(std::lround(u - left - step * static_cast<double>(i)));
        const int py = static_cast<int>(std::lround(v - 260 - kBelow[FingerNumber(fingers[i]).digit()]));
        if (px >= 0 && py >= 0 && px < kFinger && py < kTall)
          glass.at(x, y) = std::min(glass.at(x, y), presses[i].at(px, py));
      }
    }
  return glass;
}

inline std::vector<FingerPosition> right_four() {
  using enum FingerPosition;
  return {RightIndex, RightMiddle, RightRing, RightLittle};
}
inline std::vector<FingerPosition> left_four() {
  using enum FingerPosition;
  return {LeftLittle, LeftRing, LeftMiddle, LeftIndex};
}
inline std::vector<FingerPosition> thumbs() { return {FingerPosition::LeftThumb, FingerPosition::RightThumb}; }

}  // namespace ktpel::biometric::slaps
