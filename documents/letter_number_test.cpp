// SPDX-License-Identifier: Apache-2.0
// Goal: no two letters of a register ever share a number, and a pattern that would allow it is refused when it is read.
// Method: one line per pattern; random walks through days and years.
#include "documents/letter_number.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

namespace ktpel::documents {
namespace {

using person::Date;
Date day(int year, unsigned month, unsigned d) { return *Date::of(year, month, d); }
const LetterRegister subdistrict{"470", "KEC.UJI"};
constexpr const char* usual = "{klasifikasi}/{urut:4}/{unit}/{bulan_romawi}/{tahun}";

TEST(NumberPattern, WritesEveryField) {
  const auto next = next_number(*NumberPattern::read(usual), subdistrict, day(2012, 1, 3), {2012, 122});
  ASSERT_TRUE(next);
  EXPECT_EQ(next->number, "470/0123/KEC.UJI/I/2012");
  EXPECT_EQ(next->counter, (LetterCounter{2012, 123}));
  EXPECT_EQ(next_number(*NumberPattern::read("No.{urut}-{bulan}-{tahun}"), subdistrict, day(2012, 12, 3), {})->number,
            "No.1-12-2012");
  EXPECT_EQ(next_number(*NumberPattern::read(usual), subdistrict, day(2012, 9, 3), {2012, 98765})->number,
            "470/98766/KEC.UJI/IX/2012");  // wider than asked: never cut
}

TEST(NumberPattern, IsCheckedWhenRead) {
  const auto error = [](const char* pattern) { return NumberPattern::read(pattern).error(); };
  EXPECT_EQ(error("{urut}/{thn}"), PatternError::UnknownField);
  EXPECT_EQ(error("{urut:0}/{tahun}"), PatternError::UnknownField);
  EXPECT_EQ(error("{unit:3}/{urut}/{tahun}"), PatternError::UnknownField);
  EXPECT_EQ(error("{}/{urut}/{tahun}"), PatternError::UnknownField);
  EXPECT_EQ(error("{urut/{tahun}"), PatternError::BraceOpen);
  EXPECT_EQ(error("{urut}/{tahun"), PatternError::BraceOpen);
  EXPECT_EQ(error("{urut}/tahun}"), PatternError::BraceOpen);
  EXPECT_EQ(error("{urut}/{tahun}/{urut}"), PatternError::FieldTwice);
  EXPECT_EQ(error("{unit}/{tahun}"), PatternError::NoSequence);
  EXPECT_EQ(error(""), PatternError::NoSequence);
  EXPECT_EQ(error("{urut}/{unit}"), PatternError::NoYear);
  EXPECT_EQ(error("{urut}{tahun}"), PatternError::FieldsTouch);
  EXPECT_EQ(error("{urut}0{tahun}"), PatternError::FieldsTouch);
  EXPECT_EQ(error("{urut} /{tahun}"), PatternError::CharacterForbidden);
  EXPECT_EQ(error("{urut}/{tahun}\n"), PatternError::CharacterForbidden);
  EXPECT_EQ(error("Ø{urut}/{tahun}"), PatternError::CharacterForbidden);
  EXPECT_EQ(NumberPattern::read(std::string(80, 'x') + "{urut}/{tahun}").error(), PatternError::CharacterForbidden);
}

TEST(LetterNumbers, BeginAgainWithTheYearAndNeverGoBack) {
  const auto pattern = *NumberPattern::read(usual);
  const auto next = next_number(pattern, subdistrict, day(2013, 1, 2), {2012, 5000});
  EXPECT_EQ(next->number, "470/0001/KEC.UJI/I/2013");
  EXPECT_EQ(next_number(pattern, subdistrict, day(2012, 12, 31), next->counter).error(), NumberError::YearPassed);
  EXPECT_EQ(next_number(pattern, subdistrict, day(2012, 1, 2), {2012, 999'999'999}).error(), NumberError::UsedUp);
}

TEST(LetterNumbers, RefuseAUnitThatCouldHideASeparator) {
  const auto pattern = *NumberPattern::read(usual);
  for (const char* unit : {"", "KEC/UJI", "KEC UJI", "KEC\nUJI", "KÉC"})
    EXPECT_EQ(next_number(pattern, {"470", unit}, day(2012, 1, 2), {}).error(), NumberError::ValueMalformed) << unit;
  EXPECT_EQ(next_number(pattern, {"470", std::string(41, 'A')}, day(2012, 1, 2), {}).error(),
            NumberError::ValueMalformed);
}

TEST(LetterNumbers, KnowTheRomanMonths) {
  EXPECT_EQ(roman_month(1) + roman_month(4) + roman_month(9) + roman_month(12), "IIVIXXII");
}

RC_GTEST_PROP(LetterNumbersOfAnyRegister, AreNeverReused, ()) {
  const auto pattern = *NumberPattern::read(*rc::gen::element<std::string>(
      usual, "{urut}/{tahun}", "{tahun}.{urut}", "{bulan}-{urut}/{tahun}", "{urut}.{bulan_romawi}.{tahun}"));
  LetterCounter counter;
  std::set<std::string> seen;
  auto dated = day(2012, 12, 1);
  for (int i = 0; i < 200; ++i) {
    dated = dated.plus_days(*rc::gen::inRange(-20, 40));
    const auto next = next_number(pattern, subdistrict, dated, counter);
    if (!next) {
      RC_ASSERT(next.error() == NumberError::YearPassed);
      continue;
    }
    RC_ASSERT(seen.insert(next->number).second);
    counter = next->counter;
  }
}

RC_GTEST_PROP(AnyTextAsAPattern, IsReadOrRefused, (const std::string& text)) {
  const auto pattern = NumberPattern::read(text);
  if (pattern) RC_ASSERT(bool(next_number(*pattern, subdistrict, day(2012, 1, 2), {})));
}

}  // namespace
}  // namespace ktpel::documents
