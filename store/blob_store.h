// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <vector>

#include "base/digest.h"
#include "base/result.h"
#include "store/error.h"

namespace ktpel::store {

/// Files named by the SHA-256 of their content, `<folder>/aa/<64 hex digits>`; never changed,
/// never deleted. Thread-safe, and safe between processes.
class BlobStore {
 public:
  /// The largest blob, bytes.
  static constexpr std::size_t max_blob = 64u << 20;

  /// Makes the folder (durably) at the first put.
  explicit BlobStore(std::filesystem::path folder) : folder_(std::move(folder)) {}

  /// Durable on return: it survives the loss of power. Putting the same bytes again changes
  /// nothing, and heals a damaged file. Refused over max_blob, Full, ReadOnly, Broken.
  base::Result<base::Digest, StoreError> put(base::ByteView bytes);
  /// The bytes, after their hash was compared. Gone: no such blob; Broken: it is there but its content is another.
  base::Result<base::Bytes, StoreError> get(const base::Digest& digest) const;
  /// True if a file of that name is there (its content is compared by get()).
  bool has(const base::Digest& digest) const;
  /// Those of `wanted` that are not there, each once, in order of first mention.
  std::vector<base::Digest> missing(const std::vector<base::Digest>& wanted) const;
  /// Where a blob is, or would be.
  std::filesystem::path path_of(const base::Digest& digest) const;
  /// Removes unfinished files that a killed process left more than an hour ago.
  void sweep() const;

 private:
  std::filesystem::path folder_;
};

}  // namespace ktpel::store
