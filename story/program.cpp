// SPDX-License-Identifier: Apache-2.0
#include "program.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <thread>

namespace ktpel::story {
namespace {

std::string text_of(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

pid_t start(const std::vector<std::string>& arguments, const std::string& before,
            const std::vector<std::string>& environment, const std::filesystem::path& out,
            const std::filesystem::path& err) {
  const char* program = std::getenv("KTPEL_PROGRAM");
  if (!program) std::abort();  // set for every test by cmake/Module.cmake
  std::vector<std::string> words{"/bin/sh", "-c", before + (before.empty() ? "" : "; ") + "exec \"$@\"", "sh", program};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (auto& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  const pid_t child = ::fork();
  if (child != 0) return child;
  const int out_fd = ::open(out.c_str(), O_CREAT | O_WRONLY | O_TRUNC, 0600),
            err_fd = ::open(err.c_str(), O_CREAT | O_WRONLY | O_TRUNC, 0600);
  ::dup2(::open("/dev/null", O_RDONLY), 0);
  ::dup2(out_fd, 1);
  ::dup2(err_fd, 2);
  for (const auto& setting : environment) ::putenv(const_cast<char*>(setting.c_str()));
  ::execv("/bin/sh", argv.data());
  ::_exit(127);
}

Ran ended(int status, const Folder& folder) {
  return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), text_of(folder.path() / "out"),
          text_of(folder.path() / "err")};
}

}  // namespace

Folder::Folder() {
  std::string name = (std::filesystem::temp_directory_path() / "ktpel-story-XXXXXX").string();
  path_ = ::mkdtemp(name.data());
}
Folder::~Folder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

Ran run(const std::vector<std::string>& arguments, const std::string& before,
        const std::vector<std::string>& environment) {
  const Folder folder;
  const pid_t child = start(arguments, before, environment, folder.path() / "out", folder.path() / "err");
  int status = 0;
  ::waitpid(child, &status, 0);
  return ended(status, folder);
}

Ran run_and_kill(const std::vector<std::string>& arguments, int after_ms) {
  const Folder folder;
  const pid_t child = start(arguments, {}, {}, folder.path() / "out", folder.path() / "err");
  std::this_thread::sleep_for(std::chrono::milliseconds(after_ms));
  ::kill(child, SIGKILL);
  int status = 0;
  ::waitpid(child, &status, 0);
  return ended(status, folder);
}

}  // namespace ktpel::story
