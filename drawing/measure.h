// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "drawing/scene.h"

namespace ktpel::drawing {

/// What a text takes on paper; height is lines * leading * size.
struct Extent {
  double width = 0, height = 0;
  int lines = 0;
};

/// Measures as the text will be drawn, in a column `width` wide (0: one line). Thread-safe.
base::Result<Extent, DrawingError> measure(std::string_view words, const TextStyle& style, double width = 0);

/// What had to be done to a text so that all of it stands in its place, mildest first.
/// Nothing is ever left out.
enum class Fit {
  Whole,     ///< as designed
  Narrowed,  ///< letters down to 85 % of their width
  Wrapped,   ///< 85 % and more than one line
  Squeezed   ///< smaller than designed: legible, but somebody should look
};

struct Fitted {
  TextStyle style;  ///< to draw the text with, in a column of the asked width
  Extent extent;
  Fit fit = Fit::Whole;
};

/// Narrows the letters to 85 %, then wraps to at most `lines` lines, then makes them smaller
/// until everything stands. width > 0, lines >= 1.
base::Result<Fitted, DrawingError> fit(std::string_view words, const TextStyle& style, double width, int lines);

}  // namespace ktpel::drawing
