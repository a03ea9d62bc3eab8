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
  c.stretch = kept(c.stretch, 0., 8.);
  c.contact = kept(c.contact, .3, 1.4);
  c.pressure = kept(c.pressure, -1., 1.);
  c.dryness = kept(c.dryness, -1., 1.);
  c.noise = kept(c.noise, 0., 3.);
  c.blotches = kept(c.blotches, 0., 3.);
  c.cracks = kept(c.cracks, 0., 3.);
  c.scratches = std::clamp(c.scratches, 0, 20);
  c.frame = kept(c.frame, 0., 1.);
  c.ghost = kept(c.ghost, 0., 1.);
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
    squeeze_ = spread(random, .008 * std::min(c.stretch, 4.));
    ripple_ = 1.5 * std::min(c.stretch, 4.);
    // Skin does not fold over itself: the shear of the ramp below stays under a half.
    constexpr double kMostDrag = 42, kMostTwist = .3;
    const double pulled = std::sqrt(drag_.x * drag_.x + drag_.y * drag_.y);
    if (pulled > kMostDrag) drag_ = {drag_.x * kMostDrag / pulled, drag_.y * kMostDrag / pulled};
    twist_ = std::clamp(twist_, -kMostTwist, kMostTwist);
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
    for (int round = 0; round < kRounds; ++round) {  // each round halves the error at least
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
  static constexpr int kRounds = 16;
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

/// White lines of one press: share of the ink that is missing.
std::vector<float> scratched(int w, int h, int count, base::SeededRandom random) {
  std::vector<float> gone;
  if (count == 0) return gone;
  gone.assign(static_cast<std::size_t>(w) * static_cast<std::size_t>(h), 0.F);
  for (int k = 0; k < count; ++k) {
    const double direction = random.uniform(0, exact::kPi), length = random.uniform(40, 260);
    const double half = random.uniform(.8, 3), depth = random.uniform(.5, 1);
    const double dx = exact::cosine(direction), dy = exact::sine(direction);
    double x = random.uniform(0, w) - dx * length / 2, y = random.uniform(0, h) - dy * length / 2;
    const int reach = static_cast<int>(3 * half) + 1;
    for (double walked = 0; walked < length; ++walked, x += dx, y += dy)
      for (int v = -reach; v <= reach; ++v)
        for (int u = -reach; u <= reach; ++u) {
          const int px = static_cast<int>(std::floor(x + .5)) + u, py = static_cast<int>(std::floor(y + .5)) + v;
          if (px < 0 || py < 0 || px >= w || py >= h) continue;
          const double d2 = (px - x) * (px - x) + (py - y) * (py - y);
          auto& cell = gone[static_cast<std::size_t>(py) * static_cast<std::size_t>(w) + static_cast<std::size_t>(px)];
          cell = std::max(cell, static_cast<float>(depth * exact::exponential(-.5 * d2 / (half * half))));
        }
  }
  return gone;
}

/// The straight edges of a sensor's window: how much lighter or darker a pixel is.
class Frame {
 public:
  Frame(const Conditions& c, base::SeededRandom random) : strength_(c.frame) {
    if (strength_ == 0) return;
    tilt_ = random.normal() * .02;
    left_ = random.uniform(0, .16) * c.width, right_ = c.width - random.uniform(0, .16) * c.width;
    top_ = random.uniform(0, .12) * c.height, bottom_ = c.height - random.uniform(0, .12) * c.height;
    outside_ = random.below(3) == 0 ? -150 : 26;  // mostly bright
    rim_ = random.uniform(-70, 70);
  }
  /// True if the pixel lies outside the window; then it shows `shade` instead of the finger.
  bool hides(int x, int y, float& shade) const {
    if (strength_ == 0) return false;
    const double d = depth(x, y);
    if (d < 0) shade = static_cast<float>(230 + outside_);
    return d < 0;
  }
  float rim(int x, int y) const {
    if (strength_ == 0) return 0;
    const double d = depth(x, y);
    return static_cast<float>(strength_ * rim_ * exact::exponential(-d / 5));
  }

 private:
  double depth(int x, int y) const {
    return std::min(std::min(x - left_ + tilt_ * y, right_ - x - tilt_ * y),
                    std::min(y - top_ - tilt_ * x, bottom_ - y + tilt_ * x));
  }
  double strength_, tilt_ = 0, left_ = 0, right_ = 0, top_ = 0, bottom_ = 0, outside_ = 0, rim_ = 0;
};

/// What another press left on the glass: 0 nothing .. 1 as much as skin. Taken from the mirrored pattern of the
/// same master, upside down: it agrees with no finger.
class Ghost {
 public:
  Ghost(const FingerMaster& master, const Conditions& c, base::SeededRandom random) : master_(master), c_(c) {
    if (c.ghost == 0) return;
    const double turn = exact::kPi + .5 * random.normal();
    cos_ = exact::cosine(turn), sin_ = exact::sine(turn);
    shift_ = {30 * random.normal(), 30 * random.normal()};
  }
  float at(int x, int y) const {
    if (c_.ghost == 0) return 0;
    const double dx = c_.width / 2. - x + shift_.x, dy = y - c_.height / 2. + shift_.y;
    const int mx = static_cast<int>(cos_ * dx - sin_ * dy + kMasterWidth / 2.);
    const int my = static_cast<int>(sin_ * dx + cos_ * dy + kMasterHeight / 2.);
    if (mx < 0 || my < 0 || mx >= kMasterWidth || my >= kMasterHeight) return 0;
    const int v = master_.ridges[static_cast<std::size_t>(my * kMasterWidth + mx)];
    return static_cast<float>(c_.ghost) * std::clamp(static_cast<float>(v) * .01F + .3F, 0.F, 1.F);
  }

 private:
  const FingerMaster& master_;
  const Conditions& c_;
  double cos_ = 1, sin_ = 0;
  Point shift_{0, 0};
};

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
  const double cracks = std::max(0., c.cracks - 1.4 * dry);  // dry ridges are in pieces already
  const float breakup = static_cast<float>((.16 + 1.9 * dry + .4 * wear + cracks) * std::min(1.5, c.noise));
  const float pore_show = static_cast<float>(std::clamp(.9 - .8 * wet - .35 * std::max(0., pressure), 0., 1.) / 255);

  // What differs from place to place: how hard, how dry, how ragged.
  const auto firm = smooth_noise(w, h, 85, random.branch(5)), patch = smooth_noise(w, h, 30, random.branch(6));
  const auto ragged = smooth_noise(w, h, 2.6, random.branch(7)), blot = smooth_noise(w, h, 9, random.branch(8));
  const float patchy = static_cast<float>((.10 + .3 * wear + .12 * wet) * c.noise);

  const auto blotch = c.blotches > 0 ? smooth_noise(w, h, 34, random.branch(10)) : std::vector<float>();
  const auto scratch = scratched(w, h, c.scratches, random.branch(11));
  const Frame frame(c, random.branch(12));
  const Ghost ghost(master, c, random.branch(13));

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
          const float local = blotch.empty() ? 0.F : static_cast<float>(c.blotches) * blotch[i];
          const float lift = bias + .2F * firm[i] + patchy * patch[i] - .55F * edge * edge + .75F * local;
          const float rough = (breakup + 1.1F * std::max(0.F, -local)) * (ragged[i] * .75F + blot[i] * .35F) *
                              (.55F + .45F * std::abs(patch[i]));
          float t = .5F + (ridge + lift + rough) / (2 * softness);
          t = std::clamp(t, 0.F, 1.F);
          ink = t * t * (3 - 2 * t);
          ink *= 1 - std::min(1.F, sample(master.blemishes) * pore_show);
          ink = .045F + .955F * ink;
          ink *= std::clamp((depth + .06F) * 9, 0.F, 1.F) * (1 - .25F * edge);
          if (!scratch.empty()) ink *= 1 - scratch[i];
        }
      }
      const double ux = 2. * x / w - 1, uy = 2. * y / h - 1;
      const float air =
          static_cast<float>(look.air + look.slope_x * ux + look.slope_y * uy - look.vignette * (ux * ux + uy * uy));
      const float skin = static_cast<float>(look.skin) - 10.F * firm[i];
      ink = std::max(ink, ghost.at(x, y));
      float shown = air + (skin - air) * ink + frame.rim(x, y);
      frame.hides(x, y, shown);
      level[i] = shown + grain_size * grain.next() + row_grain[static_cast<std::size_t>(y)] +
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
    float unused = 0;
    if (contact.depth({m.x_px, m.y_px}) < kSeen ||
        frame.hides(static_cast<int>(image.x), static_cast<int>(image.y), unused))
      continue;
    made.minutiae.push_back({image.x, image.y, placing.image_angle(image, m.angle_rad), m.kind});
  }
  return made;
}

