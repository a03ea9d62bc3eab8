// SPDX-License-Identifier: Apache-2.0
#include "tool/center_place.h"

#include "base/file.h"
#include "config/sites.h"

namespace ktpel::tool {

using api::Failure;
using api::FailureCode;

base::Result<store::JournalPlace, Failure> center_place(const std::filesystem::path& folder, const Commands& commands) {
  store::JournalPlace place(folder);
  if (!commands.center_settings || commands.data_folder != folder) return place;
  const auto& settings = *commands.center_settings;
  const auto& keys = config::center_schema();
  if (const auto server = settings.get(keys.site.database_server))
    place.server = store::Server{server->text(), settings.get(keys.site.database_schema)};
  const auto blobs = settings.get(keys.blobs.folder);
  if (blobs && blobs->lexically_normal() != (folder / "blobs").lexically_normal())
    return Failure{FailureCode::Center_BlobFolderElsewhere, blobs->string()};
  const auto endpoint = settings.get(keys.blobs.endpoint);
  if (!endpoint) return place;
  base::Bytes lines;
  for (const auto& key : {settings.get(keys.blobs.access_key_file), settings.get(keys.blobs.secret_key_file)}) {
    const auto secret = key->read();
    if (!secret) {
      base::wipe(lines.data(), lines.size());
      return Failure{FailureCode::Center_BlobKeyUnreadable, key->path().string()};
    }
    const auto bytes = secret->reveal();
    lines.insert(lines.end(), bytes.begin(), bytes.end());
    lines.push_back('\n');
  }
  const base::Secret credentials(std::move(lines));
  std::error_code ignored;
  const auto file = std::filesystem::absolute(folder, ignored) / "s3.credentials";
  if (!base::make_folder(folder) || !base::write_file_durably(file, credentials.reveal(), 0600))
    return Failure{FailureCode::Center_BlobKeysUnwritable, file.string()};
  place.blobs = store::S3Place{.endpoint = endpoint->text(),
                               .region = *settings.get(keys.blobs.region),
                               .bucket = *settings.get(keys.blobs.bucket),
                               .prefix = "",
                               .credentials = file};
  return place;
}

}  // namespace ktpel::tool
