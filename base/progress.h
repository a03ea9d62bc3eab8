// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <mutex>
#include <string>

namespace ktpel::base {

/// A bar on stderr for anything that may take over two seconds. On a terminal it
/// redraws itself with the time left; elsewhere it is silent. Thread-safe.
class Progress {
 public:
  /// `what` is a short phrase in Indonesian; `total` > 0 steps.
  Progress(std::string what, std::size_t total);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  void step(std::size_t count = 1);

 private:
  void draw();
  const std::string what_;
  const std::size_t total_;
  const bool terminal_;
  std::mutex mutex_;
  std::size_t done_ = 0;
  std::chrono::steady_clock::time_point start_, drawn_;
};

}  // namespace ktpel::base
