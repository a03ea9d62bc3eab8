// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "base/random.h"
#include "biometric/image/raster.h"

namespace ktpel::biometric {

/// A sample of a signature pad. x to the right, y down, millimetres from the pad's upper left
/// corner; pressure 0..1; time in milliseconds since the first touch.
struct PenPoint {
  double x_mm, y_mm, pressure, t_ms;
};
/// From pen down to pen up; at least two points, time rising.
using Stroke = std::vector<PenPoint>;

/// The pad that `sign` writes on.
inline constexpr double kPadWidthMm = 80, kPadHeightMm = 30;

/// A signature of nobody: an initial, a running hand that follows the letters of `name` (any text, may
/// be empty), an underline or a flourish at times; sampled at 200 Hz. Same seed and name, same points on
/// every machine. Thread-safe.
std::vector<Stroke> sign(base::SeededRandom random, std::string_view name);

/// Draws strokes black on white, scaled to fill the picture with a margin, line width by pressure,
/// anti-aliased. Both sides 16..4000 px. No strokes: a white picture.
GreyImage draw_signature(const std::vector<Stroke>& strokes, int width, int height, Dpi dpi);

}  // namespace ktpel::biometric
