// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <memory>
#include <optional>

#include "base/bytes.h"
#include "base/result.h"
#include "base/secret.h"

namespace ktpel::base {

/// An Ed25519 signature and public key (RFC 8032).
using Signature = std::array<std::uint8_t, 64>;

struct PublicKey {
  std::array<std::uint8_t, 32> bytes{};
  static std::optional<PublicKey> from_bytes(ByteView bytes);
  /// True only for a signature that the holder of this key made over exactly these bytes.
  bool verifies(ByteView message, const Signature& signature) const;
  friend auto operator<=>(const PublicKey&, const PublicKey&) = default;
};

/// Somebody who can sign: a key in memory today, a token behind PKCS#11 another day.
/// Implementations are thread-safe.
class Signer {
 public:
  virtual ~Signer() = default;
  virtual PublicKey public_key() const = 0;
  virtual Signature sign(ByteView message) const = 0;
};

/// An Ed25519 key in memory that wipes itself.
class SigningKey final : public Signer {
 public:
  /// From the system's random source.
  static SigningKey generate();
  /// From a stored 32-byte seed; nullopt if it is not 32 bytes.
  static std::optional<SigningKey> from_seed(const Secret& seed);
  const Secret& seed() const { return seed_; }
  PublicKey public_key() const override;
  Signature sign(ByteView message) const override;

 private:
  explicit SigningKey(Secret seed);
  Secret seed_;
  std::shared_ptr<void> key_;  ///< the library's form of it, made once
};

}  // namespace ktpel::base
