// SPDX-License-Identifier: Apache-2.0
// I.1, 5, 6, 7: intake, lists, and the acts at the counter that need no device.
#include <algorithm>

#include "biometric/image/codec.h"
#include "docket/clarification.h"
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

/// What in the number differs from the biodata; the officer is told, and goes on: a NIK stays what it is.
json nik_warnings(const person::Nik& nik, const std::string& biodata) {
  json warnings = json::array();
  if (const auto who = registry::biodata_of(biodata))
    for (const auto warning : person::differences(nik, who->born, who->sex))
      warnings.push_back(warning == person::NikWarning::SexDiffers ? "sex" : "born");
  return warnings;
}

/// "papers": [{"name", "scan"}] of an answer.
std::vector<Office::Paper> papers_in(Call& call) {
  std::vector<Office::Paper> papers;
  constexpr std::size_t most = 10, longest_name = 80;
  const auto list = call.body().find("papers");
  if (list == call.body().end()) return papers;
  for (const auto& one : *list) {
    const auto text = [&](const char* field) {
      return one.is_object() && one.contains(field) && one[field].is_string() ? one[field].get<std::string>()
                                                                              : std::string();
    };
    const auto scan = base::Digest::from_hex(text("scan"));
    const auto name = text("name");
    if (!scan || name.empty() || name.size() > longest_name || papers.size() == most) {
      call.note_wrong("papers");
      return {};
    }
    papers.push_back({name, *scan});
  }
  return papers;
}

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
                      {"nik_warnings", nik_warnings(*nik, who.biodata)},
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
         auto told = to_json(*c);
         told["stamped"] = nullptr;
         if (const auto stamp = office.stamp_of(*c)) {
           told["stamped"] = {{"at", stamp->at.iso8601()}, {"by", stamp->by}};
           // In its place of the history, which the rules of issuance know nothing of.
           auto& history = told["history"];
           const auto after = std::find_if(c->history.begin(), c->history.end(),
                                           [&](const journal::Entry& entry) { return stamp->at < entry.time; });
           history.insert(history.begin() + (after - c->history.begin()), json{{"kind", "summons-stamped"},
                                                                               {"time", stamp->at.iso8601()},
                                                                               {"actor", stamp->by},
                                                                               {"site", office.profile().site.text()},
                                                                               {"took_ms", -1}});
         }
         return done(told);
       }},
      {Method::Get, "/api/stamps", Roles{Role::ServiceOfficer, Role::Operator, Role::Supervisor},
       "Yang direkam hari ini dan suratnya belum ditandatangani dan dicap (1i)",
       [&office](Call&) -> Reply {
         const auto lines = office.to_stamp();
         if (!lines) return trouble(lines.error());
         json items = json::array();
         for (const auto& line : *lines) items.push_back(to_json(line));
         return done({{"items", items}});
       }},
      {Method::Post, "/api/applications/{number}/stamp", Roles{Role::ServiceOfficer, Role::Operator, Role::Supervisor},
       "Surat panggilan sudah ditandatangani dan dicap (1i)",
       act("stamped",
           [&office](Call& call, const ApplicationNumber& n) {
             std::optional<base::Time> began;
             if (call.body().contains("began_ms")) began = base::Time{call.number("began_ms")};
             return office.stamp(n, began, officer_of(call));
           })},
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
             if (text.size() > 4000) call.note_wrong("text");
             const auto papers = papers_in(call);
             return call.wrong_field().empty() ? office.answer(n, text, officer_of(call), papers)
                                               : Outcome<base::Done>(base::Done{});
           })},
      {Method::Get, "/api/clarifications", Roles{Role::Operator, Role::ServiceOfficer, Role::Supervisor},
       "Pertanyaan pusat data yang menunggu jawaban, tenggat terdekat dahulu (3b)",
       [&office](Call&) -> Reply {
         const auto lines = office.list({.states = {"Clarifying"}}, 10000, 0);
         if (!lines) return trouble(lines.error());
         std::vector<std::pair<base::Time, json>> items;
         for (const auto& line : *lines) {
           const auto c = office.find(line.number);
           if (!c) return trouble(c.error());
           const auto letters = docket::correspondence(*c);
           const auto* clarifying = std::get_if<issuance::Clarifying>(&c->state);
           if (!letters || !clarifying) continue;  // decided meanwhile
           auto item = to_json(line);
           item["answered"] = clarifying->answered;
           item["deadline"] = letters->deadline.iso8601();
           item["question"] = letters->question() ? json(letters->question()->text) : json(nullptr);
           items.emplace_back(letters->deadline, std::move(item));
         }
         std::stable_sort(items.begin(), items.end(), [](const auto& a, const auto& b) {
           return std::pair(a.second["answered"] == true, a.first.ms) <
                  std::pair(b.second["answered"] == true, b.first.ms);
         });
         json sorted = json::array();
         for (auto& item : items) sorted.push_back(std::move(item.second));
         return done({{"items", sorted}});
       }},
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
