// SPDX-License-Identifier: Apache-2.0
// Goal: nobody is called on a day or hour that is not served, and never more than the station can take. Method: the
// week of a service point by hand, then random rules against what a slot must be.
#include "documents/slots.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>

namespace ktpel::documents {
namespace {

using person::Date;

Date day(int year, unsigned month, unsigned d) { return *Date::of(year, month, d); }
constexpr int at(int hour, int minute = 0) { return hour * 60 + minute; }

/// Monday to Friday 8-15, lunch at 12, Friday prayer 11.30-13.
SlotRules office_week() {
  SlotRules rules;
  for (std::size_t weekday = 0; weekday < 5; ++weekday)
    rules.week[weekday] =
        WorkingDay{{at(8), at(15)}, {weekday == 4 ? Hours{at(11, 30), at(13)} : Hours{at(12), at(13)}}};
  rules.capacity_per_hour = 4;
  return rules;
}

TEST(Slots, AreFilledInOrderAndLeaveOutLunchAndWeekend) {
  // Friday 13 January 2012: from 11.00 one slot of two, then after the prayer, then Monday.
  const auto got = slots(office_week(), {day(2012, 1, 13), at(11)}, 12);
  ASSERT_TRUE(got);
  const auto friday = day(2012, 1, 13), monday = day(2012, 1, 16);
  const std::vector<Slot> want = {{friday, at(11)},     {friday, at(11)},     {friday, at(13)}, {friday, at(13)},
                                  {friday, at(13, 30)}, {friday, at(13, 30)}, {friday, at(14)}, {friday, at(14)},
                                  {friday, at(14, 30)}, {friday, at(14, 30)}, {monday, at(8)},  {monday, at(8)}};
  EXPECT_EQ(*got, want);
}

TEST(Slots, AHolidayIsNotServed) {
  auto rules = office_week();
  rules.holidays = {day(2012, 1, 23)};  // a Monday
  EXPECT_EQ(slots(rules, {day(2012, 1, 21), 0}, 1)->front(), (Slot{day(2012, 1, 24), at(8)}));
}

TEST(Slots, ASlotThatWouldReachIntoTheBreakIsNotGiven) {
  auto rules = office_week();
  rules.slot_minutes = 60;
  const auto got = slots(rules, {day(2012, 1, 13), at(10)}, 8);  // Friday: 10.00, not 11.00, then 13.00
  EXPECT_EQ((*got)[3], (Slot{day(2012, 1, 13), at(10)}));
  EXPECT_EQ((*got)[4], (Slot{day(2012, 1, 13), at(13)}));
}

TEST(Slots, RulesThatContradictAreRefused) {
  auto rules = office_week();
  rules.week[0]->breaks = {{at(14), at(16)}};
  EXPECT_EQ(slots(rules, {day(2012, 1, 9), 0}, 1).error(), SlotError::HoursContradict);
  rules.week[0]->breaks = {{at(12), at(13)}, {at(12, 30), at(13, 30)}};
  EXPECT_EQ(slots(rules, {day(2012, 1, 9), 0}, 1).error(), SlotError::HoursContradict);
  rules = office_week();
  rules.week[2]->open = {at(15), at(8)};
  EXPECT_EQ(slots(rules, {day(2012, 1, 9), 0}, 1).error(), SlotError::HoursContradict);
  rules = office_week();
  rules.capacity_per_hour = 5;  // two and a half in a slot
  EXPECT_EQ(slots(rules, {day(2012, 1, 9), 0}, 1).error(), SlotError::CapacityNotWhole);
  rules.slot_minutes = 0;
  EXPECT_EQ(slots(rules, {day(2012, 1, 9), 0}, 1).error(), SlotError::CapacityNotWhole);
  EXPECT_EQ(slots(SlotRules{}, {day(2012, 1, 9), 0}, 1).error(), SlotError::NoWorkingDay);
}

TEST(Slots, AreWrittenAsAMoment) {
  EXPECT_EQ(moment_of({day(2012, 1, 9), at(8, 30)}, "WIB").printed(), "9 Januari 2012, 08.30 WIB");
}

TEST(Reschedule, OnlyTheTouchedMoveIntoFreePlacesAfterTheOutage) {
  const auto rules = office_week();
  const auto monday = day(2012, 1, 9), tuesday = day(2012, 1, 10);
  auto booked = *slots(rules, {monday, at(8)}, 26);  // the whole Monday is 24 places; two on Tuesday
  // Down from 8.40 to 9.10: the slots of 8.30 and 9.00 are touched, two places each.
  const auto moved = reschedule(rules, booked, {{monday, at(8, 40)}, {monday, at(9, 10)}}, {monday, at(10)});
  ASSERT_TRUE(moved);
  for (std::size_t i = 0; i < booked.size(); ++i)
    if (i < 2 || i > 5) {
      EXPECT_EQ((*moved)[i], booked[i]) << i;
    }
  const std::vector<Slot> four((*moved).begin() + 2, (*moved).begin() + 6);
  EXPECT_EQ(four, (std::vector<Slot>{{tuesday, at(8, 30)}, {tuesday, at(8, 30)}, {tuesday, at(9)}, {tuesday, at(9)}}));
}

TEST(Reschedule, WithoutAnybodyTouchedNothingChanges) {
  const auto booked = *slots(office_week(), {day(2012, 1, 9), at(8)}, 10);
  EXPECT_EQ(*reschedule(office_week(), booked, {{day(2012, 1, 11), 0}, {day(2012, 1, 12), 0}}, {day(2012, 1, 12), 0}),
            booked);
}

SlotRules some_rules() {
  SlotRules rules;
  rules.slot_minutes = *rc::gen::element(15, 20, 30, 60);
  rules.capacity_per_hour = *rc::gen::inRange(1, 5) * (60 / rules.slot_minutes);
  for (auto& weekday : rules.week) {
    if (*rc::gen::inRange(0, 3) == 0) continue;
    const int from = *rc::gen::inRange(0, 12) * 60, until = from + *rc::gen::inRange(120, 700);
    weekday = WorkingDay{{from, until}, {{from + 37, from + 37 + *rc::gen::inRange(1, 80)}}};
  }
  rules.week[3] = WorkingDay{};  // somebody serves on Thursdays
  for (int i = *rc::gen::inRange(0, 6); i > 0; --i)
    rules.holidays.push_back(day(2012, 1, 1).plus_days(*rc::gen::inRange(0, 60)));
  return rules;
}

void expect_served(const SlotRules& rules, const Slot& slot) {
  RC_ASSERT(std::find(rules.holidays.begin(), rules.holidays.end(), slot.day) == rules.holidays.end());
  // Thursday 5 January 2012 is weekday 3; counted on from there without the code under test.
  int since = 0;
  while (day(2012, 1, 5).plus_days(since) < slot.day) ++since;
  while (day(2012, 1, 5).plus_days(since) > slot.day) --since;
  const auto& working = rules.week[static_cast<std::size_t>(((since % 7) + 7 + 3) % 7)];
  RC_ASSERT(bool(working));
  RC_ASSERT(slot.minute >= working->open.from && slot.minute + rules.slot_minutes <= working->open.until);
  for (const auto& pause : working->breaks)
    RC_ASSERT(slot.minute >= pause.until || slot.minute + rules.slot_minutes <= pause.from);
}

RC_GTEST_PROP(SlotsOfAnyRules, AreServedInOrderAndNeverOverfull, ()) {
  const auto rules = some_rules();
  const Slot from{day(2012, 1, 2).plus_days(*rc::gen::inRange(0, 20)), *rc::gen::inRange(0, 1440)};
  const auto count = *rc::gen::inRange<std::size_t>(0, 120);
  const auto got = slots(rules, from, count);
  RC_ASSERT(bool(got));
  RC_ASSERT(got->size() == count);
  RC_ASSERT(std::is_sorted(got->begin(), got->end()));
  std::map<Slot, int> taken;
  for (const auto& slot : *got) {
    RC_ASSERT(slot >= from);
    expect_served(rules, slot);
    RC_ASSERT(++taken[slot] * 60 <= rules.capacity_per_hour * rules.slot_minutes);
  }
}

RC_GTEST_PROP(SlotsAfterAnOutage, NobodyStandsInItNorTwiceInAFullSlot, ()) {
  const auto rules = some_rules();
  const auto booked = *slots(rules, {day(2012, 1, 2), 0}, *rc::gen::inRange<std::size_t>(1, 100));
  const Slot from{day(2012, 1, 2).plus_days(*rc::gen::inRange(0, 10)), *rc::gen::inRange(0, 1440)};
  const Outage outage{from, {from.day.plus_days(*rc::gen::inRange(1, 4)), from.minute}};
  const Slot earliest{from.day.plus_days(*rc::gen::inRange(0, 8)), 0};
  const auto moved = reschedule(rules, booked, outage, earliest);
  RC_ASSERT(bool(moved));
  std::map<Slot, int> taken;
  std::optional<Slot> before;
  for (std::size_t i = 0; i < booked.size(); ++i) {
    const Slot& now = (*moved)[i];
    RC_ASSERT(++taken[now] * 60 <= rules.capacity_per_hour * rules.slot_minutes);
    const bool touched =
        booked[i] < outage.until && outage.from < Slot{booked[i].day, booked[i].minute + rules.slot_minutes};
    if (!touched) {
      RC_ASSERT(now == booked[i]);
      continue;
    }
    expect_served(rules, now);
    RC_ASSERT(now >= earliest);
    RC_ASSERT(now >= outage.until || !(outage.from < Slot{now.day, now.minute + rules.slot_minutes}));
    RC_ASSERT(!before || *before <= now);
    before = now;
  }
}

}  // namespace
}  // namespace ktpel::documents
