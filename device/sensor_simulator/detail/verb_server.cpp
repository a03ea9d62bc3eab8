// SPDX-License-Identifier: Apache-2.0
#include "device/sensor_simulator/detail/verb_server.h"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <charconv>
#include <list>
#include <optional>
#include <string_view>
#include <thread>

namespace ktpel::device::detail {
namespace {

constexpr std::size_t kLargestHead = 16u << 10, kLargestBody = 1u << 20;
constexpr std::size_t kMostConnections = 64;
constexpr std::string_view kBoundary = "--BoundaryString";  // of the interface, dashes and all

std::size_t content_length(std::string_view head) {
  constexpr std::string_view name = "\r\ncontent-length:";
  std::string lower(head);
  for (char& c : lower) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  auto at = lower.find(name);
  if (at == std::string::npos) return 0;
  at += name.size();
  while (at < lower.size() && lower[at] == ' ') ++at;
  std::size_t value = 0;
  std::from_chars(lower.data() + at, lower.data() + lower.size(), value);
  return value;
}

/// nullopt for what is no request, too large or too slow.
std::optional<VerbRequest> receive(int socket) {
  std::string text;
  char chunk[8192];
  std::size_t end = std::string::npos, length = 0;
  for (;;) {
    if (end == std::string::npos) {
      end = text.find("\r\n\r\n");
      if (end != std::string::npos) length = content_length(std::string_view(text).substr(0, end));
      if (text.size() > kLargestHead + kLargestBody || (end == std::string::npos && text.size() > kLargestHead) ||
          length > kLargestBody)
        return std::nullopt;
    }
    if (end != std::string::npos && text.size() >= end + 4 + length) break;
    const auto n = ::recv(socket, chunk, sizeof chunk, 0);
    if (n <= 0) return std::nullopt;
    text.append(chunk, static_cast<std::size_t>(n));
  }
  const auto line = text.substr(0, text.find("\r\n"));
  const auto first = line.find(' '), last = line.rfind(' ');
  if (first == std::string::npos || last == first || !line.substr(last + 1).starts_with("HTTP/1.")) return std::nullopt;
  return VerbRequest{line.substr(0, first), line.substr(first + 1, last - first - 1), text.substr(end + 4, length)};
}

int listen_on(std::uint16_t port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return -1;
  const int on = 1;
  ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_port = htons(port);
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::bind(fd, reinterpret_cast<const sockaddr*>(&at), sizeof at) == 0 && ::listen(fd, 16) == 0) return fd;
  ::close(fd);
  return -1;
}

struct Connection {
  int socket;
  std::atomic<bool> ended = false;
  std::thread thread;
};

}  // namespace

bool VerbReply::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto n = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

bool VerbReply::send(const std::string& json) {
  return write(
      "HTTP/1.1 200 OK\r\nCache-Control: no-store\r\nContent-Type: application/json\r\nConnection: close\r\n"
      "Content-Length: " +
      std::to_string(json.size()) + "\r\n\r\n" + json);
}

bool VerbReply::begin_stream() {
  return write(
      "HTTP/1.1 200 OK\r\nCache-Control: no-store\r\nConnection: close\r\n"
      "Content-Type: multipart/x-mixed-replace; boundary=" +
      std::string(kBoundary) + "\r\n\r\n");
}

bool VerbReply::send_frame(base::ByteView jpeg) {
  return write(std::string(kBoundary) +
               "\r\nContent-Type: image/jpeg\r\nContent-Length: " + std::to_string(jpeg.size()) + "\r\n\r\n") &&
         write({reinterpret_cast<const char*>(jpeg.data()), jpeg.size()}) && write("\r\n");
}

bool VerbReply::gone() const {
  if (stopping_) return true;
  pollfd end{socket_, POLLIN | POLLRDHUP, 0};
  if (::poll(&end, 1, 0) <= 0) return false;
  if (end.revents & (POLLRDHUP | POLLHUP | POLLERR)) return true;
  char one;
  return ::recv(socket_, &one, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
}

struct VerbServer::State {
  int listener = -1;
  std::uint16_t port = 0;
  Handler handler;
  std::atomic<bool> stopping = false;
  std::thread door;
  std::list<Connection> connections;  // of the door's thread, until it ended

  void serve(Connection& connection) {
    const timeval patience{10, 0};
    ::setsockopt(connection.socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(connection.socket, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    if (const auto request = receive(connection.socket)) {
      VerbReply reply(connection.socket, stopping);
      handler(*request, reply);
    }
    ::shutdown(connection.socket, SHUT_RDWR);
    connection.ended = true;
  }
  static void end(Connection& connection) {
    connection.thread.join();
    ::close(connection.socket);
  }
  void open_door() {
    while (!stopping) {
      for (auto at = connections.begin(); at != connections.end();) {
        if (!at->ended) {
          ++at;
          continue;
        }
        end(*at);
        at = connections.erase(at);
      }
      pollfd wait{listener, POLLIN, 0};
      if (::poll(&wait, 1, 100) <= 0) continue;
      const int socket = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
      if (socket < 0) continue;
      if (connections.size() >= kMostConnections) {
        ::close(socket);
        continue;
      }
      auto& connection = connections.emplace_back();
      connection.socket = socket;
      connection.thread = std::thread([this, &connection] { serve(connection); });
    }
  }
};

VerbServer::VerbServer(std::unique_ptr<State> state) : state_(std::move(state)) {}

std::unique_ptr<VerbServer> VerbServer::start(std::uint16_t first, std::uint16_t last, Handler handler) {
  auto state = std::make_unique<State>();
  state->handler = std::move(handler);
  for (int port = first; port <= last && state->listener < 0; ++port) {
    state->listener = listen_on(static_cast<std::uint16_t>(port));
    state->port = static_cast<std::uint16_t>(port);
  }
  if (state->listener < 0) return nullptr;
  state->door = std::thread([state = state.get()] { state->open_door(); });
  return std::unique_ptr<VerbServer>(new VerbServer(std::move(state)));
}

VerbServer::~VerbServer() {
  state_->stopping = true;
  state_->door.join();
  ::close(state_->listener);
  for (auto& connection : state_->connections) ::shutdown(connection.socket, SHUT_RDWR);
  for (auto& connection : state_->connections) State::end(connection);
}

std::uint16_t VerbServer::port() const { return state_->port; }

}  // namespace ktpel::device::detail
