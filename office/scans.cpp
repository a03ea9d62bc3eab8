// SPDX-License-Identifier: Apache-2.0
// 7a-7g: the pictures of papers. The folder scans/<SHA-256>/ holds a page a file: 1.sealed, 2.sealed ...
#include <algorithm>
#include <string_view>

#include "api/store_failure.h"
#include "base/file.h"
#include "biometric/image/codec.h"
#include "office/office.h"

namespace ktpel::office {

using api::Failure;
using api::failure_of;
using api::FailureCode;

namespace {

constexpr std::size_t largest_page = 64u << 20;

std::filesystem::path page_file(const std::filesystem::path& folder, const base::Digest& scan, std::size_t page) {
  return folder / "scans" / scan.hex() / (std::to_string(page) + ".sealed");
}

bool begins_with(base::ByteView bytes, std::string_view start) {
  return base::text_of(bytes.first(std::min(bytes.size(), start.size()))) == start;
}

/// A picture that a browser shows, or a PDF with its end.
bool is_page(base::ByteView bytes) {
  if (begins_with(bytes, "%PDF-")) {
    constexpr std::size_t tail = 1024;  // where readers look for it
    const auto end = base::text_of(bytes.last(std::min(bytes.size(), tail)));
    return end.find("%%EOF") != std::string::npos;
  }
  const bool shown = begins_with(bytes, "\x89PNG") || begins_with(bytes, "\xFF\xD8\xFF");
  return shown && bool(biometric::decode_colour(bytes));
}

}  // namespace

Outcome<base::Digest> Office::keep_scan(const std::vector<base::Bytes>& pages) {
  base::Bytes all;
  for (const auto& page : pages) {
    if (!is_page(page)) return Failure{FailureCode::Scan_NotAPage, std::to_string(page.size())};
    all.insert(all.end(), page.begin(), page.end());
  }
  base::check(!pages.empty(), "a scan without a page");
  const auto scan = base::sha256(all);
  const auto folder = page_file(folder_, scan, 1).parent_path();
  if (const auto made = base::make_folder(folder); !made) return failure_of(made.error(), folder.string());
  for (std::size_t i = pages.size(); i > 0; --i) {  // the first page last: where it lies, all do
    const auto file = page_file(folder_, scan, i);
    const auto ok = base::write_file_durably(file, sealing_.certificate().seal(pages[i - 1]), 0600);
    if (!ok) return failure_of(ok.error(), file.string());
  }
  return scan;
}

Outcome<base::Bytes> Office::scanned_page(const base::Digest& scan, std::size_t page) const {
  const auto file = page_file(folder_, scan, page);
  const auto sealed = base::read_file(file, largest_page);
  if (!sealed && sealed.error() == base::FileError::Missing)
    return Failure{FailureCode::Scan_NoSuchPage, scan.hex().substr(0, 16) + "/" + std::to_string(page)};
  if (!sealed) return failure_of(sealed.error(), file.string());
  auto plain = sealing_.open(*sealed);
  if (!plain) return Failure{FailureCode::Scan_Unreadable, file.string()};
  return std::move(*plain);
}

bool Office::has_page(const base::Digest& scan, std::size_t page) const {
  std::error_code none;
  return std::filesystem::exists(page_file(folder_, scan, page), none);
}

}  // namespace ktpel::office
