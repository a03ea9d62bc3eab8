// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <compare>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "person/date.h"

namespace ktpel::person {

enum class Sex { Male, Female };

enum class NikError { NotSixteenDigits, NoSuchArea, NoSuchDay, NoSuchMonth, NoSerial };

/// Nomor Induk Kependudukan, 16 digits (PP 37/2007 art. 36-37): sub-district of first
/// registration (6), birth date DDMMYY with 40 added to the day for women (6), serial
/// (4). It never changes, so it says nothing certain about today's address or a later
/// corrected birth date; compare it, do not read facts out of it.
class Nik {
 public:
  /// Only what can never be a NIK is refused (domain guide 1): everything else is a warning, see differences().
  static base::Result<Nik, NikError> parse(std::string_view digits);
  /// The number for an area ("990101"), a birth date, a sex and a serial 1..9999.
  static base::Result<Nik, NikError> compose(std::string_view area, const Date& born, Sex sex, int serial);

  std::string_view digits() const { return {digits_.data(), digits_.size()}; }
  std::string_view area() const { return digits().substr(0, 6); }
  Sex sex() const { return two(6) > 40 ? Sex::Female : Sex::Male; }
  unsigned day() const { return static_cast<unsigned>(two(6) > 40 ? two(6) - 40 : two(6)); }
  unsigned month() const { return static_cast<unsigned>(two(8)); }
  /// The last two digits of the birth year; the century is not in the number.
  int year_of_century() const { return two(10); }
  int serial() const { return two(12) * 100 + two(14); }
  /// "990101******0001", for logs.
  std::string redacted() const;
  friend auto operator<=>(const Nik&, const Nik&) = default;

 private:
  Nik() = default;
  int two(std::size_t at) const { return (digits_[at] - '0') * 10 + (digits_[at + 1] - '0'); }
  std::array<char, 16> digits_{};
};

/// What an officer is told and may pass over: the number stays what it is even when
/// biodata are corrected later.
enum class NikWarning { SexDiffers, BirthDateDiffers, NoLeapYearFits };

/// Compares a NIK with the biodata beside it.
std::vector<NikWarning> differences(const Nik& nik, const Date& born, Sex sex);
/// What is odd about the number itself: 30 February and the like.
std::vector<NikWarning> oddities(const Nik& nik);

}  // namespace ktpel::person
