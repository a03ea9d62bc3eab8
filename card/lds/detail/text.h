// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

namespace ktpel::card::detail {

/// Takes the first code point off well-formed UTF-8 (RFC 3629); nullopt at a malformed one.
inline std::optional<char32_t> take_code_point(std::string_view& text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  if (text.empty()) return std::nullopt;
  const unsigned first = byte(0);
  const std::size_t size = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if ((first >= 0x80 && first < 0xc2) || first > 0xf4 || text.size() < size) return std::nullopt;
  char32_t point = size == 1 ? first : first & (0x7fu >> size);
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return std::nullopt;
    point = point << 6 | (byte(i) & 0x3f);
  }
  static constexpr char32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
  if (point < smallest[size] || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) return std::nullopt;
  text.remove_prefix(size);
  return point;
}

/// Well-formed UTF-8 of at most `limit` bytes without control characters, so that a card cannot
/// steer the terminal or screen that shows it.
inline bool is_plain_text(std::string_view text, std::size_t limit) {
  if (text.size() > limit) return false;
  while (!text.empty()) {
    const auto point = take_code_point(text);
    if (!point || *point < 0x20 || (*point >= 0x7f && *point < 0xa0)) return false;
  }
  return true;
}

}  // namespace ktpel::card::detail
