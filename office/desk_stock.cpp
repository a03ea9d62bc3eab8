// SPDX-License-Identifier: Apache-2.0
// 4: the stock of blanks; what needs two people takes the second one's name and password at the same desk.
#include "api/store_failure.h"
#include "office/desk_words.h"
#include "office/service.h"
#include "stock/ledger.h"

namespace ktpel::office {

using api::failure_of;
using api::FailureCode;
using desk::Call;
using desk::Reply;
using http::Method;
using issuance::BlankSerial;
using nlohmann::json;
using officer::Role;
using officer::Roles;
namespace blank = issuance::blank;

namespace {

const Roles keepers{Role::DinasAdmin};
const Roles who_sees{Role::DinasAdmin, Role::Supervisor, Role::Auditor};
constexpr std::size_t most_serials = 1000, most_days = 60, most_spoilt = 500;

/// "last" may be left out: one blank.
blank::Range range_of(Call& call) {
  const auto first = call.text("first");
  return {BlankSerial(first), BlankSerial(call.text_or("last", first))};
}

json to_json(const blank::Account& account) {
  return {{"opening", account.opening}, {"received", account.received},         {"good", account.good},
          {"spoilt", account.spoilt},   {"returned", account.returned},         {"destroyed", account.destroyed},
          {"missing", account.missing}, {"failed_later", account.failed_later}, {"closing", account.closing()}};
}

json to_json(const blank::Forecast& forecast) {
  return {{"stock", forecast.stock},
          {"backlog", forecast.backlog},
          {"per_day", forecast.per_day},
          {"per_card", forecast.per_card},
          {"days_left", forecast.days_left ? json(*forecast.days_left) : json(nullptr)},
          {"short_of", forecast.short_of}};
}

json to_json(const stock::ClosedDay& day) {
  return {{"day", day.closing.day.printed()},
          {"counted", day.closing.counted},
          {"by", {day.closing.by.first.get(), day.closing.by.second.get()}},
          {"account", to_json(day.account)}};
}

json to_json(const stock::Blank& held) {
  json history = json::array();
  for (const auto& event : held.history)
    history.push_back({{"kind", event.kind},
                       {"time", event.time.iso8601()},
                       {"actor", event.actor.get()},
                       {"site", event.site.text()},
                       {"subject", event.subject}});
  return {{"serial", held.serial.get()},
          {"site", held.site.text()},
          {"state", blank::name(held.state)},
          {"label", blank::label(held.state)},
          {"history", history}};
}

json serials_of(const std::vector<BlankSerial>& serials) {
  json out = json::array();
  for (const auto& serial : serials) out.push_back(serial.get());
  return out;
}

/// What the overview shows: counts, serials in the safe and with the asking officer, the running account, how long it
/// lasts.
base::Result<json, store::StoreError> overview(store::Queries& q, const journal::SiteId& site, const Officer& asks) {
  const auto counts = stock::count_by_state(q, site);
  if (!counts) return counts.error();
  const auto safe = stock::in_stock(q, site, most_serials);
  if (!safe) return safe.error();
  const auto mine = stock::held_by(q, site, asks, most_serials);
  if (!mine) return mine.error();
  const auto account = stock::open_account(q, site);
  if (!account) return account.error();
  const auto forecast = stock::forecast(q, site);
  if (!forecast) return forecast.error();
  const auto keeps = stock::keeps_stock(q, site);
  if (!keeps) return keeps.error();
  json by_state = json::object();
  for (const auto& [state, count] : *counts) by_state[state] = count;
  return json{{"keeps_stock", *keeps},        {"counts", by_state},           {"in_safe", serials_of(*safe)},
              {"with_me", serials_of(*mine)}, {"account", to_json(*account)}, {"forecast", to_json(*forecast)}};
}

base::Result<json, store::StoreError> spoilage(store::Queries& q, const journal::SiteId& site) {
  const auto spoilt = stock::spoilage(q, site, most_spoilt);
  if (!spoilt) return spoilt.error();
  const auto causes = stock::causes_of_spoilage(q, site);
  if (!causes) return causes.error();
  json items = json::array(), counted = json::array();
  for (const auto& one : *spoilt)
    items.push_back({{"serial", one.serial.get()},
                     {"cause", one.cause},
                     {"application", one.application},
                     {"time", one.time.iso8601()}});
  for (const auto& [cause, count] : *causes) counted.push_back({{"cause", cause}, {"count", count}});
  return json{{"items", items}, {"causes", counted}};
}

}  // namespace

Outcome<Witnessed> Service::witnessed(Call& call) const {
  const auto name = call.text("second_name"), password = call.text("second_password");
  const auto second = parts_.accounts.check(name, base::Secret(base::Bytes(password.begin(), password.end())));
  const bool fits = second && *second && name != call.officer().name &&
                    ((*second)->roles.count(Role::DinasAdmin) || (*second)->roles.count(Role::Supervisor));
  if (!fits) return api::Failure{FailureCode::Stock_SecondOfficerRefused, name};
  return Witnessed{{officer_of(call), Officer(name)}, printed(call.officer()), printed(**second)};
}

std::vector<desk::Route> Service::stock_routes() {
  const auto& site = parts_.office.profile().site;
  const auto moved = [this](const blank::Act& act, Call& call) -> Reply {
    if (!call.wrong_field().empty()) return wrong(call);
    const std::scoped_lock lock(acts_);
    const auto ok = parts_.office.move_blanks(act, officer_of(call));
    if (!ok) return trouble(ok.error());
    changed("stock");
    return done({{"first", blank::range_of(act).first.get()},
                 {"last", blank::range_of(act).last.get()},
                 {"count", blank::size_of(blank::range_of(act)).value_or(0)}});
  };
  // An act of two people: the body is read before the password is tried.
  const auto together = [this](auto&& doing) {
    return [this, doing](Call& call) -> Reply {
      (void)call.text("second_name");
      (void)call.text("second_password");
      return doing(call, [this, &call]() -> Outcome<Witnessed> { return witnessed(call); });
    };
  };
  const auto reading = [this](auto&& doing, const char* about) {
    return [this, doing, about](Call& call) -> Reply {
      const auto read = parts_.office.journal().read([&](store::Queries& q) { return doing(q, call); });
      if (!read) return trouble(failure_of(read.error(), about));
      return done(*read);
    };
  };
  return {
      {Method::Get, "/api/stock", who_sees, "Persediaan blangko: jumlah, nomor seri, neraca hari ini, perkiraan habis",
       reading([&site](store::Queries& q, Call& call) { return overview(q, site, officer_of(call)); }, "persediaan")},
      {Method::Get, "/api/stock/blanks/{serial}", who_sees, "Riwayat satu blangko menurut nomor seri",
       [this](Call& call) -> Reply {
         const BlankSerial serial(call.part("serial"));
         const auto held = parts_.office.journal().read([&](store::Queries& q) { return stock::find(q, serial); });
         if (!held) return trouble(failure_of(held.error(), serial.get()));
         if (!*held) return trouble({FailureCode::Stock_NoSuchBlank, serial.get()});
         return done(to_json(**held));
       }},
      {Method::Get, "/api/stock/spoilage", who_sees, "Blangko rusak menurut nomor seri, dan sebabnya",
       reading([&site](store::Queries& q, Call&) { return spoilage(q, site); }, "blangko rusak")},
      {Method::Get, "/api/stock/days", who_sees, "Hari yang sudah ditutup, yang terbaru dahulu",
       reading(
           [&site](store::Queries& q, Call&) -> base::Result<json, store::StoreError> {
             const auto days = stock::closed_days(q, site, most_days);
             if (!days) return days.error();
             json items = json::array();
             for (const auto& day : *days) items.push_back(to_json(day));
             return json{{"items", items}};
           },
           "neraca harian")},
      {Method::Post, "/api/stock/receipts", keepers, "Menerima blangko dengan surat jalan, dihitung berdua",
       together([moved](Call& call, auto&& second) -> Reply {
         const auto range = range_of(call);
         const auto note = call.text("note");
         if (!call.wrong_field().empty()) return wrong(call);
         const auto by = second();
         if (!by) return trouble(by.error());
         return moved(blank::Receipt{range, note, by->by}, call);
       })},
      {Method::Post, "/api/stock/hand-outs", keepers, "Menyerahkan blangko dari gudang kepada petugas personalisasi",
       [this, moved](Call& call) -> Reply {
         const auto range = range_of(call);
         const auto to = call.text("to");
         if (!call.wrong_field().empty()) return wrong(call);
         const auto holder = parts_.accounts.find(to);
         if (!holder || !*holder || (*holder)->disabled || !(*holder)->roles.count(Role::DinasAdmin))
           return trouble({FailureCode::Stock_NoSuchHolder, to});
         return moved(blank::HandOut{range, Officer(to), officer_of(call)}, call);
       }},
      {Method::Post, "/api/stock/hand-backs", keepers, "Menerima kembali blangko yang tidak terpakai ke gudang",
       [moved](Call& call) -> Reply {
         const auto range = range_of(call);
         return moved(blank::HandBack{range, officer_of(call)}, call);
       }},
      {Method::Post, "/api/stock/returns", keepers, "Mengembalikan blangko kepada pengirimnya dengan berita acara",
       together([moved](Call& call, auto&& second) -> Reply {
         const auto range = range_of(call);
         const auto to = call.text("to"), minutes = call.text("minutes");
         if (!call.wrong_field().empty()) return wrong(call);
         const auto by = second();
         if (!by) return trouble(by.error());
         return moved(blank::Return{range, to, minutes, by->by}, call);
       })},
      {Method::Post, "/api/stock/losses", keepers, "Mencatat blangko yang tidak ditemukan, dicari berdua",
       together([moved](Call& call, auto&& second) -> Reply {
         const auto range = range_of(call);
         const auto cause = call.text("cause");
         if (!call.wrong_field().empty()) return wrong(call);
         const auto by = second();
         if (!by) return trouble(by.error());
         return moved(blank::Loss{range, cause, by->by}, call);
       })},
      {Method::Post, "/api/stock/destructions", keepers, "Memusnahkan blangko rusak di depan dua saksi: berita acara",
       together([this](Call& call, auto&& second) -> Reply {
         const auto range = range_of(call);
         const auto method = destruction_method_of(call.text_or("method", "cut"));
         const auto order = call.text_or("order", "");
         if (!method) call.note_wrong("method");
         if (!call.wrong_field().empty()) return wrong(call);
         const auto by = second();
         if (!by) return trouble(by.error());
         const std::scoped_lock lock(acts_);
         const auto paper = parts_.office.destroy_blanks(range, *method, order, *by);
         if (!paper) return trouble(paper.error());
         changed("stock");
         return desk::Answer(json{{"paper", paper->filename().string()}}, 201);
       })},
      {Method::Post, "/api/stock/days", keepers, "Menutup hari: hitungan dua petugas dan berita acara harian",
       together([this](Call& call, auto&& second) -> Reply {
         const auto counted = call.number("counted");
         if (!call.wrong_field().empty()) return wrong(call);
         const auto by = second();
         if (!by) return trouble(by.error());
         const std::scoped_lock lock(acts_);
         const auto paper = parts_.office.close_stock_day(counted, *by);
         if (!paper) return trouble(paper.error());
         changed("stock");
         return desk::Answer(json{{"paper", paper->filename().string()}}, 201);
       })}};
}

}  // namespace ktpel::office
