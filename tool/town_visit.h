// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "tool/command.h"

namespace ktpel::tool {

struct VisitOptions {
  std::filesystem::path folder;
  std::uint64_t seed = 1;
  int residents = 200;
  std::string database;  ///< as in TownOptions
  bool empty = false;    ///< no applications, cards and cases to begin with
  bool json = false;     ///< one object once it is ready, then nothing more on stdout
};
/// Opens the town to people at browsers until SIGINT or SIGTERM.
Outcome open_town(const VisitOptions& options);

}  // namespace ktpel::tool
