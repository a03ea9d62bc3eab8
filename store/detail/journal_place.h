// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>

#include "base/result.h"
#include "store/database.h"

namespace ktpel::store::detail {

/// The file in a journal's folder that names the server where its entries are: "<url> <schema>\n".
inline constexpr const char* server_file = "journal.server";

/// Where the entries of the journal in this folder are: on the server that its file names, else in journal.db.
/// Broken: the file names none.
base::Result<Place, StoreError> place_of_journal(const std::filesystem::path& folder);

/// Writes the file if there is neither it nor a journal.db. Conflict: the journal is somewhere else already.
base::Result<base::Done, StoreError> found_on_server(const std::filesystem::path& folder, const Server& server);

}  // namespace ktpel::store::detail
