// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "biometric/slap/slap.h"
#include "biometric/synth/finger.h"

// Slaps of nobody, for tests: four presses of grown fingers beside each other, as high as fingers of a hand reach,
// turned together; on glass or on an inked card with all that lies around the fingers there.
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
  /// How far below the highest tip each finger of `fingers` ends, px; empty: as a hand grows.
  std::vector<int> below = {};
  int top = 260;        ///< of the frame of the highest finger, px; a negative one cuts it
  bool joints = false;  ///< the second phalanges print too
};

/// The print of a second phalanx, faint straight ridges: px from its upper middle.
inline std::uint8_t joint_at(int u, int v) {
  if (std::abs(u) > 100 || v < 25 || v > 290) return 255;
  const double wave = std::sin((v + 0.1 * u + 4 * std::sin(u / 31.0)) * 2 * 3.14159265358979 / 9.5);
  // in dots, as dry skin prints
  const bool dot = (u * 7919 + v * 104729 + u * v * 31) % 11 < 6;
  return wave > 0.2 && dot ? 120 : 255;
}

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
        const int below = layout.below.empty() ? kBelow[FingerNumber(fingers[i]).digit()] : layout.below[i];
        const int py = static_cast<int>(std::lround(v - layout.top - below));
        if (layout.joints) glass.at(x, y) = std::min(glass.at(x, y), joint_at(px - kFinger / 2, py - kTall));
        if (px >= 0 && py >= 0 && px < kFinger && py < kTall)
          glass.at(x, y) = std::min(glass.at(x, y), presses[i].at(px, py));
      }
    }
  return glass;
}

/// A line of ink or pencil.
inline void stroke(GreyImage& image, double x0, double y0, double x1, double y1, double width, std::uint8_t grey) {
  const double length = std::max(1.0, std::hypot(x1 - x0, y1 - y0));
  for (double at = 0; at <= length; at += 0.5)
    for (double across = -width / 2; across <= width / 2; across += 0.5) {
      const double x = x0 + (x1 - x0) * at / length - (y1 - y0) * across / length;
      const double y = y0 + (y1 - y0) * at / length + (x1 - x0) * across / length;
      const int px = static_cast<int>(std::lround(x)), py = static_cast<int>(std::lround(y));
      if (px >= 0 && py >= 0 && px < image.width() && py < image.height())
        image.at(px, py) = std::min(image.at(px, py), grey);
    }
}

/// Makes a card of a slap: paper with grain, uneven ink, the box's lines, a printed title over the tips, handwriting
/// beside them, a neighbour's print that the box cuts to a strip, a hole punched through the leftmost finger.
inline void print_card(GreyImage& image, std::uint64_t seed, int hole_x, int hole_y) {
  base::SeededRandom random(seed);
  const auto upto = [&](int n) { return static_cast<int>(random.below(static_cast<std::uint64_t>(n))); };
  const int w = image.width(), h = image.height();
  for (int y = 0; y < h; ++y)
    for (int x = 0; x < w; ++x) {
      // places with less ink, a hundred to two hundred px across
      const double ink = 0.8 + 0.2 * std::sin(x / 57.0 + 1) * std::sin(y / 43.0 + 2);
      const int paper = 238 + upto(12), press = image.at(x, y) > 200 ? 255 : image.at(x, y);  // no glass
      image.at(x, y) = static_cast<std::uint8_t>(std::clamp(paper - (255 - press) * ink, 0.0, 255.0));
    }
  Conditions neighbour;
  neighbour.width = 300, neighbour.height = 420, neighbour.sensor = SensorKind::Capacitive;
  const auto strip = impression(master(77, FingerPosition::RightThumb), neighbour, base::SeededRandom(seed)).image;
  for (int y = 0; y < 420; ++y)
    for (int x = 0; x < 120; ++x) image.at(x, y + 450) = std::min(image.at(x, y + 450), strip.at(x + 180, y));
  stroke(image, 0, 4, w, 4, 5, 20), stroke(image, 5, 0, 5, h - 150, 5, 20);
  for (int x = 60; x < w - 300; x += 40) {  // letters: two or three straight strokes 30 px high
    if (upto(6) == 0) continue;
    for (int i = 0; i < 3; ++i) stroke(image, x + upto(24), 35 + upto(2) * 28, x + upto(24), 49 + upto(2) * 14, 6, 20);
  }
  for (const int right : {0, 1}) {  // figures written with a pencil
    double x = right ? w - 330 : 130, y = right ? 110 : 90;
    for (int i = 0; i < 14; ++i) {
      const double nx = x + 30 * (i % 2 ? 1 : -0.3) + upto(20) - 8,
                   ny = (right ? 110 : 90) + (i % 2 ? 20 : 180) + upto(60);
      stroke(image, x, y, nx, ny, 8, 90);
      x = nx, y = ny;
    }
  }
  for (int y = -65; y <= 65; ++y)
    for (int x = -65; x <= 65; ++x)
      if (x * x + y * y <= 65 * 65 && hole_x + x >= 0 && hole_y + y >= 0 && hole_x + x < w && hole_y + y < h)
        image.at(hole_x + x, hole_y + y) = static_cast<std::uint8_t>(upto(6));
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
