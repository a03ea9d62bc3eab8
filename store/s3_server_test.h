// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/evp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <deque>
#include <filesystem>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "base/check.h"
#include "base/clock.h"
#include "base/digest.h"
#include "base/file.h"
#include "store/s3_blob_store.h"

/// An S3 server of the tests' own: Debian has none that is small. It knows one bucket and one key, keeps objects in
/// memory, works out every signature itself from what arrived, and misbehaves when told.
namespace ktpel::store {

/// What the server does to one request instead of answering it well.
enum class Misdeed {
  ServerError,    ///< 500 InternalError
  SlowDown,       ///< 503 SlowDown
  Cut,            ///< the line ends in the middle of the body, of whichever direction has one
  LoseTheAnswer,  ///< does what was asked, then ends the line
  Late,           ///< answers well after five seconds
  Silent,         ///< reads, and never answers
  OtherContent,   ///< 200 with another content
  Rubbish,        ///< 404 with a body that is no S3 answer
  NotHttp,        ///< bytes that are no answer at all
  Portal,         ///< 200 with a page that some box on the way wrote
  Endless,        ///< 200 with more bytes than any blob has
  Denied,         ///< 403 AccessDenied
  Redirect,       ///< 301 to this server
  QuotaExceeded,  ///< 403 QuotaExceeded
  DiskFull        ///< 507
};

class S3Server {
 public:
  std::string region = "ap-southeast-3", bucket = "ktpel-uji", identifier = "UJI0IDENTIFIER",
              secret = "uji+rahasia/contoh";
  std::atomic<bool> has_bucket = true;

  S3Server() { start(); }
  S3Server(const S3Server&) = delete;
  S3Server& operator=(const S3Server&) = delete;
  ~S3Server() { stop(); }

