// SPDX-License-Identifier: Apache-2.0
#include "line/bad_line.h"

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <map>
#include <thread>

#include "http/server.h"
#include "identity/site_authority.h"
#include "line/counter_routes.h"
#include "line/remote_center.h"

// Goal: what passes a bad line is unaltered, its faults look to an office as a line that is down, and work goes on
// behind them. Method: the pace with times of our own; then a real server and client over TLS with the line between.
namespace ktpel::line {
namespace {

using api::ExchangeError;
using base::Digest;
using std::chrono::milliseconds;
using std::chrono::seconds;

const journal::SiteId office = journal::SiteId::of("dinas-9901");

TEST(Pace, IsBytesASecondAndADelay) {
  const LinePace::Time start(seconds(1000));
  LinePace pace(8000, milliseconds(2000));
  EXPECT_EQ(pace.send(8000, start), start + seconds(3));
  EXPECT_EQ(pace.send(4000, start), start + milliseconds(3500)) << "behind what was sent before";
  EXPECT_EQ(pace.send(80, start + seconds(60)), start + milliseconds(62010)) << "a line at rest saves nothing up";
  LinePace free(0, milliseconds(5));
  EXPECT_EQ(free.send(1u << 30, start), start + milliseconds(5));
}

/// Keeps blobs, and counts what came for them.
class BlobKeeper final : public api::Exchange {
 public:
  explicit BlobKeeper(std::map<Digest, base::Bytes>& blobs) : blobs_(blobs) {}
  base::Result<std::optional<journal::Checkpoint>, ExchangeError> standing() override {
    return std::optional<journal::Checkpoint>();
  }
  base::Result<std::vector<Digest>, ExchangeError> missing_blobs(const std::vector<Digest>& wanted) override {
    return wanted;
  }
  base::Result<base::Done, ExchangeError> put_blob(base::ByteView bytes) override {
    blobs_[base::sha256(bytes)] = {bytes.begin(), bytes.end()};
    return base::Done{};
  }
  base::Result<journal::Checkpoint, ExchangeError> push(const std::vector<journal::Entry>&) override {
    return ExchangeError::Broken;
  }
  base::Result<std::vector<journal::Entry>, ExchangeError> pull(journal::Sequence, std::size_t) override {
    return std::vector<journal::Entry>();
  }
  base::Result<base::Bytes, ExchangeError> get_blob(const Digest& digest) override {
    const auto found = blobs_.find(digest);
    if (found == blobs_.end()) return ExchangeError::NotThere;
    return found->second;
  }
  base::Result<std::optional<api::FoundResident>, ExchangeError> find_resident(const person::Nik&,
                                                                               const journal::Actor&) override {
    return std::optional<api::FoundResident>();
  }

