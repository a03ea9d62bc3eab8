// SPDX-License-Identifier: Apache-2.0
#include "stock/ledger.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "base/check.h"
#include "docket/docket.h"
#include "issuance/event_text.h"

namespace ktpel::stock {
namespace {

using namespace issuance::blank;
using issuance::ApplicationNumber;
using issuance::BlankSerial;
using issuance::Officer;
using store::StoreError;
using Done = base::Result<base::Done, StoreError>;
template <class T>
using Found = base::Result<std::optional<T>, StoreError>;

/// A row of stock_blank.
struct Held {
  BlankSerial serial;
  journal::SiteId site;
  State state;
  bool booked;  ///< it stands in the account of its site
};

// A state in the columns state, application, who, second, detail, unused.
struct Columns {
  std::string state = {}, application = {}, who = {}, second = {}, detail = {};
  bool unused = false;
};
struct ToColumns {
  Columns operator()(const Unknown&) const { return {}; }
  Columns operator()(const InStock&) const { return {}; }
  Columns operator()(const HandedOut& s) const { return {.who = s.officer.get()}; }
  Columns operator()(const Started& s) const { return {.application = s.application.get()}; }
  Columns operator()(const Good& s) const { return {.application = s.application.get()}; }
  Columns operator()(const Delivered& s) const { return {.application = s.application.get()}; }
  Columns operator()(const Withheld& s) const { return {.application = s.application.get(), .detail = s.cause}; }
  Columns operator()(const Spoilt& s) const { return {.detail = s.cause}; }
  Columns operator()(const Returned& s) const { return {.detail = s.to, .unused = s.unused}; }
  Columns operator()(const Destroyed& s) const { return {.who = s.first.get(), .second = s.second.get()}; }
  Columns operator()(const Missing& s) const { return {.detail = s.cause}; }
};
Columns columns_of(const State& state) {
  auto c = std::visit(ToColumns{}, state);
  c.state = issuance::blank::name(state);
  return c;
}
std::optional<State> state_of(const Columns& c) {
  const ApplicationNumber application(c.application);
  if (c.state == "InStock") return InStock{};
  if (c.state == "HandedOut") return HandedOut{Officer(c.who)};
  if (c.state == "Started") return Started{application};
  if (c.state == "Good") return Good{application};
  if (c.state == "Delivered") return Delivered{application};
  if (c.state == "Withheld") return Withheld{application, c.detail};
  if (c.state == "Spoilt") return Spoilt{c.detail};
  if (c.state == "Returned") return Returned{c.detail, c.unused};
  if (c.state == "Destroyed") return Destroyed{Officer(c.who), Officer(c.second)};
  if (c.state == "Missing") return Missing{c.detail};
  return std::nullopt;
}

constexpr const char* held_columns = "serial, site, state, application, who, second, detail, unused, booked";
std::optional<Held> held_of(const store::Row& row) {
  const auto site = journal::SiteId::parse(row.text(1));
  auto state = state_of({row.text(2), row.text(3), row.text(4), row.text(5), row.text(6), row.integer(7) != 0});
  if (!site || !state) return std::nullopt;
  return Held{BlankSerial(row.text(0)), *site, std::move(*state), row.integer(8) != 0};
}
/// Those that a condition finds, lowest serial first.
base::Result<std::vector<Held>, StoreError> held_where(store::Queries& from, const std::string& condition,
                                                       const store::Values& values) {
  std::vector<Held> out;
  bool damaged = false;
  const auto read = from.each("select " + std::string(held_columns) + " from stock_blank where " + condition, values,
                              [&](const store::Row& row) {
                                auto held = held_of(row);
                                damaged |= !held;
                                if (held) out.push_back(std::move(*held));
                              });
  if (!read) return read.error();
  if (damaged) return StoreError::Broken;
  return out;
}
std::int64_t width(const BlankSerial& serial) { return static_cast<std::int64_t>(serial.get().size()); }
// Serials of one width that lie between two that differ in their last digits alone differ there alone too.
base::Result<std::vector<Held>, StoreError> held_in(store::Queries& from, const Range& range) {
  return held_where(from, "serial >= $1 and serial <= $2 and width = $3 order by serial",
                    {range.first.get(), range.last.get(), width(range.first)});
}
Found<Held> held_of_serial(store::Queries& from, const BlankSerial& serial) {
  auto some = held_where(from, "serial = $1", {serial.get()});
  if (!some) return some.error();
  if (some->empty()) return std::optional<Held>();
  return std::optional<Held>(std::move(some->front()));
}

constexpr const char* account_columns = "opening, received, good, spoilt, returned, destroyed, missing, failed_later";
Account account_of(const store::Row& row) {
  return {row.integer(0), row.integer(1), row.integer(2), row.integer(3),
          row.integer(4), row.integer(5), row.integer(6), row.integer(7)};
}
Found<Account> running(store::Queries& from, const journal::SiteId& site) {
  return from.first("select " + std::string(account_columns) + " from stock_account where site = $1 and day = ''",
                    {site.text()}, account_of);
}
Found<person::Date> last_closed(store::Queries& from, const journal::SiteId& site) {
  const auto day =
      from.first("select day from stock_account where site = $1 and day <> '' order by number desc limit 1",
                 {site.text()}, [](const store::Row& row) { return row.text(0); });
  if (!day) return day.error();
  if (!*day) return std::optional<person::Date>();
  const auto parsed = person::Date::parse(**day);
  if (!parsed) return StoreError::Broken;
  return parsed;
}

/// What the rules make of an event for each of some blanks, in order of serial; nothing is written.
struct Change {
  BlankSerial serial;
  State before, after;
  bool is_new;  ///< it has no row yet
  bool booked;  ///< counts in the account
};
struct Changes {
  std::vector<Change> list;
  std::optional<Refusal> refused;
};

base::Result<Changes, StoreError> changes_of(store::Queries& from, const journal::SiteId& site, const Act& act) {
  Changes out;
  const auto range = range_of(act);
  if (!size_of(range)) {
    out.refused = Refusal::NoSuchRange;
    return out;
  }
  auto held = held_in(from, range);
  if (!held) return held.error();
  const bool receipt = std::holds_alternative<Receipt>(act);
  auto known = held->begin();
  for (auto& serial : serials(range)) {
    const bool is_known = known != held->end() && known->serial == serial;
    State before = Unknown{};
    bool booked = receipt;
    if (is_known) {
      // What lies at another site is not here to be acted upon; it may come from there, once that site sent it off.
      const bool here = known->site == site || receipt;
      if (here) before = known->state;
      booked |= known->booked;
      ++known;
    }
    auto after = decide(before, event_of(act));
    if (!after) {
      out.refused = after.error();
      return out;
    }
    out.list.push_back({std::move(serial), std::move(before), std::move(*after), !is_known, booked});
  }
  return out;
}

base::Result<Changes, StoreError> changes_of(store::Queries& from, const journal::SiteId& site,
                                             const BlankSerial& serial, const Taken& taken) {
  Changes out;
  const auto held = held_of_serial(from, serial);
  if (!held) return held.error();
  const auto keeps = keeps_stock(from, site);
  if (!keeps) return keeps.error();
  if (!*held && !*keeps) {  // followed from here on, counted nowhere
    out.list.push_back({serial, Unknown{}, Started{taken.application}, true, false});
    return out;
  }
  const bool here = *held && (*held)->site == site;
  const State before = here ? (*held)->state : State(Unknown{});
  auto after = decide(before, taken);
  if (!after)
    out.refused = after.error();
  else
    out.list.push_back({serial, before, std::move(*after), false, (*held)->booked});
  return out;
}

Done write_new(store::Transaction& transaction, const journal::SiteId& site, const std::vector<Change>& list) {
  constexpr std::size_t at_once = 100;  // a statement for many rows: a server answers each statement separately
  std::vector<const Change*> some;
  for (const auto& change : list)
    if (change.is_new) some.push_back(&change);
  for (std::size_t from = 0; from < some.size(); from += at_once) {
    const auto to = std::min(from + at_once, some.size());
    std::string sql =
        "insert into stock_blank (serial, width, site, state, application, who, second, detail, unused, booked) "
        "values ";
    store::Values values{site.text()};
    for (auto i = from; i < to; ++i) {
      const auto& change = *some[i];
      const auto c = columns_of(change.after);
      const auto next = [&](const auto& value) {
        values.emplace_back(value);
        return "$" + std::to_string(values.size());
      };
      sql += i == from ? "(" : ", (";
      sql += next(change.serial.get()) + ", " + next(width(change.serial)) + ", $1, " + next(c.state) + ", " +
             next(c.application) + ", '', '', '', 0, " + next(change.booked ? 1 : 0) + ")";
    }
    if (const auto ok = transaction.execute(sql, values); !ok) return ok.error();
  }
  return base::Done{};
}

/// One statement for each run of serials that end in the same state.
Done write_known(store::Transaction& transaction, const journal::SiteId& site, const std::vector<Change>& list) {
  for (std::size_t from = 0; from < list.size();) {
    auto to = from + 1;
    while (to < list.size() && list[to].after == list[from].after && list[to].is_new == list[from].is_new &&
           list[to].booked == list[from].booked)
      ++to;
    const auto &first = list[from], &last = list[to - 1];
    from = to;
    if (first.is_new) continue;
    const auto c = columns_of(first.after);
    const auto ok = transaction.execute(
        "update stock_blank set site = $4, state = $5, application = $6, who = $7, second = $8, detail = $9, unused = "
        "$10, booked = $11 where serial >= $1 and serial <= $2 and width = $3",
        {first.serial.get(), last.serial.get(), width(first.serial), site.text(), c.state, c.application, c.who,
         c.second, c.detail, c.unused ? 1 : 0, first.booked ? 1 : 0});
    if (!ok) return ok.error();
  }
  return base::Done{};
}

Done write(store::Transaction& transaction, const journal::SiteId& site, const Changes& changes) {
  if (const auto ok = write_new(transaction, site, changes.list); !ok) return ok;
  if (const auto ok = write_known(transaction, site, changes.list); !ok) return ok;
  Account delta;
  for (const auto& change : changes.list)
    if (change.booked) book(delta, change.before, change.after);
  if (delta == Account{}) return base::Done{};
  const auto ok = transaction.execute(
      "update stock_account set received = received + $2, good = good + $3, spoilt = spoilt + $4, returned = returned "
      "+ $5, destroyed = destroyed + $6, missing = missing + $7, failed_later = failed_later + $8 where site = $1 and "
      "day = ''",
      {site.text(), delta.received, delta.good, delta.spoilt, delta.returned, delta.destroyed, delta.missing,
       delta.failed_later});
  if (!ok) return ok.error();
  return base::Done{};
}

/// For the history of a blank; `serial` is empty for an act of many.
Done note(store::Transaction& transaction, const journal::Entry& entry, const std::string& serial, const Range& range) {
  const auto ok = transaction.execute(
      "insert into stock_act (site, sequence, time, actor, kind, subject, serial, first, last, width, body) values "
      "($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict (site, sequence) do nothing",
      {entry.site.text(), entry.sequence.get(), entry.time, entry.actor.get(), entry.kind, entry.subject, serial,
       range.first.get(), range.last.get(), width(range.first), entry.body});
  if (!ok) return ok.error();
  return base::Done{};
}

Done refused(store::Transaction& transaction, const journal::Entry& entry, bool own, std::string_view why) {
  if (own) return StoreError::Conflict;
  const auto kept = transaction.execute(
      "insert into stock_contradiction values ($1, $2, $3, $4, $5) on conflict (site, sequence) do nothing",
      {entry.site.text(), entry.sequence.get(), entry.kind, entry.subject, why});
  if (!kept) return kept.error();
  return base::Done{};
}

Done take_act(store::Transaction& transaction, const journal::Entry& entry, bool own) {
  const auto site = entry.site.origin();
  const auto act = act_of(entry.kind, entry.body);
  if (!act) return refused(transaction, entry, own, "malformed");
  const auto changes = changes_of(transaction, site, *act);
  if (!changes) return changes.error();
  if (changes->refused) return refused(transaction, entry, own, issuance::blank::name(*changes->refused));
  if (std::holds_alternative<Receipt>(*act)) {  // the first one opens the account
    const auto ok = transaction.execute(
        "insert into stock_account (site, number, day, opening, received, good, spoilt, returned, destroyed, missing, "
        "failed_later, counted, first, second) select $1, 1, '', 0, 0, 0, 0, 0, 0, 0, 0, 0, '', '' where not exists "
        "(select 1 from stock_account where site = $1)",
        {site.text()});
    if (!ok) return ok.error();
  }
  if (const auto ok = write(transaction, site, *changes); !ok) return ok;
  return note(transaction, entry, {}, range_of(*act));
}

Done take_closing(store::Transaction& transaction, const journal::Entry& entry, bool own) {
  const auto site = entry.site.origin();
  const auto closing = day_closed_of(entry.body);
  if (!closing) return refused(transaction, entry, own, "malformed");
  const auto why = why_not(transaction, site, *closing);
  if (!why) return why.error();
  if (*why) return refused(transaction, entry, own, issuance::blank::name(**why));
  const auto number = transaction.first("select number from stock_account where site = $1 and day = ''", {site.text()},
                                        [](const store::Row& row) { return row.integer(0); });
  if (!number) return number.error();
  if (!*number) return StoreError::Broken;
  if (const auto ok = transaction.execute(
          "update stock_account set day = $3, counted = $4, first = $5, second = $6 where site = $1 and number = $2",
          {site.text(), **number, closing->day.printed(), closing->counted, closing->by.first.get(),
           closing->by.second.get()});
      !ok)
    return ok.error();
  const auto ok = transaction.execute(
      "insert into stock_account (site, number, day, opening, received, good, spoilt, returned, destroyed, missing, "
      "failed_later, counted, first, second) values ($1, $2, '', $3, 0, 0, 0, 0, 0, 0, 0, 0, '', '')",
      {site.text(), **number + 1, closing->counted});
  if (!ok) return ok.error();
  return base::Done{};
}

/// What an event of an application says of its blank; nullopt: nothing.
std::optional<issuance::blank::Event> told(const issuance::Event& event) {
  if (const auto* e = std::get_if<issuance::BlankSpoilt>(&event)) return Spoiling{e->cause};
  if (std::holds_alternative<issuance::CardProved>(event)) return Proof{};
  if (const auto* e = std::get_if<issuance::WrittenOff>(&event)) return WriteOff{e->cause};
  if (const auto* e = std::get_if<issuance::PickupFailed>(&event)) return PickupFailure{std::to_string(e->cause)};
  if (std::holds_alternative<issuance::HandedOver>(event)) return Delivery{};
  return std::nullopt;
}

Done take_application_event(store::Transaction& transaction, const journal::Entry& entry, bool own) {
  const auto event = issuance::event_of(entry.kind, entry.body);
  if (!event) return refused(transaction, entry, own, "malformed");
  if (const auto* taken = std::get_if<issuance::BlankTaken>(&*event)) {
    const auto site = entry.site.origin();
    const auto changes = changes_of(transaction, site, taken->serial,
                                    Taken{ApplicationNumber(entry.subject), Officer(entry.actor.get())});
    if (!changes) return changes.error();
    if (changes->refused) return refused(transaction, entry, own, issuance::blank::name(*changes->refused));
    if (const auto ok = write(transaction, site, *changes); !ok) return ok;
    return note(transaction, entry, taken->serial.get(), {taken->serial, taken->serial});
  }
  const auto step = told(*event);
  if (!step) return base::Done{};
  const auto some = held_where(transaction, "application = $1 and state in ('Started', 'Good')", {entry.subject});
  if (!some) return some.error();
  if (some->empty()) return base::Done{};  // made elsewhere: another site follows it
  const auto& held = some->front();
  const auto after = decide(held.state, *step);
  if (!after) return refused(transaction, entry, own, issuance::blank::name(after.error()));
  Changes changes;
  changes.list.push_back({held.serial, held.state, *after, false, held.booked});
  if (const auto ok = write(transaction, held.site, changes); !ok) return ok;
  return note(transaction, entry, held.serial.get(), {held.serial, held.serial});
}

/// The act of another site that the center relays.
std::optional<journal::Entry> relayed_act(const journal::Entry& entry) {
  const auto body = nlohmann::json::parse(entry.body, nullptr, false);
  const auto text = [&](const char* key) {
    const auto value = body.is_object() ? body.value(key, nlohmann::json()) : nlohmann::json();
    return value.is_string() ? value.get<std::string>() : std::string();
  };
  const auto number = [&](const char* key) {
    const auto value = body.is_object() ? body.value(key, nlohmann::json()) : nlohmann::json();
    return value.is_number_integer() ? value.get<std::int64_t>() : 0;
  };
  const auto site = journal::SiteId::parse(text("site"));
  if (!site) return std::nullopt;
  return journal::Entry{.site = *site,
                        .sequence = journal::Sequence(static_cast<std::uint64_t>(number("sequence"))),
                        .time = base::Time{number("time")},
                        .actor = journal::Actor(text("actor")),
                        .kind = text("kind"),
                        .subject = entry.subject,
                        .body = text("body"),
                        .blobs = {},
                        .previous = {}};
}

bool is_act(std::string_view kind) { return std::find(act_kinds.begin(), act_kinds.end(), kind) != act_kinds.end(); }

}  // namespace

std::vector<store::Migration> Ledger::migrations() const {
  return {
      {1,
       "create table stock_blank (serial text primary key, width bigint not null, site text not null, state text not "
       "null, application text not null, who text not null, second text not null, detail text not null, unused bigint "
       "not null, booked bigint not null);"
       "create index stock_blank_state on stock_blank (site, state, serial);"
       "create index stock_blank_application on stock_blank (application);"
       "create table stock_act (site text not null, sequence bigint not null, time bigint not null, actor text not "
       "null, kind text not null, subject text not null, serial text not null, first text not null, last text not "
       "null, width bigint not null, body text not null, primary key (site, sequence));"
       "create index stock_act_serial on stock_act (serial);"
       "create table stock_account (site text not null, number bigint not null, day text not null, opening bigint not "
       "null, received bigint not null, good bigint not null, spoilt bigint not null, returned bigint not null, "
       "destroyed bigint not null, missing bigint not null, failed_later bigint not null, counted bigint not null, "
       "first text not null, second text not null, primary key (site, number));"
       "create index stock_account_day on stock_account (site, day);"
       "create table stock_contradiction (site text not null, sequence bigint not null, kind text not null, subject "
       "text not null, why text not null, primary key (site, sequence));"}};
}

std::vector<std::string> Ledger::tables() const {
  return {"stock_blank", "stock_act", "stock_account", "stock_contradiction"};
}

Done Ledger::apply(store::Transaction& transaction, const journal::Entry& entry) {
  const bool own = entry.site.origin() == own_;
  if (is_act(entry.kind)) return take_act(transaction, entry, own);
  if (entry.kind == day_closed_kind) return take_closing(transaction, entry, own);
  if (issuance::is_event(entry.kind)) return take_application_event(transaction, entry, own);
  if (entry.kind != "relayed" || own || entry.site.addressee() != own_) return base::Done{};
  const auto act = relayed_act(entry);
  // A blank that another site takes is of its stock, not ours.
  if (!act || !issuance::is_event(act->kind) || act->kind == "blank-taken") return base::Done{};
  return take_application_event(transaction, *act, false);
}

journal::Draft draft(const Act& act, const journal::Actor& actor) {
  const auto body = journal::canonical_body(body_of(act));
  base::check(body.has_value(), "an act of the stock that no entry holds");
  return {actor, std::string(kind_of(act)), range_of(act).first.get(), *body, {}};
}
journal::Draft draft(const DayClosed& closing, const journal::Actor& actor) {
  const auto body = journal::canonical_body(body_of(closing));
  base::check(body.has_value(), "a closing that no entry holds");
  return {actor, std::string(day_closed_kind), closing.day.printed(), *body, {}};
}

Found<Refusal> why_not(store::Queries& from, const journal::SiteId& site, const Act& act) {
  const auto changes = changes_of(from, site, act);
  if (!changes) return changes.error();
  return changes->refused;
}
Found<Refusal> why_not(store::Queries& from, const journal::SiteId& site, const DayClosed& closing) {
  const auto account = running(from, site);
  if (!account) return account.error();
  if (!*account) return std::optional(Refusal::NoStockKept);
  const auto last = last_closed(from, site);
  if (!last) return last.error();
  const auto next = close(**account, *last, closing);
  if (!next) return std::optional(next.error());
  return std::optional<Refusal>();
}
Found<Refusal> why_not_taken(store::Queries& from, const journal::SiteId& site, const BlankSerial& serial,
                             const Taken& taken) {
  const auto changes = changes_of(from, site, serial, taken);
  if (!changes) return changes.error();
  return changes->refused;
}

Found<Blank> find(store::Queries& from, const BlankSerial& serial) {
  const auto held = held_of_serial(from, serial);
  if (!held) return held.error();
  if (!*held) return std::optional<Blank>();
  Blank out{(*held)->serial, (*held)->site, (*held)->state, {}};
  bool damaged = false;
  const auto read = from.each(
      "select time, site, sequence, actor, kind, subject, body from stock_act where serial = $1 or (serial = '' and "
      "width = $2 and first <= $1 and last >= $1) order by time, site, sequence",
      {serial.get(), width(serial)}, [&](const store::Row& row) {
        const auto site = journal::SiteId::parse(row.text(1));
        damaged |= !site;
        if (site)
          out.history.push_back({row.time(0), *site, journal::Sequence(static_cast<std::uint64_t>(row.integer(2))),
                                 journal::Actor(row.text(3)), row.text(4), row.text(5), row.text(6)});
      });
  if (!read) return read.error();
  if (damaged) return StoreError::Broken;
  return std::optional<Blank>(std::move(out));
}

base::Result<bool, StoreError> keeps_stock(store::Queries& from, const journal::SiteId& site) {
  const auto one = from.first("select 1 from stock_account where site = $1 limit 1", {site.text()},
                              [](const store::Row&) { return true; });
  if (!one) return one.error();
  return one->has_value();
}

base::Result<std::vector<std::pair<std::string, std::int64_t>>, StoreError> count_by_state(
    store::Queries& from, const journal::SiteId& site) {
  return from.all("select state, count(*) from stock_blank where site = $1 group by state order by state",
                  {site.text()}, [](const store::Row& row) { return std::pair(row.text(0), row.integer(1)); });
}

base::Result<std::vector<BlankSerial>, StoreError> in_stock(store::Queries& from, const journal::SiteId& site,
                                                            std::size_t limit) {
  return from.all("select serial from stock_blank where site = $1 and state = 'InStock' order by serial limit $2",
                  {site.text(), limit}, [](const store::Row& row) { return BlankSerial(row.text(0)); });
}

base::Result<std::vector<BlankSerial>, StoreError> held_by(store::Queries& from, const journal::SiteId& site,
                                                           const Officer& officer, std::size_t limit) {
  return from.all(
      "select serial from stock_blank where site = $1 and state = 'HandedOut' and who = $2 order by serial limit $3",
      {site.text(), officer.get(), limit}, [](const store::Row& row) { return BlankSerial(row.text(0)); });
}

base::Result<Account, StoreError> open_account(store::Queries& from, const journal::SiteId& site) {
  const auto account = running(from, site);
  if (!account) return account.error();
  return account->value_or(Account{});
}

namespace {

base::Result<std::vector<ClosedDay>, StoreError> closed_where(store::Queries& from, const std::string& condition,
                                                              const store::Values& values) {
  std::vector<ClosedDay> out;
  bool damaged = false;
  const auto read = from.each(
      "select " + std::string(account_columns) +
          ", day, counted, first, second from stock_account where site = $1 and " + condition,
      values, [&](const store::Row& row) {
        const auto day = person::Date::parse(row.text(8));
        damaged |= !day;
        if (day)
          out.push_back({{*day, row.integer(9), {Officer(row.text(10)), Officer(row.text(11))}}, account_of(row)});
      });
  if (!read) return read.error();
  if (damaged) return StoreError::Broken;
  return out;
}

}  // namespace

Found<ClosedDay> closed_day(store::Queries& from, const journal::SiteId& site, const person::Date& day) {
  auto some = closed_where(from, "day = $2", {site.text(), day.printed()});
  if (!some) return some.error();
  if (some->empty()) return std::optional<ClosedDay>();
  return std::optional<ClosedDay>(std::move(some->front()));
}

base::Result<std::vector<ClosedDay>, StoreError> closed_days(store::Queries& from, const journal::SiteId& site,
                                                             std::size_t limit) {
  return closed_where(from, "day <> '' order by number desc limit $2", {site.text(), limit});
}

base::Result<std::vector<SpoiltBlank>, StoreError> spoilage(store::Queries& from, const journal::SiteId& site,
                                                            std::size_t limit) {
  // The entries tell it: a spoilt blank that was destroyed is a spoilt one still.
  std::vector<SpoiltBlank> out;
  const auto read = from.each(
      "select a.serial, a.body, a.subject, a.time from stock_act a join stock_blank b on b.serial = a.serial where "
      "b.site = $1 and a.kind = 'blank-spoilt' order by a.time desc, a.site desc, a.sequence desc limit $2",
      {site.text(), limit}, [&](const store::Row& row) {
        const auto event = issuance::event_of("blank-spoilt", row.text(1));
        const auto* spoilt = event ? std::get_if<issuance::BlankSpoilt>(&*event) : nullptr;
        out.push_back({BlankSerial(row.text(0)), spoilt ? spoilt->cause : std::string(), row.text(2), row.time(3)});
      });
  if (!read) return read.error();
  return out;
}

base::Result<std::vector<std::pair<std::string, std::int64_t>>, StoreError> causes_of_spoilage(
    store::Queries& from, const journal::SiteId& site) {
  std::map<std::string, std::int64_t> counts;
  const auto read = from.each(
      "select a.body, count(*) from stock_act a join stock_blank b on b.serial = a.serial where b.site = $1 and a.kind "
      "= 'blank-spoilt' group by a.body",
      {site.text()}, [&](const store::Row& row) {
        const auto event = issuance::event_of("blank-spoilt", row.text(0));
        const auto* spoilt = event ? std::get_if<issuance::BlankSpoilt>(&*event) : nullptr;
        counts[spoilt ? spoilt->cause : std::string()] += row.integer(1);
      });
  if (!read) return read.error();
  std::vector<std::pair<std::string, std::int64_t>> out(counts.begin(), counts.end());
  std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  return out;
}

base::Result<std::int64_t, StoreError> print_backlog(store::Queries& from, const journal::SiteId& site,
                                                     std::size_t limit) {
  const auto ready = docket::list(from, {.states = {"Unique"}, .personaliser = site.text()}, limit);
  if (!ready) return ready.error();
  return static_cast<std::int64_t>(ready->size());
}

base::Result<Forecast, StoreError> forecast(store::Queries& from, const journal::SiteId& site,
                                            std::size_t working_days) {
  const auto stock =
      from.first("select count(*) from stock_blank where site = $1 and state in ('InStock', 'HandedOut')",
                 {site.text()}, [](const store::Row& row) { return row.integer(0); });
  if (!stock) return stock.error();
  const auto backlog = print_backlog(from, site);
  if (!backlog) return backlog.error();
  const auto days = closed_days(from, site, working_days);
  if (!days) return days.error();
  std::vector<Account> accounts;
  for (const auto& day : *days) accounts.push_back(day.account);
  return issuance::blank::forecast(stock->value_or(0), *backlog, accounts);
}

base::Result<std::vector<std::string>, StoreError> contradictions(store::Queries& from) {
  return from.all("select site, sequence, kind, subject, why from stock_contradiction order by site, sequence", {},
                  [](const store::Row& row) {
                    return row.text(0) + " " + std::to_string(row.integer(1)) + " " + row.text(2) + " " + row.text(3) +
                           ": " + row.text(4);
                  });
}

}  // namespace ktpel::stock
