// SPDX-License-Identifier: Apache-2.0
#include "visit/visits.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/check.h"

namespace ktpel::visit {
namespace {

namespace rules = issuance::visit;
using rules::VisitNumber;
using store::StoreError;
using Done = base::Result<base::Done, StoreError>;

/// Folds what is stored of one visit; the acts were accepted by the rules when they came.
base::Result<std::optional<rules::Visit>, StoreError> fold(store::Queries& from, std::string_view number) {
  std::optional<rules::Visit> visit;
  bool damaged = false;
  const auto read = from.each("select kind, body from visit_act where visit = $1 order by place", {number},
                              [&](const store::Row& row) {
                                const auto event = rules::event_of(row.text(0), row.text(1));
                                damaged |= !event;
                                if (!event) return;
                                auto next = rules::decide(visit, *event);
                                damaged |= !next;
                                if (next) visit = std::move(*next);
                              });
  if (!read) return read.error();
  if (damaged) return StoreError::Broken;
  return visit;
}

std::int64_t count(const rules::Visit& visit, rules::Outcome outcome) {
  return std::count_if(visit.results.begin(), visit.results.end(),
                       [&](const auto& one) { return one.second.outcome == outcome; });
}

/// The line of the list, and who stands on it, made anew.
Done write(store::Transaction& transaction, const journal::Entry& entry, const rules::Visit& visit) {
  const auto& day = visit.order.day;
  if (const auto ok = transaction.execute(
          "insert into visit_line (visit, site, day, sortable, route, residents, captured, refused, not_met, closed, "
          "gone) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict (visit) do update set captured = "
          "excluded.captured, refused = excluded.refused, not_met = excluded.not_met, closed = excluded.closed, gone = "
          "excluded.gone",
          {entry.subject, entry.site.origin().text(), day.printed(), day.compact(), visit.order.route,
           visit.order.residents.size(), count(visit, rules::Outcome::Captured), count(visit, rules::Outcome::Refused),
           count(visit, rules::Outcome::NotMet), visit.closed ? 1 : 0,
           count(visit, rules::Outcome::Deceased) + count(visit, rules::Outcome::Moved)});
      !ok)
    return ok.error();
  for (const auto& nik : visit.order.residents)
    if (const auto ok = transaction.execute(
            "insert into visit_resident (visit, nik) values ($1, $2) on conflict (visit, nik) do nothing",
            {entry.subject, nik.digits()});
        !ok)
      return ok.error();
  return base::Done{};
}

}  // namespace

std::vector<store::Migration> Visits::migrations() const {
  return {{1,
           "create table visit_act (visit text not null, place bigint not null, kind text not null, body text not "
           "null, primary key (visit, place));"
           "create table visit_line (visit text primary key, site text not null, day text not null, sortable text not "
           "null, route text not null, residents bigint not null, captured bigint not null, refused bigint not null, "
           "not_met bigint not null, closed bigint not null);"
           "create index visit_line_day on visit_line (site, sortable);"
           "create table visit_resident (visit text not null, nik text not null, primary key (visit, nik));"
           "create index visit_resident_nik on visit_resident (nik);"
           "create table visit_contradiction (site text not null, sequence bigint not null, kind text not null, visit "
           "text not null, why text not null, primary key (site, sequence));"},
          {2, "alter table visit_line add column gone bigint not null default 0;"}};
}

std::vector<std::string> Visits::tables() const {
  return {"visit_act", "visit_line", "visit_resident", "visit_contradiction"};
}

Done Visits::apply(store::Transaction& transaction, const journal::Entry& entry) {
  const auto& kinds = rules::event_names;
  if (std::find(kinds.begin(), kinds.end(), entry.kind) == kinds.end()) return base::Done{};
  const auto event = rules::event_of(entry.kind, entry.body);
  const auto known = fold(transaction, entry.subject);
  if (!known) return known.error();
  const auto site = transaction.first("select site from visit_line where visit = $1", {entry.subject},
                                      [](const store::Row& row) { return row.text(0); });
  if (!site) return site.error();
  std::string why;
  std::optional<rules::Visit> next;
  if (!event)
    why = "malformed";
  else if (*site && **site != entry.site.origin().text())
    why = "of another site";
  else if (auto decided = rules::decide(*known, *event))
    next = std::move(*decided);
  else
    why = rules::name(decided.error());
  if (!next) {
    if (entry.site.origin() == own_) return StoreError::Conflict;
    const auto kept = transaction.execute("insert into visit_contradiction values ($1, $2, $3, $4, $5)",
                                          {entry.site.text(), entry.sequence.get(), entry.kind, entry.subject, why});
    if (!kept) return kept.error();
    return base::Done{};
  }
  const auto place = transaction.first("select count(*) from visit_act where visit = $1", {entry.subject},
                                       [](const store::Row& row) { return row.integer(0); });
  if (!place) return place.error();
  if (const auto ok = transaction.execute("insert into visit_act values ($1, $2, $3, $4)",
                                          {entry.subject, place->value_or(0), entry.kind, entry.body});
      !ok)
    return ok.error();
  return write(transaction, entry, *next);
}

journal::Draft draft(const rules::Event& event, const VisitNumber& number, const journal::Actor& actor) {
  const auto body = journal::canonical_body(rules::body_of(event));
  base::check(body.has_value(), "an event of a visit that no entry holds");
  return {actor, std::string(rules::name(event)), number.get(), *body, {}};
}

base::Result<std::optional<rules::Visit>, StoreError> find(store::Queries& from, const VisitNumber& number) {
  return fold(from, number.get());
}

base::Result<std::vector<Line>, StoreError> list(store::Queries& from, const journal::SiteId& site, Which which,
                                                 std::size_t limit) {
  std::vector<Line> out;
  bool damaged = false;
  const auto read = from.each(
      "select visit, site, day, route, residents, captured, refused, not_met, gone, closed from visit_line where site "
      "= $1 " +
          std::string(which == Which::Open ? "and closed = 0 " : "") + "order by sortable desc, visit limit $2",
      {site.text(), limit}, [&](const store::Row& row) {
        const auto at = journal::SiteId::parse(row.text(1));
        const auto day = person::Date::parse(row.text(2));
        damaged |= !at || !day;
        if (at && day)
          out.push_back({VisitNumber(row.text(0)), *at, *day, row.text(3), row.integer(4), row.integer(5),
                         row.integer(6), row.integer(7), row.integer(8), row.integer(9) != 0});
      });
  if (!read) return read.error();
  if (damaged) return StoreError::Broken;
  return out;
}

base::Result<std::vector<VisitNumber>, StoreError> of_nik(store::Queries& from, const person::Nik& nik) {
  return from.all(
      "select r.visit from visit_resident r join visit_line l on l.visit = r.visit where r.nik = $1 and l.closed = 0 "
      "order by l.sortable, r.visit",
      {nik.digits()}, [](const store::Row& row) { return VisitNumber(row.text(0)); });
}

base::Result<std::vector<std::string>, StoreError> contradictions(store::Queries& from) {
  return from.all("select site, sequence, kind, visit, why from visit_contradiction order by site, sequence", {},
                  [](const store::Row& row) {
                    return row.text(0) + " " + std::to_string(row.integer(1)) + " " + row.text(2) + " " + row.text(3) +
                           ": " + row.text(4);
                  });
}

}  // namespace ktpel::visit
