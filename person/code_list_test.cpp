// SPDX-License-Identifier: Apache-2.0
#include "person/code_list.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <sstream>

#include "base/golden.h"
#include "person/biodata.h"

// Goal: a code is one of its list and carries its edition; 89 is not taken for another occupation.
// Method: sizes from the regulations, every code of every list, and where the two editions differ.
namespace ktpel::person {
namespace {

constexpr auto of2010 = CodeEdition::Of2010, of2019 = CodeEdition::Of2019;

TEST(CodeList, HasAsManyCodesAsTheForms) {
  EXPECT_EQ(ReligionCode::count(of2010), 7u);
  EXPECT_EQ(MaritalCode::count(of2010), 4u);
  EXPECT_EQ(MaritalFormCode::count(of2019), 6u);
  EXPECT_EQ(FamilyRole::count(of2010), 11u);
  EXPECT_EQ(Education::count(of2010), 10u);
  EXPECT_EQ(BloodTypeCode::count(of2010), 13u);
  EXPECT_EQ(Occupation::count(of2010), 89u);
  EXPECT_EQ(Occupation::count(of2019), 99u);
  EXPECT_EQ(Education::count(of2019), 0u);  // there is no such list
  EXPECT_FALSE(Education::of(of2019, 1));
}

TEST(CodeList, OccupationEditionsDiffer) {
  std::ostringstream out;
  for (int number = 0; number <= 100; ++number) {
    const auto before = Occupation::of(of2010, number), after = Occupation::of(of2019, number);
    if (before && after && before->text() == after->text()) continue;
    out << number << " 2010: " << (before ? before->text() : "none") << "; 2019: " << (after ? after->text() : "none")
        << '\n';
  }
  EXPECT_TRUE(base::matches_golden(out.str(), "occupations.txt"));
  const auto other = *Occupation::of(of2010, 89), high = *Occupation::of(of2019, 89);
  EXPECT_FALSE(other == high);
  EXPECT_EQ(other.in(of2019)->number(), 99);
  EXPECT_FALSE(high.in(of2010));
  EXPECT_TRUE(other.in(of2019)->in(of2010) == other);
}

TEST(CodeList, AgreesWithWhatTheCardPrints) {
  for (int number = 1; number <= 13; ++number)
    EXPECT_EQ(BloodTypeCode::of(of2010, number)->printed(), printed(static_cast<BloodType>(number)));
  for (int number = 1; number <= 7; ++number)
    EXPECT_EQ(ReligionCode::of(of2010, number)->printed(), printed(static_cast<Religion>(number)));
  for (int number = 1; number <= 4; ++number)
    EXPECT_EQ(MaritalCode::of(of2010, number)->printed(), printed(static_cast<MaritalStatus>(number)));
  EXPECT_EQ(BloodTypeCode::of(of2010, 13)->text(), "TIDAK TAHU");
}

RC_GTEST_PROP(CodeList, OnlyNumbersOfTheListAreCodes, ()) {
  const int number = *rc::gen::arbitrary<int>();
  const auto edition = *rc::gen::element(of2010, of2019);
  const auto code = Occupation::of(edition, number);
  RC_ASSERT(code.has_value() == (number >= 1 && number <= (edition == of2010 ? 89 : 99)));
  if (code) RC_ASSERT(*Occupation::named(edition, code->text()) == *code && code->number() == number);
}

TEST(CodeList, AFileThatIsNoneIsRefused) {
  const std::string header = "edisi,kode,nama,cetak\n";
  const auto list = detail::read_code_list(header + "2010,1,A,\n2019,1,B,-\n2010,2,C,\n");
  ASSERT_TRUE(list);
  EXPECT_EQ(list->at(of2010).size(), 2u);
  EXPECT_EQ(list->at(of2010)[0].print, "A");
  EXPECT_EQ(list->at(of2019)[0].print, "-");
  for (const char* rows : {"", "2010,1,A\n", "2011,1,A,\n", "2010,2,A,\n", "2010,x,A,\n", "2010,01,A,\n", "2010,1,,\n",
                           "2010,1,A,\n2010,1,B,\n"})
    EXPECT_FALSE(detail::read_code_list(header + rows)) << rows;
  EXPECT_FALSE(detail::read_code_list("kode,nama\n"));
}

}  // namespace
}  // namespace ktpel::person
