// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "drawing/scene.h"
#include "person/biodata.h"

namespace ktpel::card::detail {

/// A line of data/card_layout.csv; mm.
struct Place {
  std::string name, kind, label, label_foreigner;
  double x = 0, y = 0, width = 0, height = 0, font = 0;
  int lines = 1;
  drawing::Align align = drawing::Align::Left;
};

/// The embedded layout, in file order. A malformed file is our own mistake.
const std::vector<Place>& layout();
const Place& place(std::string_view name);

struct Palette {
  drawing::Colour top_left, bottom_right, wave;
};
/// By citizenship and day of issue, data/card_palette.csv.
Palette palette(person::Citizenship citizenship, const person::Date& issued);

/// The English word of data/card_english.csv, or the word itself.
std::string english(const std::string& word);
/// With the whole words of data/card_abbreviations.csv shortened.
std::string abbreviated(std::string_view words);

/// Upper case of Latin letters (ASCII, Latin-1, Latin Extended-A); other characters stay.
std::string upper(std::string_view utf8);

}  // namespace ktpel::card::detail
