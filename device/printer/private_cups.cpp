// SPDX-License-Identifier: Apache-2.0
// Two things that a private service trips over, found with CUPS 2.4:
//  - with a ServerBin of its own it needs daemon/cups-exec there, or no back end can be started and all jobs stop;
//  - a printer with a file: device gets only what a filter writes; of a job that needs no filter (our PDFs go to the
//    printer as they are) the file stays empty. So the printers have a back end of our own, a small script.
#include "device/printer/private_cups.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <thread>

#include "base/file.h"

namespace ktpel::device {
namespace {

namespace fs = std::filesystem;
constexpr auto kProgram = "/usr/sbin/cupsd";
constexpr auto kStartTime = std::chrono::seconds(15);

/// One that is free now; nobody else is likely to take it within the next moments.
int free_port() {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof at;
  int port = 0;
  if (fd >= 0 && ::bind(fd, reinterpret_cast<sockaddr*>(&at), sizeof at) == 0 &&
      ::getsockname(fd, reinterpret_cast<sockaddr*>(&at), &size) == 0)
    port = ntohs(at.sin_port);
  if (fd >= 0) ::close(fd);
  return port;
}

std::string service_settings(int port) {
  return "LogLevel warn\nListen 127.0.0.1:" + std::to_string(port) +
         "\nDefaultAuthType None\nWebInterface No\nBrowsing Off\nDefaultShared No\nPreserveJobHistory Yes\n"
         "PreserveJobFiles No\n<Location />\nOrder allow,deny\nAllow 127.0.0.1\n</Location>\n"
         "<Policy default>\nJobPrivateValues none\nSubscriptionPrivateValues none\n<Limit All>\nOrder deny,allow\n"
         "</Limit>\n</Policy>\n";
}

std::string file_settings(const std::string& folder) {
  std::string out = "DataDir /usr/share/cups\nServerBin " + folder + "/bin\nServerRoot " + folder +
                    "/conf\nSystemGroup root\nSandboxing relaxed\n";
  for (const auto* one : {"RequestRoot", "CacheDir", "StateDir"}) out += std::string(one) + " " + folder + "/run\n";
  out += "TempDir " + folder + "/run/tmp\n";
  for (const auto* one : {"AccessLog", "ErrorLog", "PageLog"}) out += std::string(one) + " " + folder + "/log\n";
  return out;
}

/// Called by CUPS as `keep job user title copies options [file]`; PRINTER names the queue.
std::string back_end(const std::string& folder) {
  return "#!/bin/sh\n"
         "[ $# -eq 0 ] && { echo 'direct keep \"Unknown\" \"keep\"'; exit 0; }\n"
         "hand='" +
         folder + "/hand'; out='" + folder +
         "/out'\n"
         "while [ -e \"$hand/$PRINTER.paused\" ]; do sleep 0.05; done\n"
         "if [ -e \"$hand/$PRINTER.no-paper\" ]; then\n"
         "  echo 'STATE: +media-empty-error' >&2\n"
         "  while [ -e \"$hand/$PRINTER.no-paper\" ]; do sleep 0.05; done\n"
         "  echo 'STATE: -media-empty-error' >&2\n"
         "fi\n"
         "name=\"$out/$PRINTER.$(printf %08d \"$1\")\"\n"
         "cat \"${6:--}\" > \"$name.part\" && mv \"$name.part\" \"$name\"\n";
}

std::string queue(const std::string& name) {
  return "<Printer " + name + ">\nInfo " + name + "\nDeviceURI keep:/" + name +
         "\nState Idle\nAccepting Yes\nShared No\nJobSheets none none\nOpPolicy default\nErrorPolicy stop-printer\n"
         "</Printer>\n";
}

}  // namespace

struct PrivateCups::Service {
  fs::path folder;
  int port = 0;
  pid_t process = -1;

  ~Service() {
    if (process > 0) {
      ::kill(process, SIGTERM);
      bool ended = false;
      for (int i = 0; i < 150 && !ended; ++i) {
        ended = ::waitpid(process, nullptr, WNOHANG) == process;
        if (!ended) std::this_thread::sleep_for(std::chrono::milliseconds(20));
      }
      if (!ended) {
        ::kill(process, SIGKILL);
        ::waitpid(process, nullptr, 0);
      }
    }
    std::error_code error;
    if (!folder.empty()) fs::remove_all(folder, error);
  }

