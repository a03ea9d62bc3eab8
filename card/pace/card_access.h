// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace ktpel::card {

/// id-PACE-ECDH-GM-AES-CBC-CMAC-128 (0.4.0.127.0.7.2.2.4.2.2) and -256 (...4.2.4).
enum class PaceCipher : std::uint8_t { Aes128 = 2, Aes256 = 4 };
/// Standardised domain parameters, ICAO Doc 9303-11 9.5.1.
enum class PaceCurve : std::uint8_t { NistP256 = 12, BrainpoolP256r1 = 13 };

/// How a card offers PACE: always version 2, ECDH, generic mapping.
struct PaceParameters {
  PaceCipher cipher = PaceCipher::Aes128;
  PaceCurve curve = PaceCurve::NistP256;
  friend bool operator==(const PaceParameters&, const PaceParameters&) = default;
};

/// The ten bytes of the protocol's object identifier, without tag and length.
base::Bytes pace_oid(PaceCipher cipher);

/// EF.CardAccess: SET OF SecurityInfo with one PACEInfo (ICAO Doc 9303-11 9.2.1).
base::Bytes encode_card_access(const PaceParameters& offered);

enum class CardAccessError {
  Malformed,        ///< not a SET OF SecurityInfo
  NothingSupported  ///< no PACEInfo that we know
};
/// Every PACEInfo that we know, in the file's order; others are skipped.
base::Result<std::vector<PaceParameters>, CardAccessError> parse_card_access(base::ByteView file);

}  // namespace ktpel::card
