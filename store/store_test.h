// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>

#include "store/detail/journal_place.h"
#include "store/journal_store.h"
#include "store/private_server.h"

/// What the tests of this folder share: a fresh folder, keys, and a projection worth rebuilding.
namespace ktpel::store {

class FreshFolder : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "ktpel-store-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override {
    std::error_code error;
    std::filesystem::remove_all(folder_, error);
  }
  std::filesystem::path folder_;
};

/// The one PostgreSQL server of a test program, started when the first test wants it, by the main thread.
inline base::Result<PrivateServer*, StoreError> test_server() {
  static const auto started = PrivateServer::start(std::filesystem::temp_directory_path());
  if (!started) return started.error();
  return started->get();
}

enum class Kind { Embedded, OnServer };

/// A test that has to hold on both kinds of database.
class OnBothDatabases : public FreshFolder, public testing::WithParamInterface<Kind> {
 protected:
  void SetUp() override {
    FreshFolder::SetUp();
    if (GetParam() == Kind::Embedded) return;
    const auto server = test_server();
    ASSERT_TRUE(server) << "PostgreSQL (Debian: postgresql) does not start: " << store::name(server.error());
    url_ = (*server)->url();
    static int tests = 0;
    schema_ = "test_" + std::to_string(++tests) + "_";
  }
  bool on_server() const { return GetParam() == Kind::OnServer; }
  Server server(const std::string& name) const { return {url_, schema_ + name}; }
  Place place(const std::string& name) const {
    if (on_server()) return server(name);
    return folder_ / (name + ".db");
  }
  JournalPlace journal(const journal::SiteId& site) const {
    if (on_server()) return {folder_ / site.text(), server(site.text())};
    return folder_ / site.text();
  }
  /// The tables of a journal, behind its back.
  Database database_of(const journal::SiteId& site) const {
    return Database::open(detail::place_of_journal(folder_ / site.text()).value(), Access::Write).value();
  }

 private:
  std::string url_, schema_;
};
#define KTPEL_ON_BOTH_DATABASES(suite)                                                                        \
  INSTANTIATE_TEST_SUITE_P(, suite, testing::Values(Kind::Embedded, Kind::OnServer), [](const auto& tested) { \
    return tested.param == Kind::Embedded ? "SQLite" : "PostgreSQL";                                          \
  })

inline std::shared_ptr<const base::SigningKey> test_key(std::uint8_t number) {
  return std::make_shared<base::SigningKey>(*base::SigningKey::from_seed(base::Secret(base::Bytes(32, number))));
}

inline const journal::SiteId kantor = journal::SiteId::of("kantor"), pusat = journal::SiteId::of("pusat");

/// Per subject: how often it was acted upon, and the last body. The order of entries matters to it.
class Subjects final : public Projection {
 public:
  std::string name() const override { return "subjects"; }
  std::vector<Migration> migrations() const override {
    return {{1,
             "create table subject (name text primary key not null, times bigint not null, last text not null);"
             "create table act (site text not null, sequence bigint not null, subject text not null"
             "  references subject (name), primary key (site, sequence));"}};
  }
  std::vector<std::string> tables() const override { return {"subject", "act"}; }
  base::Result<base::Done, StoreError> apply(Transaction& transaction, const journal::Entry& entry) override {
    if (entry.kind == "test.refused") return StoreError::Refused;
    const auto counted = transaction.execute(
        "insert into subject (name, times, last) values ($1, 1, $2) "
        "on conflict (name) do update set times = subject.times + 1, last = excluded.last",
        {entry.subject, entry.body});
    if (!counted) return counted.error();
    const auto noted = transaction.execute("insert into act (site, sequence, subject) values ($1, $2, $3)",
                                           {entry.site.text(), entry.sequence.get(), entry.subject});
    if (!noted) return noted.error();
    return base::Done{};
  }
};

inline journal::Draft draft_about(const std::string& subject, const std::string& body = "{}",
                                  std::vector<base::Digest> blobs = {}) {
  return {journal::Actor("rina"), "test.act", subject, body, std::move(blobs)};
}

inline base::Result<std::unique_ptr<JournalStore>, StoreError> open_store(const JournalPlace& place,
                                                                          const journal::SiteId& site,
                                                                          std::uint8_t key) {
  static const base::TickingClock clock(base::Time{1764095400000});
  return JournalStore::open(place, site, test_key(key), clock, {std::make_shared<Subjects>()});
}

}  // namespace ktpel::store
