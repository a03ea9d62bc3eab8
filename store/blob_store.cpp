// SPDX-License-Identifier: Apache-2.0
#include "store/blob_store.h"

#include <set>

namespace ktpel::store {

using base::Digest;
using base::Done;
using base::Result;

bool BlobStore::has(const Digest& digest) const {
  const auto there = look_for(digest);
  return there && *there;
}

std::vector<Digest> BlobStore::missing(const std::vector<Digest>& wanted) const {
  std::vector<Digest> out;
  std::set<Digest> seen;
  for (const auto& digest : wanted)
    if (seen.insert(digest).second && !has(digest)) out.push_back(digest);
  return out;
}

Result<Done, StoreError> BlobStore::has_all(const std::vector<Digest>& wanted) const {
  for (const auto& digest : wanted) {
    const auto there = look_for(digest);
    if (!there) return there.error();
    if (!*there) return StoreError::Gone;
  }
  return Done{};
}

}  // namespace ktpel::store
