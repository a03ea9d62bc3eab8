// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "store/database.h"

namespace ktpel::store::detail {

inline constexpr const char *journal_file = "journal.db", *site_file = "site.pub";

/// site: whose signatures are accepted; the one with own = 1 writes here.
/// entry: the journal; position is the order in which entries of all sites were stored here.
/// checkpoint: what other sites, and this one, signed about chains.
/// divergence: receipts of own entries that do not fit this journal; while there is one, nothing more is written.
/// peer: up to where each peer acknowledged this site's own entries.
inline std::vector<Migration> journal_migrations() {
  return {{1,
           "create table site (name text primary key not null, key bytea not null, own bigint not null);"
           "create unique index site_own on site (own) where own = 1;"
           "create table entry (site text not null references site (name), sequence bigint not null,"
           "  position {key} primary key not null, hash bytea not null, bytes bytea not null,"
           "  unique (site, sequence));"
           "create table checkpoint (site text not null, sequence bigint not null, signer text not null,"
           "  bytes bytea not null, primary key (site, sequence, signer));"
           "create table peer (site text primary key not null references site (name), acknowledged bigint not null);"},
          {2, "create table divergence (bytes bytea not null);"}};
}

}  // namespace ktpel::store::detail
