// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "api/failure.h"
#include "base/result.h"
#include "store/journal_store.h"
#include "tool/command.h"

namespace ktpel::tool {

/// Where the data centre of this folder keeps its journal and blobs. If the folder is the one of the site's
/// configuration: as that says, for a centre that has to be founded; later the folder knows it itself. The two key
/// files of an S3 store are put together in <folder>/s3.credentials (0600), as store::S3Place wants them, each time
/// anew.
base::Result<store::JournalPlace, api::Failure> center_place(const std::filesystem::path& folder,
                                                             const Commands& commands);

}  // namespace ktpel::tool
