// SPDX-License-Identifier: Apache-2.0
#include "visit/visits.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "store/journal_store.h"
#include "store/private_server.h"

// Goal: a home visit is in the lists until everybody on it has a result.
// Method: an office's journal, on both kinds of database, and a center that hears of it.
namespace ktpel::visit {
namespace {

namespace rules = issuance::visit;
using issuance::ApplicationNumber;
using issuance::Officer;
using rules::VisitNumber;
using store::StoreError;

const auto office = journal::SiteId::of("kec-990101"), center = journal::SiteId::of("pusat");
const journal::Actor rina("rina");
const VisitNumber first("K-2026-001"), second("K-2026-002");
const auto siti = person::Nik::parse("9901014508680001").value(), budi = person::Nik::parse("9901010101500002").value();

rules::Order order(int day) {
  return {
      *person::Date::of(2026, 11, static_cast<unsigned>(day)), "RW 03", {siti, budi}, {"koper 2"}, {Officer("ayu")}};
}

enum class Database { Embedded, OnServer };

class VisitLists : public testing::TestWithParam<Database> {
 protected:
  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "ktpel-visit-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder = name;
    if (GetParam() == Database::OnServer) {
      static const auto started = store::PrivateServer::start(std::filesystem::temp_directory_path());
      ASSERT_TRUE(started) << "PostgreSQL (Debian: postgresql) does not start: " << store::name(started.error());
      url = (*started)->url();
    }
    here = open(office);
    there = open(center);
    ASSERT_TRUE(there->register_site({office, keys.at(0)->public_key()}));
  }
  void TearDown() override {
    for (auto* at : {here.get(), there.get()})
      if (at) {
        EXPECT_EQ(at->projections_that_differ().value(), std::vector<std::string>{});
      }
    here.reset();
    there.reset();
    std::filesystem::remove_all(folder);
  }
  std::unique_ptr<store::JournalStore> open(const journal::SiteId& site) {
    static int number = 0;
    auto place = store::JournalPlace(folder / site.text());
    if (!url.empty()) place = {folder / site.text(), store::Server{url, "visit_" + std::to_string(++number)}};
    keys.push_back(std::make_shared<base::SigningKey>(base::SigningKey::generate()));
    auto opened = store::JournalStore::open(place, site, keys.back(), clock, {std::make_shared<Visits>(site)});
    return std::move(opened.value());
  }
  base::Result<std::vector<journal::Entry>, StoreError> act(store::JournalStore& at, const rules::Event& event,
                                                            const VisitNumber& number = first) {
    return at.append({draft(event, number, rina)});
  }
  std::vector<VisitNumber> open_visits() {
    std::vector<VisitNumber> out;
    for (const auto& line : here->read([](store::Queries& q) { return list(q, office, Which::Open, 10); }).value())
      out.push_back(line.number);
    return out;
  }
  std::vector<VisitNumber> of(const person::Nik& nik) {
    return here->read([&](store::Queries& q) { return of_nik(q, nik); }).value();
  }
  std::filesystem::path folder;
  std::string url;
  base::TickingClock clock{base::Time{1800000000000}};
  std::vector<std::shared_ptr<const base::SigningKey>> keys;
  std::unique_ptr<store::JournalStore> here, there;
};

TEST_P(VisitLists, HoldAVisitUntilItIsClosed) {
  ASSERT_TRUE(act(*here, rules::Ordered{order(26)}));
  ASSERT_TRUE(act(*here, rules::Ordered{order(27)}, second));
  EXPECT_EQ(open_visits(), (std::vector{second, first}));
  EXPECT_EQ(of(siti), (std::vector{first, second}));
  ASSERT_TRUE(act(*here, rules::Resulted{siti, {rules::Outcome::Captured, ApplicationNumber("A-1"), ""}}));
  EXPECT_EQ(act(*here, rules::Closed{}).error(), StoreError::Conflict);  // budi has no result
  ASSERT_TRUE(act(*here, rules::Resulted{budi, {rules::Outcome::NotMet, {}, "pergi"}}));
  ASSERT_TRUE(act(*here, rules::Closed{}));
  EXPECT_EQ(open_visits(), std::vector{second});
  EXPECT_EQ(of(siti), std::vector{second});
  const auto all = here->read([](store::Queries& q) { return list(q, office, Which::All, 10); }).value();
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[1].captured, 1);
  EXPECT_EQ(all[1].not_met, 1);
  EXPECT_EQ(all[1].refused, 0);
  EXPECT_EQ(all[1].residents, 2);
  EXPECT_TRUE(all[1].closed);
  const auto visit = here->read([](store::Queries& q) { return find(q, first); }).value();
  ASSERT_TRUE(visit);
  EXPECT_EQ(visit->order, order(26));
  EXPECT_EQ(visit->results.at(siti).application, ApplicationNumber("A-1"));
  EXPECT_FALSE(here->read([](store::Queries& q) { return find(q, VisitNumber("K-0")); }).value());
}

TEST_P(VisitLists, WhatTheRulesForbidIsNotWritten) {
  EXPECT_EQ(act(*here, rules::Closed{}).error(), StoreError::Conflict);
  ASSERT_TRUE(act(*here, rules::Ordered{order(26)}));
  EXPECT_EQ(act(*here, rules::Ordered{order(27)}).error(), StoreError::Conflict);
  EXPECT_EQ(here->append({{rina, "visit-closed", second.get(), "{}", {}}}).error(), StoreError::Conflict);
  EXPECT_EQ(here->head(office).value().sequence, journal::Sequence(1));
}

TEST_P(VisitLists, AnotherSitesContradictionStopsNothing) {
  ASSERT_TRUE(act(*there, rules::Ordered{order(26)}));
  ASSERT_TRUE(act(*here, rules::Ordered{order(27)}));
  ASSERT_TRUE(act(*here, rules::Resulted{siti, {rules::Outcome::NotMet, {}, ""}}));
  ASSERT_TRUE(act(*here, rules::Ordered{order(28)}, second));
  ASSERT_TRUE(there->receive(here->entries(office, journal::before_first, 10).value()));
  EXPECT_EQ(there->read([](store::Queries& q) { return contradictions(q); }).value(),
            (std::vector<std::string>{"kec-990101 1 visit-ordered K-2026-001: of another site",
                                      "kec-990101 2 visit-result K-2026-001: of another site"}));
  EXPECT_TRUE(there->read([](store::Queries& q) { return find(q, second); }).value());
  EXPECT_TRUE(there->read([](store::Queries& q) { return find(q, first); }).value()->results.empty());
}

INSTANTIATE_TEST_SUITE_P(, VisitLists, testing::Values(Database::Embedded, Database::OnServer), [](const auto& tested) {
  return tested.param == Database::Embedded ? "SQLite" : "PostgreSQL";
});

}  // namespace
}  // namespace ktpel::visit
