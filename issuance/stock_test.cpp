// SPDX-License-Identifier: Apache-2.0
#include "issuance/stock.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <sstream>

#include "base/golden.h"

// Goal: no blank leaves the safe unseen, and the day's account says where each one went.
// Method: put every event to every state and write down the answer; then walk at random with an account beside it.
namespace ktpel::issuance::blank {
namespace {

Range range(const char* first, const char* last) { return {BlankSerial(first), BlankSerial(last)}; }
const Pair two{Officer("rina"), Officer("budi")};
const auto monday = *person::Date::of(2026, 11, 23);

TEST(Blank, IsTheTable) {
  std::ostringstream out;
  for (const auto& row : table()) {
    out << row.from << " + " << row.event;
    out << (row.to.empty() ? " refused: " + row.refusal : " -> " + row.to) << '\n';
  }
  out << "everything else is refused\n";
  EXPECT_TRUE(base::matches_golden(out.str(), "blanks.txt"));
}

TEST(Blank, SamplesHoldEveryStateAndEvent) {
  std::vector<bool> states(std::variant_size_v<State>), events(std::variant_size_v<Event>);
  for (const auto& state : sample_states()) states[state.index()] = true;
  for (const auto& [what, event] : sample_events()) events[event.index()] = true;
  EXPECT_EQ(std::count(states.begin(), states.end(), false), 0);
  EXPECT_EQ(std::count(events.begin(), events.end(), false), 0);
}

TEST(Range, IsSerialsThatFollowEachOther) {
  EXPECT_EQ(size_of(range("990000001", "990000500")), 500);
  EXPECT_EQ(size_of(range("KT-0099", "KT-0100")), 2);
  EXPECT_EQ(size_of(range("1", "1")), 1);
  EXPECT_EQ(size_of(range("99999999999999999999999999999998", "99999999999999999999999999999999")), 2);
  for (const auto& [first, last] : std::vector<std::pair<const char*, const char*>>{{"2", "1"},
                                                                                    {"9", "10"},
                                                                                    {"A1", "B1"},
                                                                                    {"1A", "2A"},
                                                                                    {"", ""},
                                                                                    {"1 ", "2 "},
                                                                                    {"00001", "10001"},
                                                                                    {"1'", "2'"}})
    EXPECT_EQ(size_of(range(first, last)), std::nullopt) << first << ' ' << last;
  EXPECT_EQ(size_of(range("00001", "10000")), max_range);
  const auto some = serials(range("KT-0099", "KT-0101"));
  EXPECT_EQ(some, (std::vector{BlankSerial("KT-0099"), BlankSerial("KT-0100"), BlankSerial("KT-0101")}));
}

TEST(Account, ADayThatDoesNotAddUpIsNotClosed) {
  Account day{.opening = 10, .received = 500};
  day.good = 40, day.spoilt = 2, day.returned = 1, day.destroyed = 3, day.missing = 1;
  EXPECT_EQ(day.closing(), 463);
  EXPECT_EQ(close(day, {}, {monday, 462, two}).error(), Refusal::CountDiffers);
  EXPECT_EQ(close(day, {}, {monday, 463, {Officer("rina"), Officer("rina")}}).error(), Refusal::SamePersonTwice);
  EXPECT_EQ(close(day, monday, {monday, 463, two}).error(), Refusal::DayIsClosed);
  EXPECT_EQ(close(day, monday.plus_days(-3), {monday, 463, two}).value(), Account{.opening = 463});
}

// Whatever happens to blanks, the account finds as many in the stock as lie there.
RC_GTEST_PROP(Account, FindsWhatLiesThere, ()) {
  const auto events = sample_events();
  std::vector<State> blanks(5, State(Unknown{}));
  Account account;
  for (const auto pick :
       *rc::gen::container<std::vector<std::size_t>>(200, rc::gen::inRange<std::size_t>(0, events.size() * 5))) {
    auto& blank = blanks[pick % 5];
    const auto next = decide(blank, events[pick / 5].second);
    if (!next) continue;
    const bool left = std::holds_alternative<Spoilt>(blank) || std::holds_alternative<Destroyed>(blank) ||
                      std::holds_alternative<Missing>(blank) || std::holds_alternative<Withheld>(blank) ||
                      std::holds_alternative<Delivered>(blank);
    RC_ASSERT(!left || !(is_stock(*next) || std::holds_alternative<Good>(*next)));
    book(account, blank, *next);
    blank = *next;
    const auto lying = std::count_if(blanks.begin(), blanks.end(), is_stock);
    RC_ASSERT(account.closing() == lying);
  }
}

TEST(Account, ACardThatFailsLaterLeftTheStockBefore) {
  Account account{.opening = 1};
  book(account, Started{ApplicationNumber("A")}, Good{ApplicationNumber("A")});
  EXPECT_EQ(account.closing(), 0);
  book(account, Good{ApplicationNumber("A")}, Spoilt{"torn"});
  EXPECT_EQ(account.closing(), 0);
  EXPECT_EQ(account.failed_later, 1);
  EXPECT_EQ(account.spoilt, 0);
}

TEST(Forecast, IsTheUseOfTheLastWorkingDays) {
  const auto f = forecast(100, 90, {{.good = 18, .spoilt = 2}, {.good = 27, .spoilt = 3}});
  EXPECT_DOUBLE_EQ(f.per_day, 25);
  EXPECT_DOUBLE_EQ(f.per_card, 50. / 45);
  EXPECT_DOUBLE_EQ(f.days_left.value(), 4);
  EXPECT_EQ(f.short_of, 0);  // 90 cards take 100 blanks
  EXPECT_EQ(forecast(99, 90, {{.good = 18, .spoilt = 2}, {.good = 27, .spoilt = 3}}).short_of, 1);
  EXPECT_EQ(forecast(5, 3, {}).days_left, std::nullopt);
  EXPECT_EQ(forecast(5, 7, {}).short_of, 2);
}

TEST(StockText, ComesBack) {
  const auto one = range("990000001", "990000009");
  const Act acts[] = {Receipt{one, "SJ-12/2026", two},          HandOut{one, Officer("rina"), Officer("budi")},
                      HandBack{one, Officer("budi")},           Return{one, "Ditjen", "BA-1", two},
                      Destruction{one, "dibakar", "BA-2", two}, Loss{one, "tidak ditemukan", two}};
  for (const auto& act : acts) {
    const auto back = act_of(kind_of(act), body_of(act));
    ASSERT_TRUE(back) << kind_of(act);
    EXPECT_EQ(back->index(), act.index());
    EXPECT_EQ(body_of(*back), body_of(act));
    EXPECT_EQ(range_of(*back), one);
  }
  const DayClosed closing{monday, 463, two};
  EXPECT_EQ(day_closed_of(body_of(closing)), closing);
}
TEST(StockText, RubbishIsRefused) {
  EXPECT_FALSE(act_of("blank-received", R"({"first":"1","last":"2","note":"SJ","by":["rina"]})"));
  EXPECT_FALSE(act_of("blank-received", R"({"first":"1","last":"2","note":"SJ","by":["rina",""]})"));
  EXPECT_FALSE(act_of("blank-received", R"({"first":"2","last":"1","note":"SJ","by":["rina","budi"]})"));
  EXPECT_FALSE(act_of("blank-received", R"({"first":"1","last":"2","by":["rina","budi"]})"));
  EXPECT_FALSE(act_of("blank-received", R"({"first":1,"last":2,"note":"SJ","by":["rina","budi"]})"));
  EXPECT_FALSE(act_of("blank-eaten", R"({"first":"1","last":"2","note":"SJ","by":["rina","budi"]})"));
  EXPECT_FALSE(act_of("blank-received", "[]"));
  EXPECT_FALSE(day_closed_of(R"({"day":"31-02-2026","counted":1,"by":["rina","budi"]})"));
  EXPECT_FALSE(day_closed_of(R"({"day":"23-11-2026","counted":-1,"by":["rina","budi"]})"));
  EXPECT_FALSE(day_closed_of(R"({"day":"23-11-2026","counted":1.5,"by":["rina","budi"]})"));
}

}  // namespace
}  // namespace ktpel::issuance::blank
