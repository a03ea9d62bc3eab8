// SPDX-License-Identifier: Apache-2.0
#include "tool/finger_picture.h"

#include <algorithm>
#include <cmath>

namespace ktpel::tool {
namespace {

using namespace biometric;

struct Colour {
  std::uint8_t red, green, blue;
};

/// Far apart on the circle of hues for neighbours in the list.
Colour colour_of(std::size_t k) {
  const double hue = 2.39996 * static_cast<double>(k);  // the golden angle
  const auto part = [&](double shift) { return static_cast<std::uint8_t>(110 + 90 * std::cos(hue + shift)); };
  return {part(0), part(2.0944), part(4.1888)};
}

class Canvas {
 public:
  Canvas(int width, int height)
      : width_(width),
        height_(height),
        rgb_(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3, 255) {}
  void put(double x, double y, Colour c) {
    const long px = std::lround(x), py = std::lround(y);
    if (px < 0 || py < 0 || px >= width_ || py >= height_) return;
    auto* at = rgb_.data() +
               3 * (static_cast<std::size_t>(py) * static_cast<std::size_t>(width_) + static_cast<std::size_t>(px));
    at[0] = c.red, at[1] = c.green, at[2] = c.blue;
  }
  void line(double x0, double y0, double x1, double y1, Colour c) {
    const int steps = static_cast<int>(2 * std::max(std::abs(x1 - x0), std::abs(y1 - y0))) + 1;
    for (int k = 0; k <= steps; ++k) put(x0 + (x1 - x0) * k / steps, y0 + (y1 - y0) * k / steps, c);
  }
  void ring(double x, double y, double r, Colour c) {
    for (double a = 0; a < 6.3; a += 0.08) put(x + r * std::cos(a), y + r * std::sin(a), c);
  }
  ColourImage image() && { return {width_, height_, std::move(rgb_)}; }

 private:
  int width_, height_;
  std::vector<std::uint8_t> rgb_;
};

void lay(Canvas& canvas, const ShownFinger& finger, int left) {
  for (int y = 0; y < finger.image.height(); ++y)
    for (int x = 0; x < finger.image.width(); ++x) {
      const auto pale = static_cast<std::uint8_t>(110 + finger.image.at(x, y) * 145 / 255);
      canvas.put(left + x, y, {pale, pale, pale});
    }
  for (const auto& m : finger.minutiae) canvas.ring(left + m.x, m.y, 3, {70, 70, 70});
}

/// The binary ridges that a template keeps: black ridges, white valleys and surroundings.
GreyImage ridges_of(const FingerTemplate& finger) {
  GreyImage out(finger.width, finger.height, Dpi(500));
  for (int y = 0; y < finger.height; ++y)
    for (int x = 0; x < finger.width; ++x) {
      const auto cell = static_cast<std::size_t>(y / 8 * finger.columns() + x / 8);
      const bool valley = finger.ridges[cell] >> (y % 8 * 8 + x % 8) & 1;
      if (finger.mask[cell] && !valley) out.at(x, y) = 0;
    }
  return out;
}

/// Minutiae on white paper, at 500 dpi; paper no larger than a template may be.
ShownFinger on_paper(const MinutiaeRecord& record) {
  const double sx = 500 / 2.54 / record.x_per_cm, sy = 500 / 2.54 / record.y_per_cm;
  const auto side = [](double px) { return static_cast<int>(std::clamp(px, 1.0, double(kLargestSide))); };
  ShownFinger out{GreyImage(side(record.width * sx), side(record.height * sy), Dpi(500)), {}};
  for (const auto& m : record.minutiae) out.minutiae.push_back({m.x * sx, m.y * sy});
  return out;
}

}  // namespace

ShownFinger shown(const GreyImage& at_500_dpi, const FingerTemplate& finger) {
  ShownFinger out{at_500_dpi, {}};
  for (const auto& m : finger.minutiae) out.minutiae.push_back({double(m.x), double(m.y)});
  return out;
}

ShownFinger shown(const FingerFile& file) {
  const auto* finger = std::get_if<FingerTemplate>(&file.finger);
  if (!finger) return on_paper(std::get<MinutiaeRecord>(file.finger));
  return shown(file.image ? *file.image : ridges_of(*finger), *finger);
}

ColourImage joined(const ShownFinger& a, const ShownFinger& b, const std::vector<MatchedPair>& pairs) {
  constexpr int kGap = 24;
  const int left = a.image.width() + kGap;
  Canvas canvas(left + b.image.width(), std::max(a.image.height(), b.image.height()));
  lay(canvas, a, 0), lay(canvas, b, left);
  for (std::size_t k = 0; k < pairs.size(); ++k) {
    const auto &m = a.minutiae[pairs[k].probe], &n = b.minutiae[pairs[k].candidate];
    const Colour c = colour_of(k);
    canvas.line(m.x, m.y, left + n.x, n.y, c);
    for (const double r : {4.0, 5.0}) canvas.ring(m.x, m.y, r, c), canvas.ring(left + n.x, n.y, r, c);
  }
  return std::move(canvas).image();
}

ColourImage boxed(const GreyImage& slap, const std::vector<SlapFinger>& fingers) {
  Canvas canvas(slap.width(), slap.height());
  lay(canvas, {slap, {}}, 0);
  for (std::size_t k = 0; k < fingers.size(); ++k) {
    const auto& f = fingers[k];
    const Colour c = colour_of(k);
    const double right_x = std::cos(f.rotation_rad), right_y = std::sin(f.rotation_rad);  // clockwise, y down
    const auto at = [&](double right, double up) {
      return Point{f.x_px + right * right_x + up * right_y, f.y_px + right * right_y - up * right_x};
    };
    const auto stroke = [&](Point a, Point b) {
      for (const double thick : {-1.0, 0.0, 1.0}) {
        canvas.line(a.x + thick, a.y, b.x + thick, b.y, c);
        canvas.line(a.x, a.y + thick, b.x, b.y + thick, c);
      }
    };
    const double w = f.width_px / 2, h = f.height_px / 2;
    const Point corners[] = {at(-w, h), at(w, h), at(w, -h), at(-w, -h)};
    for (int i = 0; i < 4; ++i) stroke(corners[i], corners[(i + 1) % 4]);
    stroke(at(0, 0), at(0, h));
  }
  return std::move(canvas).image();
}

}  // namespace ktpel::tool
