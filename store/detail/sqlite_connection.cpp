// SPDX-License-Identifier: Apache-2.0
#include <SQLiteCpp/SQLiteCpp.h>
#include <sqlite3.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <map>
#include <thread>

#include "log/log.h"
#include "store/detail/connection.h"

// Durability rests on two settings: the write-ahead log, and synchronous=FULL, which syncs the log in
// each commit (https://sqlite.org/pragma.html#pragma_synchronous: NORMAL may lose the last commits).
namespace ktpel::store::detail {
namespace {

using base::Done;
using base::Result;

StoreError error_of_errno(int system_error) { return store_error_of(base::file_error_of(system_error)); }

/// Why the last call on the log or the file failed; 0 if none did. (sqlite3_system_errno() is 0 after a failed
/// write to the log.)
int last_errno(sqlite3* handle) {
  for (const int which : {SQLITE_FCNTL_JOURNAL_POINTER, SQLITE_FCNTL_FILE_POINTER}) {
    sqlite3_file* file = nullptr;
    int number = 0;
    if (sqlite3_file_control(handle, "main", which, &file) == SQLITE_OK && file && file->pMethods &&
        file->pMethods->xFileControl(file, SQLITE_FCNTL_LAST_ERRNO, &number) == SQLITE_OK && number) {
      return number;
    }
  }
  return sqlite3_system_errno(handle);
}

StoreError error_of(const SQLite::Exception& thrown, sqlite3* handle) {
  switch (thrown.getErrorCode() & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return StoreError::Retry;
    case SQLITE_CONSTRAINT:
      return StoreError::Conflict;
    case SQLITE_FULL:
      return StoreError::Full;
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return StoreError::ReadOnly;
    case SQLITE_TOOBIG:
      return StoreError::Refused;
    case SQLITE_CANTOPEN:
    case SQLITE_IOERR: {
      // A full disk reaches some calls only as an I/O error; the system's own number tells.
      if (const int system_error = handle ? last_errno(handle) : 0) return error_of_errno(system_error);
      if (thrown.getExtendedErrorCode() == SQLITE_IOERR_SHMSIZE) return StoreError::Full;
      break;
    }
    case SQLITE_ERROR:
    case SQLITE_MISUSE:
    case SQLITE_RANGE:
      log::error("database: {}", thrown.what());
      break;
    default:
      break;
  }
  return StoreError::Broken;
}

/// Runs `work` and turns what the library throws into a value.
template <class Work>
auto guarded(sqlite3* handle, Work work) -> Result<decltype(work()), StoreError> {
  try {
    return work();
  } catch (const SQLite::Exception& thrown) {
    return error_of(thrown, handle);
  }
}

struct Cached {
  explicit Cached(const SQLite::Database& database, const std::string& sql) : statement(database, sql) {}
  SQLite::Statement statement;
  bool running = false;
};

class SqlitePrepared final : public Prepared {
 public:
  SqlitePrepared(std::shared_ptr<Cached> cached, sqlite3* handle) : cached_(std::move(cached)), handle_(handle) {
    cached_->running = true;
  }
  ~SqlitePrepared() override {
    cached_->statement.tryReset();
    // keeps no copy of personal data in a statement at rest
    try {
      cached_->statement.clearBindings();
    } catch (const SQLite::Exception&) {  // a statement that failed has nothing bound that matters
    }
    cached_->running = false;
  }
  Result<bool, StoreError> step() override {
    return guarded(handle_, [&] { return cached_->statement.executeStep(); });
  }
  int columns() const override { return cached_->statement.getColumnCount(); }
  Value value(int column) const override {
    const auto at = cached_->statement.getColumn(column);
    switch (at.getType()) {
      case SQLITE_INTEGER:
        return at.getInt64();
      case SQLITE_FLOAT:
        return at.getDouble();
      case SQLITE_TEXT:
        return at.getString();
      case SQLITE_BLOB: {
        const auto* bytes = static_cast<const std::uint8_t*>(at.getBlob());
        return base::Bytes(bytes, bytes + at.getBytes());
      }
      default:
        return nullptr;
    }
  }

 private:
  std::shared_ptr<Cached> cached_;
  sqlite3* handle_;
};

class SqliteConnection final : public Connection {
 public:
  explicit SqliteConnection(SQLite::Database database) : database_(std::move(database)) {}

  Result<std::unique_ptr<Prepared>, StoreError> start(std::string_view sql, const Values& values) override {
    return guarded(handle(), [&]() -> std::unique_ptr<Prepared> {
      auto cached = statement_of(std::string(sql));
      auto prepared = std::make_unique<SqlitePrepared>(cached, handle());
      auto& statement = cached->statement;
      base::check(statement.getBindParameterCount() == static_cast<int>(values.size()),
                  "a statement with another number of values than parameters");
      for (std::size_t i = 0; i < values.size(); ++i) {
        // $n is a name here, and a number on a server; asking by name makes both mean the same
        const auto parameter = "$" + std::to_string(i + 1);
        std::visit([&](const auto& held) { bind(statement, parameter, held); }, values[i].held());
      }
      return prepared;
    });
  }

