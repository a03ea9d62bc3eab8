// SPDX-License-Identifier: Apache-2.0
#include "device/sensor/jws.h"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

#include <algorithm>
#include <array>
#include <memory>
#include <nlohmann/json.hpp>
#include <vector>

namespace ktpel::device {
namespace {

template <auto Free>
struct Deleter {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};
using Certificate = std::unique_ptr<X509, Deleter<X509_free>>;
using Memory = std::unique_ptr<BIO, Deleter<BIO_free>>;

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::size_t kMostCertificates = 6;
constexpr int kLeastRsaBits = 2048;

int value_of(char c) {
  if (c == '+') return 62;
  if (c == '/') return 63;
  const auto at = kAlphabet.find(c);
  return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

std::vector<Certificate> chain_of(const nlohmann::json& header) {
  std::vector<Certificate> out;
  const auto x5c = header.find("x5c");
  if (x5c == header.end()) return out;
  const auto list = x5c->is_array() ? *x5c : nlohmann::json::array({*x5c});
  for (const auto& one : list) {
    const auto der = one.is_string() ? from_base64url(one.get<std::string>()) : std::nullopt;
    if (!der || out.size() == kMostCertificates) return {};
    const auto* at = der->data();
    Certificate certificate(d2i_X509(nullptr, &at, static_cast<long>(der->size())));
    if (!certificate || at != der->data() + der->size()) return {};
    out.push_back(std::move(certificate));
  }
  return out;
}

/// nullopt: the chain holds.
std::optional<JwsError> judge(const std::vector<Certificate>& chain, const std::string& anchors_pem, base::Time now) {
  const std::unique_ptr<X509_STORE, Deleter<X509_STORE_free>> store(X509_STORE_new());
  const Memory pem(BIO_new_mem_buf(anchors_pem.data(), static_cast<int>(anchors_pem.size())));
  base::check(store && pem, "memory for certificates");
  while (const Certificate anchor{PEM_read_bio_X509(pem.get(), nullptr, nullptr, nullptr)})
    X509_STORE_add_cert(store.get(), anchor.get());
  const std::unique_ptr<STACK_OF(X509), void (*)(STACK_OF(X509)*)> others(sk_X509_new_null(),
                                                                          [](auto* all) { sk_X509_free(all); });
  for (std::size_t i = 1; i < chain.size(); ++i) sk_X509_push(others.get(), chain[i].get());
  const std::unique_ptr<X509_STORE_CTX, Deleter<X509_STORE_CTX_free>> context(X509_STORE_CTX_new());
  base::check(others && context && X509_STORE_CTX_init(context.get(), store.get(), chain[0].get(), others.get()) == 1,
              "memory for certificates");
  auto* rules = X509_STORE_CTX_get0_param(context.get());
  X509_VERIFY_PARAM_set_time(rules, static_cast<time_t>(now.ms / 1000));
  // an anchor may be the certificate of a maker, which the scheme signed, and not a root
  X509_VERIFY_PARAM_set_flags(rules, X509_V_FLAG_PARTIAL_CHAIN);
  if (X509_verify_cert(context.get()) == 1) return std::nullopt;
  const int error = X509_STORE_CTX_get_error(context.get());
  return error == X509_V_ERR_CERT_HAS_EXPIRED || error == X509_V_ERR_CERT_NOT_YET_VALID ? JwsError::Expired
                                                                                        : JwsError::Forged;
}

/// The form that the library verifies: JOSE writes r and s beside each other (RFC 7518 3.4), the library wants DER.
std::optional<base::Bytes> der_signature(base::ByteView raw) {
  if (raw.size() != 64) return std::nullopt;
  const std::unique_ptr<ECDSA_SIG, Deleter<ECDSA_SIG_free>> signature(ECDSA_SIG_new());
  auto* r = BN_bin2bn(raw.data(), 32, nullptr);
  auto* s = BN_bin2bn(raw.data() + 32, 32, nullptr);
  base::check(signature && r && s && ECDSA_SIG_set0(signature.get(), r, s) == 1, "memory for a signature");
  std::uint8_t* der = nullptr;
  const int size = i2d_ECDSA_SIG(signature.get(), &der);
  if (size <= 0) return std::nullopt;
  base::Bytes out(der, der + size);
  OPENSSL_free(der);
  return out;
}

/// The algorithm must be the key's own: a header cannot talk us into another.
bool fits(EVP_PKEY* key, const std::string& algorithm, std::string_view signed_text, base::ByteView raw) {
  base::Bytes signature(raw.begin(), raw.end());
  if (algorithm == "RS256") {
    if (EVP_PKEY_get_base_id(key) != EVP_PKEY_RSA || EVP_PKEY_get_bits(key) < kLeastRsaBits) return false;
  } else if (algorithm == "ES256") {
    std::array<char, 32> group{};
    std::size_t size = 0;
    if (EVP_PKEY_get_base_id(key) != EVP_PKEY_EC ||
        EVP_PKEY_get_group_name(key, group.data(), group.size(), &size) != 1 ||
        std::string_view(group.data(), size) != "prime256v1")
      return false;
    auto der = der_signature(raw);
    if (!der) return false;
    signature = std::move(*der);
  } else {
    return false;
  }
  const std::unique_ptr<EVP_MD_CTX, Deleter<EVP_MD_CTX_free>> context(EVP_MD_CTX_new());
  return context && EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key) == 1 &&
         EVP_DigestVerify(context.get(), signature.data(), signature.size(),
                          reinterpret_cast<const std::uint8_t*>(signed_text.data()), signed_text.size()) == 1;
}

}  // namespace

std::string base64url(base::ByteView bytes) {
  std::string out;
  out.reserve(bytes.size() * 4 / 3 + 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k) group = group << 8 | (k < count ? bytes[i + k] : 0u);
    for (std::size_t k = 0; k <= count; ++k) out += kAlphabet[group >> (18 - 6 * k) & 63];
  }
  return out;
}