std::string_view name_of(Hardship hardship) {
  constexpr std::string_view kNames[kHardships] = {"distorted", "dry",    "wet",     "blotchy",
                                                   "scarred",   "framed", "ghosted", "partial"};
  return kNames[static_cast<std::size_t>(hardship)];
}

Conditions hard_conditions(Hardship hardship, base::SeededRandom random) {
  Conditions c;
  if (hardship != Hardship::Framed && hardship != Hardship::Ghosted)  // bad skin is pressed and turned, too
    c.stretch = random.uniform(1, 4), c.turn_spread_deg = 12;
  switch (hardship) {
    case Hardship::Distorted:
      c.stretch = random.uniform(3, 8), c.dryness = random.uniform(-.5, .5);
      break;
    case Hardship::Dry:
      c.dryness = random.uniform(.5, 1), c.pressure = random.uniform(-.8, .2), c.noise = random.uniform(1, 2.5);
      c.blotches = random.uniform(.6, 1.6), c.contact = random.uniform(.55, .95);
      break;
    case Hardship::Wet:
      c.dryness = -random.uniform(.5, 1), c.pressure = random.uniform(.2, .9);
      c.blotches = random.uniform(.8, 2), c.contact = random.uniform(.75, 1.1);
      break;
    case Hardship::Blotchy:
      c.blotches = random.uniform(1.2, 2.4), c.noise = random.uniform(1, 2), c.contact = random.uniform(.55, .95);
      break;
    case Hardship::Scarred:
      c.scratches = 4 + static_cast<int>(random.below(14)), c.dryness = random.uniform(-.2, .5);
      break;
    case Hardship::Framed:
      c.frame = random.uniform(.4, 1), c.shift_spread_px = 30;
      break;
    case Hardship::Ghosted:
      c.ghost = random.uniform(.15, .5);
      break;
    case Hardship::Partial:
      c.contact = random.uniform(.5, .75), c.turn_spread_deg = 20;
      break;
  }
  return c;
}

}  // namespace ktpel::biometric
