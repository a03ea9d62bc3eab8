// SPDX-License-Identifier: Apache-2.0
#include "identity/site_authority.h"

#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <ctime>

#include "base/random.h"

namespace ktpel::identity {
namespace {

template <auto Free>
struct Freed {
  template <class T>
  void operator()(T* p) const {
    Free(p);
  }
};
using Bio = std::unique_ptr<BIO, Freed<BIO_free>>;
using Key = std::shared_ptr<EVP_PKEY>;
using X509Ptr = std::shared_ptr<X509>;

constexpr std::int64_t day = 86400;

Bio reading(std::string_view text) { return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))); }

std::string written(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return {data, static_cast<std::size_t>(size)};
}

X509* certificate_in(const std::shared_ptr<void>& p) { return static_cast<X509*>(p.get()); }
EVP_PKEY* key_in(const std::shared_ptr<void>& p) { return static_cast<EVP_PKEY*>(p.get()); }

Key new_key() {
  Key key(EVP_EC_gen("P-256"), Freed<EVP_PKEY_free>{});
  base::check(key != nullptr, "no P-256 key could be made");
  return key;
}

std::string pem_of(X509* x509) {
  const Bio bio(BIO_new(BIO_s_mem()));
  base::check(PEM_write_bio_X509(bio.get(), x509) == 1, "a certificate that cannot be written");
  return written(bio.get());
}

base::Secret pem_of(EVP_PKEY* key) {
  const Bio bio(BIO_new(BIO_s_mem()));
  base::check(PEM_write_bio_PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1,
              "a key that cannot be written");
  const auto text = written(bio.get());
  const auto bytes = base::bytes_of(text);
  return base::Secret(base::Bytes(bytes.begin(), bytes.end()));
}

void set_common_name(X509_NAME* name, std::string_view text) {
  base::check(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(text.data()),
                                         static_cast<int>(text.size()), -1, 0) == 1,
              "a name that no certificate takes");
}

std::optional<std::string> common_name(const X509_NAME* name) {
  const int at = X509_NAME_get_index_by_NID(name, NID_commonName, -1);
  if (at < 0 || X509_NAME_get_index_by_NID(name, NID_commonName, at) >= 0) return std::nullopt;
  unsigned char* text = nullptr;
  const int size = ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)));
  if (size < 0) return std::nullopt;
  std::string out(reinterpret_cast<char*>(text), static_cast<std::size_t>(size));
  OPENSSL_free(text);
  if (out.find('\0') != std::string::npos) return std::nullopt;
  return out;
}

base::Time time_of(const ASN1_TIME* time) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return {0};
  return {static_cast<std::int64_t>(timegm(&parts)) * 1000};
}

/// A certificate for `key` without a signature: a random serial, valid from five minutes ago, since clocks differ.
X509Ptr blank(EVP_PKEY* key, std::string_view name, base::Time now, std::int64_t days) {
  X509Ptr out(X509_new(), Freed<X509_free>{});
  X509_set_version(out.get(), X509_VERSION_3);
  const std::unique_ptr<BIGNUM, Freed<BN_free>> serial(BN_new());
  auto bytes = base::random_bytes(16);
  bytes[0] = static_cast<std::uint8_t>((bytes[0] & 0x7fu) | 0x40u);
  BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), serial.get());
  BN_to_ASN1_INTEGER(serial.get(), X509_get_serialNumber(out.get()));
  ASN1_TIME_set(X509_getm_notBefore(out.get()), now.ms / 1000 - 300);
  ASN1_TIME_set(X509_getm_notAfter(out.get()), now.ms / 1000 + days * day);
  set_common_name(X509_get_subject_name(out.get()), name);
  base::check(X509_set_pubkey(out.get(), key) == 1, "a certificate takes its key");
  return out;
}

void extend(X509* x509, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, x509, nullptr, nullptr, 0);
  const std::unique_ptr<X509_EXTENSION, Freed<X509_EXTENSION_free>> extension(
      X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()));
  base::check(extension && X509_add_ext(x509, extension.get(), -1) == 1, "a certificate takes its extension");
}

bool is_p256(EVP_PKEY* key) {
  char group[64] = {};
  std::size_t size = 0;
  return EVP_PKEY_get_base_id(key) == EVP_PKEY_EC && EVP_PKEY_get_group_name(key, group, sizeof group, &size) == 1 &&
         std::string_view(group) == "prime256v1";
}

std::optional<SiteCertificate> read(X509* x509) {
  if (!x509) return std::nullopt;
  const auto site = common_name(X509_get_subject_name(x509));
  if (!site) return std::nullopt;
  const std::unique_ptr<BIGNUM, Freed<BN_free>> serial(ASN1_INTEGER_to_BN(X509_get0_serialNumber(x509), nullptr));
  const std::unique_ptr<char, void (*)(char*)> digits(BN_bn2hex(serial.get()), [](char* p) { OPENSSL_free(p); });
  SiteCertificate out{*site, digits.get(), time_of(X509_get0_notBefore(x509)), time_of(X509_get0_notAfter(x509)), {}};
  unsigned size = 0;
  if (X509_digest(x509, EVP_sha256(), out.fingerprint.bytes.data(), &size) != 1) return std::nullopt;
  return out;
}

}  // namespace

std::optional<SiteCertificate> read_certificate(base::ByteView der) {
  const auto* at = der.data();
  const X509Ptr x509(d2i_X509(nullptr, &at, static_cast<long>(der.size())), Freed<X509_free>{});
  ERR_clear_error();
  if (at != der.data() + der.size()) return std::nullopt;
  return read(x509.get());
}

