// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "card/iso7816/transport.h"
#include "office/office.h"

namespace ktpel::office {

/// Which fingers are laid on the glass together.
enum class FingerGroup { RightFour, LeftFour, Thumbs };
std::string_view name(FingerGroup group);  ///< "right-four"
std::optional<FingerGroup> finger_group_of(std::string_view name);

/// What stands on the desk, as the office uses it; who starts the office says what is behind (device/...). A function
/// that is empty stands for a device that is not there. What fails is a failure of that device, for the officer to see.
struct Devices {
  /// Fingers that are not on the glass, or could not be read, are left out.
  std::function<Outcome<std::map<biometric::FingerPosition, biometric::GreyImage>>(FingerGroup)> take_fingers = {};
  std::function<Outcome<biometric::GreyImage>(biometric::FingerPosition)> take_finger = {};
  std::function<Outcome<std::map<Eye, biometric::GreyImage>>()> take_irises = {};
  std::function<Outcome<biometric::ColourImage>()> take_portrait = {};
  /// By the reader's name; empty: the only one. Waits some seconds for a card.
  std::function<Outcome<std::unique_ptr<card::Transport>>(const std::string& reader)> open_reader = {};
};

/// For a device that is not there.
api::Failure no_device(std::string_view which);

}  // namespace ktpel::office