std::optional<base::Bytes> from_base64url(std::string_view text) {
  for (int i = 0; i < 2 && text.ends_with('='); ++i) text.remove_suffix(1);
  if (text.size() % 4 == 1) return std::nullopt;
  static const auto values = [] {
    std::array<std::int8_t, 256> out{};
    for (int c = 0; c < 256; ++c)
      out[static_cast<std::size_t>(c)] = static_cast<std::int8_t>(value_of(static_cast<char>(c)));
    return out;
  }();
  base::Bytes out;
  out.reserve(text.size() * 3 / 4);
  std::uint32_t group = 0;
  int bits = 0;
  for (const char c : text) {
    const int value = values[static_cast<unsigned char>(c)];
    if (value < 0) return std::nullopt;
    group = group << 6 | static_cast<std::uint32_t>(value);
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out.push_back(static_cast<std::uint8_t>(group >> bits));
    }
  }
  return out;
}

base::Result<std::string, JwsError> verify_jws(std::string_view compact, const std::string& anchors_pem,
                                               base::Time now) {
  const auto first = compact.find('.'), last = compact.rfind('.');
  if (first == std::string_view::npos || last == first || compact.find('.', first + 1) != last)
    return JwsError::Malformed;
  const auto header = from_base64url(compact.substr(0, first));
  const auto payload = from_base64url(compact.substr(first + 1, last - first - 1));
  const auto signature = from_base64url(compact.substr(last + 1));
  if (!header || !payload || !signature) return JwsError::Malformed;
  const auto fields = nlohmann::json::parse(header->begin(), header->end(), nullptr, false);
  if (!fields.is_object() || !fields.contains("alg") || !fields["alg"].is_string()) return JwsError::Malformed;
  if (fields.contains("crit")) return JwsError::Malformed;  // what must be understood and is not: RFC 7515 4.1.11
  const auto chain = chain_of(fields);
  if (chain.empty()) return JwsError::Malformed;
  // what the library notes on the way must not be taken for an error of the next who asks it
  struct Forget {
    ~Forget() { ERR_clear_error(); }
  } forget;
  // the signature first: a certificate is no news of somebody who does not hold its key
  if (!fits(X509_get0_pubkey(chain[0].get()), fields["alg"].get<std::string>(), compact.substr(0, last), *signature))
    return JwsError::Forged;
  if (const auto error = judge(chain, anchors_pem, now)) return *error;
  return base::text_of(*payload);
}

}  // namespace ktpel::device
