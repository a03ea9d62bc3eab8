// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <memory>
#include <string>

#include "base/result.h"
#include "store/error.h"

namespace ktpel::store {

/// A PostgreSQL server of one's own, for tests and trials: its data in a fresh folder, reachable through a Unix socket
/// in that folder alone, durable as a real one (fsync on). Needs Debian's package postgresql. It runs as the user
/// `postgres` if this process is root, since a server refuses to be root. It ends with its object, and with the thread
/// that started it even if that is killed; its folder goes with the object.
class PrivateServer {
 public:
  /// Gone: PostgreSQL is not installed. Full, ReadOnly: no folder below `parent`, or none that its user
  /// can enter. Broken: it did not start; its log is
  /// on stderr. Takes about two seconds.
  static base::Result<std::unique_ptr<PrivateServer>, StoreError> start(const std::filesystem::path& parent);
  PrivateServer(const PrivateServer&) = delete;
  PrivateServer& operator=(const PrivateServer&) = delete;
  ~PrivateServer();

  /// Leaves the folder where it is, for those who look for the cause of something.
  void keep_folder() { is_kept_ = true; }
  /// What Server::url wants: a database with encoding UTF8 and collation C.
  std::string url() const;
  /// Stops every process of it at once, without writing anything more, as a crash would; starts it again and waits
  /// until it has recovered. Broken if it does not.
  base::Result<base::Done, StoreError> crash_and_restart();

 private:
  explicit PrivateServer(std::filesystem::path folder) : folder_(std::move(folder)) {}
  base::Result<base::Done, StoreError> launch();
  void stop(int signal);
  std::filesystem::path folder_;
  pid_t process_ = -1;
  bool is_kept_ = false;
};

}  // namespace ktpel::store
