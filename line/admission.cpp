// SPDX-License-Identifier: Apache-2.0
#include "line/admission.h"

#include <nlohmann/json.hpp>

#include "base/random.h"

namespace ktpel::line {

using nlohmann::json;

namespace {

constexpr std::string_view letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";  // Crockford's base 32
constexpr std::size_t secret_size = 12, authority_size = 24;

/// The object's member if it is a text; else nullopt.
std::optional<std::string> text_at(const json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_string()) return std::nullopt;
  return found->get<std::string>();
}

std::optional<base::PublicKey> key_at(const json& object, const char* name) {
  const auto text = text_at(object, name);
  const auto bytes = text ? base::from_hex(*text) : std::nullopt;
  return bytes ? base::PublicKey::from_bytes(*bytes) : std::nullopt;
}

}  // namespace

InvitationCode InvitationCode::make(const base::Digest& authority) {
  std::string secret;
  for (const auto byte : base::random_bytes(secret_size)) secret += letters[byte % letters.size()];
  return {std::move(secret), authority.hex().substr(0, authority_size)};
}

std::optional<InvitationCode> InvitationCode::parse(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  std::string secret, authority;
  for (char c : text.substr(0, colon)) {
    if (c == '-' || c == ' ') continue;
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (c == 'O') c = '0';
    if (c == 'I' || c == 'L') c = '1';
    if (letters.find(c) == std::string_view::npos) return std::nullopt;
    secret += c;
  }
  for (char c : text.substr(colon + 1)) {
    if (c == '-' || c == ' ') continue;
    if (c >= 'A' && c <= 'F') c = static_cast<char>(c - 'A' + 'a');
    if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) return std::nullopt;
    authority += c;
  }
  if (secret.size() != secret_size || authority.size() != authority_size) return std::nullopt;
  return InvitationCode(std::move(secret), std::move(authority));
}

std::string InvitationCode::text() const {
  const auto grouped = [](const std::string& all) {
    std::string out;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (i > 0 && i % 4 == 0) out += '-';
      out += all[i];
    }
    return out;
  };
  return grouped(secret_) + ":" + grouped(authority_);
}

std::string text_of(const AdmissionRequest& request) {
  return json{{"site", request.site.text()},
              {"secret", request.secret},
              {"csr", request.csr_pem},
              {"key", base::hex(request.key.bytes)},
              {"sealing", request.sealing_pem}}
      .dump();
}

std::optional<AdmissionRequest> admission_request_of(std::string_view text) {
  const auto object = json::parse(text, nullptr, false);
  if (!object.is_object()) return std::nullopt;
  const auto name = text_at(object, "site"), secret = text_at(object, "secret"), csr = text_at(object, "csr"),
             sealing = text_at(object, "sealing");
  const auto site = name ? journal::SiteId::parse(*name) : std::nullopt;
  const auto key = key_at(object, "key");
  if (!site || site->addressee() || !secret || !csr || !sealing || !key) return std::nullopt;
  return AdmissionRequest{*site, *secret, *csr, *key, *sealing};
}

std::string text_of(const Welcome& welcome) {
  return json{{"chain", welcome.chain_pem},
              {"center_key", base::hex(welcome.center_key.bytes)},
              {"center_sealing", welcome.center_sealing_pem},
              {"region", welcome.region}}
      .dump();
}

std::optional<Welcome> welcome_of(std::string_view text) {
  const auto object = json::parse(text, nullptr, false);
  if (!object.is_object()) return std::nullopt;
  const auto chain = text_at(object, "chain"), sealing = text_at(object, "center_sealing"),
             region = text_at(object, "region");
  const auto key = key_at(object, "center_key");
  if (!chain || !sealing || !region || !key) return std::nullopt;
  return Welcome{*chain, *key, *sealing, *region};
}

}  // namespace ktpel::line
