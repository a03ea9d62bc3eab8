// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "biometric/image/codec.h"
#include "biometric/image/raster.h"
#include "biometric/record/minutiae_record.h"

namespace ktpel::demo {

/// Whose fingers are put on the sensor, and how often. Impressions count from 1.
class FingerSource {
 public:
  virtual ~FingerSource() = default;
  /// Persons that have fingers here.
  virtual std::size_t persons() const = 0;
  /// How the person is called where the fingers come from ("012", "sintetis 1").
  virtual std::string label(std::size_t person) const = 0;
  virtual std::vector<biometric::FingerPosition> fingers(std::size_t person) const = 0;
  /// The highest impression number of a finger.
  virtual int impressions(std::size_t person, biometric::FingerPosition finger) const = 0;
  /// Nullopt if there is no such impression or the picture cannot be read.
  virtual std::optional<biometric::GreyImage> press(std::size_t person, biometric::FingerPosition finger,
                                                    int impression) const = 0;
};

/// Ten grown fingers for each of `persons` people; the same seed gives the same pictures. Growing takes about
/// a second a person and core; done on two threads, with a progress bar.
std::unique_ptr<FingerSource> synthetic_fingers(std::uint64_t seed, std::size_t persons);

enum class FolderError {
  Missing,   ///< no such folder
  NoFingers  ///< no file of the form person_finger_impression.* of at least two fingers
};
/// Pictures of a folder named person_finger_impression.* (finger 1..10 = right thumb..right little,
/// left thumb..left little), at `dpi`. Persons with fewer than two fingers are left out.
base::Result<std::unique_ptr<FingerSource>, FolderError> fingers_of_folder(const std::filesystem::path& folder,
                                                                           biometric::Dpi dpi);

}  // namespace ktpel::demo
