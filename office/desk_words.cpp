// SPDX-License-Identifier: Apache-2.0
#include "office/desk_words.h"

#include "docket/clarification.h"

namespace ktpel::office {

using nlohmann::json;

json to_json(const docket::Line& line) {
  return {{"number", line.number.get()},
          {"nik", line.nik.digits()},
          {"name", line.name},
          {"state", line.state},
          {"kind", issuance::name(line.kind)},
          {"lane", issuance::name(line.lane)},
          {"office", line.office.text()},
          {"personaliser", line.personaliser},
          {"day", line.day},
          {"queue_number", line.queue_number},
          {"since", line.since.iso8601()}};
}

namespace {

int queue_number_of(const docket::Case& c) { return json::parse(c.history.front().body).value("queue_number", 0); }
/// Of the card that was made last; null before there is one.
json serial_of(const docket::Case& c) {
  const auto* taken = c.last("blank-taken");
  return taken ? json::parse(taken->body).at("serial") : json(nullptr);
}

}  // namespace

json to_json(const docket::Case& c) {
  json history = json::array();
  for (const auto& entry : c.history)
    history.push_back({{"kind", entry.kind},
                       {"time", entry.time.iso8601()},
                       {"actor", entry.actor.get()},
                       {"site", entry.site.text()},
                       {"took_ms", json::parse(entry.body).value("took_ms", std::int64_t{-1})}});
  const auto* dispatched = c.last("dispatched");
  json clarification;
  if (const auto letters = docket::correspondence(c)) {
    json messages = json::array();
    for (const auto& one : letters->messages) {
      json names = json::array();
      for (const auto& attachment : one.attachments) names.push_back(attachment.name);
      messages.push_back({{"time", one.time.iso8601()},
                          {"from", one.from_center ? "center" : "office"},
                          {"text", one.text},
                          {"attachments", names}});
    }
    clarification = {
        {"asked", letters->opened.iso8601()}, {"deadline", letters->deadline.iso8601()}, {"messages", messages}};
  }
  return {{"number", c.number.get()},
          {"clarification", clarification},
          {"nik", c.nik.digits()},
          {"name", biodata_of(c).name},
          {"queue_number", queue_number_of(c)},
          {"serial", serial_of(c)},
          {"manifest", dispatched ? json::parse(dispatched->body).at("manifest") : json(nullptr)},
          {"kind", issuance::name(c.basis.kind)},
          {"lane", issuance::name(c.basis.lane)},
          {"shelf", shelf_of(c)},
          {"state", issuance::name(c.state)},
          {"label", issuance::label(c.state)},
          {"incumbent_code", issuance::incumbent_code(c.state)},
          {"office", c.office().text()},
          {"personaliser", c.assignment ? c.assignment->personaliser.text() : std::string()},
          {"history", history}};
}

json may_words(const Capabilities& may) {
  return {
      {"intake", may.intake}, {"capture", may.capture}, {"personalise", may.personalise}, {"handover", may.handover}};
}

documents::Officer printed(const officer::Account& account) {
  return {.name = account.full_name,
          .nip = account.nip,
          .duty = account.roles.empty() ? std::string() : std::string(officer::label(*account.roles.begin()))};
}

bool is_plain_name(const std::string& name) {
  return !name.empty() && name.front() != '.' && name.find('/') == std::string::npos;
}

std::string base64(base::ByteView bytes) {
  constexpr char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const auto left = std::min<std::size_t>(bytes.size() - i, 3);
    std::uint32_t three = 0;
    for (std::size_t k = 0; k < 3; ++k) three = three << 8 | (k < left ? bytes[i + k] : 0u);
    for (std::size_t k = 0; k < 4; ++k) out += k <= left ? digits[three >> (18 - 6 * k) & 63] : '=';
  }
  return out;
}

desk::Reply state_after(const Office& office, const ApplicationNumber& application, const Outcome<base::Done>& act) {
  if (!act) return trouble(act.error());
  const auto c = office.find(application);
  if (!c) return trouble(c.error());
  return done({{"number", application.get()}, {"state", issuance::name(c->state)}});
}

std::optional<documents::DestructionMethod> destruction_method_of(const std::string& name) {
  if (name == "cut") return documents::DestructionMethod::Cut;
  if (name == "shredded") return documents::DestructionMethod::Shredded;
  if (name == "burnt") return documents::DestructionMethod::Burnt;
  return std::nullopt;
}

}  // namespace ktpel::office