  std::string_view key_type() const override { return "integer"; }
  std::int64_t changed() const override { return database_.getChanges(); }
  Result<Done, StoreError> run_script(const std::string& sql) override { return script(sql); }
  Result<Done, StoreError> begin() override { return script("begin immediate"); }
  Result<Done, StoreError> commit() override { return script("commit"); }
  void roll_back() override { database_.tryExec("rollback"); }
  bool in_transaction() const override { return sqlite3_get_autocommit(handle()) == 0; }
  Result<std::vector<std::string>, StoreError> tables() override {
    return guarded(handle(), [&] {
      SQLite::Statement statement(database_, "select name from sqlite_master where type = 'table' order by name");
      std::vector<std::string> out;
      while (statement.executeStep()) out.push_back(statement.getColumn(0).getString());
      return out;
    });
  }
  Result<bool, StoreError> is_sound() override {
    return guarded(handle(), [&] {
      SQLite::Statement statement(database_, "pragma integrity_check(1)");
      return statement.executeStep() && statement.getColumn(0).getString() == "ok";
    });
  }

 private:
  Result<Done, StoreError> script(const std::string& sql) {
    return guarded(handle(), [&] {
      database_.exec(sql);
      return Done{};
    });
  }
  sqlite3* handle() const { return database_.getHandle(); }

  std::shared_ptr<Cached> statement_of(const std::string& sql) {
    auto found = cache_.find(sql);
    if (found == cache_.end()) found = cache_.emplace(sql, std::make_shared<Cached>(database_, sql)).first;
    // asked again while its rows are still being read: a second one beside it
    return found->second->running ? std::make_shared<Cached>(database_, sql) : found->second;
  }

  static void bind(SQLite::Statement& to, const std::string& at, std::monostate) { to.bind(at); }
  static void bind(SQLite::Statement& to, const std::string& at, std::int64_t number) { to.bind(at, number); }
  static void bind(SQLite::Statement& to, const std::string& at, double number) { to.bind(at, number); }
  static void bind(SQLite::Statement& to, const std::string& at, const std::string& text) { to.bind(at, text); }
  static void bind(SQLite::Statement& to, const std::string& at, const base::Bytes& bytes) {
    // a null pointer would be bound as "nothing"
    to.bind(at, bytes.empty() ? static_cast<const void*>("") : bytes.data(), static_cast<int>(bytes.size()));
  }

  SQLite::Database database_;
  std::map<std::string, std::shared_ptr<Cached>> cache_;  // dies before the database
};

bool is_there(const std::filesystem::path& path) {
  std::error_code error;
  return std::filesystem::exists(path, error);
}

/// Names a file for the library so that it takes it as it is on the medium and looks for no log beside it.
std::string immutable_name(const std::filesystem::path& file) {
  std::string name = "file:";
  for (const char c : std::filesystem::absolute(file).string()) {
    if (c == '?' || c == '#' || c == '%') {
      char escaped[4];
      std::snprintf(escaped, sizeof escaped, "%%%02x", static_cast<unsigned char>(c));
      name += escaped;
    } else {
      name += c;
    }
  }
  return name + "?immutable=1";
}

SQLite::Database opened(const std::filesystem::path& file, Access access, int busy_ms) {
  if (access == Access::Write)
    return SQLite::Database(file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE, busy_ms);
  try {
    SQLite::Database database(file.string(), SQLite::OPEN_READONLY, busy_ms);
    database.execAndGet("select count(*) from sqlite_master");
    return database;
  } catch (const SQLite::Exception&) {
    // On a medium that cannot be written (a backup), without a log beside it, nothing can change under us.
    const auto log = file.string() + "-wal";
    std::error_code error;
    if (::access(file.c_str(), R_OK) != 0 || ::access(file.parent_path().c_str(), W_OK) == 0) throw;
    if (is_there(log) && std::filesystem::file_size(log, error) > 0) throw;
    return SQLite::Database(immutable_name(file), SQLite::OPEN_READONLY | SQLite::OPEN_URI, busy_ms);
  }
}

}  // namespace

Result<std::unique_ptr<Connection>, StoreError> open_sqlite(const std::optional<std::filesystem::path>& file,
                                                            Access access, int busy_ms) {
  try {
    if (!file) {
      return std::unique_ptr<Connection>(std::make_unique<SqliteConnection>(
          SQLite::Database(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE | SQLite::OPEN_MEMORY)));
    }
    if (access == Access::Read && !is_there(*file)) return StoreError::Gone;
    const auto folder = file->has_parent_path() ? file->parent_path() : std::filesystem::path(".");
    if (access == Access::Write && (::access(folder.c_str(), W_OK) != 0 ||
                                    (::access(file->c_str(), F_OK) == 0 && ::access(file->c_str(), W_OK) != 0))) {
      return error_of_errno(errno);  // else it would open, and refuse the first write only
    }
    auto database = opened(*file, access, busy_ms);
    auto* handle = database.getHandle();
    const auto set_up = guarded(handle, [&] {
      if (access == Access::Write) {
        // Two that make the same file at once: the switch to the log does not wait for the other by itself.
        for (int tries = 0;; ++tries) {
          const int code = database.tryExec("pragma journal_mode = wal");
          if (code == SQLITE_OK) break;
          if ((code & 0xff) != SQLITE_BUSY || tries * 10 > busy_ms) throw SQLite::Exception(handle, code);
          std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
        database.exec("pragma synchronous = full; pragma foreign_keys = on");
      }
      database.exec("pragma trusted_schema = off; pragma cell_size_check = on");
      database.execAndGet("select count(*) from sqlite_master");  // no database, or damaged: said now
      return Done{};
    });
    if (!set_up) return set_up.error();
    return std::unique_ptr<Connection>(std::make_unique<SqliteConnection>(std::move(database)));
  } catch (const SQLite::Exception& thrown) {
    return error_of(thrown, nullptr);
  }
}

}  // namespace ktpel::store::detail
