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

// Two offices share an application; each sees the whole way, through what the center tells it.
class TwoOffices : public Dockets {
 protected:
  void SetUp() override {
    Dockets::SetUp();
    printer = open("printer", printing, printer_key);
    ASSERT_TRUE(printer->register_site({center, center_key->public_key()}));
    ASSERT_TRUE(there->register_site({printing, printer_key->public_key()}));
  }
  void TearDown() override {
    printer.reset();
    Dockets::TearDown();
  }
  /// Everything that the other lacks, both ways.
  void synchronise(store::JournalStore& at) {
    for (;;) {
      const auto missing = at.missing_for(center, 64).value();
      if (missing.empty()) break;
      ASSERT_TRUE(there->receive(missing));
      ASSERT_TRUE(at.acknowledged(center, there->receipt(at.site()).value()));
    }
    const auto chain = center.to(at.site());
    const auto entries = there->provable_entries(chain, at.head(chain).value().sequence, 64).value();
    if (!entries.empty()) {
      const auto received = at.receive(entries);
      ASSERT_TRUE(received) << static_cast<int>(received.error());
    }
  }
  std::size_t tell() {
    const auto drafts = there->read([&](store::Queries& q) { return untold(q, clerk, 100); }).value();
    if (!drafts.empty()) {
      EXPECT_TRUE(there->append(drafts));
    }
    return drafts.size();
  }
  void decide_at_center(const issuance::Event& event) {
    auto d = draft(event, one, clerk);
    d.to = office;
    ASSERT_TRUE(there->append({d}));
  }
  const journal::SiteId printing = journal::SiteId::of("cetak-9901");
  std::shared_ptr<const base::SigningKey> printer_key =
      std::make_shared<base::SigningKey>(base::SigningKey::generate());
  std::unique_ptr<store::JournalStore> printer;
};

TEST_F(TwoOffices, SeeEachOthersActs) {
  ASSERT_TRUE(act(*here, issuance::Registration{1, {issuance::Kind::First, issuance::Lane::SameDay}}, one,
                  R"({"nik":"9901014508680001","name":"SITI","day":"26-11-2026"})"));
  ASSERT_TRUE(act(*here, issuance::Recorded{packet}));
  synchronise(*here);
  decide_at_center(issuance::ReceivedAtCenter{2});
  decide_at_center(issuance::SearchBegun{issuance::LogNumber(1)});
  EXPECT_EQ(tell(), 0u);  // nobody shares it yet
  auto decision = draft(issuance::NobodyResembles{packet}, one, clerk);
  decision.to = office;
  const base::Bytes print_packet{1, 2, 3};
  ASSERT_TRUE(there->append({decision, assigned(one, office, printing, base::sha256(print_packet), "PEM", clerk)},
                            {print_packet}));
  EXPECT_EQ(tell(), 5u);  // the whole way, to the one that prints
  EXPECT_EQ(tell(), 0u);
  ASSERT_TRUE(printer->blobs().put(print_packet));
  synchronise(*printer);
  synchronise(*here);
  EXPECT_EQ(state(*printer), "Unique");
  EXPECT_EQ(state(*here), "Unique");
  auto c = printer->read([&](store::Queries& q) { return find(q, one); }).value();
  ASSERT_TRUE(c && c->assignment);
  EXPECT_EQ(c->assignment->print_packet, base::sha256(print_packet));
  EXPECT_EQ(c->assignment->office_seals, "PEM");
  EXPECT_EQ(c->office(), office);
  EXPECT_EQ(c->basis.lane, issuance::Lane::SameDay);

  ASSERT_TRUE(act(*printer, issuance::BlankTaken{issuance::BlankSerial("990000001")}));
  ASSERT_TRUE(act(*printer, issuance::CardProved{issuance::ChipUid("C-1")}));
  ASSERT_TRUE(act(*printer, issuance::Dispatched{issuance::ManifestNumber("M-1")}));
  synchronise(*printer);
  EXPECT_EQ(tell(), 3u);
  synchronise(*here);
  EXPECT_EQ(state(*here), "Shipped");
  ASSERT_TRUE(act(*here, issuance::CardArrived{}));
  synchronise(*here);
  EXPECT_EQ(tell(), 1u);
  synchronise(*printer);
  EXPECT_EQ(state(*printer), "Arrived");
  for (auto* site : {here.get(), there.get(), printer.get()}) {
    EXPECT_EQ(site->read([](store::Queries& q) { return contradictions(q); }).value().size(), 0u);
    EXPECT_EQ(site->projections_that_differ().value(), std::vector<std::string>{});
  }
}

TEST_F(TwoOffices, NobodyButTheCenterRelays) {
  ASSERT_TRUE(act(*here, issuance::Registration{1}, one, R"({"nik":"9901014508680001"})"));
  // What an office tells of another's act in its own chain, or what is addressed to somebody else, counts for nothing.
  const auto body = R"({"site":"dinas-9901","sequence":2,"time":0,"actor":"x","kind":"withdrawn",)"
                    R"("body":"{\"by\":\"x\",\"why\":\"y\"}","next":2})";
  ASSERT_TRUE(printer->append({{clerk, "relayed", one.get(), *journal::canonical_body(body), {}}}).error() ==
              StoreError::Conflict);
  synchronise(*here);
  EXPECT_EQ(state(*there), "Registered");
}

TEST_F(TwoOffices, ListsHoldWhatIsAskedFor) {
  ASSERT_TRUE(
      act(*here, issuance::Registration{1}, one, R"({"nik":"9901014508680001","name":"SITI","day":"26-11-2026"})"));
  ASSERT_TRUE(act(*here, issuance::Registration{2, {issuance::Kind::Lost, issuance::Lane::Priority}}, two,
                  R"({"nik":"9901014508680002","name":"BUDI","day":"26-11-2026"})"));
  const auto numbers = [&](const Filter& filter, std::size_t limit = 10, std::size_t offset = 0) {
    std::vector<ApplicationNumber> out;
    for (const auto& line : here->read([&](store::Queries& q) { return list(q, filter, limit, offset); }).value())
      out.push_back(line.number);
    return out;
  };
  EXPECT_EQ(numbers({}), (std::vector{two, one}));  // the priority lane first
  EXPECT_EQ(numbers({}, 1, 1), std::vector{one});
  EXPECT_EQ(numbers({.states = {"Registered", "Captured"}}), (std::vector{two, one}));
  EXPECT_EQ(numbers({.states = {"Captured"}}), std::vector<ApplicationNumber>{});
  EXPECT_EQ(numbers({.office = "elsewhere"}), std::vector<ApplicationNumber>{});
  EXPECT_EQ(numbers({.offices = {"dinas-9901"}}), (std::vector{two, one}));
  EXPECT_EQ(numbers({.personaliser = "cetak-9901"}), std::vector<ApplicationNumber>{});
  EXPECT_EQ(here->read([&](store::Queries& q) { return registered_on(q, office, "26-11-2026"); }).value(), 2);
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
