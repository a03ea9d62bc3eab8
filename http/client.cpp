// SPDX-License-Identifier: Apache-2.0
#include "http/client.h"

#include <curl/curl.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "base/digest.h"

namespace ktpel::http {
namespace {

/// The library's own state, once in a program.
void need_library() {
  static const bool made = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
  base::check(made, "libcurl starts");
}

curl_blob blob_of(std::string_view text) { return {const_cast<char*>(text.data()), text.size(), CURL_BLOB_COPY}; }

bool is_own_machine(const std::string& url) {
  return url.starts_with("http://127.0.0.1:") || url.starts_with("http://localhost:") ||
         url.starts_with("http://[::1]:");
}

LineError error_of(CURLcode code) {
  switch (code) {
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CONNECT_ERROR:  // where it is not a cut line: is_cut()
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
      return LineError::NotTrusted;
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_HTTP2:
    case CURLE_WRITE_ERROR:  // over the limit
    case CURLE_BAD_CONTENT_ENCODING:
      return LineError::NotHttp;
    default:
      return LineError::NoLine;
  }
}

/// A line that was lost while TLS was being agreed upon has the same code as a stranger at its other end; libcurl's
/// words for it tell: of the socket, of OpenSSL without an error of its own, or OpenSSL's for an end that came too
/// early.
bool is_cut(CURLcode code, std::string_view words) {
  return code == CURLE_SSL_CONNECT_ERROR &&
         (words.starts_with("Recv failure: ") || words.starts_with("Send failure: ") ||
          words.find(" in connection to ") != std::string_view::npos ||
          words.find("unexpected eof") != std::string_view::npos);
}

}  // namespace

class Client::Handle {
 public:
  explicit Handle(ClientPlan plan) : plan_(std::move(plan)) {
    need_library();
    curl_ = curl_easy_init();
    base::check(curl_ != nullptr, "libcurl gives a handle");
    base::check(plan_.identity || is_own_machine(plan_.base_url), "a line without TLS leaves the machine");
  }
  ~Handle() { curl_easy_cleanup(curl_); }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;

  base::Result<Response, LineError> send(Method method, std::string_view path, base::ByteView body,
                                         const Headers& headers) {
    curl_easy_reset(curl_);  // keeps connections
    Response out;
    taken_ = 0;
    const std::string url = plan_.base_url + std::string(path);
    const std::string verb(name(method));
    set(CURLOPT_URL, url.c_str());
    set(CURLOPT_CUSTOMREQUEST, verb.c_str());
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_PROTOCOLS_STR, plan_.identity ? "https" : "http");
    set(CURLOPT_PROXY, "");  // lines between sites are made by hand, not by an environment
    set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(plan_.connect_time.count()));
    set(CURLOPT_LOW_SPEED_LIMIT, static_cast<long>(plan_.slowest));
    set(CURLOPT_LOW_SPEED_TIME, static_cast<long>(plan_.slowest_for.count()));
    set(CURLOPT_TCP_KEEPALIVE, 1L);
    if (method == Method::Head) set(CURLOPT_NOBODY, 1L);
    if (method == Method::Post || method == Method::Put) {
      set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
      set(CURLOPT_POSTFIELDS,
          reinterpret_cast<const char*>(body.empty() ? base::ByteView(nothing_).data() : body.data()));
    }
    identify();

    std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> list(nullptr, &curl_slist_free_all);
    const auto add = [&](const std::string& line) {
      auto* longer = curl_slist_append(list.get(), line.c_str());
      base::check(longer != nullptr, "memory for a header");
      (void)list.release();
      list.reset(longer);
    };
    for (const auto& [key, value] : headers) add(key + ": " + value);
    add("Expect:");  // a body goes at once
    set(CURLOPT_HTTPHEADER, list.get());

