// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <concepts>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/digest.h"
#include "base/result.h"
#include "store/error.h"

/// A small relational interface that an embedded database and a server can both stand behind.
/// Statements are SQL in what the two have in common: parameters $1, $2, ...; column types bigint,
/// double precision, text and bytea; "insert ... on conflict ..."; no functions beyond the standard's.
namespace ktpel::store {

namespace detail {
class Connection;
class Prepared;
}  // namespace detail

/// A schema in a database on a PostgreSQL server, version 15 or later. The database has encoding UTF8 and collation C,
/// so that texts are in the same order everywhere.
struct Server {
  /// "postgresql://user@host:port/database?sslmode=verify-full"; "postgresql:///database?host=/folder" for a Unix
  /// socket. It holds no password, since it is written down beside journals: those belong in PGPASSFILE.
  std::string url;
  /// Keeps the tables of one journal apart from those of others: 1 to 63 of a-z, 0-9 and '_', a letter first.
  std::string schema;
  friend bool operator==(const Server&, const Server&) = default;
};

/// Where a database is: a file of the embedded one, or a schema on a server.
using Place = std::variant<std::filesystem::path, Server>;

/// A parameter of a statement: nothing, a whole number, a real number, text (UTF-8 without NUL) or bytes.
class Value {
 public:
  Value(std::nullptr_t) {}
  template <std::integral Number>
  Value(Number number) : held_(static_cast<std::int64_t>(number)) {}
  Value(double number) : held_(number) {}
  Value(std::string text) : held_(std::move(text)) {}
  Value(std::string_view text) : held_(std::string(text)) {}
  Value(const char* text) : held_(std::string(text)) {}
  Value(base::Bytes bytes) : held_(std::move(bytes)) {}
  Value(base::ByteView bytes) : held_(base::Bytes(bytes.begin(), bytes.end())) {}
  Value(const base::Digest& digest) : Value(digest.view()) {}
  Value(base::Time time) : held_(time.ms) {}
  template <class T>
  Value(const std::optional<T>& maybe) : Value(maybe ? Value(*maybe) : Value(nullptr)) {}
  using Held = std::variant<std::monostate, std::int64_t, double, std::string, base::Bytes>;
  const Held& held() const { return held_; }
  friend bool operator==(const Value&, const Value&) = default;

 private:
  Held held_;
};
using Values = std::vector<Value>;

/// The row that a query stands at; columns from 0. Valid only inside the callback that got it.
/// A column of another type gives 0 or nothing; text and bytes are copies.
class Row {
 public:
  explicit Row(const detail::Prepared& at) : at_(at) {}
  int columns() const;
  bool is_null(int column) const;
  std::int64_t integer(int column) const;
  double real(int column) const;
  std::string text(int column) const;
  base::Bytes bytes(int column) const;
  std::optional<base::Digest> digest(int column) const { return base::Digest::from_bytes(bytes(column)); }
  base::Time time(int column) const { return {integer(column)}; }
  Value value(int column) const;

 private:
  const detail::Prepared& at_;
};

/// Whoever can run statements. Statements are prepared once for each text.
class Queries {
 public:
  virtual ~Queries() = default;
  /// Runs a statement that gives no rows; answers how many rows it changed. Another number of values than
  /// parameters is a mistake in the program; a text that is no statement here (the database may have been
  /// tampered with) is Broken, with the reason on stderr. Inside a transaction an error spoils all of it: whatever
  /// follows is answered with that error (but see Transaction::attempt).
  base::Result<std::int64_t, StoreError> execute(std::string_view sql, const Values& values = {});
  /// Calls `row` for each row, in the statement's order; stops early when it answers false.
  base::Result<base::Done, StoreError> while_rows(std::string_view sql, const Values& values,
                                                  const std::function<bool(const Row&)>& row);
  /// Calls `row` for each row, in the statement's order.
  base::Result<base::Done, StoreError> each(std::string_view sql, const Values& values,
                                            const std::function<void(const Row&)>& row);
  /// The same for a result that need not fit into memory; one state of the database from the first row to the last.
  base::Result<base::Done, StoreError> each_of_many(std::string_view sql, const Values& values,
                                                    const std::function<void(const Row&)>& row);
  /// What `read` makes of the first row; nullopt if there is none.
  template <class Read>
  auto first(std::string_view sql, const Values& values, Read read)
      -> base::Result<std::optional<decltype(read(std::declval<const Row&>()))>, StoreError> {
    std::optional<decltype(read(std::declval<const Row&>()))> out;
    const auto ran = while_rows(sql, values, [&](const Row& row) {
      out = read(row);
      return false;
    });
    if (!ran) return ran.error();
    return out;
  }
  /// What `read` makes of every row.
  template <class Read>
  auto all(std::string_view sql, const Values& values, Read read)
      -> base::Result<std::vector<decltype(read(std::declval<const Row&>()))>, StoreError> {
    std::vector<decltype(read(std::declval<const Row&>()))> out;
    const auto ran = each(sql, values, [&](const Row& row) { out.push_back(read(row)); });
    if (!ran) return ran.error();
    return out;
  }

