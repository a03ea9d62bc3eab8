// SPDX-License-Identifier: Apache-2.0
#include "card/trust/signing_keys.h"

#include <fcntl.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <ctime>

#include "base/random.h"
#include "base/secret.h"
#include "card/iso7816/tlv.h"
#include "card/trust/detail/openssl.h"

namespace ktpel::card {

using detail::Owned;

void FreePrivateKey::operator()(void* key) const { EVP_PKEY_free(static_cast<EVP_PKEY*>(key)); }

namespace {

constexpr std::int64_t day_ms = 86'400'000;

EVP_PKEY* library(const PrivateKey& key) { return static_cast<EVP_PKEY*>(key.get()); }

PrivateKey new_key() {
  const Owned<EVP_PKEY_CTX> context(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr));
  EVP_PKEY* key = nullptr;
  base::check(context && EVP_PKEY_keygen_init(context.get()) == 1 &&
                  EVP_PKEY_CTX_set_group_name(context.get(), "P-256") == 1 &&
                  // Doc 9303-12 wants the parameters written out, and one reader in the field refuses their name
                  EVP_PKEY_CTX_set_ec_param_enc(context.get(), OPENSSL_EC_EXPLICIT_CURVE) == 1 &&
                  EVP_PKEY_generate(context.get(), &key) == 1,
              "making a P-256 key failed");
  return PrivateKey(key);
}

void set_name(X509_NAME* name, const std::string& common_name) {
  const auto add = [&](const char* field, const std::string& value) {
    base::check(
        X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(value.data()),
                                   static_cast<int>(value.size()), -1, 0) == 1,
        "a name that cannot stand in a certificate");
  };
  add("C", "ID");
  add("O", "KTPEL UJI");
  add("CN", common_name.find("UJI") == std::string::npos ? common_name + " UJI" : common_name);
}

void add_extension(X509* certificate, X509* issuer, int nid, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const Owned<X509_EXTENSION> extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value));
  base::check(extension && X509_add_ext(certificate, extension.get(), -1) == 1, "an extension that cannot be made");
}

void add_raw_extension(X509* certificate, const char* oid, base::ByteView der) {
  const Owned<ASN1_OBJECT> object(OBJ_txt2obj(oid, 1));
  const Owned<ASN1_OCTET_STRING> value(ASN1_OCTET_STRING_new());
  base::check(object && value && ASN1_OCTET_STRING_set(value.get(), der.data(), static_cast<int>(der.size())) == 1,
              "out of memory");
  const Owned<X509_EXTENSION> extension(X509_EXTENSION_create_by_OBJ(nullptr, object.get(), 0, value.get()));
  base::check(extension && X509_add_ext(certificate, extension.get(), -1) == 1, "an extension that cannot be made");
}

std::string generalized_time(base::Time t) {
  const std::time_t seconds = t.ms / 1000;
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  char text[24];
  std::strftime(text, sizeof text, "%Y%m%d%H%M%SZ", &parts);
  return text;
}

Owned<X509> new_certificate(EVP_PKEY* key, const X509_NAME* issuer, const std::string& subject, base::Time from,
                            base::Time to) {
  Owned<X509> out(X509_new());
  base::check(out && X509_set_version(out.get(), 2) == 1, "out of memory");
  auto serial = base::random_bytes(16);
  serial[0] = static_cast<std::uint8_t>((serial[0] & 0x7f) | 0x40);  // positive, always 16 bytes
  const auto der = tlv(0x02, serial);
  const auto* at = der.data();
  ASN1_INTEGER* number = d2i_ASN1_INTEGER(nullptr, &at, static_cast<long>(der.size()));
  base::check(number && X509_set_serialNumber(out.get(), number) == 1, "out of memory");
  ASN1_INTEGER_free(number);
  set_name(X509_get_subject_name(out.get()), subject);
  base::check(X509_set_issuer_name(out.get(), issuer ? issuer : X509_get_subject_name(out.get())) == 1 &&
                  ASN1_TIME_set(X509_getm_notBefore(out.get()), from.ms / 1000) &&
                  ASN1_TIME_set(X509_getm_notAfter(out.get()), to.ms / 1000) && X509_set_pubkey(out.get(), key) == 1,
              "a certificate that cannot be made");
  return out;
}

