// SPDX-License-Identifier: Apache-2.0
#include "office/queue.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <tuple>

#include "api/store_failure.h"
#include "base/file.h"

namespace ktpel::office {

using api::Failure;
using api::FailureCode;
using base::Done;
using nlohmann::json;

char letter(QueueKind kind) { return "APK"[static_cast<int>(kind)]; }

std::optional<QueueKind> queue_kind_of(std::string_view text) {
  for (const auto kind : {QueueKind::Application, QueueKind::Priority, QueueKind::Card})
    if (text.size() == 1 && text.front() == letter(kind)) return kind;
  return std::nullopt;
}

void Queue::load() {
  const auto bytes = base::read_file(file_, 4u << 20);
  if (!bytes) return;
  try {
    const auto j = json::parse(base::text_of(*bytes));
    std::map<int, Kept> kept;
    std::map<std::string, int> cards;
    const auto time = [](const json& one, const char* field) -> std::optional<base::Time> {
      if (one.at(field).is_null()) return std::nullopt;
      return base::Time{one.at(field).get<std::int64_t>()};
    };
    for (const auto& one : j.at("numbers")) {
      Kept number{.desk = one.at("desk").get<std::string>(),
                  .at = base::Time{one.at("at").get<std::int64_t>()},
                  .times = one.at("times").get<int>(),
                  .absences = one.at("absences").get<int>(),
                  .behind = time(one, "behind"),
                  .came = time(one, "came")};
      if (const auto before = one.find("before"); before != one.end())
        number.before = {before->at("desk").get<std::string>(), base::Time{before->at("at").get<std::int64_t>()},
                         before->at("out_of_order").get<bool>()};
      kept.emplace(one.at("number").get<int>(), std::move(number));
    }
    for (const auto& [application, number] : j.at("cards").items()) cards.emplace(application, number.get<int>());
    day_ = j.at("day").get<std::string>();
    kept_ = std::move(kept);
    cards_ = std::move(cards);
  } catch (const json::exception&) {
    // As a new day: who waits is known from the docket, only who was called already is not.
  }
}

Outcome<Done> Queue::keep() {
  json numbers = json::array(), cards = json::object();
  const auto time = [](const std::optional<base::Time>& one) { return one ? json(one->ms) : json(nullptr); };
  for (const auto& [number, one] : kept_) {
    numbers.push_back({{"number", number},
                       {"desk", one.desk},
                       {"at", one.at.ms},
                       {"times", one.times},
                       {"absences", one.absences},
                       {"behind", time(one.behind)},
                       {"came", time(one.came)}});
    if (one.before)
      numbers.back()["before"] = {
          {"desk", one.before->desk}, {"at", one.before->at.ms}, {"out_of_order", one.before->out_of_order}};
  }
  for (const auto& [application, number] : cards_) cards[application] = number;
  const auto text = json{{"day", day_}, {"numbers", numbers}, {"cards", cards}}.dump();
  if (const auto ok = base::write_file_durably(file_, text); !ok) return api::failure_of(ok.error(), file_.string());
  return Done{};
}

Outcome<Done> Queue::refresh(const person::Date& day, std::vector<QueueCandidate> candidates) {
  bool changed = day_ != day.printed();
  if (changed) {
    day_ = day.printed();
    kept_.clear();
    cards_.clear();
  }
  candidates_.clear();
  int last_card = first_card - 1;
  for (const auto& [application, number] : cards_) last_card = std::max(last_card, number);
  for (auto& one : candidates) {
    if (one.kind == QueueKind::Card) {
      const auto [found, is_new] = cards_.try_emplace(one.application.get(), last_card + 1);
      if (is_new) ++last_card;
      changed |= is_new;
      one.number = found->second;
    }
    const auto number = one.number;
    candidates_.emplace(number, std::move(one));
  }
  return changed ? keep() : Outcome<Done>(Done{});
}

const QueueCandidate* Queue::candidate(int number) const {
  const auto found = candidates_.find(number);
  return found == candidates_.end() ? nullptr : &found->second;
}

std::vector<Queue::Waiting> Queue::waiting() const {
  std::vector<Waiting> out;
  std::map<int, std::tuple<bool, bool, bool, std::int64_t>> order;
  for (const auto& [number, one] : candidates_) {
    const auto found = kept_.find(number);
    const auto kept = found == kept_.end() ? Kept{} : found->second;
    if (!kept.desk.empty()) continue;
    const bool here = one.kind != QueueKind::Card || kept.came.has_value();
    const auto since = kept.behind ? *kept.behind : kept.came.value_or(one.since);
    out.push_back({number, one.application, one.kind, since, kept.times, here, one.name, one.shelf});
    order[number] = {!here, kept.behind.has_value(), one.kind != QueueKind::Priority, since.ms};
  }
  std::stable_sort(out.begin(), out.end(),
                   [&](const Waiting& a, const Waiting& b) { return order.at(a.number) < order.at(b.number); });
  return out;
}

std::size_t Queue::waiting_here() const {
  const auto all = waiting();
  return static_cast<std::size_t>(std::count_if(all.begin(), all.end(), [](const Waiting& one) { return one.here; }));
}

Queue::Call Queue::call_of(int number, const QueueCandidate& one, const Kept& kept) const {
  return {number, one.application, one.kind, kept.desk, kept.at, kept.times, false, one.shelf};
}

std::vector<Queue::Call> Queue::calling() const {
  std::map<std::string, Call> newest;
  for (const auto& [number, kept] : kept_) {
    const auto* one = candidate(number);
    if (!one || kept.desk.empty()) continue;
    const auto found = newest.find(kept.desk);
    if (found == newest.end() || found->second.at < kept.at)
      newest.insert_or_assign(kept.desk, call_of(number, *one, kept));
  }
  std::vector<Call> out;
  for (auto& [desk, call] : newest) out.push_back(std::move(call));
  std::stable_sort(out.begin(), out.end(), [](const Call& a, const Call& b) { return b.at < a.at; });
  return out;
}

Outcome<Queue::Call> Queue::put_at(int number, const std::string& desk, base::Time now, bool out_of_order) {
  const auto before = kept_;
  auto& kept = kept_[number];
  kept.before = {kept.desk, kept.at, out_of_order};
  kept.desk = desk;
  kept.at = now;
  ++kept.times;
  if (const auto ok = keep(); !ok) {
    kept_ = before;  // the screen shall not call what a restart forgets
    return ok.error();
  }
  auto call = call_of(number, candidates_.at(number), kept_.at(number));
  call.out_of_order = out_of_order;
  return call;
}

Outcome<Queue::Call> Queue::next(const std::string& desk, std::optional<QueueKind> kind, base::Time now) {
  for (const auto& one : waiting()) {
    const bool fits = !kind ? one.here : (one.kind == QueueKind::Card) == (*kind == QueueKind::Card);
    if (fits && (kind != QueueKind::Priority || one.kind == QueueKind::Priority))
      return put_at(one.number, desk, now, false);
  }
  return Failure{FailureCode::Queue_NobodyWaits, desk};
}

Outcome<Done> Queue::expect(int number) const {
  if (!candidate(number)) return Failure{FailureCode::Queue_NoSuchNumber, std::to_string(number)};
  return Done{};
}

Outcome<Queue::Call> Queue::call(int number, const std::string& desk, const std::string& reason, base::Time now) {
  if (const auto ok = expect(number); !ok) return ok.error();
  const auto others = calling();
  for (const auto& other : others)
    if (other.number == number && other.desk != desk && reason.empty())
      return Failure{FailureCode::Queue_AlreadyCalled, other.desk};
  const auto found = kept_.find(number);
  const bool again = found != kept_.end() && !found->second.desk.empty();
  const auto line = waiting();
  const bool first = !line.empty() && line.front().number == number && line.front().here;
  const bool out_of_order = !again && !first;
  if (out_of_order && reason.empty()) return Failure{FailureCode::Queue_ReasonNeeded, std::to_string(number)};
  return put_at(number, desk, now, out_of_order || !reason.empty());
}

Outcome<Queue::Call> Queue::take_back(int number, const std::string& desk, base::Time now) {
  if (const auto ok = expect(number); !ok) return ok.error();
  const auto found = kept_.find(number);
  if (found == kept_.end() || found->second.desk != desk || !found->second.before)
    return Failure{FailureCode::Queue_NotCalledHere, std::to_string(number)};
  if (now.ms - found->second.at.ms > take_back_ms)
    return Failure{FailureCode::Queue_TakeBackTooLate, std::to_string(number)};
  const auto kept = found->second;
  found->second.desk = kept.before->desk;
  found->second.at = kept.before->at;
  --found->second.times;
  found->second.before.reset();
  if (const auto ok = keep(); !ok) {
    found->second = kept;
    return ok.error();
  }
  auto call = call_of(number, candidates_.at(number), found->second);
  call.out_of_order = kept.before->out_of_order;
  return call;
}

Outcome<Done> Queue::absent(int number, base::Time now) {
  const auto found = kept_.find(number);
  if (found == kept_.end() || found->second.desk.empty() || !candidate(number))
    return Failure{FailureCode::Queue_NotCalled, std::to_string(number)};
  const auto before = found->second;
  auto& kept = found->second;
  kept.desk.clear();
  kept.before.reset();
  if (++kept.absences % absences_to_the_end == 0) kept.behind = now;
  const auto ok = keep();
  if (!ok) found->second = before;
  return ok;
}

Outcome<Done> Queue::arrive(int number, base::Time now) {
  if (const auto ok = expect(number); !ok) return ok;
  auto& kept = kept_[number];
  if (kept.came) return Done{};
  const auto before = kept;
  kept.came = now;
  const auto ok = keep();
  if (!ok) kept = before;
  return ok;
}

}  // namespace ktpel::office
