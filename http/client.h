// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "base/secret.h"
#include "http/message.h"

namespace ktpel::http {

/// Who the client is and whom it believes (TLS 1.3 alone).
struct ClientIdentity {
  std::string authority_pem;   ///< of the server's certificate; no other is believed
  std::string chain_pem = {};  ///< the client's own certificate; empty: none
  base::Secret key_pem = {};
  /// Instead of the authority: the server's own chain has a certificate with this SHA-256 (first contact, where a code
  /// on paper names it). Hexadecimal, at least 16 digits of its beginning.
  std::string pinned = {};
};

struct ClientPlan {
  /// "https://pusat.example:8443", "http://127.0.0.1:8080"; without TLS for the own machine alone.
  std::string base_url;
  std::optional<ClientIdentity> identity = std::nullopt;
  std::chrono::milliseconds connect_time{10000};
  /// A line that carries less than this many bytes a second for so long is given up.
  std::size_t slowest = 64;
  std::chrono::seconds slowest_for{30};
  std::size_t largest_answer = 64u << 20;
};

enum class LineError {
  NoLine,      ///< nobody answers there: no network, no such host, refused, cut, too slow
  NotTrusted,  ///< somebody answers, but not with a certificate that is believed, or does not believe ours
  OutOfDate,   ///< the same, because a certificate is not valid at this time; a clock that is wrong looks so, too
  NotHttp      ///< what came is no answer, or one over the limit
};

/// Sends requests, one at a time, over a connection that is kept. One thread.
class Client {
 public:
  explicit Client(ClientPlan plan);
  Client(Client&&) noexcept;
  Client& operator=(Client&&) noexcept;
  ~Client();
  /// `path` is escaped already ("/v1/blobs/..."), with its query if it has one.
  base::Result<Response, LineError> send(Method method, std::string_view path, base::ByteView body = {},
                                         const Headers& headers = {});

 private:
  class Handle;
  std::unique_ptr<Handle> handle_;
};

}  // namespace ktpel::http
