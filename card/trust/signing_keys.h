// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "card/trust/certificate.h"

namespace ktpel::card {

/// Signs the security object of a card: a key in memory today, behind PKCS#11 another day.
/// Implementations are thread-safe.
class DocumentSigner {
 public:
  virtual ~DocumentSigner() = default;
  virtual const Certificate& certificate() const = 0;
  /// ECDSA P-256 with SHA-256 over these bytes, DER (SEQUENCE of r and s).
  virtual base::Bytes sign(base::ByteView message) const = 0;
};

enum class KeyFileError { Missing, Denied, Malformed, NotWritten };

struct FreePrivateKey {
  void operator()(void* key) const;
};
/// A private key of the library behind us; its type stays in the source file.
using PrivateKey = std::unique_ptr<void, FreePrivateKey>;

/// A document signer whose key lies in memory.
class KeyedDocumentSigner final : public DocumentSigner {
 public:
  KeyedDocumentSigner(PrivateKey key, Certificate certificate)
      : key_(std::move(key)), certificate_(std::move(certificate)) {}
  const Certificate& certificate() const override { return certificate_; }
  base::Bytes sign(base::ByteView message) const override;

  /// `<stem>.key.pem` (PKCS#8, mode 0600) and `<stem>.cert.pem`.
  base::Result<base::Done, KeyFileError> save(const std::filesystem::path& folder, const std::string& stem) const;
  static base::Result<KeyedDocumentSigner, KeyFileError> load(const std::filesystem::path& folder,
                                                              const std::string& stem);

 private:
  PrivateKey key_;
  Certificate certificate_;
};

/// How long certificates live; the defaults are the profile's.
struct SignerValidity {
  base::Time from;
  int sign_days = 92;           ///< privateKeyUsagePeriod
  int certificate_days = 3833;  ///< 10.5 years
};

/// A country signing authority for tests (Doc 9303-12 7.1): P-256 with explicit parameters, self-signed, pathlen
/// 0. Its subject and those of its signers always contain UJI, so that no card of it can pass for real.
class TestAuthority {
 public:
  /// Valid 15 years from `from`.
  static TestAuthority make(const std::string& name, base::Time from);
  const Certificate& certificate() const { return certificate_; }
  KeyedDocumentSigner issue_signer(const std::string& name, const SignerValidity& validity) const;
  base::Result<base::Done, KeyFileError> save(const std::filesystem::path& folder, const std::string& stem) const;
  static base::Result<TestAuthority, KeyFileError> load(const std::filesystem::path& folder, const std::string& stem);

 private:
  TestAuthority(PrivateKey key, Certificate certificate) : key_(std::move(key)), certificate_(std::move(certificate)) {}
  PrivateKey key_;
  Certificate certificate_;
};

}  // namespace ktpel::card
