// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "issuance/application.h"

namespace ktpel::issuance {

/// The steps that the SOP gives a time ("Mutu Baku, Waktu").
enum class SopStep { Intake, Capture, Uniqueness, Personalisation, Verification, HandOver };
struct StepLimit {
  SopStep step;
  std::string_view clause;  ///< "I.1"
  std::string_view label;   ///< "penerimaan berkas"
  std::int64_t limit_ms;
};
/// In the order of SopStep.
extern const std::array<StepLimit, 6> step_limits;
const StepLimit& limit(SopStep step);

/// An event of an application's history.
struct Happened {
  Event event;
  base::Time time;
  /// Work time at the desk, ms, which the entry's body carries as "took_ms".
  std::optional<std::int64_t> took_ms = std::nullopt;
};
/// From an entry's kind, body and time; nullopt if it is no event of the application. A "took_ms" that is no whole
/// number from 0 to longest_desk_ms is left out.
std::optional<Happened> happened(std::string_view kind, std::string_view body, base::Time time);
inline constexpr std::int64_t longest_desk_ms = 24ll * 3600 * 1000;

struct Timed {
  SopStep step;
  base::Time from;       ///< when it began
  std::int64_t took_ms;  ///< up to now while it is running
  std::int64_t limit_ms;
  bool running = false;
  bool breach = false;  ///< took longer than the limit
  friend bool operator==(const Timed&, const Timed&) = default;
};
/// How long each step took, in order; a step that was done twice stands there twice. Desk work counts as long as its
/// entry says (without "took_ms" it is left out), uniqueness (I.3) from the recording to the decision: until the
/// application is unique, a duplicate, to be recorded again or withdrawn, whatever happened in between. `history` is
/// one that the rules accept from its registration on; what follows an event that they refuse is left out.
std::vector<Timed> timed(const std::vector<Happened>& history, base::Time now);

/// How long an application lay waiting: in a state outside I.3, without the desk work that ended it.
struct Wait {
  std::string_view state;  ///< name(Application)
  base::Time from;
  std::int64_t ms;
  bool running = false;  ///< it still waits
  friend bool operator==(const Wait&, const Wait&) = default;
};
std::vector<Wait> waits(const std::vector<Happened>& history, base::Time now);

}  // namespace ktpel::issuance
