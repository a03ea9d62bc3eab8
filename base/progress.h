// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace ktpel::base {

enum class ProgressMode {
  Auto,      ///< Terminal if stderr is one, else Quiet
  Terminal,  ///< a bar with rate and remaining time, redrawn at most 10 times a second, gone at the end
  Plain,     ///< a line at each tenth of the way, and after 10 s without one
  Quiet
};
/// "auto", "terminal", "plain", "quiet"; nullopt for another word.
std::optional<ProgressMode> progress_mode_of(std::string_view word);

/// For bars that are made from now on; Auto until then. Thread-safe.
void set_progress_mode(ProgressMode mode);
/// What was set, Auto resolved.
ProgressMode progress_mode();

/// For anything that may take over two seconds: says on stderr how far it is. Thread-safe.
class Progress {
 public:
  /// Where it goes, if not to stderr: for tests.
  struct Output {
    ProgressMode mode;
    const Clock* clock;  ///< outlives the bar
    std::function<void(std::string_view)> write;
  };
  /// `what` is a short phrase in Indonesian; `total` > 0 steps.
  Progress(std::string what, std::size_t total);
  Progress(std::string what, std::size_t total, Output output);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  void step(std::size_t count = 1);

 private:
  std::string figures(Time now) const;
  const std::string what_;
  const std::size_t total_;
  const Output output_;
  std::mutex mutex_;
  std::size_t done_ = 0, told_tenth_ = 0;
  Time start_, told_;
  bool drawn_ = false;
};

}  // namespace ktpel::base
