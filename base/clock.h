// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <string>

namespace ktpel::base {

/// A moment: milliseconds since 1970-01-01T00:00:00Z.
struct Time {
  std::int64_t ms = 0;
  /// "2026-11-25T18:30:00.123Z".
  std::string iso8601() const;
  friend auto operator<=>(const Time&, const Time&) = default;
};

/// Where the time comes from, so that tests can tick it. Implementations are thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Time now() const = 0;
};

class SystemClock final : public Clock {
 public:
  Time now() const override;
};

/// Stands still until told otherwise; for tests (one thread).
class TickingClock final : public Clock {
 public:
  explicit TickingClock(Time start) : now_(start) {}
  Time now() const override { return now_; }
  void tick_ms(std::int64_t ms) { now_.ms += ms; }

 private:
  Time now_;
};

}  // namespace ktpel::base
