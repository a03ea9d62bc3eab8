// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "config/read.h"
#include "config/schema.h"
#include "log/log.h"

/// The configuration of a data centre (center.toml) and of a service point (office.toml).
namespace ktpel::config {

enum class Role { Center, Office };

/// What every run of the program reads, with a file or without.
struct LogKeys {
  explicit LogKeys(Schema& schema);
  Key<log::Level> level;
  Key<log::Format> format;
  OptionalKey<std::filesystem::path> file;
  Key<Size> file_size;
  Key<std::int64_t> files_kept;
  log::Options options(const Settings& settings) const;
};

/// What every site has.
struct SiteKeys {
  SiteKeys(Schema& schema, Role role);
  Key<Role> role;
  Key<std::string> name;                   ///< of the journal: "pusat", "dinas-9901"
  Key<std::filesystem::path> data_folder;  ///< journal, keys, papers
  OptionalKey<Url> database_server;        ///< without: SQLite in the data folder
  Key<std::string> database_schema;        ///< on the server
  Key<Duration> database_busy_time;        ///< how long a writer waits for another one
  Key<std::string> listen_address;
  Key<std::int64_t> listen_port;
};

/// Where pictures and sealed packets lie, if not in the data folder.
struct BlobKeys {
  explicit BlobKeys(Schema& schema);
  OptionalKey<std::filesystem::path> folder;
  OptionalKey<Url> endpoint;  ///< S3; all five or none
  OptionalKey<std::string> bucket, region;
  OptionalKey<SecretFile> access_key_file, secret_key_file;
};

struct ToolSchema {
  Schema schema;
  LogKeys log{schema};
};
struct CenterSchema {
  Schema schema;
  SiteKeys site{schema, Role::Center};
  BlobKeys blobs{schema};
  LogKeys log{schema};
};
struct OfficeSchema {
  Schema schema;
  SiteKeys site{schema, Role::Office};
  OptionalKey<Url> center_url;  ///< without: works alone until it is named
  LogKeys log;
  OfficeSchema();
};

const ToolSchema& tool_schema();
const CenterSchema& center_schema();
const OfficeSchema& office_schema();

}  // namespace ktpel::config
