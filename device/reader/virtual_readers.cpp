// SPDX-License-Identifier: Apache-2.0
#include "device/reader/virtual_readers.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <thread>

#include "base/check.h"
#include "base/file.h"
#include "device/reader/reader.h"

namespace ktpel::device {

// --- a chip in a virtual reader: the card's side of the driver's protocol -----------------------------------
//
// The driver listens, the card connects. Frames both ways: two bytes of length, then the payload. A payload of one
// byte is a control: 00 power off, 01 power on, 02 reset (none answered), 04 "your ATR?" (answered, asked all the
// time as presence check). Everything else is a command APDU, answered in order by one frame.

namespace {
/// pcscd asks for a card every 400 ms. Another card within that time is no change to it: when a reset failed in
/// between, it then waits for a removal that it has missed. A hand is not quicker either.
constexpr std::int64_t absence_ms = 900;
}  // namespace

struct ChipInReader::Slot {
  MakeSocket make_socket;
  int port;
  mutable std::mutex mutex;
  std::thread thread;
  int socket = -1;
  std::atomic<bool> in = false;
  std::atomic<std::int64_t> out_since_ms = -absence_ms;  // on the steady clock

  static std::int64_t steady_ms() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch())
        .count();
  }

  static bool send_frame(int fd, base::ByteView payload) {
    base::Bytes frame{static_cast<std::uint8_t>(payload.size() >> 8), static_cast<std::uint8_t>(payload.size() & 0xff)};
    frame.insert(frame.end(), payload.begin(), payload.end());
    base::ByteView rest(frame);
    while (!rest.empty()) {  // one send: two would wait for each other's acknowledgement
      const auto n = ::send(fd, rest.data(), rest.size(), MSG_NOSIGNAL);
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0) return false;
      rest = rest.subspan(static_cast<std::size_t>(n));
    }
    return true;
  }

  /// False ends the stay: the chip lost its power.
  static bool handle(int fd, card::Chip& chip, base::ByteView payload) {
    if (payload.size() == 1) {
      if (payload[0] == 0x04) return send_frame(fd, chip.atr());
      if (payload[0] <= 0x02) chip.reset();
      return true;
    }
    const auto answer = chip.process(payload);
    return !answer.empty() && answer.size() <= 0xffff && send_frame(fd, answer);
  }

  void serve(int fd, card::Chip& chip) {
    base::Bytes pending;
    std::uint8_t chunk[16 << 10];
    bool alive = true;
    while (alive) {
      // The driver sends length and payload apart; without an immediate acknowledgement the second waits for the
      // first 40 ms: 18 commands a second instead of thousands. The kernel forgets the option after each recv.
      const int on = 1;
      ::setsockopt(fd, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof on);
      const auto n = ::recv(fd, chunk, sizeof chunk, 0);
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0) break;
      pending.insert(pending.end(), chunk, chunk + n);
      std::size_t at = 0;
      while (alive && pending.size() - at >= 2) {
        const std::size_t size = static_cast<std::size_t>(pending[at] << 8 | pending[at + 1]);
        if (pending.size() - at - 2 < size) break;
        if (size) alive = handle(fd, chip, base::ByteView(pending).subspan(at + 2, size));
        at += 2 + size;
      }
      pending.erase(pending.begin(), pending.begin() + static_cast<std::ptrdiff_t>(at));
    }
    ::shutdown(fd, SHUT_RDWR);
    out_since_ms = steady_ms();
    in = false;
  }

  void take_out() {
    if (socket >= 0) ::shutdown(socket, SHUT_RDWR);
    if (thread.joinable()) thread.join();
    if (socket >= 0) ::close(socket);
    socket = -1;
    in = false;
  }
};

ChipInReader::ChipInReader(MakeSocket make_socket, int port) : slot_(new Slot) {
  slot_->make_socket = std::move(make_socket);
  slot_->port = port;
}
ChipInReader::~ChipInReader() { remove(); }

