// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "base/check.h"
#include "base/strong.h"

namespace ktpel::biometric {

/// Pixels per inch.
using Dpi = base::Strong<double, struct Dpi_>;

/// 8-bit grey raster with its resolution: row-major, width*height bytes, 0 = black = ridge.
/// x to the right, y down, in pixels.
class GreyImage {
 public:
  /// Both sides 1..20000 px, dpi > 0; filled with `fill`.
  GreyImage(int width, int height, Dpi dpi, std::uint8_t fill = 255)
      : width_(width), height_(height), dpi_(dpi), pixels_(area(width, height), fill) {}
  GreyImage(int width, int height, Dpi dpi, std::vector<std::uint8_t> pixels)
      : width_(width), height_(height), dpi_(dpi), pixels_(std::move(pixels)) {
    base::check(pixels_.size() == area(width, height), "an image whose pixels do not fill it");
  }
  int width() const { return width_; }
  int height() const { return height_; }
  Dpi dpi() const { return dpi_; }
  std::uint8_t at(int x, int y) const { return pixels_[index(x, y)]; }
  std::uint8_t& at(int x, int y) { return pixels_[index(x, y)]; }
  const std::uint8_t* row(int y) const { return pixels_.data() + index(0, y); }
  std::uint8_t* row(int y) { return pixels_.data() + index(0, y); }
  const std::vector<std::uint8_t>& pixels() const { return pixels_; }

 private:
  static std::size_t area(int width, int height) {
    base::check(width > 0 && height > 0 && width <= 20000 && height <= 20000, "an image of impossible size");
    return static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
  }
  std::size_t index(int x, int y) const {
    return static_cast<std::size_t>(y) * static_cast<std::size_t>(width_) + static_cast<std::size_t>(x);
  }
  int width_, height_;
  Dpi dpi_;
  std::vector<std::uint8_t> pixels_;
};

/// 8-bit RGB raster, row-major, 3 bytes a pixel.
class ColourImage {
 public:
  ColourImage(int width, int height, std::vector<std::uint8_t> rgb)
      : width_(width), height_(height), rgb_(std::move(rgb)) {
    base::check(width > 0 && height > 0 && width <= 20000 && height <= 20000 &&
                    rgb_.size() == static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3,
                "a colour image whose pixels do not fill it");
  }
  int width() const { return width_; }
  int height() const { return height_; }
  const std::vector<std::uint8_t>& rgb() const { return rgb_; }

 private:
  int width_, height_;
  std::vector<std::uint8_t> rgb_;
};

}  // namespace ktpel::biometric
