// SPDX-License-Identifier: Apache-2.0
// 1i: the summons, signed and stamped once the recording is made; and recordings that come to nothing.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "api/store_failure.h"
#include "office/office.h"

namespace ktpel::office {

using api::Failure;
using api::FailureCode;
using nlohmann::json;

bool Office::is_at_capture(const docket::Case& c) {
  return issuance::decide(c.basis, c.state, issuance::Recorded{{}, issuance::Recapture::NoRecording}) ||
         issuance::decide(c.basis, c.state, issuance::Presented{});
}

Outcome<base::Done> Office::note_discarded(const ApplicationNumber& application, std::size_t parts,
                                           const std::string& reason, const Officer& by, const Officer& second) {
  const auto body = json{{"parts", parts}, {"reason", reason}, {"second", second.get()}}.dump(
      -1, ' ', false, json::error_handler_t::replace);
  return write({{journal::Actor(by.get()), "capture-discarded", application.get(), *journal::canonical_body(body)}});
}

void Office::note_stamped(const journal::Entry& entry) {
  const std::scoped_lock lock(stamps_mutex_);
  stamps_.insert_or_assign(entry.subject, Stamp{entry.time, entry.actor.get()});
}

std::optional<Office::Stamp> Office::stamp_of(const docket::Case& c) const {
  const auto* recorded = confirmation_of(c);
  const std::scoped_lock lock(stamps_mutex_);
  const auto found = stamps_.find(c.number.get());
  // One of a recording that was refused later stands on a letter that has no worth any more.
  if (!recorded || found == stamps_.end() || found->second.at < recorded->time) return std::nullopt;
  return found->second;
}

Outcome<base::Done> Office::stamp(const ApplicationNumber& application, std::optional<base::Time> began,
                                  const Officer& by) {
  const auto c = find(application);
  if (!c) return c.error();
  const auto* recorded = confirmation_of(*c);
  if (!recorded || recorded->site != profile_.site || is_at_capture(*c) ||
      std::holds_alternative<issuance::Cancelled>(c->state))
    return Failure{FailureCode::Stamp_NotRecorded, application.get()};
  if (const auto before = stamp_of(*c))
    return Failure{FailureCode::Stamp_AlreadyStamped, before->by + ", " + moment(before->at).printed()};
  json body{{"recorded", recorded->sequence.get()}};
  if (began) body["took_ms"] = std::max<std::int64_t>(0, clock_.now().ms - began->ms);
  const auto entries = journal_->append(
      {{journal::Actor(by.get()), stamped_kind, application.get(), *journal::canonical_body(body.dump())}});
  if (!entries) return api::failure_of(entries.error(), application.get());
  note_stamped(entries->front());
  return base::Done{};
}

Outcome<std::vector<docket::Line>> Office::to_stamp() const {
  constexpr const char* passed[] = {"Captured",     "Sent",        "Presenting",    "Searching",
                                    "Adjudicating", "HalfJudged",  "Disputed",      "Clarifying",
                                    "Unique",       "AwaitingAge", "Personalising", "Personalised"};
  auto lines = list_all({.states = {std::begin(passed), std::end(passed)}, .office = profile_.site.text()});
  if (!lines) return lines.error();
  std::vector<std::pair<base::Time, docket::Line>> found;
  for (auto& line : *lines) {
    const auto c = find(line.number);
    if (!c) return c.error();
    const auto* recorded = confirmation_of(*c);
    if (recorded && recorded->site == profile_.site && moment(recorded->time).day == today() && !stamp_of(*c))
      found.emplace_back(recorded->time, std::move(line));
  }
  std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<docket::Line> out;
  for (auto& [time, line] : found) out.push_back(std::move(line));
  return out;
}

}  // namespace ktpel::office
