// SPDX-License-Identifier: Apache-2.0
#include "device/sensor_simulator/detail/device_keys.h"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <atomic>
#include <nlohmann/json.hpp>

#include "base/check.h"
#include "device/sensor/jws.h"

namespace ktpel::device::detail {
namespace {

struct Free {
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
using X509Ptr = std::unique_ptr<X509, Free>;
using KeyPtr = std::unique_ptr<EVP_PKEY, Free>;

constexpr std::int64_t kDay = 86'400;

KeyPtr made(EVP_PKEY* key) {
  base::check(key != nullptr, "a key can be made");
  return KeyPtr(key);
}

void add_extension(X509* certificate, X509* issuer, int kind, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  auto* extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value);
  base::check(extension && X509_add_ext(certificate, extension, -1) == 1, "an extension can be added");
  X509_EXTENSION_free(extension);
}

/// Valid from `from` to `to`, seconds since 1970; `issuer` nullptr: signs itself.
X509Ptr certify(const char* name, EVP_PKEY* key, X509* issuer, EVP_PKEY* issuer_key, std::int64_t from,
                std::int64_t to) {
  X509Ptr out(X509_new());
  base::check(out != nullptr, "memory for a certificate");
  X509_set_version(out.get(), X509_VERSION_3);
  static std::atomic<long> serial = 1;
  ASN1_INTEGER_set(X509_get_serialNumber(out.get()), ++serial);
  const auto at = [](std::int64_t seconds) { return static_cast<time_t>(seconds); };
  ASN1_TIME_set(X509_getm_notBefore(out.get()), at(from));
  ASN1_TIME_set(X509_getm_notAfter(out.get()), at(to));
  auto* subject = X509_get_subject_name(out.get());
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>(name), -1, -1, 0);
  X509* signer = issuer ? issuer : out.get();
  X509_set_issuer_name(out.get(), X509_get_subject_name(signer));
  X509_set_pubkey(out.get(), key);
  add_extension(out.get(), signer, NID_basic_constraints, issuer ? "critical,CA:FALSE" : "critical,CA:TRUE");
  add_extension(out.get(), signer, NID_key_usage, issuer ? "critical,digitalSignature" : "critical,keyCertSign");
  base::check(X509_sign(out.get(), issuer_key ? issuer_key : key, EVP_sha256()) > 0, "a certificate can be signed");
  return out;
}

base::Bytes der_of(X509* certificate) {
  std::uint8_t* der = nullptr;
  const int size = i2d_X509(certificate, &der);
  base::check(size > 0, "a certificate has a DER form");
  base::Bytes out(der, der + size);
  OPENSSL_free(der);
  return out;
}

/// RFC 4648 chapter 4, padded: x5c is not in the alphabet of URLs (RFC 7515 4.1.6).
std::string base64(base::ByteView bytes) {
  auto out = base64url(bytes);
  for (char& c : out) c = c == '-' ? '+' : c == '_' ? '/' : c;
  while (out.size() % 4) out += '=';
  return out;
}

}  // namespace

struct DeviceKeys::Keys {
  KeyPtr device;
  std::string anchors, good, expired, stranger;  // x5c of the device's certificates
};

DeviceKeys::DeviceKeys(base::Time now) {
  auto keys = std::make_shared<Keys>();
  const auto today = now.ms / 1000;
  const auto authority_key = made(EVP_EC_gen("P-256")), stranger_key = made(EVP_EC_gen("P-256"));
  keys->device = made(EVP_RSA_gen(2048));
  const auto authority =
      certify("Otoritas alat simulasi", authority_key.get(), nullptr, nullptr, today - 400 * kDay, today + 4000 * kDay);
  const auto stranger =
      certify("Otoritas lain", stranger_key.get(), nullptr, nullptr, today - 400 * kDay, today + 4000 * kDay);
  const auto device = [&](X509* issuer, EVP_PKEY* issuer_key, std::int64_t from, std::int64_t to) {
    return base64(der_of(certify("Alat simulasi", keys->device.get(), issuer, issuer_key, from, to).get()));
  };
  keys->good = device(authority.get(), authority_key.get(), today - kDay, today + 365 * kDay);
  keys->expired = device(authority.get(), authority_key.get(), today - 31 * kDay, today - kDay);
  keys->stranger = device(stranger.get(), stranger_key.get(), today - kDay, today + 365 * kDay);
  const std::unique_ptr<BIO, decltype(&BIO_free)> memory(BIO_new(BIO_s_mem()), &BIO_free);
  base::check(memory && PEM_write_bio_X509(memory.get(), authority.get()) == 1, "a certificate has a PEM form");
  char* text = nullptr;
  const long size = BIO_get_mem_data(memory.get(), &text);
  keys->anchors.assign(text, static_cast<std::size_t>(size));
  keys_ = std::move(keys);
}

std::string DeviceKeys::anchors_pem() const { return keys_->anchors; }

std::string DeviceKeys::sign(std::string_view payload, Certificate certificate) const {
  const auto& x5c = certificate == Certificate::Good      ? keys_->good
                    : certificate == Certificate::Expired ? keys_->expired
                                                          : keys_->stranger;
  const auto header = nlohmann::json{{"alg", "RS256"}, {"typ", "JWT"}, {"x5c", {x5c}}}.dump();
  auto out = base64url(base::bytes_of(header)) + "." + base64url(base::bytes_of(payload));
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  base::Bytes signature(256);
  std::size_t size = signature.size();
  base::check(context && EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, keys_->device.get()) == 1 &&
                  EVP_DigestSign(context.get(), signature.data(), &size,
                                 reinterpret_cast<const std::uint8_t*>(out.data()), out.size()) == 1,
              "a key signs");
  signature.resize(size);
  return out + "." + base64url(signature);
}

}  // namespace ktpel::device::detail
