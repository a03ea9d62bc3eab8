// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

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
/// Founds the town, plays its nine cases, judges what is left.
Outcome run_town(const TownOptions& options);

}  // namespace ktpel::tool
