// SPDX-License-Identifier: Apache-2.0
#include "line/bad_line.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cmath>
#include <deque>
#include <list>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "base/bytes.h"

namespace ktpel::line {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

LinePace::Time LinePace::send(std::size_t bytes, Time now) {
  free_at_ = std::max(free_at_, now);
  if (bytes_per_second_ > 0)
    free_at_ += std::chrono::nanoseconds(static_cast<std::int64_t>(bytes) * 1'000'000'000 /
                                         static_cast<std::int64_t>(bytes_per_second_));
  return free_at_ + delay_;
}

namespace {

/// Bytes that are on the way of one connection and direction at most; behind them the sender waits.
constexpr std::size_t most_on_the_way = 64 << 10;
/// What is read at a time, so that connections share a slow line fairly: about a packet.
constexpr std::size_t piece = 1400;

class Socket {
 public:
  explicit Socket(int fd = -1) : fd_(fd) {}
  Socket(Socket&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Socket& operator=(Socket&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Socket() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }
  /// Closes with a reset instead of an end.
  void reset() {
    if (fd_ < 0) return;
    const linger hard{1, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
    ::close(std::exchange(fd_, -1));
  }

 private:
  int fd_;
};

sockaddr_in own_machine(std::uint16_t port) {
  sockaddr_in out{};
  out.sin_family = AF_INET;
  out.sin_port = htons(port);
  out.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return out;
}

/// About `mean`, as such things fall: many sooner, few much later.
double drawn(base::SeededRandom& random, double mean) { return -mean * std::log(1.0 - random.uniform()); }

/// What is on its way in one direction of a connection.
struct Stream {
  struct Chunk {
    base::Bytes bytes;
    Clock::time_point due;
    std::size_t sent = 0;
  };
  std::deque<Chunk> chunks;
  std::size_t held = 0;
  bool has_ended = false;  ///< the sender said so
  bool told_end = false;   ///< and so the receiver was told, behind the last byte
  bool blocked = false;    ///< the receiver takes nothing now
};

struct Connection {
  Socket client, target;
  Stream up, down;
  bool half_open = false;
  std::uint64_t left = 0;  ///< bytes until it is reset; 0: never
};

class ProxyLine final : public BadLine {
 public:
  ProxyLine(Socket listener, Socket wake, std::uint16_t port, std::uint16_t target, BadLinePlan plan)
      : listener_(std::move(listener)),
        wake_(std::move(wake)),
        port_(port),
        target_(target),
        plan_(plan),
        up_(plan.bytes_per_second, plan.delay),
        down_(plan.bytes_per_second, plan.delay),
        cuts_(base::SeededRandom(plan.seed).branch(0)),
        lateness_(base::SeededRandom(plan.seed).branch(~std::uint64_t{0})) {
    become(Clock::now());
    thread_ = std::thread([this] { run(); });
  }
  ~ProxyLine() override {
    ends_ = true;
    ring();
    thread_.join();
    for (auto& one : connections_) {
      one.client.reset();
      one.target.reset();
    }
  }
  std::uint16_t port() const override { return port_; }
  void cut_for(milliseconds time) override {
    {
      const std::scoped_lock lock(mutex_);
      cut_until_ = Clock::now() + time;
      ++counts_.cuts;
    }
    ring();
  }
  void mend() override {
    {
      const std::scoped_lock lock(mutex_);
      cut_until_ = {};
    }
    ring();
  }
  void refuse(bool refused) override {
    refused_ = refused;
    ring();
  }
  void change(const BadLinePlan& plan) override {
    {
      const std::scoped_lock lock(mutex_);
      changes_to_ = plan;
    }
    ring();
  }
  void reset_all() override {
    {
      const std::scoped_lock lock(mutex_);
      reset_wanted_ = true;
    }
    ring();
  }
  BadLineCounts counts() const override {
    const std::scoped_lock lock(mutex_);
    return counts_;
  }

 private:
  void ring() const {
    const std::uint64_t one = 1;
    (void)!::write(wake_.get(), &one, sizeof one);
  }

  void plan_next_cut(Clock::time_point now) {
    if (plan_.cut_after.count() > 0)
      next_cut_ = now + milliseconds(static_cast<std::int64_t>(drawn(cuts_, double(plan_.cut_after.count()))));
  }

  /// Sets out with the plan.
  void become(Clock::time_point now) {
    up_ = down_ = LinePace(plan_.bytes_per_second, plan_.delay);
    next_cut_ = {};
    plan_next_cut(now);
    late_ = plan_.late_after.count() <= 0;
    turns_ = now;
    if (!late_) turn(now, false);
  }

  void turn(Clock::time_point at, bool late) {
    late_ = late;
    turns_ = at + (late ? plan_.late_for
                        : milliseconds(static_cast<std::int64_t>(drawn(lateness_, double(plan_.late_after.count())))));
    for (auto* pace : {&up_, &down_}) pace->set_delay(late ? plan_.delay : milliseconds(0));
  }

  /// Prompt and late in turn, where the plan says so.
  void keep_turning(Clock::time_point now) {
    if (plan_.late_after.count() <= 0) return;
    while (turns_ <= now) turn(turns_, !late_);
  }

  void run() {
    while (!ends_) {
      auto now = Clock::now();
      bool is_cut = false, all_reset = false;
      {
        const std::scoped_lock lock(mutex_);
        if (changes_to_) {
          plan_ = *std::exchange(changes_to_, std::nullopt);
          become(now);
        }
        if (next_cut_ != Clock::time_point() && now >= next_cut_) {
          cut_until_ = std::max(cut_until_, now + plan_.cut_for);
          ++counts_.cuts;
          plan_next_cut(cut_until_);
        }
        is_cut = now < cut_until_;
        all_reset = std::exchange(reset_wanted_, false);
      }
      if (all_reset || refused_)
        for (auto& one : connections_) reset(one);
      if (!is_cut)
        for (auto& one : connections_) deliver(one, now);
      connections_.remove_if([](const Connection& one) { return one.client.get() < 0; });
      wait(now, is_cut);
    }
  }

  /// Waits for whatever is next, and takes what came in.
  void wait(Clock::time_point now, bool is_cut) {
    std::vector<pollfd> polled = {{wake_.get(), POLLIN, 0}, {listener_.get(), POLLIN, 0}};
    auto until = now + std::chrono::seconds(1);
    if (is_cut) {
      const std::scoped_lock lock(mutex_);
      until = std::min(until, cut_until_);
    } else if (next_cut_ != Clock::time_point()) {
      until = std::min(until, next_cut_);
    }
    const auto events_of = [&](const Stream& from, const Stream& to) {
      short events = 0;
      if (!is_cut && !from.has_ended && from.held < most_on_the_way) events |= POLLIN;
      if (!is_cut && to.blocked) events |= POLLOUT;
      if (!is_cut && !to.chunks.empty() && !to.blocked) until = std::min(until, to.chunks.front().due);
      return events;
    };
    const auto watch = [&](const Socket& socket, short events) {
      // one that nothing is wanted of would ring for its end without a pause
      polled.push_back({events ? socket.get() : -1, events, 0});
    };
    for (const auto& one : connections_) {
      watch(one.client, events_of(one.up, one.down));
      watch(one.target, events_of(one.down, one.up));
    }
    const auto left = std::chrono::duration_cast<std::chrono::nanoseconds>(until - Clock::now());
    const auto ns = std::max<std::int64_t>(left.count(), 0);
    const timespec time{static_cast<time_t>(ns / 1'000'000'000), static_cast<long>(ns % 1'000'000'000)};
    if (::ppoll(polled.data(), polled.size(), &time, nullptr) < 0) return;
    if (polled[0].revents) {
      std::uint64_t rung;
      (void)!::read(wake_.get(), &rung, sizeof rung);
    }
    if (!is_cut) {
      std::size_t at = 2;
      for (auto& one : connections_) {
        const auto client = polled[at++].revents, target = polled[at++].revents;
        if (client & POLLOUT) one.down.blocked = false;
        if (target & POLLOUT) one.up.blocked = false;
        if (client & (POLLIN | POLLHUP | POLLERR)) take(one, one.client, one.up, up_);
        if (one.client.get() >= 0 && one.target.get() >= 0 && target & (POLLIN | POLLHUP | POLLERR))
          take(one, one.target, one.down, down_);
      }
    }
    // Who comes after a change meets the changed line.
    if (polled[1].revents && !polled[0].revents) accept_one();
  }

  void accept_one() {
    Socket client(::accept4(listener_.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (client.get() < 0) return;
    if (refused_) return client.reset();
    Connection made;
    auto random = base::SeededRandom(plan_.seed).branch(++number_);
    made.half_open = random.below(1000) < plan_.half_open;
    if (plan_.reset_after > 0) made.left = 1 + static_cast<std::uint64_t>(drawn(random, double(plan_.reset_after)));
    {
      const std::scoped_lock lock(mutex_);
      ++counts_.connections;
      if (made.half_open) ++counts_.half_open;
    }
    if (!made.half_open) {
      made.target = Socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
      const auto address = own_machine(target_);
      if (made.target.get() < 0 ||
          ::connect(made.target.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        client.reset();  // nobody is at the other end
        return;
      }
      ::fcntl(made.target.get(), F_SETFL, ::fcntl(made.target.get(), F_GETFL) | O_NONBLOCK);
      const int yes = 1;
      ::setsockopt(made.target.get(), IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
      ::setsockopt(client.get(), IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    }
    made.client = std::move(client);
    connections_.push_back(std::move(made));
  }

  void reset(Connection& one) {
    if (one.client.get() < 0) return;
    {
      const std::scoped_lock lock(mutex_);
      ++counts_.resets;  // before anybody can notice
    }
    drop(one);
  }

  /// An end that was lost takes the other with it.
  static void drop(Connection& one) {
    one.client.reset();
    one.target.reset();
  }

  void take(Connection& one, const Socket& from, Stream& stream, LinePace& pace) {
    keep_turning(Clock::now());
    std::array<std::uint8_t, piece> buffer;
    while (stream.held < most_on_the_way) {
      const auto got = ::read(from.get(), buffer.data(), buffer.size());
      if (got < 0) {
        if (errno != EAGAIN && errno != EINTR) drop(one);
        return;
      }
      if (one.half_open) {
        if (got == 0) return drop(one);
        continue;  // it vanishes
      }
      if (got == 0) {
        stream.has_ended = true;
        return;
      }
      const auto size = static_cast<std::size_t>(got);
      if (one.left > 0) {
        if (size >= one.left) return reset(one);
        one.left -= size;
      }
      stream.chunks.push_back({{buffer.begin(), buffer.begin() + got}, pace.send(size, Clock::now())});
      stream.held += size;
    }
  }

  void deliver(Connection& one, Clock::time_point now) {
    deliver(one, one.up, one.target, now, &BadLineCounts::bytes_up);
    if (one.client.get() >= 0) deliver(one, one.down, one.client, now, &BadLineCounts::bytes_down);
    if (one.up.told_end && one.down.told_end) one = Connection();  // both ends are closed in peace
  }

  void deliver(Connection& one, Stream& stream, const Socket& to, Clock::time_point now,
               std::uint64_t BadLineCounts::*count) {
    while (!stream.blocked && !stream.chunks.empty() && stream.chunks.front().due <= now) {
      auto& chunk = stream.chunks.front();
      const auto put = ::send(to.get(), chunk.bytes.data() + chunk.sent, chunk.bytes.size() - chunk.sent, MSG_NOSIGNAL);
      if (put < 0) {
        if (errno == EAGAIN || errno == EINTR)
          stream.blocked = errno == EAGAIN;
        else
          drop(one);
        return;
      }
      chunk.sent += static_cast<std::size_t>(put);
      stream.held -= static_cast<std::size_t>(put);
      {
        const std::scoped_lock lock(mutex_);
        counts_.*count += static_cast<std::uint64_t>(put);
      }
      if (chunk.sent == chunk.bytes.size()) stream.chunks.pop_front();
    }
    if (stream.has_ended && !stream.told_end && stream.chunks.empty() && to.get() >= 0) {
      ::shutdown(to.get(), SHUT_WR);
      stream.told_end = true;
    }
  }

  Socket listener_, wake_;
  std::uint16_t port_, target_;
  BadLinePlan plan_;
  LinePace up_, down_;
  base::SeededRandom cuts_, lateness_;
  bool late_ = false;
  Clock::time_point turns_{};  ///< when it is late no more, or late again
  std::uint64_t number_ = 0;
  std::list<Connection> connections_;
  Clock::time_point next_cut_{};  ///< all these of the thread alone
  mutable std::mutex mutex_;
  Clock::time_point cut_until_{};
  bool reset_wanted_ = false;
  std::optional<BadLinePlan> changes_to_;
  BadLineCounts counts_;
  std::atomic<bool> ends_ = false, refused_ = false;
  std::thread thread_;
};

}  // namespace

std::unique_ptr<BadLine> BadLine::start(std::uint16_t target_port, BadLinePlan plan) {
  Socket listener(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  Socket wake(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  auto address = own_machine(0);
  socklen_t size = sizeof address;
  if (listener.get() < 0 || wake.get() < 0 ||
      ::bind(listener.get(), reinterpret_cast<const sockaddr*>(&address), size) != 0 ||
      ::listen(listener.get(), 64) != 0 ||
      ::getsockname(listener.get(), reinterpret_cast<sockaddr*>(&address), &size) != 0)
    return nullptr;
  return std::make_unique<ProxyLine>(std::move(listener), std::move(wake), ntohs(address.sin_port), target_port, plan);
}

}  // namespace ktpel::line
