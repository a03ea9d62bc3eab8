// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/digest.h"
#include "base/result.h"
#include "card/trust/certificate.h"
#include "card/trust/signing_keys.h"

namespace ktpel::card {

/// SHA-256 of each data group's file, by its number.
using DataGroupHashes = std::map<int, base::Digest>;

/// EF.SOD, ICAO Doc 9303-10 4.6.2: CMS SignedData (RFC 5652) over an LDSSecurityObject of version 0, SHA-256,
/// ECDSA P-256, with the document signer's certificate inside and the signing time as a signed attribute.
base::Bytes sign_security_object(const DataGroupHashes& hashes, const DocumentSigner& signer, base::Time now);

enum class SecurityObjectError {
  Malformed,      ///< not tag 77 around strict DER of this shape
  SignatureWrong  ///< the content was not signed by the certificate inside
};

/// What a verified signature says; whether the signer is to be believed is TrustStore::check().
struct SecurityObject {
  DataGroupHashes hashes;
  Certificate signer;
  base::Time signed_at;
};
base::Result<SecurityObject, SecurityObjectError> verify_security_object(base::ByteView file);

}  // namespace ktpel::card
