// SPDX-License-Identifier: Apache-2.0
#include "store/detail/durable_folder.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace ktpel::store::detail {

using base::Done;
using base::FileError;
using base::Result;

Result<Done, FileError> sync(const std::filesystem::path& path) {
  const int fd = ::open(path.empty() ? "." : path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return base::file_error_of(errno);
  const int failed = ::fsync(fd) != 0 ? errno : 0;
  ::close(fd);
  if (failed) return base::file_error_of(failed);
  return Done{};
}

Result<Done, FileError> make_folder_durably(const std::filesystem::path& folder) {
  if (folder.empty()) return Done{};
  struct stat status {};
  if (::stat(folder.c_str(), &status) == 0) {
    if (S_ISDIR(status.st_mode)) return Done{};
    return FileError::Denied;
  }
  const auto parent = folder.parent_path();
  if (parent != folder) {
    const auto made = make_folder_durably(parent);
    if (!made) return made;
  }
  if (::mkdir(folder.c_str(), 0755) != 0 && errno != EEXIST) return base::file_error_of(errno);
  return sync(parent);
}

}  // namespace ktpel::store::detail
