// SPDX-License-Identifier: Apache-2.0
#include "issuance/event_text.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace ktpel::issuance {
namespace {

using nlohmann::json;

json to_json(const Resemblance& r) {
  return {{"earlier", r.earlier.get()}, {"nik", r.nik.digits()}, {"score_db", r.score_db}};
}

const char* word(Judgement j) { return j == Judgement::SamePerson ? "same" : "different"; }

struct Write {
  json operator()(const Registration& e) const { return {{"queue_number", e.queue_number}}; }
  json operator()(const Recorded& e) const { return {{"packet", e.packet.hex()}}; }
  json operator()(const ReceivedAtCenter& e) const { return {{"office_sequence", e.office_sequence}}; }
  json operator()(const QualityRefused& e) const { return {{"reason", e.reason}}; }
  json operator()(const SearchBegun& e) const { return {{"log", e.log.get()}}; }
  json operator()(const NobodyResembles& e) const { return {{"decision", e.decision.hex()}}; }
  json operator()(const SomebodyResembles& e) const {
    json list = json::array();
    for (const auto& c : e.candidates) list.push_back(to_json(c));
    return {{"candidates", list}};
  }
  json operator()(const Judged& e) const { return {{"by", e.by.get()}, {"judgement", word(e.judgement)}}; }
  json operator()(const SupervisorJudged& e) const {
    return {{"by", e.by.get()}, {"judgement", word(e.judgement)}, {"decision", e.decision.hex()}};
  }
  json operator()(const Clarified& e) const {
    return {{"judgement", word(e.judgement)}, {"decision", e.decision.hex()}};
  }
  json operator()(const BlankTaken& e) const { return {{"serial", e.serial.get()}}; }
  json operator()(const BlankSpoilt& e) const { return {{"cause", e.cause}}; }
  json operator()(const CardProved& e) const { return {{"chip", e.chip.get()}}; }
  json operator()(const ResidentCalled&) const { return json::object(); }
  json operator()(const PickupAgreed& e) const { return {{"right_db", e.right_db}, {"left_db", e.left_db}}; }
  json operator()(const PickupFailed& e) const { return {{"cause", e.cause}}; }
  json operator()(const SentUp&) const { return json::object(); }
  json operator()(const MinistryFound& e) const {
    return {{"reopen", e.reopen == Reopen::AtCapture ? "capture" : "personalisation"},
            {"queue_number", e.queue_number}};
  }
  json operator()(const HandedOver& e) const { return {{"receipt", e.receipt}}; }
  json operator()(const Withdrawn& e) const { return {{"by", e.by.get()}, {"why", e.why}}; }
};

base::Digest digest(const json& j) {
  const auto d = base::Digest::from_hex(j.get<std::string>());
  if (!d) throw json::type_error::create(302, "not a digest", &j);
  return *d;
}

Judgement judgement(const json& j) {
  if (j == "same") return Judgement::SamePerson;
  if (j == "different") return Judgement::DifferentPerson;
  throw json::type_error::create(302, "not a judgement", &j);
}

Event read(std::string_view kind, const json& b) {
  const auto text = [&](const char* key) { return b.at(key).get<std::string>(); };
  if (kind == "registration") return Registration{b.at("queue_number").get<int>()};
  if (kind == "recorded") return Recorded{digest(b.at("packet"))};
  if (kind == "received-at-center") return ReceivedAtCenter{b.at("office_sequence").get<std::uint64_t>()};
  if (kind == "quality-refused") return QualityRefused{text("reason")};
  if (kind == "search-begun") return SearchBegun{LogNumber(b.at("log").get<std::uint64_t>())};
  if (kind == "nobody-resembles") return NobodyResembles{digest(b.at("decision"))};
  if (kind == "somebody-resembles") {
    SomebodyResembles e;
    for (const auto& c : b.at("candidates")) {
      const auto nik = person::Nik::parse(c.at("nik").get<std::string>());
      if (!nik) throw json::type_error::create(302, "not a NIK", &c);
      e.candidates.push_back(
          {ApplicationNumber(c.at("earlier").get<std::string>()), *nik, c.at("score_db").get<double>()});
    }
    return e;
  }
  if (kind == "judged") return Judged{Officer(text("by")), judgement(b.at("judgement"))};
  if (kind == "supervisor-judged")
    return SupervisorJudged{Officer(text("by")), judgement(b.at("judgement")), digest(b.at("decision"))};
  if (kind == "clarified") return Clarified{judgement(b.at("judgement")), digest(b.at("decision"))};
  if (kind == "blank-taken") return BlankTaken{BlankSerial(text("serial"))};
  if (kind == "blank-spoilt") return BlankSpoilt{text("cause")};
  if (kind == "card-proved") return CardProved{ChipUid(text("chip"))};
  if (kind == "resident-called") return ResidentCalled{};
  if (kind == "pickup-agreed") return PickupAgreed{b.at("right_db").get<double>(), b.at("left_db").get<double>()};
  if (kind == "pickup-failed") return PickupFailed{b.at("cause").get<int>()};
  if (kind == "sent-up") return SentUp{};
  if (kind == "ministry-found") {
    const auto reopen = text("reopen");
    if (reopen != "capture" && reopen != "personalisation") throw json::type_error::create(302, "not a finding", &b);
    return MinistryFound{reopen == "capture" ? Reopen::AtCapture : Reopen::AtPersonalisation,
                         b.at("queue_number").get<int>()};
  }
  if (kind == "handed-over") return HandedOver{text("receipt")};
  if (kind == "withdrawn") return Withdrawn{Officer(text("by")), text("why")};
  throw json::type_error::create(302, "unknown event", &b);
}

}  // namespace

std::string body_of(const Event& event) { return std::visit(Write{}, event).dump(); }

bool is_event(std::string_view kind) {
  return std::find(std::begin(event_names), std::end(event_names), kind) != std::end(event_names);
}

std::optional<Event> event_of(std::string_view kind, std::string_view body) {
  try {
    return read(kind, json::parse(body));
  } catch (const json::exception&) {
    return std::nullopt;
  }
}

}  // namespace ktpel::issuance
