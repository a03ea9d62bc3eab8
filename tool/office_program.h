// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "api/failure.h"
#include "base/clock.h"
#include "device/sensor/sensor.h"
#include "office/devices.h"
#include "office/office.h"
#include "tool/command.h"

namespace ktpel::tool {

/// profile.json of an office's folder: who it is on paper, what it may do, which keys and devices it uses
/// (docs/formats/office-profile.md).
struct OfficeProfile {
  office::Profile profile;
  std::filesystem::path signer_folder;   ///< of the chips' document signer; empty: makes no cards
  std::string signer;                    ///< its name there
  std::filesystem::path authorities;     ///< PEM of those whose chips are believed; empty: reads no cards
  std::filesystem::path sensor_anchors;  ///< PEM of those whose sensors are believed; empty: no sensors
};
base::Result<OfficeProfile, api::Failure> read_office_profile(const std::filesystem::path& file,
                                                              const journal::SiteId& site);

/// The office's devices as they are on this machine: sensors by SBI, the card reader by PC/SC. Found when first used,
/// and again after one went away. `clock` must outlive them.
office::Devices devices_of(const OfficeProfile& profile, const base::Clock& clock);

}  // namespace ktpel::tool
