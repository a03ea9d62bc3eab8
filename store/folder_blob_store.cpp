// SPDX-License-Identifier: Apache-2.0
#include "store/folder_blob_store.h"

#include <algorithm>
#include <chrono>
#include <system_error>

#include "base/file.h"
#include "store/detail/durable_folder.h"

namespace ktpel::store {

using base::Digest;
using base::Result;

std::filesystem::path FolderBlobStore::path_of(const Digest& digest) const {
  const auto name = digest.hex();
  return folder_ / name.substr(0, 2) / name;
}

Result<Digest, StoreError> FolderBlobStore::put(base::ByteView bytes) {
  if (bytes.size() > max_blob) return StoreError::Refused;
  const auto digest = base::sha256(bytes);
  const auto path = path_of(digest);
  const auto there = base::read_file(path, bytes.size());
  if (there && std::equal(there->begin(), there->end(), bytes.begin(), bytes.end())) {
    // Whole, but a process that was killed may have left it before its name was synced.
    for (const auto& unsure : {path, path.parent_path(), folder_}) {
      const auto synced = detail::sync(unsure);
      if (!synced) return store_error_of(synced.error());
    }
    return digest;
  }
  const auto made = detail::make_folder_durably(path.parent_path());
  if (!made) return store_error_of(made.error());
  // also if it was there: whoever made it may have been killed before its name was synced
  const auto named = detail::sync(folder_);
  if (!named) return store_error_of(named.error());
  const auto written = base::write_file_durably(path, bytes);
  if (!written) return store_error_of(written.error());
  return digest;
}

Result<base::Bytes, StoreError> FolderBlobStore::get(const Digest& digest) const {
  auto bytes = base::read_file(path_of(digest), max_blob);
  if (!bytes) return bytes.error() == base::FileError::TooLarge ? StoreError::Broken : store_error_of(bytes.error());
  if (base::sha256(*bytes) != digest) return StoreError::Broken;
  return std::move(bytes).value();
}

Result<bool, StoreError> FolderBlobStore::look_for(const Digest& digest) const {
  std::error_code error;
  return std::filesystem::is_regular_file(path_of(digest), error);
}

void FolderBlobStore::sweep() const {
  std::error_code error;
  std::vector<std::filesystem::path> old;
  for (const auto& file : std::filesystem::recursive_directory_iterator(folder_, error)) {
    std::error_code stat_error;
    const auto age = std::filesystem::file_time_type::clock::now() - file.last_write_time(stat_error);
    if (!stat_error && file.path().filename().string().starts_with('.') && age > std::chrono::hours(1))
      old.push_back(file.path());
  }
  for (const auto& path : old) std::filesystem::remove(path, error);
}

}  // namespace ktpel::store
