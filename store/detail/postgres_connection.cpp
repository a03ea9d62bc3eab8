// SPDX-License-Identifier: Apache-2.0
#include <libpq-fe.h>

#include <charconv>
#include <map>
#include <pqxx/pqxx>
#include <typeinfo>

#include "log/log.h"
#include "store/detail/connection.h"

// Durability rests on synchronous_commit, which every session sets, and on fsync, which belongs to the server and is
// looked at (https://www.postgresql.org/docs/15/runtime-config-wal.html). Whoever writes holds one advisory lock of its
// schema to the end of its transaction, so that of two writers the second sees what the first committed.
namespace ktpel::store::detail {
namespace {

using base::Done;
using base::Result;

/// Rows that a cursor fetches at a time.
constexpr int rows_at_once = 1000;

void say(std::string_view what) {
  while (what.ends_with('\n')) what.remove_suffix(1);
  log::warn("database: {}", what);
}

/// "" if the library does not tell.
std::string state_of(const pqxx::failure& thrown) {
  const auto* sql = dynamic_cast<const pqxx::sql_error*>(&thrown);
  return sql ? sql->sqlstate() : std::string();
}

/// True if after this nothing more can be asked on the same line.
bool is_end_of_line(const pqxx::failure& thrown) {
  if (dynamic_cast<const pqxx::broken_connection*>(&thrown))
    return !dynamic_cast<const pqxx::too_many_connections*>(&thrown);
  const auto state = state_of(thrown);
  // an error of no class and without a code does not come from the server, but from our end of a line that broke
  if (state.empty() && typeid(thrown) == typeid(pqxx::sql_error)) return true;
  // an administrator, the crash of another session, a server that goes down; prepared statements of an older schema
  return state.starts_with("57P") || state == "0A000";
}

/// Codes: https://www.postgresql.org/docs/15/errcodes-appendix.html. Some of the library's classes come without them.
StoreError error_of(const pqxx::failure& thrown) {
  const auto is = [&]<class Kind>(const Kind*) { return dynamic_cast<const Kind*>(&thrown) != nullptr; };
  constexpr const pqxx::disk_full* disk_full = nullptr;
  constexpr const pqxx::insufficient_privilege* no_privilege = nullptr;
  constexpr const pqxx::integrity_constraint_violation* constraint = nullptr;
  constexpr const pqxx::transaction_rollback* rollback = nullptr;
  constexpr const pqxx::insufficient_resources* resources = nullptr;
  constexpr const pqxx::broken_connection* line = nullptr;
  constexpr const pqxx::data_exception* data = nullptr;
  const auto state = state_of(thrown);
  if (is(disk_full)) return StoreError::Full;
  if (is(no_privilege) || state == "25006" || state == "42501") return StoreError::ReadOnly;  // 25006: only reads
  if (is(constraint) || state.starts_with("23")) return StoreError::Conflict;
  if (is(data) || state.starts_with("22") || state.starts_with("54")) return StoreError::Refused;  // 54: too large
  if (is(rollback) || is(resources) || is(line)) return StoreError::Retry;
  if (state == "55P03" || state == "57014" || state == "0A000")
    return StoreError::Retry;  // lock, time, a plan grown old
  for (const char* kind : {"08", "40", "53", "57P"})
    if (state.starts_with(kind)) return StoreError::Retry;
  log::error("database: {} {}", state, thrown.what());
  return StoreError::Broken;
}

std::string in_quotes(std::string_view name) { return '"' + std::string(name) + '"'; }

bool is_name(std::string_view name) {
  if (name.empty() || name.size() > 63 || name.front() < 'a' || name.front() > 'z') return false;
  return name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string_view::npos;
}

bool is_url_without_password(const std::string& url) {
  if (!url.starts_with("postgresql://")) return false;
  const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(PQconninfoParse(url.c_str(), nullptr),
                                                                             &PQconninfoFree);
  if (!options) return false;
  for (const auto* option = options.get(); option->keyword; ++option)
    if (option->val && std::string_view(option->keyword) == "password") return false;
  return true;
}

const char* type_of(const Value& value) {
  struct {
    const char* operator()(std::monostate) { return nullptr; }
    const char* operator()(std::int64_t) { return "bigint"; }
    const char* operator()(double) { return "double precision"; }
    const char* operator()(const std::string&) { return "text"; }
    const char* operator()(const base::Bytes&) { return "bytea"; }
  } name;
  return std::visit(name, value.held());
}

/// The statement with each parameter cast to the type of its value, as a server must know the types beforehand:
/// "select $1 + $2" -> "select $1::bigint + $2::bigint". What stands in quotes is left alone.
std::string typed(std::string_view sql, const Values& values) {
  std::string out;
  std::size_t highest = 0;
  char quote = 0;
  for (std::size_t i = 0; i < sql.size(); ++i) {
    const char c = sql[i];
    out += c;
    if (quote) {
      if (c == quote) quote = 0;
      continue;
    }
    if (c == '\'' || c == '"') quote = c;
    if (c != '$') continue;
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(sql.data() + i + 1, sql.data() + sql.size(), number);
    if (error != std::errc()) continue;
    highest = std::max(highest, number);
    out.append(sql.data() + i + 1, end);
    i = static_cast<std::size_t>(end - sql.data()) - 1;
    if (number < 1 || number > values.size()) continue;
    if (const char* type = type_of(values[number - 1])) out.append("::").append(type);
  }
  base::check(highest == values.size(), "a statement with another number of values than parameters");
  return out;
}

/// Values as the texts that a server reads; nothing is a null pointer.
class Texts {
 public:
  explicit Texts(const Values& values) {
    texts_.reserve(values.size());
    for (const auto& value : values) {
      texts_.push_back(std::visit([](const auto& held) { return text_of(held); }, value.held()));
      pointers_.push_back(value.held().index() == 0 ? nullptr : texts_.back().c_str());
    }
  }
  const std::vector<const char*>& pointers() const { return pointers_; }

