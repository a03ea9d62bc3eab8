// SPDX-License-Identifier: Apache-2.0
#include "card/lds/file_id.h"

namespace ktpel::card {
namespace {

// Doc 9303-10 table 36: the tag of each data group, DG1 first
constexpr std::array<std::uint32_t, 16> tags{0x61, 0x75, 0x63, 0x76, 0x65, 0x66, 0x67, 0x68,
                                             0x69, 0x6a, 0x6b, 0x6c, 0x6d, 0x6e, 0x6f, 0x70};

}  // namespace

std::optional<FileId> data_group(int number) {
  for (const auto& one : file::all)
    if (one.data_group == number && number != 0) return one;
  return std::nullopt;
}

int data_group_of_tag(std::uint32_t tag) {
  for (std::size_t i = 0; i < tags.size(); ++i)
    if (tags[i] == tag) return static_cast<int>(i) + 1;
  return 0;
}

std::uint32_t tag_of_data_group(int number) {
  return number >= 1 && number <= 16 ? tags[static_cast<std::size_t>(number - 1)] : 0;
}

}  // namespace ktpel::card
