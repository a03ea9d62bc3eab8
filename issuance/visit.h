// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "base/strong.h"
#include "issuance/application.h"
#include "person/date.h"
#include "person/nik.h"

/// The home visit (8): a team drives to residents who cannot come. Pure.
///
/// Invariants: a visit is closed only when each resident of its order has a result; nobody who was not ordered has one;
/// "captured" names the application.
namespace ktpel::issuance::visit {

using VisitNumber = base::Strong<std::string, struct VisitNumber_>;

/// Limits of an order; texts are UTF-8 without control characters, 1 to max_text bytes.
inline constexpr std::size_t max_residents = 200, max_team = 20, max_equipment = 50, max_text = 500;

struct Order {
  person::Date day;
  std::string route;
  std::vector<person::Nik> residents;  ///< in the order of the route
  std::vector<std::string> equipment;
  std::vector<Officer> team;
  friend bool operator==(const Order&, const Order&) = default;
};
/// Dead or moved away: nobody goes there again.
enum class Outcome { Captured, Refused, NotMet, Deceased, Moved };
struct Found {
  Outcome outcome;
  std::optional<ApplicationNumber> application;  ///< of somebody who was captured
  std::string reason;  ///< why refused, who tells of a death, where to somebody moved; may be empty for others
  friend bool operator==(const Found&, const Found&) = default;
};
struct Visit {
  Order order;
  std::map<person::Nik, Found> results;
  bool closed = false;
  /// Those without a result, in the order of the route.
  std::vector<person::Nik> open() const;
  friend bool operator==(const Visit&, const Visit&) = default;
};

// events
struct Ordered {
  Order order;
};
struct Resulted {
  person::Nik nik;
  Found result;
};
struct Closed {};
using Event = std::variant<Ordered, Resulted, Closed>;

enum class Refusal {
  OrderedBefore,
  NotOrdered,
  NobodyToVisit,
  NobodyGoes,
  SomebodyTwice,  ///< a resident or an officer stands in the order twice
  NotOnTheList,
  HasResult,           ///< "not met" may be followed by any other result, the rest only by "captured"
  ApplicationMissing,  ///< captured, but under which number?
  ReasonMissing,       ///< refused, dead or moved, but who says so and why?
  ResultsOpen,         ///< somebody has no result
  IsClosed
};
/// nullopt: no such visit yet.
base::Result<Visit, Refusal> decide(const std::optional<Visit>& now, const Event& event);

/// "visit-ordered", "visit-result", "visit-closed": kinds of journal entries, whose subject is the visit's number.
extern const std::array<std::string_view, std::variant_size_v<Event>> event_names;
std::string_view name(const Event& event);
std::string body_of(const Event& event);
/// Back again; nullopt if the kind is unknown or the body is not of its form. Never throws.
std::optional<Event> event_of(std::string_view kind, std::string_view body);

/// "not-met", and "tidak dijumpai" for officers. In entries "deceased" and "moved" stand beside "not-met", which is
/// what earlier programs read there.
std::string_view name(Outcome outcome);
std::string_view label(Outcome outcome);
std::optional<Outcome> outcome_of(std::string_view name);
std::string_view name(Refusal refusal);

}  // namespace ktpel::issuance::visit
