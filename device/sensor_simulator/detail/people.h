// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "base/bytes.h"
#include "biometric/image/raster.h"
#include "biometric/synth/finger.h"
#include "device/sensor_simulator/sensor_simulator.h"

namespace ktpel::device::detail {

/// What synthetic persons look like on the glass and before the lens. Fingers are grown once and kept. Thread-safe.
class People {
 public:
  /// One press: 320x400 at 500 dpi, as bad as `quality` under 40 says.
  biometric::GreyImage finger(const Presented& who, biometric::FingerPosition finger, std::uint64_t press);
  /// Several fingers side by side as they lie on the glass, at 125 dpi: for the live view.
  biometric::GreyImage glass(const Presented& who, const std::vector<biometric::FingerPosition>& fingers,
                             std::uint64_t press);
  biometric::ColourImage portrait(const Presented& who) const;

 private:
  std::shared_ptr<const biometric::FingerMaster> master(std::uint64_t person, biometric::FingerPosition finger);
  std::mutex mutex_;
  std::map<std::pair<std::uint64_t, biometric::FingerPosition>, std::shared_ptr<const biometric::FingerMaster>> grown_;
};

/// Baseline JPEG, quality 75.
base::Bytes encode_jpeg(const biometric::GreyImage& image);

}  // namespace ktpel::device::detail
