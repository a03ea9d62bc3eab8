// SPDX-License-Identifier: Apache-2.0
#include "journal/detail/text.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace ktpel::journal::detail {

namespace {

/// True for well-formed UTF-8 of characters that are all `wanted`.
template <class Wanted>
bool is_utf8_of(std::string_view text, Wanted wanted) {
  for (std::size_t at = 0; at < text.size();) {
    const auto first = static_cast<std::uint8_t>(text[at]);
    std::size_t more = 0;
    std::uint32_t character = first, smallest = 0;
    if (first >= 0xf0 && first <= 0xf4) {
      more = 3, character = first & 0x07u, smallest = 0x10000;
    } else if (first >= 0xe0 && first < 0xf0) {
      more = 2, character = first & 0x0fu, smallest = 0x800;
    } else if (first >= 0xc0 && first < 0xe0) {
      more = 1, character = first & 0x1fu, smallest = 0x80;
    } else if (first >= 0x80) {
      return false;
    }
    if (text.size() - at <= more) return false;
    for (std::size_t i = 1; i <= more; ++i) {
      const auto next = static_cast<std::uint8_t>(text[at + i]);
      if ((next & 0xc0u) != 0x80u) return false;
      character = character << 6 | (next & 0x3fu);
    }
    if (character < smallest || character > 0x10ffff || (character >= 0xd800 && character <= 0xdfff)) return false;
    if (!wanted(character)) return false;
    at += more + 1;
  }
  return true;
}

}  // namespace

bool is_utf8(std::string_view text) {
  return is_utf8_of(text, [](std::uint32_t) { return true; });
}

bool is_plain_text(std::string_view text) {
  return is_utf8_of(text, [](std::uint32_t c) { return c >= 0x20 && !(c >= 0x7f && c <= 0x9f); });
}

bool is_name_of(std::string_view text, std::string_view others) {
  return std::all_of(text.begin(), text.end(), [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || others.find(c) != std::string_view::npos;
  });
}

}  // namespace ktpel::journal::detail
