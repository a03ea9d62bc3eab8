// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <cstddef>

#include "biometric/synth/detail/exact.h"
#include "biometric/synth/detail/noise.h"
#include "biometric/synth/finger.h"

namespace ktpel::biometric {
namespace {

struct Point {
  double x, y;
};

double spread(base::SeededRandom& random, double deviation) {
  return std::clamp(random.normal(), -2.5, 2.5) * deviation;
}

/// Into the range; not a number becomes the lower end.
double kept(double value, double low, double high) { return value >= low ? std::min(value, high) : low; }

Conditions cut(Conditions c) {
  c.width = std::clamp(c.width, 64, 1200);
  c.height = std::clamp(c.height, 64, 1200);
  c.turn_spread_deg = kept(c.turn_spread_deg, 0., 45.);
  c.shift_spread_px = kept(c.shift_spread_px, 0., 200.);
  c.stretch = kept(c.stretch, 0., 3.);
  c.contact = kept(c.contact, .3, 1.4);
  c.pressure = kept(c.pressure, -1., 1.);
  c.dryness = kept(c.dryness, -1., 1.);
  c.noise = kept(c.noise, 0., 3.);
  return c;
}

/// From image pixels to master pixels: the placing of the finger and the stretch of its skin.
class Placing {
 public:
  Placing(const Conditions& c, base::SeededRandom random)
      : along_x_(random.branch(1), 170, 420), along_y_(random.branch(2), 170, 420) {
    const double turn = spread(random, c.turn_spread_deg) * exact::kPi / 180;
    cos_ = exact::cosine(turn);
    sin_ = exact::sine(turn);
    middle_ = {c.width / 2. + spread(random, c.shift_spread_px), c.height / 2. + spread(random, c.shift_spread_px)};
    // Cappelli, Maio, Maltoni 2001: the middle sticks to the glass while the rest is dragged and twisted.
    drag_ = {spread(random, 3.4 * c.stretch), spread(random, 3.4 * c.stretch)};
    twist_ = spread(random, .022 * c.stretch);
    squeeze_ = spread(random, .008 * c.stretch);
    ripple_ = 1.5 * c.stretch;
    still_ = random.uniform(45, 80);
    anchor_ = {spread(random, 25), spread(random, 30)};
  }
  Point master_of(Point image) const {
    const double dx = image.x - middle_.x, dy = image.y - middle_.y;
    const double x = cos_ * dx - sin_ * dy, y = sin_ * dx + cos_ * dy;
    const double ax = x - anchor_.x, ay = y - anchor_.y;
    const double loose = exact::ramp(0, 1, (std::sqrt(ax * ax + ay * ay) - still_) / 130);
    return {x * (1 + squeeze_) + loose * (drag_.x - twist_ * ay) + ripple_ * along_x_.at(x, y) + kMasterWidth / 2.,
            y * (1 + squeeze_) + loose * (drag_.y + twist_ * ax) + ripple_ * along_y_.at(x, y) + kMasterHeight / 2.};
  }
  Point image_of(Point master) const {
    Point image = rigid_back({master.x - kMasterWidth / 2., master.y - kMasterHeight / 2.});
    image = {image.x + middle_.x, image.y + middle_.y};
    for (int round = 0; round < 8; ++round) {  // the distortion is gentle: each round halves the error at least
      const Point reached = master_of(image), step = rigid_back({master.x - reached.x, master.y - reached.y});
      image = {image.x + step.x, image.y + step.y};
    }
    return image;
  }
  /// Where a direction of the master points in the image.
  double image_angle(Point image, double master_angle) const {
    const Point here = master_of(image), right = master_of({image.x + 1, image.y}),
                down = master_of({image.x, image.y + 1});
    const double a = right.x - here.x, b = down.x - here.x, c = right.y - here.y, d = down.y - here.y;
    const double u = exact::cosine(master_angle), v = -exact::sine(master_angle);
    const double angle = exact::arctangent(-(a * v - c * u), d * u - b * v);
    return angle < 0 ? angle + 2 * exact::kPi : angle;
  }

 private:
  Point rigid_back(Point v) const { return {cos_ * v.x + sin_ * v.y, -sin_ * v.x + cos_ * v.y}; }
  double cos_, sin_, twist_, squeeze_, ripple_, still_;
  Point middle_, drag_, anchor_;
  Waves along_x_, along_y_;
};

/// The area of contact, an irregular egg on the master: above 0 inside, rising by 1 to its middle.
class Contact {
 public:
  Contact(const Conditions& c, base::SeededRandom random) : edge_(random.branch(1), 60, 200) {
    const double firm = 1 + .06 * c.pressure;
    half_width_ = random.uniform(112, 134) * c.contact * firm;
    half_height_ = random.uniform(152, 186) * c.contact * firm;
    // A small contact is any part of the finger, not always its middle.
    const double wander = std::max(0., 1 - c.contact);
    right_ = spread(random, 6 + 45 * wander);
    up_ = 6 + spread(random, 12 + 60 * wander);
  }
  double depth(Point master) const {
    const double x = (master.x - kMasterWidth / 2. - right_) / half_width_;
    const double up = (kMasterHeight / 2. - master.y - up_) / half_height_, y = up > 0 ? up * 1.04 : up * .96;
    const double square = x * x + y * y + .25 * x * x * y * y;
    return 1 - square + .075 * edge_.at(master.x, master.y);
  }

