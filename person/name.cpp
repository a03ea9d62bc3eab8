// SPDX-License-Identifier: Apache-2.0
#include "person/name.h"

#include <algorithm>
#include <array>

#include "person/detail/letters.h"

namespace ktpel::person {
namespace {

std::vector<std::u32string_view> words_of(std::u32string_view text) {
  std::vector<std::u32string_view> words;
  while (!text.empty()) {
    const auto end = std::min(text.find(U' '), text.size());
    if (end > 0) words.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

/// Academic, religious and noble titles that stand before or behind names; with their full stop, or behind a comma.
/// An initial ("H. SALIM") looks the same: it is a warning and no more.
bool may_hold_title(std::u32string_view name) {
  static constexpr std::array<std::u32string_view, 14> titles = {
      U"DR.", U"DRS.", U"DRA.", U"IR.", U"PROF.", U"H.", U"HJ.", U"KH.", U"R.", U"RA.", U"RR.", U"ST.", U"SH.", U"SE."};
  if (name.find(U',') != std::u32string_view::npos) return true;
  const auto words = words_of(name);
  return std::any_of(words.begin(), words.end(), [](std::u32string_view word) {
    return std::find(titles.begin(), titles.end(), word) != titles.end();
  });
}

bool digit(char32_t c) { return c >= U'0' && c <= U'9'; }

bool breaks(NameWarning rule, std::u32string_view name) {
  const auto any = [&](auto&& what) { return std::any_of(name.begin(), name.end(), what); };
  switch (rule) {
    case NameWarning::OverThirtyTwoBoxes:
      return name.size() > 32;
    case NameWarning::MayHoldTitle:
      return may_hold_title(name);
    case NameWarning::OverSixtyCharacters:
      return name.size() > 60;
    case NameWarning::OneWord:
      return words_of(name).size() < 2;
    case NameWarning::NotLatinLetters:
      return any([](char32_t c) { return c >= 0x80 && !detail::latin_letter(c) && !detail::apostrophe(c); });
    case NameWarning::HasDigit:
      return any(digit);
    case NameWarning::HasPunctuation:
      break;
  }
  return any([](char32_t c) {
    return detail::apostrophe(c) || (c < 0x80 && c != U' ' && !digit(c) && !detail::latin_letter(c));
  });
}

}  // namespace

base::Result<std::string, NameError> normalised_name(std::string_view typed) {
  const auto points = detail::code_points(typed);
  if (!points) return NameError::NotText;
  std::u32string name;
  bool between = false;
  for (const char32_t c : *points) {
    if (detail::invisible(c)) continue;
    if (detail::white_space(c)) {
      between = true;
      continue;
    }
    if (c < 0x20 || (c >= 0x7F && c < 0xA0)) return NameError::NotText;
    if (between && !name.empty()) name.push_back(U' ');
    between = false;
    name.push_back(detail::upper(c));
  }
  if (name.empty()) return NameError::Empty;
  return detail::utf8(name);
}

std::string comparable_name(std::string_view name) { return detail::folded(name); }

std::span<const NameRule> name_rules() {
  // F-1.21 came with Permendagri 19/2010; Permendagri 73/2022 has been in force since 21-04-2022.
  static constexpr auto of2010 = "petunjuk pengisian F-1.21 (Permendagri 19/2010)";
  static constexpr auto of2022 = "Permendagri 73/2022";
  static const auto from2010 = Date::of(2010, 1, 1), to2010 = Date::of(2022, 4, 20), from2022 = Date::of(2022, 4, 21);
  static const NameRule rules[] = {{from2010, to2010, NameWarning::OverThirtyTwoBoxes, of2010},
                                   {from2010, to2010, NameWarning::MayHoldTitle, of2010},
                                   {from2022, {}, NameWarning::OverSixtyCharacters, of2022},
                                   {from2022, {}, NameWarning::OneWord, of2022},
                                   {from2022, {}, NameWarning::NotLatinLetters, of2022},
                                   {from2022, {}, NameWarning::HasDigit, of2022},
                                   {from2022, {}, NameWarning::HasPunctuation, of2022}};
  return rules;
}

std::vector<NameWarning> name_warnings(std::string_view name, const Date& recorded) {
  const auto points = detail::code_points(name);
  base::check(points.has_value(), "a name that normalised_name() did not give");
  std::vector<NameWarning> warnings;
  for (const auto& rule : name_rules())
    if ((!rule.from || recorded >= *rule.from) && (!rule.to || recorded <= *rule.to) && breaks(rule.warning, *points))
      warnings.push_back(rule.warning);
  return warnings;
}

}  // namespace ktpel::person
