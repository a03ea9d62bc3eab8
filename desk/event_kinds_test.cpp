// SPDX-License-Identifier: Apache-2.0
#include "desk/event_kinds.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/golden.h"

// Goal: a journal never shows a name of the program where an officer looks for words. Method: the list that the pages'
// own tests read is the list without which nothing is written.
namespace ktpel::desk {
namespace {

TEST(EventKinds, AreTheListThatThePagesHaveWordsFor) {
  std::vector<std::string> kinds(event_kinds().begin(), event_kinds().end());
  std::sort(kinds.begin(), kinds.end());
  EXPECT_EQ(std::adjacent_find(kinds.begin(), kinds.end()), kinds.end()) << "a kind stands twice";
  std::string text;
  for (const auto& kind : kinds) text += kind + "\n";
  EXPECT_TRUE(base::matches_golden(text, "event_kinds.txt"));
  EXPECT_TRUE(is_event_kind("journal-searched"));
  EXPECT_FALSE(is_event_kind("journal-forgotten"));
}

}  // namespace
}  // namespace ktpel::desk
