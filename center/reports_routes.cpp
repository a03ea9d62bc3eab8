// SPDX-License-Identifier: Apache-2.0
// How the work stands: by state, against the SOP's 24 hours, and how good the recordings are. No residents; and a
// person's own figures are no part of a file that is passed on.
#include <algorithm>

#include "api/store_failure.h"
#include "center/desk_projection.h"
#include "center/detail/routes.h"
#include "docket/tally.h"
#include "person/region.h"
#include "registry/typed.h"
#include "stock/ledger.h"

namespace ktpel::center::detail {

using http::Method;
using officer::Role;

namespace {

constexpr std::int64_t day_ms = 86400000, zone_ms = 7 * 3600000;
constexpr std::int64_t check_limit_ms = 24 * 3600000LL;  ///< SOP I.3: 24 hours for the uniqueness check
constexpr std::size_t overdue_shown = 200;
/// Whoever made fewer recordings is counted with the others: a few say nothing about a person.
constexpr std::int64_t fewest_told_apart = 5;

/// The offices of the reader's scope; none if there is none, so that nothing is asked.
using Offices = std::optional<std::vector<std::string>>;

std::optional<std::int64_t> start_of(const std::string& typed) {
  const auto date = registry::typed_date(typed);
  if (!date) return std::nullopt;
  const std::chrono::sys_days day =
      std::chrono::year(date->year()) / std::chrono::month(date->month()) / std::chrono::day(date->day());
  return day.time_since_epoch().count() * day_ms - zone_ms;
}

/// ?from= and ?to=, both days inclusive; nullopt: one of them is no day.
std::optional<Period> period_in(const Call& call) {
  Period period;
  if (const auto typed = call.query("from"); !typed.empty()) {
    const auto start = start_of(typed);
    if (!start) return std::nullopt;
    period.from_ms = *start;
  }
  if (const auto typed = call.query("to"); !typed.empty()) {
    const auto start = start_of(typed);
    if (!start) return std::nullopt;
    period.until_ms = *start + day_ms;
  }
  return period;
}

/// Runs `ask(queries, offices)`, which answers a list, for the offices that the caller may see.
template <class Row, class Ask>
Outcome<std::vector<Row>> for_scope(const DeskMeans& means, const Call& call, Ask ask) {
  const auto offices = means.center.offices_of(scope_of(call));
  if (!offices) return offices.error();
  if (*offices && (*offices)->empty()) return std::vector<Row>{};
  const auto named = offices->value_or(std::vector<std::string>{});
  auto rows = means.center.journal().read([&](store::Queries& q) { return ask(q, named); });
  if (!rows) return api::failure_of(rows.error(), "reports");
  return std::move(*rows);
}

Reply states(const DeskMeans& means, Call& call) {
  const auto tallies = for_scope<docket::Tally>(
      means, call, [](store::Queries& q, const auto& offices) { return docket::tally(q, offices); });
  if (!tallies) return Trouble(tallies.error());
  // One opinion and none are one state here: the adjudicators' second opinion is blind.
  std::map<std::pair<std::string, std::string>, std::pair<std::int64_t, std::int64_t>> counts;
  for (const auto& tally : *tallies) {
    const auto state = tally.state == "HalfJudged" ? std::string("Adjudicating") : tally.state;
    auto& [count, oldest] = counts.try_emplace({tally.office, state}, 0, tally.oldest.ms).first->second;
    count += tally.count;
    oldest = std::min(oldest, tally.oldest.ms);
  }
  Table table{{"office", "state", "count", "oldest_hours"}, {}};
  for (const auto& [key, value] : counts)
    table.rows.push_back({key.first, key.second, value.first, (means.clock.now().ms - value.second) / 3600000});
  return table_reply(call, "keadaan", table);
}

Reply sla(const DeskMeans& means, Call& call) {
  const auto period = period_in(call);
  if (!period) return Trouble(WrongField{"from, to"});
  const auto now = means.clock.now();
  const auto found = for_scope<Turnaround>(means, call, [&](store::Queries& q, const auto& offices) {
    return turnarounds(q, offices, *period, check_limit_ms, now);
  });
  if (!found) return Trouble(found.error());
  const auto late = for_scope<Unanswered>(means, call, [&](store::Queries& q, const auto& offices) {
    return unanswered(q, offices, base::Time{now.ms - check_limit_ms}, overdue_shown);
  });
  if (!late) return Trouble(late.error());
  Table table{{"office", "checks", "answered", "late", "overdue", "mean_minutes"}, {}};
  for (const auto& one : *found)
    table.rows.push_back({one.office, one.checks, one.answered, one.late, one.overdue, one.mean_ms / 60000});
  json overdue = json::array();
  for (const auto& one : *late)
    overdue.push_back({{"number", one.application}, {"office", one.office}, {"since", one.since.iso8601()}});
  return table_reply(call, "batas-24-jam", table,
                     {{"limit_hours", check_limit_ms / 3600000}, {"overdue_now", overdue}});
}

Reply quality(const DeskMeans& means, Call& call) {
  const auto period = period_in(call);
  if (!period) return Trouble(WrongField{"from, to"});
  const auto found = for_scope<CaptureQuality>(
      means, call, [&](store::Queries& q, const auto& offices) { return capture_quality(q, offices, *period); });
  if (!found) return Trouble(found.error());
  const bool by_person = call.query("format") != "csv";
  std::map<std::pair<std::string, std::string>, CaptureQuality> rows;
  for (const auto& one : *found) {
    const auto who = by_person && one.recordings >= fewest_told_apart ? one.operator_name : std::string();
    auto& sum = rows.try_emplace({one.office, who}, CaptureQuality{one.office, who, 0, 0, 0, 0, 0}).first->second;
    sum.recordings += one.recordings;
    sum.fingers += one.fingers;
    sum.quality_sum += one.quality_sum;
    sum.poor += one.poor;
    sum.exceptions += one.exceptions;
  }
  Table table{{"office"}, {}};
  if (by_person) table.columns.push_back("operator");  // empty: those who recorded a few only
  for (const char* column : {"recordings", "fingers", "mean_quality", "poor_fingers", "exceptions"})
    table.columns.push_back(column);
  for (const auto& [key, one] : rows) {
    std::vector<json> row{one.office};
    if (by_person) row.push_back(one.operator_name);
    row.insert(row.end(),
               {one.recordings, one.fingers, one.fingers > 0 ? json(one.quality_sum / one.fingers) : json(nullptr),
                one.poor, one.exceptions});
    table.rows.push_back(std::move(row));
  }
  return table_reply(call, "mutu-perekaman", table);
}

/// What the bar of every page shows: how many applications are where, how many contests wait, what is too late.
Reply status(const DeskMeans& means, Call& call) {
  const auto tallies = for_scope<docket::Tally>(
      means, call, [](store::Queries& q, const auto& offices) { return docket::tally(q, offices); });
  if (!tallies) return Trouble(tallies.error());
  const auto now = means.clock.now();
  const auto checks = for_scope<Turnaround>(means, call, [&](store::Queries& q, const auto& offices) {
    return turnarounds(q, offices, Period{}, check_limit_ms, now);
  });
  if (!checks) return Trouble(checks.error());
  std::map<std::string, std::int64_t> counts;
  std::int64_t contests = 0, overdue = 0;
  for (const auto& tally : *tallies) {
    const auto state = state_for(tally.state, call.officer());
    counts[state] += tally.count;
    if (tally.state == "Adjudicating" || tally.state == "HalfJudged" || tally.state == "Disputed")
      contests += tally.count;
  }
  for (const auto& one : *checks) overdue += one.overdue;
  return Answer(json{{"clock", now.iso8601()}, {"applications", counts}, {"contests", contests}, {"overdue", overdue}});
}

struct StockRow {
  std::string site;
  std::int64_t left, good, spoilt;
  std::optional<double> days_left;
};

/// Each office that keeps blanks: what a count would find there, what became of the others since its last closed day.
Reply stock_of_offices(const DeskMeans& means, Call& call) {
  const auto known = means.center.offices();
  if (!known) return Trouble(known.error());
  const auto rows = for_scope<StockRow>(
      means, call,
      [&](store::Queries& q, const auto& offices) -> base::Result<std::vector<StockRow>, store::StoreError> {
        std::vector<StockRow> out;
        for (const auto& office : *known) {
          const auto site = journal::SiteId::parse(office.site);
          if (!site || (!offices.empty() && std::find(offices.begin(), offices.end(), office.site) == offices.end()))
            continue;
          const auto keeps = stock::keeps_stock(q, *site);
          if (!keeps) return keeps.error();
          if (!*keeps) continue;
          const auto account = stock::open_account(q, *site);
          if (!account) return account.error();
          const auto forecast = stock::forecast(q, *site);
          if (!forecast) return forecast.error();
          out.push_back({office.site, account->closing(), account->good, account->spoilt, forecast->days_left});
        }
        return out;
      });
  if (!rows) return Trouble(rows.error());
  json items = json::array();
  for (const auto& row : *rows) {
    std::string place = row.site;
    for (const auto& office : *known)
      if (const auto region = person::RegionCode::parse(office.region); office.site == row.site && region)
        if (const auto path = means.region_path(*region); !path.empty()) place = std::string(path.back().name);
    items.push_back({{"site", row.site},
                     {"place", place},
                     {"left", row.left},
                     {"good", row.good},
                     {"spoilt", row.spoilt},
                     {"days_left", row.days_left ? json(*row.days_left) : json(nullptr)}});
  }
  return Answer(json{{"items", items}});
}

}  // namespace

void add_reports(std::vector<Route>& routes, const DeskMeans& means) {
  const officer::Roles readers{Role::Supervisor, Role::Auditor, Role::Ministry};
  routes.push_back({Method::Get, "/api/status", desk::Anybody{}, "Keadaan pekerjaan: jumlah, ajudikasi, yang terlambat",
                    [means](Call& call) { return status(means, call); }});
  routes.push_back({Method::Get, "/api/stock", readers, "Blangko di setiap kantor yang menyimpannya",
                    [means](Call& call) { return stock_of_offices(means, call); }});
  routes.push_back({Method::Get, "/api/reports/states", readers, "Permohonan menurut keadaan dan umur",
                    [means](Call& call) { return states(means, call); }});
  routes.push_back({Method::Get, "/api/reports/sla", readers, "Pemeriksaan ketunggalan terhadap batas 24 jam",
                    [means](Call& call) { return sla(means, call); }});
  routes.push_back({Method::Get, "/api/reports/quality", readers, "Mutu perekaman menurut kantor dan operator",
                    [means](Call& call) { return quality(means, call); }});
}

}  // namespace ktpel::center::detail
