// SPDX-License-Identifier: Apache-2.0
#include "tool/printer_test_page.h"

#include "base/phrase.h"
#include "drawing/render.h"

namespace ktpel::tool {

base::Result<base::Bytes, drawing::DrawingError> printer_test_page(const std::string& printer, base::Time now) {
  using base::phrase;
  using namespace drawing;
  Page page;
  constexpr double kEdge = 10;
  page.add(Rectangle{{kEdge, kEdge, page.width - 2 * kEdge, page.height - 2 * kEdge}, 0, std::nullopt, black, 0.3});
  TextStyle title;
  title.font = Font::SansBold, title.size = 8;
  page.add(Text{phrase("device.page_title"), {20, 25}, title, 170});
  page.add(Text{phrase("device.page_line", {{"printer", printer}, {"time", now.iso8601()}}), {20, 42}, {}, 170});
  page.add(Text{phrase("device.page_hint"), {20, 50}, {}, 170});
  constexpr int kSteps = 11;
  constexpr double kStep = 170.0 / kSteps;
  for (int i = 0; i < kSteps; ++i)
    page.add(Rectangle{{20 + kStep * i, 65, kStep, 25}, 0, grey(i / double(kSteps - 1)), black, 0.1});
  for (int i = 1; i <= 10; ++i) {
    const double y = 100 + 6.0 * i;
    page.add(Line{{20, y}, {190, y}, 0.1 * i});
  }
  return to_pdf({phrase("device.page_title"), now, {page}});
}

}  // namespace ktpel::tool