Certificate signed_by(X509* certificate, EVP_PKEY* key) {
  base::check(X509_sign(certificate, key, EVP_sha256()) > 0, "signing a certificate failed");
  base::Bytes der(static_cast<std::size_t>(i2d_X509(certificate, nullptr)));
  auto* at = der.data();
  i2d_X509(certificate, &at);
  auto out = Certificate::parse(der);
  base::check(out.has_value(), "our own certificate does not parse");
  return std::move(*out);
}

/// Never readable by anybody else, not even for a moment; whole or not at all.
bool write_private_file(const std::filesystem::path& path, const base::Secret& content) {
  const auto folder = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
  std::string temporary = (folder / ("." + path.filename().string() + ".XXXXXX")).string();
  const int fd = ::mkostemp(temporary.data(), O_CLOEXEC);  // mode 0600
  if (fd < 0) return false;
  auto rest = content.reveal();
  bool ok = ::fchmod(fd, 0600) == 0;
  while (ok && !rest.empty()) {
    const auto n = ::write(fd, rest.data(), rest.size());
    ok = n > 0;
    if (ok) rest = rest.subspan(static_cast<std::size_t>(n));
  }
  ok = ok && ::fsync(fd) == 0;
  ok = ::close(fd) == 0 && ok;
  if (!ok || ::rename(temporary.c_str(), path.c_str()) != 0) {
    ::unlink(temporary.c_str());
    return false;
  }
  const int parent = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  ok = parent >= 0 && ::fsync(parent) == 0;
  if (parent >= 0) ::close(parent);
  return ok;
}

base::Result<base::Done, KeyFileError> save_pair(const PrivateKey& key, const Certificate& certificate,
                                                 const std::filesystem::path& folder, const std::string& stem) {
  const Owned<BIO> bio(BIO_new(BIO_s_secmem()));
  base::check(bio && PEM_write_bio_PKCS8PrivateKey(bio.get(), library(key), nullptr, nullptr, 0, nullptr, nullptr) == 1,
              "a key that cannot be written");
  const base::Secret pem(detail::content(bio.get()));
  if (!base::make_folder(folder) || !write_private_file(folder / (stem + ".key.pem"), pem) ||
      !base::write_file_durably(folder / (stem + ".cert.pem"), certificate.pem()))
    return KeyFileError::NotWritten;
  return base::Done{};
}

struct Pair {
  PrivateKey key;
  Certificate certificate;
};
KeyFileError key_file_error(base::FileError error) {
  return error == base::FileError::Missing    ? KeyFileError::Missing
         : error == base::FileError::TooLarge ? KeyFileError::Malformed
                                              : KeyFileError::Denied;
}
base::Result<Pair, KeyFileError> load_pair(const std::filesystem::path& folder, const std::string& stem) {
  auto key_file = base::read_file(folder / (stem + ".key.pem"), 1 << 16);
  if (!key_file) return key_file_error(key_file.error());
  const base::Secret pem(std::move(*key_file));
  const auto certificate_file = base::read_file(folder / (stem + ".cert.pem"), 1 << 16);
  if (!certificate_file) return key_file_error(certificate_file.error());
  const Owned<BIO> bio(BIO_new_mem_buf(pem.reveal().data(), static_cast<int>(pem.reveal().size())));
  PrivateKey key(PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr));
  auto certificate = Certificate::parse_pem(base::text_of(*certificate_file));
  if (!key || !certificate || EVP_PKEY_eq(library(key), X509_get0_pubkey(detail::x509(certificate->der()).get())) != 1)
    return KeyFileError::Malformed;
  return Pair{std::move(key), std::move(*certificate)};
}

}  // namespace

