// SPDX-License-Identifier: Apache-2.0
#include "biometric/synth/signature.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>

#include "base/check.h"
#include "biometric/synth/detail/exact.h"

namespace ktpel::biometric {
namespace {

constexpr double kStepMs = 5;  // 200 Hz

/// The way of writing of one person.
struct Hand {
  double slant, size_mm, spacing, speed_mm_per_s, baseline_rise;
};

struct Knot {
  double x, y;  // x-heights from the start of the line; y up
};

/// What the pen does for one letter of a fast hand, from x = 0 on the baseline to x = 1: ascenders,
/// descenders, rounds and arches are kept, the rest of the letter is not.
std::vector<Knot> letter_shape(char letter) {
  switch (letter) {
    case 'b':
    case 'f':
    case 'h':
    case 'k':
    case 'l':
      return {{.35, 1.3}, {.5, 2.2}, {.2, 1.9}, {.25, .3}, {.6, .1}, {1, .4}};
    case 'd':
    case 't':
      return {{.5, 1}, {.1, .5}, {.4, 0}, {.7, 1.9}, {.72, .2}, {1, .3}};
    case 'g':
    case 'j':
    case 'p':
    case 'q':
    case 'y':
      return {{.4, 1}, {.15, .5}, {.5, .3}, {.6, -.9}, {.25, -1.2}, {.2, -.7}, {1, .3}};
    case 'm':
    case 'w':
      return {{.15, .95}, {.25, .1}, {.45, .95}, {.55, .1}, {.75, .9}, {.85, .05}, {1, .3}};
    case 'n':
    case 'u':
    case 'v':
    case 'x':
    case 'r':
      return {{.2, .95}, {.35, .1}, {.6, .9}, {.75, .05}, {1, .35}};
    case 'e':
    case 'c':
    case 's':
    case 'z':
      return {{.5, .6}, {.45, 1}, {.15, .55}, {.45, 0}, {1, .35}};
    default:  // a, o and whatever else is round
      return {{.6, .9}, {.2, .7}, {.25, .05}, {.65, .3}, {.7, .9}, {.8, .1}, {1, .3}};
  }
}

/// A large initial: a stem, a bow and a way out, in one of a few builds.
std::vector<Knot> initial_shape(base::SeededRandom& r) {
  const auto j = [&r](double v) { return v + .16 * r.normal(); };
  switch (r.below(4)) {
    case 0:  // stem and bow
      return {{j(.2), j(2.6)},  {j(.3), j(1.2)}, {j(.1), j(-.3)}, {j(.5), j(2.2)}, {j(1.6), j(2.7)},
              {j(1.5), j(1.4)}, {j(.5), j(1)},   {j(1.4), j(.4)}, {j(2), j(.3)}};
    case 1:  // large round
      return {{j(1.7), j(2.4)}, {j(.8), j(2.8)},  {j(-.1), j(1.3)}, {j(.7), j(-.3)},
              {j(1.8), j(.7)},  {j(1.1), j(1.5)}, {j(.8), j(.7)},   {j(2.1), j(.3)}};
    case 2:  // peak with a loop
      return {{j(-.4), j(.2)},  {j(.5), j(1.4)}, {j(1.1), j(3)},   {j(1.3), j(.9)},
              {j(1.2), j(-.5)}, {j(.4), j(.5)},  {j(1.3), j(1.1)}, {j(2.1), j(.3)}};
    default:  // double wave
      return {{j(0), j(2)},     {j(.4), j(2.7)}, {j(.5), j(.1)},   {j(1), j(2.4)},
              {j(1.3), j(2.2)}, {j(1.2), j(.1)}, {j(1.8), j(1.3)}, {j(2.1), j(.3)}};
  }
}

double spline(double a, double b, double c, double d, double t) {
  return .5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t * t * t);
}

/// Writes along the knots: slower and harder in the bends, from `start_ms`.
Stroke write(const std::vector<Knot>& knots, const Hand& hand, double start_ms, base::SeededRandom& r) {
  Stroke stroke;
  double t_ms = start_ms, owed = 0;  // of the path, mm, until the next sample
  const double tremor = r.uniform(.01, .03);
  const auto to_pad = [&](double x, double y) {
    return std::pair{6 + hand.size_mm * (x + hand.slant * y), 20 - hand.size_mm * (y + hand.baseline_rise * x)};
  };
  const std::size_t last = knots.size() - 1;
  double px = 0, py = 0, heading = 0, pressure = .25;
  for (std::size_t k = 0; k < last; ++k) {
    const Knot a = knots[k > 0 ? k - 1 : 0], b = knots[k], c = knots[k + 1], d = knots[std::min(k + 2, last)];
    constexpr int kFine = 24;
    for (int i = 0; i <= kFine; ++i) {
      const double u = static_cast<double>(i) / kFine;
      const auto [x, y] = to_pad(spline(a.x, b.x, c.x, d.x, u), spline(a.y, b.y, c.y, d.y, u));
      if (stroke.empty()) {
        stroke.push_back({x, y, pressure, t_ms});
        px = x, py = y;
        continue;
      }
      const double dx = x - px, dy = y - py, step = std::sqrt(dx * dx + dy * dy);
      if (step < 1e-9) continue;
      const double turned = exact::arctangent(dy, dx) - heading;
      const double bend = std::abs(turned - 2 * exact::kPi * std::floor(turned / (2 * exact::kPi) + .5)) / step;
      heading = exact::arctangent(dy, dx);
      const double speed = hand.speed_mm_per_s / (1 + 1.2 * std::min(bend, 3.));
      const double wanted =
          std::clamp(.45 + .25 * (dy > 0 ? 1 : -.4) + .08 * std::min(bend, 3.), .1, 1.);  // harder downwards
      pressure += (wanted - pressure) * std::min(1., step * 1.5);
      owed += step / speed * 1000;
      px = x, py = y;
      if (owed < kStepMs) continue;
      t_ms += kStepMs * std::floor(owed / kStepMs);
      owed -= kStepMs * std::floor(owed / kStepMs);
      stroke.push_back({x + tremor * r.normal(), y + tremor * r.normal(), pressure, t_ms});
    }
  }
  stroke.push_back({px, py, .12, t_ms + kStepMs});
  for (auto& p : stroke) {
    p.x_mm = std::clamp(p.x_mm, 0., kPadWidthMm);
    p.y_mm = std::clamp(p.y_mm, 0., kPadHeightMm);
  }
  return stroke;
}

}  // namespace

