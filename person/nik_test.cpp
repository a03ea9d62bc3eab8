// SPDX-License-Identifier: Apache-2.0
#include "person/nik.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <sstream>

#include "base/golden.h"

// Goal: what counts as a NIK can be read by someone who knows the regulation.
// Method: one line per case in a golden file; 99.01.01 is no real district. Then properties.
namespace ktpel::person {
namespace {

TEST(Nik, IsWhatTheRegulationSays) {
  const char* answers[] = {"not sixteen digits", "no such area", "no such day", "no such month", "no serial"};
  std::ostringstream out;
  for (const char* digits :
       {"9901010508680001", "9901014508680002", "9901017112999999", "9901013002000001", "990101050868000",
        "99010105086800011", "99010105086800O1", "9901 10508680001", "0901010508680001", "9900010508680001",
        "9970010508680001", "9901000508680001", "9901010008680001", "9901013208680001", "9901014008680001",
        "9901017208680001", "9901010500680001", "9901010513680001", "9901010508680000"}) {
    const auto nik = Nik::parse(digits);
    out << digits << ' ';
    if (nik)
      out << "ok " << (nik->sex() == Sex::Female ? "female" : "male") << ' ' << nik->day() << '.' << nik->month()
          << ".'" << nik->year_of_century() << " no. " << nik->serial()
          << (oddities(*nik).empty() ? "" : ", no such day in any century");
    else
      out << answers[static_cast<int>(nik.error())];
    out << '\n';
  }
  EXPECT_TRUE(base::matches_golden(out.str(), "nik.txt"));
}

RC_GTEST_PROP(Nik, ComposedPartsComeBack, ()) {
  const auto born = Date::of(*rc::gen::inRange(1900, 2026), static_cast<unsigned>(*rc::gen::inRange(1, 13)),
                             static_cast<unsigned>(*rc::gen::inRange(1, 29)));
  const auto sex = *rc::gen::element(Sex::Male, Sex::Female);
  const int serial = *rc::gen::inRange(1, 10000);
  const auto nik = Nik::compose("990101", *born, sex, serial);
  RC_ASSERT(bool(nik));
  RC_ASSERT(nik->sex() == sex);
  RC_ASSERT(nik->serial() == serial);
  RC_ASSERT(differences(*nik, *born, sex).empty());
  RC_ASSERT(oddities(*nik).empty());
  RC_ASSERT(differences(*nik, born->plus_days(1), sex) == std::vector{NikWarning::BirthDateDiffers});
}

RC_GTEST_PROP(Nik, AnyTextIsParsedOrRefusedWithoutHarm, (const std::string& text)) {
  const auto nik = Nik::parse(text);
  if (nik) RC_ASSERT(nik->digits() == text);
}

TEST(Date, KnowsLeapYearsAndAges) {
  EXPECT_FALSE(Date::of(2011, 2, 29));
  const auto leap = *Date::of(2004, 2, 29);
  EXPECT_EQ(leap.plus_years(17).printed(), "01-03-2021");
  EXPECT_EQ(age_on(leap, *Date::of(2021, 2, 28)), 16);
  EXPECT_EQ(age_on(leap, *Date::of(2021, 3, 1)), 17);
  EXPECT_EQ(Date::of(2003, 11, 13)->with_weekday(), "Kamis, 13 November 2003");
  EXPECT_EQ(Date::parse("13-11-2003"), Date::of(2003, 11, 13));
  EXPECT_FALSE(Date::parse("13/11/2003"));
  EXPECT_FALSE(Date::parse("31-02-2003"));
}

}  // namespace
}  // namespace ktpel::person
