// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "journal/entry.h"
#include "store/database.h"

namespace ktpel::store {

/// Tables that screens read, made from the journal alone: given by the roles, kept by the
/// JournalStore in the same transaction as the entries, and rebuilt from them at any time.
class Projection {
 public:
  virtual ~Projection() = default;
  /// Keeps its migrations apart from those of others: "office".
  virtual std::string name() const = 0;
  /// Creates its tables. A later step may create them anew or leave them empty: whenever a step was
  /// applied to a journal that has entries, all its tables are emptied and filled again from the journal.
  virtual std::vector<Migration> migrations() const = 0;
  /// Every table that it writes; no other projection may write them.
  virtual std::vector<std::string> tables() const = 0;
  /// What the entry changes. It must depend on nothing but the entry, without its signature and hash, which may be
  /// made later, and its own tables (no clock, no random number, no other projection), so that a rebuild gives the same
  /// rows. Entries of a kind that it does not know are skipped. An error undoes the whole append.
  virtual base::Result<base::Done, StoreError> apply(Transaction& transaction, const journal::Entry& entry) = 0;
};

}  // namespace ktpel::store
