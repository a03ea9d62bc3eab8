// SPDX-License-Identifier: Apache-2.0
// I.1, 6: who waits today, and how long it will take.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "api/store_failure.h"
#include "office/office.h"

namespace ktpel::office {

using nlohmann::json;

Outcome<std::vector<QueueCandidate>> Office::queue_candidates() const {
  const auto registered =
      list_all({.states = {"Registered"}, .office = profile_.site.text(), .day = today().printed()});
  if (!registered) return registered.error();
  const auto called = list_all({.states = {"Called"}, .office = profile_.site.text()});
  if (!called) return called.error();
  std::vector<QueueCandidate> out;
  for (const auto& line : *registered) {
    const auto kind = line.lane == issuance::Lane::Regular ? QueueKind::Application : QueueKind::Priority;
    out.push_back({line.number, kind, line.queue_number, line.since, line.name});
  }
  for (const auto& line : *called) {
    const auto c = find(line.number);
    if (!c) return c.error();
    out.push_back({line.number, QueueKind::Card, 0, line.since, line.name, shelf_of(*c)});
  }
  return out;
}

Outcome<std::optional<std::int64_t>> Office::capture_pace() const {
  constexpr std::size_t looked_at = 20, too_few = 3;
  const auto lines = list_all({.office = profile_.site.text(), .day = today().printed()});
  if (!lines) return lines.error();
  std::vector<std::pair<base::Time, std::int64_t>> recordings;
  for (const auto& line : *lines) {
    if (line.state == "Registered") continue;
    const auto c = find(line.number);
    if (!c) return c.error();
    const auto* recorded = c->last("recorded");
    const auto took = recorded ? json::parse(recorded->body).value("took_ms", std::int64_t{-1}) : -1;
    if (took >= 0) recordings.emplace_back(recorded->time, took);
  }
  if (recordings.size() < too_few) return std::optional<std::int64_t>();
  std::sort(recordings.begin(), recordings.end());
  std::vector<std::int64_t> last;
  for (auto at = recordings.rbegin(); at != recordings.rend() && last.size() < looked_at; ++at)
    last.push_back(at->second);
  const auto middle = last.begin() + static_cast<std::ptrdiff_t>(last.size() / 2);
  std::nth_element(last.begin(), middle, last.end());
  return std::optional(*middle);
}

Outcome<base::Done> Office::note_out_of_order(const ApplicationNumber& application, const std::string& desk,
                                              const std::string& reason, const Officer& by) {
  const auto body = json{{"desk", desk}, {"reason", reason}}.dump(-1, ' ', false, json::error_handler_t::replace);
  return write({{journal::Actor(by.get()), "called-out-of-order", application.get(), *journal::canonical_body(body)}});
}

Outcome<base::Done> Office::note_taken_back(const ApplicationNumber& application, const std::string& desk,
                                            const Officer& by) {
  const auto body = json{{"desk", desk}}.dump(-1, ' ', false, json::error_handler_t::replace);
  return write({{journal::Actor(by.get()), "call-taken-back", application.get(), *journal::canonical_body(body)}});
}

}  // namespace ktpel::office