  void put(const std::string& name, bool there) const {
    std::error_code error;
    if (there)
      base::check(bool(base::write_file_durably(folder / "hand" / name, "")), "a file in a folder of our own");
    else
      fs::remove(folder / "hand" / name, error);
  }
};

PrivateCups::PrivateCups(std::unique_ptr<Service> service) : service_(std::move(service)) {}
PrivateCups::~PrivateCups() = default;

base::Result<std::unique_ptr<PrivateCups>, PrivateCupsError> PrivateCups::start(
    const std::vector<std::string>& printers) {
  if (::access(kProgram, X_OK) != 0) return PrivateCupsError::NotInstalled;
  auto service = std::make_unique<Service>();
  std::string name = (fs::temp_directory_path() / "ktpel-cups-XXXXXX").string();
  if (!::mkdtemp(name.data())) return PrivateCupsError::DidNotStart;
  service->folder = name;
  service->port = free_port();
  std::error_code error;
  for (const auto* one : {"conf", "run/tmp", "bin/backend", "bin/filter", "hand", "out"})
    fs::create_directories(service->folder / one, error);
  fs::create_symlink("/usr/lib/cups/daemon", service->folder / "bin/daemon", error);
  if (error || service->port == 0) return PrivateCupsError::DidNotStart;
  std::string queues;
  for (const auto& printer : printers) queues += queue(printer);
  const auto conf = service->folder / "conf";
  // readable by root alone: CUPS then runs the back end as the service's own user
  if (!base::write_file_durably(conf / "cupsd.conf", service_settings(service->port)) ||
      !base::write_file_durably(conf / "cups-files.conf", file_settings(name)) ||
      !base::write_file_durably(conf / "printers.conf", queues) ||
      !base::write_file_durably(service->folder / "bin/backend/keep", base::bytes_of(back_end(name)), 0700))
    return PrivateCupsError::DidNotStart;

  const auto settings = (conf / "cupsd.conf").string(), files = (conf / "cups-files.conf").string();
  const pid_t parent = ::getpid();
  service->process = ::fork();
  if (service->process == 0) {
    ::setsid();
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (::getppid() != parent) ::_exit(1);
    const int none = ::open("/dev/null", O_RDWR);
    for (const int fd : {0, 1, 2}) ::dup2(none, fd);
    ::close_range(3, ~0u, 0);
    ::execl(kProgram, kProgram, "-f", "-c", settings.c_str(), "-s", files.c_str(), nullptr);
    ::_exit(127);
  }
  if (service->process < 0) return PrivateCupsError::DidNotStart;
  std::unique_ptr<PrivateCups> cups(new PrivateCups(std::move(service)));
  const auto until = std::chrono::steady_clock::now() + kStartTime;
  while (std::chrono::steady_clock::now() < until) {
    const auto listed = cups->service().list();
    if (listed && listed->size() == printers.size()) return cups;
    if (::waitpid(cups->service_->process, nullptr, WNOHANG) == cups->service_->process) {
      cups->service_->process = -1;
      break;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return PrivateCupsError::DidNotStart;
}

PrintService PrivateCups::service() const { return {"127.0.0.1", service_->port}; }
int PrivateCups::port() const { return service_->port; }
int PrivateCups::process() const { return service_->process; }
void PrivateCups::pause(const std::string& printer, bool paused) { service_->put(printer + ".paused", paused); }
void PrivateCups::take_paper(const std::string& printer, bool taken) { service_->put(printer + ".no-paper", taken); }

std::vector<base::Bytes> PrivateCups::printed(const std::string& printer) const {
  std::vector<fs::path> paths;
  for (const auto& entry : fs::directory_iterator(service_->folder / "out")) {
    const auto name = entry.path().filename().string();
    if (name.starts_with(printer + ".") && !name.ends_with(".part")) paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  std::vector<base::Bytes> out;
  for (const auto& path : paths)
    if (auto bytes = base::read_file(path)) out.push_back(std::move(bytes.value()));
  return out;
}

}  // namespace ktpel::device
