// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "card/iso7816/transport.h"
#include "office/office.h"

namespace ktpel::office {

/// Which fingers are laid on the glass together.
enum class FingerGroup { RightFour, LeftFour, Thumbs };
std::string_view name(FingerGroup group);  ///< "right-four"
std::optional<FingerGroup> finger_group_of(std::string_view name);

enum class DeviceKind { Fingers, Irises, Camera, Reader, Printer, Scanner };
inline constexpr DeviceKind device_kinds[] = {DeviceKind::Fingers, DeviceKind::Irises,  DeviceKind::Camera,
                                              DeviceKind::Reader,  DeviceKind::Printer, DeviceKind::Scanner};
std::string_view name(DeviceKind kind);  ///< "fingers"
enum class DeviceState { Ready, Busy, NotReady, NotRegistered, Gone };
std::string_view name(DeviceState state);  ///< "siap", "dipakai", "belum-siap", "tidak-terdaftar", "terputus"

/// A device as it is found, and how it did if it was tested.
struct SeenDevice {
  DeviceKind kind;
  std::string name;  ///< as its service names it; empty: there is none of this kind
  DeviceState state;
  std::string detail = {};                             ///< for the officer
  double test_ms = 0;                                  ///< 0: not tested
  std::optional<api::Failure> failure = std::nullopt;  ///< of the test
};

/// A paper that was given to a printer.
struct PrintedPaper {
  std::string printer, job;
  bool is_done = false;  ///< false: it waits in the printer's queue
};

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
  /// At least one of each kind: with an empty name where there is none. Takes seconds; any thread.
  std::function<std::vector<SeenDevice>()> look = {};
  /// The same, and each is used once: people are asked for a finger, an eye, a look into the camera.
  std::function<std::vector<SeenDevice>()> test = {};
  std::function<Outcome<PrintedPaper>(const std::string& title, base::ByteView pdf)> print = {};
  /// Pages as PNG; one from the glass, all that lie in the feeder.
  std::function<Outcome<std::vector<base::Bytes>>(bool from_feeder)> scan_paper = {};
};

/// For a device that is not there.
api::Failure no_device(std::string_view which);

}  // namespace ktpel::office
