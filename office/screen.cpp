// SPDX-License-Identifier: Apache-2.0
#include "office/screen.h"

#include <algorithm>

namespace ktpel::office {

bool ResidentScreens::is_state(std::string_view state) {
  constexpr std::string_view states[] = {"idle", "biodata", "photo",     "signature", "fingers",
                                         "iris", "verify",  "statement", "done",      "pickup"};
  return std::find(std::begin(states), std::end(states), state) != std::end(states);
}

bool ResidentScreens::is_over(const Kept& kept) const {
  return clock_.now().ms - kept.since.ms >= (kept.what.state == "done" ? blank_after_done_ms : blank_after_ms);
}

ResidentScreens::Shown ResidentScreens::shown(const std::string& station) {
  const std::scoped_lock lock(mutex_);
  const auto found = stations_.find(station);
  if (found == stations_.end()) return {};
  if (!is_over(found->second)) return found->second.what;
  stations_.erase(found);
  return {};
}

bool ResidentScreens::show(const std::string& station, Shown what) {
  const std::scoped_lock lock(mutex_);
  if (what.state == "idle") {
    stations_.erase(station);
    return true;
  }
  const auto before = stations_.find(station);
  if (before == stations_.end() && stations_.size() >= most_stations) return false;
  if (before != stations_.end() && before->second.what.state == what.state && takes_ink(what.state) &&
      !what.data.contains("strokes") && before->second.what.data.contains("strokes"))
    what.data["strokes"] = before->second.what.data["strokes"];
  stations_.insert_or_assign(station, Kept{std::move(what), clock_.now()});
  return true;
}

bool ResidentScreens::draw(const std::string& station, nlohmann::json strokes) {
  const std::scoped_lock lock(mutex_);
  const auto found = stations_.find(station);
  if (found == stations_.end() || is_over(found->second) || !takes_ink(found->second.what.state)) return false;
  found->second.what.data["strokes"] = std::move(strokes);
  return true;
}

std::vector<std::string> ResidentScreens::sweep() {
  const std::scoped_lock lock(mutex_);
  std::vector<std::string> blanked;
  for (auto one = stations_.begin(); one != stations_.end();) {
    if (!is_over(one->second)) {
      ++one;
      continue;
    }
    blanked.push_back(one->first);
    one = stations_.erase(one);
  }
  return blanked;
}

}  // namespace ktpel::office