 private:
  static std::string text_of(std::monostate) { return {}; }
  static std::string text_of(std::int64_t number) { return std::to_string(number); }
  static std::string text_of(double number) {
    char digits[32];  // the shortest that reads back as the same number
    return {digits, std::to_chars(digits, digits + sizeof digits, number).ptr};
  }
  static std::string text_of(const std::string& text) { return text; }
  static std::string text_of(const base::Bytes& bytes) { return "\\x" + base::hex(bytes); }
  std::vector<std::string> texts_;
  std::vector<const char*> pointers_;
};

/// Object identifiers of the built-in types, fixed in the server's pg_type.dat.
enum : pqxx::oid {
  oid_bool = 16,
  oid_bytea = 17,
  oid_int8 = 20,
  oid_int2 = 21,
  oid_int4 = 23,
  oid_float4 = 700,
  oid_float8 = 701,
  oid_numeric = 1700
};

Value value_of(const pqxx::result& rows, pqxx::result::size_type row, int column) {
  const auto field = rows[row][static_cast<pqxx::row::size_type>(column)];
  if (field.is_null()) return nullptr;
  const std::string_view text(field.c_str(), field.size());
  const auto type = rows.column_type(column);
  switch (type) {
    case oid_bool:
      return text == "t" ? 1 : 0;
    case oid_int2:
    case oid_int4:
    case oid_int8:
    case oid_numeric: {  // the sum of whole numbers is numeric
      std::int64_t whole = 0;
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), whole);
      if (error == std::errc() && end == text.data() + text.size()) return whole;
      [[fallthrough]];
    }
    case oid_float4:
    case oid_float8: {
      double real = 0;
      std::from_chars(text.data(), text.data() + text.size(), real);
      return real;
    }
    case oid_bytea: {
      auto bytes = text.starts_with("\\x") ? base::from_hex(text.substr(2)) : std::nullopt;
      base::check(bytes.has_value(), "a session that gives bytea as hex digits");
      return *std::move(bytes);
    }
    default:
      return text;
  }
}

/// One line to the server, with what was prepared on it.
struct Session {
  explicit Session(const std::string& url) : line(url), work(line) {}
  pqxx::connection line;
  pqxx::nontransaction work;  // statements go as they are; begin and commit are ours
  std::map<std::string, std::string> prepared;
  std::uint64_t cursors = 0;
};

class RowsInMemory final : public Prepared {
 public:
  explicit RowsInMemory(pqxx::result rows) : rows_(std::move(rows)) {}
  Result<bool, StoreError> step() override { return ++at_ < static_cast<std::int64_t>(rows_.size()); }
  int columns() const override { return static_cast<int>(rows_.columns()); }
  Value value(int column) const override { return value_of(rows_, static_cast<pqxx::result::size_type>(at_), column); }

 private:
  pqxx::result rows_;
  std::int64_t at_ = -1;
};

class PostgresConnection final : public Connection {
 public:
  PostgresConnection(Server server, Access access, int busy_ms)
      : server_(std::move(server)), access_(access), busy_ms_(busy_ms) {
    // all writers of a schema, and nobody else, meet at this number
    lock_ = base::ByteReader(base::sha256("ktpel.store " + server_.schema).view()).u64();
  }

  Result<Done, StoreError> connect();

