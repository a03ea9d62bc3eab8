// SPDX-License-Identifier: Apache-2.0
#include "tool/finger_page.h"

#include <algorithm>
#include <cmath>

#include "base/file.h"

namespace ktpel::tool {
namespace {

using namespace biometric;

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text)
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else
      out += c;
  return out;
}

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

void lay(Canvas& canvas, const GreyImage& image, const FingerTemplate& finger, int left) {
  for (int y = 0; y < image.height(); ++y)
    for (int x = 0; x < image.width(); ++x) {
      const auto pale = static_cast<std::uint8_t>(110 + image.at(x, y) * 145 / 255);
      canvas.put(left + x, y, {pale, pale, pale});
    }
  for (const auto& m : finger.minutiae) canvas.ring(left + m.x, m.y, 3, {70, 70, 70});
}

}  // namespace

void FingerPage::show(const std::string& name, const std::string& caption, base::Bytes png) {
  pictures_.push_back({name, caption, std::move(png)});
}

bool FingerPage::write(const std::filesystem::path& folder) const {
  if (!base::make_folder(folder)) return false;
  std::string page =
      "<!doctype html>\n<html lang=\"id\"><head><meta charset=\"utf-8\"><title>" + escaped(heading_) +
      "</title><style>body{font-family:sans-serif;margin:2em}figure{display:inline-block;margin:0 1.5em 1.5em 0;"
      "vertical-align:top}img{display:block;border:1px solid #999}figcaption{max-width:30em;padding-top:.4em}</style>"
      "</head>\n<body><h1>" +
      escaped(heading_) + "</h1>\n";
  for (const auto& sentence : sentences_) page += "<p>" + escaped(sentence) + "</p>\n";
  for (const auto& picture : pictures_) {
    const auto file = picture.name + ".png";
    if (!base::write_file_durably(folder / file, picture.png)) return false;
    page += "<figure><img src=\"" + file + "\" alt=\"\"><figcaption>" + escaped(picture.caption) +
            "</figcaption></figure>\n";
  }
  page += "</body></html>\n";
  return bool(base::write_file_durably(folder / "index.html", base::bytes_of(page)));
}

ColourImage joined(const GreyImage& a, const FingerTemplate& fa, const GreyImage& b, const FingerTemplate& fb,
                   const std::vector<MatchedPair>& pairs) {
  constexpr int kGap = 24;
  const int left = a.width() + kGap;
  Canvas canvas(left + b.width(), std::max(a.height(), b.height()));
  lay(canvas, a, fa, 0), lay(canvas, b, fb, left);
  for (std::size_t k = 0; k < pairs.size(); ++k) {
    const auto &m = fa.minutiae[pairs[k].probe], &n = fb.minutiae[pairs[k].candidate];
    const Colour c = colour_of(k);
    canvas.line(m.x, m.y, left + n.x, n.y, c);
    for (const double r : {4.0, 5.0}) canvas.ring(m.x, m.y, r, c), canvas.ring(left + n.x, n.y, r, c);
  }
  return std::move(canvas).image();
}

}  // namespace ktpel::tool
