// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace ktpel::story {

struct Ran {
  int exit_code = -1;  ///< 128 + signal if it was killed
  std::string out, err;
};

/// Runs the built `ktpel` with these arguments as somebody at a terminal would. `before` is a shell line
/// executed first in the same process ("ulimit -f 200"); `environment` are NAME=value settings.
Ran run(const std::vector<std::string>& arguments, const std::string& before = {},
        const std::vector<std::string>& environment = {});

/// Starts the program and kills it with SIGKILL after so many milliseconds, if it still runs.
Ran run_and_kill(const std::vector<std::string>& arguments, int after_ms);

/// A folder that is gone with its object.
class Folder {
 public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace ktpel::story
