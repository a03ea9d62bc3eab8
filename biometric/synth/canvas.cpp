// SPDX-License-Identifier: Apache-2.0
#include "biometric/synth/detail/canvas.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "biometric/synth/detail/exact.h"

namespace ktpel::biometric {
namespace {

constexpr int kPieces = 8;  // straight pieces between two points of a smooth line

Spot catmull_rom(Spot a, Spot b, Spot c, Spot d, double t) {
  const auto along = [t](double p, double q, double r, double s) {
    return .5 * (2 * q + (r - p) * t + (2 * p - 5 * q + 4 * r - s) * t * t + (3 * q - p - 3 * r + s) * t * t * t);
  };
  return {along(a.x, b.x, c.x, d.x), along(a.y, b.y, c.y, d.y)};
}

std::vector<Spot> smooth_line(const std::vector<Spot>& p) {
  std::vector<Spot> line;
  for (std::size_t k = 0; k + 1 < p.size(); ++k)
    for (int i = 0; i < kPieces; ++i)
      line.push_back(catmull_rom(p[k > 0 ? k - 1 : 0], p[k], p[k + 1], p[std::min(k + 2, p.size() - 1)],
                                 static_cast<double>(i) / kPieces));
  line.push_back(p.back());
  return line;
}

/// One pass of a running mean over `count` values `stride` apart.
void mean_of_neighbours(float* values, std::vector<float>& copy, int count, std::size_t stride, int radius) {
  for (int i = 0; i < count; ++i) copy[static_cast<std::size_t>(i)] = values[static_cast<std::size_t>(i) * stride];
  const auto at = [&](int i) { return copy[static_cast<std::size_t>(std::clamp(i, 0, count - 1))]; };
  float sum = 0;
  for (int i = -radius; i <= radius; ++i) sum += at(i);
  const float share = 1.F / static_cast<float>(2 * radius + 1);
  for (int i = 0; i < count; ++i) {
    values[static_cast<std::size_t>(i) * stride] = std::max(0.F, sum * share);
    sum += at(i + radius + 1) - at(i - radius);
  }
}

}  // namespace

Outline smooth_outline(const std::vector<Spot>& p) {
  Outline outline;
  const std::size_t n = p.size();
  for (std::size_t k = 0; k < n; ++k)
    for (int i = 0; i < kPieces; ++i)
      outline.push_back(
          catmull_rom(p[(k + n - 1) % n], p[k], p[(k + 1) % n], p[(k + 2) % n], static_cast<double>(i) / kPieces));
  return outline;
}

Outline mirrored_outline(const std::vector<Spot>& half, double axis_x) {
  std::vector<Spot> whole = half;
  for (std::size_t k = half.size(); k-- > 0;)
    if (std::abs(half[k].x - axis_x) > .01) whole.push_back({2 * axis_x - half[k].x, half[k].y});
  return smooth_outline(whole);
}

Outline ellipse(Spot middle, double half_width, double half_height, double turn_rad) {
  Outline outline;
  const double cos = exact::cosine(turn_rad), sin = exact::sine(turn_rad);
  constexpr int kCorners = 48;
  for (int k = 0; k < kCorners; ++k) {
    const double a = 2 * exact::kPi * k / kCorners, u = half_width * exact::cosine(a), v = half_height * exact::sine(a);
    outline.push_back({middle.x + cos * u - sin * v, middle.y + sin * u + cos * v});
  }
  return outline;
}

Outline ribbon(const std::vector<Spot>& through, double start_width, double middle_width, double end_width) {
  const auto line = smooth_line(through);
  Outline left, right;
  for (std::size_t k = 0; k < line.size(); ++k) {
    const Spot a = line[k > 0 ? k - 1 : 0], b = line[std::min(k + 1, line.size() - 1)];
    const double dx = b.x - a.x, dy = b.y - a.y, length = std::max(1e-6, std::sqrt(dx * dx + dy * dy));
    const double t = static_cast<double>(k) / static_cast<double>(line.size() - 1);
    const double end = t < .5 ? start_width : end_width, s = 1 - std::abs(2 * t - 1);
    const double half = .5 * (end + (middle_width - end) * s * (2 - s));
    left.push_back({line[k].x - dy / length * half, line[k].y + dx / length * half});
    right.push_back({line[k].x + dy / length * half, line[k].y - dx / length * half});
  }
  left.insert(left.end(), right.rbegin(), right.rend());
  return left;
}

Rgb mix(Rgb a, Rgb b, double t) {
  return {a.red + (b.red - a.red) * t, a.green + (b.green - a.green) * t, a.blue + (b.blue - a.blue) * t};
}
Rgb scaled(Rgb c, double f) { return {c.red * f, c.green * f, c.blue * f}; }

Coverage Coverage::of(const Outline& outline, int width, int height) {
  double left = width, top = height, right = 0, bottom = 0;
  for (const Spot& spot : outline) {
    left = std::min(left, spot.x);
    right = std::max(right, spot.x);
    top = std::min(top, spot.y);
    bottom = std::max(bottom, spot.y);
  }
  const auto cut = [](double v, int limit) { return static_cast<int>(std::clamp(v, 0., static_cast<double>(limit))); };
  Box box{cut(std::floor(left), width), cut(std::floor(top), height), cut(std::ceil(right), width),
          cut(std::ceil(bottom), height)};
  if (box.right <= box.left || box.bottom <= box.top) box = {0, 0, 0, 0};
  Coverage cover(width, height, box);
  const int across = box.right - box.left;
  // Each edge adds, in the rows it crosses, the signed area to its right; a running sum along the
  // row then gives the share of each pixel inside.
  const std::size_t stride = static_cast<std::size_t>(across) + 2;
  std::vector<double> steps(stride * static_cast<std::size_t>(box.bottom - box.top), 0);
  for (std::size_t k = 0; k < outline.size(); ++k) {
    Spot a = outline[k], b = outline[(k + 1) % outline.size()];
    if (a.y == b.y) continue;
    const double sign = a.y < b.y ? 1 : -1;
    if (a.y > b.y) std::swap(a, b);
    const double slope = (b.x - a.x) / (b.y - a.y);
    for (int y = std::max(box.top, static_cast<int>(std::floor(std::max(a.y, 0.)))); y < box.bottom && y < b.y; ++y) {
      const double y0 = std::max<double>(y, a.y), y1 = std::min<double>(y + 1, b.y);
      if (y1 <= y0) continue;
      // In pieces of at most one pixel's width, each with its mean x: exact within a pixel.
      const double x0 = a.x + (y0 - a.y) * slope, x1 = a.x + (y1 - a.y) * slope;
      const int pieces = std::max(1, static_cast<int>(std::ceil(std::min(std::abs(x1 - x0), 4. * width))));
      for (int i = 0; i < pieces; ++i) {
        const double x = std::clamp(x0 + (x1 - x0) * (i + .5) / pieces - box.left, 0., static_cast<double>(across));
        const double area = sign * (y1 - y0) / pieces;
        const int column = static_cast<int>(x);
        double* step = steps.data() + static_cast<std::size_t>(y - box.top) * stride + column;
        step[0] += area * (1 - (x - column));
        step[1] += area * (x - column);
      }
    }
  }
  for (int y = box.top; y < box.bottom; ++y) {
    const double* step = steps.data() + static_cast<std::size_t>(y - box.top) * stride;
    double sum = 0;
    for (int x = box.left; x < box.right; ++x) {
      sum += step[x - box.left];
      cover.at(x, y) = static_cast<float>(std::min(1., std::abs(sum)));
    }
  }
  return cover;
}

Coverage& Coverage::blur(double deviation_px) {
  const int radius = std::max(1, static_cast<int>(deviation_px + .5));  // three boxes: variance radius*(radius+1)
  if (share_.empty()) return *this;
  const int reach = 3 * radius + 1;  // the shape spreads so far, and not out of the picture
  Coverage wider(width_, height_,
                 {std::max(0, box_.left - reach), std::max(0, box_.top - reach), std::min(width_, box_.right + reach),
                  std::min(height_, box_.bottom + reach)});
  for (int y = box_.top; y < box_.bottom; ++y)
    for (int x = box_.left; x < box_.right; ++x) wider.at(x, y) = at(x, y);
  const Box& box = wider.box_;
  const int across = box.right - box.left, down = box.bottom - box.top;
  std::vector<float> copy(static_cast<std::size_t>(std::max(across, down)));
  for (int pass = 0; pass < 3; ++pass) {
    for (int y = box.top; y < box.bottom; ++y) mean_of_neighbours(&wider.at(box.left, y), copy, across, 1, radius);
    for (int x = box.left; x < box.right; ++x)
      mean_of_neighbours(&wider.at(x, box.top), copy, down, static_cast<std::size_t>(across), radius);
  }
  return *this = std::move(wider);
}

Coverage& Coverage::within(const Coverage& mask) {
  for (int y = box_.top; y < box_.bottom; ++y)
    for (int x = box_.left; x < box_.right; ++x) at(x, y) *= mask.at(x, y);
  return *this;
}

Coverage& Coverage::outside(const Coverage& mask) {
  for (int y = box_.top; y < box_.bottom; ++y)
    for (int x = box_.left; x < box_.right; ++x) at(x, y) *= 1 - mask.at(x, y);
  return *this;
}

Canvas::Canvas(int width, int height, Rgb ground) : width_(width), height_(height) {
  for (int i = 0; i < width * height; ++i)
    for (const double v : {ground.red, ground.green, ground.blue}) rgb_.push_back(static_cast<float>(v));
}

void Canvas::paint(const Coverage& where, Rgb colour, double opacity) { blend(where, colour, 0, colour, 1, opacity); }

void Canvas::paint_shaded(const Coverage& where, Rgb top, double y0, Rgb bottom, double y1) {
  blend(where, top, y0, bottom, y1, 1);
}

void Canvas::blend(const Coverage& where, Rgb top, double y0, Rgb bottom, double y1, double opacity) {
  const auto& box = where.box();
  for (int y = box.top; y < box.bottom; ++y) {
    const Rgb c = mix(top, bottom, std::clamp((y - y0) / (y1 - y0), 0., 1.));
    const float colour[3] = {static_cast<float>(c.red), static_cast<float>(c.green), static_cast<float>(c.blue)};
    for (int x = box.left; x < box.right; ++x) {
      const float share = where.at(x, y) * static_cast<float>(opacity);
      if (share <= 0) continue;
      float* pixel = rgb_.data() + 3 * static_cast<std::size_t>(y * width_ + x);
      for (int k = 0; k < 3; ++k) pixel[k] += (colour[k] - pixel[k]) * share;
    }
  }
}

std::vector<std::uint8_t> Canvas::bytes() const {
  std::vector<std::uint8_t> out(rgb_.size());
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] = static_cast<std::uint8_t>(std::clamp(rgb_[i] + .5F, 0.F, 255.F));
  return out;
}

}  // namespace ktpel::biometric
