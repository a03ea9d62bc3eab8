// SPDX-License-Identifier: Apache-2.0
#include "store/backup.h"

#include <SQLiteCpp/Backup.h>
#include <SQLiteCpp/SQLiteCpp.h>
#include <sqlite3.h>

#include <algorithm>
#include <system_error>

#include "base/file.h"
#include "log/log.h"
#include "store/detail/durable_folder.h"
#include "store/detail/journal_place.h"
#include "store/detail/journal_schema.h"
#include "store/folder_blob_store.h"

namespace ktpel::store {

using base::Done;
using base::Result;
namespace fs = std::filesystem;

namespace {

constexpr int busy_ms = 10000;
constexpr std::size_t largest_file = 1u << 30;

StoreError error_of(const SQLite::Exception& thrown) {
  log::error("backup: {}", thrown.what());
  switch (thrown.getErrorCode() & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return StoreError::Retry;
    case SQLITE_FULL:
      return StoreError::Full;
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return StoreError::ReadOnly;
    default:
      return StoreError::Broken;
  }
}

/// The entries as they stand at one moment, into a new file; how many.
Result<std::uint64_t, StoreError> copy_database(const fs::path& from, const fs::path& to) {
  std::error_code ignored;
  for (const char* part : {"", "-wal", "-shm", "-journal"}) fs::remove(to.string() + part, ignored);
  std::uint64_t entries = 0;
  try {
    SQLite::Database source(from.string(), SQLite::OPEN_READONLY, busy_ms);
    SQLite::Database copy(to.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE, busy_ms);
    {
      // in one step: in parts it would begin anew whenever somebody writes in between. With a write-ahead log nobody is
      // kept from writing meanwhile.
      SQLite::Backup backup(copy, source);
      const int done = backup.executeStep(-1);
      if (done != SQLITE_DONE) return StoreError::Retry;
    }
    // one file that is whole without a log beside it
    copy.exec("pragma journal_mode = delete");
    SQLite::Statement sound(copy, "pragma integrity_check(1)");
    if (!sound.executeStep() || sound.getColumn(0).getString() != "ok") return StoreError::Broken;
    SQLite::Statement count(copy, "select count(*) from entry");
    if (count.executeStep()) entries = static_cast<std::uint64_t>(count.getColumn(0).getInt64());
  } catch (const SQLite::Exception& thrown) {
    return error_of(thrown);
  }
  if (const auto synced = detail::sync(to); !synced) return store_error_of(synced.error());
  return entries;
}

/// The new file in the place of the old one. A log beside the old one would be applied to the new one.
Result<Done, StoreError> put_in_place(const fs::path& fresh, const fs::path& place) {
  std::error_code error;
  if (fs::exists(place.string() + "-wal", error)) {
    try {
      SQLite::Database old(place.string(), SQLite::OPEN_READWRITE, busy_ms);
      old.exec("pragma journal_mode = delete");  // takes the log in; fails while somebody has it open
    } catch (const SQLite::Exception& thrown) {
      return error_of(thrown);
    }
  }
  for (const char* part : {"-wal", "-shm"}) fs::remove(place.string() + part, error);
  fs::rename(fresh, place, error);
  if (error) return store_error_of(base::file_error_of(error.value()));
  if (const auto synced = detail::sync(place.parent_path()); !synced) return store_error_of(synced.error());
  return Done{};
}

Result<Done, StoreError> copy_along(const fs::path& from, const fs::path& to) {
  const auto bytes = base::read_file(from, largest_file);
  if (!bytes) {
    if (bytes.error() == base::FileError::Missing) return Done{};  // removed meanwhile
    return store_error_of(bytes.error());
  }
  std::error_code error;
  const auto mode = static_cast<unsigned>(fs::status(from, error).permissions() & fs::perms::mask);
  const auto there = base::read_file(to, bytes->size());
  if (there && *there == *bytes) return Done{};
  const auto made = detail::make_folder_durably(to.parent_path());
  if (!made) return store_error_of(made.error());
  const auto written = base::write_file_durably(to, *bytes, mode);
  if (!written) return store_error_of(written.error());
  return Done{};
}

bool is_within(const fs::path& inner, const fs::path& outer) {
  const auto [end, at] = std::mismatch(outer.begin(), outer.end(), inner.begin(), inner.end());
  return end == outer.end();
}

}  // namespace

Result<BackupReport, StoreError> back_up(const fs::path& folder, const fs::path& to,
                                         const std::vector<std::string>& leave_out, const std::function<void()>& step) {
  std::error_code error;
  const auto from_whole = fs::weakly_canonical(folder, error), to_whole = fs::weakly_canonical(to, error);
  if (is_within(from_whole, to_whole) || is_within(to_whole, from_whole)) return StoreError::Refused;
  const auto own = base::read_file(folder / detail::site_file, 4096);
  if (!own) return own.error() == base::FileError::Missing ? StoreError::Gone : store_error_of(own.error());
  const auto place = detail::place_of_journal(folder);
  if (!place) return place.error();
  const auto objects = detail::s3_of_journal(folder);
  if (!objects) return objects.error();

  const auto earlier = base::read_file(to / detail::site_file, 4096);
  if (earlier ? *earlier != *own : fs::exists(to, error) && !fs::is_empty(to, error)) return StoreError::Conflict;
  const auto made = detail::make_folder_durably(to);
  if (!made) return store_error_of(made.error());
  const auto named = copy_along(folder / detail::site_file, to / detail::site_file);
  if (!named) return named.error();

  BackupReport out;
  out.entries_elsewhere = !std::holds_alternative<fs::path>(*place);
  out.blobs_elsewhere = objects->has_value();
  const auto fresh = to / (std::string(detail::journal_file) + ".new");
  if (!out.entries_elsewhere) {
    const auto entries = copy_database(folder / detail::journal_file, fresh);
    if (!entries) return entries.error();
    out.entries = *entries;
  }

  const FolderBlobStore from_blobs(folder / detail::blobs_folder);
  FolderBlobStore to_blobs(to / detail::blobs_folder);
  auto files = fs::recursive_directory_iterator(folder, fs::directory_options::none, error);
  if (error) return store_error_of(base::file_error_of(error.value()));
  for (; files != fs::recursive_directory_iterator(); files.increment(error)) {
    if (error) return store_error_of(base::file_error_of(error.value()));
    const auto relative = fs::relative(files->path(), folder, error);
    const auto top = relative.begin()->string(), name = relative.filename().string();
    if (std::find(leave_out.begin(), leave_out.end(), top) != leave_out.end()) {
      if (files->is_directory(error)) files.disable_recursion_pending();
      continue;
    }
    if (!files->is_regular_file(error) || name.starts_with('.')) continue;  // the latter: not finished
    if (top == detail::blobs_folder) {
      const auto digest = base::Digest::from_hex(name);
      if (!digest) continue;
      ++out.blobs;
      if (step) step();
      if (to_blobs.has(*digest)) continue;
      const auto bytes = from_blobs.get(*digest);
      if (!bytes) return bytes.error();
      const auto put = to_blobs.put(*bytes);
      if (!put) return put.error();
      ++out.blobs_copied;
      continue;
    }
    if (top.starts_with(detail::journal_file)) continue;
    const auto copied = copy_along(files->path(), to / relative);
    if (!copied) return copied.error();
    ++out.files;
  }
  if (!out.entries_elsewhere) {
    const auto placed = put_in_place(fresh, to / detail::journal_file);
    if (!placed) return placed.error();
  }
  return out;
}

}  // namespace ktpel::store
