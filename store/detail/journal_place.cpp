// SPDX-License-Identifier: Apache-2.0
#include "store/detail/journal_place.h"

#include <sstream>

#include "base/file.h"
#include "store/detail/journal_schema.h"
#include "store/detail/s3_address.h"
#include "store/folder_blob_store.h"

namespace ktpel::store::detail {

using base::Done;
using base::Result;

namespace {

std::string s3_file_text(const S3Place& place) {
  return place.endpoint + " " + place.region + " " + place.bucket + " " + (place.prefix.empty() ? "-" : place.prefix) +
         " " + place.credentials.string() + "\n";
}

}  // namespace

Result<Place, StoreError> place_of_journal(const std::filesystem::path& folder) {
  const auto bytes = base::read_file(folder / server_file, 4096);
  if (!bytes) {
    if (bytes.error() != base::FileError::Missing) return store_error_of(bytes.error());
    return Place(folder / journal_file);
  }
  const auto text = base::text_of(*bytes);
  const auto space = text.find(' ');
  if (space == std::string::npos || text.back() != '\n') return StoreError::Broken;
  return Place(Server{text.substr(0, space), text.substr(space + 1, text.size() - space - 2)});
}

Result<Done, StoreError> found_on_server(const std::filesystem::path& folder, const Server& server) {
  // the file is one line of two words
  if (server.url.find_first_of(" \n") != std::string::npos) return StoreError::Refused;
  const auto place = place_of_journal(folder);
  if (!place) return place.error();
  if (const auto* there = std::get_if<Server>(&*place)) {
    if (*there != server) return StoreError::Conflict;
    return Done{};
  }
  std::error_code error;
  if (std::filesystem::exists(folder / journal_file, error)) return StoreError::Conflict;
  const auto written = base::write_file_durably(folder / server_file, server.url + " " + server.schema + "\n");
  if (!written) return store_error_of(written.error());
  return Done{};
}

Result<std::optional<S3Place>, StoreError> s3_of_journal(const std::filesystem::path& folder) {
  const auto bytes = base::read_file(folder / s3_file, 4096);
  if (!bytes) {
    if (bytes.error() != base::FileError::Missing) return store_error_of(bytes.error());
    return std::optional<S3Place>();
  }
  const auto text = base::text_of(*bytes);
  std::istringstream words(text);
  S3Place place;
  std::string credentials;
  words >> place.endpoint >> place.region >> place.bucket >> place.prefix >> credentials;
  place.credentials = credentials;
  if (place.prefix == "-") place.prefix.clear();
  // exactly the one form that found_on_s3() writes
  if (!s3_address_of(place) || text != s3_file_text(place)) return StoreError::Broken;
  return std::optional(std::move(place));
}

Result<Done, StoreError> found_on_s3(const std::filesystem::path& folder, const S3Place& place) {
  if (!s3_address_of(place)) return StoreError::Refused;
  const auto there = s3_of_journal(folder);
  if (!there) return there.error();
  if (*there) {
    if (**there != place) return StoreError::Conflict;
    return Done{};
  }
  // Where one of these is, somebody may have put blobs into the folder already.
  std::error_code error;
  for (const char* other : {journal_file, site_file, blobs_folder})
    if (std::filesystem::exists(folder / other, error)) return StoreError::Conflict;
  const auto written = base::write_file_durably(folder / s3_file, s3_file_text(place));
  if (!written) return store_error_of(written.error());
  return Done{};
}

Result<std::unique_ptr<BlobStore>, StoreError> blobs_of_journal(const std::filesystem::path& folder,
                                                                const S3Patience& patience) {
  const auto place = s3_of_journal(folder);
  if (!place) return place.error();
  if (!*place) return std::unique_ptr<BlobStore>(std::make_unique<FolderBlobStore>(folder / blobs_folder));
  auto blobs = S3BlobStore::open(**place, patience);
  if (!blobs) return blobs.error();
  return std::unique_ptr<BlobStore>(std::move(blobs).value());
}

}  // namespace ktpel::store::detail
