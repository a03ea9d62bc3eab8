// SPDX-License-Identifier: Apache-2.0
#include "officer/accounts.h"

#include <sodium.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/check.h"
#include "base/file.h"

namespace ktpel::officer {
namespace {

using base::Done;
using base::Result;
using nlohmann::json;
using store::StoreError;

bool is_name(const std::string& text) {
  return text.size() >= 3 && text.size() <= 32 && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
         });
}

bool is_region(const std::string& text) {
  return (text.size() == 0 || text.size() == 2 || text.size() == 4 || text.size() == 6) &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string joined(const Roles& roles) {
  std::string text;
  for (const auto role : roles) text += (text.empty() ? "" : " ") + std::string(name(role));
  return text;
}

Roles split(const std::string& text) {
  Roles roles;
  for (std::size_t from = 0; from < text.size();) {
    const auto end = std::min(text.find(' ', from), text.size());
    if (const auto role = role_of(text.substr(from, end - from))) roles.insert(*role);
    from = end + 1;
  }
  return roles;
}

Account read_account(const store::Row& row) {
  return {row.text(0), row.text(1), row.text(2), split(row.text(3)), row.text(4), row.integer(5) == 1};
}

constexpr const char* columns = "name, full_name, nip, roles, region, disabled";

/// One that is compared with when there is no such account, so that its absence takes as long.
const std::string& nobodys_hash() {
  static const std::string hash = [] {
    char out[crypto_pwhash_STRBYTES];
    base::check(crypto_pwhash_str(out, "nobody", 6, crypto_pwhash_OPSLIMIT_INTERACTIVE,
                                  crypto_pwhash_MEMLIMIT_INTERACTIVE) == 0,
                "no memory for argon2id");
    return std::string(out);
  }();
  return hash;
}

}  // namespace

std::vector<store::Migration> AccountsProjection::migrations() const {
  return {{1,
           "create table officer (name text primary key, full_name text not null, nip text not null, roles text not "
           "null, region text not null, disabled bigint not null default 0);"}};
}

std::vector<std::string> AccountsProjection::tables() const { return {"officer"}; }

Result<Done, StoreError> AccountsProjection::apply(store::Transaction& transaction, const journal::Entry& entry) {
  const bool added = entry.kind == "officer-added", changed = entry.kind == "officer-changed";
  if (!added && !changed && entry.kind != "officer-disabled") return Done{};
  if (entry.site != own_) return Done{};  // other sites' officers work at other sites
  const auto body = json::parse(entry.body);
  const auto done = [](const Result<std::int64_t, StoreError>& executed) -> Result<Done, StoreError> {
    if (!executed) return executed.error();
    return Done{};
  };
  if (added)
    return done(
        transaction.execute("insert into officer values ($1, $2, $3, $4, $5, 0)",
                            {entry.subject, body.value("full_name", std::string()), body.value("nip", std::string()),
                             body.value("roles", std::string()), body.value("region", std::string())}));
  if (changed)
    return done(
        transaction.execute("update officer set full_name = $2, nip = $3, roles = $4, region = $5 where name = $1",
                            {entry.subject, body.value("full_name", std::string()), body.value("nip", std::string()),
                             body.value("roles", std::string()), body.value("region", std::string())}));
  return done(transaction.execute("update officer set disabled = 1 where name = $1", {entry.subject}));
}

Accounts::Accounts(store::JournalStore& journal, std::filesystem::path folder)
    : journal_(journal), folder_(std::move(folder)) {
  base::check(sodium_init() >= 0, "libsodium does not start");
}

Result<Done, AccountError> Accounts::write(const char* kind, const Account& account, const journal::Actor& by) {
  const auto body = json{
      {"full_name", account.full_name},
      {"nip", account.nip},
      {"roles", joined(account.roles)},
      {"region",
       account.region}}.dump();
  const auto canonical = journal::canonical_body(body);
  if (!canonical) return AccountError::NameMalformed;
  if (!journal_.append({{by, kind, account.name, *canonical, {}}})) return AccountError::Store;
  return Done{};
}

Result<Done, AccountError> Accounts::keep(const std::string& name, const base::Secret& password) {
  const auto plain = base::text_of(password.reveal());
  char hash[crypto_pwhash_STRBYTES];
  if (crypto_pwhash_str(hash, plain.data(), plain.size(), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                        crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0)
    return AccountError::Store;
  if (!base::make_folder(folder_ / "officers")) return AccountError::Store;
  if (!base::write_file_durably(folder_ / "officers" / name, base::bytes_of(hash), 0600)) return AccountError::Store;
  return Done{};
}

Result<Done, AccountError> Accounts::add(const Account& account, const base::Secret& password,
                                         const journal::Actor& by) {
  if (!is_name(account.name)) return AccountError::NameMalformed;
  if (account.roles.empty()) return AccountError::NoRole;
  if (!is_region(account.region)) return AccountError::RegionMalformed;
  if (password.reveal().size() < shortest_password) return AccountError::PasswordTooShort;
  const auto there = find(account.name);
  if (!there) return there.error();
  if (*there) return AccountError::NameTaken;
  // The hash first: an account in the journal whose password is not there could never log in, and its name is taken.
  if (const auto ok = keep(account.name, password); !ok) return ok;
  return write("officer-added", account, by);
}

Result<Done, AccountError> Accounts::change(const Account& account, const journal::Actor& by) {
  if (account.roles.empty()) return AccountError::NoRole;
  if (!is_region(account.region)) return AccountError::RegionMalformed;
  const auto there = find(account.name);
  if (!there) return there.error();
  if (!*there) return AccountError::Unknown;
  return write("officer-changed", account, by);
}

Result<Done, AccountError> Accounts::disable(const std::string& name, const journal::Actor& by) {
  const auto there = find(name);
  if (!there) return there.error();
  if (!*there) return AccountError::Unknown;
  return write("officer-disabled", **there, by);
}

Result<Done, AccountError> Accounts::set_password(const std::string& name, const base::Secret& password,
                                                  const journal::Actor& by) {
  if (password.reveal().size() < shortest_password) return AccountError::PasswordTooShort;
  const auto there = find(name);
  if (!there) return there.error();
  if (!*there) return AccountError::Unknown;
  if (const auto ok = keep(name, password); !ok) return ok;
  return write("officer-password-set", **there, by);
}

Result<std::optional<Account>, AccountError> Accounts::check(const std::string& name,
                                                             const base::Secret& password) const {
  auto account = is_name(name) ? find(name) : Result<std::optional<Account>, AccountError>(std::optional<Account>());
  if (!account) return account.error();
  std::string hash = nobodys_hash();
  if (*account)
    if (const auto kept = base::read_file(folder_ / "officers" / name, 4096)) hash = base::text_of(*kept);
  const auto plain = base::text_of(password.reveal());
  const bool right = crypto_pwhash_str_verify(hash.c_str(), plain.data(), plain.size()) == 0;
  if (!right || !*account || (*account)->disabled) return std::optional<Account>();
  return std::move(*account);
}

Result<std::optional<Account>, AccountError> Accounts::find(const std::string& name) const {
  auto found = journal_.read([&](store::Queries& q) {
    return q.first(std::string("select ") + columns + " from officer where name = $1", {name}, read_account);
  });
  if (!found) return AccountError::Store;
  return std::move(*found);
}

Result<std::vector<Account>, AccountError> Accounts::all() const {
  auto found = journal_.read([&](store::Queries& q) {
    return q.all(std::string("select ") + columns + " from officer order by name", {}, read_account);
  });
  if (!found) return AccountError::Store;
  return std::move(*found);
}

}  // namespace ktpel::officer
