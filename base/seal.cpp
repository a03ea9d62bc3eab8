// SPDX-License-Identifier: Apache-2.0
#include "base/seal.h"

#include <openssl/cms.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "base/random.h"

namespace ktpel::base {
namespace {

template <auto Free>
struct Freed {
  template <class T>
  void operator()(T* p) const {
    Free(p);
  }
};
using Bio = std::unique_ptr<BIO, Freed<BIO_free>>;
using Cms = std::unique_ptr<CMS_ContentInfo, Freed<CMS_ContentInfo_free>>;

Bio reading(ByteView bytes) { return Bio(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size()))); }

Bytes written(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return {reinterpret_cast<std::uint8_t*>(data), reinterpret_cast<std::uint8_t*>(data) + size};
}

X509* certificate_in(const std::shared_ptr<void>& p) { return static_cast<X509*>(p.get()); }
EVP_PKEY* key_in(const std::shared_ptr<void>& p) { return static_cast<EVP_PKEY*>(p.get()); }

}  // namespace

std::optional<SealingCertificate> SealingCertificate::from_pem(std::string_view pem) {
  const auto bio = reading(bytes_of(pem));
  std::shared_ptr<void> x509(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr), Freed<X509_free>{});
  ERR_clear_error();
  if (!x509) return std::nullopt;
  return SealingCertificate(std::move(x509));
}

std::string SealingCertificate::pem() const {
  const Bio bio(BIO_new(BIO_s_mem()));
  check(PEM_write_bio_X509(bio.get(), certificate_in(x509_)) == 1, "a certificate that cannot be written");
  return text_of(written(bio.get()));
}

Bytes SealingCertificate::seal(ByteView plain) const {
  const auto in = reading(plain);
  const std::unique_ptr<STACK_OF(X509), void (*)(STACK_OF(X509)*)> to(sk_X509_new_null(),
                                                                      [](STACK_OF(X509) * s) { sk_X509_free(s); });
  sk_X509_push(to.get(), certificate_in(x509_));
  const Cms cms(CMS_encrypt(to.get(), in.get(), EVP_aes_256_gcm(), CMS_BINARY));
  const Bio out(BIO_new(BIO_s_mem()));
  check(cms && i2d_CMS_bio(out.get(), cms.get()) == 1, "sealing failed");
  return written(out.get());
}

SealingKey SealingKey::generate(std::string_view name, Time now) {
  std::shared_ptr<void> key(EVP_EC_gen("P-256"), Freed<EVP_PKEY_free>{});
  check(key != nullptr, "no P-256 key could be made");
  std::shared_ptr<void> x509(X509_new(), Freed<X509_free>{});
  auto* x = certificate_in(x509);
  const auto serial = random_bytes(8);
  X509_set_version(x, X509_VERSION_3);
  ASN1_INTEGER_set_uint64(X509_get_serialNumber(x), (ByteReader(serial).u64() >> 1) | 1);
  ASN1_TIME_set(X509_getm_notBefore(x), now.ms / 1000);
  ASN1_TIME_set(X509_getm_notAfter(x), now.ms / 1000 + 20LL * 365 * 86400);
  auto* subject = X509_get_subject_name(x);
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(name.data()),
                             static_cast<int>(name.size()), -1, 0);
  X509_set_issuer_name(x, subject);
  check(X509_set_pubkey(x, key_in(key)) == 1 && X509_sign(x, key_in(key), EVP_sha256()) > 0,
        "a certificate could not be signed");
  return {std::move(key), SealingCertificate(std::move(x509))};
}

std::optional<SealingKey> SealingKey::from_pem(const Secret& key_pem, std::string_view certificate_pem) {
  const auto bio = reading(key_pem.reveal());
  std::shared_ptr<void> key(PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr), Freed<EVP_PKEY_free>{});
  auto certificate = SealingCertificate::from_pem(certificate_pem);
  ERR_clear_error();
  if (!key || !certificate || X509_check_private_key(certificate_in(certificate->x509_), key_in(key)) != 1)
    return std::nullopt;
  return SealingKey(std::move(key), std::move(*certificate));
}

Secret SealingKey::pem() const {
  const Bio bio(BIO_new(BIO_s_mem()));
  check(PEM_write_bio_PrivateKey(bio.get(), key_in(key_), nullptr, nullptr, 0, nullptr, nullptr) == 1,
        "a key that cannot be written");
  return Secret(written(bio.get()));
}

Result<Bytes, UnsealError> SealingKey::open(ByteView sealed) const {
  const auto in = reading(sealed);
  const Cms cms(d2i_CMS_bio(in.get(), nullptr));
  ERR_clear_error();
  if (!cms || OBJ_obj2nid(CMS_get0_type(cms.get())) != NID_id_smime_ct_authEnvelopedData) return UnsealError::NotSealed;
  const Bio out(BIO_new(BIO_s_mem()));
  const bool addressed = CMS_decrypt_set1_pkey(cms.get(), key_in(key_), certificate_in(certificate_.x509_)) == 1;
  const bool opened = addressed && CMS_decrypt(cms.get(), nullptr, nullptr, nullptr, out.get(), 0) == 1;
  ERR_clear_error();
  if (!addressed) return UnsealError::NotForThisKey;
  if (!opened) return UnsealError::Altered;
  return written(out.get());
}

}  // namespace ktpel::base
