// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "demo/harassment.h"
#include "store/private_server.h"
#include "tool/command.h"

namespace ktpel::tool {

struct TownOptions {
  std::filesystem::path folder;
  std::uint64_t seed = 1;
  int residents = 2000;
  std::string database;  ///< empty: SQLite; "postgresql://": a server of its own
  int cases = 9;         ///< the first so many of the nine
  std::optional<demo::Harassment> chaos = {};
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
