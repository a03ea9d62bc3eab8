// SPDX-License-Identifier: Apache-2.0
#include "center/desk_routes.h"

#include <algorithm>

#include "base/check.h"
#include "base/phrase.h"
#include "center/detail/routes.h"
#include "desk/site.h"
#include "issuance/event_text.h"

namespace ktpel::center {

std::vector<desk::Route> desk_routes(const DeskMeans& means) {
  std::vector<desk::Route> routes;
  detail::add_adjudication(routes, means);
  detail::add_residents(routes, means);
  detail::add_applications(routes, means);
  detail::add_returns(routes, means);
  detail::add_offices(routes, means);
  detail::add_officers(routes, means);
  detail::add_reports(routes, means);
  detail::add_journal(routes, means);
  for (auto& route : desk::draft_routes(means.drafts)) routes.push_back(std::move(route));
  routes.push_back(desk::site_route({.kind = "center",
                                     .site = Center::site().text(),
                                     .place = base::phrase("center.place"),
                                     .folder = means.center.folder()}));
  return routes;
}

namespace detail {
bool may_know_judgements(const officer::Account& reader) {
  return reader.roles.count(officer::Role::Auditor) && !reader.roles.count(officer::Role::Adjudicator);
}

namespace {

/// A field of a CSV file: quoted, and nothing that a spreadsheet takes for a formula.
std::string csv_field(const json& value) {
  if (!value.is_string()) return value.is_null() ? std::string() : value.dump();
  std::string out = "\"";
  const auto& text = value.get_ref<const std::string&>();
  if (!text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos) out += '\'';
  for (const char c : text) out += c == '"' ? "\"\"" : std::string(1, c);
  return out + "\"";
}

}  // namespace

Reply state_reply(const Outcome<std::string>& state) {
  if (!state) return Trouble(state.error());
  return Answer(json{{"state", *state}});
}

json page_of(const Call& call, const json& items) {
  const auto total = items.size();
  const auto page = static_cast<std::size_t>(call.query_number("page", 0, 0, 1000000));
  json some = json::array();
  for (std::size_t i = page * page_size; i < std::min(total, (page + 1) * page_size); ++i) some.push_back(items[i]);
  return {{"page", page}, {"page_size", page_size}, {"total", total}, {"items", some}};
}

std::string state_for(std::string state, const officer::Account& reader) {
  if (state == "HalfJudged" && !may_know_judgements(reader)) return "Adjudicating";
  return state;
}

bool hides_person(std::string_view state, const officer::Account& reader) {
  return reader.roles.count(officer::Role::Adjudicator) &&
         (state == "Adjudicating" || state == "HalfJudged" || state == "Disputed");
}

json timeline(const docket::Case& c, const officer::Account& reader) {
  const bool undecided = std::holds_alternative<issuance::HalfJudged>(c.state) && !may_know_judgements(reader);
  json out = json::array();
  std::optional<issuance::Application> state;
  for (const auto& entry : c.history) {
    const auto event = issuance::event_of(entry.kind, entry.body);
    base::check(event.has_value(), "an event that the docket took and cannot be read");
    const auto* registration = std::get_if<issuance::Registration>(&*event);
    auto step = registration && !state ? issuance::begin(*registration) : issuance::decide(c.basis, *state, *event);
    base::check(bool(step), "an event that the docket took and the rules refuse");
    state = std::move(step->next);
    // The last judgement is the one that nobody else may know of.
    if (undecided && entry.kind == "judged" && &entry == &c.history.back()) continue;
    out.push_back({{"time", entry.time.iso8601()},
                   {"kind", entry.kind},
                   {"actor", entry.actor.get()},
                   {"site", entry.site.origin().text()},
                   {"clause", step->clause},
                   {"state", issuance::name(*state)},
                   {"label", issuance::label(*state)}});
  }
  // Who judged is nobody's business but the auditor's: elsewhere the two are officers 1 and 2.
  if (!reader.roles.count(officer::Role::Auditor))
    for (auto& one : out)
      if (one["kind"] == "judged") one["actor"] = nullptr;
  return out;
}

json to_json(const docket::Line& line, const officer::Account& reader) {
  // The time of the first judgement would tell of it.
  const bool blind = state_for(line.state, reader) == "Adjudicating" && !may_know_judgements(reader);
  const bool shut = hides_person(line.state, reader);
  const auto unless_shut = [&](const std::string& text) { return shut ? json(nullptr) : json(text); };
  return {{"number", line.number.get()},
          {"name", unless_shut(line.name)},
          {"nik_tail", unless_shut(tail(line.nik))},
          {"state", state_for(line.state, reader)},
          {"kind", issuance::name(line.kind)},
          {"kind_label", issuance::label(line.kind)},
          {"lane", issuance::name(line.lane)},
          {"office", unless_shut(line.office.text())},
          {"personaliser", line.personaliser},
          {"day", line.day},
          {"queue_number", line.queue_number},
          {"since", blind ? json(nullptr) : json(line.since.iso8601())}};
}

json to_json(const registry::Resident& who) {
  const auto& b = who.biodata;
  return {{"nik", b.nik.digits()},
          {"family_card", b.family_card},
          {"name", b.name},
          {"birthplace", b.birthplace},
          {"born", b.born.printed()},
          {"sex", person::printed(b.sex)},
          {"blood", person::printed(b.blood)},
          {"street", b.address.street},
          {"rt", b.address.rt},
          {"rw", b.address.rw},
          {"village_code", b.address.area + b.address.village_code},
          {"village", b.address.village},
          {"subdistrict", b.address.subdistrict},
          {"district", b.address.district},
          {"province", b.address.province},
          {"religion", person::printed(b.religion)},
          {"marital", person::printed(b.marital)},
          {"occupation", b.occupation},
          {"citizenship", person::printed(b.citizenship)},
          {"permit_until", b.permit_until ? json(b.permit_until->printed()) : json(nullptr)},
          {"mother", who.kin.mother},
          {"father", who.kin.father}};
}

Reply table_reply(const Call& call, const std::string& name, const Table& table, json beside) {
  if (call.query("format") == "csv") {
    std::string text;
    const auto line = [&](const auto& fields) {
      std::string out;
      for (const auto& field : fields) out += (out.empty() ? "" : ",") + csv_field(json(field));
      text += out + "\r\n";  // RFC 4180
    };
    line(table.columns);
    for (const auto& row : table.rows) line(row);
    auto response = http::answer(200, "text/csv; charset=utf-8", text);
    response.headers["content-disposition"] = "attachment; filename=\"" + name + ".csv\"";
    return Answer(std::move(response));
  }
  json rows = json::array();
  for (const auto& row : table.rows) {
    json one = json::object();
    for (std::size_t i = 0; i < table.columns.size(); ++i) one[table.columns[i]] = row[i];
    rows.push_back(std::move(one));
  }
  beside["columns"] = table.columns;
  beside["rows"] = std::move(rows);
  return Answer(beside);
}

}  // namespace detail
}  // namespace ktpel::center
