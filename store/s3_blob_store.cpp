// SPDX-License-Identifier: Apache-2.0
#include "store/s3_blob_store.h"

#include <curl/curl.h>
#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <deque>
#include <mutex>
#include <set>
#include <string_view>
#include <thread>
#include <vector>

#include "base/check.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/random.h"
#include "log/log.h"
#include "store/detail/s3_address.h"
#include "store/detail/s3_signature.h"

namespace ktpel::store {

using base::Bytes;
using base::ByteView;
using base::Digest;
using base::Result;

namespace {

/// A whole request takes no longer, however slowly it goes on.
constexpr long longest_request_s = 600;

const base::Clock& wall_clock() {
  static const base::SystemClock clock;
  return clock;
}

/// Two lines: identifier and secret, both printable without spaces.
Result<detail::S3Key, StoreError> key_in(const std::filesystem::path& file) {
  struct stat status {};
  if (::stat(file.c_str(), &status) != 0 || (status.st_mode & S_IRWXO) != 0) return StoreError::Refused;
  auto read = base::read_file(file, 4096);
  if (!read) return StoreError::Refused;
  const base::Secret held(std::move(read).value());
  const auto bytes = held.reveal();
  const auto is_word = [](ByteView word) {
    return !word.empty() && std::all_of(word.begin(), word.end(), [](auto c) { return '!' <= c && c <= '~'; });
  };
  const auto first = std::find(bytes.begin(), bytes.end(), '\n');
  if (first == bytes.end()) return StoreError::Refused;
  const auto second = std::find(first + 1, bytes.end(), '\n');
  if (second != bytes.end() && second + 1 != bytes.end()) return StoreError::Refused;
  const ByteView identifier(bytes.begin(), first), secret(first + 1, second);
  // they stand between '/' and ',' in a header
  const auto text = base::text_of(identifier);
  if (!is_word(identifier) || !is_word(secret) || text.find_first_of("/,") != std::string::npos)
    return StoreError::Refused;
  return detail::S3Key{text, base::Secret(Bytes(secret.begin(), secret.end()))};
}

/// What came back.
struct Answer {
  long status = 0;
  bool names_version = false;  ///< has an ETag, as every answer about an object has
  Bytes body;
  std::string code;  ///< of an error: "SlowDown"; empty if it gives none
};

std::size_t take_body(char* data, std::size_t, std::size_t size, void* to) {
  auto& body = static_cast<Answer*>(to)->body;
  if (body.size() + size > BlobStore::max_blob) return 0;
  body.insert(body.end(), data, data + size);
  return size;
}

std::size_t take_header(char* data, std::size_t, std::size_t size, void* to) {
  constexpr std::string_view wanted = "etag:";
  const std::string_view line(data, size);
  // in whatever case
  if (std::equal(wanted.begin(), wanted.end(), line.begin(), line.begin() + std::min(wanted.size(), size),
                 [](char letter, char got) { return letter == (got | 0x20); }))
    static_cast<Answer*>(to)->names_version = true;
  return size;
}

/// When a byte last went either way. (CURLOPT_LOW_SPEED_TIME looks at a mean of five seconds, which is long after an
/// upload.)
struct Stall {
  std::chrono::seconds longest;
  curl_off_t moved = 0;
  std::chrono::steady_clock::time_point since = std::chrono::steady_clock::now();
};

/// Called by libcurl at least once a second; another answer than 0 ends the request.
int watch(void* at, curl_off_t, curl_off_t down, curl_off_t, curl_off_t up) {
  auto& stall = *static_cast<Stall*>(at);
  const auto now = std::chrono::steady_clock::now();
  if (down + up != stall.moved) {
    stall.moved = down + up;
    stall.since = now;
  }
  return now - stall.since > stall.longest;
}

/// The code that the XML of an error gives; empty if it is none that a server would give.
std::string code_in(const Bytes& body) {
  const std::string_view text(reinterpret_cast<const char*>(body.data()), std::min<std::size_t>(body.size(), 4096));
  constexpr std::string_view opening = "<Code>", closing = "</Code>";
  const auto from = text.find(opening);
  if (from == std::string_view::npos) return {};
  const auto code = text.substr(from + opening.size(), text.find(closing, from) - from - opening.size());
  const bool sound =
      code.size() <= 64 && std::all_of(code.begin(), code.end(), [](unsigned char c) { return std::isalnum(c); });
  return sound ? std::string(code) : std::string();
}

/// "answered 503 SlowDown".
std::string words_of(const Answer& answer) {
  return "answered " + std::to_string(answer.status) + (answer.code.empty() ? "" : " " + answer.code);
}

bool is_one_of(const std::string& code, std::initializer_list<const char*> codes) {
  return std::find(codes.begin(), codes.end(), code) != codes.end();
}

/// True if the same request may succeed in a moment.
bool passes(const Answer& answer) {
  switch (answer.status) {
    case 408:
    case 429:
    case 500:
    case 502:
    case 503:
    case 504:
      return true;
  }
  // the last three: what arrived is not what was sent
  return is_one_of(answer.code, {"SlowDown", "RequestTimeout", "InternalError", "ServiceUnavailable",
                                 "OperationAborted", "IncompleteBody", "BadDigest", "XAmzContentSHA256Mismatch"});
}

/// What an answer that is neither success, nor one that passes, nor a missing object means to the caller.
StoreError error_of(const Answer& answer) {
  if (answer.status == 507 || is_one_of(answer.code, {"QuotaExceeded", "InsufficientStorage", "XMinioStorageFull",
                                                      "XMinioAdminBucketQuotaExceeded"}))
    return StoreError::Full;
  if (answer.status == 404 || answer.status < 300 || answer.status >= 500) return StoreError::Broken;
  const bool denied = answer.status == 403 || answer.status == 405;
  if (denied && !is_one_of(answer.code, {"SignatureDoesNotMatch", "InvalidAccessKeyId", "RequestTimeTooSkewed",
                                         "AuthorizationHeaderMalformed", "InvalidToken", "ExpiredToken"}))
    return StoreError::ReadOnly;
  return StoreError::Refused;
}

/// True if the line was lost, was never there, or brought rubbish: again in a moment.
bool passes(CURLcode code) {
  switch (code) {
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_WRITE_ERROR:  // larger than any blob
      return false;
    default:
      return true;
  }
}

struct CloseHandle {
  void operator()(CURL* handle) const { ::curl_easy_cleanup(handle); }
};
using Handle = std::unique_ptr<CURL, CloseHandle>;

struct FreeList {
  void operator()(curl_slist* list) const { ::curl_slist_free_all(list); }
};

}  // namespace

struct S3BlobStore::Connection {
  S3Place place;
  detail::S3Address address;
  S3Patience patience;
  std::mutex mutex;
  std::vector<Handle> idle;  ///< each with its open line; with mutex held
  std::set<Digest> there;    ///< remembered; with mutex held
  std::deque<Digest> order;  ///< of those remembered, oldest first; may name some that were forgotten
  std::atomic<bool> bucket_was_there = false;