base::Bytes KeyedDocumentSigner::sign(base::ByteView message) const {
  const Owned<EVP_MD_CTX> context(EVP_MD_CTX_new());
  base::Bytes out(80);
  std::size_t size = out.size();
  base::check(context && EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, library(key_)) == 1 &&
                  EVP_DigestSign(context.get(), out.data(), &size, message.data(), message.size()) == 1,
              "signing failed");
  out.resize(size);
  return out;
}

base::Result<base::Done, KeyFileError> KeyedDocumentSigner::save(const std::filesystem::path& folder,
                                                                 const std::string& stem) const {
  return save_pair(key_, certificate_, folder, stem);
}
base::Result<KeyedDocumentSigner, KeyFileError> KeyedDocumentSigner::load(const std::filesystem::path& folder,
                                                                          const std::string& stem) {
  auto pair = load_pair(folder, stem);
  if (!pair) return pair.error();
  return KeyedDocumentSigner(std::move(pair->key), std::move(pair->certificate));
}

TestAuthority TestAuthority::make(const std::string& name, base::Time from) {
  auto key = new_key();
  const auto out = new_certificate(library(key), nullptr, name, from, {from.ms + 15 * 365 * day_ms});
  add_extension(out.get(), out.get(), NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
  add_extension(out.get(), out.get(), NID_key_usage, "critical,keyCertSign,cRLSign");
  add_extension(out.get(), out.get(), NID_subject_key_identifier, "hash");
  add_extension(out.get(), out.get(), NID_authority_key_identifier, "keyid:always");
  auto certificate = signed_by(out.get(), library(key));
  return TestAuthority(std::move(key), std::move(certificate));
}

KeyedDocumentSigner TestAuthority::issue_signer(const std::string& name, const SignerValidity& validity) const {
  auto key = new_key();
  const auto issuer = detail::x509(certificate_.der());
  const auto out = new_certificate(library(key), X509_get_subject_name(issuer.get()), name, validity.from,
                                   {validity.from.ms + validity.certificate_days * day_ms});
  add_extension(out.get(), issuer.get(), NID_key_usage, "critical,digitalSignature");
  add_extension(out.get(), issuer.get(), NID_authority_key_identifier, "keyid:always");
  add_extension(out.get(), issuer.get(), NID_subject_key_identifier, "hash");
  // documentType, Doc 9303-12 7.1.1.6: for which documents this signer signs
  const base::Bytes version{0};
  add_raw_extension(out.get(), "2.23.136.1.1.6.2",
                    tlv(0x30, {tlv(0x02, version), tlv(0x31, {tlv(0x13, base::bytes_of("ID"))})}));
  // privateKeyUsagePeriod, RFC 3280 4.2.1.4: how long it signs
  const auto first = generalized_time(validity.from),
             last = generalized_time({validity.from.ms + validity.sign_days * day_ms});
  add_raw_extension(out.get(), "2.5.29.16",
                    tlv(0x30, {tlv(0x80, base::bytes_of(first)), tlv(0x81, base::bytes_of(last))}));
  auto certificate = signed_by(out.get(), library(key_));
  return KeyedDocumentSigner(std::move(key), std::move(certificate));
}

base::Result<base::Done, KeyFileError> TestAuthority::save(const std::filesystem::path& folder,
                                                           const std::string& stem) const {
  return save_pair(key_, certificate_, folder, stem);
}
base::Result<TestAuthority, KeyFileError> TestAuthority::load(const std::filesystem::path& folder,
                                                              const std::string& stem) {
  auto pair = load_pair(folder, stem);
  if (!pair) return pair.error();
  if (!pair->certificate.is_authority()) return KeyFileError::Malformed;
  return TestAuthority(std::move(pair->key), std::move(pair->certificate));
}

}  // namespace ktpel::card
