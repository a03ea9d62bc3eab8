// SPDX-License-Identifier: Apache-2.0
#include "demo/process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <utility>

namespace ktpel::demo {

std::optional<Process> Process::start(std::vector<std::string> arguments, const std::filesystem::path& log,
                                      std::chrono::seconds patience) {
  int out[2];
  if (::pipe2(out, O_CLOEXEC) != 0) return std::nullopt;
  const int errors = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  std::vector<char*> argv;
  std::string program = "/proc/self/exe";
  argv.push_back(program.data());
  for (auto& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  const pid_t parent = ::getpid();
  const pid_t pid = ::fork();
  if (pid == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::setpgid(0, 0);                          // Ctrl+C is for who started it, who ends it in order
    if (::getppid() != parent) ::_exit(127);  // it was gone before
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::dup2(out[1], STDOUT_FILENO);
    if (errors >= 0) ::dup2(errors, STDERR_FILENO);
    ::execv(program.c_str(), argv.data());
    ::_exit(127);
  }
  ::close(out[1]);
  if (errors >= 0) ::close(errors);
  if (pid < 0) {
    ::close(out[0]);
    return std::nullopt;
  }
  Process process(pid, {});
  const auto until = std::chrono::steady_clock::now() + patience;
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
    pollfd readable{out[0], POLLIN, 0};
    char some[512];
    if (left.count() <= 0 || ::poll(&readable, 1, static_cast<int>(left.count())) <= 0) break;
    const auto got = ::read(out[0], some, sizeof some);
    if (got <= 0) break;
    process.said_.append(some, static_cast<std::size_t>(got));
    if (const auto end = process.said_.find('\n'); end != std::string::npos) {
      process.said_.resize(end);
      ::close(out[0]);
      return process;
    }
  }
  ::close(out[0]);
  return std::nullopt;
}

Process::Process(Process&& other) noexcept : pid_(std::exchange(other.pid_, -1)), said_(std::move(other.said_)) {}

Process& Process::operator=(Process&& other) noexcept {
  if (this != &other) {
    kill();
    pid_ = std::exchange(other.pid_, -1);
    said_ = std::move(other.said_);
  }
  return *this;
}

Process::~Process() { end(); }

void Process::signal_and_wait(int signal) {
  if (pid_ < 0) return;
  ::kill(pid_, signal);
  for (int left = 100; left > 0 && signal != SIGKILL; --left) {
    if (::waitpid(pid_, nullptr, WNOHANG) == pid_) {
      pid_ = -1;
      return;
    }
    ::usleep(100000);
  }
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

void Process::kill() { signal_and_wait(SIGKILL); }
void Process::end() { signal_and_wait(SIGTERM); }

}  // namespace ktpel::demo