  Result<std::unique_ptr<Prepared>, StoreError> start(std::string_view sql, const Values& values) override {
    return with_line([&]() -> std::unique_ptr<Prepared> {
      const auto text = typed(sql, values);
      auto found = session_->prepared.find(text);
      if (found == session_->prepared.end()) {
        const auto name = "s" + std::to_string(session_->prepared.size());
        session_->line.prepare(name, text);
        session_->line.prepare_now(name);
        found = session_->prepared.emplace(text, name).first;
      }
      const Texts texts(values);
      auto rows = session_->work.exec_prepared(found->second, pqxx::prepare::make_dynamic_params(texts.pointers()));
      changed_ = static_cast<std::int64_t>(rows.affected_rows());
      return std::make_unique<RowsInMemory>(std::move(rows));
    });
  }

  Result<std::unique_ptr<Prepared>, StoreError> start_many(std::string_view sql, const Values& values) override;

  std::string_view key_type() const override { return "bigint"; }
  std::int64_t changed() const override { return changed_; }
  Result<Done, StoreError> run_script(const std::string& sql) override {
    return with_line([&] {
      session_->work.exec(sql);
      return Done{};
    });
  }
  Result<Done, StoreError> begin() override {
    in_doubt_ = false;
    const auto sql = access_ == Access::Read ? std::string("begin")
                                             : "begin; select pg_advisory_xact_lock(" +
                                                   std::to_string(static_cast<std::int64_t>(lock_)) + ")";
    auto begun = run_script(sql);
    // the line was lost while nothing was asked of it: nothing is lost by asking again
    if (!begun && !session_) begun = run_script(sql);
    if (!begun) {
      roll_back();
      return begun;
    }
    open_ = true;
    return begun;
  }
  Result<Done, StoreError> commit() override {
    auto committed = run_script("commit");
    in_doubt_ = !committed && !session_;
    open_ = false;
    if (!committed && session_) roll_back();
    return committed;
  }
  void roll_back() override {
    if (session_) [[maybe_unused]]
      const auto undone = run_script("rollback");  // undone too if that fails
    open_ = false;
  }
  bool in_transaction() const override { return open_; }
  bool is_commit_in_doubt() const override { return in_doubt_; }
  Result<std::vector<std::string>, StoreError> tables() override {
    return with_line([&] {
      std::vector<std::string> out;
      const auto rows = session_->work.exec("select tablename::text from pg_tables where schemaname = " +
                                            session_->work.quote(server_.schema) + " order by 1");
      for (const auto& row : rows) out.push_back(row[0].c_str());
      return out;
    });
  }
  // With page checksums the server notices what changed under it; without, it notices what it cannot read.
  Result<bool, StoreError> is_sound() override {
    const auto names = tables();
    if (!names) return names.error();
    for (const auto& name : *names) {
      const auto read = with_line([&] {
        try {
          session_->work.exec("select sum(length(t::text)) from " + in_quotes(name) + " t");
          return true;
        } catch (const pqxx::sql_error& thrown) {
          if (thrown.sqlstate().starts_with("XX")) return false;  // data_corrupted, index_corrupted
          throw;
        }
      });
      if (!read || !*read) return read;
    }
    return true;
  }

 private:
  friend class Cursor;

  /// Runs `work` on a line, a new one if it was lost outside a transaction, and turns what the library throws into a
  /// value. A lost line ends with its session.
  template <class Work>
  auto with_line(Work work) -> Result<decltype(work()), StoreError> {
    if (!session_) {
      if (open_) return StoreError::Retry;
      const auto connected = connect();
      if (!connected) return connected.error();
    }
    try {
      return work();
    } catch (const pqxx::failure& thrown) {
      if (is_end_of_line(thrown) || !session_->line.is_open()) {
        session_.reset();
        return StoreError::Retry;
      }
      return error_of(thrown);
    }
  }

  Server server_;
  Access access_;
  int busy_ms_;
  std::uint64_t lock_;
  std::unique_ptr<Session> session_;  // nullptr: not yet connected, or lost
  bool open_ = false, in_doubt_ = false;
  std::int64_t changed_ = 0;
};

/// Fetches a part at a time; if no transaction is open, inside one of its own that only reads.
class Cursor final : public Prepared {
 public:
  Cursor(PostgresConnection& of, std::string name, bool own_transaction)
      : of_(of), name_(std::move(name)), own_transaction_(own_transaction) {}
  ~Cursor() override {
    if (own_transaction_) {
      of_.roll_back();
    } else if (of_.session_ && !of_.spoiled) {
      [[maybe_unused]] const auto closed = of_.run_script("close " + name_);  // else the transaction's end closes it
    }
  }
  Result<bool, StoreError> step() override {
    if (++at_ < static_cast<std::int64_t>(rows_.size())) return true;
    auto fetched = of_.with_line(
        [&] { return of_.session_->work.exec("fetch forward " + std::to_string(rows_at_once) + " from " + name_); });
    if (!fetched) return fetched.error();
    rows_ = std::move(*fetched);
    at_ = 0;
    return !rows_.empty();
  }
  int columns() const override { return static_cast<int>(rows_.columns()); }
  Value value(int column) const override { return value_of(rows_, static_cast<pqxx::result::size_type>(at_), column); }

