// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/error.h"

namespace ktpel::store {

struct BackupReport {
  std::uint64_t entries = 0;       ///< in the copy of journal.db
  std::uint64_t blobs_copied = 0;  ///< the others were there from an earlier backup
  std::uint64_t blobs = 0;
  std::uint64_t files = 0;  ///< keys, papers and whatever else is in the folder
  /// The entries are on a PostgreSQL server, or the blobs on an S3 server: they are not in the copy, and have to be
  /// backed up there.
  bool entries_elsewhere = false, blobs_elsewhere = false;
};

/// Copies a journal's folder to `to` while programs go on writing to it: the entries as they stood at one moment, then
/// every blob, of which those entries can name no other. All other files go along with their permissions, but for the
/// folders named in `leave_out`. `to` may be an earlier backup of the same site: then only what is new is copied, and
/// it is whole at every moment; nothing is deleted from it. `step` is called once a blob. Gone: no journal in `folder`.
/// Conflict: `to` holds something else. Refused: one folder lies within the other. Broken: a blob or the database
/// cannot be read as it was written.
base::Result<BackupReport, StoreError> back_up(const std::filesystem::path& folder, const std::filesystem::path& to,
                                               const std::vector<std::string>& leave_out = {},
                                               const std::function<void()>& step = {});

}  // namespace ktpel::store
