// SPDX-License-Identifier: Apache-2.0
#include "card/artwork/detail/background.h"

#include <cmath>

namespace ktpel::card::detail {

void add_background(drawing::Page& page, double bleed, const Palette& colours, bool back) {
  const drawing::Box all{0, 0, page.width, page.height};
  page.add(drawing::Gradient{all, back ? colours.bottom_right : colours.top_left,
                             back ? colours.top_left : colours.bottom_right});
  // Two families of slow waves, like a hillside: plain decoration, it protects nothing and imitates nothing.
  constexpr int waves = 13, points = 28;
  for (int w = 0; w < waves; ++w) {
    const double share = static_cast<double>(w) / (waves - 1);
    drawing::Curve wave{.points = {}, .line = colours.wave, .thickness = 0.12};
    wave.line->cover = 0.10 + 0.12 * share;
    for (int i = 0; i <= points; ++i) {
      const double x = page.width * i / points, along = back ? 1 - x / page.width : x / page.width;
      const double y = bleed + card_height * (0.34 + 0.62 * share) +
                       (6.5 - 3.5 * share) * std::sin(2.1 * along * 3.14159 + 1.3 * share + 0.4) -
                       9.0 * along * (1 - share);
      wave.points.push_back({x, y});
    }
    page.add(std::move(wave));
  }
  drawing::Curve hill{.points = {}, .fill = drawing::Colour{1, 1, 1, 0.30}};
  constexpr double beyond = 30;  // the curve turns down far outside the card, where nobody sees it
  const double span = page.width + 2 * beyond;
  for (int i = 0; i <= points; ++i) {
    const double x = -beyond + span * i / points, along = back ? 1 - x / page.width : x / page.width;
    hill.points.push_back({x, bleed + card_height * 0.80 + 4.2 * std::sin(2.6 * along * 3.14159 + 2.2)});
  }
  hill.points.push_back({page.width + beyond, page.height + 3 * beyond});
  hill.points.push_back({-beyond, page.height + 3 * beyond});
  page.add(std::move(hill));
}

}  // namespace ktpel::card::detail
