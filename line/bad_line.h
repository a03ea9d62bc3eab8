// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>

#include "base/random.h"

/// A bad line in this process, for trials and demonstrations: a TCP proxy that is slow, late, and breaks as real lines
/// to far districts do. What passes is never altered.
namespace ktpel::line {

/// How bad. The defaults are a satellite line of 64 kbit/s without faults.
struct BadLinePlan {
  std::size_t bytes_per_second = 8000;    ///< each way, shared by all connections; 0: no limit
  std::chrono::milliseconds delay{2000};  ///< each way, of every byte
  /// About how long the line is prompt before the delay sets in, and how long that then lasts; 0: it is always late.
  std::chrono::milliseconds late_after{0}, late_for{10000};
  std::uint64_t seed = 1;  ///< of the faults: the same seed gives the same faults, by connection
  /// A connection is reset (TCP RST at both ends) after about so many bytes, both ways together; 0: never.
  std::size_t reset_after = 0;
  /// Of a thousand connections so many are accepted and never answered.
  unsigned half_open = 0;
  /// About how long the line holds before it is cut, and for how long it then is; 0: it is not.
  std::chrono::milliseconds cut_after{0}, cut_for{5000};
};

/// When a byte comes out at the other end of one direction. Pure: time goes in.
class LinePace {
 public:
  using Time = std::chrono::steady_clock::time_point;
  LinePace(std::size_t bytes_per_second, std::chrono::milliseconds delay)
      : bytes_per_second_(bytes_per_second), delay_(delay) {}
  /// Of what is put in from now on.
  void set_delay(std::chrono::milliseconds delay) { delay_ = delay; }
  /// `bytes` are put in at `now`, behind all that was put in before; answers when the last of them is out.
  Time send(std::size_t bytes, Time now);

 private:
  std::size_t bytes_per_second_;
  std::chrono::milliseconds delay_;
  Time free_at_{};
};

struct BadLineCounts {
  std::uint64_t connections = 0, resets = 0, half_open = 0, cuts = 0;
  std::uint64_t bytes_up = 0, bytes_down = 0;  ///< that came out at the target, and at the clients
};

/// A line to 127.0.0.1:`target_port`. Thread-safe. Its thread ends with it; open connections are reset then.
class BadLine {
 public:
  /// nullptr if the system gives no socket.
  static std::unique_ptr<BadLine> start(std::uint16_t target_port, BadLinePlan plan);
  virtual ~BadLine() = default;
  /// Of 127.0.0.1, where clients connect instead.
  virtual std::uint16_t port() const = 0;
  /// Nothing passes for so long, from now; connections hang, as on a line that was cut. What was sent passes later.
  virtual void cut_for(std::chrono::milliseconds time) = 0;
  /// Ends a cut.
  virtual void mend() = 0;
  /// While true every connection is reset, also each new one, at once: as where nobody is at the other end.
  virtual void refuse(bool refused) = 0;
  /// Resets every connection that is open now.
  virtual void reset_all() = 0;
  /// The line is as bad as this from now on; what is on its way, and cuts that last, stay as they are.
  virtual void change(const BadLinePlan& plan) = 0;
  virtual BadLineCounts counts() const = 0;
};

}  // namespace ktpel::line
