// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/digest.h"
#include "base/result.h"
#include "base/secret.h"

/// Who is who on the lines between sites: X.509 certificates (RFC 5280) with P-256 keys for TLS. The data centre is the
/// authority; a site's certificate carries the site's name as its common name.
namespace ktpel::identity {

/// A certificate with the key that belongs to it.
struct Credential {
  std::string chain_pem;  ///< the certificate, then the authority's
  base::Secret key_pem;
};

/// What a site's certificate says.
struct SiteCertificate {
  std::string site;    ///< common name
  std::string serial;  ///< hexadecimal, upper case, without leading zeros
  base::Time not_before, not_after;
  base::Digest fingerprint;  ///< SHA-256 of the DER
};
/// nullopt if the bytes are no certificate or it has not exactly one common name. Signatures are not judged here: a TLS
/// server has verified the chain before it hands a certificate on.
std::optional<SiteCertificate> read_certificate(base::ByteView der);
std::optional<SiteCertificate> read_certificate_pem(std::string_view pem);

/// A fresh key and the request for a certificate (PKCS#10, RFC 2986) in the name of `site`, signed with it.
struct Request {
  std::string csr_pem;
  base::Secret key_pem;
};
Request make_request(std::string_view site);

enum class IssueError {
  NoRequest,     ///< no PKCS#10 request
  BadSignature,  ///< not signed with the key that it names
  WeakKey,       ///< no P-256 key
  OtherName      ///< asks for another name than the site's
};

/// The authority. Immutable; thread-safe.
class SiteAuthority {
 public:
  /// Certificates of sites are valid so long; of the authority ten times so long.
  static constexpr std::int64_t site_days = 825;

  static SiteAuthority found(std::string_view name, base::Time now);
  /// From what certificate_pem() and key_pem() gave; nullopt if they are not that or do not fit.
  static std::optional<SiteAuthority> from_pem(std::string_view certificate_pem, const base::Secret& key_pem);
  std::string certificate_pem() const;
  base::Secret key_pem() const;
  /// SHA-256 of the certificate's DER: what a code on paper names.
  base::Digest fingerprint() const;

  /// For a server under these DNS names and IP addresses; at least one.
  Credential issue_server(const std::vector<std::string>& names, base::Time now) const;
  /// A client's certificate for the request of a site; PEM, followed by the authority's.
  base::Result<std::string, IssueError> issue_site(std::string_view csr_pem, std::string_view site,
                                                   base::Time now) const;

 private:
  SiteAuthority(std::shared_ptr<void> x509, std::shared_ptr<void> key) : x509_(std::move(x509)), key_(std::move(key)) {}
  std::shared_ptr<void> x509_, key_;
};

}  // namespace ktpel::identity
