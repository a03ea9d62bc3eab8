// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ktpel::biometric {

/// Pixels, x to the right, y down; fractions allowed.
struct Spot {
  double x, y;
};

/// A closed outline of straight pieces, fine enough to look curved.
using Outline = std::vector<Spot>;

/// Through all points, smooth and closed (Catmull-Rom).
Outline smooth_outline(const std::vector<Spot>& through);
/// `half` runs from the upper to the lower end of the axis on the right side; the left side is its mirror.
Outline mirrored_outline(const std::vector<Spot>& half, double axis_x);
Outline ellipse(Spot middle, double half_width, double half_height, double turn_rad = 0);
/// A ribbon along a smooth open line, thick in the middle: hair, folds, brows. Widths in pixels.
Outline ribbon(const std::vector<Spot>& through, double start_width, double middle_width, double end_width);

struct Rgb {
  double red, green, blue;  // 0..255
};
Rgb mix(Rgb a, Rgb b, double share_of_b);
Rgb scaled(Rgb colour, double factor);

/// How much of each pixel a shape covers, 0..1. Keeps only the box around the shape; 0 elsewhere.
class Coverage {
 public:
  /// Nothing covered, ready to be written anywhere in width x height.
  Coverage(int width, int height) : Coverage(width, height, Box{0, 0, width, height}) {}
  /// Exact area under the outline, whichever way it turns.
  static Coverage of(const Outline& outline, int width, int height);
  /// A soft edge: about a Gaussian with this deviation.
  Coverage& blur(double deviation_px);
  /// Only where `mask` is.
  Coverage& within(const Coverage& mask);
  /// Only where `mask` is not.
  Coverage& outside(const Coverage& mask);
  float at(int x, int y) const { return box_.has(x, y) ? share_[place(x, y)] : 0; }
  /// (x, y) inside the box.
  float& at(int x, int y) { return share_[place(x, y)]; }
  /// From `left`, `top` up to but without `right`, `bottom`.
  struct Box {
    int left, top, right, bottom;
    bool has(int x, int y) const { return x >= left && x < right && y >= top && y < bottom; }
  };
  const Box& box() const { return box_; }

 private:
  Coverage(int width, int height, Box box)
      : width_(width),
        height_(height),
        box_(box),
        share_(static_cast<std::size_t>(box.right - box.left) * static_cast<std::size_t>(box.bottom - box.top)) {}
  std::size_t place(int x, int y) const {
    return static_cast<std::size_t>(y - box_.top) * static_cast<std::size_t>(box_.right - box_.left) +
           static_cast<std::size_t>(x - box_.left);
  }
  int width_, height_;  // of the picture
  Box box_;
  std::vector<float> share_;
};

/// A picture in painting order.
class Canvas {
 public:
  Canvas(int width, int height, Rgb ground);
  void paint(const Coverage& where, Rgb colour, double opacity = 1);
  /// From `top` at y0 to `bottom` at y1.
  void paint_shaded(const Coverage& where, Rgb top, double y0, Rgb bottom, double y1);
  int width() const { return width_; }
  int height() const { return height_; }
  /// RGB bytes, row-major.
  std::vector<std::uint8_t> bytes() const;

 private:
  void blend(const Coverage& where, Rgb top, double y0, Rgb bottom, double y1, double opacity);
  int width_, height_;
  std::vector<float> rgb_;
};

}  // namespace ktpel::biometric
