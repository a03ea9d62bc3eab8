// SPDX-License-Identifier: Apache-2.0
#include "docket/docket.h"

#include <nlohmann/json.hpp>

#include "base/check.h"
#include "issuance/event_text.h"

namespace ktpel::docket {
namespace {

using issuance::ApplicationNumber;
using store::StoreError;

// Folds what is stored of one application; the entries were accepted by the rules when they came.
base::Result<std::optional<Case>, StoreError> fold(store::Queries& from, const ApplicationNumber& number) {
  std::vector<journal::Entry> history;
  bool damaged = false;
  const auto read = from.each("select entry from docket_event where application = $1 order by place", {number.get()},
                              [&](const store::Row& row) {
                                auto entry = journal::decode(row.bytes(0));
                                damaged |= !entry;
                                if (entry) history.push_back(std::move(*entry));
                              });
  if (!read) return read.error();
  if (damaged) return StoreError::Broken;
  if (history.empty()) return std::optional<Case>();

  std::optional<issuance::Application> state;
  std::optional<person::Nik> nik;
  for (const auto& entry : history) {
    const auto event = issuance::event_of(entry.kind, entry.body);
    if (!event) return StoreError::Broken;
    if (const auto* registration = std::get_if<issuance::Registration>(&*event); registration && !state) {
      const auto parsed = person::Nik::parse(nlohmann::json::parse(entry.body).value("nik", std::string()));
      if (!parsed) return StoreError::Broken;
      nik = *parsed;
      state = issuance::begin(*registration)->next;
      continue;
    }
    if (!state) return StoreError::Broken;
    auto step = issuance::decide(*state, *event);
    if (!step) return StoreError::Broken;
    state = std::move(step->next);
  }
  return std::optional<Case>(Case{number, *nik, *state, std::move(history)});
}

// Nullopt if the rules allow the event as the next one.
base::Result<std::optional<std::string>, StoreError> why_not(store::Queries& from, const journal::Entry& entry,
                                                             const issuance::Event& event) {
  const auto known = fold(from, ApplicationNumber(entry.subject));
  if (!known) return known.error();
  if (std::holds_alternative<issuance::Registration>(event)) {
    if (*known) return std::optional<std::string>("registered before");
    const auto nik = nlohmann::json::parse(entry.body).value("nik", std::string());
    if (!person::Nik::parse(nik)) return std::optional<std::string>("no NIK");
    return std::optional<std::string>();
  }
  if (!*known) return std::optional<std::string>("no such application");
  if (!issuance::decide((*known)->state, event)) return std::optional<std::string>("not in this state");
  return std::optional<std::string>();
}

}  // namespace

const journal::Entry* Case::last(std::string_view kind) const {
  for (auto entry = history.rbegin(); entry != history.rend(); ++entry)
    if (entry->kind == kind) return &*entry;
  return nullptr;
}

std::vector<store::Migration> Docket::migrations() const {
  return {{1,
           "create table docket_application (number text primary key, nik text not null, state text not null, place "
           "bigint not null);"
           "create index docket_application_nik on docket_application (nik);"
           "create index docket_application_state on docket_application (state);"
           "create table docket_event (application text not null, place bigint not null, entry bytea not null, primary "
           "key (application, place));"
           "create table docket_blank (serial text primary key, application text not null);"
           "create table docket_contradiction (site text not null, sequence bigint not null, kind text not null, "
           "application text not null, why text not null, primary key (site, sequence));"}};
}

std::vector<std::string> Docket::tables() const {
  return {"docket_application", "docket_event", "docket_blank", "docket_contradiction"};
}

base::Result<base::Done, StoreError> Docket::apply(store::Transaction& transaction, const journal::Entry& entry) {
  if (!issuance::is_event(entry.kind)) return base::Done{};  // of another part: not ours
  const auto event = issuance::event_of(entry.kind, entry.body);
  base::Result<std::optional<std::string>, StoreError> refused = std::optional<std::string>("malformed");
  if (event) refused = why_not(transaction, entry, *event);
  if (!refused) return refused.error();
  const auto* taken = event ? std::get_if<issuance::BlankTaken>(&*event) : nullptr;
  if (taken && !*refused) {
    const auto bound = bound_to(transaction, taken->serial);
    if (!bound) return bound.error();
    if (*bound) *refused = "the blank is bound already";
  }
  if (*refused) {
    if (entry.site.origin() == own_) return StoreError::Conflict;
    const auto kept =
        transaction.execute("insert into docket_contradiction values ($1, $2, $3, $4, $5)",
                            {entry.site.text(), entry.sequence.get(), entry.kind, entry.subject, **refused});
    if (!kept) return kept.error();
    return base::Done{};
  }

  const auto place = transaction.first("select count(*) from docket_event where application = $1", {entry.subject},
                                       [](const store::Row& row) { return row.integer(0); });
  if (!place) return place.error();
  auto kept = entry;
  kept.signature.reset();  // may be made later than this row
  if (const auto ok = transaction.execute("insert into docket_event values ($1, $2, $3)",
                                          {entry.subject, place->value_or(0), journal::encode(kept)});
      !ok)
    return ok.error();
  if (taken)
    if (const auto ok =
            transaction.execute("insert into docket_blank values ($1, $2)", {taken->serial.get(), entry.subject});
        !ok)
      return ok.error();
  const auto now = fold(transaction, ApplicationNumber(entry.subject));
  if (!now) return now.error();
  const auto all = count(transaction);
  if (!all) return all.error();
  const auto& c = **now;
  const auto written = transaction.execute(
      "insert into docket_application values ($1, $2, $3, $4) on conflict (number) do update set state = "
      "excluded.state",
      {c.number.get(), c.nik.digits(), issuance::name(c.state), *all});
  if (!written) return written.error();
  return base::Done{};
}

journal::Draft draft(const issuance::Event& event, const ApplicationNumber& number, const journal::Actor& actor,
                     std::string_view extra, std::vector<base::Digest> blobs) {
  auto body = nlohmann::json::parse(extra);
  base::check(body.is_object(), "extra fields of an event that are no JSON object");
  body.update(nlohmann::json::parse(issuance::body_of(event)));
  const auto canonical = journal::canonical_body(body.dump());
  base::check(canonical.has_value(), "an event whose body is too large for an entry");
  return {actor, std::string(issuance::name(event)), number.get(), *canonical, std::move(blobs)};
}

base::Result<std::optional<Case>, StoreError> find(store::Queries& from, const ApplicationNumber& number) {
  return fold(from, number);
}

base::Result<std::vector<ApplicationNumber>, StoreError> of_nik(store::Queries& from, const person::Nik& nik) {
  return from.all("select number from docket_application where nik = $1 order by place", {nik.digits()},
                  [](const store::Row& row) { return ApplicationNumber(row.text(0)); });
}

base::Result<std::vector<ApplicationNumber>, StoreError> in_state(store::Queries& from, std::string_view state) {
  return from.all("select number from docket_application where state = $1 order by place", {state},
                  [](const store::Row& row) { return ApplicationNumber(row.text(0)); });
}

base::Result<std::int64_t, StoreError> count(store::Queries& from) {
  const auto n =
      from.first("select count(*) from docket_application", {}, [](const store::Row& row) { return row.integer(0); });
  if (!n) return n.error();
  return n->value_or(0);
}

base::Result<std::vector<std::pair<std::string, std::int64_t>>, StoreError> count_by_state(store::Queries& from) {
  return from.all("select state, count(*) from docket_application group by state order by state", {},
                  [](const store::Row& row) { return std::pair(row.text(0), row.integer(1)); });
}

base::Result<std::vector<std::string>, StoreError> contradictions(store::Queries& from) {
  return from.all("select site, sequence, kind, application from docket_contradiction order by site, sequence", {},
                  [](const store::Row& row) {
                    return row.text(0) + " " + std::to_string(row.integer(1)) + " " + row.text(2) + " " + row.text(3);
                  });
}

base::Result<std::optional<ApplicationNumber>, StoreError> bound_to(store::Queries& from,
                                                                    const issuance::BlankSerial& serial) {
  return from.first("select application from docket_blank where serial = $1", {serial.get()},
                    [](const store::Row& row) { return ApplicationNumber(row.text(0)); });
}

}  // namespace ktpel::docket