  Handle take_handle() {
    const std::scoped_lock lock(mutex);
    if (idle.empty()) {
      Handle made(::curl_easy_init());
      base::check(made != nullptr, "libcurl without memory");
      return made;
    }
    auto out = std::move(idle.back());
    idle.pop_back();
    return out;
  }
  void give_back(Handle handle) {
    const std::scoped_lock lock(mutex);
    idle.push_back(std::move(handle));
  }
  void remember(const Digest& digest) {
    bucket_was_there = true;
    const std::scoped_lock lock(mutex);
    if (!there.insert(digest).second) return;
    order.push_back(digest);
    if (order.size() <= remembered) return;
    there.erase(order.front());
    order.pop_front();
  }
  void forget(const Digest& digest) {
    const std::scoped_lock lock(mutex);
    there.erase(digest);
  }
  bool remembers(const Digest& digest) {
    const std::scoped_lock lock(mutex);
    return there.contains(digest);
  }

  StoreError report(const char* method, const std::string& what, StoreError error) const {
    log::warn("S3 {}, bucket {}: {}: {} ({})", place.endpoint, place.bucket, method, what, name(error));
    return error;
  }
  CURLcode ask_once(CURL* handle, const char* method, const std::string& path, ByteView body, const Digest& content,
                    const detail::S3Key& key, Answer& answer);
  /// Asks until there is an answer that does not pass, or patience is at its end.
  Result<Answer, StoreError> ask(const char* method, const std::string& path, ByteView body, const Digest& content);
  Result<Answer, StoreError> ask(const char* method, const std::string& path) {
    return ask(method, path, {}, base::sha256(ByteView()));
  }
  StoreError report(const char* method, const Answer& answer) const {
    return report(method, words_of(answer), error_of(answer));
  }
};

CURLcode S3BlobStore::Connection::ask_once(CURL* handle, const char* method, const std::string& path, ByteView body,
                                           const Digest& content, const detail::S3Key& key, Answer& answer) {
  detail::S3Request request{method, path, {{"host", address.host}}, content};
  const bool puts = request.method == "PUT";
  if (puts) request.headers["content-type"] = "application/octet-stream";
  detail::sign(request, key, place.region, wall_clock().now());
  // no waiting for "100 Continue", which not every server says
  std::unique_ptr<curl_slist, FreeList> headers(::curl_slist_append(nullptr, "Expect:"));
  for (const auto& [name, value] : request.headers) {
    auto* longer = ::curl_slist_append(headers.get(), (name + ": " + value).c_str());
    base::check(longer != nullptr, "libcurl without memory");
    (void)headers.release();
    headers.reset(longer);
  }

  ::curl_easy_reset(handle);  // keeps the line
  const auto set = [&](CURLoption option, auto value) {
    base::check(::curl_easy_setopt(handle, option, value) == CURLE_OK, "an option of libcurl");
  };
  // every character of the path stands for itself (s3_address_of): nothing is to be escaped
  set(CURLOPT_URL, address.url_of(path).c_str());
  set(CURLOPT_PROTOCOLS_STR, address.is_protected ? "https" : "http");
  if (!address.is_protected) set(CURLOPT_NOPROXY, "*");
  set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  set(CURLOPT_SSL_VERIFYPEER, 1L);
  set(CURLOPT_SSL_VERIFYHOST, 2L);
  set(CURLOPT_FOLLOWLOCATION, 0L);  // a signature is for one host
  set(CURLOPT_NOSIGNAL, 1L);        // threads
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(patience.connect_ms));
  Stall stall{std::chrono::seconds(patience.stall_s)};
  set(CURLOPT_NOPROGRESS, 0L);
  set(CURLOPT_XFERINFOFUNCTION, &watch);
  set(CURLOPT_XFERINFODATA, static_cast<void*>(&stall));
  set(CURLOPT_TIMEOUT, longest_request_s);
  set(CURLOPT_HTTPHEADER, headers.get());
  set(CURLOPT_WRITEFUNCTION, &take_body);
  set(CURLOPT_WRITEDATA, static_cast<void*>(&answer));
  set(CURLOPT_HEADERFUNCTION, &take_header);
  set(CURLOPT_HEADERDATA, static_cast<void*>(&answer));
  if (request.method == "HEAD") set(CURLOPT_NOBODY, 1L);
  if (puts) {
    set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
    set(CURLOPT_POSTFIELDS, body.empty() ? "" : reinterpret_cast<const char*>(body.data()));
    set(CURLOPT_CUSTOMREQUEST, "PUT");
  }
  const auto code = ::curl_easy_perform(handle);
  if (code == CURLE_OK) ::curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &answer.status);
  // the handle must not keep what dies here
  ::curl_easy_reset(handle);
  if (answer.status >= 300) answer.code = code_in(answer.body);
  return code;
}

