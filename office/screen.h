// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"

namespace ktpel::office {

/// What residents see of their own act on the second screen of a desk, by station. Held in memory alone: a page that is
/// loaded again shows the same, a restart of the office blanks it. Thread-safe.
class ResidentScreens {
 public:
  static constexpr std::int64_t blank_after_done_ms = 60'000;
  /// Whatever it shows: nobody sits there for so long.
  static constexpr std::int64_t blank_after_ms = 30 * 60'000;
  static constexpr std::size_t most_stations = 64, largest_data = 256 << 10;  ///< bytes of JSON
  /// "idle", "biodata", ... "done", "pickup".
  static bool is_state(std::string_view state);

  explicit ResidentScreens(const base::Clock& clock) : clock_(clock) {}
  struct Shown {
    std::string state = "idle";
    nlohmann::json data = nlohmann::json::object();
  };
  /// A station that nobody wrote to is idle.
  Shown shown(const std::string& station);
  /// False if there are too many stations. What was drawn there stays while the state does, unless `what` brings
  /// strokes of its own.
  bool show(const std::string& station, Shown what);
  /// What the resident has drawn so far, all strokes; false if nobody is asked to.
  bool draw(const std::string& station, nlohmann::json strokes);
  static bool takes_ink(std::string_view state) { return state == "signature" || state == "statement"; }
  /// Blanks what is over; the stations of which that was so.
  std::vector<std::string> sweep();

 private:
  struct Kept {
    Shown what;
    base::Time since;
  };
  bool is_over(const Kept& kept) const;
  const base::Clock& clock_;
  std::mutex mutex_;
  std::map<std::string, Kept> stations_;
};

}  // namespace ktpel::office
