// SPDX-License-Identifier: Apache-2.0
#include "identity/site_authority.h"

#include <gtest/gtest.h>

// Goal: a site's certificate carries its name and no more rights than a client's, and nothing else gets one.
namespace ktpel::identity {
namespace {

const base::Time now{1764095400000};
constexpr std::int64_t day_ms = 86400000;

const SiteAuthority& authority() {
  static const auto made = SiteAuthority::found("Pusat UJI", now);
  return made;
}

TEST(SiteAuthority, IssuesForTheSiteThatAsks) {
  const auto request = make_request("kecamatan-990101");
  const auto issued = authority().issue_site(request.csr_pem, "kecamatan-990101", now);
  ASSERT_TRUE(issued);
  const auto certificate = read_certificate_pem(*issued);
  ASSERT_TRUE(certificate);
  EXPECT_EQ(certificate->site, "kecamatan-990101");
  EXPECT_LT(certificate->not_before, now);
  EXPECT_EQ(certificate->not_after.ms, now.ms + SiteAuthority::site_days * day_ms);
  const auto second = authority().issue_site(request.csr_pem, "kecamatan-990101", now);
  EXPECT_NE(read_certificate_pem(*second)->serial, certificate->serial);
}

TEST(SiteAuthority, RefusesWhatIsNoHonestRequest) {
  const auto request = make_request("dinas-9901");
  EXPECT_EQ(authority().issue_site(request.csr_pem, "pusat", now).error(), IssueError::OtherName);
  EXPECT_EQ(authority().issue_site("", "dinas-9901", now).error(), IssueError::NoRequest);
  EXPECT_EQ(authority().issue_site(authority().certificate_pem(), "dinas-9901", now).error(), IssueError::NoRequest);
  // another key's body under this signature
  auto lines = request.csr_pem;
  const auto other = make_request("dinas-9901").csr_pem;
  const auto half = lines.size() / 2;
  EXPECT_FALSE(authority().issue_site(lines.substr(0, half) + other.substr(half), "dinas-9901", now));
}

TEST(SiteAuthority, ComesBackFromItsFiles) {
  const auto again = SiteAuthority::from_pem(authority().certificate_pem(), authority().key_pem());
  ASSERT_TRUE(again);
  EXPECT_EQ(again->fingerprint(), authority().fingerprint());
  const auto other = SiteAuthority::found("lain", now);
  EXPECT_FALSE(SiteAuthority::from_pem(authority().certificate_pem(), other.key_pem()));
  EXPECT_FALSE(SiteAuthority::from_pem("", authority().key_pem()));
  // a site's certificate is no authority, even with its key
  const auto request = make_request("dinas-9901");
  EXPECT_FALSE(SiteAuthority::from_pem(*authority().issue_site(request.csr_pem, "dinas-9901", now), request.key_pem));
}

TEST(SiteCertificate, IsReadOrNothing) {
  EXPECT_FALSE(read_certificate({}));
  EXPECT_FALSE(read_certificate(base::bytes_of("no certificate")));
  EXPECT_FALSE(read_certificate_pem("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"));
}

}  // namespace
}  // namespace ktpel::identity