std::vector<Stroke> sign(base::SeededRandom random, std::string_view name) {
  auto r = random.branch(1);
  Hand hand{r.uniform(.1, .55), r.uniform(2.6, 3.6), r.uniform(.75, 1.1), r.uniform(60, 140), r.uniform(-.02, .09)};
  std::string letters;
  for (const char c : name) {
    if (c >= 'A' && c <= 'Z') letters += static_cast<char>(c - 'A' + 'a');
    if (c >= 'a' && c <= 'z') letters += c;
    if (c == ' ' && letters.size() > 3) break;  // most sign with one name and a tail
  }
  if (letters.size() > 8) letters.resize(8);
  while (letters.size() < 4) letters += static_cast<char>('a' + r.below(26));
  // All of it must find room on the pad.
  const double wide = 3.2 + hand.spacing * static_cast<double>(letters.size()) + 3;
  hand.size_mm = std::min(hand.size_mm, (kPadWidthMm - 14) / (wide + 2));

  std::vector<Knot> line = initial_shape(r);
  double x = 2.2, shrink = 1;
  std::vector<Knot> dots;
  for (std::size_t k = 1; k < letters.size(); ++k) {
    const char letter = letters[k];
    for (const Knot& knot : letter_shape(letter))
      line.push_back({x + hand.spacing * knot.x + .04 * r.normal(), shrink * knot.y + .06 * r.normal()});
    if (letter == 'i' || letter == 'j') dots.push_back({x + .4 * hand.spacing, 1.7});
    if (letter == 't') dots.push_back({x + .2 * hand.spacing, 1.5});
    x += hand.spacing;
    shrink *= .93;  // a fast hand flattens towards the end
  }
  line.push_back({x + 1.2, .1 + .4 * r.uniform()});
  line.push_back({x + r.uniform(1.6, 3), r.uniform(-.3, 1.2)});

  std::vector<Stroke> strokes;
  double t_ms = 0;
  const auto put = [&](const std::vector<Knot>& knots) {
    strokes.push_back(write(knots, hand, t_ms, r));
    t_ms = strokes.back().back().t_ms + kStepMs * std::floor(r.uniform(16, 50));  // pen in the air
  };
  put(line);
  for (const Knot& dot : dots) put({dot, {dot.x + r.uniform(.15, .7), dot.y + r.uniform(-.05, .15)}});
  if (const double flourish = r.uniform(); flourish < .45) {
    put({{x + .5, -.7 + .1 * r.normal()},
         {x * .5, -.9 + .12 * r.normal()},
         {.2, -.8 + .12 * r.normal()},
         {x * .4, -1.05},
         {x + 2, -.75}});
  } else if (flourish < .7) {
    put({{x * .2, -.8}, {x * .6, -.7 + .1 * r.normal()}, {x + 1.5, -.5}});
  }
  return strokes;
}

