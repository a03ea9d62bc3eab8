// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <filesystem>

#include "biometric/image/raster.h"

namespace ktpel::device {

/// A finger reader without hardware: libfprint's own virtual one, which takes pictures from a socket. Appears in the
/// list of this process as "virtual_image/0" while it lives. One at a time; make it before other threads read the
/// environment (it sets FP_VIRTUAL_IMAGE).
class VirtualFingerReader {
 public:
  VirtualFingerReader();
  ~VirtualFingerReader();
  VirtualFingerReader(const VirtualFingerReader&) = delete;
  VirtualFingerReader& operator=(const VirtualFingerReader&) = delete;

  /// Presses the finger that the picture shows, once somebody captures; false if nobody does within `wait`.
  bool press(const biometric::GreyImage& finger, std::chrono::milliseconds wait = std::chrono::seconds(10)) const;
  /// A press that is too short.
  bool press_badly(std::chrono::milliseconds wait = std::chrono::seconds(10)) const;

 private:
  bool send(const std::vector<std::uint8_t>& bytes, std::chrono::milliseconds wait) const;
  std::filesystem::path folder_;
};

}  // namespace ktpel::device
