// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/result.h"

namespace ktpel::device {

/// RFC 4648 chapter 5, without padding.
std::string base64url(base::ByteView bytes);
/// Padding and the alphabet of chapter 4 are taken too (devices mix them); nullopt for anything else.
std::optional<base::Bytes> from_base64url(std::string_view text);

enum class JwsError {
  Malformed,  ///< no compact JWS with a certificate in its header
  Forged,     ///< the signature does not fit, or the certificate leads to none that is believed
  Expired     ///< the certificate is not valid at that time
};

/// What was signed, if the compact JWS (RFC 7515 3.1) carries a certificate in x5c (a list, or one alone) that leads to
/// one of the anchors at `now`, and its key signed it: RS256 with 2048 bits or more, or ES256. Any bytes give a value
/// or an error. Thread-safe.
base::Result<std::string, JwsError> verify_jws(std::string_view compact, const std::string& anchors_pem,
                                               base::Time now);

}  // namespace ktpel::device
