// SPDX-License-Identifier: Apache-2.0
#include "person/family_card_number.h"

#include <algorithm>

#include "person/date.h"

namespace ktpel::person {

base::Result<FamilyCardNumber, FamilyCardError> FamilyCardNumber::parse(std::string_view digits) {
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  if (digits.size() != 16 || !std::all_of(digits.begin(), digits.end(), digit))
    return FamilyCardError::NotSixteenDigits;
  FamilyCardNumber number;
  std::copy(digits.begin(), digits.end(), number.digits_.begin());
  const int province = number.two(0), district = number.two(2), subdistrict = number.two(4);
  if (province < 11 || district == 0 || district == 70 || subdistrict == 0) return FamilyCardError::NoSuchArea;
  if (number.day() < 1 || number.day() > 31) return FamilyCardError::NoSuchDay;
  if (number.month() < 1 || number.month() > 12) return FamilyCardError::NoSuchMonth;
  if (number.serial() == 0) return FamilyCardError::NoSerial;
  return number;
}

bool FamilyCardNumber::date_exists() const {
  return Date::of(1900 + year_of_century(), month(), day()) || Date::of(2000 + year_of_century(), month(), day());
}

std::string FamilyCardNumber::redacted() const {
  return std::string(area()) + "******" + std::string(digits().substr(12));
}

}  // namespace ktpel::person
