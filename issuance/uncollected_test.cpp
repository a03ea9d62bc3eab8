// SPDX-License-Identifier: Apache-2.0
#include "issuance/uncollected.h"

#include <gtest/gtest.h>

// Goal: nobody's card is forgotten in a drawer, and nobody is reminded every day.
// Method: one card, day by day.
namespace ktpel::issuance {
namespace {

constexpr std::int64_t day = 24ll * 3600 * 1000;
const ApplicationNumber one("A-1"), two("A-2");
base::Time on(std::int64_t days) { return {1'800'000'000'000 + days * day}; }

TEST(Uncollected, AreRemindedThenSentBack) {
  const auto state = [](Waiting card, base::Time now) {
    const auto d = due({std::move(card)}, now);
    return d.send_back.empty() ? d.remind.empty() ? "wait" : "remind" : "back";
  };
  EXPECT_STREQ(state({one, on(0)}, {on(14).ms - 1}), "wait");
  EXPECT_STREQ(state({one, on(0)}, on(14)), "remind");
  EXPECT_STREQ(state({one, on(0), 1, on(14)}, on(27)), "wait");
  EXPECT_STREQ(state({one, on(0), 1, on(14)}, on(28)), "remind");
  EXPECT_STREQ(state({one, on(0), 1, on(40)}, on(53)), "wait");  // 14 days after the reminder, not after its due day
  EXPECT_STREQ(state({one, on(0), 2}, on(41)), "wait");
  EXPECT_STREQ(state({one, on(0), 2}, on(42)), "remind");
  EXPECT_STREQ(state({one, on(0), 5, on(89)}, {on(90).ms - 1}), "wait");
  EXPECT_STREQ(state({one, on(0), 5, on(89)}, on(90)), "back");
  EXPECT_STREQ(state({one, on(0)}, on(200)), "back");
}

TEST(Uncollected, TheLongestWaitingComesFirstAndPeriodsAreGiven) {
  EXPECT_EQ(due({{two, on(3)}, {one, on(0)}}, on(20)), (Due{{one, two}, {}}));
  EXPECT_EQ(due({{two, on(3)}, {one, on(0)}}, on(20), {7, 20}), (Due{{two}, {one}}));
  EXPECT_EQ(due({}, on(0)), Due{});
}

}  // namespace
}  // namespace ktpel::issuance
