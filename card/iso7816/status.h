// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace ktpel::card {

/// SW1 SW2 as one word, ISO/IEC 7816-4:2005 5.1.3.
struct StatusWord {
  std::uint16_t value = 0;
  constexpr std::uint8_t sw1() const { return static_cast<std::uint8_t>(value >> 8); }
  constexpr std::uint8_t sw2() const { return static_cast<std::uint8_t>(value & 0xff); }
  /// "6A82", as written in the standards.
  std::string hex() const;
  friend constexpr bool operator==(const StatusWord&, const StatusWord&) = default;
};

namespace sw {
inline constexpr StatusWord ok{0x9000};
inline constexpr StatusWord end_of_file{0x6282};  ///< fewer bytes than asked for
inline constexpr StatusWord authentication_failed{0x6300};
inline constexpr StatusWord memory_failure{0x6581};
inline constexpr StatusWord wrong_length{0x6700};
inline constexpr StatusWord chaining_not_supported{0x6884};
inline constexpr StatusWord security_not_satisfied{0x6982};
inline constexpr StatusWord conditions_not_satisfied{0x6985};
inline constexpr StatusWord no_file_selected{0x6986};
inline constexpr StatusWord sm_object_missing{0x6987};
inline constexpr StatusWord sm_object_wrong{0x6988};
inline constexpr StatusWord wrong_data{0x6a80};
inline constexpr StatusWord file_not_found{0x6a82};
inline constexpr StatusWord no_memory{0x6a84};
inline constexpr StatusWord wrong_p1p2{0x6a86};
inline constexpr StatusWord reference_not_found{0x6a88};
inline constexpr StatusWord file_exists{0x6a89};
inline constexpr StatusWord offset_outside{0x6b00};
inline constexpr StatusWord unknown_instruction{0x6d00};
inline constexpr StatusWord unknown_class{0x6e00};
}  // namespace sw

}  // namespace ktpel::card
