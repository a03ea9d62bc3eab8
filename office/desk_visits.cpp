// SPDX-License-Identifier: Apache-2.0
// 8: home visits: the order, what was found at each door, the end.
#include "api/store_failure.h"
#include "office/desk_words.h"
#include "office/service.h"
#include "visit/visits.h"

namespace ktpel::office {

using api::failure_of;
using desk::Call;
using desk::Reply;
using http::Method;
using issuance::visit::VisitNumber;
using nlohmann::json;
using officer::Role;
using officer::Roles;
namespace rules = issuance::visit;

namespace {

const Roles team{Role::Operator, Role::Supervisor};
const Roles who_sees{Role::ServiceOfficer, Role::Operator, Role::Supervisor, Role::Auditor};
constexpr std::size_t most_visits = 200;

json to_json(const visit::Line& line) {
  return {{"number", line.number.get()}, {"day", line.day.printed()}, {"route", line.route},
          {"residents", line.residents}, {"captured", line.captured}, {"refused", line.refused},
          {"not_met", line.not_met},     {"gone", line.gone},         {"closed", line.closed}};
}

json to_json(const VisitNumber& number, const rules::Visit& v) {
  json residents = json::array(), team_names = json::array();
  for (const auto& nik : v.order.residents) {
    const auto found = v.results.find(nik);
    json one{{"nik", nik.digits()}, {"outcome", nullptr}, {"application", ""}, {"reason", ""}};
    if (found != v.results.end()) {
      one["outcome"] = rules::name(found->second.outcome);
      one["application"] = found->second.application ? found->second.application->get() : std::string();
      one["reason"] = found->second.reason;
    }
    residents.push_back(std::move(one));
  }
  for (const auto& officer : v.order.team) team_names.push_back(officer.get());
  return {{"number", number.get()}, {"day", v.order.day.printed()},   {"route", v.order.route},
          {"residents", residents}, {"equipment", v.order.equipment}, {"team", team_names},
          {"closed", v.closed}};
}

VisitNumber visit_of(const Call& call) { return VisitNumber(call.part("number")); }

}  // namespace

std::vector<desk::Route> Service::visit_routes() {
  const auto state_of = [this](const VisitNumber& number, int status) -> Reply {
    const auto now = parts_.office.find_visit(number);
    if (!now) return trouble(now.error());
    return desk::Answer(to_json(number, *now), status);
  };
  return {
      {Method::Get, "/api/visits", who_sees, "Kunjungan rumah: open=true hanya yang belum ditutup",
       [this](Call& call) -> Reply {
         const auto which = call.query("open") == "true" ? visit::Which::Open : visit::Which::All;
         const auto lines = parts_.office.journal().read(
             [&](store::Queries& q) { return visit::list(q, parts_.office.profile().site, which, most_visits); });
         if (!lines) return trouble(failure_of(lines.error(), "kunjungan"));
         json items = json::array();
         for (const auto& line : *lines) items.push_back(to_json(line));
         return done({{"items", items}});
       }},
      {Method::Get, "/api/visits/{number}", who_sees, "Satu kunjungan dengan hasil tiap penduduk",
       [state_of](Call& call) -> Reply { return state_of(visit_of(call), 200); }},
      {Method::Post, "/api/visits", team, "Merencanakan kunjungan: hari, rute, penduduk, peralatan, petugas (8)",
       [this, state_of](Call& call) -> Reply {
         const auto day = person::Date::parse(call.text("day"));
         if (!day) call.note_wrong("day");
         const auto route = call.text("route");
         std::vector<person::Nik> residents;
         for (const auto& text : call.list("residents")) {
           const auto nik = person::Nik::parse(text);
           if (!nik) call.note_wrong("residents");
           if (nik) residents.push_back(*nik);
         }
         const auto equipment = call.body().contains("equipment") ? call.list("equipment") : std::vector<std::string>();
         std::vector<Officer> officers;
         for (const auto& name : call.list("team")) {
           const auto account = parts_.accounts.find(name);
           if (!account || !*account || (*account)->disabled) call.note_wrong("team");
           officers.emplace_back(name);
         }
         if (!call.wrong_field().empty()) return wrong(call);
         const std::scoped_lock lock(acts_);
         const auto number = parts_.office.order_visit({*day, route, residents, equipment, officers}, officer_of(call));
         if (!number) return trouble(number.error());
         changed("visit");
         return state_of(*number, 201);
       }},
      {Method::Post, "/api/visits/{number}/results", team, "Hasil di satu rumah: direkam, menolak, tidak dijumpai",
       [this, state_of](Call& call) -> Reply {
         const auto nik = person::Nik::parse(call.text("nik"));
         const auto outcome = rules::outcome_of(call.text("outcome"));
         const auto application = call.text_or("application", ""), reason = call.text_or("reason", "");
         if (!nik) call.note_wrong("nik");
         if (!outcome) call.note_wrong("outcome");
         if (!call.wrong_field().empty()) return wrong(call);
         const std::scoped_lock lock(acts_);
         const auto ok = parts_.office.visit_result(
             visit_of(call),
             {*nik,
              {*outcome, application.empty() ? std::nullopt : std::optional(ApplicationNumber(application)), reason}},
             officer_of(call));
         if (!ok) return trouble(ok.error());
         changed("visit");
         return state_of(visit_of(call), 200);
       }},
      {Method::Post, "/api/visits/{number}/closing", team,
       "Menutup kunjungan; data yang dibawa dihapus bersama kunjungan terakhir",
       [this, state_of](Call& call) -> Reply {
         const std::scoped_lock lock(acts_);
         const auto ok = parts_.office.close_visit(visit_of(call), officer_of(call));
         if (!ok) return trouble(ok.error());
         changed("visit");
         return state_of(visit_of(call), 200);
       }},
      {Method::Post, "/api/visits/{number}/take-along", team, "Membawa data penduduk kunjungan ini tanpa jaringan (8)",
       [this](Call& call) -> Reply {
         const std::scoped_lock lock(counter_, acts_);
         const auto taken = parts_.office.take_along(visit_of(call), parts_.counter, officer_of(call));
         if (!taken) return trouble(taken.error());
         return done({{"taken", *taken}});
       }}};
}

}  // namespace ktpel::office
