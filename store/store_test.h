// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>

#include "store/journal_store.h"

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

inline base::Result<std::unique_ptr<JournalStore>, StoreError> open_store(const std::filesystem::path& folder,
                                                                          const journal::SiteId& site,
                                                                          std::uint8_t key) {
  static const base::TickingClock clock(base::Time{1764095400000});
  return JournalStore::open(folder, site, test_key(key), clock, {std::make_shared<Subjects>()});
}

}  // namespace ktpel::store
