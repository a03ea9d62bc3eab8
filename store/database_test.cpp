// SPDX-License-Identifier: Apache-2.0
#include "store/database.h"

#include "store/store_test.h"

// Goal: whoever stands behind the interface keeps what was committed, undoes the rest and says what to do next.
// Method: each promise of database.h, on the embedded database; values of every type go in and come back.
namespace ktpel::store {
namespace {

class DatabaseOnDisk : public FreshFolder {
 protected:
  std::filesystem::path file() const { return folder_ / "test.db"; }
  Database open(Access access = Access::Write, int busy_ms = 100) const {
    auto database = Database::open(file(), access, busy_ms);
    EXPECT_TRUE(database) << name(database.error());
    return std::move(database).value();
  }
};

TEST_F(DatabaseOnDisk, ValuesOfEveryTypeComeBack) {
  auto database = open();
  ASSERT_TRUE(database.execute("create table t (n bigint, r double precision, s text, b bytea, z text)"));
  const std::string text("a\0b é", 6);
  const Values values{std::int64_t{-9007199254740993}, 0.1, text, base::Bytes{0, 255, 7}, nullptr};
  ASSERT_EQ(database.execute("insert into t values ($1, $2, $3, $4, $5)", values).value(), 1);
  ASSERT_TRUE(database.execute("insert into t values ($1, $2, $3, $4, $5)", {0, 2.0, "", base::Bytes{}, nullptr}));
  std::vector<Values> rows;
  ASSERT_TRUE(database.each("select n, r, s, b, z from t order by n", {}, [&](const Row& row) {
    EXPECT_EQ(row.columns(), 5);
    rows.push_back({row.value(0), row.value(1), row.value(2), row.value(3), row.value(4)});
    EXPECT_TRUE(row.is_null(4));
    EXPECT_EQ(row.integer(2), 0) << "another type gives nothing";
  }));
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0], values);
  EXPECT_EQ(rows[1], (Values{0, 2.0, "", base::Bytes{}, nullptr}));
  // the same parameter twice, and in another order
  const auto sum = database.first("select $2 - $1 + $1", {5, 7}, [](const Row& row) { return row.integer(0); });
  EXPECT_EQ(sum.value(), 7);
}

// A killed process cannot show whether a commit reached the disk; these two settings say that it does.
TEST_F(DatabaseOnDisk, CommitsReachTheDisk) {
  auto database = open();
  const auto setting = [&](const char* sql) {
    return database.first(sql, {}, [](const Row& row) { return row.value(0); }).value();
  };
  EXPECT_EQ(setting("pragma synchronous"), Value(2));  // full
  EXPECT_EQ(setting("pragma journal_mode"), Value("wal"));
  EXPECT_EQ(setting("pragma foreign_keys"), Value(1));
}

TEST_F(DatabaseOnDisk, ATransactionIsAllOrNothing) {
  auto database = open();
  ASSERT_TRUE(database.execute("create table t (n bigint primary key)"));
  const auto count = [&] {
    return *database.first("select count(*) from t", {}, [](const Row& row) { return row.integer(0); }).value();
  };
  {
    auto undone = database.begin();
    ASSERT_TRUE(undone);
    ASSERT_TRUE(undone->execute("insert into t values (1)"));
  }
  EXPECT_EQ(count(), 0);
  {
    auto kept = database.begin();
    ASSERT_TRUE(kept->execute("insert into t values (1)"));
    EXPECT_EQ(kept->execute("insert into t values (1)").error(), StoreError::Conflict);
    ASSERT_TRUE(kept->commit());
  }
  EXPECT_EQ(count(), 1);
}

TEST_F(DatabaseOnDisk, AStatementMayRunInsideItsOwnRows) {
  auto database = open();
  ASSERT_TRUE(database.execute("create table t (n bigint)"));
  for (const int n : {1, 2, 3}) ASSERT_TRUE(database.execute("insert into t values ($1)", {n}));
  const char* sql = "select n from t order by n";
  std::int64_t sum = 0;
  ASSERT_TRUE(database.each(sql, {}, [&](const Row& outer) {
    EXPECT_TRUE(database.each(sql, {}, [&](const Row& inner) { sum += outer.integer(0) * inner.integer(0); }));
  }));
  EXPECT_EQ(sum, 36);
}

TEST_F(DatabaseOnDisk, ASecondWriterWaitsAndThenIsAskedToRetry) {
  auto first = open(), second = open();
  ASSERT_TRUE(first.execute("create table t (n bigint)"));
  {
    auto writing = first.begin();
    ASSERT_TRUE(writing);
    const auto refused = second.begin();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error(), StoreError::Retry);
    ASSERT_TRUE(writing->execute("insert into t values (1)"));
    // readers are not kept waiting, and see what was committed
    const auto seen = second.first("select count(*) from t", {}, [](const Row& row) { return row.integer(0); });
    EXPECT_EQ(seen.value(), 0);
    ASSERT_TRUE(writing->commit());
  }
  EXPECT_TRUE(second.begin());
}