 private:
  double half_width_, half_height_, right_, up_;
  Waves edge_;
};

/// What a sensor makes of ink 0 (air) .. 1 (skin pressed on it).
struct SensorLook {
  double air, skin, slope_x, slope_y, vignette, grain, row_grain;
};

SensorLook look_of(SensorKind kind, base::SeededRandom random) {
  if (kind == SensorKind::Optical)
    return {random.uniform(222, 244),
            random.uniform(42, 74),
            random.uniform(-12, 12),
            random.uniform(-14, 4),
            random.uniform(4, 14),
            3.2,
            .5};
  return {random.uniform(236, 250), random.uniform(18, 50), random.uniform(-3, 3), random.uniform(-3, 3), 0, 6, 3.5};
}

/// Noise of a pixel, standard deviation 1: eight bytes of one draw make two values.
class Grain {
 public:
  explicit Grain(base::SeededRandom random) : random_(random) {}
  float next() {
    if (second_) {
      second_ = false;
      return kept_;
    }
    const std::uint64_t bits = random_.next();
    const auto sum = [&](int shift) {
      int s = 0;
      for (int k = 0; k < 4; ++k) s += static_cast<int>(bits >> (shift + 8 * k) & 0xff);
      return static_cast<float>(s - 510) / 147.8F;  // four bytes: mean 510, deviation 2*73.9
    };
    kept_ = sum(32);
    second_ = true;
    return sum(0);
  }

 private:
  base::SeededRandom random_;
  float kept_ = 0;
  bool second_ = false;
};

constexpr int kGridStep = 8;  // of the placing: between, it is straight

}  // namespace

Impression impression(const FingerMaster& master, const Conditions& conditions, base::SeededRandom random) {
  const Conditions c = cut(conditions);
  base::check(master.ridges.size() == std::size_t{kMasterWidth} * kMasterHeight &&
                  master.blemishes.size() == master.ridges.size(),
              "a master whose rasters have another size");
  const int w = c.width, h = c.height;
  const Placing placing(c, random.branch(1));
  const Contact contact(c, random.branch(2));
  auto mood = random.branch(3);
  const SensorLook look = look_of(c.sensor, random.branch(4));

  const double dryness = kept(master.skin.dryness + c.dryness + .16 * mood.normal(), -1.2, 1.2);
  const double pressure = std::clamp(c.pressure + .22 * mood.normal(), -1.2, 1.2);
  const double dry = std::max(0., dryness), wet = std::max(0., -dryness), wear = kept(master.skin.wear, 0, 1);
  const float bias = static_cast<float>(.02 + .34 * pressure + .42 * wet - .36 * dry);
  const float softness = static_cast<float>(.42 + .25 * wear);
  const float breakup = static_cast<float>((.16 + 1.9 * dry + .4 * wear) * std::min(1.5, c.noise));
  const float pore_show = static_cast<float>(std::clamp(.9 - .8 * wet - .35 * std::max(0., pressure), 0., 1.) / 255);

  // What differs from place to place: how hard, how dry, how ragged.
  const auto firm = smooth_noise(w, h, 85, random.branch(5)), patch = smooth_noise(w, h, 30, random.branch(6));
  const auto ragged = smooth_noise(w, h, 2.6, random.branch(7)), blot = smooth_noise(w, h, 9, random.branch(8));
  const float patchy = static_cast<float>((.10 + .3 * wear + .12 * wet) * c.noise);

  const int columns = w / kGridStep + 2, rows = h / kGridStep + 2;
  struct Node {
    float x, y, depth;
  };
  std::vector<Node> grid;
  grid.reserve(static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows));
  for (int r = 0; r < rows; ++r)
    for (int k = 0; k < columns; ++k) {
      const Point m = placing.master_of({static_cast<double>(k * kGridStep), static_cast<double>(r * kGridStep)});
      grid.push_back({static_cast<float>(m.x), static_cast<float>(m.y), static_cast<float>(contact.depth(m))});
    }

