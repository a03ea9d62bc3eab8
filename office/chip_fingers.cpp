// SPDX-License-Identifier: Apache-2.0
#include "office/chip_fingers.h"

#include <algorithm>

#include "base/phrase.h"

namespace ktpel::office {
namespace {

using biometric::FingerPosition;
using enum biometric::FingerPosition;

constexpr FingerPosition right_order[] = {RightIndex, RightThumb, RightMiddle, RightRing, RightLittle};
constexpr FingerPosition left_order[] = {LeftIndex, LeftThumb, LeftMiddle, LeftRing, LeftLittle};

}  // namespace

std::vector<FingerPosition> choose_chip_fingers(const std::vector<FingerPosition>& usable) {
  const auto in_order = [&](const auto& order) {
    std::vector<FingerPosition> found;
    for (const auto position : order)
      if (std::find(usable.begin(), usable.end(), position) != usable.end()) found.push_back(position);
    return found;
  };
  const auto right = in_order(right_order), left = in_order(left_order);
  std::vector<FingerPosition> chosen;
  if (!right.empty() && !left.empty()) return {right.front(), left.front()};
  for (const auto position : right.empty() ? left : right)
    if (chosen.size() < 2) chosen.push_back(position);
  return chosen;
}

std::uint8_t chip_subtype(FingerPosition position) {
  const int number = static_cast<int>(position);
  const int hand = number <= 5 ? 1 : 2, digit = (number - 1) % 5 + 1;
  return static_cast<std::uint8_t>(digit << 2 | hand);
}

std::optional<FingerPosition> position_of_subtype(std::uint8_t subtype) {
  const int hand = subtype & 3, digit = subtype >> 2;
  if ((hand != 1 && hand != 2) || digit < 1 || digit > 5) return std::nullopt;
  return static_cast<FingerPosition>(digit + (hand == 2 ? 5 : 0));
}

std::string finger_words(FingerPosition position) {
  static constexpr const char* names[] = {"unknown",     "right_thumb",  "right_index", "right_middle",
                                          "right_ring",  "right_little", "left_thumb",  "left_index",
                                          "left_middle", "left_ring",    "left_little"};
  return base::phrase(std::string("office.finger_") + names[static_cast<int>(position)]);
}

}  // namespace ktpel::office