bool ChipInReader::insert(card::Chip& chip) {
  std::lock_guard lock(slot_->mutex);
  slot_->take_out();
  const auto early = slot_->out_since_ms + absence_ms - Slot::steady_ms();
  if (early > 0) std::this_thread::sleep_for(std::chrono::milliseconds(early));
  const int fd = slot_->make_socket();
  if (fd < 0) return false;
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(static_cast<std::uint16_t>(slot_->port));
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int on = 1;
  if (::connect(fd, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0 ||
      ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) != 0) {
    ::close(fd);
    return false;
  }
  chip.reset();
  slot_->socket = fd;
  slot_->in = true;
  slot_->thread = std::thread([slot = slot_.get(), fd, &chip] { slot->serve(fd, chip); });
  return true;
}
void ChipInReader::remove() {
  std::lock_guard lock(slot_->mutex);
  slot_->take_out();
}
bool ChipInReader::inserted() const { return slot_->in; }

// --- the private service --------------------------------------------------------------------------------------
//
// This process forks a keeper, which makes the namespaces, forks pcscd into them and then hands out TCP sockets that
// were made inside (a socket belongs to the namespace it was made in, whoever uses it). When this process ends, however
// it ends, the keeper reads the end of its line, stops pcscd and removes the folder; if the keeper is killed, pcscd is
// killed by the kernel (PR_SET_PDEATHSIG; its parent is the keeper, which has one thread only).

namespace {

constexpr const char* service_program = "/usr/sbin/pcscd";
constexpr const char* driver_file = "/usr/lib/pcsc/drivers/serial/libifdvpcd.so";
constexpr int first_port = 0x8cab;

/// Everything the keeper needs, prepared before the fork.
struct Plan {
  std::string run, log;                     // the folder that becomes /run; pcscd's log
  std::vector<std::string> files, folders;  // removed at the end, in this order
  std::string uid_map, gid_map;
};

bool write_text(const char* path, const std::string& text) {
  const int fd = ::open(path, O_WRONLY | O_CLOEXEC);
  if (fd < 0) return false;
  const bool ok = ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  ::close(fd);
  return ok;
}

bool enter_namespaces(const Plan& plan) {
  if (::unshare(CLONE_NEWNS | CLONE_NEWNET) != 0) {
    if (::unshare(CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWNET) != 0) return false;
    write_text("/proc/self/setgroups", "deny");
    if (!write_text("/proc/self/uid_map", plan.uid_map) || !write_text("/proc/self/gid_map", plan.gid_map))
      return false;
  }
  if (::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
      ::mount(plan.run.c_str(), "/run", nullptr, MS_BIND, nullptr) != 0)
    return false;
  const int fd = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  ifreq loopback{};
  std::strcpy(loopback.ifr_name, "lo");
  loopback.ifr_flags = IFF_UP | IFF_RUNNING;
  const bool up = fd >= 0 && ::ioctl(fd, SIOCSIFFLAGS, &loopback) == 0;
  if (fd >= 0) ::close(fd);
  return up;
}

void answer(int line, char word, int fd = -1) {
  iovec part{&word, 1};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  if (fd >= 0) {
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    auto* head = CMSG_FIRSTHDR(&message);
    head->cmsg_level = SOL_SOCKET;
    head->cmsg_type = SCM_RIGHTS;
    head->cmsg_len = CMSG_LEN(sizeof(int));
    std::memcpy(CMSG_DATA(head), &fd, sizeof fd);
  }
  ::sendmsg(line, &message, MSG_NOSIGNAL);
}

void stop(pid_t service) {
  ::kill(service, SIGTERM);
  for (int i = 0; i < 100; ++i) {
    if (::waitpid(service, nullptr, WNOHANG) == service) return;
    ::usleep(20'000);
  }
  ::kill(service, SIGKILL);
  ::waitpid(service, nullptr, 0);
}

/// The keeper's life; only system calls, since it is forked from a program with threads.
[[noreturn]] void keep(const Plan& plan, int line) {
  ::setsid();  // Ctrl-C on the terminal is for the program, which then ends us in order
  const int log = ::open(plan.log.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
  const int none = ::open("/dev/null", O_RDWR);
  ::dup2(none, 0);
  ::dup2(log >= 0 ? log : none, 1);
  ::dup2(log >= 0 ? log : none, 2);
  const int kept = 3;
  if (line != kept) ::dup2(line, kept);
  ::close_range(kept + 1, ~0u, 0);
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGCHLD}) ::signal(number, SIG_DFL);
  sigset_t nothing;
  sigemptyset(&nothing);
  ::sigprocmask(SIG_SETMASK, &nothing, nullptr);

  const auto leave = [&](int code) {
    for (const auto& file : plan.files) ::unlink(file.c_str());
    for (const auto& folder : plan.folders) ::rmdir(folder.c_str());
    ::_exit(code);
  };
  if (!enter_namespaces(plan)) {
    answer(kept, 'N');
    leave(1);
  }
  const pid_t keeper = ::getpid();
  const pid_t service = ::fork();
  if (service == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != keeper) ::_exit(1);
    ::close(kept);
    ::unsetenv("PCSCLITE_CSOCK_NAME");
    ::execl(service_program, service_program, "--foreground", "--info", "--config", "/run/conf", nullptr);
    ::_exit(127);
  }
  if (service < 0) {
    answer(kept, 'D');
    leave(1);
  }
  answer(kept, 'R');
  for (;;) {
    pollfd wait{kept, POLLIN, 0};
    ::poll(&wait, 1, 500);
    if (::waitpid(service, nullptr, WNOHANG) == service) leave(1);
    if (!wait.revents) continue;
    char word = 0;
    const auto n = ::recv(kept, &word, 1, 0);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) break;  // the program ended
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    answer(kept, fd >= 0 ? 'S' : 'E', fd);
    if (fd >= 0) ::close(fd);
  }
  stop(service);
  leave(0);
  ::_exit(0);
}

