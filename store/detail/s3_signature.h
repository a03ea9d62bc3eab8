// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "base/clock.h"
#include "base/digest.h"
#include "base/secret.h"

namespace ktpel::store::detail {

/// The two halves of an access key.
struct S3Key {
  std::string identifier;
  base::Secret secret;
};

/// What of a request is signed; it has no query.
struct S3Request {
  std::string method;                          ///< "GET"
  std::string path;                            ///< "/bucket/key", not escaped
  std::map<std::string, std::string> headers;  ///< by name in lower case, with "host"; values without outer spaces
  base::Digest content;                        ///< the SHA-256 of the body, also of an empty one
};

/// Adds to the headers x-amz-content-sha256, x-amz-date and authorization: AWS Signature Version 4 with the content in
/// one piece, for the service "s3".
void sign(S3Request& request, const S3Key& key, const std::string& region, base::Time now);

}  // namespace ktpel::store::detail
