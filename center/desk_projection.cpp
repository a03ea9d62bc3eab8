// SPDX-License-Identifier: Apache-2.0
#include "center/desk_projection.h"

#include <nlohmann/json.hpp>

#include "center/center.h"

namespace ktpel::center {
namespace {

using base::Done;
using base::Result;
using nlohmann::json;
using store::StoreError;

constexpr std::int64_t day_ms = 86400000, zone_ms = 7 * 3600000;

Result<Done, StoreError> done(const Result<std::int64_t, StoreError>& executed) {
  if (!executed) return executed.error();
  return Done{};
}

/// " and office in ($3, $4)" of the offices, whose names are added to the values; nothing if none is named.
std::string of_offices(const std::vector<std::string>& offices, store::Values& values) {
  std::string sql;
  for (const auto& office : offices) {
    values.emplace_back(office);
    sql += (sql.empty() ? " and office in ($" : ", $") + std::to_string(values.size());
  }
  return sql.empty() ? sql : sql + ")";
}

/// What a recording's entry says of its fingers; other sites write it, so that anything may stand there.
Result<Done, StoreError> count_recording(store::Transaction& transaction, const journal::Entry& entry) {
  const auto body = json::parse(entry.body, nullptr, false);
  if (!body.is_object()) return Done{};
  std::int64_t fingers = 0, sum = 0, poor = 0, exceptions = 0;
  if (const auto quality = body.find("quality"); quality != body.end() && quality->is_object())
    for (const auto& [position, value] : quality->items()) {
      if (!value.is_number_integer()) continue;
      const auto q = value.get<std::int64_t>();
      if (q < 0 || q > 100) continue;
      ++fingers;
      sum += q;
      poor += q <= CaptureQuality::usual_quality;
    }
  if (const auto left_out = body.find("exceptions"); left_out != body.end() && left_out->is_object())
    exceptions = static_cast<std::int64_t>(left_out->size());
  return done(transaction.execute(
      "insert into desk_quality values ($1, $2, $3, 1, $4, $5, $6, $7) on conflict (office, operator, day) do update "
      "set recordings = desk_quality.recordings + 1, fingers = desk_quality.fingers + excluded.fingers, quality = "
      "desk_quality.quality + excluded.quality, poor = desk_quality.poor + excluded.poor, exceptions = "
      "desk_quality.exceptions + excluded.exceptions",
      {entry.site.text(), entry.actor.get(), day_number(entry.time), fingers, sum, poor, exceptions}));
}

}  // namespace

std::int64_t day_number(base::Time time) { return (time.ms + zone_ms) / day_ms; }

std::vector<store::Migration> DeskProjection::migrations() const {
  return {{1,
           "create table desk_turnaround (application text not null, began bigint not null, office text not null, "
           "ended bigint not null, poor bigint not null, primary key (application, began));"
           "create index desk_turnaround_open on desk_turnaround (began) where ended = 0;"
           "create index desk_turnaround_began on desk_turnaround (began);"
           "create table desk_quality (office text not null, operator text not null, day bigint not null, recordings "
           "bigint not null, fingers bigint not null, quality bigint not null, poor bigint not null, exceptions bigint "
           "not null, primary key (office, operator, day));"
           "create table desk_reversal (application text primary key, officer text not null, reason text not null, "
           "asked bigint not null);"},
          {2,
           "create table desk_impression (contest text not null, officer text not null, candidate text not null, "
           "impression text not null, primary key (contest, officer, candidate));"
           "create table desk_reversed (application text primary key, done bigint not null);"}};
}

std::vector<std::string> DeskProjection::tables() const {
  return {"desk_turnaround", "desk_quality", "desk_reversal", "desk_impression", "desk_reversed"};
}

Result<Done, StoreError> DeskProjection::apply(store::Transaction& transaction, const journal::Entry& entry) {
  const bool own = entry.site.origin() == Center::site();
  if (!own && entry.kind == "recorded") return count_recording(transaction, entry);
  if (own ? entry.kind == "received-at-center" : entry.kind == "presented")
    return done(transaction.execute(
        "insert into desk_turnaround values ($1, $2, $3, 0, 0) on conflict (application, began) do nothing",
        {entry.subject, entry.time.ms, entry.site.addressee().value_or(entry.site).text()}));
  const auto ends = [&] {
    return done(transaction.execute("update desk_turnaround set ended = $2 where application = $1 and ended = 0",
                                    {entry.subject, entry.time.ms}));
  };
  if (entry.kind == "withdrawn") return ends();
  if (!own) return Done{};
  if (entry.kind == "assigned" || entry.kind == "quality-refused" || entry.kind == "not-recognised" ||
      entry.kind == "clarified")
    return ends();
  if (entry.kind == "judged" || entry.kind == "supervisor-judged") {
    // Poor data sends the resident to be recorded again: said by a supervisor, or by both who judged.
    const auto body = json::parse(entry.body, nullptr, false);
    if (!body.is_object() || body.value("judgement", std::string()) != "poor-data") return Done{};
    if (entry.kind == "supervisor-judged") return ends();
    if (const auto ok = transaction.execute(
            "update desk_turnaround set poor = poor + 1 where application = $1 and ended = 0", {entry.subject});
        !ok)
      return ok.error();
    return done(
        transaction.execute("update desk_turnaround set ended = $2 where application = $1 and ended = 0 and poor = 2",
                            {entry.subject, entry.time.ms}));
  }
  if (entry.kind == "reversal-asked") {
    const auto body = json::parse(entry.body, nullptr, false);
    return done(transaction.execute(
        "insert into desk_reversal values ($1, $2, $3, $4) on conflict (application) do update set officer = "
        "excluded.officer, reason = excluded.reason, asked = excluded.asked",
        {entry.subject, entry.actor.get(), body.is_object() ? body.value("reason", std::string()) : std::string(),
         entry.time.ms}));
  }
  if (entry.kind == "reversed") {
    if (const auto ok = transaction.execute("delete from desk_reversal where application = $1", {entry.subject}); !ok)
      return ok.error();
    return done(transaction.execute(
        "insert into desk_reversed values ($1, $2) on conflict (application) do update set done = excluded.done",
        {entry.subject, entry.time.ms}));
  }
  if (entry.kind == "impression") {
    const auto body = json::parse(entry.body, nullptr, false);
    if (!body.is_object()) return Done{};
    return done(transaction.execute(
        "insert into desk_impression values ($1, $2, $3, $4) on conflict (contest, officer, candidate) do nothing",
        {entry.subject, entry.actor.get(), body.value("candidate", std::string()),
         body.value("impression", std::string())}));
  }
  // A new search is a new contest: it begins blind.
  if (entry.kind == "somebody-resembles" || entry.kind == "fingers-lacking")
    return done(transaction.execute("delete from desk_impression where contest = $1", {entry.subject}));
  return Done{};
}

Result<std::optional<AskedReversal>, StoreError> reversal_asked(store::Queries& from,
                                                                const issuance::ApplicationNumber& application) {
  return from.first("select officer, reason, asked from desk_reversal where application = $1", {application.get()},
                    [](const store::Row& row) {
                      return AskedReversal{row.text(0), row.text(1), base::Time{row.integer(2)}};
                    });
}

Result<std::vector<TakenBack>, StoreError> taken_back(store::Queries& from, std::size_t limit) {
  return from.all("select application, done from desk_reversed order by done desc, application limit $1",
                  {static_cast<std::int64_t>(limit)}, [](const store::Row& row) {
                    return TakenBack{issuance::ApplicationNumber(row.text(0)), base::Time{row.integer(1)}};
                  });
}

Result<std::map<issuance::ApplicationNumber, issuance::Judgement>, StoreError> impressions(
    store::Queries& from, const issuance::ApplicationNumber& contest, const std::string& officer) {
  const auto rows =
      from.all("select candidate, impression from desk_impression where contest = $1 and officer = $2",
               {contest.get(), officer}, [](const store::Row& row) { return std::pair(row.text(0), row.text(1)); });
  if (!rows) return rows.error();
  std::map<issuance::ApplicationNumber, issuance::Judgement> said;
  for (const auto& [candidate, word] : *rows)
    if (const auto judgement = issuance::judgement_of(word))
      said.emplace(issuance::ApplicationNumber(candidate), *judgement);
  return said;
}

Result<std::vector<Turnaround>, StoreError> turnarounds(store::Queries& from, const std::vector<std::string>& offices,
                                                        const Period& period, std::int64_t limit_ms, base::Time now) {
  store::Values values{period.from_ms, period.until_ms, limit_ms, now.ms};
  const auto chosen = of_offices(offices, values);
  return from.all(
      "select office, count(*), cast(sum(case when ended > 0 then 1 else 0 end) as bigint), cast(sum(case when ended > "
      "0 and ended - began > $3 then 1 else 0 end) as bigint), cast(sum(case when ended = 0 and $4 - began > $3 then 1 "
      "else 0 end) as bigint), cast(sum(case when ended > 0 then ended - began else 0 end) as bigint) from "
      "desk_turnaround where began >= $1 and began < $2" +
          chosen + " group by office order by office",
      values, [](const store::Row& row) {
        const auto answered = row.integer(2);
        return Turnaround{row.text(0),    row.integer(1), answered,
                          row.integer(3), row.integer(4), answered > 0 ? row.integer(5) / answered : 0};
      });
}

Result<std::vector<Unanswered>, StoreError> unanswered(store::Queries& from, const std::vector<std::string>& offices,
                                                       base::Time before, std::size_t limit) {
  store::Values values{before.ms, static_cast<std::int64_t>(limit)};
  const auto chosen = of_offices(offices, values);
  return from.all("select application, office, began from desk_turnaround where ended = 0 and began < $1" + chosen +
                      " order by began, application limit $2",
                  values, [](const store::Row& row) {
                    return Unanswered{row.text(0), row.text(1), base::Time{row.integer(2)}};
                  });
}

Result<std::vector<CaptureQuality>, StoreError> capture_quality(store::Queries& from,
                                                                const std::vector<std::string>& offices,
                                                                const Period& period) {
  store::Values values{day_number(base::Time{period.from_ms}),
                       period.until_ms == INT64_MAX ? INT64_MAX : day_number(base::Time{period.until_ms})};
  const auto chosen = of_offices(offices, values);
  return from.all(
      "select office, operator, cast(sum(recordings) as bigint), cast(sum(fingers) as bigint), cast(sum(quality) as "
      "bigint), cast(sum(poor) as bigint), cast(sum(exceptions) as bigint) from desk_quality where day >= $1 and day < "
      "$2" +
          chosen + " group by office, operator order by office, operator",
      values, [](const store::Row& row) {
        return CaptureQuality{row.text(0),    row.text(1),    row.integer(2), row.integer(3),
                              row.integer(4), row.integer(5), row.integer(6)};
      });
}

}  // namespace ktpel::center
