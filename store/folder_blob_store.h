// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "store/blob_store.h"

namespace ktpel::store {

/// Blobs as files, `<folder>/aa/<64 hex digits>`.
class FolderBlobStore final : public BlobStore {
 public:
  /// Makes the folder (durably) at the first put.
  explicit FolderBlobStore(std::filesystem::path folder) : folder_(std::move(folder)) {}

  base::Result<base::Digest, StoreError> put(base::ByteView bytes) override;
  base::Result<base::Bytes, StoreError> get(const base::Digest& digest) const override;
  base::Result<bool, StoreError> look_for(const base::Digest& digest) const override;
  /// Where a blob is, or would be.
  std::filesystem::path path_of(const base::Digest& digest) const;
  /// Removes unfinished files that a killed process left more than an hour ago.
  void sweep() const;

 private:
  std::filesystem::path folder_;
};

}  // namespace ktpel::store