GreyImage draw_signature(const std::vector<Stroke>& strokes, int width, int height, Dpi dpi) {
  base::check(width >= 16 && height >= 16 && width <= 4000 && height <= 4000, "a signature picture of impossible size");
  GreyImage image(width, height, dpi, 255);
  double left = 1e9, right = -1e9, top = 1e9, bottom = -1e9;
  for (const auto& stroke : strokes)
    for (const auto& p : stroke) {
      left = std::min(left, p.x_mm);
      right = std::max(right, p.x_mm);
      top = std::min(top, p.y_mm);
      bottom = std::max(bottom, p.y_mm);
    }
  if (left > right) return image;
  constexpr double kMargin = .08;  // of the picture, on each side
  const double scale = std::min(width * (1 - 2 * kMargin) / std::max(1., right - left),
                                height * (1 - 2 * kMargin) / std::max(1., bottom - top));
  const double shift_x = width / 2. - scale * (left + right) / 2, shift_y = height / 2. - scale * (top + bottom) / 2;
  for (const auto& stroke : strokes)
    for (std::size_t k = 1; k < stroke.size(); ++k) {
      const auto &a = stroke[k - 1], &b = stroke[k];
      const double ax = a.x_mm * scale + shift_x, ay = a.y_mm * scale + shift_y;
      const double bx = b.x_mm * scale + shift_x, by = b.y_mm * scale + shift_y;
      // A ballpoint's line is .2 to .5 mm wide, and never thinner than the raster can show.
      const auto radius = [&](double pressure) {
        return std::max(.6, scale * (.1 + .15 * std::clamp(pressure, 0., 1.)));
      };
      const double ra = radius(a.pressure), rb = radius(b.pressure), reach = std::max(ra, rb) + 1;
      const double dx = bx - ax, dy = by - ay, length2 = dx * dx + dy * dy;
      const auto cut = [](double v, int limit) { return static_cast<int>(std::clamp(v, 0., limit - 1.)); };
      for (int y = cut(std::min(ay, by) - reach, height); y <= cut(std::max(ay, by) + reach, height); ++y)
        for (int x = cut(std::min(ax, bx) - reach, width); x <= cut(std::max(ax, bx) + reach, width); ++x) {
          const double ux = x + .5 - ax, uy = y + .5 - ay;
          const double t = length2 > 0 ? std::clamp((ux * dx + uy * dy) / length2, 0., 1.) : 0;
          const double vx = ux - t * dx, vy = uy - t * dy;
          const double ink = std::clamp(ra + (rb - ra) * t + .5 - std::sqrt(vx * vx + vy * vy), 0., 1.);
          const auto grey = static_cast<std::uint8_t>(255 * (1 - ink) + .5);
          image.at(x, y) = std::min(image.at(x, y), grey);
        }
    }
  return image;
}

}  // namespace ktpel::biometric
