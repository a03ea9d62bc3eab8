// SPDX-License-Identifier: Apache-2.0
#include "base/machine.h"

#include <fstream>
#include <thread>

namespace ktpel::base {

std::string machine() {
  std::ifstream facts("/proc/cpuinfo");
  std::string line, name = "unknown processor";
  while (std::getline(facts, line)) {
    const auto colon = line.find(": ");
    if (!line.starts_with("model name") || colon == std::string::npos) continue;
    name = line.substr(colon + 2);
    break;
  }
  return name + ", " + std::to_string(std::thread::hardware_concurrency()) + " core";
}

std::string compiler() { return "g++ " __VERSION__; }

}  // namespace ktpel::base
