// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/result.h"
#include "base/secret.h"

namespace ktpel::base {

/// To whom bytes can be sealed: an X.509 certificate with a P-256 key. Cheap to copy. Thread-safe.
class SealingCertificate {
 public:
  /// nullopt unless the text is one PEM certificate.
  static std::optional<SealingCertificate> from_pem(std::string_view pem);
  std::string pem() const;
  /// Encrypts so that only the key's holder can read: CMS AuthEnvelopedData, AES-256-GCM, content
  /// key by ECDH (RFC 5083, 5084, 5753), DER. The writer cannot open it again.
  Bytes seal(ByteView plain) const;

 private:
  friend class SealingKey;
  explicit SealingCertificate(std::shared_ptr<void> x509) : x509_(std::move(x509)) {}
  std::shared_ptr<void> x509_;
};

enum class UnsealError { NotSealed, NotForThisKey, Altered };

/// The key that opens what was sealed to its certificate; in memory today, behind PKCS#11 another day.
class SealingKey {
 public:
  /// A fresh P-256 key with a certificate for `name`, valid 20 years from `now`.
  static SealingKey generate(std::string_view name, Time now);
  /// From what `pem()` and the certificate's pem() gave.
  static std::optional<SealingKey> from_pem(const Secret& key_pem, std::string_view certificate_pem);
  Secret pem() const;
  const SealingCertificate& certificate() const { return certificate_; }
  /// The plain bytes; any change to the sealed ones is noticed. Thread-safe.
  Result<Bytes, UnsealError> open(ByteView sealed) const;

 private:
  SealingKey(std::shared_ptr<void> key, SealingCertificate certificate)
      : key_(std::move(key)), certificate_(std::move(certificate)) {}
  std::shared_ptr<void> key_;
  SealingCertificate certificate_;
};

}  // namespace ktpel::base
