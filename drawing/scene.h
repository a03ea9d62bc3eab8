// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "biometric/image/raster.h"

/// One description of a printed page, drawn alike to PDF and to pixels (render.h). All
/// lengths are millimetres, x to the right, y down from the page's top left corner.
namespace ktpel::drawing {

struct Point {
  double x = 0, y = 0;
};
struct Box {
  double x = 0, y = 0, width = 0, height = 0;
  double right() const { return x + width; }
  double bottom() const { return y + height; }
};

/// Red, green, blue and cover, each 0..1.
struct Colour {
  double red = 0, green = 0, blue = 0, cover = 1;
};
inline constexpr Colour black{0, 0, 0, 1}, white{1, 1, 1, 1};
constexpr Colour grey(double level) { return {level, level, level, 1}; }

/// The fonts we print with; each must be installed under exactly its name (fonts-liberation2,
/// fonts-dejavu-core, fonts-ocr-b), a look-alike is never taken instead.
enum class Font { Sans, SansBold, SansItalic, Serif, SerifBold, Mono, MonoBold, OcrB };

enum class Align { Left, Centre, Right, Justified };

struct TextStyle {
  Font font = Font::Sans;
  double size = 3.9;  ///< em; 3.88 mm = 11 pt
  Colour colour = black;
  Align align = Align::Left;
  double leading = 1.2;  ///< baseline to baseline, in em
  double stretch = 1;    ///< width of letters: 0.85 is a narrow face
  double tracking = 0;   ///< extra space between letters, mm
};

/// UTF-8 text in a column that begins at `at` (its top left) and is `width` wide; wrapped at
/// words, at letters only where a word alone is too wide. Width 0: one line, and `at` is its left
/// end, middle or right end by the alignment. `turn` degrees clockwise around `at`.
struct Text {
  std::string words;
  Point at;
  TextStyle style;
  double width = 0;
  double turn = 0;
};

struct Line {
  Point from, to;
  double thickness = 0.2;
  Colour colour = black;
  bool dashed = false;
};

struct Rectangle {
  Box box;
  double radius = 0;  ///< of the corners
  std::optional<Colour> fill = std::nullopt;
  std::optional<Colour> line = std::nullopt;
  double thickness = 0.2;
};

/// A line through points, straight or smooth (Catmull-Rom), open or closed and filled.
struct Curve {
  std::vector<Point> points;
  bool smooth = true;
  std::optional<Colour> fill = std::nullopt;  ///< closes the curve
  std::optional<Colour> line = std::nullopt;
  double thickness = 0.2;
};

/// A rectangle whose colour runs from its left top to its right bottom corner.
struct Gradient {
  Box box;
  Colour from, to;
};

enum class ImageFit {
  Whole,  ///< all of it is seen, centred in the box
  Cover   ///< fills the box, centred, edges that do not fit are left out
};

struct Picture {
  Box box;
  biometric::ColourImage image;
  ImageFit fit = ImageFit::Cover;
};

/// A grey image as ink: black is drawn in the colour, white lets the paper through.
struct Ink {
  Box box;
  biometric::GreyImage image;
  Colour colour = black;
  ImageFit fit = ImageFit::Whole;
};

/// QR code (ISO/IEC 18004, error level M) as vector modules; the box is square and holds the
/// modules alone, the caller leaves four modules of quiet paper around it.
struct QrCode {
  Box box;
  std::string text;
};

using Element = std::variant<Text, Line, Rectangle, Curve, Gradient, Picture, Ink, QrCode>;

/// Elements are drawn in order, later ones over earlier ones.
struct Page {
  double width = 210, height = 297;
  double corner_radius = 0;  ///< nothing is drawn beyond rounded corners
  std::vector<Element> elements = {};

  template <class E>
  void add(E element) {
    elements.emplace_back(std::move(element));
  }
};

struct Scene {
  std::string title;   ///< of the document, shown by PDF viewers
  base::Time created;  ///< written into the PDF: the same scene gives the same bytes
  std::vector<Page> pages = {};
};

/// Grouped by what the caller can do next.
enum class DrawingError {
  FontMissing,   ///< install the fonts of scripts/packages
  GlyphMissing,  ///< a character that the font has no shape for: the text must change
  QrTooLong,     ///< more than a QR code holds
  OutOfMemory
};

}  // namespace ktpel::drawing