Result<Answer, StoreError> S3BlobStore::Connection::ask(const char* method, const std::string& path, ByteView body,
                                                        const Digest& content) {
  const auto begun = std::chrono::steady_clock::now();
  auto pause = std::chrono::milliseconds(patience.first_pause_ms);
  std::string what;
  for (int tries = 1;; ++tries) {
    const auto key = key_in(place.credentials);
    if (!key) return report(method, "no credentials in " + place.credentials.string(), key.error());
    Answer answer;
    auto handle = take_handle();
    const auto code = ask_once(handle.get(), method, path, body, content, *key, answer);
    give_back(std::move(handle));
    if (code == CURLE_OK && !passes(answer)) return answer;
    what = code == CURLE_OK                    ? words_of(answer)
           : code == CURLE_ABORTED_BY_CALLBACK ? std::string("no answer")
                                               : std::string(::curl_easy_strerror(code));
    if (code != CURLE_OK && !passes(code))
      return report(method, what, code == CURLE_WRITE_ERROR ? StoreError::Broken : StoreError::Refused);
    if (tries >= patience.tries ||
        std::chrono::steady_clock::now() + pause - begun > std::chrono::seconds(patience.give_up_s))
      return report(method, what, StoreError::Retry);
    // by chance, so that those who lost the server together do not come back together
    const auto part = 256 + base::random_bytes(1).front();
    std::this_thread::sleep_for(pause * part / 512);
    pause *= 2;
  }
}

