// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "demo/harassment.h"
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
/// Founds the town, plays its nine cases, judges what is left.
Outcome run_town(const TownOptions& options);

}  // namespace ktpel::tool
