// SPDX-License-Identifier: Apache-2.0
#include "officer/role.h"

namespace ktpel::officer {
namespace {

struct Words {
  std::string_view name, label;
};
constexpr Words words[] = {
    {"service-officer", "petugas pelayanan"}, {"operator", "petugas operator"}, {"adjudicator", "petugas DC"},
    {"dinas-admin", "administrator Dinas"},   {"support", "petugas pendukung"}, {"supervisor", "supervisor"},
    {"site-admin", "administrator lokasi"},   {"auditor", "auditor"},           {"ministry", "kementerian"}};
static_assert(std::size(words) == role_count);

}  // namespace

std::string_view name(Role role) { return words[static_cast<std::size_t>(role)].name; }
std::string_view label(Role role) { return words[static_cast<std::size_t>(role)].label; }
std::optional<Role> role_of(std::string_view name) {
  for (std::size_t i = 0; i < role_count; ++i)
    if (words[i].name == name) return static_cast<Role>(i);
  return std::nullopt;
}

}  // namespace ktpel::officer
