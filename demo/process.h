// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace ktpel::demo {

/// Another `ktpel` that serves until it is ended: a center or an office of the town. It dies with this process. One
/// thread.
class Process {
 public:
  /// Starts this program again with the arguments and waits for its first line on stdout (what it serves, as JSON).
  /// nullopt if it ended before, or said nothing in time. Its stderr goes to `log`.
  static std::optional<Process> start(std::vector<std::string> arguments, const std::filesystem::path& log,
                                      std::chrono::seconds patience = std::chrono::seconds(60));
  Process(Process&& other) noexcept;
  Process& operator=(Process&& other) noexcept;
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  ~Process();

  const std::string& said() const { return said_; }
  /// As a power cut: at once, without a word.
  void kill();
  /// As an administrator: it ends what it does.
  void end();

 private:
  Process(pid_t pid, std::string said) : pid_(pid), said_(std::move(said)) {}
  void signal_and_wait(int signal);
  pid_t pid_ = -1;
  std::string said_;
};

}  // namespace ktpel::demo
