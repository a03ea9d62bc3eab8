// SPDX-License-Identifier: Apache-2.0
#include "device/sensor_simulator/detail/device_keys.h"

#include <gtest/gtest.h>
#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "device/sensor/jws.h"

// Goal: nothing is taken for signed that the holder of a believed certificate did not sign. Method: the enemy changes
// the algorithm, the header, the certificate, the time and the signature.
namespace ktpel::device::detail {
namespace {

constexpr base::Time now{1'795'600'000'000};
constexpr std::int64_t day_ms = 86'400'000;

std::string with_header(const std::string& jws, const nlohmann::json& header) {
  return base64url(base::bytes_of(header.dump())) + jws.substr(jws.find('.'));
}
nlohmann::json header_of(const std::string& jws) {
  return nlohmann::json::parse(base::text_of(from_base64url(jws.substr(0, jws.find('.'))).value()));
}

TEST(Jws, IsBelievedFromItsDeviceInItsTime) {
  const DeviceKeys keys(now);
  const auto jws = keys.sign("{\"a\":1}");
  EXPECT_EQ(verify_jws(jws, keys.anchors_pem(), now).value(), "{\"a\":1}");
  EXPECT_EQ(verify_jws(jws, keys.anchors_pem(), {now.ms + 366 * day_ms}).error(), JwsError::Expired);
  EXPECT_EQ(verify_jws(jws, keys.anchors_pem(), {now.ms - 2 * day_ms}).error(), JwsError::Expired);
  EXPECT_EQ(verify_jws(keys.sign("x", DeviceKeys::Certificate::Expired), keys.anchors_pem(), now).error(),
            JwsError::Expired);
  EXPECT_EQ(verify_jws(keys.sign("x", DeviceKeys::Certificate::Stranger), keys.anchors_pem(), now).error(),
            JwsError::Forged);
  EXPECT_EQ(verify_jws(jws, DeviceKeys(now).anchors_pem(), now).error(), JwsError::Forged);
  EXPECT_EQ(verify_jws(jws, "", now).error(), JwsError::Forged);
}

TEST(Jws, TheHeaderCannotTalkUsIntoLess) {
  const DeviceKeys keys(now);
  const auto jws = keys.sign("{}");
  for (const auto* algorithm : {"none", "None", "HS256", "RS1", "ES256", "PS256", ""}) {
    auto header = header_of(jws);
    header["alg"] = algorithm;
    EXPECT_FALSE(verify_jws(with_header(jws, header), keys.anchors_pem(), now)) << algorithm;
  }
  auto header = header_of(jws);
  header.erase("x5c");
  EXPECT_EQ(verify_jws(with_header(jws, header), keys.anchors_pem(), now).error(), JwsError::Malformed);
  header = header_of(jws);
  header["crit"] = {"exp"};
  EXPECT_EQ(verify_jws(with_header(jws, header), keys.anchors_pem(), now).error(), JwsError::Malformed);
  header = header_of(jws);
  header["x5c"] = nlohmann::json::array({"AAAA"});
  EXPECT_EQ(verify_jws(with_header(jws, header), keys.anchors_pem(), now).error(), JwsError::Malformed);
  // no signature at all
  EXPECT_FALSE(verify_jws(jws.substr(0, jws.rfind('.') + 1), keys.anchors_pem(), now));
  for (const auto* text : {"", ".", "..", "...", "a.b", "a.b.c", "{}.{}.{}"})
    EXPECT_EQ(verify_jws(text, keys.anchors_pem(), now).error(), JwsError::Malformed) << text;
  EXPECT_EQ(verify_jws(jws + ".x", keys.anchors_pem(), now).error(), JwsError::Malformed);
}

// RFC 7518 3.4: r and s beside each other. Signed here by the library, which gives DER. The certificate stands in x5c
// as one text, as the interface's text shows it, and not in a list.
TEST(Jws, Es256AndACertificateThatStandsAloneAreTaken) {
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_EC_gen("P-256"), &EVP_PKEY_free);
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(X509_new(), &X509_free);
  X509_set_version(certificate.get(), X509_VERSION_3);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -3600);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
  X509_set_pubkey(certificate.get(), key.get());
  X509_sign(certificate.get(), key.get(), EVP_sha256());
  std::uint8_t* der = nullptr;
  const int size = i2d_X509(certificate.get(), &der);
  const auto header = nlohmann::json{{"alg", "ES256"}, {"x5c", base64url({der, static_cast<std::size_t>(size)})}};
  OPENSSL_free(der);
  const std::unique_ptr<BIO, decltype(&BIO_free)> memory(BIO_new(BIO_s_mem()), &BIO_free);
  PEM_write_bio_X509(memory.get(), certificate.get());
  char* pem = nullptr;
  const long pem_size = BIO_get_mem_data(memory.get(), &pem);
  const std::string anchors(pem, static_cast<std::size_t>(pem_size));

  const auto text = base64url(base::bytes_of(header.dump())) + "." + base64url(base::bytes_of("halo"));
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  base::Bytes signature(80);
  std::size_t length = signature.size();
  EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key.get());
  ASSERT_EQ(EVP_DigestSign(context.get(), signature.data(), &length, reinterpret_cast<const std::uint8_t*>(text.data()),
                           text.size()),
            1);
  const auto* at = signature.data();
  const std::unique_ptr<ECDSA_SIG, decltype(&ECDSA_SIG_free)> parts(
      d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(length)), &ECDSA_SIG_free);
  base::Bytes raw(64);
  BN_bn2binpad(ECDSA_SIG_get0_r(parts.get()), raw.data(), 32);
  BN_bn2binpad(ECDSA_SIG_get0_s(parts.get()), raw.data() + 32, 32);
  const auto today = base::SystemClock().now();
  EXPECT_EQ(verify_jws(text + "." + base64url(raw), anchors, today).value(), "halo");
  raw[40] ^= 1;
  EXPECT_EQ(verify_jws(text + "." + base64url(raw), anchors, today).error(), JwsError::Forged);
  raw.pop_back();
  EXPECT_EQ(verify_jws(text + "." + base64url(raw), anchors, today).error(), JwsError::Forged);
}

}  // namespace
}  // namespace ktpel::device::detail
