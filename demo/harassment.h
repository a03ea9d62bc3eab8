// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace ktpel::demo {

/// How badly a town is treated.
struct Harassment {
  int kills = 100;                      ///< of center and offices, with SIGKILL, in all
  std::size_t bytes_per_second = 8000;  ///< of each office's line, each way: 64 kbit/s
  /// Lines are cut now and then, for half a second up to so long; 0: they are left alone. Their other faults go with
  /// it: they are late by a tenth of it, two seconds at most, for some of the time; they are reset; and from ten
  /// seconds on some connections are half-open.
  std::chrono::milliseconds longest_cut{120000};
  std::uint64_t seed = 1;
};

}  // namespace ktpel::demo