std::optional<SiteCertificate> read_certificate_pem(std::string_view pem) {
  const auto bio = reading(pem);
  const X509Ptr x509(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr), Freed<X509_free>{});
  ERR_clear_error();
  return read(x509.get());
}

Request make_request(std::string_view site) {
  const auto key = new_key();
  const std::unique_ptr<X509_REQ, Freed<X509_REQ_free>> request(X509_REQ_new());
  set_common_name(X509_REQ_get_subject_name(request.get()), site);
  base::check(
      X509_REQ_set_pubkey(request.get(), key.get()) == 1 && X509_REQ_sign(request.get(), key.get(), EVP_sha256()) > 0,
      "a request could not be signed");
  const Bio bio(BIO_new(BIO_s_mem()));
  base::check(PEM_write_bio_X509_REQ(bio.get(), request.get()) == 1, "a request that cannot be written");
  return {written(bio.get()), pem_of(key.get())};
}

SiteAuthority SiteAuthority::found(std::string_view name, base::Time now) {
  const auto key = new_key();
  const auto x509 = blank(key.get(), name, now, 10 * site_days);
  X509_set_issuer_name(x509.get(), X509_get_subject_name(x509.get()));
  extend(x509.get(), x509.get(), NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
  extend(x509.get(), x509.get(), NID_key_usage, "critical,keyCertSign,cRLSign");
  extend(x509.get(), x509.get(), NID_subject_key_identifier, "hash");
  base::check(X509_sign(x509.get(), key.get(), EVP_sha256()) > 0, "a certificate could not be signed");
  return {x509, key};
}

std::optional<SiteAuthority> SiteAuthority::from_pem(std::string_view certificate_pem, const base::Secret& key_pem) {
  const auto bytes = key_pem.reveal();
  const auto key_bio = reading({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  const auto bio = reading(certificate_pem);
  Key key(PEM_read_bio_PrivateKey(key_bio.get(), nullptr, nullptr, nullptr), Freed<EVP_PKEY_free>{});
  X509Ptr x509(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr), Freed<X509_free>{});
  const bool fits = key && x509 && X509_check_ca(x509.get()) == 1 && X509_check_private_key(x509.get(), key.get()) == 1;
  ERR_clear_error();
  if (!fits) return std::nullopt;
  return SiteAuthority(std::move(x509), std::move(key));
}

std::string SiteAuthority::certificate_pem() const { return pem_of(certificate_in(x509_)); }
base::Secret SiteAuthority::key_pem() const { return pem_of(key_in(key_)); }
base::Digest SiteAuthority::fingerprint() const { return read(certificate_in(x509_))->fingerprint; }

Credential SiteAuthority::issue_server(const std::vector<std::string>& names, base::Time now) const {
  base::check(!names.empty(), "a server without a name");
  const auto key = new_key();
  auto* authority = certificate_in(x509_);
  const auto x509 = blank(key.get(), names.front(), now, site_days);
  X509_set_issuer_name(x509.get(), X509_get_subject_name(authority));
  std::string alternatives;
  for (const auto& name : names) {
    const std::unique_ptr<ASN1_OCTET_STRING, Freed<ASN1_OCTET_STRING_free>> address(a2i_IPADDRESS(name.c_str()));
    alternatives += (alternatives.empty() ? "" : ",") + std::string(address ? "IP:" : "DNS:") + name;
  }
  ERR_clear_error();
  extend(x509.get(), authority, NID_basic_constraints, "critical,CA:FALSE");
  extend(x509.get(), authority, NID_key_usage, "critical,digitalSignature");
  extend(x509.get(), authority, NID_ext_key_usage, "serverAuth");
  extend(x509.get(), authority, NID_subject_alt_name, alternatives);
  extend(x509.get(), authority, NID_authority_key_identifier, "keyid");
  base::check(X509_sign(x509.get(), key_in(key_), EVP_sha256()) > 0, "a certificate could not be signed");
  return {pem_of(x509.get()) + certificate_pem(), pem_of(key.get())};
}

base::Result<std::string, IssueError> SiteAuthority::issue_site(std::string_view csr_pem, std::string_view site,
                                                                base::Time now) const {
  const auto bio = reading(csr_pem);
  const std::unique_ptr<X509_REQ, Freed<X509_REQ_free>> request(
      PEM_read_bio_X509_REQ(bio.get(), nullptr, nullptr, nullptr));
  ERR_clear_error();
  if (!request) return IssueError::NoRequest;
  auto* key = X509_REQ_get0_pubkey(request.get());
  const bool is_signed = key && X509_REQ_verify(request.get(), key) == 1;
  ERR_clear_error();
  if (!is_signed) return IssueError::BadSignature;
  if (!is_p256(key)) return IssueError::WeakKey;
  if (common_name(X509_REQ_get_subject_name(request.get())) != site) return IssueError::OtherName;
  // of the request only name and key are taken: what a site may do stands here
  auto* authority = certificate_in(x509_);
  const auto x509 = blank(key, site, now, site_days);
  X509_set_issuer_name(x509.get(), X509_get_subject_name(authority));
  extend(x509.get(), authority, NID_basic_constraints, "critical,CA:FALSE");
  extend(x509.get(), authority, NID_key_usage, "critical,digitalSignature");
  extend(x509.get(), authority, NID_ext_key_usage, "clientAuth");
  extend(x509.get(), authority, NID_authority_key_identifier, "keyid");
  base::check(X509_sign(x509.get(), key_in(key_), EVP_sha256()) > 0, "a certificate could not be signed");
  return pem_of(x509.get()) + certificate_pem();
}

}  // namespace ktpel::identity
