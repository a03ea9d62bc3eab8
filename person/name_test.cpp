// SPDX-License-Identifier: Apache-2.0
#include "person/name.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <sstream>

#include "base/golden.h"
#include "person/detail/letters.h"

// Goal: names are stored in one form, rules warn by their day, and no name that exists is refused.
// Method: one line per name and day in a golden file; then properties over made-up names.
namespace ktpel::person {
namespace {

TEST(Name, RulesWarnByTheirDay) {
  const char* words[] = {"over 32 boxes",     "may hold a title", "over 60 characters", "one word",
                         "not Latin letters", "has a digit",      "has punctuation"};
  std::ostringstream out;
  for (const char* typed : {"Sukardi", "SITI RAHAYU", "  siti \t rahayu ", "Ra’as Mi'raj", "René Ñuñez",
                            "Dr. Budi Santoso", "BUDI, S.H.", "R2 D2", "Muhammad Ahmad Abdul Rahman Hidayatullah",
                            "ᬯᬬᬦ᭄ PUTRA", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAA BBBBBBBBBBBBBBBBBBBBBBBBBBBBBB",
                            "A\xE2\x80\x8B\xC2\xA0"
                            "B",
                            "   ", "\xE2\x80\x8B", "\xFF",
                            "A\x01"
                            "B"}) {
    const auto name = normalised_name(typed);
    if (!name) {
      out << (name.error() == NameError::Empty ? "refused: empty\n" : "refused: not a text\n");
      continue;
    }
    for (const auto& day :
         {*Date::of(2009, 12, 31), *Date::of(2012, 1, 3), *Date::of(2022, 4, 20), *Date::of(2022, 4, 21)}) {
      out << *name << " | " << day.printed() << " |";
      for (const auto warning : name_warnings(*name, day)) out << ' ' << words[static_cast<int>(warning)] << ';';
      out << '\n';
    }
  }
  EXPECT_TRUE(base::matches_golden(out.str(), "names.txt"));
}

RC_GTEST_PROP(Name, NormalisedOnceIsNormalised, ()) {
  std::u32string raw;
  const auto letters = *rc::gen::container<std::vector<char32_t>>(
      rc::gen::oneOf(rc::gen::inRange<char32_t>(0x20, 0x7F), rc::gen::inRange<char32_t>(0xA0, 0x180),
                     rc::gen::element<char32_t>(U' ', U'\t', 0x200B, 0x2019)));
  for (const auto c : letters) raw.push_back(c);
  const auto name = normalised_name(detail::utf8(raw));
  if (!name) {
    RC_ASSERT(name.error() == NameError::Empty);
    return;
  }
  RC_ASSERT(normalised_name(*name).value() == *name);
  RC_ASSERT(name->front() != ' ' && name->back() != ' ' && name->find("  ") == std::string::npos);
  RC_ASSERT(detail::upper(*name) == *name);
}

RC_GTEST_PROP(Name, AnyBytesAreANameOrRefusedWithoutHarm, (const std::string& bytes)) {
  const auto name = normalised_name(bytes);
  if (name) name_warnings(*name, *Date::of(2026, 1, 1));
}

TEST(Letters, AreRaisedAndFoldedPairByPair) {
  EXPECT_EQ(detail::upper("abcxyz àþÿ āķŀňŷž ß"), "ABCXYZ ÀÞŸ ĀĶĿŇŶŽ ß");
  EXPECT_EQ(detail::folded("  Udek DU’EN "), "udek duen");
  EXPECT_EQ(detail::folded("Ja\"ah"), detail::folded("ja`AH"));
  EXPECT_EQ(detail::folded("Kota-Baru/Élan (Łódź)"), "kota baru elan lodz");
  EXPECT_EQ(detail::folded("ŻÇĞĲŐŘŠŤŰ"), "zcg orstu");
  EXPECT_FALSE(detail::code_points("\xC0\x80"));          // overlong
  EXPECT_FALSE(detail::code_points("\xED\xA0\x80"));      // surrogate
  EXPECT_FALSE(detail::code_points("\xF4\x90\x80\x80"));  // beyond U+10FFFF
  EXPECT_FALSE(detail::code_points("\xE2\x80"));          // cut
  EXPECT_EQ(detail::utf8(*detail::code_points("aé’𝄞")), "aé’𝄞");
}

}  // namespace
}  // namespace ktpel::person
