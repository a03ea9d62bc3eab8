// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "api/failure.h"
#include "base/result.h"
#include "person/region.h"

namespace ktpel::tool {

/// Where `ktpel region import` puts the list and others look for it: $XDG_DATA_HOME/ktpel/regions.ktrl, else
/// ~/.local/share/ktpel/regions.ktrl (XDG Base Directory 0.8), else regions.ktrl in the present folder.
std::filesystem::path default_region_file();

/// The imported list. nullopt if there is none at the default place (`named` empty); a file that was named must be
/// there.
base::Result<std::optional<person::RegionList>, api::Failure> open_regions(const std::string& named);

/// Province to village of a code: the made-up province is built in, the others are in the list (as open_regions()).
base::Result<std::function<std::vector<person::Region>(person::RegionCode)>, api::Failure> region_names(
    const std::string& named);

/// "Kebayoran Baru, KOTA ADMINISTRASI JAKARTA SELATAN, DKI JAKARTA": a path as it is spoken, the narrowest first.
std::string spoken(const std::vector<person::Region>& path);

}  // namespace ktpel::tool
