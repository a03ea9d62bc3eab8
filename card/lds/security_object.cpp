// SPDX-License-Identifier: Apache-2.0
#include "card/lds/security_object.h"

#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/x509.h>

#include <algorithm>
#include <ctime>
#include <memory>

#include "card/iso7816/tlv.h"

namespace ktpel::card {
namespace {

struct Free {
  void operator()(CMS_ContentInfo* c) const { CMS_ContentInfo_free(c); }
  void operator()(BIO* b) const { BIO_free_all(b); }
  void operator()(STACK_OF(X509) * s) const { sk_X509_free(s); }
  void operator()(ASN1_OBJECT* o) const { ASN1_OBJECT_free(o); }
};

base::Bytes oid(const char* der_hex) { return tlv(0x06, base::from_hex(der_hex).value()); }
const base::Bytes& lds_security_object() {  // 2.23.136.1.1.1
  static const auto out = oid("678108010101");
  return out;
}
const base::Bytes& sha256_algorithm() {  // parameters absent, RFC 5754 2
  static const auto out = tlv(0x30, oid("608648016503040201"));
  return out;
}
base::Bytes attribute(const char* oid_hex, base::Bytes value) { return tlv(0x30, {oid(oid_hex), tlv(0x31, value)}); }
base::Bytes number(std::uint8_t n) { return tlv(0x02, base::Bytes{n}); }

base::Bytes utc_time(base::Time t) {
  const std::time_t seconds = t.ms / 1000;
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  char text[24];
  const bool wide = parts.tm_year >= 150;  // RFC 5652 11.3: GeneralizedTime from 2050 on
  std::strftime(text, sizeof text, wide ? "%Y%m%d%H%M%SZ" : "%y%m%d%H%M%SZ", &parts);
  return tlv(wide ? 0x18 : 0x17, base::bytes_of(text));
}

std::optional<DataGroupHashes> parse_content(base::ByteView content) {
  if (!is_strict_der(content)) return std::nullopt;
  TlvReader outer(content);
  const auto sequence = outer.expect(0x30);
  if (!sequence || !outer.finished()) return std::nullopt;
  TlvReader parts(sequence->value);
  const auto version = parts.expect(0x02), algorithm = parts.expect(0x30), list = parts.expect(0x30);
  if (!version || !algorithm || !list || !parts.finished() || version->value.size() != 1 || version->value[0] != 0)
    return std::nullopt;
  // with or without the NULL that older profiles write
  const auto& plain = sha256_algorithm();
  TlvReader name(algorithm->value);
  const auto identifier = name.expect(0x06);
  if (!identifier || !std::equal(identifier->whole.begin(), identifier->whole.end(), plain.begin() + 2, plain.end()))
    return std::nullopt;
  DataGroupHashes out;
  TlvReader groups(list->value);
  while (const auto group = groups.next()) {
    TlvReader fields(group->value);
    const auto index = fields.expect(0x02), hash = fields.expect(0x04);
    if (group->tag != 0x30 || !index || !hash || !fields.finished() || index->value.size() != 1) return std::nullopt;
    const auto digest = base::Digest::from_bytes(hash->value);
    const int dg = index->value[0];
    if (!digest || dg < 1 || dg > 16 || !out.emplace(dg, *digest).second) return std::nullopt;
  }
  if (!groups.finished() || out.empty()) return std::nullopt;
  return out;
}

}  // namespace

base::Bytes sign_security_object(const DataGroupHashes& hashes, const DocumentSigner& signer, base::Time now) {
  base::Bytes list;
  for (const auto& [dg, digest] : hashes) {
    const auto entry = tlv(0x30, {number(static_cast<std::uint8_t>(dg)), tlv(0x04, digest.view())});
    list.insert(list.end(), entry.begin(), entry.end());
  }
  const auto content = tlv(0x30, {number(0), sha256_algorithm(), tlv(0x30, list)});

  // SET OF: in the order of the encodings, X.690 11.6
  std::vector<base::Bytes> attributes{
      attribute("2a864886f70d010903", lds_security_object()),                    // contentType
      attribute("2a864886f70d010904", tlv(0x04, base::sha256(content).view())),  // messageDigest
      attribute("2a864886f70d010905", utc_time(now))};                           // signingTime
  std::sort(attributes.begin(), attributes.end());
  base::Bytes set;
  for (const auto& one : attributes) set.insert(set.end(), one.begin(), one.end());
  // RFC 5652 5.4: the signature is over the attributes with the tag SET, not [0]
  const auto signature = signer.sign(tlv(0x31, set));

  const auto ecdsa_sha256 = tlv(0x30, oid("2a8648ce3d040302"));
  const auto& certificate = signer.certificate();
  const auto signer_info = tlv(0x30, {number(1), tlv(0x30, {certificate.issuer_der(), certificate.serial_der()}),
                                      sha256_algorithm(), tlv(0xa0, set), ecdsa_sha256, tlv(0x04, signature)});
  const auto signed_data = tlv(0x30, {number(3), tlv(0x31, sha256_algorithm()),
                                      tlv(0x30, {lds_security_object(), tlv(0xa0, tlv(0x04, content))}),
                                      tlv(0xa0, certificate.der()), tlv(0x31, signer_info)});
  return tlv(0x77, tlv(0x30, {oid("2a864886f70d010702"), tlv(0xa0, signed_data)}));
}

base::Result<SecurityObject, SecurityObjectError> verify_security_object(base::ByteView file) {
  if (!is_strict_der(file)) return SecurityObjectError::Malformed;
  TlvReader outer(file);
  const auto wrapped = outer.expect(0x77);
  if (!wrapped || !outer.finished()) return SecurityObjectError::Malformed;

  const auto* at = wrapped->value.data();
  const std::unique_ptr<CMS_ContentInfo, Free> cms(
      d2i_CMS_ContentInfo(nullptr, &at, static_cast<long>(wrapped->value.size())));
  if (!cms || at != wrapped->value.data() + wrapped->value.size() ||
      OBJ_obj2nid(CMS_get0_type(cms.get())) != NID_pkcs7_signed)
    return SecurityObjectError::Malformed;
  const std::unique_ptr<ASN1_OBJECT, Free> wanted(OBJ_txt2obj("2.23.136.1.1.1", 1));
  const auto* type = CMS_get0_eContentType(cms.get());
  auto** embedded = CMS_get0_content(cms.get());
  auto* infos = CMS_get0_SignerInfos(cms.get());
  if (!type || OBJ_cmp(type, wanted.get()) != 0 || !embedded || !*embedded || !infos ||
      sk_CMS_SignerInfo_num(infos) != 1)
    return SecurityObjectError::Malformed;
  auto* info = sk_CMS_SignerInfo_value(infos, 0);
  const auto* time = static_cast<const ASN1_TIME*>(
      CMS_signed_get0_data_by_OBJ(info, OBJ_nid2obj(NID_pkcs9_signingTime), -3, V_ASN1_UTCTIME));
  if (!time)
    time = static_cast<const ASN1_TIME*>(
        CMS_signed_get0_data_by_OBJ(info, OBJ_nid2obj(NID_pkcs9_signingTime), -3, V_ASN1_GENERALIZEDTIME));
  std::tm parts{};
  if (!time || ASN1_TIME_to_tm(time, &parts) != 1) return SecurityObjectError::Malformed;
  X509_ALGOR *digest = nullptr, *signature = nullptr;
  CMS_SignerInfo_get0_algs(info, nullptr, nullptr, &digest, &signature);
  const ASN1_OBJECT *digest_name = nullptr, *signature_name = nullptr;
  X509_ALGOR_get0(&digest_name, nullptr, nullptr, digest);
  X509_ALGOR_get0(&signature_name, nullptr, nullptr, signature);
  if (OBJ_obj2nid(digest_name) != NID_sha256 || OBJ_obj2nid(signature_name) != NID_ecdsa_with_SHA256)
    return SecurityObjectError::Malformed;

  const std::unique_ptr<BIO, Free> out(BIO_new(BIO_s_mem()));
  // the chain is judged apart, so that "not genuine" and "not known to us" stay two answers
  if (CMS_verify(cms.get(), nullptr, nullptr, nullptr, out.get(), CMS_NO_SIGNER_CERT_VERIFY | CMS_BINARY) != 1)
    return SecurityObjectError::SignatureWrong;
  const std::unique_ptr<STACK_OF(X509), Free> signers(CMS_get0_signers(cms.get()));
  if (!signers || sk_X509_num(signers.get()) != 1) return SecurityObjectError::Malformed;
  auto* found = sk_X509_value(signers.get(), 0);
  base::Bytes der(static_cast<std::size_t>(std::max(0, i2d_X509(found, nullptr))));
  auto* to = der.data();
  i2d_X509(found, &to);
  auto certificate = Certificate::parse(der);
  if (!certificate) return SecurityObjectError::Malformed;

  const char* data = nullptr;
  const auto size = BIO_get_mem_data(out.get(), &data);
  auto hashes = parse_content({reinterpret_cast<const std::uint8_t*>(data), static_cast<std::size_t>(size)});
  if (!hashes) return SecurityObjectError::Malformed;
  return SecurityObject{
      std::move(*hashes), std::move(*certificate), {static_cast<std::int64_t>(::timegm(&parts)) * 1000}};
}

}  // namespace ktpel::card
