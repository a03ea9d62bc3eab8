// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "program.h"

// Goal: a command that stands in docs/howto can be typed. Method: every line there that starts with ktpel is held to
// the help of the command that it names: the command exists, and so does every option.
namespace ktpel::story {
namespace {

TEST(HowTo, EveryCommandExistsWithItsOptions) {
  const char* source = std::getenv("KTPEL_SOURCE_DIR");
  ASSERT_NE(source, nullptr);
  std::map<std::string, std::string> helps;
  int commands = 0;
  for (const auto& page : std::filesystem::directory_iterator(std::filesystem::path(source) / "docs" / "howto")) {
    std::ifstream in(page.path());
    for (std::string line; std::getline(in, line);) {
      if (!line.starts_with("    ktpel ")) continue;
      SCOPED_TRACE(page.path().filename().string() + ": " + line);
      ++commands;
      std::istringstream words(line);
      std::string word, group, name;
      words >> word >> group >> name;
      const bool alone = name.starts_with("--");  // a command without one below it: ktpel demo --empty
      auto& help = helps[alone ? group : group + " " + name];
      if (help.empty()) {
        const auto ran = alone ? run({group, "--help"}) : run({group, name, "--help"});
        ASSERT_EQ(ran.exit_code, 0) << ran.err;
        help = ran.out;
      }
      if (alone) {
        EXPECT_NE(help.find(name), std::string::npos) << name;
      }
      while (words >> word)
        if (word.starts_with("--")) {
          EXPECT_NE(help.find(word), std::string::npos) << word;
        }
    }
  }
  EXPECT_GE(commands, 12) << "the pages are read";
}

}  // namespace
}  // namespace ktpel::story
