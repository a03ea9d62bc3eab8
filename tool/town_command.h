// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "base/result.h"
#include "store/private_server.h"
#include "tool/command.h"

namespace ktpel::tool {

struct TownOptions {
  std::filesystem::path folder;
  std::uint64_t seed = 1;
  int residents = 2000;
  std::string database;  ///< empty: SQLite; "postgresql://": a server of its own
  int kills = 0;         ///< SIGKILL to center and offices, at random
  bool json = false;
};
/// Where the center's journal lies: `asked` as in TownOptions; a server of its own ends with this.
struct TownDatabase {
  std::string url;
  std::unique_ptr<store::PrivateServer> server = nullptr;
};
base::Result<TownDatabase, api::Failure> open_database(const std::string& asked);

/// Founds the town, plays its nine cases, judges what is left.
Outcome run_town(const TownOptions& options);

}  // namespace ktpel::tool
