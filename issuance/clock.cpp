// SPDX-License-Identifier: Apache-2.0
#include "issuance/clock.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "issuance/event_text.h"

namespace ktpel::issuance {
namespace {

constexpr std::int64_t minute_ms = 60'000, hour_ms = 60 * minute_ms;

/// The desk work that an event ends.
struct DeskStep {
  std::optional<SopStep> operator()(const Registration&) const { return SopStep::Intake; }
  std::optional<SopStep> operator()(const Recorded&) const { return SopStep::Capture; }
  std::optional<SopStep> operator()(const Presented&) const { return SopStep::Capture; }
  std::optional<SopStep> operator()(const BlankSpoilt&) const { return SopStep::Personalisation; }
  std::optional<SopStep> operator()(const CardProved&) const { return SopStep::Personalisation; }
  std::optional<SopStep> operator()(const PickupAgreed&) const { return SopStep::Verification; }
  std::optional<SopStep> operator()(const PickupFailed&) const { return SopStep::Verification; }
  std::optional<SopStep> operator()(const HandedOver&) const { return SopStep::HandOver; }
  template <class Other>
  std::optional<SopStep> operator()(const Other&) const {
    return std::nullopt;
  }
};
std::optional<SopStep> desk_step(const Event& event) { return std::visit(DeskStep{}, event); }

/// Between the recording and the decision who it is (I.3).
bool is_in_uniqueness(const Application& state) {
  return std::holds_alternative<Captured>(state) || std::holds_alternative<Sent>(state) ||
         std::holds_alternative<Presenting>(state) || std::holds_alternative<Searching>(state) ||
         std::holds_alternative<Adjudicating>(state) || std::holds_alternative<HalfJudged>(state) ||
         std::holds_alternative<Disputed>(state) || std::holds_alternative<Clarifying>(state);
}

/// Calls `visit(event, state after it)` along the history, as far as the rules go with it.
template <class Visit>
void walk(const std::vector<Happened>& history, Visit visit) {
  std::optional<Application> state;
  Basis basis;
  for (const auto& h : history) {
    if (!state) {
      const auto* registration = std::get_if<Registration>(&h.event);
      if (!registration) return;
      basis = registration->basis;
      const auto first = begin(*registration);
      if (!first) return;
      state = first->next;
    } else {
      auto step = decide(basis, *state, h.event);
      if (!step) return;
      state = std::move(step->next);
    }
    visit(h, *state);
  }
}

Timed timed_step(SopStep step, base::Time from, std::int64_t took_ms, bool running) {
  const auto limit_ms = limit(step).limit_ms;
  return {step, from, took_ms, limit_ms, running, took_ms > limit_ms};
}

}  // namespace

const std::array<StepLimit, 6> step_limits = {
    {{SopStep::Intake, "I.1", "penerimaan berkas", 2 * minute_ms},
     {SopStep::Capture, "I.2", "perekaman", 4 * minute_ms},
     {SopStep::Uniqueness, "I.3", "pemadanan ketunggalan", 24 * hour_ms},
     {SopStep::Personalisation, "II.1", "personalisasi", 4 * minute_ms},
     {SopStep::Verification, "II.2", "pemadanan 1:1 saat pengambilan", 2 * minute_ms},
     {SopStep::HandOver, "II.3", "penyerahan", 1 * minute_ms}}};

const StepLimit& limit(SopStep step) { return step_limits[static_cast<std::size_t>(step)]; }

std::optional<Happened> happened(std::string_view kind, std::string_view body, base::Time time) {
  auto event = event_of(kind, body);
  if (!event) return std::nullopt;
  Happened out{std::move(*event), time, std::nullopt};
  const auto json = nlohmann::json::parse(body, nullptr, false);
  if (!json.is_object() || !json.contains("took_ms")) return out;
  const auto& took = json.at("took_ms");
  // An unsigned number beyond int64 would wrap: it is compared as what it is.
  if (took.is_number_unsigned() && took.get<std::uint64_t>() <= static_cast<std::uint64_t>(longest_desk_ms))
    out.took_ms = took.get<std::int64_t>();
  return out;
}

std::vector<Timed> timed(const std::vector<Happened>& history, base::Time now) {
  std::vector<Timed> out;
  bool searching = false;
  std::size_t search = 0;  // the place of the I.3 that is still open
  walk(history, [&](const Happened& h, const Application& state) {
    if (const auto step = desk_step(h.event); step && h.took_ms)
      out.push_back(timed_step(*step, base::Time{h.time.ms - *h.took_ms}, *h.took_ms, false));
    const bool inside = is_in_uniqueness(state);
    if (inside && !searching) {
      searching = true;
      search = out.size();
      out.push_back(timed_step(SopStep::Uniqueness, h.time, 0, true));
    }
    if (!inside && searching) {
      searching = false;
      auto& open = out[search];
      open = timed_step(SopStep::Uniqueness, open.from, h.time.ms - open.from.ms, false);
    }
  });
  if (searching) {
    auto& open = out[search];
    open = timed_step(SopStep::Uniqueness, open.from, now.ms - open.from.ms, true);
  }
  return out;
}

std::vector<Wait> waits(const std::vector<Happened>& history, base::Time now) {
  std::vector<Wait> out;
  bool open = false;
  walk(history, [&](const Happened& h, const Application& state) {
    const auto state_name = name(state);
    if (open && out.back().state == state_name) return;  // reminded, and waiting on
    if (open) {
      auto& last = out.back();
      const auto desk_ms = desk_step(h.event) ? h.took_ms.value_or(0) : 0;
      last.ms = std::max<std::int64_t>(0, h.time.ms - desk_ms - last.from.ms);
      last.running = false;
    }
    open = !is_in_uniqueness(state) && !is_over(state);
    if (open) out.push_back({state_name, h.time, 0, true});
  });
  if (open) out.back().ms = std::max<std::int64_t>(0, now.ms - out.back().from.ms);
  return out;
}

}  // namespace ktpel::issuance
