// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.h"
#include "issuance/application.h"
#include "person/date.h"

/// The life of a blank card from the delivery to the ash, by its serial. Pure, as the rules of the application are.
/// data/golden/blanks.txt lists every state against every event.
///
/// Invariants: nothing comes into stock, goes out of it for good or is counted without two different people; a blank
/// that was handed to an officer is used by nobody else; a spoilt, missing or withheld one never becomes a card; what
/// left the stock once never comes back into it, but for one that was returned unused.
namespace ktpel::issuance::blank {

// ---- where a blank is ----
/// Nobody here has received it.
struct Unknown {
  friend bool operator==(Unknown, Unknown) = default;
};
/// In the safe.
struct InStock {
  friend bool operator==(InStock, InStock) = default;
};
struct HandedOut {
  Officer officer;
  friend bool operator==(const HandedOut&, const HandedOut&) = default;
};
/// An application took it: it is being written and printed.
struct Started {
  ApplicationNumber application;
  friend bool operator==(const Started&, const Started&) = default;
};
/// A card that was proved.
struct Good {
  ApplicationNumber application;
  friend bool operator==(const Good&, const Good&) = default;
};
/// Its holder has it.
struct Delivered {
  ApplicationNumber application;
  friend bool operator==(const Delivered&, const Delivered&) = default;
};
/// A good card that failed at the pick-up: it goes up to the ministry (P2).
struct Withheld {
  ApplicationNumber application;
  std::string cause;
  friend bool operator==(const Withheld&, const Withheld&) = default;
};
struct Spoilt {
  std::string cause;
  friend bool operator==(const Spoilt&, const Spoilt&) = default;
};
/// Sent back to whom it came from.
struct Returned {
  std::string to;
  bool unused;  ///< it may come again
  friend bool operator==(const Returned&, const Returned&) = default;
};
struct Destroyed {
  Officer first, second;
  friend bool operator==(const Destroyed&, const Destroyed&) = default;
};
struct Missing {
  std::string cause;
  friend bool operator==(const Missing&, const Missing&) = default;
};
using State =
    std::variant<Unknown, InStock, HandedOut, Started, Good, Delivered, Withheld, Spoilt, Returned, Destroyed, Missing>;
/// True for those that a count of the stock must find: InStock, HandedOut, Started.
bool is_stock(const State& state);

// ---- what happens to it ----
/// Serials that follow each other: the same letters in front, the same number of digits behind.
struct Range {
  BlankSerial first, last;
  friend bool operator==(const Range&, const Range&) = default;
};
/// How many one entry may tell of.
inline constexpr std::int64_t max_range = 10'000;
inline constexpr std::size_t max_serial = 32;  ///< bytes: A-Z, a-z, 0-9, '-', ended by a digit
/// nullopt unless both are serials that differ in their last digits alone, first <= last, at most max_range of them.
std::optional<std::int64_t> size_of(const Range& range);
/// All of a range for which size_of() is known; another is a mistake in the program.
std::vector<BlankSerial> serials(const Range& range);

/// Two people: who does it and who watches.
struct Pair {
  Officer first, second;
  friend bool operator==(const Pair&, const Pair&) = default;
};
// journal entries of the stock, each of a range
struct Receipt {
  Range range;
  std::string note;  ///< number of the delivery note
  Pair by;
};
struct HandOut {
  Range range;
  Officer to;
  Officer by;
};
/// Unused ones go back into the safe.
struct HandBack {
  Range range;
  Officer to;  ///< who takes them back
};
struct Return {
  Range range;
  std::string to, minutes;  ///< whom, and the number of the berita acara
  Pair by;
};
struct Destruction {
  Range range;
  std::string how, minutes;
  Pair by;
};
struct Loss {
  Range range;
  std::string cause;
  Pair by;
};
using Act = std::variant<Receipt, HandOut, HandBack, Return, Destruction, Loss>;
// what the application that it is bound to tells of it
struct Taken {
  ApplicationNumber application;
  Officer by;
};
struct Spoiling {
  std::string cause;
};
struct Proof {};
struct WriteOff {
  std::string cause;
};
struct PickupFailure {
  std::string cause;
};
struct Delivery {};
using Event = std::variant<Receipt, HandOut, HandBack, Return, Destruction, Loss, Taken, Spoiling, Proof, WriteOff,
                           PickupFailure, Delivery>;
Event event_of(const Act& act);

enum class Refusal {
  NotInThisState,
  NotReceived,      ///< no such blank here
  SamePersonTwice,  ///< two people are needed
  NotTheHolder,     ///< another officer was given it
  ReasonMissing,    ///< no cause, note, minutes or receiver is named
  NoSuchRange,      ///< the serials do not follow each other
  CountDiffers,     ///< what was counted is not what must be there
  DayIsClosed,      ///< that day, or a later one, was closed before
  NoStockKept       ///< nothing was ever received here
};
base::Result<State, Refusal> decide(const State& now, const Event& event);

// ---- the day's account ----
/// From one closing to the next. Every blank that leaves the stock is counted once, where it went first.
struct Account {
  std::int64_t opening = 0, received = 0;
  std::int64_t good = 0, spoilt = 0, returned = 0, destroyed = 0, missing = 0;
  /// Good cards that were spoilt, withheld or lost afterwards: they had left the stock before.
  std::int64_t failed_later = 0;
  /// What a count must find: opening + received - good - spoilt - returned - destroyed - missing.
  std::int64_t closing() const { return opening + received - good - spoilt - returned - destroyed - missing; }
  friend bool operator==(const Account&, const Account&) = default;
};
/// Books a step of one blank.
void book(Account& account, const State& before, const State& after);

/// "The day is done, and there are so many": kind "stock-day-closed".
struct DayClosed {
  person::Date day;
  std::int64_t counted;
  Pair by;
  friend bool operator==(const DayClosed&, const DayClosed&) = default;
};
/// The account that follows, opened with what was counted. `last` is the last day that was closed.
base::Result<Account, Refusal> close(const Account& account, const std::optional<person::Date>& last,
                                     const DayClosed& closing);

// ---- how long it lasts ----
struct Forecast {
  std::int64_t stock = 0, backlog = 0;  ///< blanks here; applications that are ready to print
  double per_day = 0;                   ///< blanks used a day, good and spoilt
  double per_card = 1;                  ///< blanks used for a good card; at least 1
  std::optional<double> days_left;      ///< until the stock is used up; nullopt while nothing was used
  std::int64_t short_of = 0;            ///< blanks that are lacking to print the whole backlog
};
/// From the accounts of the last working days.
Forecast forecast(std::int64_t stock, std::int64_t backlog, const std::vector<Account>& working_days);

// ---- as entries of the journal ----
/// "blank-received", "blank-handed-out", "blank-handed-back", "blank-returned", "blank-destroyed", "blank-missing".
extern const std::array<std::string_view, std::variant_size_v<Act>> act_kinds;
inline constexpr std::string_view day_closed_kind = "stock-day-closed";
std::string_view kind_of(const Act& act);
const Range& range_of(const Act& act);
/// The body of its entry: a JSON object with sorted keys.
std::string body_of(const Act& act);
std::string body_of(const DayClosed& closing);
/// Back again; nullopt if the kind is unknown or the body is not of its form. Never throws.
std::optional<Act> act_of(std::string_view kind, std::string_view body);
std::optional<DayClosed> day_closed_of(std::string_view body);

/// "InStock", and "di gudang" for officers.
std::string_view name(const State& state);
std::string_view label(const State& state);
std::string_view name(Refusal refusal);
/// The names of all states.
extern const std::array<std::string_view, std::variant_size_v<State>> state_names;

/// One arrow, as a lawyer reads it.
struct Row {
  std::string from, event, to;
  std::string refusal;  ///< why not, where `to` is empty
};
/// Every state against every event, made by asking the rules; "not in this state" and "not received" are left out.
std::vector<Row> table();
std::vector<State> sample_states();
std::vector<std::pair<std::string, Event>> sample_events();

}  // namespace ktpel::issuance::blank
