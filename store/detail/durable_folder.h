// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "base/file.h"
#include "base/result.h"

namespace ktpel::store::detail {

/// Makes the folder and its parents so that they survive the loss of power: syncs every folder that got a new name.
base::Result<base::Done, base::FileError> make_folder_durably(const std::filesystem::path& folder);

/// Syncs the content of a file, or the names in a folder.
base::Result<base::Done, base::FileError> sync(const std::filesystem::path& path);

}  // namespace ktpel::store::detail
