// SPDX-License-Identifier: Apache-2.0
#include "store/torture.h"

#include "store/store_test.h"

// Goal: nothing acknowledged is ever lost, whenever the process dies.
// Method: SIGKILL at random moments; `ktpel journal torture --rounds N` runs the same for as long as one likes.
namespace ktpel::store {
namespace {

class Torture : public FreshFolder {};

void expect_clean(const TortureReport& report) {
  EXPECT_EQ(report.lost, 0u);
  EXPECT_EQ(report.duplicated, 0u);
  EXPECT_EQ(report.halves, 0u);
  EXPECT_EQ(report.broken, 0u);
}

TEST_F(Torture, AppendsSurviveKills) {
  const auto report = torture_appends(folder_, 20, 1);
  ASSERT_TRUE(report);
  expect_clean(*report);
  EXPECT_EQ(report->rounds, 20u);
  EXPECT_EQ(report->kills, 20u);
  EXPECT_GT(report->acknowledged, 0u) << "the children came to write";
  EXPECT_EQ(report->entries, 3 * (report->acknowledged + report->unacknowledged));
}

TEST_F(Torture, SynchronisationSurvivesKillsOnEitherSide) {
  const auto report = torture_pair(folder_, 20, 2);
  ASSERT_TRUE(report);
  expect_clean(*report);
  EXPECT_EQ(report->rounds, 20u);
  EXPECT_GT(report->acknowledged, 0u);
  EXPECT_GT(report->receipts, 0u) << "entries came to be sent";
}

}  // namespace
}  // namespace ktpel::store