 private:
  PostgresConnection& of_;
  std::string name_;
  bool own_transaction_;
  pqxx::result rows_;
  std::int64_t at_ = -1;
};

Result<std::unique_ptr<Prepared>, StoreError> PostgresConnection::start_many(std::string_view sql,
                                                                             const Values& values) {
  const bool own_transaction = !open_;
  if (own_transaction) {
    const auto begun = run_script("begin isolation level repeatable read read only");
    if (!begun) return begun.error();
    open_ = true;
  }
  auto cursor = with_line([&]() -> std::unique_ptr<Prepared> {
    const auto name = "c" + std::to_string(++session_->cursors);
    const Texts texts(values);
    session_->work.exec_params("declare " + name + " no scroll cursor for " + typed(sql, values),
                               pqxx::prepare::make_dynamic_params(texts.pointers()));
    return std::make_unique<Cursor>(*this, name, own_transaction);
  });
  if (!cursor && own_transaction) roll_back();
  return cursor;
}

Result<Done, StoreError> PostgresConnection::connect() {
  try {
    session_ = std::make_unique<Session>(server_.url);
  } catch (const pqxx::failure& thrown) {
    // Not there, or just starting, is worth another try; a server that answers others has no such database for us.
    const auto state = PQping(server_.url.c_str());
    if (state != PQPING_OK) return StoreError::Retry;
    say(thrown.what());
    return StoreError::Gone;
  }
  auto& work = session_->work;
  const auto give_up = [&](StoreError error, const std::string& why) {
    say(why.c_str());
    session_.reset();
    return error;
  };
  using Answer = std::optional<StoreError>;
  const auto set_up = with_line([&]() -> Answer {
    work.exec(
        "set client_min_messages = warning; set bytea_output = hex; set extra_float_digits = 1; "
        "set standard_conforming_strings = on; set client_encoding = 'UTF8'; "
        "set lock_timeout = " +
        std::to_string(std::max(busy_ms_, 1)) +
        "; "
        "set search_path = " +
        in_quotes(server_.schema));
    const auto facts = work.exec1(
        "select current_setting('server_version_num')::int >= 150000, current_setting('fsync') = 'on' and "
        "current_setting('full_page_writes') = 'on', pg_encoding_to_char(encoding) = 'UTF8' and datcollate in "
        "('C', 'POSIX', 'C.UTF-8'), to_regnamespace(" +
        work.quote(server_.schema) +
        ") is not null, "
        "pg_is_in_recovery() from pg_database where datname = current_database()");
    if (!facts[0].as<bool>()) return give_up(StoreError::Refused, "the server is older than PostgreSQL 15");
    if (!facts[2].as<bool>())
      return give_up(StoreError::Refused, "the database needs encoding UTF8 and collation C (template0)");
    const bool there = facts[3].as<bool>();
    if (access_ == Access::Read) {
      if (!there) return StoreError::Gone;
      work.exec("set default_transaction_read_only = on");
      return std::nullopt;
    }
    if (facts[4].as<bool>()) return give_up(StoreError::ReadOnly, "the server is a standby");
    if (!facts[1].as<bool>())
      return give_up(StoreError::Refused, "the server has fsync or full_page_writes off: it keeps nothing for sure");
    // "on" is local at least, and waits for the standbys that the server is told to wait for
    work.exec("set synchronous_commit = on");
    if (!there) {
      // two that make it at once
      work.exec("begin; select pg_advisory_xact_lock(" + std::to_string(static_cast<std::int64_t>(lock_)) +
                "); create schema if not exists " + in_quotes(server_.schema) + "; commit");
    }
    return std::nullopt;
  });
  if (!set_up) {
    session_.reset();
    return set_up.error();
  }
  if (*set_up) {
    session_.reset();
    return **set_up;
  }
  return Done{};
}

}  // namespace

Result<std::unique_ptr<Connection>, StoreError> open_postgres(const Server& server, Access access, int busy_ms) {
  if (!is_name(server.schema) || !is_url_without_password(server.url)) return StoreError::Refused;
  auto connection = std::make_unique<PostgresConnection>(server, access, busy_ms);
  const auto connected = connection->connect();
  if (!connected) return connected.error();
  return std::unique_ptr<Connection>(std::move(connection));
}

}  // namespace ktpel::store::detail
