// SPDX-License-Identifier: Apache-2.0
// The protocol of libfprint's virtual_image: two 32-bit numbers in the machine's order, width and height, then the
// pixels; or a negative number in place of the width, which is a command: -1 a press to repeat, with its reason.
#include "device/finger_reader/virtual_finger_reader.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <thread>
#include <vector>

#include "base/check.h"

namespace ktpel::device {
namespace {

constexpr std::int32_t kRepeat = -1, kTooShort = 1;

std::vector<std::uint8_t> head(std::int32_t first, std::int32_t second) {
  std::vector<std::uint8_t> out(8);
  std::memcpy(out.data(), &first, 4);
  std::memcpy(out.data() + 4, &second, 4);
  return out;
}

}  // namespace

VirtualFingerReader::VirtualFingerReader() {
  std::string name = (std::filesystem::temp_directory_path() / "ktpel-finger-XXXXXX").string();
  base::check(::mkdtemp(name.data()) != nullptr, "a folder for a socket");
  folder_ = name;
  ::setenv("FP_VIRTUAL_IMAGE", (folder_ / "socket").c_str(), 1);
}
VirtualFingerReader::~VirtualFingerReader() {
  ::unsetenv("FP_VIRTUAL_IMAGE");
  std::error_code error;
  std::filesystem::remove_all(folder_, error);
}

bool VirtualFingerReader::send(const std::vector<std::uint8_t>& bytes, std::chrono::milliseconds wait) const {
  const auto until = std::chrono::steady_clock::now() + wait;
  sockaddr_un at{};
  at.sun_family = AF_UNIX;
  const auto path = (folder_ / "socket").string();
  base::check(path.size() < sizeof at.sun_path, "a socket's path of at most 107 characters");
  path.copy(at.sun_path, path.size());
  do {
    const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return false;
    bool sent = ::connect(fd, reinterpret_cast<const sockaddr*>(&at), sizeof at) == 0;
    const bool connected = sent;
    for (std::size_t at_byte = 0; sent && at_byte < bytes.size();) {
      const auto n = ::send(fd, bytes.data() + at_byte, bytes.size() - at_byte, MSG_NOSIGNAL);
      sent = n > 0;
      if (sent) at_byte += static_cast<std::size_t>(n);
    }
    ::close(fd);
    if (connected) return sent;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));  // nobody has opened the reader yet
  } while (std::chrono::steady_clock::now() < until);
  return false;
}

bool VirtualFingerReader::press(const biometric::GreyImage& finger, std::chrono::milliseconds wait) const {
  auto bytes = head(finger.width(), finger.height());
  bytes.insert(bytes.end(), finger.pixels().begin(), finger.pixels().end());
  return send(bytes, wait);
}
bool VirtualFingerReader::press_badly(std::chrono::milliseconds wait) const {
  return send(head(kRepeat, kTooShort), wait);
}

}  // namespace ktpel::device
