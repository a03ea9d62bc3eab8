// SPDX-License-Identifier: Apache-2.0
#include "store/detail/journal_place.h"

#include "base/file.h"
#include "store/detail/journal_schema.h"

namespace ktpel::store::detail {

using base::Done;
using base::Result;

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

}  // namespace ktpel::store::detail
