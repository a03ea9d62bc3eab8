// SPDX-License-Identifier: Apache-2.0
#include "card/lds/mrz.h"

#include <algorithm>

#include "base/check.h"
#include "card/lds/detail/text.h"

// TD1, Doc 9303-5 4.2.2 (positions from 0):
//   line 1: document code 2, state 3, number 9, check 1, optional 15
//   line 2: birth 6, check 1, sex 1, expiry 6, check 1, nationality 3, optional 11, composite check 1
//   line 3: name 30
namespace ktpel::card {
namespace {

constexpr std::size_t line = 30;
constexpr std::string_view lifetime = "991231";  // validity for life; the full truth is not in the zone

std::string two_digit_date(const person::Date& d) { return d.compact().substr(2); }

bool digits_only(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}
std::optional<person::Date> date_in(int century, std::string_view yymmdd) {
  const auto two = [&](std::size_t at) { return (yymmdd[at] - '0') * 10 + (yymmdd[at + 1] - '0'); };
  return person::Date::of(century + two(0), static_cast<unsigned>(two(2)), static_cast<unsigned>(two(4)));
}
std::string composite(std::string_view zone) {
  return std::string(zone.substr(5, 25)) + std::string(zone.substr(line, 7)) + std::string(zone.substr(line + 8, 7)) +
         std::string(zone.substr(line + 18, 11));
}

/// Doc 9303-3 section 6 A; U+00C0 first. Lower case is raised before.
constexpr const char* latin1[] = {"A",  "A", "A",  "A", "AE", "AA", "AE", "C", "E",  "E", "E",
                                  "E",  "I", "I",  "I", "I",  "D",  "N",  "O", "O",  "O", "O",
                                  "OE", "",  "OE", "U", "U",  "U",  "UE", "Y", "TH", "SS"};
/// U+0100..U+017F; ligatures stand apart.
constexpr std::string_view extended =
    "AAAAAACCCCCCCCDDDDEEEEEEEEEEGGGGGGGGHHHHIIIIIIIIII??JJKKKLLLLLLLLLLNNNNNNNNNOOOOOO??"
    "RRRRRRSSSSSSSSTTTTTTUUUUUUUUUUUUWWYYYZZZZZZS";
static_assert(extended.size() == 0x80);

std::string letters_of(char32_t point) {
  if (point >= 'a' && point <= 'z') return std::string(1, static_cast<char>(point - 32));
  if (point >= 'A' && point <= 'Z') return std::string(1, static_cast<char>(point));
  if (point == 0xdf) return "SS";
  if (point == 0xff) return "Y";
  if (point >= 0xe0 && point <= 0xfe) point -= 0x20;
  if (point >= 0xc0 && point <= 0xdf) return latin1[point - 0xc0];
  if (point == 0x132 || point == 0x133) return "IJ";
  if (point == 0x152 || point == 0x153) return "OE";
  if (point >= 0x100 && point <= 0x17f) return std::string(1, extended[point - 0x100]);
  return {};
}

}  // namespace

char mrz_check_digit(std::string_view field) {
  static constexpr int weights[] = {7, 3, 1};
  int sum = 0;
  for (std::size_t i = 0; i < field.size(); ++i) {
    const char c = field[i];
    const int value = c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'Z' ? c - 'A' + 10 : 0;
    sum += value * weights[i % 3];
  }
  return static_cast<char>('0' + sum % 10);
}

std::string transliterated(std::string_view name) {
  std::string out;
  while (!name.empty()) {
    const auto point = detail::take_code_point(name);
    if (!point) {
      name.remove_prefix(1);
      continue;
    }
    if (*point == ' ' || *point == '-' || *point == ',' || *point == 0xa0) {
      if (!out.empty() && out.back() != '<') out += '<';
    } else {
      out += letters_of(*point);
    }
  }
  while (!out.empty() && out.back() == '<') out.pop_back();
  return out;
}

std::string Mrz::encode() const {
  base::check(document_number.size() == 9 && nationality.size() == 3, "an MRZ field of the wrong length");
  const auto filled = [](std::string text, std::size_t size) {
    text.resize(size, '<');
    return text;
  };
  const auto birth = two_digit_date(born), expiry = expires ? two_digit_date(*expires) : std::string(lifetime);
  auto out = "IDIDN" + document_number + mrz_check_digit(document_number) + std::string(15, '<');
  out += birth + mrz_check_digit(birth) + (sex == person::Sex::Female ? 'F' : 'M') + expiry + mrz_check_digit(expiry) +
         nationality + std::string(11, '<');
  out += mrz_check_digit(composite(out));
  auto words = transliterated(name).substr(0, line);
  return out + filled(std::move(words), line);
}

base::Result<Mrz, MrzError> Mrz::parse(std::string_view zone, const person::Date& today) {
  if (zone.size() != 3 * line) return MrzError::Length;
  for (const char c : zone)
    if (!((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '<')) return MrzError::Character;
  const auto second = zone.substr(line, line), third = zone.substr(2 * line);
  if (zone.substr(0, 5) != "IDIDN") return MrzError::DocumentCode;
  const auto number = zone.substr(5, 9), birth = second.substr(0, 6), expiry = second.substr(8, 6);
  if (zone[14] != mrz_check_digit(number) || second[6] != mrz_check_digit(birth) ||
      second[14] != mrz_check_digit(expiry) || second[29] != mrz_check_digit(composite(zone)))
    return MrzError::CheckDigit;
  if (!digits_only(birth) || !digits_only(expiry)) return MrzError::Date;
  auto born = date_in(2000, birth);
  if (!born || *born > today) born = date_in(1900, birth);
  const auto expires = date_in(2000, expiry);
  if (!born || !expires) return MrzError::Date;
  if (second[7] != 'M' && second[7] != 'F') return MrzError::Sex;
  if (number.find('<') != std::string_view::npos) return MrzError::Character;
  std::string name;
  for (const char c : third) {
    if (c >= '0' && c <= '9') return MrzError::Character;
    if (c != '<')
      name += c;
    else if (!name.empty() && name.back() != ' ')
      name += ' ';
  }
  while (!name.empty() && name.back() == ' ') name.pop_back();
  if (name.empty()) return MrzError::Character;
  return Mrz{std::string(number),
             *born,
             second[7] == 'F' ? person::Sex::Female : person::Sex::Male,
             expiry == lifetime ? std::nullopt : expires,
             std::string(second.substr(15, 3)),
             std::move(name)};
}

}  // namespace ktpel::card
