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
  /// A soak: goes on for so long, the persons of `packets` again and again (those who come again are refused at the
  /// check, so that the gallery stands still from then on, and memory must, too); 0: `packets` and done.
  double minutes = 0;
  double rate = 0;  ///< packets a second; 0: as many as it takes
  std::string database, append;
  bool json = false;
};
/// How many full enrolments a center takes in and decides: offices over mutual TLS on the loopback, in one process with
/// the center, each with its own certificate and journal.
Outcome run_load(const LoadOptions& options);

}  // namespace ktpel::tool
