// SPDX-License-Identifier: Apache-2.0
#include "person/nik.h"

#include <algorithm>
#include <cstdio>

namespace ktpel::person {

base::Result<Nik, NikError> Nik::parse(std::string_view digits) {
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  if (digits.size() != 16 || !std::all_of(digits.begin(), digits.end(), digit)) return NikError::NotSixteenDigits;
  Nik nik;
  std::copy(digits.begin(), digits.end(), nik.digits_.begin());
  // PPKKCC: a province from 11 on; district 01..69 rural, 71..99 urban; sub-district from 01 on.
  const int province = nik.two(0), district = nik.two(2), subdistrict = nik.two(4);
  if (province < 11 || district == 0 || district == 70 || subdistrict == 0) return NikError::NoSuchArea;
  const int day = nik.two(6);
  if (!((day >= 1 && day <= 31) || (day >= 41 && day <= 71))) return NikError::NoSuchDay;
  if (nik.month() < 1 || nik.month() > 12) return NikError::NoSuchMonth;
  if (nik.serial() == 0) return NikError::NoSerial;
  return nik;
}

base::Result<Nik, NikError> Nik::compose(std::string_view area, const Date& born, Sex sex, int serial) {
  if (area.size() != 6) return NikError::NoSuchArea;
  if (serial < 1 || serial > 9999) return NikError::NoSerial;
  char text[32];
  std::snprintf(text, sizeof text, "%02u%02u%02d%04d", born.day() + (sex == Sex::Female ? 40 : 0), born.month(),
                born.year() % 100, serial);
  return parse(std::string(area) + text);
}

std::string Nik::redacted() const { return std::string(area()) + "******" + std::string(digits().substr(12)); }

std::vector<NikWarning> differences(const Nik& nik, const Date& born, Sex sex) {
  std::vector<NikWarning> found;
  if (nik.sex() != sex) found.push_back(NikWarning::SexDiffers);
  if (nik.day() != born.day() || nik.month() != born.month() || nik.year_of_century() != born.year() % 100)
    found.push_back(NikWarning::BirthDateDiffers);
  return found;
}

std::vector<NikWarning> oddities(const Nik& nik) {
  for (const int century : {1900, 2000})
    if (Date::of(century + nik.year_of_century(), nik.month(), nik.day())) return {};
  return {NikWarning::NoLeapYearFits};
}

}  // namespace ktpel::person
