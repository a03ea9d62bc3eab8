// SPDX-License-Identifier: Apache-2.0
#include "program.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
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

Running::Running(const std::vector<std::string>& arguments, const std::vector<std::string>& environment, int patience_s)
    : child_(start(arguments, {}, environment, folder_.path() / "out", folder_.path() / "err")) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(patience_s);
  while (std::chrono::steady_clock::now() < until) {
    const auto said = text_of(folder_.path() / "out");
    if (const auto line = said.find('\n'); line != std::string::npos) {
      first_line_ = said.substr(0, line);
      return;
    }
    siginfo_t gone{};  // left to be waited for
    if (::waitid(P_PID, static_cast<id_t>(child_), &gone, WEXITED | WNOHANG | WNOWAIT) != 0 || gone.si_pid != 0) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
}

Running::~Running() {
  if (child_ < 0) return;
  ::kill(child_, SIGKILL);
  ::waitpid(child_, nullptr, 0);
}

std::string Running::err() const { return text_of(folder_.path() / "err"); }

Ran Running::end(int signal) {
  ::kill(child_, signal);
  int status = 0;
  ::waitpid(child_, &status, 0);
  child_ = -1;
  return ended(status, folder_);
}

Fetched fetch(const std::string& base, const std::string& method, const std::string& path, const std::string& body,
              const std::map<std::string, std::string>& headers) {
  const auto host = base.substr(base.find("//") + 2);
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_port = htons(static_cast<std::uint16_t>(std::stoi(host.substr(host.find(':') + 1))));
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int line = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  std::string said;
  if (::connect(line, reinterpret_cast<const sockaddr*>(&at), sizeof at) == 0) {
    auto asked = method + " " + path + " HTTP/1.1\r\nhost: " + host +
                 "\r\nconnection: close\r\ncontent-length: " + std::to_string(body.size()) + "\r\n";
    for (const auto& [name, value] : headers) asked += name + ": " + value + "\r\n";
    asked += "\r\n" + body;
    for (std::size_t sent = 0; sent < asked.size();) {
      const auto n = ::send(line, asked.data() + sent, asked.size() - sent, MSG_NOSIGNAL);
      if (n <= 0) break;
      sent += static_cast<std::size_t>(n);
    }
    char some[65536];
    for (ssize_t n; (n = ::recv(line, some, sizeof some, 0)) > 0;) said.append(some, static_cast<std::size_t>(n));
  }
  ::close(line);
  Fetched out;
  const auto head = said.find("\r\n\r\n");
  if (!said.starts_with("HTTP/1.1 ") || head == std::string::npos) return out;
  out.status = std::stoi(said.substr(9, 3));
  out.body = said.substr(head + 4);
  for (auto from = said.find("\r\n") + 2; from < head;) {
    const auto end = said.find("\r\n", from), colon = said.find(": ", from);
    auto name = said.substr(from, colon - from);
    std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
    out.headers[name] = said.substr(colon + 2, end - colon - 2);
    from = end + 2;
  }
  return out;
}

}  // namespace ktpel::story
