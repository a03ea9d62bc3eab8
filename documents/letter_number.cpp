// SPDX-License-Identifier: Apache-2.0
#include "documents/letter_number.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

#include "base/check.h"

namespace ktpel::documents {
namespace {

constexpr std::uint32_t most_letters = 999'999'999;

bool printable(char c) { return c > ' ' && c < 127; }

bool letter_or_digit(char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

bool fits_a_number(const std::string& value) {
  return !value.empty() && value.size() <= 40 &&
         std::all_of(value.begin(), value.end(), [](char c) { return letter_or_digit(c) || c == '.' || c == '-'; });
}

std::string digits(std::uint32_t value, int width) {
  char text[16];
  std::snprintf(text, sizeof text, "%0*u", width, static_cast<unsigned>(value));
  return text;
}

}  // namespace

base::Result<NumberPattern, PatternError> NumberPattern::read(std::string_view pattern) {
  if (pattern.size() > 80 || !std::all_of(pattern.begin(), pattern.end(), printable))
    return PatternError::CharacterForbidden;
  static constexpr std::array<std::pair<std::string_view, Field>, 6> words = {
      std::pair{std::string_view("klasifikasi"), Field::Classification},
      {"urut", Field::Sequence},
      {"unit", Field::Unit},
      {"bulan", Field::Month},
      {"bulan_romawi", Field::RomanMonth},
      {"tahun", Field::Year}};
  NumberPattern out;
  out.text_ = pattern;
  std::vector<Field> seen;
  std::string literal;
  for (std::size_t i = 0; i < pattern.size();) {
    if (pattern[i] == '}') return PatternError::BraceOpen;
    if (pattern[i] != '{') {
      literal += pattern[i++];
      continue;
    }
    const auto end = pattern.find('}', i);
    if (end == std::string_view::npos) return PatternError::BraceOpen;
    auto word = pattern.substr(i + 1, end - i - 1);
    if (word.find('{') != std::string_view::npos) return PatternError::BraceOpen;
    int width = 1;
    if (word.size() == 6 && word.substr(0, 5) == "urut:" && word[5] >= '1' && word[5] <= '9') {
      width = word[5] - '0';
      word = word.substr(0, 4);
    }
    const auto found = std::find_if(words.begin(), words.end(), [&](const auto& w) { return w.first == word; });
    if (found == words.end()) return PatternError::UnknownField;
    if (std::find(seen.begin(), seen.end(), found->second) != seen.end()) return PatternError::FieldTwice;
    if (!seen.empty() && std::all_of(literal.begin(), literal.end(), letter_or_digit)) return PatternError::FieldsTouch;
    if (!literal.empty()) out.parts_.push_back({.literal = std::exchange(literal, {})});
    seen.push_back(found->second);
    out.parts_.push_back({.field = found->second, .width = width});
    i = end + 1;
  }
  if (!literal.empty()) out.parts_.push_back({.literal = literal});
  if (std::find(seen.begin(), seen.end(), Field::Sequence) == seen.end()) return PatternError::NoSequence;
  if (std::find(seen.begin(), seen.end(), Field::Year) == seen.end()) return PatternError::NoYear;
  return out;
}

/// One letter's values put into the pattern.
struct NumberWriter {
  const LetterRegister& of;
  const person::Date& dated;
  std::uint32_t sequence;

  std::string operator()(const NumberPattern::Part& part) const {
    switch (part.field) {
      case NumberPattern::Field::Literal:
        return part.literal;
      case NumberPattern::Field::Classification:
        return of.classification;
      case NumberPattern::Field::Sequence:
        return digits(sequence, part.width);
      case NumberPattern::Field::Unit:
        return of.unit;
      case NumberPattern::Field::Month:
        return digits(dated.month(), 2);
      case NumberPattern::Field::RomanMonth:
        return roman_month(dated.month());
      case NumberPattern::Field::Year:
        break;
    }
    return digits(static_cast<std::uint32_t>(dated.year()), 4);
  }

  std::string written(const NumberPattern& pattern) const {
    std::string out;
    for (const auto& part : pattern.parts_) out += (*this)(part);
    return out;
  }
};

base::Result<NumberedLetter, NumberError> next_number(const NumberPattern& pattern, const LetterRegister& of,
                                                      const person::Date& dated, const LetterCounter& counter) {
  if (!fits_a_number(of.classification) || !fits_a_number(of.unit)) return NumberError::ValueMalformed;
  if (dated.year() < counter.year) return NumberError::YearPassed;
  const std::uint32_t before = dated.year() == counter.year ? counter.last : 0;
  if (before >= most_letters) return NumberError::UsedUp;
  return NumberedLetter{NumberWriter{of, dated, before + 1}.written(pattern), {dated.year(), before + 1}};
}

std::string roman_month(unsigned month) {
  static constexpr std::array<const char*, 12> words = {"I",   "II",   "III", "IV", "V",  "VI",
                                                        "VII", "VIII", "IX",  "X",  "XI", "XII"};
  base::check(month >= 1 && month <= 12, "a month outside of the year");
  return words[month - 1];
}

}  // namespace ktpel::documents
