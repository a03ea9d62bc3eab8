// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ktpel::biometric::detail {

inline constexpr float kPi = 3.14159265358979f;

/// A rectangle of values, row-major.
template <class T>
struct Grid {
  int w = 0, h = 0;
  std::vector<T> v;
  Grid() = default;
  Grid(int width, int height, T fill = T{})
      : w(width), h(height), v(static_cast<std::size_t>(width) * static_cast<std::size_t>(height), fill) {}
  std::size_t index(int x, int y) const {
    return static_cast<std::size_t>(y) * static_cast<std::size_t>(w) + static_cast<std::size_t>(x);
  }
  T* row(int y) { return v.data() + index(0, y); }
  const T* row(int y) const { return v.data() + index(0, y); }
  T& at(int x, int y) { return v[index(x, y)]; }
  const T& at(int x, int y) const { return v[index(x, y)]; }
  bool holds(int x, int y) const { return x >= 0 && y >= 0 && x < w && y < h; }
};

using Field = Grid<float>;
using Mask = Grid<std::uint8_t>;

/// Local statistics live on cells of 4x4 px.
inline constexpr int kCell = 4;

/// Gaussian of `sigma` cells; zero outside, so callers divide by a blurred weight.
void blur(Field& field, float sigma);

/// Calls fn(x, value) for each pixel of image row `y`, interpolated bilinearly from cell centres.
template <class F>
void interpolate_row(const Field& cells, int y, std::vector<float>& line, F fn) {
  static constexpr float kShare[4] = {0.625f, 0.875f, 0.125f, 0.375f};
  float fy = (static_cast<float>(y) - 1.5f) / kCell;
  fy = fy < 0 ? 0 : fy > static_cast<float>(cells.h - 1) ? static_cast<float>(cells.h - 1) : fy;
  const int y0 = static_cast<int>(fy) < cells.h - 2 ? static_cast<int>(fy) : cells.h - 2;
  const float share = fy - static_cast<float>(y0);
  line.resize(static_cast<std::size_t>(cells.w) + 2);
  const float *above = cells.row(y0), *below = cells.row(y0 + 1);
  for (int x = 0; x < cells.w; ++x) line[static_cast<std::size_t>(x) + 1] = (1 - share) * above[x] + share * below[x];
  line[0] = line[1], line[static_cast<std::size_t>(cells.w) + 1] = line[static_cast<std::size_t>(cells.w)];
  for (int x = 0; x < kCell * cells.w; ++x) {
    const auto i = static_cast<std::size_t>((x + 2) / kCell);
    const float a = kShare[x & 3];
    fn(x, (1 - a) * line[i] + a * line[i + 1]);
  }
}

}  // namespace ktpel::biometric::detail
