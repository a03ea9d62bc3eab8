// SPDX-License-Identifier: Apache-2.0
#include "store/torture.h"

#include "store/store_test.h"

// Goal: nothing acknowledged is ever lost, whenever the process dies.
// Method: SIGKILL at random moments; `ktpel journal torture --rounds N` runs the same for as long as one likes.
namespace ktpel::store {
namespace {

class Torture : public OnBothDatabases {
 protected:
  TortureDatabase database() const {
    if (!on_server()) return {};
    return {server("").url, *test_server()};
  }
};

void expect_clean(const TortureReport& report) {
  EXPECT_EQ(report.lost, 0u);
  EXPECT_EQ(report.duplicated, 0u);
  EXPECT_EQ(report.halves, 0u);
  EXPECT_EQ(report.broken, 0u);
}

TEST_P(Torture, AppendsSurviveKills) {
  const std::uint64_t rounds = on_server() ? 6 : 20;
  const auto report = torture_appends(folder_, rounds, 1, {}, database());
  ASSERT_TRUE(report);
  expect_clean(*report);
  EXPECT_EQ(report->rounds, rounds);
  if (on_server()) {
    EXPECT_EQ(report->crashes, 2u);
  } else {
    EXPECT_EQ(report->kills, rounds);
  }
  EXPECT_GT(report->acknowledged, 0u) << "the children came to write";
  EXPECT_EQ(report->entries, 3 * (report->acknowledged + report->unacknowledged));
}

TEST_P(Torture, SynchronisationSurvivesKillsOnEitherSide) {
  const std::uint64_t rounds = on_server() ? 6 : 20;
  const auto report = torture_pair(folder_, rounds, 2, {}, database());
  ASSERT_TRUE(report);
  expect_clean(*report);
  EXPECT_EQ(report->rounds, rounds);
  EXPECT_GT(report->acknowledged, 0u);
  EXPECT_GT(report->receipts, 0u) << "entries came to be sent";
}

KTPEL_ON_BOTH_DATABASES(Torture);

}  // namespace
}  // namespace ktpel::store