 protected:
  explicit Queries(detail::Connection* connection) : connection_(connection) {}
  /// Notes what spoils the open transaction, if there is one; answers it.
  StoreError spoil(StoreError error);
  detail::Connection* connection_;

 private:
  base::Result<std::unique_ptr<detail::Prepared>, StoreError> start(std::string_view sql, const Values& values,
                                                                    bool many);
};

/// All or nothing. Ends undone unless commit() succeeds. Holds the one right to write of its
/// database (of its schema, on a server); a second one waits up to the busy time and then fails with Retry.
class Transaction final : public Queries {
 public:
  Transaction(Transaction&& other) noexcept;
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction() override;
  /// Durable on return: it survives the loss of power. On an error everything is undone; the one exception is a server
  /// whose line is lost in this very moment (see Database::is_commit_in_doubt).
  base::Result<base::Done, StoreError> commit();
  /// Runs `work`, which answers a Result of StoreError, so that an error, or an exception, undoes what it did and no
  /// more: the transaction goes on without it. Not nested. If even that cannot be undone (the disk is full, the line is
  /// lost) the transaction is spoiled.
  template <class Work>
  auto attempt(Work work) -> decltype(work()) {
    const auto marked = mark();
    if (!marked) return marked.error();
    Undo undo{this};
    auto outcome = work();
    if (!outcome) return outcome;
    undo.transaction = nullptr;
    const auto kept = keep();
    if (!kept) return kept.error();
    return outcome;
  }
  /// The error that spoiled it, if one did.
  std::optional<StoreError> spoiled() const;

 private:
  friend class Database;
  /// Goes back to the mark, whatever way the attempt is left.
  struct Undo {
    Transaction* transaction;
    ~Undo() {
      if (transaction) transaction->undo();
    }
  };
  base::Result<base::Done, StoreError> mark();
  base::Result<base::Done, StoreError> keep();
  void undo();
  explicit Transaction(detail::Connection* connection) : Queries(connection) {}
};

/// A numbered step of a schema. Steps are applied once each, in order of number, and are never
/// changed after their release.
struct Migration {
  int number;  ///< from 1 without holes
  /// One or more statements, each ended by ';'. "{key}" stands for the dialect's type of a whole number that is a
  /// table's only primary key.
  std::string sql;
};

enum class Access {
  Write,  ///< made if missing
  Read    ///< must be there; nothing is changed in it
};

/// One connection. Not thread-safe; open one a thread, or lock.
class Database final : public Queries {
 public:
  /// How long a writer waits for another one.
  static constexpr int default_busy_ms = 5000;
  /// Fails with Gone (Access::Read and no such file or schema; no such database on the server), ReadOnly, Full, Broken
  /// (no database), Retry (locked; the server is not there or just starting) or Refused (a URL or schema name of
  /// another shape than Server wants, a server that would not keep what it acknowledged, or sorts texts otherwise).
  static base::Result<Database, StoreError> open(const Place& place, Access access, int busy_ms = default_busy_ms);
  /// An empty one that nobody else sees and that is gone with its object.
  static base::Result<Database, StoreError> scratch();
  Database(Database&&) noexcept;
  Database& operator=(Database&&) noexcept;
  ~Database() override;

  /// At most one at a time on a connection; a second is a mistake in the program.
  base::Result<Transaction, StoreError> begin();
  /// Applies what is missing of `steps`, kept apart from other schemas by `schema`; answers how many
  /// were applied. Conflict if the database has steps that this program does not know (a newer program wrote it).
  static base::Result<int, StoreError> migrate(Transaction& transaction, std::string_view schema,
                                               const std::vector<Migration>& steps);
  /// The names of its tables, sorted.
  base::Result<std::vector<std::string>, StoreError> tables();
  /// After a commit() that failed: it may be stored all the same, since the line was lost before the answer came. Once
  /// begin() succeeds again it is either there or will never be: look.
  bool is_commit_in_doubt() const;
  /// True if the last bytes on disk are sound as far as the database itself can tell (slow: reads all of it).
  base::Result<bool, StoreError> is_sound();

 private:
  explicit Database(std::unique_ptr<detail::Connection> connection);
  std::unique_ptr<detail::Connection> owned_;
};

}  // namespace ktpel::store