TEST_F(DatabaseOnDisk, OpeningSaysWhatIsWrong) {
  EXPECT_EQ(Database::open(file(), Access::Read).error(), StoreError::Gone);
  EXPECT_EQ(Database::open(folder_ / "no" / "such.db", Access::Write).error(), StoreError::Gone);
  ASSERT_TRUE(base::write_file_durably(file(), std::string(5000, 'x')));
  EXPECT_EQ(Database::open(file(), Access::Write).error(), StoreError::Broken);
  EXPECT_EQ(Database::open(file(), Access::Read).error(), StoreError::Broken);
}

TEST_F(DatabaseOnDisk, ReadingChangesNothing) {
  ASSERT_TRUE(open().execute("create table t (n bigint)"));
  auto reading = open(Access::Read);
  EXPECT_EQ(reading.execute("insert into t values (1)").error(), StoreError::ReadOnly);
}

TEST_F(DatabaseOnDisk, MigrationsAreAppliedOnceAndInOrder) {
  const std::vector<Migration> one{{1, "create table a (n bigint); insert into a values (1);"}};
  auto two = one;
  two.push_back({2, "insert into a values (2);"});
  const auto migrate = [&](const std::vector<Migration>& steps, std::string_view schema = "s") {
    auto database = open();
    auto transaction = database.begin();
    auto ran = Database::migrate(*transaction, schema, steps);
    EXPECT_TRUE(!ran || transaction->commit());
    return ran;
  };
  EXPECT_EQ(migrate(one).value(), 1);
  EXPECT_EQ(migrate(one).value(), 0);
  EXPECT_EQ(migrate(two).value(), 1);
  EXPECT_EQ(migrate(two).value(), 0);
  EXPECT_EQ(migrate(one).error(), StoreError::Conflict) << "a newer program wrote it";
  EXPECT_EQ(migrate({{1, "create table b (n bigint);"}}, "other").value(), 1);
  auto database = open();
  const auto rows = database.all("select n from a order by n", {}, [](const Row& row) { return row.integer(0); });
  EXPECT_EQ(rows.value(), (std::vector<std::int64_t>{1, 2}));
}

TEST_F(DatabaseOnDisk, AFailedMigrationLeavesNothing) {
  auto database = open();
  {
    auto transaction = database.begin();
    EXPECT_FALSE(Database::migrate(*transaction, "s", {{1, "create table a (n bigint); no statement;"}}));
  }
  const auto tables =
      database.first("select count(*) from sqlite_master", {}, [](const Row& row) { return row.integer(0); });
  EXPECT_EQ(tables.value(), 0);
  EXPECT_TRUE(database.is_sound().value());
}

TEST(Errors, HaveNames) {
  EXPECT_STREQ(name(StoreError::Full), "Full");
  EXPECT_STREQ(name(StoreError::Broken), "Broken");
  EXPECT_EQ(store_error_of(base::FileError::NoSpace), StoreError::Full);
}

class Blobs : public FreshFolder {};

TEST_F(Blobs, ComeBackAndAreComparedOnTheWay) {
  BlobStore blobs(folder_ / "blobs");
  const base::Bytes bytes(100000, 5);
  const auto digest = blobs.put(bytes);
  ASSERT_TRUE(digest);
  EXPECT_EQ(*digest, base::sha256(bytes));
  EXPECT_EQ(blobs.get(*digest).value(), bytes);
  EXPECT_TRUE(blobs.has(*digest));
  EXPECT_EQ(blobs.path_of(*digest), folder_ / "blobs" / digest->hex().substr(0, 2) / digest->hex());
  const auto other = base::sha256("other");
  EXPECT_EQ(blobs.get(other).error(), StoreError::Gone);
  EXPECT_EQ(blobs.missing({other, *digest, other}), std::vector{other});
  ASSERT_TRUE(blobs.put({}));
  EXPECT_EQ(blobs.get(base::sha256("")).value(), base::Bytes{});

  ASSERT_TRUE(base::write_file_durably(blobs.path_of(*digest), "damaged"));
  EXPECT_EQ(blobs.get(*digest).error(), StoreError::Broken);
  ASSERT_TRUE(blobs.put(bytes));
  EXPECT_EQ(blobs.get(*digest).value(), bytes) << "putting it again heals it";
  EXPECT_EQ(blobs.put(base::Bytes(BlobStore::max_blob + 1)).error(), StoreError::Refused);
}

TEST_F(Blobs, UnfinishedFilesAreSweptWhenTheyAreOld) {
  BlobStore blobs(folder_);
  const auto digest = blobs.put(base::Bytes{1});
  const auto shard = blobs.path_of(*digest).parent_path();
  for (const char* file : {".old.AAAAAA", ".new.AAAAAA"}) ASSERT_TRUE(base::write_file_durably(shard / file, "x"));
  std::filesystem::last_write_time(shard / ".old.AAAAAA",
                                   std::filesystem::file_time_type::clock::now() - std::chrono::hours(2));
  blobs.sweep();
  EXPECT_FALSE(std::filesystem::exists(shard / ".old.AAAAAA"));
  EXPECT_TRUE(std::filesystem::exists(shard / ".new.AAAAAA")) << "another process may be writing it";
  EXPECT_TRUE(blobs.get(*digest));
}

}  // namespace
}  // namespace ktpel::store
