// SPDX-License-Identifier: Apache-2.0
// The one unit that sees the templates of Asio and Beast.
#include "http/server.h"

#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <cstdio>
#include <thread>

#include "http/date.h"
#include "http/events.h"

namespace ktpel::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace wire = boost::beast::http;
using boost::system::error_code;
using tcp = asio::ip::tcp;
template <class T>
using Task = asio::awaitable<T>;

constexpr std::uint32_t largest_head = 16 << 10;
constexpr std::chrono::seconds handshake_time(10), first_body_time(30), write_time(60);

/// Errors of a wait come as values.
auto into(error_code& error) { return asio::redirect_error(asio::use_awaitable, error); }

std::optional<Method> method_of(wire::verb verb) {
  switch (verb) {
    case wire::verb::get:
      return Method::Get;
    case wire::verb::head:
      return Method::Head;
    case wire::verb::post:
      return Method::Post;
    case wire::verb::put:
      return Method::Put;
    case wire::verb::delete_:
      return Method::Delete;
    case wire::verb::options:
      return Method::Options;
    default:
      return std::nullopt;
  }
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (auto& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

base::Bytes certificate_of(SSL* ssl) {
  const std::unique_ptr<X509, decltype(&X509_free)> peer(SSL_get1_peer_certificate(ssl), &X509_free);
  if (!peer) return {};
  const int size = i2d_X509(peer.get(), nullptr);
  if (size <= 0) return {};
  base::Bytes der(static_cast<std::size_t>(size));
  auto* at = der.data();
  i2d_X509(peer.get(), &at);
  return der;
}

std::optional<asio::ssl::context> context_of(const ServerIdentity& identity) {
  asio::ssl::context out(asio::ssl::context::tls_server);
  error_code error;
  SSL_CTX_set_min_proto_version(out.native_handle(), TLS1_3_VERSION);
  out.use_certificate_chain(asio::buffer(identity.chain_pem), error);
  if (error) return std::nullopt;
  const auto key = identity.key_pem.reveal();
  out.use_private_key(asio::buffer(key.data(), key.size()), asio::ssl::context::pem, error);
  if (error || SSL_CTX_check_private_key(out.native_handle()) != 1) return std::nullopt;
  // a client that comes back goes on with what was agreed before, its certificate included
  static constexpr unsigned char name[] = "ktpel";
  SSL_CTX_set_session_id_context(out.native_handle(), name, sizeof name - 1);
  if (identity.client_authority_pem.empty()) return out;
  out.add_certificate_authority(asio::buffer(identity.client_authority_pem), error);
  if (error) return std::nullopt;
  out.set_verify_mode(asio::ssl::verify_peer, error);
  if (error) return std::nullopt;
  return out;
}

class BeastServer final : public Server {
 public:
  BeastServer(ServerPlan plan, Handler handler, std::optional<asio::ssl::context> tls)
      : plan_(std::move(plan)),
        handler_(std::move(handler)),
        tls_(std::move(tls)),
        acceptor_(*io_),
        pool_(std::max(plan_.workers, 1u)) {}
  ~BeastServer() override { stop(); }

  base::Result<base::Done, ServerError> listen() {
    error_code error;
    const auto address = asio::ip::make_address(plan_.address, error);
    if (error) return ServerError::BadAddress;
    const tcp::endpoint at(address, plan_.port);
    acceptor_->open(at.protocol(), error);
    if (error) return ServerError::NoResources;
    acceptor_->set_option(asio::socket_base::reuse_address(true), error);
    acceptor_->bind(at, error);
    if (error == asio::error::address_in_use || error == asio::error::access_denied) return ServerError::PortTaken;
    if (error) return ServerError::BadAddress;
    acceptor_->listen(asio::socket_base::max_listen_connections, error);
    if (error) return ServerError::PortTaken;
    port_ = acceptor_->local_endpoint().port();
    asio::co_spawn(*io_, accept(), asio::detached);
    thread_ = std::thread([this] { io_->run(); });
    return base::Done{};
  }

  std::uint16_t port() const override { return port_; }

  void stop() override {
    if (stopped_.exchange(true)) return;
    asio::post(*io_, [this] {
      error_code ignored;
      acceptor_->close(ignored);
    });
    pool_.join();  // answers that are being made
    // what is ready to be written gets a moment
    for (int i = 0; i < 50 && answering_ > 0; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    io_->stop();
    if (thread_.joinable()) thread_.join();
    acceptor_.reset();
    io_.reset();  // and with it every connection that is still open
  }

 private:
  Task<void> accept() {
    for (;;) {
      tcp::socket socket(*io_);
      error_code error;
      co_await acceptor_->async_accept(socket, into(error));
      if (stopped_) co_return;
      if (error) {  // out of descriptors: a breath, or it would spin
        asio::steady_timer breath(*io_, std::chrono::milliseconds(50));
        co_await breath.async_wait(into(error));
        continue;
      }
      if (open_ >= plan_.connections) continue;  // closed by its end
      socket.set_option(tcp::no_delay(true), error);
      asio::co_spawn(*io_, connection(std::move(socket)), asio::detached);
    }
  }

  Task<void> connection(tcp::socket socket) {
    ++open_;
    const struct Leave {
      std::size_t& open;
      ~Leave() { --open; }
    } leave{open_};
    error_code error;
    const auto remote = socket.remote_endpoint(error);
    if (error) co_return;
    const auto address = remote.address().to_string();
    try {
      if (!tls_) {
        beast::tcp_stream stream(std::move(socket));
        co_await serve(stream, stream, address, {});
        stream.socket().shutdown(tcp::socket::shutdown_send, error);
        co_return;
      }
      beast::ssl_stream<beast::tcp_stream> stream(std::move(socket), *tls_);
      auto& below = beast::get_lowest_layer(stream);
      below.expires_after(handshake_time);
      co_await stream.async_handshake(asio::ssl::stream_base::server, into(error));
      if (error) co_return;
      co_await serve(stream, below, address, certificate_of(stream.native_handle()));
      below.expires_after(std::chrono::seconds(5));
      co_await stream.async_shutdown(into(error));
    } catch (const std::exception& thrown) {
      std::fprintf(stderr, "http: %s\n", thrown.what());
    }
  }

  /// The requests of one connection, one after the other.
  template <class Stream>
  Task<void> serve(Stream& stream, beast::tcp_stream& below, const std::string& address, base::Bytes certificate) {
    beast::flat_buffer buffer(64 << 10);
    buffer.reserve(64 << 10);
    for (bool first = true;; first = false) {
      wire::request_parser<wire::vector_body<std::uint8_t>> parser;
      parser.header_limit(largest_head);
      parser.body_limit(plan_.largest_body);
      error_code error;
      // between requests a connection may rest; a head that has begun may not
      if (!first && buffer.size() == 0) {
        below.expires_after(plan_.idle_time);
        const auto n = co_await stream.async_read_some(buffer.prepare(4096), into(error));
        if (error) co_return;
        buffer.commit(n);
      }
      below.expires_after(plan_.head_time);
      co_await wire::async_read_header(stream, buffer, parser, into(error));
      if (error == wire::error::header_limit) co_return co_await refuse(stream, below, 431);
      if (error == wire::error::body_limit) co_return co_await refuse(stream, below, 413);
      if (is_malformed(error)) co_return co_await refuse(stream, below, 400);
      if (error) co_return;
      const auto& head = parser.get();
      if (lower(std::string_view(head[wire::field::expect])) == "100-continue") {
        const wire::response<wire::empty_body> go_on(wire::status::continue_, 11);
        co_await wire::async_write(stream, go_on, into(error));
        if (error) co_return;
      }
      const auto expected = parser.content_length().value_or(plan_.largest_body);
      below.expires_after(first_body_time +
                          std::chrono::seconds(expected / std::max<std::size_t>(plan_.slowest_body, 1)));
      co_await wire::async_read(stream, buffer, parser, into(error));
      if (error == wire::error::body_limit) co_return co_await refuse(stream, below, 413);
      if (is_malformed(error)) co_return co_await refuse(stream, below, 400);
      if (error) co_return;

      auto message = parser.release();
      const bool keep = message.keep_alive() && !stopped_;
      const auto method = method_of(message.method());
      if (!method) co_return co_await refuse(stream, below, 405);
      auto target = parse_target(std::string_view(message.target()));
      if (!target) co_return co_await refuse(stream, below, 400);
      Request request{*method, std::move(target->path),   std::move(target->query),
                      {},      std::move(message.body()), certificate,
                      address};
      for (const auto& field : message)
        request.headers[lower(std::string_view(field.name_string()))] = std::string_view(field.value());

      ++answering_;
      struct Answered {
        std::atomic<int>& answering;
        ~Answered() { --answering; }
      };
      std::optional<Answered> answered(std::in_place, answering_);
      below.expires_never();
      const auto response = co_await asio::co_spawn(
          pool_, [&]() -> Task<Response> { co_return answer_to(request); }, asio::use_awaitable);
      if (response.events) answered.reset();
      if (response.events) co_return co_await stream_events(stream, below, response);
      below.expires_after(write_time +
                          std::chrono::seconds(response.body.size() / std::max<std::size_t>(plan_.slowest_body, 1)));
      if (!co_await write(stream, response, *method == Method::Head, keep) || !keep) co_return;
    }
  }

  /// What a client wrote, rather than what became of its line.
  static bool is_malformed(error_code error) {
    return error && error.category() == wire::make_error_code(wire::error::bad_method).category() &&
           error != wire::error::end_of_stream && error != wire::error::partial_message;
  }

  Response answer_to(const Request& request) const {
    try {
      return handler_(request);
    } catch (const std::exception& thrown) {
      std::fprintf(stderr, "http: %s %s: %s\n", std::string(name(request.method)).c_str(), request.path.c_str(),
                   thrown.what());
    } catch (...) {
      std::fprintf(stderr, "http: %s %s\n", std::string(name(request.method)).c_str(), request.path.c_str());
    }
    return answer(500, "text/plain", "");
  }

  template <class Stream>
  Task<bool> write(Stream& stream, const Response& response, bool head_alone, bool keep) {
    wire::response<wire::buffer_body> out;
    out.result(static_cast<unsigned>(response.status));
    out.version(11);
    out.set(wire::field::date, date_text(base::SystemClock().now()));  // offices compare their clocks with it
    for (const auto& [key, value] : response.headers) out.set(key, value);
    out.keep_alive(keep);
    if (response.status != 304) out.content_length(response.body.size());  // RFC 9110 8.6: of the file, or none
    out.body().data = head_alone || response.body.empty() ? nullptr : const_cast<std::uint8_t*>(response.body.data());
    out.body().size = head_alone ? 0 : response.body.size();
    out.body().more = false;
    wire::response_serializer<wire::buffer_body> serializer(out);
    error_code error;
    if (head_alone)
      co_await wire::async_write_header(stream, serializer, into(error));
    else
      co_await wire::async_write(stream, serializer, into(error));
    co_return !error;
  }

  /// Says no, and takes in a little of what still comes, so that the client reads the answer before its line ends.
  template <class Stream>
  Task<void> refuse(Stream& stream, beast::tcp_stream& below, int status) {
    below.expires_after(handshake_time);
    const auto body = answer(status, "text/plain", "");
    if (!co_await write(stream, body, false, false)) co_return;
    error_code error;
    std::array<char, 4096> rest;
    for (int i = 0; i < 64 && !error; ++i) co_await stream.async_read_some(asio::buffer(rest), into(error));
  }

  template <class Stream>
  Task<void> stream_events(Stream& stream, beast::tcp_stream& below, const Response& response) {
    error_code error;
    std::string head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncache-control: no-store\r\n";
    for (const auto& [key, value] : response.headers)
      if (key != "content-type" && key != "cache-control") head += key + ": " + value + "\r\n";
    head += "connection: close\r\n\r\n";
    below.expires_after(write_time);
    co_await asio::async_write(stream, asio::buffer(head), into(error));
    const auto bell = std::make_shared<asio::steady_timer>(*io_);
    const struct Silence {
      Subscription& events;
      ~Silence() { events.on_event({}); }
    } silence{*response.events};
    response.events->on_event([bell, this] { asio::post(*io_, [bell] { bell->cancel(); }); });
    while (!error && !stopped_) {
      while (const auto event = response.events->take()) {
        below.expires_after(write_time);
        co_await asio::async_write(stream, asio::buffer(*event), into(error));
        if (error) break;
      }
      if (error) break;
      bell->expires_after(plan_.event_ping);
      error_code woken;
      co_await bell->async_wait(into(woken));
      if (woken) continue;
      // a listener that is gone is noticed by what it does not take
      below.expires_after(write_time);
      co_await asio::async_write(stream, asio::buffer(":\n\n", 3), into(error));
    }
  }

  ServerPlan plan_;
  Handler handler_;
  std::unique_ptr<asio::io_context> io_ = std::make_unique<asio::io_context>(1);
  std::optional<asio::ssl::context> tls_;
  std::optional<tcp::acceptor> acceptor_;
  asio::thread_pool pool_;
  std::thread thread_;
  std::uint16_t port_ = 0;
  std::size_t open_ = 0;  // of the one thread that runs io_
  std::atomic<int> answering_ = 0;
  std::atomic<bool> stopped_ = false;
};

}  // namespace

base::Result<std::unique_ptr<Server>, ServerError> Server::start(ServerPlan plan, Handler handler) {
  std::optional<asio::ssl::context> tls;
  if (plan.identity) {
    tls = context_of(*plan.identity);
    if (!tls) return ServerError::BadIdentity;
  }
  auto server = std::make_unique<BeastServer>(std::move(plan), std::move(handler), std::move(tls));
  const auto listens = server->listen();
  if (!listens) return listens.error();
  return std::unique_ptr<Server>(std::move(server));
}

}  // namespace ktpel::http
