// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

/// HTTP/1.1 (RFC 9110, 9112) as values, so that what answers a request is a plain function.
namespace ktpel::http {

class Subscription;

enum class Method { Get, Head, Post, Put, Delete, Options };
/// "GET".
std::string_view name(Method method);

/// Names are kept in lower case; one value a name, the last one sent.
using Headers = std::map<std::string, std::string, std::less<>>;

struct Request {
  Method method = Method::Get;
  /// Decoded, without the query: "/v1/entries". Never holds "..", a NUL or a doubled '/'.
  std::string path;
  /// Decoded.
  std::map<std::string, std::string, std::less<>> query = {};
  Headers headers = {};
  base::Bytes body = {};
  /// Of the TLS client, DER, verified up to the authority that the server was given; empty without one.
  base::Bytes client_certificate = {};
  /// "127.0.0.1".
  std::string client_address = {};

  /// Nullptr if it was not sent.
  const std::string* header(std::string_view name) const;
  const std::string* parameter(std::string_view name) const;
  std::string_view text() const { return {reinterpret_cast<const char*>(body.data()), body.size()}; }
};

struct Response {
  int status = 200;
  Headers headers = {};
  base::Bytes body = {};
  /// If given, the answer does not end: it is a stream of events (text/event-stream), and `body` is not sent.
  std::shared_ptr<Subscription> events = nullptr;

  const std::string* header(std::string_view name) const;
  std::string_view text() const { return {reinterpret_cast<const char*>(body.data()), body.size()}; }
};

Response answer(int status, std::string_view content_type, std::string_view text);
Response answer(int status, std::string_view content_type, base::Bytes body);

/// The path and query of a request's target. nullopt for what no honest client sends: not starting with '/', "..", a
/// bad percent sign, a NUL, a doubled '/', over 4096 bytes.
struct Target {
  std::string path;
  std::map<std::string, std::string, std::less<>> query;
  friend bool operator==(const Target&, const Target&) = default;
};
std::optional<Target> parse_target(std::string_view target);
/// A text as it may stand in a path or a query: all but unreserved characters escaped (RFC 3986).
std::string escaped(std::string_view text);

}  // namespace ktpel::http
