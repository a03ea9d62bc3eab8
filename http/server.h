// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "base/secret.h"
#include "http/message.h"

namespace ktpel::http {

/// Whom the server is, and whose certificates it wants from clients (RFC 8446: TLS 1.3 alone).
struct ServerIdentity {
  std::string chain_pem;  ///< its certificate first
  base::Secret key_pem;
  /// The authority of client certificates; empty: clients need none. A client may come without one (the handler sees an
  /// empty certificate), but not with a wrong one.
  std::string client_authority_pem = {};
};

struct ServerPlan {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  ///< 0: one that is free
  /// nullopt: without TLS, for a browser on the same machine.
  std::optional<ServerIdentity> identity = std::nullopt;
  std::size_t largest_body = 1u << 20;
  std::size_t connections = 1024;  ///< more are turned away
  /// How long a client may take over the head of a request, and the least rate of its body.
  std::chrono::milliseconds head_time{15000};
  std::size_t slowest_body = 1024;  ///< bytes/s, after a first half minute
  std::chrono::milliseconds idle_time{75000};
  std::chrono::milliseconds event_ping{15000};
  unsigned workers = 4;  ///< threads that answer
};

enum class ServerError {
  PortTaken,    ///< another program listens there
  BadAddress,   ///< the machine has no such address
  BadIdentity,  ///< certificate, key or authority are not what they should be, or do not fit
  NoResources
};

/// Answers one request. Called from several threads at once. What it throws is answered with 500 and said on stderr.
using Handler = std::function<Response(const Request&)>;

/// Serves until its end. What is refused before the handler sees it: a malformed request (400), a head over 16 kB
/// (431), a body over the limit (413), an unknown method (405), too many connections (closed). Chunked bodies are
/// taken.
class Server {
 public:
  static base::Result<std::unique_ptr<Server>, ServerError> start(ServerPlan plan, Handler handler);
  virtual ~Server() = default;
  virtual std::uint16_t port() const = 0;
  /// No new connections; requests that are being answered end first. Idempotent.
  virtual void stop() = 0;
};

}  // namespace ktpel::http
