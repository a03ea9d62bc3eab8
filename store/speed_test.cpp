// SPDX-License-Identifier: Apache-2.0
#include "store/speed.h"

#include "store/store_test.h"
#include "store/verify.h"

// Goal: what is measured really happens, and a rebuild of many entries gives the live tables. No figure is judged.
namespace ktpel::store {
namespace {

class Speed : public FreshFolder {};

TEST_F(Speed, IsMeasuredOnWhatWasReallyWritten) {
  const auto appends = measure_appends(folder_, 3, 0.1);
  ASSERT_TRUE(appends);
  EXPECT_GT(appends->journal_per_s, 0);
  EXPECT_GT(appends->bare_per_s, 0);
  EXPECT_EQ(count_entries(folder_ / "journal-3").value() % 3, 0u);
  EXPECT_GT(count_entries(folder_ / "journal-3").value(), 0u);
  const auto group = measure_group(folder_, 4, 0.1);
  ASSERT_TRUE(group);
  EXPECT_GT(group->gain, 0);
  EXPECT_GT(measure_verification(0.01), 0);
  for (const auto& site : verify_folder(folder_ / "together").value().sites) EXPECT_TRUE(site.is_whole());
}

TEST_F(Speed, RebuildOfManyEntriesGivesTheLiveTables) {
  std::uint64_t steps = 0;
  const auto rebuilt = measure_rebuild(folder_, 20000, [&] { ++steps; });
  ASSERT_TRUE(rebuilt);
  EXPECT_TRUE(rebuilt->equal);
  EXPECT_EQ(steps, 3u * 20000);
  auto database = Database::open(folder_ / "rebuild" / "journal.db", Access::Read).value();
  const auto count = database.first("select count(*), sum(times) from speed_subject", {},
                                    [](const Row& row) { return std::pair(row.integer(0), row.integer(1)); });
  EXPECT_EQ(count.value(), std::pair(std::int64_t{2001}, std::int64_t{20000}));
}

}  // namespace
}  // namespace ktpel::store
