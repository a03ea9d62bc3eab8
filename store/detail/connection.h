// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "store/database.h"

/// What a kind of database has to give; Database, Transaction and Row are the same over all of them.
namespace ktpel::store::detail {

/// A statement that was bound and stands before, or at, a row. Ends its run with its life.
class Prepared {
 public:
  virtual ~Prepared() = default;
  /// True: a row stands ready.
  virtual base::Result<bool, StoreError> step() = 0;
  virtual int columns() const = 0;
  virtual Value value(int column) const = 0;
};

class Connection {
 public:
  virtual ~Connection() = default;
  virtual base::Result<std::unique_ptr<Prepared>, StoreError> start(std::string_view sql, const Values& values) = 0;
  /// The same, for rows that need not fit into memory.
  virtual base::Result<std::unique_ptr<Prepared>, StoreError> start_many(std::string_view sql, const Values& values) {
    return start(sql, values);
  }
  /// The type of a whole number of 64 bits that is a table's only primary key: where the database keeps rows in the
  /// order of such a key by itself, it needs no index beside them.
  virtual std::string_view key_type() const = 0;
  /// Rows changed by the statement that ended last.
  virtual std::int64_t changed() const = 0;
  /// Statements without parameters, each ended by ';'.
  virtual base::Result<base::Done, StoreError> run_script(const std::string& sql) = 0;
  virtual base::Result<base::Done, StoreError> begin() = 0;
  virtual base::Result<base::Done, StoreError> commit() = 0;
  virtual void roll_back() = 0;
  virtual bool in_transaction() const = 0;
  virtual bool is_commit_in_doubt() const { return false; }
  virtual base::Result<std::vector<std::string>, StoreError> tables() = 0;
  virtual base::Result<bool, StoreError> is_sound() = 0;

  /// What spoiled the transaction that is open now; kept by Queries and Transaction.
  std::optional<StoreError> spoiled;
};

/// nullopt as the file: one in memory.
base::Result<std::unique_ptr<Connection>, StoreError> open_sqlite(const std::optional<std::filesystem::path>& file,
                                                                  Access access, int busy_ms);
base::Result<std::unique_ptr<Connection>, StoreError> open_postgres(const Server& server, Access access, int busy_ms);

}  // namespace ktpel::store::detail
