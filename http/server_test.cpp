// SPDX-License-Identifier: Apache-2.0
#include "http/server.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <thread>

#include "http/client.h"
#include "http/events.h"
#include "identity/site_authority.h"

// Goal: requests and answers arrive as they are; what a hostile or unlucky client does harms nobody else; who may not
// come in over TLS does not. Method: a real server on a free port, our client, and raw sockets for what it never sends.
namespace ktpel::http {
namespace {

using namespace std::chrono_literals;
const base::Time now{1764095400000};

Response echo(const Request& request) {
  if (request.path == "/throws") throw std::runtime_error("as asked");
  if (request.path == "/slow") std::this_thread::sleep_for(300ms);
  auto out = answer(request.path == "/missing" ? 404 : 200, "application/octet-stream", request.body);
  out.headers["x-path"] = request.path;
  out.headers["x-method"] = name(request.method);
  if (const auto* said = request.header("x-said")) out.headers["x-heard"] = *said;
  if (const auto* q = request.parameter("q")) out.headers["x-query"] = *q;
  out.headers["x-client"] = std::to_string(request.client_certificate.size());
  if (const auto certificate = identity::read_certificate(request.client_certificate))
    out.headers["x-site"] = certificate->site;
  return out;
}

std::unique_ptr<Server> serve(ServerPlan plan = {}, Handler handler = echo) {
  auto server = Server::start(std::move(plan), std::move(handler));
  EXPECT_TRUE(server);
  return std::move(server).value();
}

Client client_of(const Server& server) { return Client({"http://127.0.0.1:" + std::to_string(server.port())}); }

/// A line on which anything can be written.
class Raw {
 public:
  explicit Raw(const Server& server) : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_port = htons(server.port());
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::connect(fd_, reinterpret_cast<sockaddr*>(&at), sizeof at), 0);
    const timeval patience{5, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  }
  ~Raw() { ::close(fd_); }
  Raw(const Raw&) = delete;
  Raw& operator=(const Raw&) = delete;
  void write(std::string_view text) { (void)!::send(fd_, text.data(), text.size(), MSG_NOSIGNAL); }
  /// Until the other end closes, or there is `until`.
  std::string read(std::string_view until = "\xff") {
    std::string out;
    char some[4096];
    while (out.find(until) == std::string::npos) {
      const auto n = ::recv(fd_, some, sizeof some, 0);
      if (n <= 0) break;
      out.append(some, static_cast<std::size_t>(n));
    }
    return out;
  }

