// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "base/result.h"

namespace ktpel::person {

enum class FamilyCardError { NotSixteenDigits, NoSuchArea, NoSuchDay, NoSuchMonth, NoSerial };

/// Nomor Kartu Keluarga, 16 digits: sub-district of issue (6), day of recording DDMMYY (6; nothing is added
/// for women, it is a family's number), serial (4). A family gets another one when it moves away, its head dies or it
/// splits, so it is never a key: it cannot be ordered, a map of it does not compile.
class FamilyCardNumber {
 public:
  /// Refuses only what can never be one; 31 February is odd, see date_exists().
  static base::Result<FamilyCardNumber, FamilyCardError> parse(std::string_view digits);

  std::string_view digits() const { return {digits_.data(), digits_.size()}; }
  std::string_view area() const { return digits().substr(0, 6); }
  unsigned day() const { return static_cast<unsigned>(two(6)); }
  unsigned month() const { return static_cast<unsigned>(two(8)); }
  /// The last two digits of the year of recording; the century is not in the number.
  int year_of_century() const { return two(10); }
  int serial() const { return two(12) * 100 + two(14); }
  /// Whether the day of recording is one of this or the last century; worth a warning, no more.
  bool date_exists() const;
  /// "990101******0001", for logs.
  std::string redacted() const;
  friend bool operator==(const FamilyCardNumber&, const FamilyCardNumber&) = default;

 private:
  FamilyCardNumber() = default;
  int two(std::size_t at) const { return (digits_[at] - '0') * 10 + (digits_[at + 1] - '0'); }
  std::array<char, 16> digits_{};
};

}  // namespace ktpel::person
