// SPDX-License-Identifier: Apache-2.0
// The tree's own HTTP client knows the methods of our services; sensors are asked with verbs that no other protocol
// has, and answer streams. So this goes to libcurl, for 127.0.0.1 alone.
#include "device/sensor/line.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <memory>

namespace ktpel::device::detail {
namespace {

constexpr std::size_t kLargestAnswer = 64u << 20;
constexpr long kConnectMs = 1000;

struct Sink {
  std::function<bool(base::ByteView)> take;
  bool enough = false;
};

std::size_t on_bytes(char* data, std::size_t size, std::size_t count, void* self) {
  auto& sink = *static_cast<Sink*>(self);
  const auto bytes = size * count;
  if (sink.take({reinterpret_cast<const std::uint8_t*>(data), bytes})) return bytes;
  sink.enough = true;
  return 0;  // ends the transfer
}

CURLcode run(std::uint16_t port, const std::string& verb, const std::string& path, const std::string& body,
             std::chrono::milliseconds wait, Sink& sink) {
  static const bool library = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
  base::check(library, "libcurl starts");
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> line(curl_easy_init(), &curl_easy_cleanup);
  base::check(line != nullptr, "libcurl gives a handle");
  const auto set = [&](CURLoption option, auto value) {
    base::check(curl_easy_setopt(line.get(), option, value) == CURLE_OK, "libcurl knows the option");
  };
  curl_slist* raw = curl_slist_append(nullptr, "Content-Type: application/json");
  raw = curl_slist_append(raw, "Expect:");  // a body goes at once
  raw = curl_slist_append(raw, "EXT: ktpel");
  const std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> headers(raw, &curl_slist_free_all);
  // the interface wants the number, not the name: a service listens on IPv4 alone
  const auto url = "http://127.0.0.1:" + std::to_string(port) + path;
  set(CURLOPT_URL, url.c_str());
  set(CURLOPT_CUSTOMREQUEST, verb.c_str());
  set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
  set(CURLOPT_POSTFIELDS, body.c_str());
  set(CURLOPT_HTTPHEADER, headers.get());
  set(CURLOPT_PROTOCOLS_STR, "http");
  set(CURLOPT_PROXY, "");
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_CONNECTTIMEOUT_MS, kConnectMs);
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(std::max<std::int64_t>(1, wait.count())));
  set(CURLOPT_WRITEFUNCTION, &on_bytes);
  set(CURLOPT_WRITEDATA, static_cast<void*>(&sink));
  return curl_easy_perform(line.get());
}

LineError error_of(CURLcode code) {
  switch (code) {
    case CURLE_OPERATION_TIMEDOUT:
      return LineError::TooSlow;
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_BAD_CONTENT_ENCODING:
    case CURLE_WRITE_ERROR:  // over the limit
      return LineError::NotHttp;
    default:
      return LineError::NobodyThere;
  }
}

}  // namespace

base::Result<std::string, LineError> ask(std::uint16_t port, const std::string& verb, const std::string& path,
                                         const std::string& body, std::chrono::milliseconds wait) {
  std::string out;
  Sink sink{[&](base::ByteView bytes) {
    if (out.size() + bytes.size() > kLargestAnswer) return false;
    out.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    return true;
  }};
  const auto code = run(port, verb, path, body, wait, sink);
  if (code != CURLE_OK) return error_of(code);
  return out;
}

base::Result<base::Done, LineError> listen(std::uint16_t port, const std::string& verb, const std::string& path,
                                           const std::string& body, std::chrono::milliseconds time,
                                           const std::function<bool(base::ByteView)>& take) {
  Sink sink{take};
  const auto code = run(port, verb, path, body, time, sink);
  // a stream ends by our wish or by the clock
  if (code == CURLE_OK || code == CURLE_OPERATION_TIMEDOUT || (code == CURLE_WRITE_ERROR && sink.enough))
    return base::Done{};
  return error_of(code);
}

bool somebody_listens(std::uint16_t port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return false;
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port);
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const bool open = ::connect(fd, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0;
  ::close(fd);
  return open;
}

}  // namespace ktpel::device::detail
