// SPDX-License-Identifier: Apache-2.0
#include "store/database.h"

#include "store/store_test.h"

// Goal: whoever stands behind the interface keeps what was committed, undoes the rest and says what to do next.
// Method: each promise of database.h, on the embedded database and on a server; values of every type go in and come
// back.
namespace ktpel::store {
namespace {

class Databases : public OnBothDatabases {
 protected:
  Database open(Access access = Access::Write, int busy_ms = 100) const {
    auto database = Database::open(place("test"), access, busy_ms);
    EXPECT_TRUE(database) << name(database.error());
    return std::move(database).value();
  }
};

TEST_P(Databases, ValuesOfEveryTypeComeBack) {
  auto database = open();
  ASSERT_TRUE(database.execute("create table t (n bigint, r double precision, s text, b bytea, z text)"));
  const std::string text = "a'b \\é $1";
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
  const std::string with_nul("a\0b", 3);
  EXPECT_EQ(database.execute("insert into t (s) values ($1)", {with_nul}).error(), StoreError::Refused);
  // the same parameter twice, and in another order
  const auto sum = database.first("select $2 - $1 + $1", {5, 7}, [](const Row& row) { return row.integer(0); });
  EXPECT_EQ(sum.value(), 7);
  const auto all = database.first("select sum(n), '$3', max(r) from t where s <> $1", {"x"}, [](const Row& row) {
    return Values{row.value(0), row.value(1), row.value(2)};
  });
  EXPECT_EQ(*all.value(), (Values{std::int64_t{-9007199254740993}, "$3", 2.0}));
}

// A killed process cannot show whether a commit reached the disk; these settings say that it does.
TEST_P(Databases, CommitsReachTheDisk) {
  auto database = open();
  const auto setting = [&](const char* sql) {
    return database.first(sql, {}, [](const Row& row) { return row.value(0); }).value();
  };
  if (on_server()) {
    EXPECT_EQ(setting("show synchronous_commit"), Value("on"));
    EXPECT_EQ(setting("show fsync"), Value("on"));
    EXPECT_EQ(setting("show full_page_writes"), Value("on"));
  } else {
    EXPECT_EQ(setting("pragma synchronous"), Value(2));  // full
    EXPECT_EQ(setting("pragma journal_mode"), Value("wal"));
    EXPECT_EQ(setting("pragma foreign_keys"), Value(1));
  }
}

TEST_P(Databases, ATransactionIsAllOrNothing) {
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
    auto spoiled = database.begin();
    ASSERT_TRUE(spoiled->execute("insert into t values (1)"));
    EXPECT_EQ(spoiled->execute("insert into t values (1)").error(), StoreError::Conflict);
    EXPECT_EQ(spoiled->execute("insert into t values (2)").error(), StoreError::Conflict) << "nothing follows an error";
    EXPECT_EQ(spoiled->commit().error(), StoreError::Conflict);
  }
  EXPECT_EQ(count(), 0);
  {
    auto kept = database.begin();
    ASSERT_TRUE(kept->execute("insert into t values (1)"));
    ASSERT_TRUE(kept->commit());
  }
  EXPECT_EQ(count(), 1);
}

TEST_P(Databases, AnAttemptThatFailsUndoesNoMoreThanItself) {
  auto database = open();
  ASSERT_TRUE(database.execute("create table t (n bigint primary key)"));
  {
    auto transaction = database.begin();
    const auto insert = [&](int number) { return transaction->execute("insert into t values ($1)", {number}); };
    ASSERT_TRUE(insert(1));
    ASSERT_TRUE(transaction->attempt([&] { return insert(2); }));
    const auto failed = transaction->attempt([&]() -> base::Result<std::int64_t, StoreError> {
      EXPECT_TRUE(insert(3));
      return insert(1);
    });
    EXPECT_EQ(failed.error(), StoreError::Conflict);
    EXPECT_EQ(transaction
                  ->attempt([&]() -> base::Result<std::int64_t, StoreError> {
                    EXPECT_TRUE(insert(4));
                    return StoreError::Gone;
                  })
                  .error(),
              StoreError::Gone);
    EXPECT_THROW((void)transaction->attempt([&]() -> base::Result<std::int64_t, StoreError> {
      EXPECT_TRUE(insert(5));
      throw 1;
    }),
                 int);
    EXPECT_FALSE(transaction->spoiled());
    ASSERT_TRUE(insert(6));
    ASSERT_TRUE(transaction->commit());
  }
  const auto rows = database.all("select n from t order by n", {}, [](const Row& row) { return row.integer(0); });
  EXPECT_EQ(rows.value(), (std::vector<std::int64_t>{1, 2, 6}));
}

TEST_P(Databases, GiveResultsThatDoNotFitIntoMemory) {
  auto database = open();
  ASSERT_TRUE(database.execute("create table t (n bigint, s text)"));
  auto transaction = database.begin();
  for (int i = 1; i <= 2500; ++i) ASSERT_TRUE(transaction->execute("insert into t values ($1, 'x')", {i}));
  std::int64_t sum = 0;
  const auto add = [&](const Row& row) { sum += row.integer(0); };
  const char* sql = "select n from t where n > $1 and s = $2 order by n";
  ASSERT_TRUE(transaction->each_of_many(sql, {0, "x"}, add));
  EXPECT_EQ(sum, 2500 * 2501 / 2);
  ASSERT_TRUE(transaction->commit());
  auto other = open();
  std::size_t seen = 0;
  ASSERT_TRUE(database.each_of_many(sql, {0, "x"}, [&](const Row&) {
    // what comes meanwhile is not of this result; and statements may run beside
    if (++seen > 1) return;
    EXPECT_TRUE(database.first("select 1", {}, [](const Row& row) { return row.integer(0); }));
    if (on_server()) {
      EXPECT_TRUE(other.execute("insert into t values (3000, 'x')"));
    }
  }));
  EXPECT_EQ(seen, 2500u);
  EXPECT_EQ(database.each_of_many("select n from nowhere", {}, add).error(), StoreError::Broken);
  EXPECT_TRUE(database.begin()) << "nothing is left open";
}

TEST_P(Databases, AStatementMayRunInsideItsOwnRows) {
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

TEST_P(Databases, ASecondWriterWaitsAndThenIsAskedToRetry) {
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

TEST_P(Databases, OpeningSaysWhatIsWrong) {
  EXPECT_EQ(Database::open(place("test"), Access::Read).error(), StoreError::Gone);
  if (on_server()) {
    const auto refused = [&](const std::string& url, const std::string& schema) {
      return Database::open(Server{url, schema}, Access::Write).error();
    };
    const auto good = server("test").url;
    EXPECT_EQ(refused(good, "Upper"), StoreError::Refused);
    EXPECT_EQ(refused(good, "x\"; drop"), StoreError::Refused);
    EXPECT_EQ(refused("file.db", "x"), StoreError::Refused);
    EXPECT_EQ(refused(good + "&password=secret", "x"), StoreError::Refused);
    EXPECT_EQ(refused("postgresql://u:secret@/postgres", "x"), StoreError::Refused);
    EXPECT_EQ(refused("postgresql://ktpel@/postgres?host=" + folder_.string(), "x"), StoreError::Retry)
        << "nobody there";
    auto other = good;
    EXPECT_EQ(refused(other.replace(other.find("/postgres?"), 9, "/nosuch"), "x"), StoreError::Gone);
  } else {
    EXPECT_EQ(Database::open(folder_ / "no" / "such.db", Access::Write).error(), StoreError::Gone);
    ASSERT_TRUE(base::write_file_durably(folder_ / "test.db", std::string(5000, 'x')));
    EXPECT_EQ(Database::open(place("test"), Access::Write).error(), StoreError::Broken);
    EXPECT_EQ(Database::open(place("test"), Access::Read).error(), StoreError::Broken);
  }
}

TEST_P(Databases, ReadingChangesNothing) {
  ASSERT_TRUE(open().execute("create table t (n bigint)"));
  auto reading = open(Access::Read);
  EXPECT_EQ(reading.execute("insert into t values (1)").error(), StoreError::ReadOnly);
  auto transaction = reading.begin();
  ASSERT_TRUE(transaction);
  EXPECT_EQ(transaction->execute("insert into t values (1)").error(), StoreError::ReadOnly);
}

TEST_P(Databases, MigrationsAreAppliedOnceAndInOrder) {
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

TEST_P(Databases, AFailedMigrationLeavesNothing) {
  auto database = open();
  {
    auto transaction = database.begin();
    EXPECT_FALSE(Database::migrate(*transaction, "s", {{1, "create table a (n bigint); no statement;"}}));
  }
  EXPECT_TRUE(database.tables().value().empty());
  EXPECT_TRUE(database.is_sound().value());
}

KTPEL_ON_BOTH_DATABASES(Databases);

// What only a server can do to us.
class Servers : public Databases {};

TEST_P(Servers, SayWhatToDoNext) {
  auto database = open();
  const auto raised = [&](const std::string& code) {
    return database.execute("do $$ begin raise exception using errcode = '" + code + "'; end $$").error();
  };
  EXPECT_EQ(raised("40001"), StoreError::Retry);  // serialization_failure
  EXPECT_EQ(raised("40P01"), StoreError::Retry);  // deadlock_detected
  EXPECT_EQ(raised("55P03"), StoreError::Retry);  // lock_not_available
  EXPECT_EQ(raised("53300"), StoreError::Retry);  // too_many_connections
  EXPECT_EQ(raised("53100"), StoreError::Full);   // disk_full
  EXPECT_EQ(raised("42501"), StoreError::ReadOnly);
  EXPECT_EQ(raised("23503"), StoreError::Conflict);  // foreign_key_violation
  EXPECT_EQ(raised("58030"), StoreError::Broken);    // io_error
  EXPECT_EQ(database.first("select $1", {std::string("\xff\xfe")}, [](const Row& row) { return row.text(0); }).error(),
            StoreError::Refused)
      << "no UTF-8";
}

TEST_P(Servers, ComeBackAfterACrashAndTheirClientsWithThem) {
  auto database = open();
  ASSERT_TRUE(database.execute("create table t (n bigint primary key)"));
  const auto count = [&] {
    return database.first("select count(*) from t", {}, [](const Row& row) { return row.integer(0); });
  };
  {
    auto kept = database.begin();
    ASSERT_TRUE(kept->execute("insert into t values (1)"));
    ASSERT_TRUE(kept->commit());
  }
  {
    auto lost = database.begin();
    ASSERT_TRUE(lost->execute("insert into t values (2)"));
    ASSERT_TRUE((*test_server())->crash_and_restart());
    EXPECT_EQ(lost->execute("insert into t values (3)").error(), StoreError::Retry);
    EXPECT_EQ(lost->commit().error(), StoreError::Retry);
    EXPECT_FALSE(database.is_commit_in_doubt()) << "it was never asked for";
  }
  EXPECT_EQ(*count().value(), 1);
  {
    auto doubtful = database.begin();
    ASSERT_TRUE(doubtful->execute("insert into t values (2)"));
    ASSERT_TRUE((*test_server())->crash_and_restart());
    EXPECT_EQ(doubtful->commit().error(), StoreError::Retry);
    EXPECT_TRUE(database.is_commit_in_doubt());
  }
  ASSERT_TRUE((*test_server())->crash_and_restart());
  EXPECT_TRUE(database.begin()) << "asks again by itself when nothing was under way";
  EXPECT_EQ(*count().value(), 1);
  EXPECT_TRUE(database.is_sound().value());
}

TEST_P(Servers, ThatWouldForgetAreRefused) {
  auto database = open();
  // the command line of the private server says on, which stands above the file: so the other setting
  ASSERT_TRUE(database.execute("alter system set full_page_writes = off"));
  ASSERT_TRUE((*test_server())->crash_and_restart());
  EXPECT_EQ(Database::open(place("test"), Access::Write).error(), StoreError::Refused);
  EXPECT_TRUE(Database::open(place("test"), Access::Read));
  auto latin = server("test");
  {
    auto administrator = Database::open(place("test"), Access::Read).value();
    ASSERT_TRUE(administrator.execute("set default_transaction_read_only = off"));
    ASSERT_TRUE(administrator.execute("alter system reset full_page_writes"));
    ASSERT_TRUE(administrator.execute("create database latin encoding LATIN1 template template0"));
  }
  ASSERT_TRUE((*test_server())->crash_and_restart());
  EXPECT_TRUE(Database::open(place("test"), Access::Write));
  latin.url.replace(latin.url.find("/postgres?"), 9, "/latin");
  EXPECT_EQ(Database::open(latin, Access::Write).error(), StoreError::Refused);
}

INSTANTIATE_TEST_SUITE_P(, Servers, testing::Values(Kind::OnServer),
                         [](const auto&) { return std::string("PostgreSQL"); });

TEST(Errors, HaveNames) {
  EXPECT_STREQ(name(StoreError::Full), "Full");
  EXPECT_STREQ(name(StoreError::Broken), "Broken");
  EXPECT_EQ(store_error_of(base::FileError::NoSpace), StoreError::Full);
}

}  // namespace
}  // namespace ktpel::store