S3BlobStore::S3BlobStore(std::unique_ptr<Connection> connection) : connection_(std::move(connection)) {}
S3BlobStore::~S3BlobStore() = default;

Result<std::unique_ptr<S3BlobStore>, StoreError> S3BlobStore::open(const S3Place& place, const S3Patience& patience) {
  base::check(patience.tries > 0 && patience.stall_s > 0, "patience that asks nobody");
  static const auto started = ::curl_global_init(CURL_GLOBAL_DEFAULT);
  base::check(started == CURLE_OK, "libcurl does not start");
  auto connection = std::make_unique<Connection>();
  const auto address = detail::s3_address_of(place);
  if (!address) return StoreError::Refused;
  connection->place = place;
  connection->address = *address;
  connection->patience = patience;
  const auto key = key_in(place.credentials);
  if (!key) return connection->report("open", "no credentials in " + place.credentials.string(), key.error());
  return std::unique_ptr<S3BlobStore>(new S3BlobStore(std::move(connection)));
}

Result<Digest, StoreError> S3BlobStore::put(ByteView bytes) {
  if (bytes.size() > max_blob) return StoreError::Refused;
  const auto digest = base::sha256(bytes);
  const auto answer = connection_->ask("PUT", connection_->address.path_of(digest), bytes, digest);
  if (!answer) return answer.error();
  if (answer->status != 200 || !answer->names_version) return connection_->report("PUT", *answer);
  connection_->remember(digest);
  return digest;
}

Result<Bytes, StoreError> S3BlobStore::get(const Digest& digest) const {
  const auto fail = [&](StoreError error) {
    connection_->forget(digest);
    return error;
  };
  for (int tries = 0; tries < 2; ++tries) {
    auto answer = connection_->ask("GET", connection_->address.path_of(digest));
    if (!answer) return answer.error();
    if (answer->status == 404 && (answer->code == "NoSuchKey" || answer->body.empty())) return fail(StoreError::Gone);
    if (answer->status != 200) return connection_->report("GET", *answer);
    if (base::sha256(answer->body) != digest) continue;
    connection_->remember(digest);
    return std::move(answer->body);
  }
  return fail(connection_->report("GET", "another content than " + digest.hex(), StoreError::Broken));
}

Result<bool, StoreError> S3BlobStore::look_for(const Digest& digest) const {
  auto& connection = *connection_;
  if (connection.remembers(digest)) return true;
  const auto answer = connection.ask("HEAD", connection.address.path_of(digest));
  if (!answer) return answer.error();
  if (answer->status == 200 && answer->names_version) {
    connection.remember(digest);
    return true;
  }
  if (answer->status != 404) return connection.report("HEAD", *answer);
  // such an answer has no body: it may be the bucket that is not there
  if (!connection.bucket_was_there) {
    const auto bucket = connection.ask("HEAD", connection.address.bucket.empty() ? "/" : connection.address.bucket);
    if (!bucket) return bucket.error();
    if (bucket->status != 200) return connection.report("HEAD of the bucket", *bucket);
    connection.bucket_was_there = true;
  }
  return false;
}

}  // namespace ktpel::store
