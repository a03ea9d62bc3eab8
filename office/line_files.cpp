// SPDX-License-Identifier: Apache-2.0
#include "office/line_files.h"

#include <nlohmann/json.hpp>

#include "api/store_failure.h"
#include "base/key_files.h"
#include "identity/site_authority.h"

namespace ktpel::office {

using api::Failure;
using api::failure_of;
using api::FailureCode;
using base::Done;
using nlohmann::json;

namespace {

const journal::SiteId center_site = journal::SiteId::of("pusat");

/// The center before it is known by its certificate: by the beginning of the fingerprint on the paper.
http::Client first_contact(const std::string& center_url, const line::InvitationCode& code) {
  http::ClientIdentity identity;
  identity.pinned = code.authority();
  return http::Client({center_url, std::move(identity)});
}

Outcome<std::string> said(const base::Result<http::Response, http::LineError>& got, int wanted, int waiting) {
  if (!got) {
    switch (got.error()) {
      case http::LineError::NoLine:
        return Failure{FailureCode::Admission_NoLine};
      case http::LineError::NotTrusted:
      case http::LineError::OutOfDate:
        return Failure{FailureCode::Admission_OtherCenter};
      case http::LineError::NotHttp:
        break;
    }
    return Failure{FailureCode::Admission_NoCenter};
  }
  if (got->status == wanted) return std::string(got->text());
  if (got->status == waiting) return std::string();
  const auto why = json::parse(got->text(), nullptr, false);
  const auto text = why.is_object() ? why.value("message", std::string()) : std::string();
  return Failure{FailureCode::Admission_Refused, text.empty() ? std::to_string(got->status) : text};
}

Outcome<Done> keep(const std::filesystem::path& file, std::string_view text, unsigned mode) {
  const auto written = base::write_file_durably(file, base::bytes_of(text), mode);
  if (!written) return failure_of(written.error(), file.string());
  return Done{};
}

}  // namespace

Outcome<Done> apply_for_line(const std::filesystem::path& folder, const journal::SiteId& site,
                             const std::string& center_url, const line::InvitationCode& code,
                             const base::Clock& clock) {
  if (const auto made = base::make_folder(folder); !made) return failure_of(made.error(), folder.string());
  const auto signer = base::site_signing_key(folder);
  if (!signer) return failure_of(signer.error(), (folder / "signing.key").string());
  const auto sealing = base::site_sealing_key(folder, "UJI ktpel " + site.text(), clock.now());
  if (!sealing) return failure_of(sealing.error(), (folder / "sealing.key").string());
  auto csr = base::read_file(folder / "line.csr", 65536);
  if (!csr) {
    const auto request = identity::make_request(site.text());
    const auto key = request.key_pem.reveal();
    // the key first: a request without it would be of no use
    if (const auto ok = keep(folder / "line.key", {reinterpret_cast<const char*>(key.data()), key.size()}, 0600); !ok)
      return ok.error();
    if (const auto ok = keep(folder / "line.csr", request.csr_pem, 0644); !ok) return ok.error();
    csr = base::read_file(folder / "line.csr", 65536);
    if (!csr) return failure_of(csr.error(), (folder / "line.csr").string());
  }
  const line::AdmissionRequest request{site, code.secret(), base::text_of(*csr), (*signer)->public_key(),
                                       sealing->certificate().pem()};
  auto center = first_contact(center_url, code);
  const auto text = line::text_of(request);
  const auto answer = said(
      center.send(http::Method::Post, "/v1/admissions", base::bytes_of(text), {{"content-type", "application/json"}}),
      202, 0);
  if (!answer) return answer.error();
  return Done{};
}

Outcome<bool> fetch_line(const std::filesystem::path& folder, const journal::SiteId& site,
                         const std::string& center_url, const line::InvitationCode& code) {
  auto center = first_contact(center_url, code);
  const auto asked = json{{"site", site.text()}, {"secret", code.secret()}}.dump();
  const auto answer = said(center.send(http::Method::Post, "/v1/admissions/fetch", base::bytes_of(asked)), 200, 202);
  if (!answer) return answer.error();
  if (answer->empty()) return false;
  const auto welcome = line::welcome_of(*answer);
  const auto certificate = welcome ? identity::read_certificate_pem(welcome->chain_pem) : std::nullopt;
  if (!certificate || certificate->site != site.text() ||
      !base::SealingCertificate::from_pem(welcome->center_sealing_pem))
    return Failure{FailureCode::Admission_WelcomeMalformed, site.text()};
  if (const auto ok = keep(folder / "line.pem", welcome->chain_pem, 0644); !ok) return ok.error();
  const auto kept = json{{"center_url", center_url}, {"welcome", *answer}}.dump();
  if (const auto ok = keep(folder / "line.json", kept, 0644); !ok) return ok.error();
  return true;
}

Outcome<Line> open_line(const std::filesystem::path& folder) {
  const auto file = folder / "line.json";
  const auto text = base::read_file(file, 1u << 20);
  if (!text) {
    if (text.error() == base::FileError::Missing) return Failure{FailureCode::Admission_NotEnrolled, folder.string()};
    return failure_of(text.error(), file.string());
  }
  auto key = base::read_file(folder / "line.key", 65536);
  if (!key) return failure_of(key.error(), (folder / "line.key").string());
  const auto kept = json::parse(base::text_of(*text), nullptr, false);
  const auto is_text = [&](const char* name) {
    return kept.is_object() && kept.contains(name) && kept[name].is_string();
  };
  const auto welcome =
      is_text("welcome") && is_text("center_url") ? line::welcome_of(kept["welcome"].get<std::string>()) : std::nullopt;
  auto seals = welcome ? base::SealingCertificate::from_pem(welcome->center_sealing_pem) : std::nullopt;
  const auto end_of_own = welcome ? welcome->chain_pem.find("-----BEGIN", 1) : std::string::npos;
  const auto certificate = welcome ? identity::read_certificate_pem(welcome->chain_pem) : std::nullopt;
  const auto site = certificate ? journal::SiteId::parse(certificate->site) : std::nullopt;
  if (!seals || !site || end_of_own == std::string::npos)
    return Failure{FailureCode::Admission_LineBroken, file.string()};
  // On 64 kbit/s a new connection may have to wait behind a part of a recording, eight seconds long, and then needs
  // three ways there and back by satellite.
  constexpr std::chrono::milliseconds connect_time(30000);
  return Line{
      {.base_url = kept["center_url"].get<std::string>(),
       .identity = http::ClientIdentity{welcome->chain_pem.substr(end_of_own), welcome->chain_pem.substr(0, end_of_own),
                                        base::Secret(std::move(*key)), ""},
       .connect_time = connect_time},
      {{center_site, welcome->center_key}, *std::move(seals)},
      welcome->region,
      *site};
}

}  // namespace ktpel::office
