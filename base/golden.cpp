// SPDX-License-Identifier: Apache-2.0
#include "base/golden.h"

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>

namespace ktpel::base {

bool matches_golden(std::string_view got, const std::string& name) {
  const char* folder = std::getenv("KTPEL_GOLDEN_DIR");  // set for every test by cmake/Module.cmake
  const std::string path = std::string(folder ? folder : "data/golden") + "/" + name;
  if (std::getenv("KTPEL_UPDATE_GOLDEN")) {
    std::ofstream(path, std::ios::binary) << got;
    std::cout << "updated " << path << "\n";
    return true;
  }
  std::ifstream in(path, std::ios::binary);
  std::stringstream want;
  want << in.rdbuf();
  if (want.str() == got) return true;
  std::cerr << "golden " << path << " differs\n--- want\n"
            << want.str() << "+++ got\n"
            << got << "\nto accept: make golden\n";
  return false;
}

}  // namespace ktpel::base