  std::vector<float> level(static_cast<std::size_t>(w) * static_cast<std::size_t>(h));
  Grain grain(random.branch(9));
  std::vector<float> row_grain(static_cast<std::size_t>(h)), column_grain(static_cast<std::size_t>(w));
  for (auto& g : row_grain) g = grain.next() * static_cast<float>(look.row_grain * c.noise);
  for (auto& g : column_grain) g = grain.next() * static_cast<float>(look.row_grain * c.noise);
  const float grain_size = static_cast<float>(look.grain * c.noise);
  for (int y = 0; y < h; ++y) {
    const float ty = static_cast<float>(y % kGridStep) / kGridStep;
    for (int x = 0; x < w; ++x) {
      const std::size_t i = static_cast<std::size_t>(y) * static_cast<std::size_t>(w) + static_cast<std::size_t>(x);
      const float tx = static_cast<float>(x % kGridStep) / kGridStep;
      const Node* n = grid.data() + static_cast<std::ptrdiff_t>(y / kGridStep) * columns + x / kGridStep;
      const Node *a = n, *b = n + 1, *d = n + columns, *e = n + columns + 1;
      const auto between = [&](float p, float q, float r, float s) {
        const float upper = p + (q - p) * tx, lower = r + (s - r) * tx;
        return upper + (lower - upper) * ty;
      };
      const float depth = between(a->depth, b->depth, d->depth, e->depth) + .09F * blot[i] + .05F * ragged[i];
      float ink = 0;
      if (depth > -.06F) {
        const float mx = between(a->x, b->x, d->x, e->x), my = between(a->y, b->y, d->y, e->y);
        if (mx >= 1 && my >= 1 && mx < kMasterWidth - 2 && my < kMasterHeight - 2) {
          const int ix = static_cast<int>(mx), iy = static_cast<int>(my);
          const float fx = mx - static_cast<float>(ix), fy = my - static_cast<float>(iy);
          const std::size_t at = static_cast<std::size_t>(iy * kMasterWidth + ix);
          const auto sample = [&](const auto& raster) {
            const float upper = static_cast<float>(raster[at]) * (1 - fx) + static_cast<float>(raster[at + 1]) * fx;
            const float lower = static_cast<float>(raster[at + kMasterWidth]) * (1 - fx) +
                                static_cast<float>(raster[at + kMasterWidth + 1]) * fx;
            return upper * (1 - fy) + lower * fy;
          };
          const float ridge = sample(master.ridges) * .01F;
          // Towards the edge of the contact only the crests touch.
          const float edge = std::clamp(1 - depth * 3.2F, 0.F, 1.F);
          const float lift = bias + .2F * firm[i] + patchy * patch[i] - .55F * edge * edge;
          const float rough = breakup * (ragged[i] * .75F + blot[i] * .35F) * (.55F + .45F * std::abs(patch[i]));
          float t = .5F + (ridge + lift + rough) / (2 * softness);
          t = std::clamp(t, 0.F, 1.F);
          ink = t * t * (3 - 2 * t);
          ink *= 1 - std::min(1.F, sample(master.blemishes) * pore_show);
          ink = .045F + .955F * ink;
          ink *= std::clamp((depth + .06F) * 9, 0.F, 1.F) * (1 - .25F * edge);
        }
      }
      const double ux = 2. * x / w - 1, uy = 2. * y / h - 1;
      const float air =
          static_cast<float>(look.air + look.slope_x * ux + look.slope_y * uy - look.vignette * (ux * ux + uy * uy));
      const float skin = static_cast<float>(look.skin) - 10.F * firm[i];
      level[i] = air + (skin - air) * ink + grain_size * grain.next() + row_grain[static_cast<std::size_t>(y)] +
                 column_grain[static_cast<std::size_t>(x)];
    }
  }

  std::vector<std::uint8_t> pixels(level.size());
  for (int y = 0; y < h; ++y)
    for (int x = 0; x < w; ++x) {
      const auto at = [&](int u, int v) {
        return level[static_cast<std::size_t>(std::clamp(v, 0, h - 1)) * static_cast<std::size_t>(w) +
                     static_cast<std::size_t>(std::clamp(u, 0, w - 1))];
      };
      float value = at(x, y);
      if (c.sensor == SensorKind::Optical)  // the lens
        value = .52F * value + .12F * (at(x - 1, y) + at(x + 1, y) + at(x, y - 1) + at(x, y + 1));
      pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(w) + static_cast<std::size_t>(x)] =
          static_cast<std::uint8_t>(std::clamp(value + .5F, 0.F, 255.F));
    }

  Impression made{GreyImage(w, h, Dpi(500), std::move(pixels)), {}};
  for (const TrueMinutia& m : master.minutiae) {
    constexpr double kSeen = .07;  // nearer to the edge of the contact only crests touch, if at all
    const Point image = placing.image_of({m.x_px, m.y_px});
    if (image.x < 4 || image.y < 4 || image.x > w - 5 || image.y > h - 5) continue;
    if (contact.depth({m.x_px, m.y_px}) < kSeen) continue;
    made.minutiae.push_back({image.x, image.y, placing.image_angle(image, m.angle_rad), m.kind});
  }
  return made;
}

}  // namespace ktpel::biometric