  /// Listens again at the same port, with the same objects.
  void start() {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int yes = 1;
    ::setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = ::htonl(INADDR_LOOPBACK);
    address.sin_port = ::htons(port_);
    socklen_t size = sizeof address;
    base::check(::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) == 0 && ::listen(listener_, 64) == 0 &&
                    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) == 0,
                "a test server has a port");
    port_ = ::ntohs(address.sin_port);
    runs_ = true;
    accepting_ = std::thread([this] { accept_all(); });
  }
  /// Dies: every line ends at once.
  void stop() {
    if (!runs_.exchange(false)) return;
    accepting_.join();
    ::close(listener_);
    {
      const std::scoped_lock lock(mutex_);
      for (const int line : lines_) ::shutdown(line, SHUT_RDWR);
    }
    for (auto& thread : threads_) thread.join();
    threads_.clear();
  }

  int port() const { return port_; }
  std::string endpoint() const { return "http://127.0.0.1:" + std::to_string(port_); }

  /// Does this to the next requests, in this order.
  void will(std::vector<Misdeed> misdeeds) {
    const std::scoped_lock lock(mutex_);
    misdeeds_.insert(misdeeds_.end(), misdeeds.begin(), misdeeds.end());
  }
  /// "PUT /bucket/key", as they came.
  std::vector<std::string> requests() const {
    const std::scoped_lock lock(mutex_);
    return requests_;
  }
  /// What was wrong with signatures, in words; empty if all were right.
  std::vector<std::string> complaints() const {
    const std::scoped_lock lock(mutex_);
    return complaints_;
  }
  /// How many lines were opened.
  int lines() const {
    const std::scoped_lock lock(mutex_);
    return opened_;
  }
  std::map<std::string, base::Bytes> objects() const {
    const std::scoped_lock lock(mutex_);
    return objects_;
  }
  void set(const std::string& key, base::Bytes content) {
    const std::scoped_lock lock(mutex_);
    objects_[key] = std::move(content);
  }
  void remove(const std::string& key) {
    const std::scoped_lock lock(mutex_);
    objects_.erase(key);
  }

 private:
  struct Request {
    std::string method, path;
    std::map<std::string, std::string> headers;
    base::Bytes body;
  };

  void accept_all() {
    while (runs_) {
      pollfd waiting{listener_, POLLIN, 0};
      if (::poll(&waiting, 1, 20) <= 0) continue;
      const int line = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (line < 0) continue;
      const std::scoped_lock lock(mutex_);
      lines_.insert(line);
      ++opened_;
      threads_.emplace_back([this, line] {
        while (serve(line)) {
        }
        const std::scoped_lock closing(mutex_);
        lines_.erase(line);
        ::close(line);
      });
    }
  }

  static bool say(int line, std::string_view text) {
    while (!text.empty()) {
      const auto sent = ::send(line, text.data(), text.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      text.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  bool answer(int line, const Request& to, const std::string& status, std::string_view body,
              const std::string& more = "") {
    const auto head =
        "HTTP/1.1 " + status + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + more + "\r\n";
    return say(line, to.method == "HEAD" ? head : head + std::string(body));
  }
  bool refuse(int line, const Request& to, const std::string& status, const std::string& code) {
    return answer(line, to, status,
                  "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>" + code +
                      "</Code><Message>x</Message><RequestId>1</RequestId></Error>",
                  "Content-Type: application/xml\r\n");
  }
  /// Waits until this server or the other end closes the line.
  void wait_for_end(int line) {
    char byte;
    while (::recv(line, &byte, 1, 0) > 0) {
    }
  }

  /// Reads one request and answers it; false: the line is at its end.
  bool serve(int line) {
    std::string text;
    char part[65536];
    const auto more = [&] {
      const auto got = ::recv(line, part, sizeof part, 0);
      if (got > 0) text.append(part, static_cast<std::size_t>(got));
      return got > 0;
    };
    std::size_t end;
    while ((end = text.find("\r\n\r\n")) == std::string::npos)
      if (!more()) return false;
    Request request;
    const auto first = text.substr(0, text.find("\r\n"));
    request.method = first.substr(0, first.find(' '));
    request.path = first.substr(request.method.size() + 1, first.rfind(' ') - request.method.size() - 1);
    for (auto at = first.size() + 2; at < end + 2;) {
      const auto stop = text.find("\r\n", at), colon = text.find(':', at);
      auto name = text.substr(at, colon - at);
      std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
      request.headers[name] = text.substr(text.find_first_not_of(' ', colon + 1), stop - colon - 2);
      at = stop + 2;
    }
    text.erase(0, end + 4);
    const auto length = static_cast<std::size_t>(std::atoll(request.headers["content-length"].c_str()));

    std::optional<Misdeed> misdeed;
    {
      const std::scoped_lock lock(mutex_);
      requests_.push_back(request.method + " " + request.path);
      if (!misdeeds_.empty()) {
        misdeed = misdeeds_.front();
        misdeeds_.pop_front();
      }
    }
    if (misdeed == Misdeed::Cut && length > 0) {
      while (text.size() < length / 2)
        if (!more()) return false;
      return false;
    }
    while (text.size() < length)
      if (!more()) return false;
    request.body.assign(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(length));
    return act(line, request, misdeed);
  }

  bool act(int line, const Request& request, std::optional<Misdeed> misdeed) {
    if (misdeed) switch (*misdeed) {
        case Misdeed::ServerError:
          return refuse(line, request, "500 Internal Server Error", "InternalError");
        case Misdeed::SlowDown:
          return refuse(line, request, "503 Service Unavailable", "SlowDown");
        case Misdeed::Silent:
          wait_for_end(line);
          return false;
        case Misdeed::OtherContent:
          return answer(line, request, "200 OK", "other", "ETag: \"1\"\r\n");
        case Misdeed::Rubbish:
          return answer(line, request, "404 Not Found", "<html><Code>No<Such&Key <Code></html");
        case Misdeed::NotHttp:
          say(line, "\x16\x03\x01 what?\n");
          return false;
        case Misdeed::Portal:
          return answer(line, request, "200 OK", "<html>Please log in</html>");
        case Misdeed::Endless: {
          const std::string part(1 << 20, 'x');
          say(line, "HTTP/1.1 200 OK\r\nETag: \"1\"\r\n\r\n");
          for (std::size_t sent = 0; sent <= BlobStore::max_blob + part.size(); sent += part.size())
            if (!say(line, part)) break;
          return false;
        }
        case Misdeed::Denied:
          return refuse(line, request, "403 Forbidden", "AccessDenied");
        case Misdeed::Redirect:
          return answer(line, request, "301 Moved Permanently", "", "Location: " + endpoint() + "/lain\r\n");
        case Misdeed::QuotaExceeded:
          return refuse(line, request, "403 Forbidden", "QuotaExceeded");
        case Misdeed::DiskFull:
          return refuse(line, request, "507 Insufficient Storage", "XMinioStorageFull");
        case Misdeed::Late:
          for (int tenths = 0; tenths < 50 && runs_; ++tenths)
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
          break;
        case Misdeed::Cut:
        case Misdeed::LoseTheAnswer:
          break;
      }

    const auto complaint = complaint_about(request);
    if (!complaint.empty()) {
      {
        const std::scoped_lock lock(mutex_);
        complaints_.push_back(complaint);
      }
      return refuse(line, request, "403 Forbidden", complaint);
    }
    // the bucket is the first part of the path, or of the host's name
    auto key = request.path;
    const auto host = request.headers.at("host");
    if (host.starts_with(bucket + ".")) {
      key.erase(0, 1);
    } else if (key == "/" + bucket || key.starts_with("/" + bucket + "/")) {
      key.erase(0, std::min(bucket.size() + 2, key.size()));
    } else {
      return refuse(line, request, "404 Not Found", "NoSuchBucket");
    }
    if (!has_bucket) return refuse(line, request, "404 Not Found", "NoSuchBucket");
    if (key.empty()) return answer(line, request, "200 OK", "");

    base::Bytes content;
    {
      const std::scoped_lock lock(mutex_);
      if (request.method == "PUT") {
        objects_[key] = request.body;
      } else {
        const auto at = objects_.find(key);
        if (at != objects_.end()) content = at->second;
      }
      if (!objects_.contains(key)) key.clear();
    }
    if (misdeed == Misdeed::LoseTheAnswer) return false;
    if (key.empty()) return refuse(line, request, "404 Not Found", "NoSuchKey");
    const auto body = base::text_of(content);
    if (misdeed == Misdeed::Cut) {
      say(line, "HTTP/1.1 200 OK\r\nETag: \"1\"\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n");
      if (request.method == "GET") say(line, std::string_view(body).substr(0, body.size() / 2));
      return false;
    }
    return answer(line, request, "200 OK", body, "eTag: \"1\"\r\n");
  }

  static base::Bytes mac(const base::Bytes& key, const std::string& text) {
    base::Bytes out(32);
    std::size_t size = 0;
    const auto bytes = base::bytes_of(text);
    base::check(::EVP_Q_mac(nullptr, "HMAC", nullptr, "SHA256", nullptr, key.data(), key.size(), bytes.data(),
                            bytes.size(), out.data(), out.size(), &size) != nullptr,
                "HMAC");
    return out;
  }

  /// The code of what is wrong with its signature; empty: nothing. From what arrived and the secret alone.
  std::string complaint_about(const Request& request) const {
    const auto header = [&](const char* name) {
      const auto at = request.headers.find(name);
      return at == request.headers.end() ? std::string() : at->second;
    };
    const auto given = header("authorization"), time = header("x-amz-date"), content = header("x-amz-content-sha256");
    const auto part = [&](const std::string& name) {
      const auto at = given.find(name + "=");
      if (at == std::string::npos) return std::string();
      const auto from = at + name.size() + 1;
      return given.substr(from, given.find(',', from) - from);
    };
    if (!given.starts_with("AWS4-HMAC-SHA256 ")) return "MissingAuthenticationToken";
    if (request.path.find('?') != std::string::npos) return "InvalidURI";
    if (base::sha256(request.body).hex() != content) return "XAmzContentSHA256Differs";
    const base::SystemClock clock;
    const auto compact = [&](std::int64_t ms) {
      auto text = base::Time{ms}.iso8601().substr(0, 19);
      std::erase_if(text, [](char c) { return c == '-' || c == ':'; });
      return text + "Z";
    };
    const auto now = clock.now().ms;
    if (time < compact(now - 900000) || time > compact(now + 900000)) return "RequestTimeTooSkewed";
    const auto scope = time.substr(0, 8) + "/" + region + "/s3/aws4_request";
    if (part("Credential") != identifier + "/" + scope) return "InvalidAccessKeyId";

    const auto names = part("SignedHeaders");
    std::string lines, word;
    std::set<std::string> covered;
    for (const char c : names + ";") {
      if (c != ';') {
        word += c;
        continue;
      }
      if (!covered.empty() && word <= *covered.rbegin()) return "HeadersNotSorted";
      covered.insert(word);
      lines += word + ":" + header(word.c_str()) + "\n";
      word.clear();
    }
    for (const auto& [name, value] : request.headers)
      if ((name == "host" || name == "content-type" || name.starts_with("x-amz-")) && !covered.contains(name))
        return "HeaderNotSigned";
    const auto canonical = request.method + "\n" + request.path + "\n\n" + lines + "\n" + names + "\n" + content;
    const auto text = "AWS4-HMAC-SHA256\n" + time + "\n" + scope + "\n" + base::sha256(canonical).hex();
    const auto initial = "AWS4" + secret;
    const base::Bytes key(initial.begin(), initial.end());
    const auto signature = mac(mac(mac(mac(mac(key, time.substr(0, 8)), region), "s3"), "aws4_request"), text);
    return base::hex(signature) == part("Signature") ? "" : "SignatureDoesNotMatch";
  }

  std::uint16_t port_ = 0;
  int listener_ = -1;
  std::atomic<bool> runs_ = false;
  std::thread accepting_;
  std::vector<std::thread> threads_;  // by accepting_ alone while it runs
  mutable std::mutex mutex_;
  std::set<int> lines_;
  int opened_ = 0;
  std::deque<Misdeed> misdeeds_;
  std::vector<std::string> requests_, complaints_;
  std::map<std::string, base::Bytes> objects_;
};

/// A place on this server; its credentials are written into the folder.
inline S3Place s3_place(const S3Server& server, const std::filesystem::path& folder,
                        const std::string& prefix = "uji") {
  const auto credentials = folder / "s3.key";
  const auto text = server.identifier + "\n" + server.secret + "\n";
  base::check(bool(base::write_file_durably(credentials, base::bytes_of(text), 0600)), "a test key is written");
  return {server.endpoint(), server.region, server.bucket, prefix, credentials};
}

/// Of a test: little.
inline constexpr S3Patience impatient{3, 1, 1000, 1, 10};

}  // namespace ktpel::store
