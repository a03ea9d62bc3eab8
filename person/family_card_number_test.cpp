// SPDX-License-Identifier: Apache-2.0
#include "person/family_card_number.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdio>
#include <sstream>

#include "base/golden.h"

// Goal: what counts as a No. KK, and that women's days are not moved in it.
// Method: one line per case in a golden file; 99.01.01 is no real district. Then properties.
namespace ktpel::person {
namespace {

TEST(FamilyCardNumber, IsWhatTheRegulationSays) {
  const char* answers[] = {"not sixteen digits", "no such area", "no such day", "no such month", "no serial"};
  std::ostringstream out;
  for (const char* digits :
       {"9901010101200001", "9971013112999999", "9901013102200001", "9901012902010001", "990101010120000",
        "99010101012000011", "9901010101200O01", "9901 10101200001", "0901010101200001", "9900010101200001",
        "9970010101200001", "9901000101200001", "9901010001200001", "9901013201200001", "9901014101200001",
        "9901010100200001", "9901010113200001", "9901010101200000"}) {
    const auto number = FamilyCardNumber::parse(digits);
    out << digits << ' ';
    if (number)
      out << "ok " << number->area() << ' ' << number->day() << '.' << number->month() << ".'"
          << number->year_of_century() << " no. " << number->serial()
          << (number->date_exists() ? "" : ", no such day in any century");
    else
      out << answers[static_cast<int>(number.error())];
    out << '\n';
  }
  EXPECT_TRUE(base::matches_golden(out.str(), "family_card_number.txt"));
}

RC_GTEST_PROP(FamilyCardNumber, ComposedPartsComeBack, ()) {
  const unsigned day = *rc::gen::inRange(1u, 32u), month = *rc::gen::inRange(1u, 13u);
  const int year = *rc::gen::inRange(0, 100), serial = *rc::gen::inRange(1, 10000);
  char text[48];
  std::snprintf(text, sizeof text, "990101%02u%02u%02d%04d", day, month, year, serial);
  const auto number = FamilyCardNumber::parse(text);
  RC_ASSERT(bool(number));
  RC_ASSERT(number->digits() == text);
  RC_ASSERT(number->day() == day && number->month() == month);
  RC_ASSERT(number->year_of_century() == year && number->serial() == serial);
  RC_ASSERT(number->redacted().find(number->digits().substr(6, 6)) == std::string::npos);
}

RC_GTEST_PROP(FamilyCardNumber, AnyTextIsParsedOrRefusedWithoutHarm, (const std::string& text)) {
  const auto number = FamilyCardNumber::parse(text);
  if (number) RC_ASSERT(number->digits() == text);
}

}  // namespace
}  // namespace ktpel::person
