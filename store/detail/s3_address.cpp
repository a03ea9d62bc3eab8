// SPDX-License-Identifier: Apache-2.0
#include "store/detail/s3_address.h"

#include <algorithm>
#include <regex>

namespace ktpel::store::detail {

namespace {

/// Whoever can listen there is on this machine already.
bool is_loopback(const std::string& host) {
  static const std::regex form(R"(localhost|127(\.\d{1,3}){3}|\[::1\])");
  return std::regex_match(host, form);
}

bool is_prefix(const std::string& prefix) {
  static const std::regex form("[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*"), dots(R"((.*/)?\.\.?(/.*)?)");
  if (prefix.empty()) return true;
  // "-" stands for none in a journal's folder; a path is shortened at parts of dots on its way
  return prefix.size() <= 512 && prefix != "-" && std::regex_match(prefix, form) && !std::regex_match(prefix, dots);
}

}  // namespace

std::string S3Address::path_of(const base::Digest& digest) const {
  const auto name = digest.hex();
  return bucket + "/" + prefix + name.substr(0, 2) + "/" + name;
}

std::optional<S3Address> s3_address_of(const S3Place& place) {
  // no user or password, no path, no query
  static const std::regex endpoint(
      R"((https|http|unprotected-http)://(\{bucket\}\.)?([A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:]+\])(:([1-9]\d{0,4}))?)");
  static const std::regex bucket("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]"), region("[a-z0-9-]{1,64}");
  std::smatch parts;
  if (place.endpoint.size() > 300 || !std::regex_match(place.endpoint, parts, endpoint)) return std::nullopt;
  if (!std::regex_match(place.bucket, bucket) || !std::regex_match(place.region, region) || !is_prefix(place.prefix))
    return std::nullopt;
  const auto credentials = place.credentials.string();
  if (!place.credentials.is_absolute() || credentials.find_first_of(" \t\r\n\v\f") != std::string::npos)
    return std::nullopt;

  const auto scheme = parts[1].str(), port = parts[6].str();
  auto host = parts[3].str();
  std::transform(host.begin(), host.end(), host.begin(), [](char c) { return 'A' <= c && c <= 'Z' ? c + 32 : c; });
  if (scheme == "http" && !is_loopback(host)) return std::nullopt;
  if (!port.empty() && std::stoi(port) > 65535) return std::nullopt;

  const bool host_names_bucket = parts[2].matched;
  S3Address out;
  out.is_protected = scheme == "https";
  out.host = (host_names_bucket ? place.bucket + "." : "") + host;
  if (!port.empty() && port != (out.is_protected ? "443" : "80")) out.host += ":" + port;
  if (!host_names_bucket) out.bucket = "/" + place.bucket;
  if (!place.prefix.empty()) out.prefix = place.prefix + "/";
  return out;
}

}  // namespace ktpel::store::detail
