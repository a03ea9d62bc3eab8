// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>

#include "card/trust/signing_keys.h"

// Goal: a signer is believed exactly if an authority of the list made its certificate, at a time when both could sign.
// Method: a test authority, a stranger, and every date on either side of each limit.
namespace ktpel::card {
namespace {

constexpr base::Time day(std::int64_t n) { return {1767225600000 + n * 86'400'000}; }  // from 2026-01-01

struct Pki {
  TestAuthority authority = TestAuthority::make("Otoritas", day(0));
  KeyedDocumentSigner signer = authority.issue_signer("Penandatangan 1", {day(10)});
  TrustStore store;
  Pki() { EXPECT_TRUE(store.add(authority.certificate())); }
};
const Pki& pki() {
  static const Pki one;
  return one;
}
/// 1.2.840.10045.3.1.7 in DER: the curve by name.
bool names_curve(const Certificate& c) {
  const auto name = base::from_hex("06082a8648ce3d030107").value();
  return std::search(c.der().begin(), c.der().end(), name.begin(), name.end()) != c.der().end();
}

TEST(Certificate, SaysItIsForTestsAndWritesItsCurveOut) {
  for (const auto* c : {&pki().authority.certificate(), &pki().signer.certificate()}) {
    EXPECT_TRUE(c->test_only()) << c->subject();
    EXPECT_FALSE(names_curve(*c));
    EXPECT_EQ(Certificate::parse(c->der())->fingerprint(), c->fingerprint());
    EXPECT_EQ(Certificate::parse_pem(c->pem()), *c);
  }
  EXPECT_EQ(pki().signer.certificate().subject(), "C=ID, O=KTPEL UJI, CN=Penandatangan 1 UJI");
  EXPECT_EQ(pki().signer.certificate().issuer(), pki().authority.certificate().subject());
  EXPECT_EQ(pki().signer.certificate().not_before(), day(10));
  EXPECT_EQ(pki().signer.certificate().serial().size(), 32u);
  EXPECT_TRUE(pki().authority.certificate().is_authority());
  EXPECT_FALSE(pki().signer.certificate().is_authority());
}
TEST(Certificate, RefusesEveryCutAndTrailingBytes) {
  const auto& der = pki().signer.certificate().der();
  EXPECT_LT(der.size(), 900u);  // the security object's budget counts on it
  for (std::size_t n = 0; n < der.size(); ++n) EXPECT_FALSE(Certificate::parse({der.data(), n})) << n;
  auto longer = der;
  longer.push_back(0);
  EXPECT_FALSE(Certificate::parse(longer));
}
TEST(Signer, SignsWhatItsCertificateVerifies) {
  const auto message = base::bytes_of("pesan");
  auto signature = pki().signer.sign(message);
  EXPECT_TRUE(pki().signer.certificate().verifies(message, signature));
  EXPECT_FALSE(pki().authority.certificate().verifies(message, signature));
  EXPECT_FALSE(pki().signer.certificate().verifies(base::bytes_of("pesaN"), signature));
  signature.back() ^= 1;
  EXPECT_FALSE(pki().signer.certificate().verifies(message, signature));
}

TEST(TrustStore, BelievesOnlyItsOwnAuthorities) {
  const auto& signer = pki().signer.certificate();
  EXPECT_TRUE(pki().store.check(signer, day(20)));
  EXPECT_EQ(TrustStore().check(signer, day(20)).error(), TrustError::UnknownIssuer);
  // a stranger with the same name
  const auto stranger = TestAuthority::make("Otoritas", day(0));
  TrustStore other;
  ASSERT_TRUE(other.add(stranger.certificate()));
  EXPECT_EQ(other.check(signer, day(20)).error(), TrustError::UnknownIssuer);
  EXPECT_EQ(pki().store.check(stranger.issue_signer("Penandatangan 1", {day(10)}).certificate(), day(20)).error(),
            TrustError::UnknownIssuer);
  ASSERT_TRUE(other.add(pki().authority.certificate()));
  EXPECT_TRUE(other.check(signer, day(20)));
  // an authority is no signer of cards, and a signer no authority
  EXPECT_EQ(pki().store.check(pki().authority.certificate(), day(20)).error(), TrustError::UnknownIssuer);
  EXPECT_FALSE(other.add(signer));
}
TEST(TrustStore, JudgesAtTheSigningDate) {
  const auto& signer = pki().signer.certificate();
  EXPECT_EQ(pki().store.check(signer, day(9)).error(), TrustError::Expired);
  EXPECT_TRUE(pki().store.check(signer, day(10)));
  EXPECT_TRUE(pki().store.check(signer, day(10 + 92)));
  // its certificate is valid ten years, but its key signs three months
  EXPECT_EQ(pki().store.check(signer, day(10 + 93)).error(), TrustError::Expired);
  const auto longer = pki().authority.issue_signer("Lama", {day(10), 20000, 20000});
  EXPECT_TRUE(pki().store.check(longer.certificate(), day(15 * 365 - 1)));
  EXPECT_EQ(pki().store.check(longer.certificate(), day(15 * 365 + 1)).error(), TrustError::Expired);  // the authority
}

class KeyFiles : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "ktpel-keys-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::filesystem::path folder_;
};
TEST_F(KeyFiles, ComeBackAndAreForTheirOwnerOnly) {
  ASSERT_TRUE(pki().authority.save(folder_, "csca"));
  ASSERT_TRUE(pki().signer.save(folder_, "ds"));
  struct stat status {};
  ASSERT_EQ(::stat((folder_ / "ds.key.pem").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
  const auto signer = KeyedDocumentSigner::load(folder_, "ds");
  ASSERT_TRUE(signer);
  EXPECT_TRUE(pki().signer.certificate().verifies(base::bytes_of("x"), signer->sign(base::bytes_of("x"))));
  const auto authority = TestAuthority::load(folder_, "csca");
  ASSERT_TRUE(authority);
  const auto next = authority->issue_signer("Penandatangan 2", {day(10)});
  EXPECT_TRUE(pki().store.check(next.certificate(), day(11)));
  EXPECT_FALSE(names_curve(next.certificate()));
  const auto store = TrustStore::load(folder_ / "csca.cert.pem");
  ASSERT_TRUE(store);
  EXPECT_TRUE(store->check(signer->certificate(), day(20)));
  EXPECT_EQ(TrustStore::load(folder_ / "ds.cert.pem")->authorities().size(), 0u);
}
TEST_F(KeyFiles, AMissingMixedOrCutPairIsRefused) {
  EXPECT_EQ(KeyedDocumentSigner::load(folder_, "ds").error(), KeyFileError::Missing);
  ASSERT_TRUE(pki().signer.save(folder_, "ds"));
  ASSERT_TRUE(pki().authority.save(folder_, "csca"));
  EXPECT_EQ(TestAuthority::load(folder_, "ds").error(), KeyFileError::Malformed);
  std::filesystem::copy_file(folder_ / "csca.cert.pem", folder_ / "ds.cert.pem",
                             std::filesystem::copy_options::overwrite_existing);
  EXPECT_EQ(KeyedDocumentSigner::load(folder_, "ds").error(), KeyFileError::Malformed);
  ASSERT_TRUE(base::write_file_durably(folder_ / "ds.key.pem", "-----BEGIN"));
  EXPECT_EQ(KeyedDocumentSigner::load(folder_, "ds").error(), KeyFileError::Malformed);
}

}  // namespace
}  // namespace ktpel::card
