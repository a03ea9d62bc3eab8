// SPDX-License-Identifier: Apache-2.0
#include "biometric/synth/finger.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "biometric/synth/detail/exact.h"
#include "biometric/synth/detail/flow.h"
#include "biometric/synth/detail/pattern.h"
#include "biometric/synth/detail/ridges.h"

namespace ktpel::biometric {
namespace {

// Percent by digit (thumb .. little), of the right hand; left and right loops change places on the left.
// Rounded from the classic ten-print counts (ulnar loops about 60, whorls 30, radial loops 5, arches 5
// over all fingers); an assumption, not measured on Indonesians.
struct Frequencies {
  double arch, tented, radial, ulnar, whorl, twin;
};
constexpr Frequencies kFrequencies[5] = {
    {3, 0, 0, 50, 39, 8}, {8, 6, 17, 36, 29, 4}, {7, 3, 2, 71, 15, 2}, {2, 1, 1, 52, 42, 2}, {1, 1, 0, 83, 14, 1}};

/// Mean ridge period at 500 dpi: about 0.46 mm, wider on thumbs.
double draw_period(base::SeededRandom random, FingerNumber finger) {
  constexpr double by_digit[5] = {.35, .05, .1, 0, -.25};
  return std::clamp(9.0 + by_digit[finger.digit()] + .35 * random.normal(), 7.8, 10.4);
}

using Raster = std::vector<std::uint8_t>;

void darken(Raster& raster, int x, int y, double value) {
  if (x < 0 || y < 0 || x >= kMasterWidth || y >= kMasterHeight) return;
  auto& cell = raster[static_cast<std::size_t>(y * kMasterWidth + x)];
  cell = std::max(cell, static_cast<std::uint8_t>(std::clamp(value, 0., 255.)));
}

/// Sweat pores: one every 8 to 11 px along the middle of each ridge, most of them closed.
void add_pores(Raster& raster, const std::vector<std::int8_t>& ridges, double depth, base::SeededRandom random) {
  constexpr int kCell = 7;  // at most one pore a cell, so that they keep their distance
  for (int cy = 4; cy + kCell < kMasterHeight - 4; cy += kCell)
    for (int cx = 4; cx + kCell < kMasterWidth - 4; cx += kCell) {
      const double open = random.uniform(), radius = random.uniform(.7, 1.25);
      int best = 60, bx = -1, by = -1;  // on the crest, not on the flank
      const int skip = static_cast<int>(random.below(3));
      for (int y = cy + skip; y < cy + kCell - 1; ++y)
        for (int x = cx + skip; x < cx + kCell - 1; ++x)
          if (const int v = ridges[static_cast<std::size_t>(y * kMasterWidth + x)]; v > best) best = v, bx = x, by = y;
      if (bx < 0 || open > .25 + .5 * depth) continue;
      for (int y = -2; y <= 2; ++y)
        for (int x = -2; x <= 2; ++x)
          darken(raster, bx + x, by + y, 255 * depth * exact::exponential(-(x * x + y * y) / (1.4 * radius * radius)));
    }
}

/// White lines: most lie across the finger, some slant; each thins out towards its ends.
void add_creases(Raster& raster, int count, base::SeededRandom random) {
  for (int k = 0; k < count; ++k) {
    const double tilt = random.normal() * .3, length = random.uniform(35, 190), width = random.uniform(.8, 2.2);
    const double bend = random.normal() * .0022, depth = random.uniform(120, 255);
    double x = random.uniform(60, kMasterWidth - 60) - length / 2 * exact::cosine(tilt);
    double y = random.uniform(110, kMasterHeight - 40), direction = tilt;
    for (double walked = 0; walked < length; walked += .7) {
      const double taper = exact::sine(exact::kPi * walked / length), half = width * (.35 + .65 * taper);
      const double jitter = random.uniform(.55, 1);
      for (int v = -3; v <= 3; ++v)
        for (int u = -3; u <= 3; ++u) {
          const int px = static_cast<int>(std::floor(x + .5)) + u, py = static_cast<int>(std::floor(y + .5)) + v;
          const double d2 = (px - x) * (px - x) + (py - y) * (py - y);
          darken(raster, px, py, depth * jitter * exact::exponential(-.5 * d2 / (half * half)));
        }
      x += .7 * exact::cosine(direction);
      y -= .7 * exact::sine(direction);
      direction += bend + random.normal() * .02;
    }
  }
}

FingerMaster grow_with_period(base::SeededRandom random, FingerNumber finger, Pattern pattern, const Skin& skin,
                              double period_px) {
  const RidgeFlow flow(random.branch(2), pattern, period_px);
  auto grown = grow_ridges(flow, random.branch(3));
  FingerMaster master{finger, pattern, skin, period_px, std::move(grown.ridges), {}, std::move(grown.minutiae)};
  master.blemishes.assign(master.ridges.size(), 0);
  add_pores(master.blemishes, master.ridges, skin.pore_depth >= 0 ? std::min(skin.pore_depth, 1.) : 0,
            random.branch(4));
  add_creases(master.blemishes, std::clamp(skin.creases, 0, 12), random.branch(5));
  return master;
}

}  // namespace

Pattern draw_pattern(base::SeededRandom random, FingerNumber finger, double whorl_leaning) {
  const Frequencies& f = kFrequencies[finger.digit()];
  const Pattern ulnar = finger.left_hand() ? Pattern::LeftLoop : Pattern::RightLoop;
  const Pattern radial = finger.left_hand() ? Pattern::RightLoop : Pattern::LeftLoop;
  const std::array<std::pair<Pattern, double>, 6> shares = {{{Pattern::Arch, f.arch / whorl_leaning},
                                                             {Pattern::TentedArch, f.tented / whorl_leaning},
                                                             {radial, f.radial},
                                                             {ulnar, f.ulnar},
                                                             {Pattern::Whorl, f.whorl * whorl_leaning},
                                                             {Pattern::TwinLoop, f.twin * whorl_leaning}}};
  double total = 0;
  for (const auto& [pattern, share] : shares) total += share;
  double left = random.uniform(0, total);
  for (const auto& [pattern, share] : shares) {
    if (left < share) return pattern;
    left -= share;
  }
  return ulnar;
}

std::string_view name_of(Pattern pattern) {
  switch (pattern) {
    case Pattern::Arch:
      return "arch";
    case Pattern::TentedArch:
      return "tented_arch";
    case Pattern::LeftLoop:
      return "left_loop";
    case Pattern::RightLoop:
      return "right_loop";
    case Pattern::Whorl:
      return "whorl";
    case Pattern::TwinLoop:
      break;
  }
  return "twin_loop";
}

FingerMaster grow_master(base::SeededRandom random, FingerNumber finger, Skin skin) {
  return grow_master(random, finger, draw_pattern(random.branch(0), finger, 1), skin);
}

FingerMaster grow_master(base::SeededRandom random, FingerNumber finger, Pattern pattern, Skin skin) {
  return grow_with_period(random, finger, pattern, skin, draw_period(random.branch(1), finger));
}

FingerMaster PersonFingers::grow(std::uint64_t seed, FingerNumber finger) {
  const base::SeededRandom person(seed);
  // What the ten fingers share is drawn from one branch, what they do not from a branch each.
  auto shared = person.branch(0);
  const double dryness = .3 * shared.normal(), wear = std::max(0., .12 + .15 * shared.normal());
  const double pores = shared.uniform(.15, .9), creases = std::max(0., 1.2 + 1.6 * shared.normal());
  const double period_shift = .28 * shared.normal(), whorl_leaning = exact::exponential(.45 * shared.normal());
  const auto own = person.branch(static_cast<std::uint64_t>(finger.get()));
  auto small = own.branch(9);
  Skin skin;
  skin.dryness = std::clamp(dryness + .1 * small.normal(), -1., 1.);
  skin.wear = std::clamp(wear + .06 * small.normal(), 0., 1.);
  skin.pore_depth = std::clamp(pores + .1 * small.normal(), 0., 1.);
  skin.creases = static_cast<int>(std::clamp(creases + small.normal(), 0., 9.));
  const double period = std::clamp(draw_period(own.branch(1), finger) + period_shift, 7.6, 10.6);
  return grow_with_period(own, finger, draw_pattern(own.branch(0), finger, whorl_leaning), skin, period);
}

PersonFingers PersonFingers::grow(std::uint64_t seed) {
  PersonFingers person;
  for (int finger = 1; finger <= 10; ++finger) person.masters.push_back(grow(seed, FingerNumber(finger)));
  return person;
}

}  // namespace ktpel::biometric
