// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace ktpel::base {

/// Grouped by what the caller can do next.
enum class FileError {
  Missing,   ///< not there: name another
  Denied,    ///< no permission, or a read-only disk
  NoSpace,   ///< disk, quota or file-size limit full: free some, then again
  TooLarge,  ///< over the caller's limit: not read
  Broken     ///< the device failed
};

/// The whole file, if it is at most `limit` bytes.
Result<Bytes, FileError> read_file(const std::filesystem::path& path, std::size_t limit = 64u << 20);

/// Replaces the file so that after any crash either the old or the new content is
/// there, whole: writes beside it, fsync, rename, fsync of the folder. On an error
/// nothing is left behind and the old content stands.
Result<Done, FileError> write_file_durably(const std::filesystem::path& path, ByteView bytes, unsigned mode = 0644);
inline Result<Done, FileError> write_file_durably(const std::filesystem::path& path, std::string_view text) {
  return write_file_durably(path, bytes_of(text));
}

/// Makes the folder and its parents.
Result<Done, FileError> make_folder(const std::filesystem::path& path);

/// What an errno means to the caller.
FileError file_error_of(int error_number);

}  // namespace ktpel::base
