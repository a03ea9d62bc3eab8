// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <map>
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

/// The program while it runs, until it is asked to end or this object is gone.
class Running {
 public:
  /// Starts it and waits for its first line on stdout, for `patience_s` at most.
  explicit Running(const std::vector<std::string>& arguments, const std::vector<std::string>& environment = {},
                   int patience_s = 120);
  ~Running();
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;
  /// Empty if it said nothing in time.
  const std::string& first_line() const { return first_line_; }
  /// Sends the signal and waits for the end.
  Ran end(int signal);
  /// What stands on stderr so far.
  std::string err() const;

 private:
  Folder folder_;
  pid_t child_;
  std::string first_line_;
};

/// What a server without TLS on this machine answers.
struct Fetched {
  int status = 0;                              ///< 0: nobody answers
  std::map<std::string, std::string> headers;  ///< names in lower case
  std::string body;
};
/// `base`: "http://127.0.0.1:8080".
Fetched fetch(const std::string& base, const std::string& method, const std::string& path, const std::string& body = {},
              const std::map<std::string, std::string>& headers = {});

}  // namespace ktpel::story