    sink_ = &out;
    set(CURLOPT_WRITEDATA, this);
    set(CURLOPT_WRITEFUNCTION, &Handle::on_body);
    set(CURLOPT_HEADERDATA, this);
    set(CURLOPT_HEADERFUNCTION, &Handle::on_header);
    alert_ = 0;
    std::array<char, CURL_ERROR_SIZE> words{};
    set(CURLOPT_ERRORBUFFER, words.data());
    const auto code = curl_easy_perform(curl_);
    set(CURLOPT_ERRORBUFFER, static_cast<char*>(nullptr));
    if (code != CURLE_OK) {
      long verified = X509_V_OK;
      curl_easy_getinfo(curl_, CURLINFO_SSL_VERIFYRESULT, &verified);
      // what this end found, or what the other end said (RFC 8446 6.2)
      if (verified == X509_V_ERR_CERT_HAS_EXPIRED || verified == X509_V_ERR_CERT_NOT_YET_VALID ||
          alert_ == SSL_AD_CERTIFICATE_EXPIRED)
        return LineError::OutOfDate;
      if (speaks_of_a_certificate(alert_)) return LineError::NotTrusted;
      return is_cut(code, words.data()) ? LineError::NoLine : error_of(code);
    }
    long status = 0;
    curl_easy_getinfo(curl_, CURLINFO_RESPONSE_CODE, &status);
    out.status = static_cast<int>(status);
    return out;
  }

 private:
  template <class Value>
  void set(CURLoption option, Value value) {
    base::check(curl_easy_setopt(curl_, option, value) == CURLE_OK, "libcurl knows the option");
  }

  void identify() {
    if (!plan_.identity) return;
    const auto& who = *plan_.identity;
    set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_3));
    set(CURLOPT_SSL_CTX_FUNCTION, &Handle::on_tls);
    set(CURLOPT_SSL_CTX_DATA, this);
    if (!who.pinned.empty()) {
      // the certificate that the code names is the authority, and must sign what the server shows
      set(CURLOPT_SSL_VERIFYPEER, 1L);
      set(CURLOPT_SSL_VERIFYHOST, 0L);
      set(CURLOPT_CAINFO, nullptr);
      set(CURLOPT_CAPATH, nullptr);
    } else {
      auto authority = blob_of(who.authority_pem);
      set(CURLOPT_CAINFO_BLOB, &authority);
      set(CURLOPT_CAPATH, nullptr);
    }
    if (who.chain_pem.empty()) return;
    auto chain = blob_of(who.chain_pem);
    const auto bytes = who.key_pem.reveal();
    auto key = blob_of({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    set(CURLOPT_SSLCERT_BLOB, &chain);
    set(CURLOPT_SSLCERTTYPE, "PEM");
    set(CURLOPT_SSLKEY_BLOB, &key);
    set(CURLOPT_SSLKEYTYPE, "PEM");
  }

  /// Believes a chain whose certificates sign one another and of which the last is the pinned one.
  static int verify_pinned(X509_STORE_CTX* context, void* self) {
    const auto& pinned = static_cast<Handle*>(self)->plan_.identity->pinned;
    const auto* chain = X509_STORE_CTX_get0_untrusted(context);
    if (!chain || sk_X509_num(chain) == 0) return 0;
    auto* root = sk_X509_value(chain, sk_X509_num(chain) - 1);
    base::Digest digest;
    unsigned size = 0;
    if (X509_digest(root, EVP_sha256(), digest.bytes.data(), &size) != 1) return 0;
    if (pinned.size() < 16 || digest.hex().substr(0, pinned.size()) != pinned) return 0;
    for (int i = 0; i + 1 < sk_X509_num(chain); ++i) {
      auto* key = X509_get0_pubkey(sk_X509_value(chain, i + 1));
      if (!key || X509_verify(sk_X509_value(chain, i), key) != 1) return 0;
    }
    auto* own = X509_get0_pubkey(root);
    return own && X509_verify(root, own) == 1 ? 1 : 0;
  }

  static CURLcode on_tls(CURL*, void* context, void* self) {
    auto* tls = static_cast<SSL_CTX*>(context);
    if (!static_cast<Handle*>(self)->plan_.identity->pinned.empty())
      SSL_CTX_set_cert_verify_callback(tls, &Handle::verify_pinned, self);
    SSL_CTX_set_app_data(tls, self);
    SSL_CTX_set_info_callback(tls, &Handle::on_tls_event);
    return CURLE_OK;
  }

  /// Under TLS 1.3 the server's judgement of our certificate comes after the handshake, as an alert: libcurl then says
  /// no more than that reading failed.
  static void on_tls_event(const SSL* tls, int where, int alert) {
    if ((where & SSL_CB_READ_ALERT) != SSL_CB_READ_ALERT) return;
    auto* self = static_cast<Handle*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(tls)));
    if (self) self->alert_ = alert & 0xff;
  }

  static bool speaks_of_a_certificate(int alert) {
    switch (alert) {
      case SSL_AD_BAD_CERTIFICATE:
      case SSL_AD_UNSUPPORTED_CERTIFICATE:
      case SSL_AD_CERTIFICATE_REVOKED:
      case SSL_AD_CERTIFICATE_UNKNOWN:
      case SSL_AD_UNKNOWN_CA:
      case SSL_AD_ACCESS_DENIED:
      case SSL_AD_DECRYPT_ERROR:
        return true;
      default:
        return false;
    }
  }

  static std::size_t on_body(char* data, std::size_t one, std::size_t count, void* self) {
    auto& handle = *static_cast<Handle*>(self);
    const auto size = one * count;
    handle.taken_ += size;
    if (handle.taken_ > handle.plan_.largest_answer) return 0;
    handle.sink_->body.insert(handle.sink_->body.end(), data, data + size);
    return size;
  }

  static std::size_t on_header(char* data, std::size_t one, std::size_t count, void* self) {
    const auto size = one * count;
    std::string_view line(data, size);
    while (!line.empty() && (line.back() == '\r' || line.back() == '\n')) line.remove_suffix(1);
    const auto colon = line.find(':');
    auto& headers = static_cast<Handle*>(self)->sink_->headers;
    if (line.starts_with("HTTP/")) headers.clear();  // of a "100 Continue" before
    if (colon == std::string_view::npos) return size;
    std::string key(line.substr(0, colon));
    std::transform(key.begin(), key.end(), key.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    auto value = line.substr(colon + 1);
    while (!value.empty() && value.front() == ' ') value.remove_prefix(1);
    headers[std::move(key)] = value;
    return size;
  }

  ClientPlan plan_;
  CURL* curl_;
  Response* sink_ = nullptr;
  std::size_t taken_ = 0;
  int alert_ = 0;  ///< the last one that the server sent; 0: none
  base::Bytes nothing_ = {0};
};

Client::Client(ClientPlan plan) : handle_(std::make_unique<Handle>(std::move(plan))) {}
Client::Client(Client&&) noexcept = default;
Client& Client::operator=(Client&&) noexcept = default;
Client::~Client() = default;

base::Result<Response, LineError> Client::send(Method method, std::string_view path, base::ByteView body,
                                               const Headers& headers) {
  return handle_->send(method, path, body, headers);
}

}  // namespace ktpel::http
