// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "card/lds/mrz.h"
#include "person/date.h"
#include "person/nik.h"

// The data groups of this profile, ICAO Doc 9303-10 section 4. Every parser takes outside bytes: no
// length is believed, nothing is allocated before it was compared with what is there.
namespace ktpel::card {

enum class LdsError {
  Malformed,   ///< not this file
  WrongValue,  ///< a field outside its range
  TooLarge,    ///< over the profile's cap
  OverBudget   ///< the files together do not fit on the card
};

/// DG1, `61 { 5F1F <90> }`.
base::Bytes encode_dg1(const Mrz& mrz);
base::Result<Mrz, LdsError> parse_dg1(base::ByteView file, const person::Date& today);

/// The portrait of DG2: a whole JP2 file (JPEG 2000, ISO/IEC 15444-1), token frontal.
struct ChipPortrait {
  int width = 240, height = 320;  ///< px, 1..2000
  base::Bytes jp2;
  friend bool operator==(const ChipPortrait&, const ChipPortrait&) = default;
};
/// DG2: one biometric information template around an ISO/IEC 19794-5:2005 face record.
base::Bytes encode_dg2(const ChipPortrait& portrait);
base::Result<ChipPortrait, LdsError> parse_dg2(base::ByteView file);

/// One finger of DG3: sub-type of Doc 9303-10 table 49 (right index 09, left index 0A) and its
/// minutiae in ISO/IEC 19794-2 compact card format, three bytes each.
struct ChipFinger {
  std::uint8_t subtype = 0;
  base::Bytes compact;
  friend bool operator==(const ChipFinger&, const ChipFinger&) = default;
};
inline constexpr std::uint8_t right_index_subtype = 0x09, left_index_subtype = 0x0a;
/// Minutiae per finger.
inline constexpr std::size_t max_chip_minutiae = 60;
/// DG3 with zero to two fingers; with none, 16 bytes of `salt` go into tag 53 so that the hash does
/// not tell the exception. A documented deviation: Doc 9303-10 wants images here, which do not fit in 8 KB.
/// In this profile DG3 is readable after PACE; Terminal Authentication is not part of it.
base::Bytes encode_dg3(const std::vector<ChipFinger>& fingers, base::ByteView salt);
base::Result<std::vector<ChipFinger>, LdsError> parse_dg3(base::ByteView file);

/// DG11: additional personal details, UTF-8.
struct PersonalDetails {
  std::string name;        ///< full, not transliterated; up to 60 bytes
  std::string nik;         ///< 16 digits
  std::string born;        ///< YYYYMMDD
  std::string birthplace;  ///< up to 44 bytes
  std::string street;      ///< ALAMAT line, up to 100 bytes
  friend bool operator==(const PersonalDetails&, const PersonalDetails&) = default;
};
base::Bytes encode_dg11(const PersonalDetails& details);
/// Unknown tags are skipped, duplicate ones refused.
base::Result<PersonalDetails, LdsError> parse_dg11(base::ByteView file);

/// EF.COM: LDS 1.7, Unicode 4.0.0, and which data groups there are.
base::Bytes encode_com(const std::vector<int>& data_groups);
base::Result<std::vector<int>, LdsError> parse_com(base::ByteView file);

}  // namespace ktpel::card
