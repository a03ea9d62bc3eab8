// SPDX-License-Identifier: Apache-2.0
// I.1, 5, 6, 7: intake, lists, and the acts at the counter that need no device.
#include "biometric/image/codec.h"
#include "office/desk_words.h"
#include "office/service.h"
#include "registry/resident.h"

namespace ktpel::office {

using desk::Call;
using desk::Reply;
using http::Method;
using nlohmann::json;
using officer::Role;
using officer::Roles;

namespace {

const Roles counter{Role::ServiceOfficer, Role::Supervisor};
/// The Dinas takes foreigners in itself (7g).
const Roles who_takes_in{Role::ServiceOfficer, Role::DinasAdmin, Role::Supervisor};
const Roles who_sees{Role::ServiceOfficer, Role::Operator,   Role::DinasAdmin,
                     Role::Support,        Role::Supervisor, Role::Auditor};

}  // namespace

std::vector<desk::Route> Service::application_routes() {
  auto& office = parts_.office;
  const auto act = [this](std::string what, Doing doing) { return act_on(std::move(what), std::move(doing)); };
  return {
      {Method::Get, "/api/residents/{nik}", who_takes_in, "Mencari penduduk menurut NIK di pusat data",
       [this](Call& call) -> Reply {
         const auto nik = person::Nik::parse(call.part("nik"));
         if (!nik) return desk::Trouble(desk::WrongField{"nik"});
         const std::scoped_lock lock(counter_);
         const auto found = parts_.office.look(*nik, parts_.counter, officer_of(call));
         if (!found) return trouble(found.error());
         const auto& [who, from_copy] = *found;
         return done({{"biodata", json::parse(who.biodata)},
                      {"recorded_in", who.recorded_in},
                      {"recorded_at", who.recorded_at},
                      {"open_application", who.open_application},
                      {"from_copy", from_copy}});
       }},
      {Method::Post, "/api/applications", who_takes_in,
       "Mendaftarkan permohonan: nomor antrian dan surat panggilan (I.1)",
       [this](Call& call) -> Reply {
         const auto nik = person::Nik::parse(call.text("nik"));
         const auto kind = issuance::kind_of(call.text_or("kind", "first"));
         const auto lane = issuance::lane_of(call.text_or("lane", "regular"));
         if (!nik) call.note_wrong("nik");
         if (!kind) call.note_wrong("kind");
         if (!lane) call.note_wrong("lane");
         if (!call.wrong_field().empty()) return wrong(call);
         Request request{
             .nik = *nik, .kind = *kind, .lane = *lane, .lane_reason = call.text_or("lane_reason", ""), .began = {}};
         if (call.body().contains("documents")) request.documents = call.body().at("documents").dump();
         if (call.body().contains("began_ms")) request.began = base::Time{call.number("began_ms")};
         if (!request.began) request.began = parts_.clock.now();
         const auto found = [&] {
           const std::scoped_lock lock(counter_);
           return parts_.office.look(*nik, parts_.counter, officer_of(call));
         }();
         if (!found) return trouble(found.error());
         const std::scoped_lock lock(acts_);
         const auto taken = parts_.office.intake(request, *found, officer_of(call));
         if (!taken) return trouble(taken.error());
         changed("intake");
         return desk::Answer(json{{"number", taken->application.get()},
                                  {"queue_number", taken->queue_number},
                                  {"name", taken->who.name},
                                  {"from_copy", taken->from_copy},
                                  {"summons", taken->summons.filename().string()}},
                             201);
       }},
      {Method::Get, "/api/applications", who_sees, "Daftar permohonan: state, day, page (50 baris)",
       [&office](Call& call) -> Reply {
         docket::Filter filter{.day = call.query("day")};
         const auto states = call.query("state");
         for (std::size_t from = 0; from < states.size();) {
           const auto end = std::min(states.find(',', from), states.size());
           filter.states.push_back(states.substr(from, end - from));
           from = end + 1;
         }
         if (call.query("made_here") == "true") filter.personaliser = office.profile().site.text();
         constexpr int page_size = 50;
         const int page = call.query_number("page", 1, 1, 1000000);
         const auto lines = office.list(filter, page_size + 1, static_cast<std::size_t>(page - 1) * page_size);
         if (!lines) return trouble(lines.error());
         json items = json::array();
         for (const auto& line : *lines)
           if (items.size() < page_size) items.push_back(to_json(line));
         return done({{"items", items}, {"page", page}, {"more", lines->size() > page_size}});
       }},
      {Method::Get, "/api/applications/{number}", who_sees, "Satu permohonan dengan riwayatnya",
       [&office](Call& call) -> Reply {
         const auto c = office.find(application_of(call));
         if (!c) return trouble(c.error());
         return done(to_json(*c));
       }},
      {Method::Post, "/api/applications/{number}/withdrawal",
       Roles{Role::ServiceOfficer, Role::DinasAdmin, Role::Supervisor}, "Membatalkan permohonan",
       act("withdrawal",
           [&office](Call& call, const ApplicationNumber& n) {
             const auto why = call.text("why");
             return why.empty() ? Outcome<base::Done>(base::Done{}) : office.withdraw(n, why, officer_of(call));
           })},
      {Method::Post, "/api/applications/{number}/answer", Roles{Role::Operator, Role::ServiceOfficer, Role::Supervisor},
       "Menjawab klarifikasi pusat data (3b)",
       act("answer",
           [&office](Call& call, const ApplicationNumber& n) {
             const auto text = call.text("text");
             return text.empty() ? Outcome<base::Done>(base::Done{}) : office.answer(n, text, officer_of(call));
           })},
      {Method::Post, "/api/applications/{number}/call", counter, "Memanggil penduduk untuk mengambil kartu (6)",
       act("call", [&office](Call& call, const ApplicationNumber& n) { return office.call(n, officer_of(call)); })},
      {Method::Post, "/api/applications/{number}/reminder", counter, "Mengingatkan penduduk mengambil kartu",
       act("reminder",
           [&office](Call& call, const ApplicationNumber& n) { return office.remind(n, officer_of(call)); })},
      {Method::Post, "/api/visits/take-along", Roles{Role::Operator, Role::Supervisor},
       "Membawa data penduduk untuk kunjungan tanpa jaringan (8)",
       [this](Call& call) -> Reply {
         std::vector<person::Nik> niks;
         for (const auto& text : call.list("niks")) {
           const auto nik = person::Nik::parse(text);
           if (!nik) return desk::Trouble(desk::WrongField{"niks"});
           niks.push_back(*nik);
         }
         if (!call.wrong_field().empty()) return wrong(call);
         const std::scoped_lock lock(counter_);
         const auto ok = parts_.office.take_along(niks, parts_.counter, officer_of(call));
         if (!ok) return trouble(ok.error());
         return done({{"taken", niks.size()}});
       }},
      {Method::Delete, "/api/visits/take-along", Roles{Role::Operator, Role::Supervisor}, "Menghapus data yang dibawa",
       [this](Call&) -> Reply {
         const std::scoped_lock lock(acts_);
         const auto ok = parts_.office.forget_taken_along();
         if (!ok) return trouble(ok.error());
         return done();
       }}};
}

}  // namespace ktpel::office
