// SPDX-License-Identifier: Apache-2.0
#include "person/detail/letters.h"

namespace ktpel::person::detail {
namespace {

/// The letter without its accent, lower case, for U+00C0..U+017F; 0 where there is no single one.
char base_letter(char32_t c) {
  // One character for each code point; '*' marks signs and digraphs.
  static constexpr std::string_view latin1 = "aaaaaa*ceeeeiiiidnooooo*ouuuuy**aaaaaa*ceeeeiiiidnooooo*ouuuuy*y";
  static constexpr std::string_view extended =
      "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii**jjkkkllllllllllnnnnnnnnnoooooo**"
      "rrrrrrssssssssttttttuuuuuuuuu"
      "uuuwwyyyzzzzzzs";
  static_assert(latin1.size() == 64 && extended.size() == 128);
  const char letter = c >= 0xC0 && c <= 0xFF ? latin1[c - 0xC0] : c >= 0x100 && c <= 0x17F ? extended[c - 0x100] : '*';
  return letter == '*' ? '\0' : letter;
}

}  // namespace

std::optional<std::u32string> code_points(std::string_view utf8) {
  std::u32string points;
  points.reserve(utf8.size());
  for (std::size_t i = 0; i < utf8.size();) {
    const auto lead = static_cast<unsigned char>(utf8[i]);
    const std::size_t length = lead < 0x80 ? 1 : lead >> 5 == 6 ? 2 : lead >> 4 == 14 ? 3 : lead >> 3 == 30 ? 4 : 0;
    if (length == 0 || i + length > utf8.size()) return std::nullopt;
    char32_t c = length == 1 ? lead : lead & (0x7Fu >> length);
    for (std::size_t k = 1; k < length; ++k) {
      const auto next = static_cast<unsigned char>(utf8[i + k]);
      if ((next & 0xC0) != 0x80) return std::nullopt;
      c = c << 6 | (next & 0x3F);
    }
    static constexpr char32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    if (c < least[length] || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) return std::nullopt;
    points.push_back(c);
    i += length;
  }
  return points;
}

std::string utf8(std::u32string_view points) {
  std::string out;
  for (const char32_t c : points) {
    const auto put = [&](char32_t byte) { out.push_back(static_cast<char>(byte)); };
    if (c < 0x80) {
      put(c);
    } else if (c < 0x800) {
      put(0xC0 | c >> 6), put(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
      put(0xE0 | c >> 12), put(0x80 | (c >> 6 & 0x3F)), put(0x80 | (c & 0x3F));
    } else {
      put(0xF0 | c >> 18), put(0x80 | (c >> 12 & 0x3F)), put(0x80 | (c >> 6 & 0x3F)), put(0x80 | (c & 0x3F));
    }
  }
  return out;
}

char32_t upper(char32_t c) {
  if (c >= 'a' && c <= 'z') return c - 32;
  if (c >= 0xE0 && c <= 0xFE && c != 0xF7) return c - 32;
  if (c == 0xFF) return 0x178;
  if (c == 0x131) return 'I';  // dotless i
  if (c == 0x17F) return 'S';  // long s
  // pairs: upper case even in U+0100..U+0137 and U+014A..U+0177, odd in U+0139..U+0148 and U+0179..U+017E
  const bool even = (c >= 0x100 && c <= 0x137 && c != 0x130) || (c >= 0x14A && c <= 0x177);
  const bool odd = (c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E);
  if ((even && c % 2 == 1) || (odd && c % 2 == 0)) return c - 1;
  return c;
}

std::string upper(std::string_view text) {
  auto points = code_points(text);
  if (!points) {
    std::string out(text);
    for (char& c : out)
      if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
    return out;
  }
  for (char32_t& c : *points) c = upper(c);
  return utf8(*points);
}

bool latin_letter(char32_t c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0x17F && c != 0xD7 && c != 0xF7);
}

bool white_space(char32_t c) {
  return c == ' ' || (c >= 0x09 && c <= 0x0D) || c == 0x85 || c == 0xA0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

bool invisible(char32_t c) {
  return c == 0xAD || (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x2064) ||
         c == 0xFEFF;
}

bool apostrophe(char32_t c) {
  return c == '\'' || c == '`' || c == '"' || c == 0xB4 || (c >= 0x2018 && c <= 0x201F) || (c >= 0x2BB && c <= 0x2BF) ||
         c == 0x2032 || c == 0x2033;
}

std::string folded(std::string_view text) {
  const auto points = code_points(text);
  std::u32string bytes;  // what is not UTF-8 is compared byte by byte
  if (!points)
    for (const char c : text) bytes.push_back(static_cast<unsigned char>(c) < 0x80 ? static_cast<char32_t>(c) : U'?');
  std::string out;
  bool between = false;
  const auto put = [&](char c) {
    if (between && !out.empty()) out.push_back(' ');
    between = false;
    out.push_back(c);
  };
  for (const char32_t c : points ? *points : bytes) {
    if (apostrophe(c) || invisible(c) || (c >= 0x300 && c <= 0x36F)) continue;  // combining accents too
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
      put(static_cast<char>(c));
    } else if (c >= 'A' && c <= 'Z') {
      put(static_cast<char>(c + 32));
    } else if (const char letter = base_letter(c)) {
      put(letter);
    } else if (c < 0x80 || white_space(c) || c < 0x2070) {
      between = true;
    } else {
      for (const char byte : utf8(std::u32string_view(&c, 1))) put(byte);
    }
  }
  return out;
}

}  // namespace ktpel::person::detail
