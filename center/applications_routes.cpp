// SPDX-License-Identifier: Apache-2.0
// Applications as they stand, and cards that came back (P2). Nothing biometric.
#include "center/detail/routes.h"

namespace ktpel::center::detail {

using http::Method;
using officer::Role;

namespace {

std::size_t offset_in(const Call& call) {
  return static_cast<std::size_t>(call.query_number("page", 0, 0, 1000000)) * page_size;
}

const char* word(issuance::Rung rung) {
  switch (rung) {
    case issuance::Rung::District:
      return "district";
    case issuance::Rung::Province:
      return "province";
    case issuance::Rung::Ministry:
      break;
  }
  return "ministry";
}

Reply list(const DeskMeans& means, Call& call) {
  docket::Filter filter;
  if (const auto state = call.query("state"); state == "HalfJudged" && !may_know_judgements(call.officer()))
    return Trouble(WrongField{"state"});
  else if (state == "Adjudicating" && !may_know_judgements(call.officer()))
    filter.states = {"Adjudicating", "HalfJudged"};
  else if (!state.empty())
    filter.states = {state};
  filter.office = call.query("office");
  filter.day = call.query("day");
  // One more than is shown tells whether there is a next page.
  const auto lines = means.center.applications(std::move(filter), scope_of(call), page_size + 1, offset_in(call));
  if (!lines) return Trouble(lines.error());
  json items = json::array();
  for (const auto& line : *lines)
    if (items.size() < page_size) items.push_back(to_json(line, call.officer()));
  return Answer(json{{"items", items}, {"more", lines->size() > page_size}});
}

Reply one(const DeskMeans& means, Call& call) {
  const auto c = means.center.application(number_of(call), scope_of(call));
  if (!c) return Trouble(c.error());
  const auto* registration = c->last("registration");
  const auto name = registration ? json::parse(registration->body).value("name", std::string()) : std::string();
  const bool hidden = std::holds_alternative<issuance::HalfJudged>(c->state) && !may_know_judgements(call.officer());
  const issuance::Application shown = hidden ? issuance::Adjudicating{{}} : c->state;
  // Who adjudicates beside another role learns nothing here that the bench leaves shut.
  const bool blind = hides_person(issuance::name(c->state), call.officer());
  return Answer(json{{"number", c->number.get()},
                     {"name", blind ? json(nullptr) : json(name)},
                     {"nik_tail", blind ? json(nullptr) : json(tail(c->nik))},
                     {"office", blind ? json(nullptr) : json(c->office().text())},
                     {"personaliser", c->assignment ? json(c->assignment->personaliser.text()) : json(nullptr)},
                     {"kind", issuance::name(c->basis.kind)},
                     {"kind_label", issuance::label(c->basis.kind)},
                     {"lane", issuance::name(c->basis.lane)},
                     {"state", issuance::name(shown)},
                     {"label", issuance::label(shown)},
                     {"incumbent_code", issuance::incumbent_code(shown)},
                     {"timeline", timeline(*c, call.officer())}});
}

Reply returns(const DeskMeans& means, Call& call) {
  const auto lines =
      means.center.applications({.states = {"Returning"}}, scope_of(call), page_size + 1, offset_in(call));
  if (!lines) return Trouble(lines.error());
  json items = json::array();
  for (const auto& line : *lines) {
    if (items.size() == page_size) break;
    const auto c = means.center.application(line.number);
    if (!c) return Trouble(c.error());
    const auto* there = std::get_if<issuance::Returning>(&c->state);
    if (!there) continue;  // somebody was quicker
    auto item = to_json(line, call.officer());
    item["rung"] = word(there->rung);
    item["cause"] = there->cause;
    item["serial"] = there->card.serial.get();
    items.push_back(std::move(item));
  }
  return Answer(json{{"items", items}, {"more", lines->size() > page_size}});
}

}  // namespace

void add_applications(std::vector<Route>& routes, const DeskMeans& means) {
  const officer::Roles readers{Role::ServiceOfficer, Role::DinasAdmin, Role::Supervisor, Role::Auditor, Role::Ministry};
  routes.push_back({Method::Get, "/api/applications", readers, "Permohonan menurut keadaan, kantor, dan hari",
                    [means](Call& call) { return list(means, call); }});
  routes.push_back({Method::Get, "/api/applications/{number}", readers, "Riwayat satu permohonan dengan klausul SOP",
                    [means](Call& call) { return one(means, call); }});
}

void add_returns(std::vector<Route>& routes, const DeskMeans& means) {
  const officer::Roles ministry{Role::Ministry};
  routes.push_back({Method::Get, "/api/returns", ministry, "Kartu yang dikembalikan berjenjang",
                    [means](Call& call) { return returns(means, call); }});
  routes.push_back({Method::Post, "/api/returns/{number}/up", ministry, "Kartu naik dari provinsi ke kementerian",
                    [means](Call& call) -> Reply {
                      const auto c = means.center.application(number_of(call), scope_of(call));
                      if (!c) return Trouble(c.error());
                      return state_reply(means.center.send_up(c->number, actor_of(call)));
                    }});
  routes.push_back({Method::Post, "/api/returns/{number}/finding", ministry, "Temuan kementerian atas kartu",
                    [means](Call& call) -> Reply {
                      const auto reopen = call.text("reopen");
                      if (reopen != "personalisation" && reopen != "capture") call.note_wrong("reopen");
                      if (!call.wrong_field().empty()) return Trouble(WrongField{call.wrong_field()});
                      const auto c = means.center.application(number_of(call), scope_of(call));
                      if (!c) return Trouble(c.error());
                      return state_reply(means.center.find_on_return(
                          c->number,
                          reopen == "capture" ? issuance::Reopen::AtCapture : issuance::Reopen::AtPersonalisation,
                          actor_of(call)));
                    }});
}

}  // namespace ktpel::center::detail
