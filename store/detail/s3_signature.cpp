// SPDX-License-Identifier: Apache-2.0
#include "store/detail/s3_signature.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <cctype>
#include <cstdio>
#include <string_view>

#include "base/check.h"

// AWS Signature Version 4, in the steps of the Amazon S3 API reference, "Authenticating Requests: Using the
// Authorization Header":
//  1. the canonical request: method, path, (no) query, headers, names of the headers, hash of the content;
//  2. the string to sign: algorithm, time, scope, SHA-256 of the canonical request;
//  3. the signing key: the secret, through day, region and service;
//  4. the signature: HMAC-SHA-256 of the string to sign.
namespace ktpel::store::detail {

using base::Bytes;
using base::bytes_of;
using base::ByteView;

namespace {

constexpr const char* algorithm = "AWS4-HMAC-SHA256";

base::Secret hmac(ByteView key, std::string_view message) {
  Bytes out(32);
  const auto text = bytes_of(message);
  const auto* made =
      ::HMAC(::EVP_sha256(), key.data(), static_cast<int>(key.size()), text.data(), text.size(), out.data(), nullptr);
  base::check(made != nullptr, "HMAC-SHA-256");
  return base::Secret(std::move(out));
}

/// Everything but A-Z, a-z, 0-9, '-', '.', '_', '~' and '/' as %XX.
std::string escaped(std::string_view path) {
  std::string out;
  for (const char c : path) {
    char code[4];
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = std::isalnum(byte) || std::string_view("-._~/").find(c) != std::string_view::npos;
    std::snprintf(code, sizeof code, plain ? "%c" : "%%%02X", byte);
    out += code;
  }
  return out;
}

/// "20130524T000000Z".
std::string compact(base::Time now) {
  std::string out;
  for (const char c : now.iso8601().substr(0, 19))
    if (c != '-' && c != ':') out += c;
  return out + "Z";
}

}  // namespace

void sign(S3Request& request, const S3Key& key, const std::string& region, base::Time now) {
  const auto time = compact(now), day = time.substr(0, 8);
  request.headers["x-amz-content-sha256"] = request.content.hex();
  request.headers["x-amz-date"] = time;

  std::string lines, names;
  for (const auto& [name, value] : request.headers) {
    lines += name + ":" + value + "\n";
    names += (names.empty() ? "" : ";") + name;
  }
  const auto canonical =
      request.method + "\n" + escaped(request.path) + "\n\n" + lines + "\n" + names + "\n" + request.content.hex();

  const auto scope = day + "/" + region + "/s3/aws4_request";
  const auto to_sign = std::string(algorithm) + "\n" + time + "\n" + scope + "\n" + base::sha256(canonical).hex();

  const auto secret = key.secret.reveal();
  Bytes prefixed{'A', 'W', 'S', '4'};
  prefixed.reserve(4 + secret.size());  // no copy is left behind by growing
  prefixed.insert(prefixed.end(), secret.begin(), secret.end());
  base::Secret signing(std::move(prefixed));
  for (const auto& part : {day, region, std::string("s3"), std::string("aws4_request")})
    signing = hmac(signing.reveal(), part);

  request.headers["authorization"] = std::string(algorithm) + " Credential=" + key.identifier + "/" + scope +
                                     ",SignedHeaders=" + names +
                                     ",Signature=" + base::hex(hmac(signing.reveal(), to_sign).reveal());
}

}  // namespace ktpel::store::detail
