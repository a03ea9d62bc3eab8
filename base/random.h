// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "base/bytes.h"

namespace ktpel::base {

/// From the operating system's generator; for keys, numbers on cards and nonces.
Bytes random_bytes(std::size_t count);

/// A reproducible stream for synthesis and tests (SplitMix64): the same seed gives the
/// same numbers on every machine. Never for keys.
class SeededRandom {
 public:
  explicit SeededRandom(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15ULL);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
  }
  /// In [0, 1).
  double uniform() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }
  double uniform(double low, double high) { return low + (high - low) * uniform(); }
  /// In [0, count); count > 0.
  std::uint64_t below(std::uint64_t count) {
    return static_cast<std::uint64_t>(uniform() * static_cast<double>(count));
  }
  /// Standard normal (sum of twelve uniforms less six: the same on every machine, cut at 6 sigma).
  double normal() {
    double s = -6;
    for (int i = 0; i < 12; ++i) s += uniform();
    return s;
  }
  /// An independent stream for a named part, so that adding a draw in one part moves no other.
  SeededRandom branch(std::uint64_t part) const {
    SeededRandom mixed(state_ ^ (0xd1342543de82ef95ULL * (part + 1)));
    mixed.next();
    return mixed;
  }

 private:
  std::uint64_t state_;
};

}  // namespace ktpel::base
