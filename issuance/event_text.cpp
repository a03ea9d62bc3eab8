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

json to_json(const std::vector<Resemblance>& candidates) {
  json list = json::array();
  for (const auto& c : candidates) list.push_back(to_json(c));
  return list;
}

constexpr const char* clarifications[] = {"duplicate", "correction", "different"};
const char* word(Clarification c) { return clarifications[static_cast<std::size_t>(c)]; }

/// Entries from before officers judged each candidate have no such field.
json with_each(json body, const std::vector<CandidateJudgement>& each) {
  for (const auto& one : each)
    body["each"].push_back({{"earlier", one.earlier.get()}, {"judgement", name(one.judgement)}});
  return body;
}

struct Write {
  json operator()(const Registration& e) const {
    json b{{"queue_number", e.queue_number}, {"kind", name(e.basis.kind)}, {"lane", name(e.basis.lane)}};
    if (e.basis.not_before) b["not_before"] = e.basis.not_before->printed();
    return b;
  }
  json operator()(const Recorded& e) const {
    json b{{"packet", e.packet.hex()}};
    if (e.recapture) b["recapture"] = name(*e.recapture);
    return b;
  }
  json operator()(const Presented& e) const { return {{"packet", e.packet.hex()}}; }
  json operator()(const Recognised& e) const {
    return {{"earlier", e.earlier.get()}, {"score_db", e.score_db}, {"decision", e.decision.hex()}};
  }
  json operator()(const NotRecognised& e) const { return {{"reason", e.reason}}; }
  json operator()(const ReceivedAtCenter& e) const { return {{"office_sequence", e.office_sequence}}; }
  json operator()(const QualityRefused& e) const { return {{"reason", e.reason}}; }
  json operator()(const SearchBegun& e) const { return {{"log", e.log.get()}}; }
  json operator()(const NobodyResembles& e) const { return {{"decision", e.decision.hex()}}; }
  json operator()(const SomebodyResembles& e) const { return {{"candidates", to_json(e.candidates)}}; }
  json operator()(const FingersLacking& e) const { return {{"candidates", to_json(e.candidates)}}; }
  json operator()(const Judged& e) const {
    return with_each({{"by", e.by.get()}, {"judgement", name(e.judgement)}, {"reason", e.reason}}, e.each);
  }
  json operator()(const SupervisorJudged& e) const {
    return with_each(
        {{"by", e.by.get()}, {"judgement", name(e.judgement)}, {"decision", e.decision.hex()}, {"reason", e.reason}},
        e.each);
  }
  json operator()(const Asked& e) const { return {{"text", e.text}, {"until", e.until.ms}}; }
  json operator()(const Answered& e) const {
    json b{{"text", e.text}};
    for (const auto& one : e.attachments)
      b["attachments"].push_back({{"name", one.name}, {"packet", one.packet.hex()}});
    return b;
  }
  json operator()(const Clarified& e) const {
    return {{"outcome", word(e.outcome)}, {"decision", e.decision.hex()}, {"overdue", e.overdue}};
  }
  json operator()(const Reversed& e) const {
    return {{"first", e.first.get()}, {"second", e.second.get()}, {"decision", e.decision.hex()}};
  }
  json operator()(const CameOfAge&) const { return json::object(); }
  json operator()(const BlankTaken& e) const { return {{"serial", e.serial.get()}}; }
  json operator()(const BlankSpoilt& e) const { return {{"cause", e.cause}}; }
  json operator()(const CardProved& e) const { return {{"chip", e.chip.get()}}; }
  json operator()(const Dispatched& e) const { return {{"manifest", e.manifest.get()}}; }
  json operator()(const CardArrived&) const { return json::object(); }
  json operator()(const CardMissed&) const { return json::object(); }
  json operator()(const WrittenOff& e) const { return {{"cause", e.cause}}; }
  json operator()(const ResidentCalled&) const { return json::object(); }
  json operator()(const Reminded&) const { return json::object(); }
  json operator()(const SentBack& e) const {
    return e.manifest ? json{{"manifest", e.manifest->get()}} : json::object();
  }
  json operator()(const PickupAgreed& e) const { return {{"right_db", e.right_db}, {"left_db", e.left_db}}; }
  json operator()(const PickupFailed& e) const { return {{"cause", e.cause}}; }
  json operator()(const SentUp&) const { return json::object(); }
  json operator()(const MinistryFound& e) const {
    return {{"reopen", e.reopen == Reopen::AtCapture ? "capture" : "personalisation"},
            {"queue_number", e.queue_number}};
  }
  json operator()(const HandedOver& e) const {
    json b{{"receipt", e.receipt}};
    if (e.old_card_withdrawn) b["old_card"] = "withdrawn";
    return b;
  }
  json operator()(const OldCardSent& e) const { return {{"list", e.list}}; }
  json operator()(const OldCardArrived&) const { return json::object(); }
  json operator()(const OldCardMissed&) const { return json::object(); }
  json operator()(const OldCardDestroyed& e) const { return {{"minutes", e.minutes}}; }
  json operator()(const Withdrawn& e) const { return {{"by", e.by.get()}, {"why", e.why}}; }
};

base::Digest digest(const json& j) {
  const auto d = base::Digest::from_hex(j.get<std::string>());
  if (!d) throw json::type_error::create(302, "not a digest", &j);
  return *d;
}

template <class Enum, std::size_t n>
Enum one_of(const char* const (&words)[n], const json& j) {
  for (std::size_t i = 0; i < n; ++i)
    if (j == words[i]) return static_cast<Enum>(i);
  throw json::type_error::create(302, "not one of the words", &j);
}

