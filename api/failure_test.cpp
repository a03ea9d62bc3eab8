// SPDX-License-Identifier: Apache-2.0
#include "api/failure.h"

#include <gtest/gtest.h>

#include <regex>
#include <set>

// Goal: what an officer reads is the manual's row, word for word, and no language says less than the other.
namespace ktpel::api {
namespace {

TEST(Failure, IsASentenceWithCauseThingActionAndCode) {
  EXPECT_EQ(sentence({FailureCode::Intake_NikNoSerial, "9901014508680000"}),
            "Nomor urut NIK 0000 tidak pernah diterbitkan (empat angka terakhir) [9901014508680000]. "
            "Periksa empat angka terakhir pada Kartu Keluarga, lalu ketik ulang. (1004)");
}

TEST(Failure, IsSaidInEnglishWhenAsked) {
  const Failure failure{FailureCode::Intake_NikNoSerial, "9901014508680000"};
  const std::string english =
      "Serial 0000 is never issued (last four digits) [9901014508680000]. Check the last four digits on the family "
      "card and type again. (1004)";
  EXPECT_EQ(sentence(failure, Language::English), english);
  EXPECT_NE(sentence(failure), english);
  set_language(*language_of("en"));
  EXPECT_EQ(sentence(failure), english);
  set_language(*language_of("id"));
  EXPECT_NE(sentence(failure), english);
  EXPECT_FALSE(language_of("jv"));
}

/// What must stand in both languages alike: {placeholders}, --options, <marks> by number, names of files and programs.
std::multiset<std::string> fixed_parts(const std::string& text) {
  static const std::regex part(
      R"(\{[a-z_]*\}|--[a-z][a-z-]*|<[^>]*>|ktpel [a-z]+( [a-z]+)?|[a-z_]+\.(csv|toml)|scripts/[a-z]+)");
  std::multiset<std::string> parts;
  for (std::sregex_iterator at(text.begin(), text.end(), part), end; at != end; ++at) {
    const auto found = at->str();
    parts.insert(found.front() == '<' ? "<>" : found);
  }
  return parts;
}

TEST(Manual, SaysEachCodeInBothLanguagesAndTheSameInBoth) {
  const auto rows = whole_manual();
  ASSERT_GT(rows.size(), 150u);
  for (const auto& row : rows) {
    for (const auto* text : {&row.cause, &row.action, &row.cause_english, &row.action_english}) {
      EXPECT_GE(text->size(), 5u) << row.code;
      EXPECT_FALSE(text->ends_with('.')) << row.code << ": sentence() ends it";
    }
    EXPECT_NE(row.cause, row.cause_english) << row.code;
    EXPECT_NE(row.action, row.action_english) << row.code;
    EXPECT_EQ(fixed_parts(row.cause + " " + row.action), fixed_parts(row.cause_english + " " + row.action_english))
        << row.code;
  }
}

}  // namespace
}  // namespace ktpel::api
