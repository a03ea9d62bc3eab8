// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/secret.h"
#include "officer/role.h"
#include "store/journal_store.h"
#include "store/projection.h"

namespace ktpel::officer {

/// Somebody who may log in at one site.
struct Account {
  std::string name;       ///< 3 to 32 of a-z, 0-9, '.', '-'; stands in journals for ever
  std::string full_name;  ///< as on papers
  std::string nip;        ///< 18 digits, or empty for contract staff
  Roles roles;
  /// The first 0, 2, 4 or 6 digits of area codes whose people he may see; at an office always the office's own.
  std::string region;
  bool disabled = false;
  friend bool operator==(const Account&, const Account&) = default;
};

enum class AccountError {
  NameMalformed,
  NameTaken,
  NoRole,
  RegionMalformed,
  PasswordTooShort,  ///< under Accounts::shortest_password characters
  Unknown,
  Store  ///< the journal or the disk failed; the site logs why
};

/// Rows of accounts from "officer-added", "officer-changed", "officer-disabled"; no passwords.
class AccountsProjection final : public store::Projection {
 public:
  explicit AccountsProjection(journal::SiteId own) : own_(std::move(own)) {}
  std::string name() const override { return "officers"; }
  std::vector<store::Migration> migrations() const override;
  std::vector<std::string> tables() const override;
  base::Result<base::Done, store::StoreError> apply(store::Transaction& transaction,
                                                    const journal::Entry& entry) override;

 private:
  journal::SiteId own_;
};

/// The accounts of a site. Who they are stands in its journal; their passwords stand beside it, hashed with argon2id
/// (libsodium, interactive limits: 64 MiB), in <folder>/officers/<name> (0600), and reach no other site. Thread-safe;
/// a check of a password takes about 0.1 s and 64 MiB.
class Accounts {
 public:
  static constexpr std::size_t shortest_password = 8;
  /// `journal` has an AccountsProjection and must outlive this.
  Accounts(store::JournalStore& journal, std::filesystem::path folder);

  base::Result<base::Done, AccountError> add(const Account& account, const base::Secret& password,
                                             const journal::Actor& by);
  /// Roles, region and full name; not the name.
  base::Result<base::Done, AccountError> change(const Account& account, const journal::Actor& by);
  base::Result<base::Done, AccountError> disable(const std::string& name, const journal::Actor& by);
  base::Result<base::Done, AccountError> set_password(const std::string& name, const base::Secret& password,
                                                      const journal::Actor& by);

  /// nullopt: no such account, disabled, or another password; nobody is told which.
  base::Result<std::optional<Account>, AccountError> check(const std::string& name, const base::Secret& password) const;
  base::Result<std::optional<Account>, AccountError> find(const std::string& name) const;
  /// By name.
  base::Result<std::vector<Account>, AccountError> all() const;

 private:
  base::Result<base::Done, AccountError> write(const char* kind, const Account& account, const journal::Actor& by);
  base::Result<base::Done, AccountError> keep(const std::string& name, const base::Secret& password);
  store::JournalStore& journal_;
  std::filesystem::path folder_;
};

}  // namespace ktpel::officer
