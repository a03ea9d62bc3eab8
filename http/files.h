// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "http/message.h"

namespace ktpel::http {

/// The files of a folder and of the folders in it, read once into memory: a web front-end as its build left it. A path
/// that names none of them names nothing, so that no path leads out of the folder. Links and names that start with '.'
/// are left out. Thread-safe.
class Files {
 public:
  static constexpr std::size_t most_bytes = 64u << 20, most_files = 4096;

  /// nullopt if there is no such folder, it cannot be read whole, or it holds more than the limits.
  static std::optional<Files> read(const std::filesystem::path& folder);

  bool has(const std::string& path) const { return files_.count(path) > 0; }
  /// `path` as in a request: "/index.html". nullopt if there is no such file, or the request is neither GET nor HEAD.
  /// Answers with an entity tag, 304 to who has the file already, and the file compressed if `path`.gz lay beside it
  /// and the browser takes that (RFC 9110 8.8.3, 12.5.3, 13.1.2). The body of a HEAD is left in: the server leaves it
  /// out.
  std::optional<Response> serve(const Request& request, const std::string& path) const;

 private:
  struct File {
    base::Bytes bytes, compressed;  ///< the latter empty: none
    std::string type, tag;
  };
  std::map<std::string, File> files_;  ///< by path
};

/// "text/css; charset=utf-8" of "/assets/a.css"; "application/octet-stream" of what is not known.
std::string media_type(std::string_view path);

}  // namespace ktpel::http
