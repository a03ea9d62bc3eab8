// SPDX-License-Identifier: Apache-2.0
#include "card/trust/certificate.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <ctime>

#include "card/iso7816/tlv.h"
#include "card/trust/detail/openssl.h"

namespace ktpel::card {

using detail::Owned;
using detail::x509;

namespace detail {

Owned<X509> x509(base::ByteView der) {
  const auto* at = der.data();
  Owned<X509> out(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
  base::check(out != nullptr, "a parsed certificate that does not parse");
  return out;
}

base::Bytes content(BIO* bio) {
  const char* data = nullptr;
  const auto size = BIO_get_mem_data(bio, &data);
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(data);
  return {bytes, bytes + size};
}

}  // namespace detail

namespace {

base::Time time_of(const ASN1_TIME* t) {
  std::tm parts{};
  if (!t || ASN1_TIME_to_tm(t, &parts) != 1) return {};
  return {static_cast<std::int64_t>(::timegm(&parts)) * 1000};
}

std::string name_of(const X509_NAME* name) {
  const Owned<BIO> bio(BIO_new(BIO_s_mem()));
  X509_NAME_print_ex(bio.get(), name, 0, (XN_FLAG_ONELINE & ~XN_FLAG_SPC_EQ & ~ASN1_STRFLGS_ESC_MSB));
  return base::text_of(detail::content(bio.get()));
}

/// The key is on a curve that the library knows by name, however the certificate writes it: whoever may choose the
/// generator can make a key that fits any public point.
bool on_known_curve(EVP_PKEY* key) {
  char name[64];
  return key && EVP_PKEY_is_a(key, "EC") && EVP_PKEY_get_group_name(key, name, sizeof name, nullptr) == 1;
}

/// OpenSSL refuses curve parameters that are written out, which is what Doc 9303-12 asks for. Certificate::parse()
/// has already made sure that they are those of a known curve.
int allow_explicit_parameters(int ok, X509_STORE_CTX* context) {
  if (ok || X509_STORE_CTX_get_error(context) != X509_V_ERR_EC_KEY_EXPLICIT_PARAMS) return ok;
  X509_STORE_CTX_set_error(context, X509_V_OK);
  return 1;
}

}  // namespace

std::optional<Certificate> Certificate::parse(base::ByteView der) {
  if (der.size() > 8192 || !is_strict_der(der)) return std::nullopt;
  const auto* at = der.data();
  const Owned<X509> parsed(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
  if (!parsed || at != der.data() + der.size() || !on_known_curve(X509_get0_pubkey(parsed.get()))) return std::nullopt;
  std::tm parts{};
  if (ASN1_TIME_to_tm(X509_get0_notBefore(parsed.get()), &parts) != 1 ||
      ASN1_TIME_to_tm(X509_get0_notAfter(parsed.get()), &parts) != 1)
    return std::nullopt;
  return Certificate({der.begin(), der.end()});
}

std::optional<Certificate> Certificate::parse_pem(std::string_view pem) {
  const Owned<BIO> bio(BIO_new_mem_buf(pem.data(), static_cast<int>(std::min<std::size_t>(pem.size(), 1 << 20))));
  const Owned<X509> parsed(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
  if (!parsed) return std::nullopt;
  base::Bytes der(static_cast<std::size_t>(i2d_X509(parsed.get(), nullptr)));
  auto* at = der.data();
  i2d_X509(parsed.get(), &at);
  return parse(der);
}

std::string Certificate::pem() const {
  const Owned<BIO> bio(BIO_new(BIO_s_mem()));
  base::check(PEM_write_bio_X509(bio.get(), x509(der_).get()) == 1, "a certificate that cannot be written");
  return base::text_of(detail::content(bio.get()));
}

std::string Certificate::subject() const { return name_of(X509_get_subject_name(x509(der_).get())); }
std::string Certificate::issuer() const { return name_of(X509_get_issuer_name(x509(der_).get())); }

std::string Certificate::serial() const {
  const auto parsed = x509(der_);
  const auto* number = X509_get0_serialNumber(parsed.get());
  auto text = base::hex({number->data, static_cast<std::size_t>(number->length)});
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'a' ? static_cast<char>(c - 32) : c; });
  return text;
}

base::Time Certificate::not_before() const { return time_of(X509_get0_notBefore(x509(der_).get())); }
base::Time Certificate::not_after() const { return time_of(X509_get0_notAfter(x509(der_).get())); }
bool Certificate::test_only() const { return subject().find("UJI") != std::string::npos; }
bool Certificate::is_authority() const { return X509_check_ca(x509(der_).get()) == 1; }

base::Bytes Certificate::issuer_der() const {
  const auto parsed = x509(der_);
  const std::uint8_t* data = nullptr;
  std::size_t size = 0;
  base::check(X509_NAME_get0_der(X509_get_issuer_name(parsed.get()), &data, &size) == 1, "a name without a form");
  return {data, data + size};
}

base::Bytes Certificate::serial_der() const {
  const auto parsed = x509(der_);
  const auto* number = X509_get0_serialNumber(parsed.get());
  base::Bytes out(static_cast<std::size_t>(i2d_ASN1_INTEGER(number, nullptr)));
  auto* at = out.data();
  i2d_ASN1_INTEGER(number, &at);
  return out;
}

bool Certificate::verifies(base::ByteView message, base::ByteView signature_der) const {
  const auto parsed = x509(der_);
  auto* key = X509_get0_pubkey(parsed.get());
  const Owned<EVP_MD_CTX> context(EVP_MD_CTX_new());
  return context && EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key) == 1 &&
         EVP_DigestVerify(context.get(), signature_der.data(), signature_der.size(), message.data(), message.size()) ==
             1;
}

bool TrustStore::add(Certificate authority) {
  const auto parsed = x509(authority.der());
  if (!authority.is_authority() ||
      X509_NAME_cmp(X509_get_subject_name(parsed.get()), X509_get_issuer_name(parsed.get())) != 0 ||
      X509_verify(parsed.get(), X509_get0_pubkey(parsed.get())) != 1)
    return false;
  if (std::find(authorities_.begin(), authorities_.end(), authority) == authorities_.end())
    authorities_.push_back(std::move(authority));
  return true;
}

base::Result<base::Done, TrustError> TrustStore::check(const Certificate& signer, base::Time signed_at) const {
  const Owned<X509_STORE> store(X509_STORE_new());
  const Owned<X509_STORE_CTX> context(X509_STORE_CTX_new());
  base::check(store && context, "out of memory");
  for (const auto& authority : authorities_) X509_STORE_add_cert(store.get(), x509(authority.der()).get());
  const auto leaf = x509(signer.der());
  base::check(X509_STORE_CTX_init(context.get(), store.get(), leaf.get(), nullptr) == 1, "out of memory");
  auto* parameters = X509_STORE_CTX_get0_param(context.get());
  // the signing date, not today: cards outlive the certificates of their signers
  X509_VERIFY_PARAM_set_time(parameters, static_cast<std::time_t>(signed_at.ms / 1000));
  X509_VERIFY_PARAM_set_depth(parameters, 0);  // signer, then its authority: nothing between
  X509_STORE_CTX_set_verify_cb(context.get(), allow_explicit_parameters);
  if (X509_verify_cert(context.get()) != 1) {
    const int error = X509_STORE_CTX_get_error(context.get());
    return error == X509_V_ERR_CERT_HAS_EXPIRED || error == X509_V_ERR_CERT_NOT_YET_VALID ? TrustError::Expired
                                                                                          : TrustError::UnknownIssuer;
  }
  if (!(X509_get_key_usage(leaf.get()) & KU_DIGITAL_SIGNATURE) || X509_check_ca(leaf.get()) != 0)
    return TrustError::UnknownIssuer;
  const std::unique_ptr<PKEY_USAGE_PERIOD, decltype(&PKEY_USAGE_PERIOD_free)> period(
      static_cast<PKEY_USAGE_PERIOD*>(X509_get_ext_d2i(leaf.get(), NID_private_key_usage_period, nullptr, nullptr)),
      &PKEY_USAGE_PERIOD_free);
  if (period && ((period->notBefore && signed_at < time_of(period->notBefore)) ||
                 (period->notAfter && signed_at > time_of(period->notAfter))))
    return TrustError::Expired;
  return base::Done{};
}

base::Result<TrustStore, base::FileError> TrustStore::load(const std::filesystem::path& pem_file) {
  const auto bytes = base::read_file(pem_file, 1 << 20);
  if (!bytes) return bytes.error();
  TrustStore out;
  std::string_view text(reinterpret_cast<const char*>(bytes->data()), bytes->size());
  constexpr std::string_view begin = "-----BEGIN CERTIFICATE-----", end = "-----END CERTIFICATE-----";
  for (auto at = text.find(begin); at != std::string_view::npos; at = text.find(begin)) {
    const auto stop = text.find(end, at);
    if (stop == std::string_view::npos) break;
    if (auto one = Certificate::parse_pem(text.substr(at, stop + end.size() - at))) out.add(std::move(*one));
    text.remove_prefix(stop + end.size());
  }
  return out;
}

}  // namespace ktpel::card
