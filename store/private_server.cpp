// SPDX-License-Identifier: Apache-2.0
#include "store/private_server.h"

#include <fcntl.h>
#include <grp.h>
#include <libpq-fe.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cctype>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <vector>

#include "base/file.h"
#include "log/log.h"

namespace ktpel::store {

using base::Done;
using base::Result;

namespace {

const std::filesystem::path programs = "/usr/lib/postgresql/15/bin";  // where Debian puts them
constexpr int starting_s = 60;

struct User {
  uid_t user;
  gid_t group;
};

/// As whom the server runs; nullopt: as this process.
std::optional<User> unprivileged() {
  if (::geteuid() != 0) return std::nullopt;
  const auto* user = ::getpwnam("postgres");
  if (!user) user = ::getpwnam("nobody");
  base::check(user != nullptr, "a system without the user nobody");
  return User{user->pw_uid, user->pw_gid};
}

/// True if every folder on the way lets this user through.
bool can_be_entered(const std::filesystem::path& folder, const User& user) {
  for (auto at = std::filesystem::absolute(folder);; at = at.parent_path()) {
    struct stat status {};
    if (::stat(at.c_str(), &status) != 0) return false;
    const auto bit = status.st_uid == user.user ? S_IXUSR : status.st_gid == user.group ? S_IXGRP : S_IXOTH;
    if (!(status.st_mode & bit)) return false;
    if (at == at.root_path()) return true;
  }
}

/// Starts a program whose output goes to `log`; it gets `signal_at_death` when this thread dies. -1 if it cannot.
pid_t spawn(const std::vector<std::string>& command, const std::filesystem::path& log, int signal_at_death) {
  const auto user = unprivileged();
  std::vector<char*> arguments;
  for (const auto& argument : command) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  const pid_t parent = ::getpid();
  const pid_t child = ::fork();
  if (child != 0) return child;
  // Only calls that are safe after a fork in a program of several threads.
  const int out = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
  const int in = ::open("/dev/null", O_RDONLY);
  if (out < 0 || in < 0 || ::dup2(in, 0) < 0 || ::dup2(out, 1) < 0 || ::dup2(out, 2) < 0) ::_exit(126);
  // no file of ours, such as the end of a pipe that somebody waits for, may outlive us in the server
  ::close_range(3, ~0u, 0);
  if (user && (::setgroups(0, nullptr) != 0 || ::setgid(user->group) != 0 || ::setuid(user->user) != 0)) ::_exit(126);
  // after the change of user, which takes it back
  if (::prctl(PR_SET_PDEATHSIG, signal_at_death) != 0 || ::getppid() != parent) ::_exit(126);
  if (::chdir("/") != 0) ::_exit(126);
  ::execv(arguments[0], arguments.data());
  ::_exit(127);
}

int wait_for(pid_t process) {
  int status = 0;
  while (::waitpid(process, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

void show(const std::filesystem::path& file) {
  if (const auto text = base::read_file(file)) log::error("postgres: {}", base::text_of(*text));
}

}  // namespace

Result<std::unique_ptr<PrivateServer>, StoreError> PrivateServer::start(const std::filesystem::path& parent) {
  for (const char* program : {"initdb", "postgres"})
    if (::access((programs / program).c_str(), X_OK) != 0) return StoreError::Gone;
  std::string name = (parent / "ktpel-postgres-XXXXXX").string();
  if (!::mkdtemp(name.data())) return store_error_of(base::file_error_of(errno));
  std::unique_ptr<PrivateServer> server(new PrivateServer(name));
  const auto user = unprivileged();
  if (user && ::chown(name.c_str(), user->user, user->group) != 0) return StoreError::ReadOnly;
  if (user && !can_be_entered(parent, *user)) return StoreError::ReadOnly;
  const auto log = server->folder_ / "initdb.log";
  // --no-sync: an empty database need not survive the loss of power; what is written later is synced.
  // trust: whoever reaches the socket; its folder lets in its user (and root) alone
  const pid_t making =
      spawn({programs / "initdb", "--pgdata=" + (server->folder_ / "data").string(), "--username=ktpel", "--auth=trust",
             "--encoding=UTF8", "--locale=C", "--data-checksums", "--no-instructions", "--no-sync"},
            log, SIGKILL);
  if (making < 0) return StoreError::Retry;
  if (wait_for(making) != 0) {
    show(log);
    return StoreError::Broken;
  }
  const auto launched = server->launch();
  if (!launched) return launched.error();
  return server;
}

Result<Done, StoreError> PrivateServer::launch() {
  const auto log = folder_ / "postgres.log";
  // SIGQUIT is the server's "immediate shutdown": its processes go with it
  process_ = spawn({programs / "postgres", "-D", folder_ / "data", "-k", folder_, "-c", "listen_addresses=", "-c",
                    "fsync=on", "-c", "recovery_init_sync_method=syncfs", "-c", "max_connections=50", "-c",
                    "shared_buffers=16MB", "-c", "lc_messages=C"},
                   log, SIGQUIT);
  if (process_ < 0) return StoreError::Retry;
  for (int tries = 0; tries < starting_s * 20; ++tries) {
    if (PQping(url().c_str()) == PQPING_OK) return Done{};
    if (::waitpid(process_, nullptr, WNOHANG) == process_) {
      process_ = -1;
      break;
    }
    ::usleep(50000);
  }
  show(log);
  return StoreError::Broken;
}

void PrivateServer::stop(int signal) {
  if (process_ < 0) return;
  ::kill(process_, signal);
  wait_for(process_);
  process_ = -1;
}

Result<Done, StoreError> PrivateServer::crash_and_restart() {
  stop(SIGQUIT);
  return launch();
}

PrivateServer::~PrivateServer() {
  stop(SIGQUIT);  // its folder goes: nothing is worth writing down
  std::error_code error;
  if (!is_kept_) std::filesystem::remove_all(folder_, error);
}

std::string PrivateServer::url() const {
  std::string host;
  for (const char c : folder_.string()) {
    char escaped[4];
    const bool plain =
        std::isalnum(static_cast<unsigned char>(c)) || std::string_view("/-_.").find(c) != std::string_view::npos;
    std::snprintf(escaped, sizeof escaped, plain ? "%c" : "%%%02X", static_cast<unsigned char>(c));
    host += escaped;
  }
  return "postgresql://ktpel@/postgres?host=" + host;
}

}  // namespace ktpel::store
