// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "drawing/scene.h"

namespace ktpel::drawing {

struct TableColumn {
  std::string heading;
  double width;  ///< mm
  Align align = Align::Left;
};

struct Table {
  Point at;  ///< top left
  std::vector<TableColumn> columns;
  std::vector<std::vector<std::string>> rows;  ///< as many cells a row as columns
  TextStyle heading = {.font = Font::SansBold, .size = 3.2, .align = Align::Centre};
  TextStyle body = {.size = 3.4};
  double padding = 1.4;         ///< around the text of a cell, mm
  double least_row_height = 0;  ///< mm; room for a stamp or initials
};

/// Draws the table with ruled lines; cells wrap and rows grow. The height drawn, in mm. A row with
/// another number of cells than columns is a mistake in the program.
base::Result<double, DrawingError> add_table(Page& page, const Table& table);

}  // namespace ktpel::drawing
