// SPDX-License-Identifier: Apache-2.0
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/sha.h>

#include <algorithm>
#include <memory>

#include "base/digest.h"
#include "base/random.h"
#include "base/secret.h"
#include "base/signing.h"

namespace ktpel::base {
namespace {

struct FreeKey {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Key = std::unique_ptr<EVP_PKEY, FreeKey>;
using Context = std::unique_ptr<EVP_MD_CTX, FreeContext>;

EVP_PKEY* key_in(const std::shared_ptr<void>& key) { return static_cast<EVP_PKEY*>(key.get()); }

}  // namespace

void wipe(std::uint8_t* at, std::size_t size) {
  if (size) OPENSSL_cleanse(at, size);
}

bool same_bytes_constant_time(ByteView a, ByteView b) {
  return a.size() == b.size() && (a.empty() || CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0);
}

std::optional<Digest> Digest::from_hex(std::string_view digits) {
  const auto bytes = base::from_hex(digits);
  return bytes ? from_bytes(*bytes) : std::nullopt;
}

std::optional<Digest> Digest::from_bytes(ByteView bytes) {
  Digest d;
  if (bytes.size() != d.bytes.size()) return std::nullopt;
  std::copy(bytes.begin(), bytes.end(), d.bytes.begin());
  return d;
}

Digest sha256(ByteView bytes) {
  Digest d;
  SHA256(bytes.data(), bytes.size(), d.bytes.data());  // without the search for an implementation that EVP makes
  return d;
}

Bytes random_bytes(std::size_t count) {
  Bytes out(count);
  check(count == 0 || RAND_bytes(out.data(), static_cast<int>(count)) == 1, "the system's random source failed");
  return out;
}

std::optional<PublicKey> PublicKey::from_bytes(ByteView bytes) {
  PublicKey key;
  if (bytes.size() != key.bytes.size()) return std::nullopt;
  std::copy(bytes.begin(), bytes.end(), key.bytes.begin());
  return key;
}

bool PublicKey::verifies(ByteView message, const Signature& signature) const {
  const Key key(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes.data(), bytes.size()));
  const Context context(EVP_MD_CTX_new());
  return key && context && EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
         EVP_DigestVerify(context.get(), signature.data(), signature.size(), message.data(), message.size()) == 1;
}

SigningKey::SigningKey(Secret seed) : seed_(std::move(seed)) {
  const auto bytes = seed_.reveal();
  key_ = Key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, bytes.data(), bytes.size()));
  check(key_ != nullptr, "an Ed25519 seed of 32 bytes was refused");
}

SigningKey SigningKey::generate() { return SigningKey(Secret(random_bytes(32))); }

std::optional<SigningKey> SigningKey::from_seed(const Secret& seed) {
  if (seed.reveal().size() != 32) return std::nullopt;
  return SigningKey(seed.duplicate());
}

PublicKey SigningKey::public_key() const {
  PublicKey out;
  std::size_t size = out.bytes.size();
  check(EVP_PKEY_get_raw_public_key(key_in(key_), out.bytes.data(), &size) == 1,
        "an Ed25519 key without a public half");
  return out;
}

Signature SigningKey::sign(ByteView message) const {
  const Context context(EVP_MD_CTX_new());
  Signature out;
  std::size_t size = out.size();
  check(EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key_in(key_)) == 1 &&
            EVP_DigestSign(context.get(), out.data(), &size, message.data(), message.size()) == 1,
        "Ed25519 signing failed");
  return out;
}

}  // namespace ktpel::base
