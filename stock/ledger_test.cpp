// SPDX-License-Identifier: Apache-2.0
#include "stock/ledger.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "docket/docket.h"
#include "issuance/event_text.h"
#include "store/journal_store.h"
#include "store/private_server.h"

// Goal: each blank is somewhere, the day adds up, and nobody can write down what the rules of the stock forbid.
// Method: the Dinas's journal with docket and ledger, on both kinds of database; a center that hears of it.
namespace ktpel::stock {
namespace {

using issuance::ApplicationNumber;
using issuance::BlankSerial;
using issuance::Officer;
using store::StoreError;
namespace blank = issuance::blank;
using blank::Pair;
using blank::Range;

const auto dinas = journal::SiteId::of("dinas-9901"), center = journal::SiteId::of("pusat"),
           counter = journal::SiteId::of("kec-990101");
const journal::Actor rina("rina"), budi("budi");
const Pair two{Officer("rina"), Officer("budi")};
const auto monday = *person::Date::of(2026, 11, 23);
const ApplicationNumber one("9901-2026-000001"), other("9901-2026-000002"), third("9901-2026-000003");
const base::Digest digest = base::sha256("x");

Range range(const std::string& first, const std::string& last) { return {BlankSerial(first), BlankSerial(last)}; }
Range only(const std::string& serial) { return range(serial, serial); }

enum class Database { Embedded, OnServer };

class Ledgers : public testing::TestWithParam<Database> {
 protected:
  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "ktpel-stock-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder = name;
    if (GetParam() == Database::OnServer) {
      static const auto started = store::PrivateServer::start(std::filesystem::temp_directory_path());
      ASSERT_TRUE(started) << "PostgreSQL (Debian: postgresql) does not start: " << store::name(started.error());
      url = (*started)->url();
    }
    at_dinas = open(dinas);
  }
  void open_center() {
    at_center = open(center);
    ASSERT_TRUE(at_center->register_site({dinas, keys.at(0)->public_key()}));
    ASSERT_TRUE(at_dinas->register_site({center, keys.at(1)->public_key()}));
  }
  void TearDown() override {
    // What was written is what a rebuild makes of the journal, after every test.
    for (auto* at : {at_dinas.get(), at_center.get()})
      if (at) {
        EXPECT_EQ(at->projections_that_differ().value(), std::vector<std::string>{});
      }
    at_dinas.reset();
    at_center.reset();
    std::filesystem::remove_all(folder);
  }
  std::unique_ptr<store::JournalStore> open(const journal::SiteId& site) {
    static int number = 0;
    auto place = store::JournalPlace(folder / site.text());
    if (!url.empty()) place = {folder / site.text(), store::Server{url, "stock_" + std::to_string(++number)}};
    keys.push_back(std::make_shared<base::SigningKey>(base::SigningKey::generate()));
    auto opened = store::JournalStore::open(place, site, keys.back(), clock,
                                            {std::make_shared<docket::Docket>(site), std::make_shared<Ledger>(site)});
    return std::move(opened.value());
  }
  StoreError refused(const blank::Act& act) {
    const auto done = at_dinas->append({draft(act, rina)});
    EXPECT_FALSE(done);
    return done ? StoreError::Broken : done.error();
  }
  bool act(const blank::Act& act) { return bool(at_dinas->append({draft(act, rina)})); }
  bool close(const person::Date& day, std::int64_t counted) {
    return bool(at_dinas->append({draft(blank::DayClosed{day, counted, two}, rina)}));
  }
  bool tell(const issuance::Event& event, const ApplicationNumber& number = one, const journal::Actor& by = rina,
            std::string_view extra = "{}") {
    clock.tick_ms(1000);
    return bool(at_dinas->append({docket::draft(event, number, by, extra)}));
  }
  /// Up to the state in which a blank may be taken.
  void make_ready(const ApplicationNumber& number) {
    ASSERT_TRUE(tell(issuance::Registration{1}, number, rina, R"({"nik":"9901014508680001"})"));
    ASSERT_TRUE(tell(issuance::Recorded{digest}, number));
    ASSERT_TRUE(tell(issuance::ReceivedAtCenter{1}, number));
    ASSERT_TRUE(tell(issuance::SearchBegun{issuance::LogNumber(1)}, number));
    ASSERT_TRUE(tell(issuance::NobodyResembles{digest}, number));
  }
  template <class Query>
  auto ask(Query query) {
    return at_dinas->read(query).value();
  }
  std::string state(const std::string& serial) {
    const auto found = ask([&](store::Queries& q) { return find(q, BlankSerial(serial)); });
    return found ? std::string(blank::name(found->state)) : "none";
  }
  blank::Account account() {
    return ask([](store::Queries& q) { return open_account(q, dinas); });
  }
  std::filesystem::path folder;
  std::string url;
  base::TickingClock clock{base::Time{1800000000000}};
  std::vector<std::shared_ptr<const base::SigningKey>> keys;
  std::unique_ptr<store::JournalStore> at_dinas, at_center;
};

TEST_P(Ledgers, FollowABlankFromTheDeliveryToItsHolder) {
  ASSERT_TRUE(act(blank::Receipt{range("990000001", "990000500"), "SJ-12/2026", two}));
  EXPECT_EQ(state("990000500"), "InStock");
  EXPECT_EQ(state("990000501"), "none");
  ASSERT_TRUE(act(blank::HandOut{range("990000001", "990000020"), Officer("budi"), Officer("rina")}));
  EXPECT_EQ(ask([](store::Queries& q) { return held_by(q, dinas, Officer("budi"), 2); }),
            (std::vector{BlankSerial("990000001"), BlankSerial("990000002")}));
  EXPECT_EQ(ask([](store::Queries& q) { return in_stock(q, dinas, 1); }), std::vector{BlankSerial("990000021")});
  make_ready(one);
  EXPECT_FALSE(tell(issuance::BlankTaken{BlankSerial("990000001")}, one, rina));  // budi holds it
  ASSERT_TRUE(tell(issuance::BlankTaken{BlankSerial("990000001")}, one, budi));
  EXPECT_EQ(state("990000001"), "Started");
  ASSERT_TRUE(tell(issuance::BlankSpoilt{"pita macet"}));
  ASSERT_TRUE(tell(issuance::BlankTaken{BlankSerial("990000002")}, one, budi));
  ASSERT_TRUE(tell(issuance::CardProved{issuance::ChipUid("C-2")}));
  EXPECT_EQ(state("990000002"), "Good");
  EXPECT_EQ(account(), (blank::Account{.received = 500, .good = 1, .spoilt = 1}));
  ASSERT_TRUE(tell(issuance::ResidentCalled{}));
  ASSERT_TRUE(tell(issuance::PickupAgreed{90, 80}));
  ASSERT_TRUE(tell(issuance::HandedOver{"T-1"}));
  EXPECT_EQ(state("990000002"), "Delivered");
  ASSERT_TRUE(act(blank::HandBack{range("990000003", "990000020"), Officer("rina")}));
  using Counts = std::vector<std::pair<std::string, std::int64_t>>;
  EXPECT_EQ(ask([](store::Queries& q) { return count_by_state(q, dinas); }),
            (Counts{{"Delivered", 1}, {"InStock", 498}, {"Spoilt", 1}}));

  const auto found = ask([](store::Queries& q) { return find(q, BlankSerial("990000002")); });
  std::vector<std::string> kinds;
  for (const auto& event : found->history) kinds.push_back(event.kind);
  EXPECT_EQ(kinds, (std::vector<std::string>{"blank-received", "blank-handed-out", "blank-taken", "card-proved",
                                             "handed-over"}));
  EXPECT_EQ(found->site, dinas);
  EXPECT_EQ(found->history.back().subject, one.get());
}

TEST_P(Ledgers, WhatTheRulesForbidIsNotWritten) {
  EXPECT_EQ(refused(blank::HandOut{only("990000001"), Officer("budi"), Officer("rina")}), StoreError::Conflict);
  ASSERT_TRUE(act(blank::Receipt{range("990000001", "990000003"), "SJ-12/2026", two}));
  EXPECT_EQ(refused(blank::Receipt{range("990000003", "990000009"), "SJ-13/2026", two}), StoreError::Conflict);
  EXPECT_EQ(state("990000009"), "none");  // a delivery comes in whole or not at all
  EXPECT_EQ(refused(blank::HandOut{range("990000003", "990000004"), Officer("budi"), Officer("rina")}),
            StoreError::Conflict);
  EXPECT_EQ(state("990000003"), "InStock");
  const Pair alone{Officer("rina"), Officer("rina")};
  EXPECT_EQ(refused(blank::Destruction{only("990000001"), "dibakar", "BA-1", alone}), StoreError::Conflict);
  EXPECT_EQ(refused(blank::Loss{only("990000001"), "", two}), StoreError::Conflict);
  EXPECT_EQ(ask([](store::Queries& q) {
              return why_not(q, dinas, blank::HandOut{only("990000007"), Officer("budi"), Officer("rina")});
            }),
            blank::Refusal::NotReceived);
  EXPECT_EQ(ask([](store::Queries& q) {
              return why_not(q, dinas, blank::HandOut{only("990000001"), Officer("budi"), Officer("rina")});
            }),
            std::nullopt);
  // an entry that is no act at all
  EXPECT_EQ(at_dinas->append({{rina, "blank-received", "1", R"({"first":"1"})", {}}}).error(), StoreError::Conflict);
  EXPECT_EQ(account(), (blank::Account{.received = 3}));
}

TEST_P(Ledgers, ASiteThatKeepsNoStockTakesAnyBlank) {
  make_ready(one);
  ASSERT_TRUE(tell(issuance::BlankTaken{BlankSerial("990000001")}));
  EXPECT_EQ(state("990000001"), "Started");
  EXPECT_FALSE(ask([](store::Queries& q) { return keeps_stock(q, dinas); }));
  ASSERT_TRUE(tell(issuance::CardProved{issuance::ChipUid("C-1")}));
  EXPECT_EQ(account(), blank::Account{});
  EXPECT_FALSE(close(monday, 0));  // there is nothing to close

  // From the first delivery on it may not.
  ASSERT_TRUE(act(blank::Receipt{only("990000005"), "SJ-1", two}));
  EXPECT_TRUE(ask([](store::Queries& q) { return keeps_stock(q, dinas); }));
  make_ready(other);
  EXPECT_FALSE(tell(issuance::BlankTaken{BlankSerial("990000002")}, other));
  EXPECT_EQ(ask([](store::Queries& q) {
              return why_not_taken(q, dinas, BlankSerial("990000002"), {other, Officer("rina")});
            }),
            blank::Refusal::NotReceived);
  EXPECT_TRUE(tell(issuance::BlankTaken{BlankSerial("990000005")}, other));
  // The card of before is none of the account's.
  ASSERT_TRUE(tell(issuance::BlankSpoilt{"tergores"}));
  EXPECT_EQ(account(), (blank::Account{.received = 1}));
}

TEST_P(Ledgers, ADayIsClosedWhenItAddsUp) {
  ASSERT_TRUE(act(blank::Receipt{range("990000001", "990000010"), "SJ-1", two}));
  make_ready(one);
  ASSERT_TRUE(tell(issuance::BlankTaken{BlankSerial("990000001")}));
  ASSERT_TRUE(tell(issuance::BlankSpoilt{"pita macet"}));
  ASSERT_TRUE(tell(issuance::BlankTaken{BlankSerial("990000002")}));
  ASSERT_TRUE(tell(issuance::CardProved{issuance::ChipUid("C-2")}));
  ASSERT_TRUE(act(blank::Destruction{only("990000001"), "digunting", "BA-1", two}));  // had left the stock already
  ASSERT_TRUE(act(blank::Destruction{only("990000003"), "digunting", "BA-2", two}));
  ASSERT_TRUE(act(blank::Return{only("990000004"), "Ditjen", "BA-3", two}));
  EXPECT_EQ(account(), (blank::Account{.received = 10, .good = 1, .spoilt = 1, .returned = 1, .destroyed = 1}));
  EXPECT_FALSE(close(monday, 5));  // one is not there
  EXPECT_EQ(ask([](store::Queries& q) {
              return why_not(q, dinas, blank::DayClosed{monday, 5, two});
            }),
            blank::Refusal::CountDiffers);
  ASSERT_TRUE(act(blank::Loss{only("990000010"), "tidak ditemukan", two}));
  ASSERT_TRUE(close(monday, 5));
  EXPECT_FALSE(close(monday, 5));
  EXPECT_EQ(account(), (blank::Account{.opening = 5}));
  const auto day = ask([](store::Queries& q) { return closed_day(q, dinas, monday); });
  ASSERT_TRUE(day);
  EXPECT_EQ(day->closing, (blank::DayClosed{monday, 5, two}));
  EXPECT_EQ(day->account.missing, 1);
  EXPECT_EQ(day->account.closing(), 5);

  // A card of yesterday that fails today takes nothing out of today's stock.
  ASSERT_TRUE(tell(issuance::BlankSpoilt{"tergores"}));
  EXPECT_EQ(account(), (blank::Account{.opening = 5, .failed_later = 1}));
  ASSERT_TRUE(close(monday.plus_days(1), 5));
  const auto days = ask([](store::Queries& q) { return closed_days(q, dinas, 10); });
  ASSERT_EQ(days.size(), 2u);
  EXPECT_EQ(days[0].closing.day, monday.plus_days(1));
  EXPECT_FALSE(ask([](store::Queries& q) { return closed_day(q, dinas, monday.plus_days(2)); }));
}

TEST_P(Ledgers, SpoilageIsToldWithItsCauses) {
  ASSERT_TRUE(act(blank::Receipt{range("990000001", "990000009"), "SJ-1", two}));
  make_ready(one);
  for (const auto& [serial, cause] : {std::pair("990000001", "pita macet"), std::pair("990000002", "cip mati"),
                                      std::pair("990000003", "pita macet")}) {
    ASSERT_TRUE(tell(issuance::BlankTaken{BlankSerial(serial)}));
    ASSERT_TRUE(tell(issuance::BlankSpoilt{cause}));
  }
  ASSERT_TRUE(act(blank::Destruction{range("990000001", "990000002"), "dibakar", "BA-1", two}));
  const auto newest = ask([](store::Queries& q) { return spoilage(q, dinas, 2); });
  ASSERT_EQ(newest.size(), 2u);
  EXPECT_EQ(newest[0].serial, BlankSerial("990000003"));
  EXPECT_EQ(newest[1].cause, "cip mati");
  EXPECT_EQ(newest[1].application, one.get());
  using Causes = std::vector<std::pair<std::string, std::int64_t>>;
  EXPECT_EQ(ask([](store::Queries& q) { return causes_of_spoilage(q, dinas); }),
            (Causes{{"pita macet", 2}, {"cip mati", 1}}));
}

TEST_P(Ledgers, ForeseeHowLongTheStockLasts) {
  ASSERT_TRUE(act(blank::Receipt{range("990000001", "990000009"), "SJ-1", two}));
  make_ready(one);
  ASSERT_TRUE(tell(issuance::BlankTaken{BlankSerial("990000001")}));
  ASSERT_TRUE(tell(issuance::BlankSpoilt{"pita macet"}));
  ASSERT_TRUE(tell(issuance::BlankTaken{BlankSerial("990000002")}));
  ASSERT_TRUE(tell(issuance::CardProved{issuance::ChipUid("C-2")}));
  ASSERT_TRUE(close(monday, 7));
  for (const auto& number : {other, third}) {
    make_ready(number);
    ASSERT_TRUE(at_dinas->blobs().put(base::Bytes{1}));
    auto assigned = docket::assigned(number, dinas, dinas, base::sha256(base::Bytes{1}), "PEM", rina);
    assigned.to.reset();
    ASSERT_TRUE(at_dinas->append({assigned}));
  }
  const auto f = ask([](store::Queries& q) { return forecast(q, dinas); });
  EXPECT_EQ(f.stock, 7);
  EXPECT_EQ(f.backlog, 2);
  EXPECT_DOUBLE_EQ(f.per_card, 2);
  EXPECT_DOUBLE_EQ(f.days_left.value(), 3.5);
  EXPECT_EQ(f.short_of, 0);
}

TEST_P(Ledgers, TheCenterFollowsAndAContradictionStopsNothing) {
  open_center();
  ASSERT_TRUE(act(blank::Receipt{range("990000001", "990000009"), "SJ-1", two}));
  make_ready(one);
  ASSERT_TRUE(tell(issuance::BlankTaken{BlankSerial("990000001")}));
  ASSERT_TRUE(tell(issuance::CardProved{issuance::ChipUid("C-1")}));
  ASSERT_TRUE(at_center->receive(at_dinas->entries(dinas, journal::before_first, 100).value()));
  const auto at = at_center->read([](store::Queries& q) { return find(q, BlankSerial("990000001")); }).value();
  ASSERT_TRUE(at);
  EXPECT_EQ(at->site, dinas);
  EXPECT_TRUE(std::holds_alternative<blank::Good>(at->state));
  EXPECT_EQ(at_center->read([](store::Queries& q) { return open_account(q, dinas); }).value(), account());

  // A second site says that it received the same blanks.
  const auto at_counter = open(counter);
  ASSERT_TRUE(at_center->register_site({counter, keys.back()->public_key()}));
  ASSERT_TRUE(at_counter->append({draft(blank::Receipt{range("990000009", "990000010"), "SJ-9", two}, rina)}));
  ASSERT_TRUE(at_center->receive(at_counter->entries(counter, journal::before_first, 100).value()));
  EXPECT_EQ(at_center->read([](store::Queries& q) { return contradictions(q); }).value(),
            std::vector<std::string>{"kec-990101 1 blank-received 990000009: not in this state"});
  EXPECT_EQ(at_center->read([](store::Queries& q) { return keeps_stock(q, counter); }).value(), false);

  // What was sent back unused may come to another site, and is in that one's stock then.
  ASSERT_TRUE(act(blank::Return{only("990000008"), "Ditjen", "BA-3", two}));
  ASSERT_TRUE(at_counter->append({draft(blank::Receipt{only("990000008"), "SJ-10", two}, rina)}));
  ASSERT_TRUE(at_center->receive(at_dinas->entries(dinas, at_center->head(dinas).value().sequence, 100).value()));
  ASSERT_TRUE(at_center->receive(at_counter->entries(counter, journal::Sequence(1), 100).value()));
  const auto moved = at_center->read([](store::Queries& q) { return find(q, BlankSerial("990000008")); }).value();
  EXPECT_EQ(moved->site, counter);
  EXPECT_TRUE(std::holds_alternative<blank::InStock>(moved->state));
  EXPECT_EQ(moved->history.size(), 3u);
}

TEST_P(Ledgers, HearWhatTheServicePointDidWithTheCard) {
  open_center();
  ASSERT_TRUE(act(blank::Receipt{range("990000001", "990000009"), "SJ-1", two}));
  make_ready(one);
  ASSERT_TRUE(tell(issuance::BlankTaken{BlankSerial("990000001")}));
  ASSERT_TRUE(tell(issuance::CardProved{issuance::ChipUid("C-1")}));
  const auto relay = [&](const journal::SiteId& to, std::uint64_t sequence, const char* kind, const char* body) {
    const std::string text = R"({"site":"kec-990101","sequence":)" + std::to_string(sequence) +
                             R"(,"time":1,"actor":"ayu","kind":")" + kind + R"(","body":")" + body +
                             R"(","previous":")" + digest.hex() + R"(","next":9})";
    journal::Draft draft{rina, "relayed", one.get(), *journal::canonical_body(text), {}};
    draft.to = to;
    ASSERT_TRUE(at_center->append({draft}));
    const auto chain = center.to(to);
    const auto received =
        at_dinas->receive(at_center->entries(chain, at_dinas->head(chain).value().sequence, 10).value());
    ASSERT_TRUE(received) << store::name(received.error());
  };
  relay(dinas, 5, "blank-taken", R"({\"serial\":\"990000002\"})");  // of that site's stock, not ours
  EXPECT_EQ(state("990000002"), "InStock");
  EXPECT_EQ(ask([](store::Queries& q) { return contradictions(q); }), std::vector<std::string>{});
  relay(dinas, 6, "pickup-failed", R"({\"cause\":172})");
  EXPECT_EQ(state("990000001"), "Withheld");
  EXPECT_EQ(account(), (blank::Account{.received = 9, .good = 1, .failed_later = 1}));
  relay(dinas, 7, "handed-over", "[");
  EXPECT_EQ(state("990000001"), "Withheld");
}

TEST_P(Ledgers, TakeTheLargestDelivery) {
  ASSERT_TRUE(act(blank::Receipt{range("KT-00001", "KT-10000"), "SJ-1", two}));
  ASSERT_TRUE(act(blank::HandOut{range("KT-00001", "KT-10000"), Officer("budi"), Officer("rina")}));
  EXPECT_EQ(ask([](store::Queries& q) { return count_by_state(q, dinas); }),
            (std::vector<std::pair<std::string, std::int64_t>>{{"HandedOut", 10'000}}));
}

INSTANTIATE_TEST_SUITE_P(, Ledgers, testing::Values(Database::Embedded, Database::OnServer), [](const auto& tested) {
  return tested.param == Database::Embedded ? "SQLite" : "PostgreSQL";
});

}  // namespace
}  // namespace ktpel::stock
