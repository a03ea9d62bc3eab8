// SPDX-License-Identifier: Apache-2.0
// I.1: who lives here, and who is still to be called up.
#include "base/phrase.h"
#include "office/desk_words.h"
#include "office/service.h"
#include "person/region.h"
#include "registry/obliged.h"
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
const Roles who_searches{Role::ServiceOfficer, Role::DinasAdmin, Role::Supervisor};
constexpr std::size_t shortest_text = 2;

json address_of(const person::Address& at) {
  return {{"street", at.street},
          {"rt", at.rt},
          {"rw", at.rw},
          {"village_code", at.area + at.village_code},
          {"village", at.village},
          {"subdistrict", at.subdistrict},
          {"district", at.district},
          {"province", at.province}};
}

json obliged_of(const person::Biodata& who, const person::Date& day) {
  const bool holds = person::obliged_to_hold_card(who, day);
  const bool grown = person::age_on(who.born, day) >= 17;
  // Who is not of age yet is told since when he will be; a grown foreigner lacks the permit.
  const auto why =
      !holds && grown
          ? base::phrase("office.not_obliged_permit")
          : registry::sentence(holds && !grown ? registry::ObligedBy::Marriage : registry::ObligedBy::Age, who);
  return {{"holds", holds}, {"why", why}};
}

json to_json(const api::FoundResident& found, const person::Biodata& who, const person::Date& day) {
  return {{"nik", who.nik.digits()},
          {"name", who.name},
          {"born", who.born.printed()},
          {"sex", who.sex == person::Sex::Female ? "P" : "L"},
          {"foreigner", who.citizenship == person::Citizenship::Wna},
          {"address", address_of(who.address)},
          {"recorded_in", found.recorded_in},
          {"recorded_at", found.recorded_at},
          {"recorded_day", found.recorded_ms > 0 ? json(base::Time{found.recorded_ms}.iso8601()) : json(nullptr)},
          {"obliged", obliged_of(who, day)},
          {"open_application", found.open_application}};
}

}  // namespace

std::vector<desk::Route> Service::resident_routes() {
  return {{Method::Get, "/api/residents", who_searches,
           "Mencari penduduk daerah ini menurut NIK, nomor KK, atau nama (50 baris)",
           [this](Call& call) -> Reply {
             api::ResidentQuery query{.text = call.query("q"),
                                      .born = call.query("born"),
                                      .village = call.query("village"),
                                      .page = static_cast<std::size_t>(call.query_number("page", 1, 1, 1000))};
             if (query.text.size() < shortest_text || query.text.size() > api::ResidentQuery::longest_text)
               return desk::Trouble(desk::WrongField{"q"});
             if (!query.born.empty()) {
               const auto born = person::Date::parse(query.born);
               if (!born) return desk::Trouble(desk::WrongField{"born"});
               query.born = born->printed();
             }
             if (!query.village.empty()) {
               const auto village = person::RegionCode::parse(query.village);
               if (!village) return desk::Trouble(desk::WrongField{"village"});
               query.village = village->digits();
             }
             const std::scoped_lock lock(counter_);
             const auto found = parts_.office.find_residents(query, parts_.counter, officer_of(call));
             if (!found) return trouble(found.error());
             json items = json::array();
             for (const auto& one : found->items)
               if (const auto who = registry::biodata_of(one.biodata))
                 items.push_back(to_json(one, *who, parts_.office.today()));
             return done(
                 {{"items", items}, {"total", found->total}, {"page", query.page}, {"from_copy", found->from_copy}});
           }},
          {Method::Get, "/api/villages", counter, "Desa dan kelurahan daerah ini yang berpenduduk",
           [this](Call&) -> Reply {
             const std::scoped_lock lock(counter_);
             const auto found = parts_.office.villages(parts_.counter);
             if (!found) return trouble(found.error());
             json items = json::array();
             for (const auto& one : found->items) items.push_back({{"code", one.code}, {"name", one.name}});
             return done({{"items", items}, {"from_copy", found->from_copy}});
           }},
          {Method::Get, "/api/obliged", counter, "Wajib KTP sebuah desa yang belum direkam dan belum dipanggil (I.1)",
           [this](Call& call) -> Reply {
             const auto village = person::RegionCode::parse(call.query("village"));
             if (!village || village->level() != person::RegionLevel::Village)
               return desk::Trouble(desk::WrongField{"village"});
             const std::scoped_lock lock(counter_);
             const auto list = parts_.office.to_call_up(village->digits(), parts_.counter, officer_of(call));
             if (!list) return trouble(list.error());
             json items = json::array();
             for (const auto& one : list->found.items)
               items.push_back({{"nik", one.nik},
                                {"name", one.name},
                                {"born", one.born},
                                {"address", {{"street", one.street}, {"rt", one.rt}, {"rw", one.rw}}}});
             return done({{"items", items},
                          {"counts",
                           {{"obliged", list->found.obliged},
                            {"recorded", list->found.recorded},
                            {"called", list->found.called},
                            {"left", list->left}}},
                          {"from_copy", list->from_copy}});
           }}};
}

}  // namespace ktpel::office
