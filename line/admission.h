// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/digest.h"
#include "base/signing.h"
#include "journal/entry.h"

/// How an office comes to its line: the center invites it with a code on paper, the office applies with its keys and
/// that code, a person at the center approves, and the office fetches its certificate.
namespace ktpel::line {

/// What stands on the paper: "K7QF-9MXT-A2WD:5f3c...": a secret that is used once, and the beginning of the SHA-256 of
/// the center's certificate, so that the office knows whom it talks to before it has a certificate itself.
class InvitationCode {
 public:
  /// 60 bits from the system's random source.
  static InvitationCode make(const base::Digest& authority);
  /// Forgives small letters, spaces, and O, I, L for 0, 1, 1; nullopt for what cannot be such a code.
  static std::optional<InvitationCode> parse(std::string_view text);
  std::string text() const;
  /// The secret part, 12 of Crockford's 32 letters and digits.
  const std::string& secret() const { return secret_; }
  /// 24 hexadecimal digits.
  const std::string& authority() const { return authority_; }
  /// What the center keeps instead of the secret.
  base::Digest secret_hash() const { return base::sha256("ktpel.invitation.v1:" + secret_); }

 private:
  InvitationCode(std::string secret, std::string authority)
      : secret_(std::move(secret)), authority_(std::move(authority)) {}
  std::string secret_, authority_;
};

/// What an office brings.
struct AdmissionRequest {
  journal::SiteId site;
  std::string secret;       ///< of the invitation
  std::string csr_pem;      ///< for the certificate of its line
  base::PublicKey key;      ///< signs its journal
  std::string sealing_pem;  ///< print packets are sealed to it
};
std::string text_of(const AdmissionRequest& request);
/// nullopt for anything else.
std::optional<AdmissionRequest> admission_request_of(std::string_view json);

/// What it is given once it is approved.
struct Welcome {
  std::string chain_pem;  ///< its certificate and the authority's
  base::PublicKey center_key;
  std::string center_sealing_pem;
  std::string region;
};
std::string text_of(const Welcome& welcome);
std::optional<Welcome> welcome_of(std::string_view json);

}  // namespace ktpel::line