std::atomic<bool> running = false;

/// One folder for the whole life of this process: the client library remembers the first socket name it saw.
const std::filesystem::path& service_folder() {
  static const std::filesystem::path folder = [] {
    std::string name = (std::filesystem::temp_directory_path() / "ktpel-pcscd-XXXXXX").string();
    const auto* made = ::mkdtemp(name.data());
    return made ? std::filesystem::path(made) : std::filesystem::path();
  }();
  return folder;
}

}  // namespace

struct VirtualReaders::Service {
  Plan plan;
  pid_t keeper = -1;
  int line = -1;
  std::mutex mutex;
  std::filesystem::path socket;
  std::vector<std::string> names;
  std::vector<std::unique_ptr<ChipInReader>> readers;

  ~Service() {
    readers.clear();
    if (line >= 0) ::close(line);
    if (keeper > 0) ::waitpid(keeper, nullptr, 0);
    running = false;
  }

  /// The keeper's next word and the socket that comes with 'S'; 'X' if it is gone or silent.
  char hear(int* fd, int wait_ms) {
    pollfd wait{line, POLLIN, 0};
    if (::poll(&wait, 1, wait_ms) != 1) return 'X';
    char word = 'X';
    iovec part{&word, 1};
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    if (::recvmsg(line, &message, MSG_CMSG_CLOEXEC) != 1) return 'X';
    const auto* head = CMSG_FIRSTHDR(&message);
    if (fd && head && head->cmsg_type == SCM_RIGHTS) std::memcpy(fd, CMSG_DATA(head), sizeof *fd);
    return word;
  }
  int make_socket() {
    std::lock_guard lock(mutex);
    int fd = -1;
    if (::send(line, "S", 1, MSG_NOSIGNAL) != 1) return -1;
    return hear(&fd, 5000) == 'S' ? fd : -1;
  }
};

VirtualReaders::VirtualReaders(std::unique_ptr<Service> service) : service_(std::move(service)) {}
VirtualReaders::~VirtualReaders() = default;

