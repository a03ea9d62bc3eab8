// SPDX-License-Identifier: Apache-2.0
#include "store/database.h"

#include <set>

#include "store/detail/connection.h"

namespace ktpel::store {

using base::Done;
using base::Result;

const char* name(StoreError error) {
  switch (error) {
    case StoreError::Retry:
      return "Retry";
    case StoreError::Conflict:
      return "Conflict";
    case StoreError::Gone:
      return "Gone";
    case StoreError::Full:
      return "Full";
    case StoreError::ReadOnly:
      return "ReadOnly";
    case StoreError::Refused:
      return "Refused";
    case StoreError::Diverged:
      return "Diverged";
    case StoreError::Broken:
      break;
  }
  return "Broken";
}

StoreError store_error_of(base::FileError error) {
  switch (error) {
    case base::FileError::Missing:
      return StoreError::Gone;
    case base::FileError::Denied:
      return StoreError::ReadOnly;
    case base::FileError::NoSpace:
      return StoreError::Full;
    case base::FileError::TooLarge:
      return StoreError::Refused;
    case base::FileError::Broken:
      break;
  }
  return StoreError::Broken;
}

int Row::columns() const { return at_.columns(); }
Value Row::value(int column) const { return at_.value(column); }
bool Row::is_null(int column) const { return at_.value(column).held().index() == 0; }

namespace {
template <class T>
T held_as(const Value& value) {
  const auto* held = std::get_if<T>(&value.held());
  return held ? *held : T{};
}
}  // namespace

std::int64_t Row::integer(int column) const { return held_as<std::int64_t>(at_.value(column)); }
double Row::real(int column) const {
  const auto value = at_.value(column);
  if (const auto* whole = std::get_if<std::int64_t>(&value.held())) return static_cast<double>(*whole);
  return held_as<double>(value);
}
std::string Row::text(int column) const { return held_as<std::string>(at_.value(column)); }
base::Bytes Row::bytes(int column) const { return held_as<base::Bytes>(at_.value(column)); }

StoreError Queries::spoil(StoreError error) {
  if (connection_->in_transaction() && !connection_->spoiled) connection_->spoiled = error;
  return error;
}

Result<std::unique_ptr<detail::Prepared>, StoreError> Queries::start(std::string_view sql, const Values& values,
                                                                     bool many) {
  if (connection_->spoiled) return *connection_->spoiled;
  for (const auto& value : values) {
    const auto* text = std::get_if<std::string>(&value.held());
    if (text && text->find('\0') != std::string::npos) return spoil(StoreError::Refused);  // a server takes no NUL
  }
  // whether a transaction is open is asked before: after an error it may be gone
  const bool inside = connection_->in_transaction();
  auto started = many ? connection_->start_many(sql, values) : connection_->start(sql, values);
  if (!started && inside) connection_->spoiled = started.error();
  return started;
}

Result<std::int64_t, StoreError> Queries::execute(std::string_view sql, const Values& values) {
  const auto statement = start(sql, values, false);
  if (!statement) return statement.error();
  const bool inside = connection_->in_transaction();
  for (;;) {
    const auto row = (*statement)->step();
    if (!row) {
      if (inside) connection_->spoiled = row.error();
      return row.error();
    }
    if (!*row) return connection_->changed();
  }
}

namespace {
/// Steps through the rows until there are none or `row` answers false.
Result<Done, StoreError> step_through(detail::Connection& connection, detail::Prepared& statement,
                                      const std::function<bool(const Row&)>& row) {
  const bool inside = connection.in_transaction();
  for (;;) {
    const auto more = statement.step();
    if (!more) {
      if (inside) connection.spoiled = more.error();
      return more.error();
    }
    if (!*more || !row(Row(statement))) return Done{};
  }
}
}  // namespace

Result<Done, StoreError> Queries::while_rows(std::string_view sql, const Values& values,
                                             const std::function<bool(const Row&)>& row) {
  const auto statement = start(sql, values, false);
  if (!statement) return statement.error();
  return step_through(*connection_, **statement, row);
}

Result<Done, StoreError> Queries::each_of_many(std::string_view sql, const Values& values,
                                               const std::function<void(const Row&)>& row) {
  const auto statement = start(sql, values, true);
  if (!statement) return statement.error();
  return step_through(*connection_, **statement, [&](const Row& at) {
    row(at);
    return true;
  });
}

Result<Done, StoreError> Queries::each(std::string_view sql, const Values& values,
                                       const std::function<void(const Row&)>& row) {
  return while_rows(sql, values, [&](const Row& at) {
    row(at);
    return true;
  });
}

Transaction::Transaction(Transaction&& other) noexcept : Queries(std::exchange(other.connection_, nullptr)) {}

Transaction::~Transaction() {
  if (!connection_) return;
  connection_->spoiled.reset();
  if (connection_->in_transaction()) connection_->roll_back();
}

Result<Done, StoreError> Transaction::commit() {
  base::check(connection_ != nullptr, "a transaction was committed twice");
  auto* connection = std::exchange(connection_, nullptr);
  if (const auto error = std::exchange(connection->spoiled, std::nullopt)) {
    if (connection->in_transaction()) connection->roll_back();
    return *error;
  }
  auto outcome = connection->commit();
  if (!outcome && connection->in_transaction()) connection->roll_back();
  return outcome;
}

std::optional<StoreError> Transaction::spoiled() const { return connection_->spoiled; }

Result<Done, StoreError> Transaction::mark() {
  if (connection_->spoiled) return *connection_->spoiled;
  auto marked = connection_->run_script("savepoint attempt");
  if (!marked) connection_->spoiled = marked.error();
  return marked;
}

Result<Done, StoreError> Transaction::keep() {
  auto kept = connection_->run_script("release savepoint attempt");
  if (!kept) connection_->spoiled = kept.error();
  return kept;
}

void Transaction::undo() {
  const auto undone = connection_->run_script("rollback to savepoint attempt; release savepoint attempt;");
  if (undone) {
    connection_->spoiled.reset();
  } else if (!connection_->spoiled) {
    connection_->spoiled = undone.error();
  }
}

Database::Database(std::unique_ptr<detail::Connection> connection)
    : Queries(connection.get()), owned_(std::move(connection)) {}
Database::Database(Database&&) noexcept = default;
Database& Database::operator=(Database&&) noexcept = default;
Database::~Database() = default;

Result<Database, StoreError> Database::open(const Place& place, Access access, int busy_ms) {
  const auto* file = std::get_if<std::filesystem::path>(&place);
  auto connection = file ? detail::open_sqlite(*file, access, busy_ms)
                         : detail::open_postgres(std::get<Server>(place), access, busy_ms);
  if (!connection) return connection.error();
  return Database(std::move(connection).value());
}

Result<Database, StoreError> Database::scratch() {
  auto connection = detail::open_sqlite(std::nullopt, Access::Write, 0);
  if (!connection) return connection.error();
  return Database(std::move(connection).value());
}

Result<Transaction, StoreError> Database::begin() {
  base::check(!connection_->in_transaction(), "a transaction inside a transaction");
  const auto begun = connection_->begin();
  if (!begun) return begun.error();
  connection_->spoiled.reset();
  return Transaction(connection_);
}

namespace {

std::string in_dialect(std::string sql, std::string_view key_type) {
  constexpr std::string_view placeholder = "{key}";
  for (auto at = sql.find(placeholder); at != std::string::npos; at = sql.find(placeholder, at + key_type.size()))
    sql.replace(at, placeholder.size(), key_type);
  return sql;
}

}  // namespace

Result<int, StoreError> Database::migrate(Transaction& transaction, std::string_view schema,
                                          const std::vector<Migration>& steps) {
  const auto made = transaction.execute(
      "create table if not exists schema_step (schema text not null, number bigint not null, "
      "primary key (schema, number))");
  if (!made) return made.error();
  const auto done = transaction.all("select number from schema_step where schema = $1", {schema},
                                    [](const Row& row) { return row.integer(0); });
  if (!done) return done.error();
  const std::set<std::int64_t> known(done->begin(), done->end());
  if (!known.empty() && *known.rbegin() > static_cast<std::int64_t>(steps.size())) return StoreError::Conflict;
  int applied = 0, expected = 0;
  for (const auto& step : steps) {
    base::check(step.number == ++expected, "migrations are numbered from 1 without holes");
    if (known.count(step.number)) continue;
    const auto ran = transaction.connection_->run_script(in_dialect(step.sql, transaction.connection_->key_type()));
    if (!ran) return transaction.spoil(ran.error());
    const auto noted =
        transaction.execute("insert into schema_step (schema, number) values ($1, $2)", {schema, step.number});
    if (!noted) return noted.error();
    ++applied;
  }
  return applied;
}

Result<std::vector<std::string>, StoreError> Database::tables() { return connection_->tables(); }
bool Database::is_commit_in_doubt() const { return connection_->is_commit_in_doubt(); }
Result<bool, StoreError> Database::is_sound() { return connection_->is_sound(); }

}  // namespace ktpel::store