 private:
  std::map<Digest, base::Bytes>& blobs_;
};

class BadLines : public testing::Test {
 protected:
  BadLines() {
    std::string name = (std::filesystem::temp_directory_path() / "ktpel-bad-line-XXXXXX").string();
    folder = ::mkdtemp(name.data());
    routes = std::make_unique<CounterRoutes>(
        [this](const journal::SiteId&, base::ByteView) -> std::unique_ptr<api::Exchange> {
          return std::make_unique<BlobKeeper>(blobs);
        },
        folder / "uploads");
    auto own = authority.issue_server({"127.0.0.1"}, clock.now());
    http::ServerPlan plan;
    plan.identity = http::ServerIdentity{own.chain_pem, std::move(own.key_pem), authority.certificate_pem()};
    plan.workers = 1;
    server = std::move(http::Server::start(std::move(plan), [this](const http::Request& request) {
                         received += request.body.size();
                         return routes->serve(request).value_or(http::answer(404, "text/plain", ""));
                       }).value());
  }
  ~BadLines() override {
    line.reset();
    server.reset();
    std::filesystem::remove_all(folder);
  }
  void start(BadLinePlan plan) {
    line = BadLine::start(server->port(), plan);
    ASSERT_TRUE(line);
  }
  RemoteCenter remote(milliseconds connect_time = milliseconds(10000)) const {
    return remote_at(clock.now(), connect_time);
  }
  /// With a certificate that was issued then.
  RemoteCenter remote_at(base::Time issued, milliseconds connect_time = milliseconds(10000)) const {
    auto request = identity::make_request(office.text());
    http::ClientPlan plan{
        "https://127.0.0.1:" + std::to_string(line->port()),
        http::ClientIdentity{authority.certificate_pem(), *authority.issue_site(request.csr_pem, office.text(), issued),
                             std::move(request.key_pem), ""}};
    plan.connect_time = connect_time;
    plan.slowest = 1;
    plan.slowest_for = seconds(1);
    return RemoteCenter(std::move(plan));
  }
  static base::Bytes blob_of(std::size_t size) {
    base::SeededRandom random(size);
    base::Bytes out(size);
    for (auto& byte : out) byte = static_cast<std::uint8_t>(random.next());
    return out;
  }
  static BadLinePlan quick() { return {.bytes_per_second = 0, .delay = milliseconds(0)}; }
  const base::SystemClock clock;
  const identity::SiteAuthority authority = identity::SiteAuthority::found("Pusat UJI", clock.now());
  std::filesystem::path folder;
  std::map<Digest, base::Bytes> blobs;
  std::unique_ptr<CounterRoutes> routes;
  std::atomic<std::size_t> received = 0;
  std::unique_ptr<http::Server> server;
  std::unique_ptr<BadLine> line;
};

TEST_F(BadLines, PassBytesUnaltered) {
  auto plan = quick();
  plan.delay = milliseconds(2);
  start(plan);
  auto center = remote();
  const auto blob = blob_of(700'001);
  ASSERT_TRUE(center.put_blob(blob));
  EXPECT_EQ(blobs.at(base::sha256(blob)), blob);
  EXPECT_EQ(center.get_blob(base::sha256(blob)).value(), blob);
  const auto counts = line->counts();
  EXPECT_GT(counts.bytes_up, blob.size());
  EXPECT_GT(counts.bytes_down, blob.size());
  EXPECT_EQ(counts.connections, 1u) << "the connection was kept";
  EXPECT_EQ(counts.resets + counts.half_open + counts.cuts, 0u);
}

TEST_F(BadLines, AreLateAtTimesAndAsBadAsTheyAreChangedTo) {
  auto plan = quick();
  plan.delay = milliseconds(150);
  plan.late_after = milliseconds(100);
  plan.late_for = milliseconds(100);
  start(plan);
  auto center = remote();
  ASSERT_TRUE(center.pull(journal::before_first, 5));
  int prompt = 0, late = 0;  // a call's time says at least whether it waited for bytes that were late
  for (int i = 0; i < 100000 && (prompt < 3 || late < 3); ++i) {
    const auto began = std::chrono::steady_clock::now();
    ASSERT_TRUE(center.pull(journal::before_first, 5));
    ++(std::chrono::steady_clock::now() - began < milliseconds(150) ? prompt : late);
  }
  EXPECT_GE(prompt, 3);
  EXPECT_GE(late, 3);
  line->change({.bytes_per_second = 0, .delay = milliseconds(0), .half_open = 1000});
  auto other = remote(milliseconds(300));
  EXPECT_EQ(other.pull(journal::before_first, 5).error(), ExchangeError::LineDown);
  line->change(quick());
  EXPECT_TRUE(other.pull(journal::before_first, 5));
  EXPECT_TRUE(center.put_blob(blob_of(100'000))) << "the connection from before is still there";
  EXPECT_EQ(line->counts().connections - line->counts().half_open, 2u);
}

TEST_F(BadLines, CarryNoMoreThanTheirRate) {
  auto plan = quick();
  plan.bytes_per_second = 200'000;
  const auto began = std::chrono::steady_clock::now();
  start(plan);
  auto center = remote();
  ASSERT_TRUE(center.put_blob(blob_of(150'000)));
  const auto counts = line->counts();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
  // no more than the time allowed; how long it took is the machine's affair
  EXPECT_LE(static_cast<double>(counts.bytes_up), 200'000 * took.count());
}

TEST_F(BadLines, AResetIsALineThatIsDown) {
  auto plan = quick();
  plan.reset_after = 1;  // within the first bytes of TLS
  start(plan);
  auto center = remote();
  for (int i = 0; i < 5; ++i) EXPECT_EQ(center.pull(journal::before_first, 5).error(), ExchangeError::LineDown);
  EXPECT_GE(line->counts().resets, 5u);
  line.reset();
  start(quick());
  auto later = remote();
  ASSERT_TRUE(later.pull(journal::before_first, 5));
  line->reset_all();
  const auto pulled = later.pull(journal::before_first, 5);  // over a connection that is dead: noticed, or made anew
  EXPECT_TRUE(pulled || pulled.error() == ExchangeError::LineDown);
  EXPECT_TRUE(later.pull(journal::before_first, 5));
}

TEST_F(BadLines, WhoAcceptsAndSaysNothingIsALineThatIsDown) {
  auto plan = quick();
  plan.half_open = 1000;
  start(plan);
  auto center = remote(milliseconds(300));
  EXPECT_EQ(center.pull(journal::before_first, 5).error(), ExchangeError::LineDown);
  EXPECT_EQ(line->counts().half_open, line->counts().connections);
}

TEST_F(BadLines, ACutLineIsDownUntilItIsMended) {
  start(quick());
  auto center = remote(milliseconds(300));
  ASSERT_TRUE(center.pull(journal::before_first, 5));
  line->cut_for(seconds(3600));
  EXPECT_EQ(center.pull(journal::before_first, 5).error(), ExchangeError::LineDown);
  EXPECT_EQ(center.pull(journal::before_first, 5).error(), ExchangeError::LineDown) << "nor a new connection";
  line->mend();
  EXPECT_TRUE(center.pull(journal::before_first, 5));
  EXPECT_EQ(line->counts().cuts, 1u);
}

TEST_F(BadLines, RefuseUntilTheyDoNot) {
  start(quick());
  auto center = remote();
  ASSERT_TRUE(center.pull(journal::before_first, 5));
  line->refuse(true);
  const auto began = std::chrono::steady_clock::now();
  EXPECT_EQ(center.pull(journal::before_first, 5).error(), ExchangeError::LineDown);
  EXPECT_EQ(remote().pull(journal::before_first, 5).error(), ExchangeError::LineDown) << "nor a new connection";
  EXPECT_LT(std::chrono::steady_clock::now() - began, seconds(10)) << "at once: nothing hangs until it is given up";
  line->refuse(false);
  EXPECT_TRUE(center.pull(journal::before_first, 5));
}

TEST_F(BadLines, AreCutBySeedAndGoOn) {
  auto plan = quick();
  plan.cut_after = milliseconds(20);
  plan.cut_for = milliseconds(20);
  start(plan);
  auto center = remote();
  const auto blob = blob_of(300'000);
  for (int i = 0; i < 100 && line->counts().cuts < 3; ++i) ASSERT_TRUE(center.put_blob(blob));
  EXPECT_GE(line->counts().cuts, 3u);
  EXPECT_EQ(blobs.at(base::sha256(blob)), blob);
}

// A recording over a line that holds for two parts of it at a time: each try goes on where the last one stopped.
TEST_F(BadLines, ABlobArrivesWholeOverManyResets) {
  auto plan = quick();
  plan.reset_after = 2 * part_bytes;
  start(plan);
  const auto blob = blob_of(2'000'000);
  auto center = remote();
  int tries = 1;
  for (; tries < 1000; ++tries) {
    const auto put = center.put_blob(blob);
    if (put) break;
    ASSERT_EQ(put.error(), ExchangeError::LineDown);
  }
  EXPECT_EQ(blobs.at(base::sha256(blob)), blob);
  EXPECT_GE(line->counts().resets, 5u);
  EXPECT_GE(tries, 5);
  // The line may also be lost with the very last answer: then the whole goes again.
  EXPECT_EQ(received % blob.size(), 0u) << "no byte that had arrived went again";
  for (;;) {
    const auto got = center.get_blob(base::sha256(blob));
    if (got) {
      EXPECT_EQ(*got, blob);
      break;
    }
    ASSERT_EQ(got.error(), ExchangeError::LineDown);
  }
}

TEST_F(BadLines, EndWhileBytesAreOnTheirWay) {
  start({.bytes_per_second = 1000, .delay = seconds(2)});
  std::thread client([&] {
    auto center = remote();
    EXPECT_EQ(center.put_blob(blob_of(100'000)).error(), ExchangeError::LineDown);
  });
  while (line->counts().connections == 0) std::this_thread::sleep_for(milliseconds(1));
  line.reset();
  client.join();
}

// What is out of date is said so, at either end; it is no line that is down.
TEST_F(BadLines, ACertificateThatRanOutIsNoLineThatIsDown) {
  start(quick());
  const base::Time long_ago{clock.now().ms - 30LL * 366 * 86400000};
  auto mine = remote_at(long_ago);
  // The end of the connection may overtake the server's word, and is a line that is down: the next try hears it.
  const auto heard = [&] {
    for (int tries = 0; tries < 50; ++tries)
      if (const auto pulled = mine.pull(journal::before_first, 5); pulled || pulled.error() != ExchangeError::LineDown)
        return pulled.error();
    return ExchangeError::LineDown;
  };
  EXPECT_EQ(heard(), ExchangeError::OutOfDate) << "the server says so";

  auto old = authority.issue_server({"127.0.0.1"}, long_ago);
  http::ServerPlan plan;
  plan.identity = http::ServerIdentity{old.chain_pem, std::move(old.key_pem), authority.certificate_pem()};
  server = std::move(http::Server::start(std::move(plan), [](const http::Request&) {
                       return http::answer(200, "text/plain", "");
                     }).value());
  start(quick());
  auto theirs = remote();
  EXPECT_EQ(theirs.pull(journal::before_first, 5).error(), ExchangeError::OutOfDate) << "the client sees it";
}

}  // namespace
}  // namespace ktpel::line
