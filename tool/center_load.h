// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "tool/command.h"

namespace ktpel::tool {

struct LoadOptions {
  std::filesystem::path folder;  ///< empty: a fresh one that is removed
  int offices = 200, packets = 400, persons = 8, at_once = 8;
  int packet_kb = 600;
  int minutes = 0;  ///< goes on for so long, for a soak; 0: `packets` and done
  std::string database, append;
  bool json = false;
};
/// How many full enrolments a center takes in and decides: offices over mutual TLS on the loopback, in one process with
/// the center, each with its own certificate and journal.
Outcome run_load(const LoadOptions& options);

}  // namespace ktpel::tool
