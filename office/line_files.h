// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "http/client.h"
#include "line/admission.h"
#include "office/office.h"

/// How an office comes to its line, and what it keeps of it in its folder: line.key (0600), line.csr, line.pem (its
/// certificate and the center's authority) and line.json (address, and what the center said of itself).
namespace ktpel::office {

/// Applies at the center with the code of the invitation; may be repeated. Keys are made at the first call and kept.
Outcome<base::Done> apply_for_line(const std::filesystem::path& folder, const journal::SiteId& site,
                                   const std::string& center_url, const line::InvitationCode& code,
                                   const base::Clock& clock);
/// Fetches the certificate; false while nobody at the center has approved.
Outcome<bool> fetch_line(const std::filesystem::path& folder, const journal::SiteId& site,
                         const std::string& center_url, const line::InvitationCode& code);

/// The office's end of its line.
struct Line {
  http::ClientPlan plan;
  CenterIdentity center;
  std::string region;
  journal::SiteId site;  ///< the name under which it was enrolled, as its certificate says
};
/// What fetch_line() left.
Outcome<Line> open_line(const std::filesystem::path& folder);

}  // namespace ktpel::office
