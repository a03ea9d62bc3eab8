// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "documents/office.h"

namespace ktpel::documents {

/// Part of a day, in minutes since midnight: [from, until), 0 <= from < until <= 1440.
struct Hours {
  int from = 0, until = 0;
  friend bool operator==(const Hours&, const Hours&) = default;
};

/// When the service point serves on one day of the week.
struct WorkingDay {
  Hours open{8 * 60, 15 * 60};
  std::vector<Hours> breaks = {};  ///< within `open`, in order, not overlapping
};

/// How many residents are called, and when.
struct SlotRules {
  std::array<std::optional<WorkingDay>, 7> week;  ///< Monday first; nullopt: not served
  std::vector<person::Date> holidays = {};        ///< not served although their weekday is
  int slot_minutes = 30;                          ///< 5..60: residents of a slot come together
  int capacity_per_hour = 10;                     ///< > 0; a slot takes its share, which must be a whole number
};

/// The beginning of a slot: what a letter says.
struct Slot {
  person::Date day;
  int minute = 0;  ///< since midnight
  friend auto operator<=>(const Slot&, const Slot&) = default;
};
Moment moment_of(const Slot& slot, const std::string& zone);

enum class SlotError {
  HoursContradict,   ///< a day that ends before it begins, a break outside of it or over another
  CapacityNotWhole,  ///< slot_minutes out of range, or a slot would take a part of a resident
  NoWorkingDay       ///< fewer places than asked for in the next ten years
};

/// Places for `count` residents in order of their call, the first not before `from`. A slot lies wholly within the
/// working hours and over no break; a holiday has none. Pure: equal input gives equal output.
base::Result<std::vector<Slot>, SlotError> slots(const SlotRules& rules, const Slot& from, std::size_t count);

/// The station is down: [from, until).
struct Outage {
  Slot from, until;
};

/// The same residents with new places for those whose slot touches the outage, in their old order, in the first free
/// places not before `earliest` (new letters must reach people first) nor within the outage. Who was not touched
/// keeps day and hour. `booked` may be in any order and is answered in it.
base::Result<std::vector<Slot>, SlotError> reschedule(const SlotRules& rules, std::span<const Slot> booked,
                                                      const Outage& outage, const Slot& earliest);

}  // namespace ktpel::documents
