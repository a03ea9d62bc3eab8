// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace ktpel::card {

/// The LDS1 application of ICAO Doc 9303-10: A0000002471001.
inline constexpr std::array<std::uint8_t, 7> lds_application{0xa0, 0x00, 0x00, 0x02, 0x47, 0x10, 0x01};

/// The folder of the card that a file lies in.
enum class Folder : std::uint8_t { Master = 0, Application = 1 };

/// One elementary file of the profile.
struct FileId {
  Folder folder;
  std::uint16_t fid;      ///< file identifier
  std::uint8_t sfi;       ///< short identifier, 1..30
  std::uint32_t tag;      ///< outer tag of the content
  int data_group;         ///< 1..16, 0 for none
  std::size_t cap;        ///< bytes that the profile grants (byte budget of the 8 KB card)
  std::string_view name;  ///< "EF.SOD", "DG1"
};

namespace file {
inline constexpr FileId card_access{Folder::Master, 0x011c, 0x1c, 0x31, 0, 32, "EF.CardAccess"};
inline constexpr FileId com{Folder::Application, 0x011e, 0x1e, 0x60, 0, 32, "EF.COM"};
inline constexpr FileId sod{Folder::Application, 0x011d, 0x1d, 0x77, 0, 1700, "EF.SOD"};
inline constexpr FileId dg1{Folder::Application, 0x0101, 0x01, 0x61, 1, 95, "DG1"};
inline constexpr FileId dg2{Folder::Application, 0x0102, 0x02, 0x75, 2, 3400, "DG2"};
inline constexpr FileId dg3{Folder::Application, 0x0103, 0x03, 0x63, 3, 560, "DG3"};
inline constexpr FileId dg11{Folder::Application, 0x010b, 0x0b, 0x6b, 11, 336, "DG11"};
/// Every file of this slice in the order in which it is written; the signature last.
inline constexpr std::array all{card_access, com, dg1, dg2, dg3, dg11, sod};
}  // namespace file

/// The data group's file; nullopt for a number that this profile does not use.
std::optional<FileId> data_group(int number);
/// The data group behind an EF.COM tag (0x61 -> 1); 0 for no data group's tag.
int data_group_of_tag(std::uint32_t tag);
std::uint32_t tag_of_data_group(int number);

/// Bytes of the card's memory, and what keys, CAN and file headers take of it.
inline constexpr std::size_t card_memory = 8192;
inline constexpr std::size_t card_overhead = 646;

}  // namespace ktpel::card
