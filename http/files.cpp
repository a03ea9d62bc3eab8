// SPDX-License-Identifier: Apache-2.0
#include "http/files.h"

#include <algorithm>

#include "base/digest.h"
#include "base/file.h"

namespace ktpel::http {
namespace {

constexpr std::string_view compressed_ending = ".gz";

/// One item of a list of headers, without blanks around it.
std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
  while (text.ends_with(' ') || text.ends_with('\t')) text.remove_suffix(1);
  return text;
}

/// Calls `each` with every item of "a, b;q=1"; ends when it says true, and says whether it did.
template <class Each>
bool any_item(std::string_view list, Each&& each) {
  for (std::size_t from = 0; from <= list.size();) {
    const auto end = std::min(list.find(',', from), list.size());
    if (each(trimmed(list.substr(from, end - from)))) return true;
    from = end + 1;
  }
  return false;
}

/// "gzip", or "gzip;q=0.8"; "gzip;q=0" says that it is not taken.
bool takes_gzip(const Request& request) {
  const auto* said = request.header("accept-encoding");
  return said && any_item(*said, [](std::string_view item) {
           const auto semicolon = std::min(item.find(';'), item.size());
           if (trimmed(item.substr(0, semicolon)) != "gzip") return false;
           auto weight = trimmed(item.substr(std::min(semicolon + 1, item.size())));
           if (!weight.starts_with("q=")) return true;
           weight.remove_prefix(2);
           return weight.find_first_not_of("0.") != std::string_view::npos;
         });
}

/// Weak comparison (RFC 9110 13.1.2).
bool has_already(const Request& request, std::string_view tag) {
  const auto* said = request.header("if-none-match");
  return said && any_item(*said, [&](std::string_view item) {
           if (item.starts_with("W/")) item.remove_prefix(2);
           return item == "*" || item == tag;
         });
}

}  // namespace

std::string media_type(std::string_view path) {
  static constexpr std::pair<std::string_view, const char*> types[] = {
      {".html", "text/html; charset=utf-8"},
      {".js", "text/javascript; charset=utf-8"},
      {".mjs", "text/javascript; charset=utf-8"},
      {".css", "text/css; charset=utf-8"},
      {".json", "application/json; charset=utf-8"},
      {".webmanifest", "application/manifest+json; charset=utf-8"},
      {".svg", "image/svg+xml"},
      {".png", "image/png"},
      {".jpg", "image/jpeg"},
      {".webp", "image/webp"},
      {".ico", "image/x-icon"},
      {".woff2", "font/woff2"},
      {".wasm", "application/wasm"},
      {".mp3", "audio/mpeg"},
      {".wav", "audio/wav"},
      {".ogg", "audio/ogg"},
      {".txt", "text/plain; charset=utf-8"},
      {".pdf", "application/pdf"}};
  for (const auto& [ending, type] : types)
    if (path.ends_with(ending)) return type;
  return "application/octet-stream";
}

std::optional<Files> Files::read(const std::filesystem::path& folder) {
  namespace fs = std::filesystem;
  std::map<std::string, base::Bytes> read;
  std::size_t bytes = 0;
  std::error_code error;
  fs::recursive_directory_iterator entry(folder, error);
  if (error) return std::nullopt;
  for (; entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    if (error) return std::nullopt;
    const auto hidden = entry->path().filename().string().starts_with('.');
    if (hidden && entry->is_directory(error)) entry.disable_recursion_pending();
    if (hidden || entry->is_symlink(error) || !entry->is_regular_file(error)) continue;
    auto content = base::read_file(entry->path(), most_bytes);
    if (!content) return std::nullopt;
    bytes += content->size();
    if (bytes > most_bytes || read.size() >= most_files) return std::nullopt;
    read.emplace("/" + entry->path().lexically_relative(folder).generic_string(), std::move(*content));
  }
  if (error) return std::nullopt;
  Files files;
  for (auto& [path, content] : read) {
    const bool beside =
        path.ends_with(compressed_ending) && read.count(path.substr(0, path.size() - compressed_ending.size())) > 0;
    if (beside) continue;  // no file of its own
    const auto found = read.find(path + std::string(compressed_ending));
    files.files_.emplace(path, File{content, found == read.end() ? base::Bytes() : found->second, media_type(path),
                                    base::sha256(content).hex().substr(0, 32)});
  }
  return files;
}

std::optional<Response> Files::serve(const Request& request, const std::string& path) const {
  if (request.method != Method::Get && request.method != Method::Head) return std::nullopt;
  const auto found = files_.find(path);
  if (found == files_.end()) return std::nullopt;
  const auto& file = found->second;
  const bool compressed = !file.compressed.empty() && takes_gzip(request);
  // Each form has a tag of its own: a cache keeps them apart by it.
  const auto tag = "\"" + file.tag + (compressed ? "-gz" : "") + "\"";
  const bool known = has_already(request, tag);
  auto response = answer(known ? 304 : 200, file.type,
                         known        ? base::Bytes()
                         : compressed ? file.compressed
                                      : file.bytes);
  response.headers["etag"] = tag;
  if (!file.compressed.empty()) response.headers["vary"] = "accept-encoding";
  if (compressed && !known) response.headers["content-encoding"] = "gzip";
  return response;
}

}  // namespace ktpel::http
