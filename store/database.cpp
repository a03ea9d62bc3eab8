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

Result<std::int64_t, StoreError> Queries::execute(std::string_view sql, const Values& values) {
  const auto statement = connection_->start(sql, values);
  if (!statement) return statement.error();
  for (;;) {
    const auto row = (*statement)->step();
    if (!row) return row.error();
    if (!*row) return connection_->changed();
  }
}

Result<Done, StoreError> Queries::while_rows(std::string_view sql, const Values& values,
                                             const std::function<bool(const Row&)>& row) {
  const auto statement = connection_->start(sql, values);
  if (!statement) return statement.error();
  for (;;) {
    const auto more = (*statement)->step();
    if (!more) return more.error();
    if (!*more || !row(Row(**statement))) return Done{};
  }
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
  if (connection_ && connection_->in_transaction()) connection_->roll_back();
}

Result<Done, StoreError> Transaction::commit() {
  base::check(connection_ != nullptr, "a transaction was committed twice");
  auto* connection = std::exchange(connection_, nullptr);
  auto outcome = connection->commit();
  if (!outcome && connection->in_transaction()) connection->roll_back();
  return outcome;
}

Database::Database(std::unique_ptr<detail::Connection> connection)
    : Queries(connection.get()), owned_(std::move(connection)) {}
Database::Database(Database&&) noexcept = default;
Database& Database::operator=(Database&&) noexcept = default;
Database::~Database() = default;

Result<Database, StoreError> Database::open(const std::filesystem::path& file, Access access, int busy_ms) {
  auto connection = detail::open_sqlite(file, access, busy_ms);
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
  return Transaction(connection_);
}

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
    const auto ran = transaction.connection_->run_script(step.sql);
    if (!ran) return ran.error();
    const auto noted =
        transaction.execute("insert into schema_step (schema, number) values ($1, $2)", {schema, step.number});
    if (!noted) return noted.error();
    ++applied;
  }
  return applied;
}

Result<bool, StoreError> Database::is_sound() { return connection_->is_sound(); }

}  // namespace ktpel::store
