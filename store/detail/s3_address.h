// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "base/digest.h"
#include "store/s3_blob_store.h"

namespace ktpel::store::detail {

/// What an S3Place comes to on the line.
struct S3Address {
  bool is_protected;   ///< by TLS
  std::string host;    ///< as the header Host has it: lower case, with the port unless it is the scheme's own
  std::string bucket;  ///< the path of the bucket: "/bucket", or "" if the host names it
  std::string prefix;  ///< "" or "prefix/"
  std::string path_of(const base::Digest& digest) const;
  std::string url_of(const std::string& path) const { return (is_protected ? "https://" : "http://") + host + path; }
};

/// Nullopt: the place has not the shape that S3Place describes.
std::optional<S3Address> s3_address_of(const S3Place& place);

}  // namespace ktpel::store::detail
