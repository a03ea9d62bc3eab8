// SPDX-License-Identifier: Apache-2.0
#include "base/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>

namespace ktpel::base {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }

 private:
  int fd_;
};

bool write_all(int fd, ByteView bytes) {
  while (!bytes.empty()) {
    const auto n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(n));
  }
  return true;
}

}  // namespace

FileError file_error_of(int error_number) {
  switch (error_number) {
    case ENOENT:
    case ENOTDIR:
      return FileError::Missing;
    case EACCES:
    case EPERM:
    case EROFS:
    case EISDIR:
      return FileError::Denied;
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return FileError::NoSpace;
    default:
      return FileError::Broken;
  }
}

Result<Bytes, FileError> read_file(const std::filesystem::path& path, std::size_t limit) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) return file_error_of(errno);
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) return file_error_of(errno);
  if (S_ISDIR(status.st_mode)) return FileError::Denied;
  Bytes out;
  if (S_ISREG(status.st_mode)) {
    if (static_cast<std::size_t>(status.st_size) > limit) return FileError::TooLarge;
    out.reserve(static_cast<std::size_t>(status.st_size));
  }
  std::uint8_t chunk[64 << 10];
  for (;;) {
    const auto n = ::read(file.get(), chunk, sizeof chunk);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return file_error_of(errno);
    if (n == 0) return out;
    if (out.size() + static_cast<std::size_t>(n) > limit) return FileError::TooLarge;
    out.insert(out.end(), chunk, chunk + n);
  }
}

Result<Done, FileError> write_file_durably(const std::filesystem::path& path, ByteView bytes, unsigned mode) {
  const auto folder = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
  std::string temporary = (folder / ("." + path.filename().string() + ".XXXXXX")).string();
  {
    const Descriptor file(::mkostemp(temporary.data(), O_CLOEXEC));
    if (file.get() < 0) return file_error_of(errno);
    if (!write_all(file.get(), bytes) || ::fchmod(file.get(), mode) != 0 || ::fsync(file.get()) != 0 ||
        ::rename(temporary.c_str(), path.c_str()) != 0) {
      const auto error = file_error_of(errno);
      ::unlink(temporary.c_str());
      return error;
    }
  }
  const Descriptor parent(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (parent.get() < 0 || ::fsync(parent.get()) != 0) return file_error_of(errno);
  return Done{};
}

Result<Done, FileError> make_folder(const std::filesystem::path& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error && !std::filesystem::is_directory(path)) return file_error_of(error.value());
  return Done{};
}

}  // namespace ktpel::base