template <class T>
T given(std::optional<T> value, const json& j) {
  if (!value) throw json::type_error::create(302, "not one of the words", &j);
  return *value;
}

Judgement judgement(const json& j) { return given(judgement_of(j.get<std::string>()), j); }

Registration registration(const json& b) {
  Registration e{
      b.at("queue_number").get<int>(),
      {given(kind_of(b.at("kind").get<std::string>()), b), given(lane_of(b.at("lane").get<std::string>()), b)}};
  if (b.contains("not_before"))
    e.basis.not_before = given(person::Date::parse(b.at("not_before").get<std::string>()), b);
  return e;
}

std::vector<CandidateJudgement> each_of(const json& b) {
  std::vector<CandidateJudgement> each;
  if (b.contains("each"))
    for (const auto& one : b.at("each"))
      each.push_back({ApplicationNumber(one.at("earlier").get<std::string>()), judgement(one.at("judgement"))});
  return each;
}

std::vector<Resemblance> candidates(const json& b) {
  std::vector<Resemblance> all;
  for (const auto& c : b.at("candidates")) {
    const auto nik = person::Nik::parse(c.at("nik").get<std::string>());
    if (!nik) throw json::type_error::create(302, "not a NIK", &c);
    all.push_back({ApplicationNumber(c.at("earlier").get<std::string>()), *nik, c.at("score_db").get<double>()});
  }
  return all;
}

Event read(std::string_view kind, const json& b) {
  const auto text = [&](const char* key) { return b.at(key).get<std::string>(); };
  if (kind == "registration") return registration(b);
  if (kind == "recorded") {
    Recorded e{digest(b.at("packet"))};
    if (b.contains("recapture")) e.recapture = given(recapture_of(b.at("recapture").get<std::string>()), b);
    return e;
  }
  if (kind == "presented") return Presented{digest(b.at("packet"))};
  if (kind == "recognised")
    return Recognised{ApplicationNumber(text("earlier")), b.at("score_db").get<double>(), digest(b.at("decision"))};
  if (kind == "not-recognised") return NotRecognised{text("reason")};
  if (kind == "received-at-center") return ReceivedAtCenter{b.at("office_sequence").get<std::uint64_t>()};
  if (kind == "quality-refused") return QualityRefused{text("reason")};
  if (kind == "search-begun") return SearchBegun{LogNumber(b.at("log").get<std::uint64_t>())};
  if (kind == "nobody-resembles") return NobodyResembles{digest(b.at("decision"))};
  if (kind == "somebody-resembles") return SomebodyResembles{candidates(b)};
  if (kind == "fingers-lacking") return FingersLacking{candidates(b)};
  if (kind == "judged") return Judged{Officer(text("by")), judgement(b.at("judgement")), text("reason"), each_of(b)};
  if (kind == "supervisor-judged")
    return SupervisorJudged{Officer(text("by")), judgement(b.at("judgement")), digest(b.at("decision")), text("reason"),
                            each_of(b)};
  if (kind == "asked") return Asked{text("text"), base::Time{b.at("until").get<std::int64_t>()}};
  if (kind == "answered") {
    Answered e{text("text")};
    if (b.contains("attachments"))
      for (const auto& one : b.at("attachments"))
        e.attachments.push_back({one.at("name").get<std::string>(), digest(one.at("packet"))});
    return e;
  }
  if (kind == "clarified")
    return Clarified{one_of<Clarification>(clarifications, b.at("outcome")), digest(b.at("decision")),
                     b.at("overdue").get<bool>()};
  if (kind == "reversed") return Reversed{Officer(text("first")), Officer(text("second")), digest(b.at("decision"))};
  if (kind == "came-of-age") return CameOfAge{};
  if (kind == "blank-taken") return BlankTaken{BlankSerial(text("serial"))};
  if (kind == "blank-spoilt") return BlankSpoilt{text("cause")};
  if (kind == "card-proved") return CardProved{ChipUid(text("chip"))};
  if (kind == "dispatched") return Dispatched{ManifestNumber(text("manifest"))};
  if (kind == "card-arrived") return CardArrived{};
  if (kind == "card-missed") return CardMissed{};
  if (kind == "written-off") return WrittenOff{text("cause")};
  if (kind == "resident-called") return ResidentCalled{};
  if (kind == "reminded") return Reminded{};
  if (kind == "sent-back") return b.contains("manifest") ? SentBack{ManifestNumber(text("manifest"))} : SentBack{};
  if (kind == "pickup-agreed") return PickupAgreed{b.at("right_db").get<double>(), b.at("left_db").get<double>()};
  if (kind == "pickup-failed") return PickupFailed{b.at("cause").get<int>()};
  if (kind == "sent-up") return SentUp{};
  if (kind == "ministry-found") {
    const auto reopen = text("reopen");
    if (reopen != "capture" && reopen != "personalisation") throw json::type_error::create(302, "not a finding", &b);
    return MinistryFound{reopen == "capture" ? Reopen::AtCapture : Reopen::AtPersonalisation,
                         b.at("queue_number").get<int>()};
  }
  if (kind == "handed-over") return HandedOver{text("receipt"), b.value("old_card", std::string()) == "withdrawn"};
  if (kind == "old-card-sent") return OldCardSent{text("list")};
  if (kind == "old-card-arrived") return OldCardArrived{};
  if (kind == "old-card-missed") return OldCardMissed{};
  if (kind == "old-card-destroyed") return OldCardDestroyed{text("minutes")};
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
    const auto parsed = json::parse(body);
    // A field that may be left out is left out of a number as well, which is no body.
    if (!parsed.is_object()) return std::nullopt;
    return read(kind, parsed);
  } catch (const json::exception&) {
    return std::nullopt;
  }
}

}  // namespace ktpel::issuance
