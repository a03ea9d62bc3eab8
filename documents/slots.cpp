// SPDX-License-Identifier: Apache-2.0
#include "documents/slots.h"

#include <algorithm>
#include <chrono>
#include <map>

namespace ktpel::documents {
namespace {

using person::Date;

constexpr int minutes_of_a_day = 24 * 60;
constexpr int horizon_days = 3653;  // ten years: whoever asks for more has wrong rules

bool sound(const Hours& hours) {
  return hours.from >= 0 && hours.from < hours.until && hours.until <= minutes_of_a_day;
}

/// Monday 0 .. Sunday 6.
std::size_t weekday_of(const Date& day) {
  using namespace std::chrono;
  const year_month_day ymd(year(day.year()), month(day.month()), std::chrono::day(day.day()));
  return weekday(sys_days(ymd)).iso_encoding() - 1;
}

std::optional<SlotError> wrong(const SlotRules& rules) {
  for (const auto& day : rules.week) {
    if (!day) continue;
    if (!sound(day->open)) return SlotError::HoursContradict;
    int after = day->open.from;
    for (const auto& pause : day->breaks) {
      if (!sound(pause) || pause.from < after || pause.until > day->open.until) return SlotError::HoursContradict;
      after = pause.until;
    }
  }
  if (rules.slot_minutes < 5 || rules.slot_minutes > 60 || rules.capacity_per_hour < 1 ||
      rules.capacity_per_hour * rules.slot_minutes % 60 != 0)
    return SlotError::CapacityNotWhole;
  return std::nullopt;
}

/// The beginnings of the slots of a day, in order.
std::vector<int> beginnings(const SlotRules& rules, const Date& day) {
  std::vector<int> out;
  const auto& working = rules.week[weekday_of(day)];
  if (!working || std::find(rules.holidays.begin(), rules.holidays.end(), day) != rules.holidays.end()) return out;
  const auto fill = [&](int from, int until) {
    for (; from + rules.slot_minutes <= until; from += rules.slot_minutes) out.push_back(from);
  };
  int from = working->open.from;
  for (const auto& pause : working->breaks) {
    fill(from, pause.from);
    from = pause.until;
  }
  fill(from, working->open.until);
  return out;
}

/// Calls `take` with each slot from `from` on until it wants no more; false if ten years were not enough.
template <class Take>
bool each_slot(const SlotRules& rules, const Slot& from, const Take& take) {
  for (int i = 0; i < horizon_days; ++i) {
    const auto day = from.day.plus_days(i);
    for (const int minute : beginnings(rules, day))
      if (const Slot slot{day, minute}; slot >= from && !take(slot)) return true;
  }
  return false;
}

int places_of_a_slot(const SlotRules& rules) { return rules.capacity_per_hour * rules.slot_minutes / 60; }

/// A slot that begins before the end of the outage and ends after its beginning.
bool touched(const SlotRules& rules, const Slot& slot, const Outage& outage) {
  const Slot end{slot.day, slot.minute + rules.slot_minutes};
  return slot < outage.until && outage.from < end;
}

}  // namespace

Moment moment_of(const Slot& slot, const std::string& zone) {
  return {slot.day, slot.minute / 60, slot.minute % 60, zone};
}

base::Result<std::vector<Slot>, SlotError> slots(const SlotRules& rules, const Slot& from, std::size_t count) {
  if (const auto error = wrong(rules)) return *error;
  std::vector<Slot> out;
  if (count == 0) return out;
  const bool enough = each_slot(rules, from, [&](const Slot& slot) {
    for (int i = 0; i < places_of_a_slot(rules) && out.size() < count; ++i) out.push_back(slot);
    return out.size() < count;
  });
  if (!enough) return SlotError::NoWorkingDay;
  return out;
}

base::Result<std::vector<Slot>, SlotError> reschedule(const SlotRules& rules, std::span<const Slot> booked,
                                                      const Outage& outage, const Slot& earliest) {
  if (const auto error = wrong(rules)) return *error;
  std::vector<Slot> out(booked.begin(), booked.end());
  std::vector<std::size_t> moving;
  std::map<Slot, int> taken;
  for (std::size_t i = 0; i < out.size(); ++i)
    if (touched(rules, out[i], outage))
      moving.push_back(i);
    else
      ++taken[out[i]];
  if (moving.empty()) return out;
  std::stable_sort(moving.begin(), moving.end(), [&](auto a, auto b) { return booked[a] < booked[b]; });
  auto next = moving.begin();
  const bool enough = each_slot(rules, earliest, [&](const Slot& slot) {
    if (touched(rules, slot, outage)) return true;
    const auto at = taken.find(slot);
    for (int i = at == taken.end() ? 0 : at->second; i < places_of_a_slot(rules) && next != moving.end(); ++i)
      out[*next++] = slot;
    return next != moving.end();
  });
  if (!enough) return SlotError::NoWorkingDay;
  return out;
}

}  // namespace ktpel::documents
