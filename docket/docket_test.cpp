// SPDX-License-Identifier: Apache-2.0
#include "docket/docket.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "issuance/event_text.h"
#include "store/journal_store.h"

// Goal: nobody can write down what the rules forbid; what happened elsewhere never stops the line.
// Method: an office's journal and a center's, both with a docket.
namespace ktpel::docket {
namespace {

using issuance::ApplicationNumber;
using store::StoreError;
const auto office = journal::SiteId::of("dinas-9901"), center = journal::SiteId::of("pusat");
const journal::Actor clerk("petugas");
const ApplicationNumber one("9901-2026-000001"), two("9901-2026-000002");
const base::Digest packet = base::sha256("packet");

class Dockets : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "ktpel-docket-XXXXXX").string();
    folder = ::mkdtemp(name.data());
    here = open("office", office, office_key);
    there = open("center", center, center_key);
    ASSERT_TRUE(there->register_site({office, office_key->public_key()}));
    ASSERT_TRUE(here->register_site({center, center_key->public_key()}));
  }
  void TearDown() override {
    here.reset();
    there.reset();
    std::filesystem::remove_all(folder);
  }
  std::unique_ptr<store::JournalStore> open(const char* part, const journal::SiteId& site,
                                            std::shared_ptr<const base::SigningKey> key) {
    auto opened = store::JournalStore::open(folder / part, site, key, clock, {std::make_shared<Docket>(site)});
    return std::move(opened.value());
  }
  base::Result<std::vector<journal::Entry>, StoreError> act(store::JournalStore& at, const issuance::Event& event,
                                                            const ApplicationNumber& number = one,
                                                            std::string_view extra = "{}") {
    return at.append({draft(event, number, clerk, extra)});
  }
  void register_one(const ApplicationNumber& number = one) {
    ASSERT_TRUE(act(*here, issuance::Registration{1}, number, R"({"nik":"9901014508680001"})"));
  }
  static std::string state(store::JournalStore& at, const ApplicationNumber& number = one) {
    const auto c = at.read([&](store::Queries& q) { return find(q, number); }).value();
    return c ? std::string(issuance::name(c->state)) : "none";
  }
  std::filesystem::path folder;
  base::TickingClock clock{base::Time{1800000000000}};
  std::shared_ptr<const base::SigningKey> office_key = std::make_shared<base::SigningKey>(base::SigningKey::generate());
  std::shared_ptr<const base::SigningKey> center_key = std::make_shared<base::SigningKey>(base::SigningKey::generate());
  std::unique_ptr<store::JournalStore> here, there;
};

TEST_F(Dockets, FollowTheRules) {
  register_one();
  EXPECT_EQ(state(*here), "Registered");
  ASSERT_TRUE(act(*here, issuance::Recorded{packet}));
  EXPECT_EQ(state(*here), "Captured");
  const auto found = here->read([&](store::Queries& q) { return find(q, one); }).value();
  ASSERT_TRUE(found);
  EXPECT_EQ(found->nik.digits(), "9901014508680001");
  EXPECT_EQ(found->history.size(), 2u);
  EXPECT_EQ(found->last("recorded")->sequence, journal::Sequence(2));
  EXPECT_EQ(here->read([&](store::Queries& q) { return in_state(q, "Captured"); }).value(), std::vector{one});
  EXPECT_EQ(here->read([&](store::Queries& q) { return of_nik(q, found->nik); }).value(), std::vector{one});
  EXPECT_EQ(here->read([](store::Queries& q) { return count(q); }).value(), 1);
}

TEST_F(Dockets, WhatTheRulesForbidIsNotWritten) {
  register_one();
  EXPECT_EQ(act(*here, issuance::HandedOver{"T-1"}).error(), StoreError::Conflict);
  EXPECT_EQ(act(*here, issuance::Recorded{packet}, two).error(), StoreError::Conflict);  // no such application
  EXPECT_EQ(act(*here, issuance::Registration{1}, one, R"({"nik":"9901014508680001"})").error(), StoreError::Conflict);
  EXPECT_EQ(act(*here, issuance::Registration{2}, two, R"({"nik":"1234"})").error(), StoreError::Conflict);
  EXPECT_EQ(here->head(office).value().sequence, journal::Sequence(1));
  EXPECT_EQ(state(*here), "Registered");
  // several acts are one: the good one goes with the bad one
  EXPECT_FALSE(
      here->append({draft(issuance::Recorded{packet}, one, clerk), draft(issuance::HandedOver{"T-1"}, one, clerk)}));
  EXPECT_EQ(state(*here), "Registered");
}

TEST_F(Dockets, ABlankIsBoundOnce) {
  for (const auto& number : {one, two}) {
    register_one(number);
    ASSERT_TRUE(act(*here, issuance::Recorded{packet}, number));
    ASSERT_TRUE(act(*here, issuance::ReceivedAtCenter{1}, number));
    ASSERT_TRUE(act(*here, issuance::SearchBegun{issuance::LogNumber(1)}, number));
    ASSERT_TRUE(act(*here, issuance::NobodyResembles{packet}, number));
  }
  const issuance::BlankSerial serial("990000001");
  ASSERT_TRUE(act(*here, issuance::BlankTaken{serial}, one));
  EXPECT_EQ(act(*here, issuance::BlankTaken{serial}, two).error(), StoreError::Conflict);
  ASSERT_TRUE(act(*here, issuance::BlankSpoilt{"torn"}, one));
  EXPECT_EQ(act(*here, issuance::BlankTaken{serial}, one).error(),
            StoreError::Conflict);  // not even by the same application
  EXPECT_EQ(here->read([&](store::Queries& q) { return bound_to(q, serial); }).value(), one);
}

TEST_F(Dockets, AnotherSitesContradictionIsKeptAndStopsNothing) {
  register_one();
  auto entries = here->entries(office, journal::before_first, 10).value();
  ASSERT_TRUE(there->receive(entries));
  // The two sites go different ways before they hear of each other.
  ASSERT_TRUE(act(*here, issuance::Withdrawn{issuance::Officer("camat"), "pindah"}));
  ASSERT_TRUE(act(*there, issuance::Recorded{packet}));
  entries = here->entries(office, journal::Sequence(1), 10).value();
  ASSERT_TRUE(act(*there, issuance::ReceivedAtCenter{1}));
  const auto received = there->receive(entries);
  ASSERT_TRUE(received);
  EXPECT_EQ(received->durable.sequence, journal::Sequence(2));
  EXPECT_EQ(state(*there), "Sent");
  EXPECT_EQ(there->read([](store::Queries& q) { return contradictions(q); }).value(),
            std::vector<std::string>{"dinas-9901 2 withdrawn 9901-2026-000001"});
}

TEST_F(Dockets, AreTheSameWhenRebuilt) {
  register_one();
  ASSERT_TRUE(act(*here, issuance::Recorded{packet}));
  EXPECT_EQ(here->projections_that_differ().value(), std::vector<std::string>{});
  ASSERT_TRUE(here->rebuild());
  EXPECT_EQ(state(*here), "Captured");
}

}  // namespace
}  // namespace ktpel::docket
