// SPDX-License-Identifier: Apache-2.0
#include "demo/ledger.h"

#include <algorithm>
#include <set>

namespace ktpel::demo {

using nlohmann::json;

namespace {

constexpr const char* anything = "*";

/// Acts at applications: /api/<folder>/{number}<end>.
struct Rule {
  const char *folder, *end, *kind;
};
constexpr Rule rules[] = {
    {"applications", "/capture/finish", "recorded"}, {"applications", "/capture/present", "presented"},
    {"applications", "/card", "card-proved"},        {"applications", "/call", "resident-called"},
    {"applications", "/hand-over", "handed-over"},   {"applications", "/return", "sent-up"},
    {"applications", "/answer", "answered"},         {"contests", "/judgement", "judged"},
    {"clarifications", "/outcome", "clarified"},     {"returns", "/up", "sent-up"},
    {"returns", "/finding", "ministry-found"}};

/// "" unless the path is /api/<folder>/{one}<end>.
std::string one_of(const std::string& path, const std::string& folder, const std::string& end) {
  const auto start = "/api/" + folder + "/";
  if (path.size() <= start.size() + end.size() || !path.starts_with(start) || !path.ends_with(end)) return {};
  auto one = path.substr(start.size(), path.size() - start.size() - end.size());
  return one.find('/') == std::string::npos ? one : std::string();
}

std::string text(const json& object, const char* field) {
  return object.is_object() && object.contains(field) && object[field].is_string() ? object[field].get<std::string>()
                                                                                   : std::string();
}

}  // namespace

std::vector<Entered> acts_of(const std::string& site, const std::string& path, const json& asked,
                             const json& answered) {
  const bool heard = answered.is_object();
  std::vector<Entered> acts;
  if (path == "/api/applications") acts.push_back({site, "registration", text(asked, "nik")});
  if (path == "/api/residents") acts.push_back({site, "resident-registered", text(asked, "name")});
  if (path == "/api/shipments")
    for (const auto& number : asked.value("applications", json::array()))
      acts.push_back({site, "dispatched", number.get<std::string>()});
  if (!one_of(path, "shipments", "/arrival").empty()) {
    if (!heard) acts.push_back({site, "card-arrived", anything});
    for (const auto& number : heard ? answered.value("arrived", json::array()) : json::array())
      acts.push_back({site, "card-arrived", number.get<std::string>()});
  }
  if (const auto number = one_of(path, "applications", "/pick-up"); !number.empty()) {
    const auto word = text(answered, "word");
    if (!heard || word == "berhasil") acts.push_back({site, "pickup-agreed", number});
    if (!heard || word == "gagal") acts.push_back({site, "pickup-failed", number});
  }
  if (const auto name = one_of(path, "officers", "/finger"); !name.empty())
    acts.push_back({site, "operator-enrolled", name});
  for (const auto& rule : rules)
    if (const auto number = one_of(path, rule.folder, rule.end); !number.empty())
      acts.push_back({site, rule.kind, number});
  return acts;
}

Entered entered(const std::string& site, const std::string& kind, const std::string& subject, const std::string& body) {
  static const std::set<std::string> by_subject = [] {
    std::set<std::string> kinds{"dispatched", "card-arrived", "pickup-agreed", "pickup-failed", "operator-enrolled"};
    for (const auto& rule : rules) kinds.insert(rule.kind);
    return kinds;
  }();
  if (kind == "registration" || kind == "resident-registered")
    return {site, kind, text(json::parse(body, nullptr, false), kind == "registration" ? "nik" : "name")};
  return {site, kind, by_subject.count(kind) ? subject : std::string()};
}

void Ledger::acknowledge(const std::vector<Entered>& acts) {
  for (const auto& act : acts) ++acknowledged_[act];
}

void Ledger::perhaps(const std::vector<Entered>& acts) {
  for (const auto& act : acts) ++perhaps_[act];
}

Ledger::Balance Ledger::against(const std::map<std::string, Journal>& journals, const std::string& center) const {
  const auto in = [](const std::map<Entered, std::size_t>& some, const Entered& act) -> std::size_t {
    const auto found = some.find(act);
    return found == some.end() ? 0 : found->second;
  };
  std::set<Entered> all;
  Balance balance;
  for (const auto& [act, times] : acknowledged_) {
    all.insert(act);
    balance.acknowledged += times;
  }
  for (const auto& [act, times] : perhaps_) balance.unheard += times;
  for (const auto& [site, journal] : journals)
    for (const auto& [act, times] : journal) all.insert(act);
  auto unnamed = perhaps_;  // those whose subject nobody was told, as far as they are not found yet
  for (const auto& act : all) {
    const auto told = in(acknowledged_, act);
    std::size_t least = told, most = told;  // as the two journals have it
    for (const auto& site : {act.site, center}) {
      const auto journal = journals.find(site);
      const auto written = journal == journals.end() ? 0 : in(journal->second, act);
      least = std::min(least, written);
      most = std::max(most, written);
    }
    auto allowed = told + in(perhaps_, act);
    if (most > allowed) {
      auto& more = unnamed[{act.site, act.kind, anything}];
      const auto taken = std::min(more, most - allowed);
      more -= taken;
      allowed += taken;
    }
    const auto say = [&](const char* what, std::size_t written) {
      balance.which.push_back(std::string(what) + " " + act.site + " " + act.kind + " " + act.subject + ": " +
                              std::to_string(told) + " told, " + std::to_string(written) + " written");
    };
    if (least < told) say("lost", least);
    if (most > allowed) say("doubled", most);
    balance.lost += told - least;
    balance.doubled += most > allowed ? most - allowed : 0;
  }
  return balance;
}

}  // namespace ktpel::demo
