// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

// The virtual chip's own commands for writing (CLA 80), as a card product would document them. Numbers are
// big-endian. A file is named by its folder (00 master, 01 application) and file identifier.
//   CA 0000            who are you: E1 { 80 uid, 81 life, 82 attempt, 83 free bytes }   in every life
//   E8 <life> 00       next life; data = attempt id. Blank takes the id, later it must be the same
//   E0 0000            create: folder 1, fid 2, sfi 1, size 2
//   D6 <offset>        write: folder 1, fid 2, then the bytes
//   B0 <offset>        read back: folder 1, fid 2; Le
//   DA 0002            the CAN: six digits
// All but the first and second only in the life Started; else 6985.
namespace ktpel::card::personalisation {

inline constexpr std::uint8_t cla = 0x80;
inline constexpr std::uint8_t identify = 0xca, advance = 0xe8, create = 0xe0, write = 0xd6, read = 0xb0,
                              put_secret = 0xda;
inline constexpr std::uint8_t can_reference = 0x02;

}  // namespace ktpel::card::personalisation
