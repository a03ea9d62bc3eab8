// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "biometric/record/minutiae_record.h"
#include "card/lds/data_groups.h"

namespace ktpel::office {

/// The fingers for the chip, chosen at capture (card profile 2.2): of each hand the first of index,
/// thumb, middle, ring, little that is usable, right hand first; if a whole hand has none, two of the other.
/// `usable` in any order; gives zero to two positions.
std::vector<biometric::FingerPosition> choose_chip_fingers(const std::vector<biometric::FingerPosition>& usable);

/// The sub-type of a finger in DG3 (ICAO Doc 9303-10 table 49), and back; nullopt for no finger.
std::uint8_t chip_subtype(biometric::FingerPosition position);
std::optional<biometric::FingerPosition> position_of_subtype(std::uint8_t subtype);

/// "telunjuk kanan".
std::string finger_words(biometric::FingerPosition position);

}  // namespace ktpel::office
