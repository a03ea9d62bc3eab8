// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "base/digest.h"
#include "base/result.h"
#include "store/error.h"

namespace ktpel::store {

/// Blobs, named by the SHA-256 of their content; never changed, never deleted. Thread-safe, and safe between
/// processes.
class BlobStore {
 public:
  /// The largest blob, bytes.
  static constexpr std::size_t max_blob = 64u << 20;

  virtual ~BlobStore() = default;

  /// Durable on return: it survives the loss of power. Putting the same bytes again changes
  /// nothing, and heals a damaged blob. Refused over max_blob, Full, ReadOnly, Broken; Retry if it is kept on a server
  /// that does not answer.
  virtual base::Result<base::Digest, StoreError> put(base::ByteView bytes) = 0;
  /// The bytes, after their hash was compared. Gone: no such blob; Broken: it is there but its content is another.
  /// Any other error says nothing about the blob.
  virtual base::Result<base::Bytes, StoreError> get(const base::Digest& digest) const = 0;
  /// True if one of that name is there (its content is compared by get()). An error: nobody can tell now.
  virtual base::Result<bool, StoreError> look_for(const base::Digest& digest) const = 0;
  /// True if one of that name is certainly there.
  bool has(const base::Digest& digest) const;
  /// Those of `wanted` that are not certainly there, each once, in order of first mention.
  std::vector<base::Digest> missing(const std::vector<base::Digest>& wanted) const;
  /// Gone: one of `wanted` is not there; any other error: nobody can tell now.
  base::Result<base::Done, StoreError> has_all(const std::vector<base::Digest>& wanted) const;
};

}  // namespace ktpel::store
