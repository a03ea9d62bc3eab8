// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <optional>

#include "base/result.h"
#include "store/blob_store.h"
#include "store/database.h"
#include "store/s3_blob_store.h"

namespace ktpel::store::detail {

/// The file in a journal's folder that names the server where its entries are: "<url> <schema>\n".
inline constexpr const char* server_file = "journal.server";

/// Where the entries of the journal in this folder are: on the server that its file names, else in journal.db.
/// Broken: the file names none.
base::Result<Place, StoreError> place_of_journal(const std::filesystem::path& folder);

/// Writes the file if there is neither it nor a journal.db. Conflict: the journal is somewhere else already.
base::Result<base::Done, StoreError> found_on_server(const std::filesystem::path& folder, const Server& server);

/// The folder of blobs in a journal's folder, and the file that is there instead if they are on an S3 server:
/// "<endpoint> <region> <bucket> <prefix or -> <credentials file>\n".
inline constexpr const char *blobs_folder = "blobs", *s3_file = "blobs.s3";

/// Where the blobs of the journal in this folder are; nullopt: in its folder. Broken: the file names no place.
base::Result<std::optional<S3Place>, StoreError> s3_of_journal(const std::filesystem::path& folder);

/// Writes the file if there is none and the journal has not been founded. Conflict: its blobs are somewhere else
/// already. Refused: the place has not the shape that S3Place wants.
base::Result<base::Done, StoreError> found_on_s3(const std::filesystem::path& folder, const S3Place& place);

/// The blobs of the journal in this folder. Errors as for s3_of_journal() and S3BlobStore::open().
base::Result<std::unique_ptr<BlobStore>, StoreError> blobs_of_journal(const std::filesystem::path& folder,
                                                                      const S3Patience& patience = {});

}  // namespace ktpel::store::detail
