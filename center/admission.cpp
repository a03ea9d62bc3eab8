// SPDX-License-Identifier: Apache-2.0
#include "center/admission.h"

#include <nlohmann/json.hpp>

#include "api/store_failure.h"
#include "base/file.h"
#include "center/registry_projection.h"

namespace ktpel::center {

using api::Failure;
using api::failure_of;
using api::FailureCode;
using base::Done;
using nlohmann::json;

namespace {

constexpr std::int64_t invitation_ms = 7 * 86400000LL;
constexpr std::int64_t wrong_secrets = 5;

journal::Draft draft(const journal::Actor& by, const char* kind, const journal::SiteId& office, const json& body) {
  return {by, kind, office.text(), *journal::canonical_body(body.dump())};
}

}  // namespace

bool is_region(std::string_view code) {
  return (code.size() == 2 || code.size() == 4 || code.size() == 6) &&
         code.find_first_not_of("0123456789") == std::string_view::npos;
}

Outcome<identity::SiteAuthority> site_authority(const std::filesystem::path& folder, base::Time now) {
  const auto key_file = folder / "authority.key", certificate_file = folder / "authority.pem";
  auto key = base::read_file(key_file, 65536);
  if (key) {
    const auto certificate = base::read_file(certificate_file, 65536);
    if (!certificate) return failure_of(certificate.error(), certificate_file.string());
    auto authority = identity::SiteAuthority::from_pem(base::text_of(*certificate), base::Secret(std::move(*key)));
    if (!authority) return Failure{FailureCode::Center_AuthorityBroken, key_file.string()};
    return *std::move(authority);
  }
  if (key.error() != base::FileError::Missing) return failure_of(key.error(), key_file.string());
  auto authority = identity::SiteAuthority::found("ktpel pusat", now);
  // the certificate first: with the key alone on disk the next start could not go on
  if (const auto ok = base::write_file_durably(certificate_file, authority.certificate_pem()); !ok)
    return failure_of(ok.error(), certificate_file.string());
  if (const auto ok = base::write_file_durably(key_file, authority.key_pem().reveal(), 0600); !ok)
    return failure_of(ok.error(), key_file.string());
  return authority;
}

Outcome<line::InvitationCode> Center::invite(const journal::SiteId& office, const std::string& region,
                                             const journal::Actor& by, bool personalises) {
  if (!is_region(region)) return Failure{FailureCode::Center_InvitationRegionMalformed, region};
  if (office.addressee() || office == site()) return Failure{FailureCode::Center_OfficeNameWrong, office.text()};
  auto code = line::InvitationCode::make(authority_.fingerprint());
  const auto until = clock_.now().ms + invitation_ms;
  const auto ok = write({draft(
      by, "office-invited", office,
      {{"region", region}, {"secret", code.secret_hash().hex()}, {"until", until}, {"personalises", personalises}})});
  if (!ok) return ok.error();
  return code;
}

Outcome<Done> Center::apply(const line::AdmissionRequest& request) {
  // decided inside the transaction: two at once cannot both be the fifth
  enum class Refused { NotInvited, SecretWrong, Malformed };
  std::optional<Refused> refused;
  const auto entries =
      journal_->append_decided([&](store::Queries& q) -> base::Result<std::vector<journal::Draft>, store::StoreError> {
        refused.reset();
        const auto office = office_row(q, request.site.text());
        if (!office) return office.error();
        const journal::Actor self(request.site.text());
        const auto secret = line::InvitationCode::parse(request.secret + ":" + std::string(24, '0'));
        const bool is_open = *office && (*office)->wrong_secrets < wrong_secrets && clock_.now().ms < (*office)->until;
        if (!is_open) {
          refused = Refused::NotInvited;
          return std::vector<journal::Draft>{};
        }
        if (!secret || !base::same_bytes_constant_time(base::bytes_of(secret->secret_hash().hex()),
                                                       base::bytes_of((*office)->secret_hash))) {
          refused = Refused::SecretWrong;
          return std::vector<journal::Draft>{draft(self, "office-secret-wrong", request.site, json::object())};
        }
        if (!base::SealingCertificate::from_pem(request.sealing_pem) ||
            !authority_.issue_site(request.csr_pem, request.site.text(), clock_.now())) {
          refused = Refused::Malformed;
          return std::vector<journal::Draft>{};
        }
        // The same again (an answer was lost, or the officer asks once more) takes no approval back.
        const bool again = (*office)->csr == request.csr_pem && (*office)->key == base::hex(request.key.bytes) &&
                           (*office)->sealing == request.sealing_pem && !(*office)->line.empty();
        if (again) return std::vector<journal::Draft>{};
        return std::vector<journal::Draft>{
            draft(self, "office-applied", request.site,
                  {{"csr", request.csr_pem}, {"key", base::hex(request.key.bytes)}, {"sealing", request.sealing_pem}})};
      });
  if (!entries) return failure_of(entries.error(), request.site.text());
  if (!refused) return Done{};
  switch (*refused) {
    case Refused::NotInvited:
      return Failure{FailureCode::Center_NotInvited, request.site.text()};
    case Refused::SecretWrong:
      return Failure{FailureCode::Center_InvitationCodeWrong, request.site.text()};
    case Refused::Malformed:
      break;
  }
  return Failure{FailureCode::Center_AdmissionMalformed, request.site.text()};
}

Outcome<Done> Center::approve(const journal::SiteId& office, const journal::Actor& by) {
  const auto row = journal_->read([&](store::Queries& q) { return office_row(q, office.text()); });
  if (!row) return failure_of(row.error(), office.text());
  if (!*row || (*row)->csr.empty()) return Failure{FailureCode::Center_NothingToApprove, office.text()};
  const auto chain = authority_.issue_site((*row)->csr, office.text(), clock_.now());
  const auto key_bytes = base::from_hex((*row)->key);
  const auto key = key_bytes ? base::PublicKey::from_bytes(*key_bytes) : std::nullopt;
  base::check(chain && key, "an application was looked at when it came");
  if (const auto ok = journal_->register_site({office, *key}); !ok) return failure_of(ok.error(), office.text());
  return write({draft(by, "office-enrolled", office,
                      {{"certificate", (*row)->sealing},
                       {"key", (*row)->key},
                       {"region", (*row)->region},
                       {"line", *chain},
                       {"personalises", (*row)->personalises}})});
}

Outcome<std::optional<line::Welcome>> Center::welcome(const journal::SiteId& office, const std::string& secret) {
  const auto row = journal_->read([&](store::Queries& q) { return office_row(q, office.text()); });
  if (!row) return failure_of(row.error(), office.text());
  const auto code = line::InvitationCode::parse(secret + ":" + std::string(24, '0'));
  if (!*row || !code || code->secret_hash().hex() != (*row)->secret_hash)
    return Failure{FailureCode::Center_WelcomeRefused, office.text()};
  if ((*row)->line.empty()) return std::optional<line::Welcome>();
  return std::optional(line::Welcome{(*row)->line, public_key(), sealing_certificate().pem(), (*row)->region});
}

Outcome<Done> Center::shut_out(const journal::SiteId& office, const journal::Actor& by) {
  const auto row = journal_->read([&](store::Queries& q) { return office_row(q, office.text()); });
  if (!row) return failure_of(row.error(), office.text());
  if (!*row) return Failure{FailureCode::Center_NoSuchOffice, office.text()};
  return write({draft(by, "office-shut-out", office, json::object())});
}

Outcome<bool> Center::is_let_in(const journal::SiteId& office, base::ByteView certificate) const {
  const auto row = journal_->read([&](store::Queries& q) { return office_row(q, office.text()); });
  if (!row) return failure_of(row.error(), office.text());
  if (!*row || (*row)->line.empty()) return false;
  const auto issued = identity::read_certificate_pem((*row)->line), shown = identity::read_certificate(certificate);
  return issued && shown && issued->fingerprint == shown->fingerprint && clock_.now() < shown->not_after;
}

Outcome<std::vector<OfficeRecord>> Center::offices() const {
  const auto rows = journal_->read([&](store::Queries& q) { return office_rows(q); });
  if (!rows) return failure_of(rows.error(), "");
  std::vector<OfficeRecord> out;
  for (const auto& row : *rows) {
    const auto standing = row.shut_out                  ? OfficeRecord::Standing::ShutOut
                          : !row.sealing_in_use.empty() ? OfficeRecord::Standing::LetIn
                          : !row.csr.empty()            ? OfficeRecord::Standing::Applied
                                                        : OfficeRecord::Standing::Invited;
    out.push_back({row.site, row.region, standing});
  }
  return out;
}

}  // namespace ktpel::center