base::Result<std::unique_ptr<VirtualReaders>, VirtualReaderError> VirtualReaders::start(int count) {
  base::check(count >= 1 && count <= 8, "a virtual reader count outside 1..8");
  if (running.exchange(true)) return VirtualReaderError::AlreadyRunning;
  auto service = std::make_unique<Service>();  // clears `running` from here on
  std::error_code error;
  if (!std::filesystem::exists(service_program, error) || !std::filesystem::exists(driver_file, error))
    return VirtualReaderError::NotInstalled;

  auto& plan = service->plan;
  const auto& folder = service_folder();
  if (folder.empty()) return VirtualReaderError::DidNotStart;
  const auto run = folder / "run", conf = run / "conf", drivers = run / "drivers", pcscd = run / "pcscd";
  plan.run = run.string();
  plan.log = (folder / "pcscd.log").string();
  service->socket = pcscd / "pcscd.comm";
  plan.uid_map = "0 " + std::to_string(::getuid()) + " 1";
  plan.gid_map = "0 " + std::to_string(::getgid()) + " 1";
  for (const auto& one : {conf, drivers, pcscd})
    if (!base::make_folder(one)) return VirtualReaderError::DidNotStart;
  // pcscd is another user inside a user namespace only in name; clients of other users may come too
  std::filesystem::permissions(folder, std::filesystem::perms(0755), error);
  for (const auto* stale : {"pcscd.comm", "pcscd.pid"}) std::filesystem::remove(pcscd / stale, error);
  for (int i = 0; i < count; ++i) {
    const auto number = std::to_string(i + 1), name = "KTP sim " + number;
    const auto port = first_port + 2 * i;  // each entry opens two ports
    char channel[16];
    std::snprintf(channel, sizeof channel, "0x%X", static_cast<unsigned>(port));
    // one copy of the driver per entry: it keeps its state by slot number only, and entries would get each
    // other's answers
    const auto driver = drivers / ("libifdvpcd-" + number + ".so");
    std::filesystem::copy_file(driver_file, driver, std::filesystem::copy_options::overwrite_existing, error);
    if (error) return VirtualReaderError::DidNotStart;
    const auto text = "FRIENDLYNAME \"" + name + "\"\nDEVICENAME /dev/null:" + channel +
                      "\nLIBPATH /run/drivers/libifdvpcd-" + number + ".so\nCHANNELID " + channel + "\n";
    if (!base::write_file_durably(conf / ("sim" + number), text)) return VirtualReaderError::DidNotStart;
    plan.files.push_back((conf / ("sim" + number)).string());
    plan.files.push_back(driver.string());
    service->names.push_back(name + " 00 00");
    service->readers.push_back(
        std::make_unique<ChipInReader>([service = service.get()] { return service->make_socket(); }, port));
  }
  for (const auto* one : {"pcscd.comm", "pcscd.pid"}) plan.files.push_back((pcscd / one).string());
  plan.files.push_back(plan.log);
  for (const auto& one : {conf, drivers, pcscd, run, folder}) plan.folders.push_back(one.string());

  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) return VirtualReaderError::DidNotStart;
  service->keeper = ::fork();
  if (service->keeper == 0) keep(plan, ends[1]);
  ::close(ends[1]);
  service->line = ends[0];
  if (service->keeper < 0) return VirtualReaderError::DidNotStart;
  const char word = service->hear(nullptr, 10'000);
  if (word == 'N') return VirtualReaderError::NamespaceNotAllowed;
  if (word != 'R') return VirtualReaderError::DidNotStart;

  ::setenv("PCSCLITE_CSOCK_NAME", service->socket.c_str(), 1);
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (std::chrono::steady_clock::now() < until) {
    const auto listed = list_readers();
    if (listed && std::all_of(service->names.begin(), service->names.end(), [&](const std::string& name) {
          return std::find(listed->begin(), listed->end(), name) != listed->end();
        }))
      return std::unique_ptr<VirtualReaders>(new VirtualReaders(std::move(service)));
    pollfd keeper{service->line, POLLIN, 0};  // the keeper leaves when pcscd does
    if (::poll(&keeper, 1, 20) > 0) break;
  }
  return VirtualReaderError::DidNotStart;
}

int VirtualReaders::count() const { return static_cast<int>(service_->readers.size()); }
const std::string& VirtualReaders::name(int index) const { return service_->names.at(static_cast<std::size_t>(index)); }
ChipInReader& VirtualReaders::reader(int index) { return *service_->readers.at(static_cast<std::size_t>(index)); }
const std::filesystem::path& VirtualReaders::service_socket() const { return service_->socket; }

}  // namespace ktpel::device
