// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/bytes.h"

namespace ktpel::device::detail {

struct VerbRequest {
  std::string verb, path, body;
};

/// The line back to one client.
class VerbReply {
 public:
  VerbReply(int socket, const std::atomic<bool>& stopping) : socket_(socket), stopping_(stopping) {}
  bool send(const std::string& json);
  /// A live view: first this, then a frame at a time.
  bool begin_stream();
  bool send_frame(base::ByteView jpeg);
  /// The client went away, or the server stops.
  bool gone() const;

 private:
  bool write(std::string_view bytes);
  int socket_;
  const std::atomic<bool>& stopping_;
};

/// HTTP/1.1 on 127.0.0.1 with any verbs, one request a connection, a thread for each. Our own server of the tree knows
/// the methods of our own services alone.
class VerbServer {
 public:
  using Handler = std::function<void(const VerbRequest&, VerbReply&)>;
  /// Nullptr if no port of first..last is free.
  static std::unique_ptr<VerbServer> start(std::uint16_t first, std::uint16_t last, Handler handler);
  ~VerbServer();
  std::uint16_t port() const;

 private:
  struct State;
  explicit VerbServer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace ktpel::device::detail
