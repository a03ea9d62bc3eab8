// SPDX-License-Identifier: Apache-2.0
// The site itself: how the line stands, its papers, its officers, what the waiting room sees.
#include "base/file.h"
#include "biometric/image/codec.h"
#include "office/desk_words.h"
#include "office/failure.h"
#include "office/service.h"

namespace ktpel::office {

using api::Failure;
using api::FailureCode;
using desk::Call;
using desk::Reply;
using http::Method;
using nlohmann::json;
using officer::Role;
using officer::Roles;

namespace {

const Roles administrators{Role::SiteAdmin};
// Papers hold residents' data: for those who serve residents, not for who keeps accounts.
const Roles who_serves{Role::ServiceOfficer, Role::Operator,   Role::DinasAdmin,
                       Role::Support,        Role::Supervisor, Role::Auditor};
// An auditor reads everything and changes nothing; an exchange writes down what the center said.
const Roles who_works{Role::ServiceOfficer, Role::Operator,   Role::DinasAdmin,
                      Role::Support,        Role::Supervisor, Role::SiteAdmin};

json to_json(const officer::Account& account) {
  json roles = json::array();
  for (const auto role : account.roles) roles.push_back(officer::name(role));
  return {{"name", account.name}, {"full_name", account.full_name}, {"nip", account.nip},
          {"roles", roles},       {"region", account.region},       {"disabled", account.disabled}};
}

std::optional<officer::Account> account_of(Call& call, const std::string& name) {
  officer::Account account{name, call.text("full_name"), call.text_or("nip", ""), {}, "", false};
  for (const auto& word : call.list("roles")) {
    const auto role = officer::role_of(word);
    if (!role) call.note_wrong("roles");
    if (role) account.roles.insert(*role);
  }
  if (!call.wrong_field().empty()) return std::nullopt;
  return account;
}

base::Secret secret(const std::string& text) { return base::Secret(base::Bytes(text.begin(), text.end())); }

}  // namespace

api::Failure no_device(std::string_view which) { return {FailureCode::Capture_NoDevice, std::string(which)}; }

std::vector<desk::Route> Service::site_routes() {
  const auto file = [this](const char* folder, const char* name_part) {
    return [this, folder, name_part](Call& call) -> Reply {
      const auto& name = call.part(name_part);
      if (!is_plain_name(name)) return desk::Answer(json::object(), 404);
      const auto bytes = base::read_file(parts_.office.folder() / folder / name);
      if (!bytes) return desk::Answer(json::object(), 404);
      return desk::Answer(http::answer(200, name.ends_with(".png") ? "image/png" : "application/pdf", *bytes));
    };
  };
  return {{Method::Get, "/api/status", desk::Anybody{}, "Jalur, antrean pengiriman, alat",
           [this](Call&) -> Reply {
             const auto line = line_state();
             const auto& profile = parts_.office.profile();
             const auto oldest = parts_.office.oldest_unsent();
             if (!oldest) return trouble(oldest.error());
             std::size_t waiting = 0;
             const auto counted = on_queue([&](Queue& queue) -> Reply {
               waiting = queue.waiting_here();
               return done();
             });
             if (!counted) return counted;
             const auto devices = device_status();
             return done({{"site", profile.site.text()},
                          {"may", may_words(profile.may)},
                          {"line",
                           {{"last_reached", line.last_reached ? json(line.last_reached->iso8601()) : json(nullptr)},
                            {"last_failure", line.last_failure ? desk::to_json(*line.last_failure) : json(nullptr)},
                            {"warning", line.warning ? desk::to_json(*line.warning) : json(nullptr)},
                            {"unsent", line.unsent}}},
                          {"outbox",
                           {{"count", line.unsent}, {"oldest", *oldest ? json((*oldest)->iso8601()) : json(nullptr)}}},
                          {"clock", parts_.clock.now().iso8601()},
                          {"queue", {{"waiting", waiting}}},
                          {"printer", {{"there", devices.at("printer")}, {"name", printer_name()}}},
                          {"scanner", devices.at("scanner")},
                          {"devices", devices}});
           }},
          {Method::Post, "/api/synchronisation", who_works, "Mengirim dan mengambil sekarang",
           [this](Call&) -> Reply {
             const auto report = synchronise();
             if (!report) return trouble(report.error());
             return done({{"pushed", report->pushed},
                          {"pulled", report->pulled},
                          {"blobs_sent", report->blobs_sent},
                          {"blobs_fetched", report->blobs_fetched}});
           }},
          {Method::Get, "/api/papers/{name}", who_serves, "Satu surat atau tanda terima (PDF)", file("papers", "name")},
          {Method::Get, "/api/cards/{name}", Roles{Role::DinasAdmin, Role::Supervisor, Role::Auditor},
           "Muka kartu (PNG atau PDF)", file("cards", "name")},
          {Method::Get, "/api/events", desk::Anybody{}, "Pemberitahuan untuk halaman yang terbuka (server-sent events)",
           [this](Call&) -> Reply {
             http::Response stream;
             stream.events = feed_.subscribe();
             return desk::Answer(std::move(stream));
           }},
          {Method::Get, "/api/officers", Roles{Role::SiteAdmin, Role::Auditor}, "Petugas tempat ini",
           [this](Call&) -> Reply {
             const auto all = parts_.accounts.all();
             if (!all) return trouble(failure_of(all.error(), ""));
             json items = json::array();
             for (const auto& account : *all) items.push_back(to_json(account));
             return done({{"items", items}});
           }},
          {Method::Post, "/api/officers", administrators, "Menambah petugas",
           [this](Call& call) -> Reply {
             const auto account = account_of(call, call.text("name"));
             const auto password = call.text("password");
             if (!account || !call.wrong_field().empty()) return wrong(call);
             const auto ok = parts_.accounts.add(*account, secret(password), journal::Actor(call.officer().name));
             if (!ok) return trouble(failure_of(ok.error(), account->name));
             return desk::Answer(to_json(*account), 201);
           }},
          {Method::Put, "/api/officers/{name}", administrators, "Mengubah nama lengkap dan peran",
           [this](Call& call) -> Reply {
             const auto account = account_of(call, call.part("name"));
             if (!account) return wrong(call);
             const auto ok = parts_.accounts.change(*account, journal::Actor(call.officer().name));
             if (!ok) return trouble(failure_of(ok.error(), account->name));
             sessions_.end_all_of(account->name);
             return done(to_json(*account));
           }},
          {Method::Post, "/api/officers/{name}/password", administrators, "Memberi kata sandi baru",
           [this](Call& call) -> Reply {
             const auto password = call.text("password");
             if (!call.wrong_field().empty()) return wrong(call);
             const auto ok =
                 parts_.accounts.set_password(call.part("name"), secret(password), journal::Actor(call.officer().name));
             if (!ok) return trouble(failure_of(ok.error(), call.part("name")));
             sessions_.end_all_of(call.part("name"));
             return done();
           }},
          {Method::Delete, "/api/officers/{name}", administrators, "Menonaktifkan petugas",
           [this](Call& call) -> Reply {
             const auto ok = parts_.accounts.disable(call.part("name"), journal::Actor(call.officer().name));
             if (!ok) return trouble(failure_of(ok.error(), call.part("name")));
             sessions_.end_all_of(call.part("name"));
             return done();
           }},
          {Method::Put, "/api/officers/{name}/finger", administrators,
           "Telunjuk kanan petugas, untuk mengesahkan perekaman (1g)",
           [this](Call& call) -> Reply {
             const auto picture = biometric::decode_grey(call.request().body);
             if (!picture) return trouble({FailureCode::Officer_FingerUnreadable, call.part("name")});
             const std::scoped_lock lock(acts_);
             const auto ok = parts_.office.enrol_operator(Officer(call.part("name")), *picture);
             if (!ok) return trouble(ok.error());
             return done();
           },
           true}};
}

}  // namespace ktpel::office
