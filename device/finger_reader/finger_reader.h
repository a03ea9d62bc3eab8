// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "base/result.h"
#include "biometric/image/raster.h"

namespace ktpel::device {

/// A reader for one finger on USB, as libfprint knows it.
struct FingerReader {
  std::string id;     ///< "virtual_image/0": driver and device; by this it is opened
  std::string name;   ///< "Digital Persona U.are.U 4500"
  bool gives_images;  ///< false: it matches inside and shows nothing; of no use for recording
};

/// Grouped by what an officer can do next.
enum class FingerReaderError {
  NoSuchReader,  ///< look at the list, plug it in
  Busy,          ///< another program has it: close it
  NotAllowed,    ///< this user may not use it
  NoImages,      ///< it gives no pictures: take another
  NothingSeen,   ///< no finger within the time: press again
  PressAgain,    ///< too short, too quick, not in the middle
  Broken         ///< unplug it and plug it in
};

/// Thread-safe: one call at a time.
std::vector<FingerReader> list_finger_readers();
/// Waits up to `wait` for a finger and gives its picture, upright, dark ridges on a light ground, at the reader's
/// resolution (500 dpi where it states none).
base::Result<biometric::GreyImage, FingerReaderError> capture_finger(const std::string& id,
                                                                     std::chrono::milliseconds wait);

}  // namespace ktpel::device