 private:
  int fd_;
};

TEST(Server, CarriesRequestsAndAnswers) {
  const auto server = serve();
  auto client = client_of(*server);
  const base::Bytes body = {0, 1, 255, 13, 10};
  for (const auto method : {Method::Get, Method::Post, Method::Put, Method::Delete, Method::Options}) {
    const auto got =
        client.send(method, "/a%20b?q=1%2F2", method == Method::Get ? base::ByteView() : body, {{"X-Said", "halo"}});
    ASSERT_TRUE(got);
    EXPECT_EQ(got->status, 200);
    EXPECT_EQ(*got->header("x-method"), name(method));
    EXPECT_EQ(*got->header("x-path"), "/a b");
    EXPECT_EQ(*got->header("x-query"), "1/2");
    EXPECT_EQ(*got->header("x-heard"), "halo");
    if (method == Method::Post || method == Method::Put) {
      EXPECT_EQ(got->body, body);
    }
  }
  EXPECT_EQ(client.send(Method::Head, "/x")->status, 200);
  EXPECT_EQ(client.send(Method::Get, "/missing")->status, 404);
  EXPECT_EQ(client.send(Method::Post, "/x")->status, 200);
}

TEST(Server, OutlivesAHandlerThatThrows) {
  const auto server = serve();
  auto client = client_of(*server);
  EXPECT_EQ(client.send(Method::Get, "/throws")->status, 500);
  EXPECT_EQ(client.send(Method::Get, "/x")->status, 200);
}

TEST(Server, RefusesWhatIsTooLargeOrMalformed) {
  ServerPlan plan;
  plan.largest_body = 1000;
  const auto server = serve(std::move(plan));
  auto client = client_of(*server);
  EXPECT_EQ(client.send(Method::Post, "/x", base::Bytes(1000, 1))->status, 200);
  EXPECT_EQ(client.send(Method::Post, "/x", base::Bytes(1001, 1))->status, 413);
  const auto said = [&](std::string_view text) {
    Raw raw(*server);
    raw.write(text);
    return raw.read("\r\n").substr(0, 12);
  };
  EXPECT_EQ(said("GET / HTTP/1.1\r\nhost: x\r\nx: " + std::string(20000, 'a') + "\r\n\r\n"), "HTTP/1.1 431");
  EXPECT_EQ(said("rubbish\r\n\r\n"), "HTTP/1.1 400");
  EXPECT_EQ(said("GET /../x HTTP/1.1\r\nhost: x\r\n\r\n"), "HTTP/1.1 400");
  EXPECT_EQ(said("PATCH / HTTP/1.1\r\nhost: x\r\n\r\n"), "HTTP/1.1 405");
  EXPECT_EQ(said("POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"),
            "HTTP/1.1 200");
  EXPECT_EQ(said("POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n7d0\r\n" + std::string(2000, 'a') +
                 "\r\n0\r\n\r\n"),
            "HTTP/1.1 413");
  EXPECT_EQ(client.send(Method::Get, "/x")->status, 200);
}

TEST(Server, IsNotHeldByWhoSaysLittle) {
  ServerPlan plan;
  plan.head_time = 200ms;
  plan.connections = 4;
  const auto server = serve(std::move(plan));
  {
    std::vector<std::unique_ptr<Raw>> slow;
    for (int i = 0; i < 4; ++i) {
      slow.push_back(std::make_unique<Raw>(*server));
      slow.back()->write("GET / HT");
    }
    EXPECT_EQ(slow.front()->read(), "") << "closed when the time for a head is over";
  }
  auto client = client_of(*server);
  EXPECT_EQ(client.send(Method::Get, "/x")->status, 200);
}

TEST(Server, AnswersManyAtOnce) {
  const auto server = serve();
  std::atomic<int> right = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t)
    threads.emplace_back([&, t] {
      auto client = client_of(*server);
      for (int i = 0; i < 50; ++i) {
        const base::Bytes body(static_cast<std::size_t>(i * 37), static_cast<std::uint8_t>(t));
        const auto got = client.send(Method::Post, "/x", body);
        if (got && got->body == body) ++right;
      }
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(right, 400);
}

TEST(Server, EndsWhenTheLastAnswerIsGiven) {
  auto server = serve();
  auto client = client_of(*server);
  std::thread asks([&] { EXPECT_EQ(client.send(Method::Get, "/slow")->status, 200); });
  std::this_thread::sleep_for(100ms);
  server->stop();
  asks.join();
  EXPECT_EQ(client.send(Method::Get, "/x").error(), LineError::NoLine);
}

TEST(Server, SaysWhyItCannotStart) {
  const auto server = serve();
  ServerPlan taken;
  taken.port = server->port();
  EXPECT_EQ(Server::start(std::move(taken), echo).error(), ServerError::PortTaken);
  ServerPlan elsewhere;
  elsewhere.address = "203.0.113.7";
  EXPECT_EQ(Server::start(std::move(elsewhere), echo).error(), ServerError::BadAddress);
  ServerPlan nobody;
  nobody.identity = ServerIdentity{"", base::Secret(), ""};
  EXPECT_EQ(Server::start(std::move(nobody), echo).error(), ServerError::BadIdentity);
}

// TLS.

class Tls : public testing::Test {
 protected:
  Tls() {
    auto own = authority.issue_server({"127.0.0.1"}, clock.now());
    ServerPlan plan;
    plan.identity = ServerIdentity{own.chain_pem, std::move(own.key_pem), authority.certificate_pem()};
    server = serve(std::move(plan));
  }
  Client client(ClientIdentity identity) const {
    return Client({"https://127.0.0.1:" + std::to_string(server->port()), std::move(identity)});
  }
  ClientIdentity site_of(const identity::SiteAuthority& from, const std::string& site) const {
    auto request = identity::make_request(site);
    return {authority.certificate_pem(), *from.issue_site(request.csr_pem, site, clock.now()),
            std::move(request.key_pem), ""};
  }
  const base::SystemClock clock;
  const identity::SiteAuthority authority = identity::SiteAuthority::found("Pusat UJI", clock.now()),
                                other = identity::SiteAuthority::found("Pusat UJI", clock.now());
  std::unique_ptr<Server> server;
};

TEST_F(Tls, KnowsTheSiteByItsCertificate) {
  auto site = client(site_of(authority, "dinas-9901"));
  const auto got = site.send(Method::Get, "/x");
  ASSERT_TRUE(got);
  EXPECT_EQ(*got->header("x-site"), "dinas-9901");
  auto nobody = client({authority.certificate_pem()});
  EXPECT_EQ(*nobody.send(Method::Get, "/x")->header("x-client"), "0");
}

TEST_F(Tls, KnowsTheSiteWhenItComesBack) {
  auto site = client(site_of(authority, "dinas-9901"));
  for (int i = 0; i < 3; ++i) {
    const auto got = site.send(Method::Get, "/x");
    ASSERT_TRUE(got) << i;
    EXPECT_EQ(*got->header("x-site"), "dinas-9901");
    EXPECT_EQ(site.send(Method::Get, "/%2e%2e/x")->status, 400) << "after which the server ends the line";
  }
}

TEST_F(Tls, TrustsNoOtherAuthority) {
  auto stranger = client(site_of(other, "dinas-9901"));
  EXPECT_FALSE(stranger.send(Method::Get, "/x")) << "a certificate of another authority";
  auto misled = client({other.certificate_pem()});
  EXPECT_EQ(misled.send(Method::Get, "/x").error(), LineError::NotTrusted);
}

TEST_F(Tls, TrustsAFingerprintAtFirstContact) {
  const auto print = authority.fingerprint().hex();
  ClientIdentity pinned;
  pinned.pinned = print.substr(0, 24);
  auto first = client(std::move(pinned));
  EXPECT_EQ(first.send(Method::Get, "/x")->status, 200);
  for (const auto& wrong : {std::string(24, '0'), other.fingerprint().hex(), print.substr(0, 8)}) {
    ClientIdentity identity;
    identity.pinned = wrong;
    auto misled = client(std::move(identity));
    EXPECT_EQ(misled.send(Method::Get, "/x").error(), LineError::NotTrusted) << wrong;
  }
}

TEST_F(Tls, SpeaksNothingElseOnThePort) {
  auto plain = Client({"http://127.0.0.1:" + std::to_string(server->port())});
  EXPECT_FALSE(plain.send(Method::Get, "/x"));
}

// Events.

TEST(Events, ReachEveryListenerInOrder) {
  Feed feed;
  const auto server = serve({}, [&](const Request&) {
    Response out;
    out.events = feed.subscribe();
    return out;
  });
  Raw first(*server), second(*server);
  for (auto* raw : {&first, &second}) {
    raw->write("GET /events HTTP/1.1\r\nhost: x\r\n\r\n");
    EXPECT_NE(raw->read("\r\n\r\n").find("text/event-stream"), std::string::npos);
  }
  while (feed.listeners() < 2) std::this_thread::sleep_for(5ms);
  feed.publish("queue", "A-031");
  feed.publish("queue", "A-032\nloket 2");
  for (auto* raw : {&first, &second})
    EXPECT_EQ(raw->read("loket 2\n\n"), "event: queue\ndata: A-031\n\nevent: queue\ndata: A-032\ndata: loket 2\n\n");
}

TEST(Events, AListenerThatIsGoneIsForgotten) {
  Feed feed;
  ServerPlan plan;
  plan.event_ping = 20ms;
  const auto server = serve(std::move(plan), [&](const Request&) {
    Response out;
    out.events = feed.subscribe();
    return out;
  });
  {
    Raw raw(*server);
    raw.write("GET /events HTTP/1.1\r\nhost: x\r\n\r\n");
    raw.read("\r\n\r\n");
    EXPECT_EQ(feed.listeners(), 1u);
  }
  for (int i = 0; i < 200 && feed.listeners() > 0; ++i) std::this_thread::sleep_for(10ms);
  EXPECT_EQ(feed.listeners(), 0u);
}

TEST(Events, TheOldestGiveWayForASlowListener) {
  Feed feed;
  const auto slow = feed.subscribe();
  for (std::size_t i = 0; i <= Subscription::longest_queue; ++i) feed.publish("n", std::to_string(i));
  EXPECT_EQ(*slow->take(), "event: lost\ndata: \n\n");
  EXPECT_EQ(*slow->take(), "event: n\ndata: " + std::to_string(Subscription::longest_queue) + "\n\n");
  EXPECT_FALSE(slow->take());
}

}  // namespace
}  // namespace ktpel::http
