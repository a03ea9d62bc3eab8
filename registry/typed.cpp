// SPDX-License-Identifier: Apache-2.0
#include "registry/typed.h"

#include <algorithm>
#include <array>
#include <string>

#include "person/name.h"
#include "registry/name_key.h"

namespace ktpel::registry {

using person::CodeEdition;
using person::Date;

namespace {

/// At most four digits.
std::optional<int> small_number(std::string_view text) {
  if (text.empty() || text.size() > 4) return std::nullopt;
  int value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

/// Code lists are compared as names are: KATHOLIK is KATOLIK, BUDHA is BUDDHA.
std::string list_key(std::string_view text) {
  std::string key;
  const auto words = person::comparable_name(text);
  for (std::size_t at = 0; at < words.size();) {
    const auto end = std::min(words.find(' ', at), words.size());
    key += word_key(std::string_view(words).substr(at, end - at)) + ' ';
    at = end + 1;
  }
  return key;
}

}  // namespace

std::optional<Date> typed_date(std::string_view text) {
  text = text.substr(0, text.find_first_of(" T"));
  std::array<std::string_view, 3> parts;
  for (std::size_t i = 0; i < 3; ++i) {
    const auto end = text.find_first_of("-/.");
    if ((end == std::string_view::npos) != (i == 2)) return std::nullopt;
    parts[i] = text.substr(0, end);
    if (i < 2) text.remove_prefix(end + 1);
  }
  const auto first = small_number(parts[0]), second = small_number(parts[1]), third = small_number(parts[2]);
  if (!first || !second || !third) return std::nullopt;
  const auto day = [&](std::string_view year, int y, int m, int d) -> std::optional<Date> {
    if (year.size() != 4) return std::nullopt;
    return Date::of(y, static_cast<unsigned>(m), static_cast<unsigned>(d));
  };
  if (parts[0].size() == 4) return day(parts[0], *first, *second, *third);
  return day(parts[2], *third, *second, *first);
}

std::optional<person::Sex> typed_sex(std::string_view text) {
  const auto word = person::comparable_name(text);
  for (const auto male : {"l", "lk", "laki laki", "pria", "1"})
    if (word == male) return person::Sex::Male;
  for (const auto female : {"p", "pr", "perempuan", "wanita", "2"})
    if (word == female) return person::Sex::Female;
  return std::nullopt;
}

template <class Code>
std::optional<Code> typed_code(std::string_view text, CodeEdition edition) {
  if (const auto number = small_number(text)) return Code::of(edition, *number);
  if (const auto exact = Code::named(edition, text)) return exact;
  const auto key = list_key(text);
  std::optional<Code> begins;
  for (int number = 1; number <= static_cast<int>(Code::count(edition)); ++number) {
    const auto code = Code::of(edition, number);
    if (!code) continue;
    const auto other = list_key(code->text());
    if (other == key && key.size() > 4) return code;
    // KEPERCAYAAN alone says enough; CERAI does not.
    if (key.size() > 6 && other.starts_with(key)) {
      if (begins) return std::nullopt;
      begins = code;
    }
  }
  return begins;
}

template std::optional<person::ReligionCode> typed_code(std::string_view, CodeEdition);
template std::optional<person::MaritalCode> typed_code(std::string_view, CodeEdition);
template std::optional<person::FamilyRole> typed_code(std::string_view, CodeEdition);
template std::optional<person::BloodTypeCode> typed_code(std::string_view, CodeEdition);
template std::optional<person::Occupation> typed_code(std::string_view, CodeEdition);

std::optional<person::Occupation> typed_occupation(std::string_view text, CodeEdition edition) {
  if (const auto found = typed_code<person::Occupation>(text, edition)) return found;
  return typed_code<person::Occupation>(text, CodeEdition::Of2019);
}

}  // namespace ktpel::registry
