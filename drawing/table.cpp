// SPDX-License-Identifier: Apache-2.0
#include "drawing/table.h"

#include <algorithm>

#include "base/check.h"
#include "drawing/measure.h"

namespace ktpel::drawing {

base::Result<double, DrawingError> add_table(Page& page, const Table& table) {
  const auto& columns = table.columns;
  base::check(!columns.empty(), "a table without columns");
  double width = 0;
  for (const auto& column : columns) width += column.width;

  const auto add_row = [&](const std::vector<std::string>& cells, bool heading,
                           double y) -> base::Result<double, DrawingError> {
    base::check(cells.size() == columns.size(), "a table row that does not fit its columns");
    const auto& style = heading ? table.heading : table.body;
    double height = heading ? 0 : table.least_row_height;
    std::vector<double> text_height;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const auto extent = measure(cells[i], style, columns[i].width - 2 * table.padding);
      if (!extent) return extent.error();
      text_height.push_back(cells[i].empty() ? 0 : extent->height);
      height = std::max(height, text_height.back() + 2 * table.padding);
    }
    if (heading) page.add(Rectangle{.box = {table.at.x, y, width, height}, .fill = grey(0.93)});
    double x = table.at.x;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      auto cell = style;
      if (!heading) cell.align = columns[i].align;
      const double from_top = heading ? (height - text_height[i]) / 2 : table.padding;
      page.add(Text{cells[i], {x + table.padding, y + from_top}, cell, columns[i].width - 2 * table.padding});
      x += columns[i].width;
    }
    return height;
  };

  std::vector<double> ruled{table.at.y};
  std::vector<std::string> headings;
  for (const auto& column : columns) headings.push_back(column.heading);
  const bool headed = std::any_of(headings.begin(), headings.end(), [](const auto& h) { return !h.empty(); });
  if (headed) {
    const auto height = add_row(headings, true, table.at.y);
    if (!height) return height.error();
    ruled.push_back(ruled.back() + *height);
  }
  for (const auto& row : table.rows) {
    const auto height = add_row(row, false, ruled.back());
    if (!height) return height.error();
    ruled.push_back(ruled.back() + *height);
  }
  for (const double y : ruled) page.add(Line{{table.at.x, y}, {table.at.x + width, y}});
  double x = table.at.x;
  page.add(Line{{x, ruled.front()}, {x, ruled.back()}});
  for (const auto& column : columns) {
    x += column.width;
    page.add(Line{{x, ruled.front()}, {x, ruled.back()}});
  }
  return ruled.back() - table.at.y;
}

}  // namespace ktpel::drawing
