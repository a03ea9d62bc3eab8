// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/digest.h"
#include "base/file.h"
#include "base/result.h"

namespace ktpel::card {

/// One X.509 certificate of the card's signature chain, ICAO Doc 9303-12.
class Certificate {
 public:
  /// Strict DER with a key on a known curve (P-256, P-384, brainpool), written out or by name; else nullopt.
  static std::optional<Certificate> parse(base::ByteView der);
  /// The first certificate of a PEM text; nullopt if there is none.
  static std::optional<Certificate> parse_pem(std::string_view pem);

  const base::Bytes& der() const { return der_; }
  std::string pem() const;
  std::string subject() const;  ///< "C=ID, O=..., CN=..."
  std::string issuer() const;
  std::string serial() const;  ///< hexadecimal, upper case
  base::Time not_before() const;
  base::Time not_after() const;
  base::Digest fingerprint() const { return base::sha256(der_); }
  /// A test certificate: its subject contains the word UJI. Production refuses it.
  bool test_only() const;
  bool is_authority() const;  ///< basicConstraints CA
  base::Bytes issuer_der() const;
  base::Bytes serial_der() const;  ///< the whole INTEGER
  /// ECDSA with SHA-256 by this certificate's key.
  bool verifies(base::ByteView message, base::ByteView signature_der) const;
  friend bool operator==(const Certificate& a, const Certificate& b) { return a.der_ == b.der_; }

 private:
  explicit Certificate(base::Bytes der) : der_(std::move(der)) {}
  base::Bytes der_;
};

/// Why a document signer's certificate is not believed.
enum class TrustError {
  UnknownIssuer,  ///< no path to a certificate of the store
  Expired         ///< signer or authority not valid at the signing date
};

/// The CSCA certificates that a verifier believes. Immutable use is thread-safe.
class TrustStore {
 public:
  /// False (and not added) if it is not a self-signed authority.
  bool add(Certificate authority);
  const std::vector<Certificate>& authorities() const { return authorities_; }
  /// The path signer -> CSCA at the time of signing (not today): signature, names, key usage,
  /// critical extensions, private key usage period.
  base::Result<base::Done, TrustError> check(const Certificate& signer, base::Time signed_at) const;
  /// Every certificate of a PEM file.
  static base::Result<TrustStore, base::FileError> load(const std::filesystem::path& pem_file);

 private:
  std::vector<Certificate> authorities_;
};

}  // namespace ktpel::card
