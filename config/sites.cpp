// SPDX-License-Identifier: Apache-2.0
#include "config/sites.h"

#include <algorithm>
#include <string_view>

namespace ktpel::config {
namespace {

using namespace std::chrono_literals;

/// As journal::SiteId wants it.
bool is_site_name(std::string_view text) {
  return !text.empty() && text.size() <= 32 &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
}

/// As store::Server wants it.
bool is_schema_name(std::string_view text) {
  return !text.empty() && text.size() <= 63 && text.front() >= 'a' && text.front() <= 'z' &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string_view::npos;
}

/// A numeric address or a host's name; which of them is there is known only when listening.
bool is_host(std::string_view text) {
  return !text.empty() && text.size() <= 253 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == ':' ||
           c == '-';
  });
}

constexpr std::uint64_t mib = 1u << 20;

}  // namespace

LogKeys::LogKeys(Schema& schema)
    : level(schema.defaulted("log", "level",
                             choice<log::Level>({{"debug", log::Level::Debug},
                                                 {"info", log::Level::Info},
                                                 {"warn", log::Level::Warn},
                                                 {"error", log::Level::Error},
                                                 {"off", log::Level::Off}}),
                             log::Level::Warn)),
      format(schema.defaulted("log", "format",
                              choice<log::Format>({{"text", log::Format::Text}, {"json", log::Format::Json}}),
                              log::Format::Text)),
      file(schema.optional("log", "file", path(), "/var/log/ktpel/ktpel.log")),
      file_size(schema.defaulted("log", "file_size", size({64u << 10}, {1024 * mib}), Size{16 * mib})),
      files_kept(schema.defaulted("log", "files_kept", whole(0, 1000), 9)) {}

log::Options LogKeys::options(const Settings& settings) const {
  log::Options options{settings.get(level), settings.get(format)};
  if (const auto named = settings.get(file))
    options.file = log::RotatingFile{*named, settings.get(file_size).bytes, static_cast<int>(settings.get(files_kept))};
  return options;
}

SiteKeys::SiteKeys(Schema& schema, Role its)
    : role(schema.required(
          "site", "role",
          its == Role::Center ? choice<Role>({{"center", Role::Center}}) : choice<Role>({{"office", Role::Office}}),
          its)),
      name(schema.required("site", "name", text(is_site_name, "config.wanted_site_name"),
                           its == Role::Center ? "pusat" : "dinas-9901")),
      data_folder(schema.required("data", "folder", path(), "/var/lib/ktpel")),
      database_server(
          schema.optional("database", "server", url({"postgresql"}), Url::parse("postgresql:///ktpel").value())),
      database_schema(
          schema.defaulted("database", "schema", text(is_schema_name, "config.wanted_schema_name"), "ktpel")),
      database_busy_time(schema.defaulted("database", "busy_time", duration(1ms, 10min), 5s)),
      listen_address(schema.defaulted("listen", "address", text(is_host, "config.wanted_host"), "127.0.0.1")),
      listen_port(schema.defaulted("listen", "port", whole(1, 65535), its == Role::Center ? 8443 : 8080)) {}

BlobKeys::BlobKeys(Schema& schema)
    : folder(schema.optional("blobs", "folder", path(), "/var/lib/ktpel/blobs")),
      endpoint(schema.optional("blobs", "endpoint", url({"https", "http"}), Url::parse("https://s3.uji:9000").value())),
      bucket(schema.optional("blobs", "bucket", text(), "ktpel")),
      region(schema.optional("blobs", "region", text(), "id-1")),
      access_key_file(
          schema.optional("blobs", "access_key_file", secret_file(), SecretFile("/etc/ktpel/s3-access.key"))),
      secret_key_file(
          schema.optional("blobs", "secret_key_file", secret_file(), SecretFile("/etc/ktpel/s3-secret.key"))) {
  schema.together(endpoint, bucket, region, access_key_file, secret_key_file);
}

OfficeSchema::OfficeSchema()
    : center_url(
          schema.optional("center", "url", url({"https", "http"}), Url::parse("https://pusat.uji:8443").value())),
      log(schema) {}

const ToolSchema& tool_schema() {
  static const ToolSchema schema;
  return schema;
}
const CenterSchema& center_schema() {
  static const CenterSchema schema;
  return schema;
}
const OfficeSchema& office_schema() {
  static const OfficeSchema schema;
  return schema;
}

}  // namespace ktpel::config
