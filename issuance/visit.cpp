// SPDX-License-Identifier: Apache-2.0
#include "issuance/visit.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

namespace ktpel::issuance::visit {
namespace {

using nlohmann::json;
using Next = base::Result<Visit, Refusal>;

bool is_text(std::string_view text, std::size_t least) {
  return text.size() >= least && text.size() <= max_text &&
         std::none_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

bool is_gone(Outcome outcome) { return outcome == Outcome::Deceased || outcome == Outcome::Moved; }

template <class T>
bool holds_twice(const std::vector<T>& some) {
  return std::set<T>(some.begin(), some.end()).size() != some.size();
}

struct Rules {
  const std::optional<Visit>& now;

  Next operator()(const Ordered& e) const {
    if (now) return Refusal::OrderedBefore;
    if (e.order.residents.empty()) return Refusal::NobodyToVisit;
    if (e.order.team.empty()) return Refusal::NobodyGoes;
    if (holds_twice(e.order.residents) || holds_twice(e.order.team)) return Refusal::SomebodyTwice;
    return Visit{e.order, {}, false};
  }
  Next operator()(const Resulted& e) const {
    if (!now) return Refusal::NotOrdered;
    if (now->closed) return Refusal::IsClosed;
    const auto& list = now->order.residents;
    if (std::find(list.begin(), list.end(), e.nik) == list.end()) return Refusal::NotOnTheList;
    const auto earlier = now->results.find(e.nik);
    // Who was not met may be met later on the way; who was captured after all was captured, whatever was noted before.
    if (earlier != now->results.end() && earlier->second.outcome != Outcome::NotMet &&
        (e.result.outcome != Outcome::Captured || earlier->second.outcome == Outcome::Captured))
      return Refusal::HasResult;
    if (e.result.outcome == Outcome::Captured && !e.result.application) return Refusal::ApplicationMissing;
    const bool wants_reason = e.result.outcome == Outcome::Refused || is_gone(e.result.outcome);
    if (wants_reason && e.result.reason.empty()) return Refusal::ReasonMissing;
    auto next = *now;
    next.results.insert_or_assign(e.nik, e.result);
    return next;
  }
  Next operator()(const Closed&) const {
    if (!now) return Refusal::NotOrdered;
    if (now->closed) return Refusal::IsClosed;
    if (!now->open().empty()) return Refusal::ResultsOpen;
    auto next = *now;
    next.closed = true;
    return next;
  }
};

struct Write {
  json operator()(const Ordered& e) const {
    json residents = json::array(), team = json::array();
    for (const auto& nik : e.order.residents) residents.push_back(nik.digits());
    for (const auto& officer : e.order.team) team.push_back(officer.get());
    return {{"day", e.order.day.printed()},
            {"route", e.order.route},
            {"residents", residents},
            {"equipment", e.order.equipment},
            {"team", team}};
  }
  json operator()(const Resulted& e) const {
    const bool gone = is_gone(e.result.outcome);
    json j{{"nik", e.nik.digits()},
           {"outcome", name(gone ? Outcome::NotMet : e.result.outcome)},
           {"reason", e.result.reason}};
    if (gone) j["because"] = name(e.result.outcome);
    if (e.result.application) j["application"] = e.result.application->get();
    return j;
  }
  json operator()(const Closed&) const { return json::object(); }
};

/// The texts of a list, or nullopt if it is none or too long.
std::optional<std::vector<std::string>> texts(const json& j, std::size_t most) {
  if (!j.is_array() || j.size() > most) return std::nullopt;
  std::vector<std::string> out;
  for (const auto& one : j) {
    if (!one.is_string() || !is_text(one.get_ref<const std::string&>(), 1)) return std::nullopt;
    out.push_back(one.get<std::string>());
  }
  return out;
}

std::optional<Event> ordered_of(const json& b) {
  const auto day = person::Date::parse(b.at("day").get<std::string>());
  const auto residents = texts(b.at("residents"), max_residents), equipment = texts(b.at("equipment"), max_equipment),
             team = texts(b.at("team"), max_team);
  auto route = b.at("route").get<std::string>();
  if (!day || !residents || !equipment || !team || !is_text(route, 1)) return std::nullopt;
  Order order{*day, std::move(route), {}, *equipment, {}};
  for (const auto& digits : *residents) {
    const auto nik = person::Nik::parse(digits);
    if (!nik) return std::nullopt;
    order.residents.push_back(*nik);
  }
  for (const auto& officer : *team) order.team.emplace_back(officer);
  return Event(Ordered{std::move(order)});
}

std::optional<Event> resulted_of(const json& b) {
  const auto nik = person::Nik::parse(b.at("nik").get<std::string>());
  auto outcome = outcome_of(b.at("outcome").get<std::string>());
  if (outcome && is_gone(*outcome)) return std::nullopt;
  if (b.contains("because")) {
    if (outcome != Outcome::NotMet) return std::nullopt;
    outcome = outcome_of(b.at("because").get<std::string>());
    if (!outcome || !is_gone(*outcome)) return std::nullopt;
  }
  auto reason = b.at("reason").get<std::string>();
  if (!nik || !outcome || !is_text(reason, 0)) return std::nullopt;
  Found result{*outcome, std::nullopt, std::move(reason)};
  if (b.contains("application")) {
    const auto number = b.at("application").get<std::string>();
    if (!is_text(number, 1)) return std::nullopt;
    result.application = ApplicationNumber(number);
  }
  return Event(Resulted{*nik, std::move(result)});
}

struct Named {
  std::string_view name, label;
};
constexpr Named outcomes[] = {{"captured", "terekam"},
                              {"refused", "menolak"},
                              {"not-met", "tidak dijumpai"},
                              {"deceased", "meninggal"},
                              {"moved", "pindah"}};
static_assert(std::size(outcomes) == static_cast<std::size_t>(Outcome::Moved) + 1);
constexpr std::string_view refusals[] = {"ordered before", "not ordered",     "nobody to visit", "nobody goes",
                                         "somebody twice", "not on the list", "has a result",    "application missing",
                                         "reason missing", "results open",    "closed"};
static_assert(std::size(refusals) == static_cast<std::size_t>(Refusal::IsClosed) + 1);

}  // namespace

std::vector<person::Nik> Visit::open() const {
  std::vector<person::Nik> out;
  for (const auto& nik : order.residents)
    if (!results.contains(nik)) out.push_back(nik);
  return out;
}

Next decide(const std::optional<Visit>& now, const Event& event) { return std::visit(Rules{now}, event); }

const std::array<std::string_view, std::variant_size_v<Event>> event_names = {"visit-ordered", "visit-result",
                                                                              "visit-closed"};
std::string_view name(const Event& event) { return event_names[event.index()]; }
std::string body_of(const Event& event) {
  return std::visit(Write{}, event).dump(-1, ' ', false, json::error_handler_t::replace);
}
std::optional<Event> event_of(std::string_view kind, std::string_view body) {
  try {
    const auto b = json::parse(body);
    if (!b.is_object()) return std::nullopt;
    if (kind == event_names[0]) return ordered_of(b);
    if (kind == event_names[1]) return resulted_of(b);
    if (kind == event_names[2]) return Event(Closed{});
    return std::nullopt;
  } catch (const json::exception&) {
    return std::nullopt;
  }
}

std::string_view name(Outcome outcome) { return outcomes[static_cast<std::size_t>(outcome)].name; }
std::string_view label(Outcome outcome) { return outcomes[static_cast<std::size_t>(outcome)].label; }
std::optional<Outcome> outcome_of(std::string_view name) {
  for (std::size_t i = 0; i < std::size(outcomes); ++i)
    if (outcomes[i].name == name) return static_cast<Outcome>(i);
  return std::nullopt;
}
std::string_view name(Refusal refusal) { return refusals[static_cast<std::size_t>(refusal)]; }

}  // namespace ktpel::issuance::visit
