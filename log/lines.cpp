// SPDX-License-Identifier: Apache-2.0
#include <cstdio>

#include "log/detail/json.h"

namespace ktpel::log::detail {
namespace {

/// How many bytes the character at `at` has; 0 if it is no UTF-8 (Unicode 15, table 3-7).
std::size_t character_size(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
  const unsigned lead = byte(at);
  if (lead < 0x80) return 1;
  const std::size_t size = lead >= 0xc2 && lead <= 0xdf   ? 2
                           : (lead & 0xf0) == 0xe0        ? 3
                           : lead >= 0xf0 && lead <= 0xf4 ? 4
                                                          : 0;
  for (std::size_t i = 1; i < size; ++i)
    if ((byte(at + i) & 0xc0) != 0x80) return 0;
  const unsigned second = byte(at + 1);
  if ((lead == 0xe0 && second < 0xa0) || (lead == 0xed && second > 0x9f)) return 0;
  if ((lead == 0xf0 && second < 0x90) || (lead == 0xf4 && second > 0x8f)) return 0;
  return size;
}

std::string escape(const char* form, unsigned value) {
  char text[12];
  std::snprintf(text, sizeof text, form, value);
  return text;
}

}  // namespace

std::string json_string(std::string_view text) {
  std::string out = "\"";
  for (std::size_t i = 0; i < text.size();) {
    const auto size = character_size(text, i);
    const auto c = static_cast<unsigned char>(text[i]);
    if (size == 0)
      out += "\xEF\xBF\xBD";
    else if (c == '"' || c == '\\')
      (out += '\\') += static_cast<char>(c);
    else if (c < 0x20 || c == 0x7f)
      out += escape("\\u%04x", c);
    else
      out += text.substr(i, size);
    i += size ? size : 1;
  }
  return out + "\"";
}

std::string one_line(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const auto size = character_size(text, i);
    const auto c = static_cast<unsigned char>(text[i]);
    if (c == '\n')
      out += "\\n";
    else if (size == 0 || c < 0x20 || c == 0x7f)
      out += escape("\\x%02x", c);
    else
      out += text.substr(i, size);
    i += size ? size : 1;
  }
  return out;
}

}  // namespace ktpel::log::detail
