// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "base/check.h"
#include "card/artwork/detail/layout.h"

namespace ktpel::card {

std::string_view artwork_text(std::string_view name);  // embedded by ktpel_embed()

namespace detail {
namespace {

using Row = std::vector<std::string>;

/// Rows of an embedded table, without comments and its line of headings.
std::vector<Row> table(std::string_view file, std::size_t columns) {
  std::string_view text = artwork_text(file);
  base::check(!text.empty(), "an embedded table is missing");
  std::vector<Row> rows;
  bool headings = true;
  while (!text.empty()) {
    const auto end = text.find('\n');
    const auto line = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    if (line.empty() || line[0] == '#') continue;
    Row row(1);
    for (const char c : line)
      if (c == ',')
        row.emplace_back();
      else
        row.back().push_back(c);
    base::check(row.size() == columns, "an embedded table has a row of another length");
    if (!std::exchange(headings, false)) rows.push_back(std::move(row));
  }
  return rows;
}

drawing::Align align_of(const std::string& word) {
  base::check(word == "left" || word == "centre" || word == "right", "an unknown alignment in the card layout");
  return word == "centre" ? drawing::Align::Centre : word == "right" ? drawing::Align::Right : drawing::Align::Left;
}

drawing::Colour colour_of(const std::string& rrggbb) {
  const auto part = [&](std::size_t at) { return std::strtol(rrggbb.substr(at, 2).c_str(), nullptr, 16) / 255.0; };
  base::check(rrggbb.size() == 6, "a colour that is not RRGGBB");
  return {part(0), part(2), part(4), 1};
}

}  // namespace

const std::vector<Place>& layout() {
  static const auto places = [] {
    std::vector<Place> out;
    for (const auto& r : table("data/card_layout.csv", 11)) {
      const auto mm = [&](std::size_t i) { return std::strtod(r[i].c_str(), nullptr); };
      out.push_back(
          {r[0], r[1], r[2], r[3], mm(4), mm(5), mm(6), mm(7), mm(8), std::atoi(r[9].c_str()), align_of(r[10])});
    }
    return out;
  }();
  return places;
}

const Place& place(std::string_view name) {
  for (const auto& p : layout())
    if (p.name == name) return p;
  base::check(false, "the card layout lacks a place");
  return layout().front();
}

Palette palette(person::Citizenship citizenship, const person::Date& issued) {
  static const auto rows = table("data/card_palette.csv", 5);
  char today[16];
  std::snprintf(today, sizeof today, "%04d-%02u-%02u", issued.year(), issued.month(), issued.day());
  const Row* chosen = nullptr;
  for (const auto& row : rows)
    if (row[0] == person::printed(citizenship) && (!chosen || row[1] <= today)) chosen = &row;
  base::check(chosen, "the card palette lacks a citizenship");
  return {colour_of((*chosen)[2]), colour_of((*chosen)[3]), colour_of((*chosen)[4])};
}

std::string english(const std::string& word) {
  static const auto rows = table("data/card_english.csv", 2);
  for (const auto& row : rows)
    if (row[0] == word) return row[1];
  return word;
}

std::string abbreviated(std::string_view words) {
  static const auto rows = table("data/card_abbreviations.csv", 2);
  std::string out, word;
  const auto flush = [&] {
    for (const auto& row : rows)
      if (row[0] == word) {
        word = row[1];
        break;
      }
    out += std::exchange(word, {});
  };
  for (const char c : words)
    if (c == ' ') {
      flush();
      out += c;
    } else {
      word += c;
    }
  flush();
  return out;
}

std::string upper(std::string_view utf8) {
  std::string out;
  for (std::size_t i = 0; i < utf8.size(); ++i) {
    const auto byte = static_cast<unsigned char>(utf8[i]);
    if (byte >= 'a' && byte <= 'z') {
      out += static_cast<char>(byte - 32);
      continue;
    }
    const auto next = i + 1 < utf8.size() ? static_cast<unsigned char>(utf8[i + 1]) : 0;
    if (byte >= 0xC3 && byte <= 0xC5 && (next & 0xC0) == 0x80) {  // U+00C0..U+017F, two bytes
      unsigned code = (byte & 0x1Fu) << 6 | (next & 0x3Fu);
      if (code >= 0xE0 && code <= 0xFE && code != 0xF7)
        code -= 32;
      else if (code == 0xFF)
        code = 0x178;
      else if (((code >= 0x100 && code <= 0x137 && code != 0x131) || (code >= 0x14A && code <= 0x177)) && code % 2 == 1)
        code -= 1;
      else if (((code >= 0x139 && code <= 0x148) || (code >= 0x179 && code <= 0x17E)) && code % 2 == 0)
        code -= 1;
      out += static_cast<char>(0xC0 | code >> 6);
      out += static_cast<char>(0x80 | (code & 0x3F));
      ++i;
      continue;
    }
    out += static_cast<char>(byte);
  }
  return out;
}

}  // namespace detail
}  // namespace ktpel::card
