// SPDX-License-Identifier: Apache-2.0
// I.1, 1, II.1: what officers look at before they act: a resident's fields as read aloud, the papers that an
// application needs, and what a card will say beside what was signed.
#include <nlohmann/json.hpp>

#include "biometric/image/codec.h"
#include "issuance/requirements.h"
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

const Roles who_serves{Role::ServiceOfficer, Role::Operator, Role::DinasAdmin, Role::Support, Role::Supervisor};

constexpr std::string_view needs[] = {"required", "if-held", "at-pick-up"};
static_assert(std::size(needs) == static_cast<std::size_t>(issuance::Need::AtPickup) + 1);

struct Field {
  const char* key;
  std::string value;
};

/// The fourteen fields in the order in which they are read aloud (1), as the card words them.
std::vector<Field> fields_of(const person::Biodata& who) {
  const auto& a = who.address;
  char rt_rw[16];
  std::snprintf(rt_rw, sizeof rt_rw, "%03d/%03d", a.rt, a.rw);
  return {{"nik", std::string(who.nik.digits())},
          {"name", who.name},
          {"birthplace", who.birthplace},
          {"born", who.born.printed()},
          {"sex", person::printed(who.sex)},
          {"blood", person::printed(who.blood)},
          {"street", a.street},
          {"rt_rw", rt_rw},
          {"village", a.village},
          {"subdistrict", a.subdistrict},
          {"religion", person::printed(who.religion)},
          {"marital", person::printed(who.marital)},
          {"occupation", who.occupation},
          {"citizenship", person::printed(who.citizenship)}};
}

}  // namespace

std::vector<desk::Route> Service::person_routes() {
  auto& office = parts_.office;
  return {{Method::Get, "/api/requirements", who_serves,
           "Berkas yang diperlukan satu jenis permohonan pada satu hari (7a-7g)",
           [&office](Call& call) -> Reply {
             const auto kind = issuance::kind_of(call.query("kind"));
             const auto day = call.query("day").empty() ? office.today() : person::Date::parse(call.query("day"));
             if (!kind || !day) return desk::Trouble(desk::WrongField{kind ? "day" : "kind"});
             json items = json::array();
             for (const auto& rule : issuance::required(*kind, *day))
               items.push_back({{"type", issuance::name(rule.type)},
                                {"label", issuance::label(rule.type)},
                                {"need", needs[static_cast<std::size_t>(rule.need)]},
                                {"original", rule.original},
                                {"number", rule.number},
                                {"date", rule.date},
                                {"issuer", rule.issuer},
                                {"expires", rule.expiry},
                                {"clause", rule.clause},
                                {"since", rule.from ? json(rule.from->printed()) : json(nullptr)}});
             return done({{"items", items},
                          {"wanted", office.profile().wants_documents},
                          {"only_at_dinas", issuance::only_at_dinas(*kind)}});
           }},
          {Method::Get, "/api/applications/{number}/biodata", who_serves,
           "Empat belas isian biodata menurut urutan pembacaan (1)",
           [&office](Call& call) -> Reply {
             const auto c = office.find(application_of(call));
             if (!c) return trouble(c.error());
             const auto who = biodata_of(*c);
             json fields = json::array(), documents = json::array();
             for (const auto& field : fields_of(who)) fields.push_back({{"key", field.key}, {"value", field.value}});
             for (const auto& one : documents_of(*c))
               documents.push_back({{"type", issuance::name(one.type)}, {"number", one.number}});
             const auto* confirmed = confirmation_of(*c);
             return done({{"fields", fields},
                          {"born_year", who.born.year()},
                          {"statement", truth_statement_of(who)},
                          {"recaptured", confirmed != nullptr},
                          {"documents", documents}});
           }},
          {Method::Get, "/api/applications/{number}/print-data", Roles{Role::DinasAdmin},
           "Data kartu di samping data yang ditandatangani penduduk (II.1)",
           [&office](Call& call) -> Reply {
             const auto c = office.find(application_of(call));
             if (!c) return trouble(c.error());
             const auto packet = office.print_packet_of(*c);
             if (!packet) return trouble(packet.error());
             const auto sent = registry::biodata_of(packet->biodata);
             json rows = json::array();
             const auto left = sent ? fields_of(*sent) : std::vector<Field>{};
             const auto right = fields_of(biodata_of(*c));
             for (std::size_t i = 0; i < left.size(); ++i)
               rows.push_back({{"key", left[i].key}, {"card", left[i].value}, {"signed", right[i].value}});
             return done({{"rows", rows}});
           }},
          {Method::Get, "/api/applications/{number}/print-data/portrait", Roles{Role::DinasAdmin},
           "Pas foto yang akan dicetak (II.1)", [&office](Call& call) -> Reply {
             const auto c = office.find(application_of(call));
             if (!c) return trouble(c.error());
             const auto packet = office.print_packet_of(*c);
             if (!packet) return trouble(packet.error());
             const auto portrait = biometric::decode_colour(packet->portrait);
             if (!portrait) return desk::Answer(json::object(), 404);
             return desk::Answer(http::answer(200, "image/png", biometric::encode_png(*portrait)));
           }}};
}

}  // namespace ktpel::office
