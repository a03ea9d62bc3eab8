// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string_view>

#include "center/center.h"

namespace ktpel::center {

/// The authority of the sites' certificates in the center's folder: authority.pem and authority.key, made at the first
/// call. A key that is there but is none, or does not fit, is a failure: it is never silently replaced.
Outcome<identity::SiteAuthority> site_authority(const std::filesystem::path& folder, base::Time now);

/// True for the first 2, 4 or 6 digits of area codes.
bool is_region(std::string_view code);

}  // namespace ktpel::center
