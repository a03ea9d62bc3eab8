// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace ktpel::officer {

/// The roles of the SOP, and of those who watch over it.
enum class Role {
  ServiceOfficer,  ///< petugas pelayanan: intake, queue, call-up, hand-over
  Operator,        ///< petugas operator: capture, pick-up against the chip
  Adjudicator,     ///< petugas DC
  DinasAdmin,      ///< administrator Dinas: personalisation, stock, shipping, returns
  Support,         ///< petugas pendukung: gives the card into the resident's hand
  Supervisor,      ///< approves exceptions, settles disputes
  SiteAdmin,       ///< accounts and devices of one site
  Auditor,         ///< reads everything, changes nothing
  Ministry         ///< returned cards, offices, the whole land
};
inline constexpr std::size_t role_count = 9;

std::string_view name(Role role);   ///< "service-officer"
std::string_view label(Role role);  ///< "petugas pelayanan"
std::optional<Role> role_of(std::string_view name);

using Roles = std::set<Role>;

}  // namespace ktpel::officer
