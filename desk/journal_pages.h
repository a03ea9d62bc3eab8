// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "desk/desk.h"
#include "store/journal_store.h"

/// What a site's desk tells of a journal: its entries, whether a chain is whole, where a person is named. Who may ask,
/// and that asking is an entry itself, is the site's.
namespace ktpel::desk {

/// One entry with its body, hashes and signature.
nlohmann::json to_json(const journal::Entry& entry);

/// {"site", "items", "more", "head"}: entries after `after`, or the last `limit` of the chain where it is not given;
/// without those that tell of a judgement unless `judgements`.
base::Result<nlohmann::json, store::StoreError> page_of_journal(const store::JournalStore& journal,
                                                                const journal::SiteId& site,
                                                                std::optional<journal::Sequence> after,
                                                                std::size_t limit, bool judgements);

/// Follows a chain with its site's key from behind `after`, `limit` entries or a few more: {"site", "entries" (the
/// sequence reached), "head" (its hash), "total", "whole", "fault", "sequence"}. A part begins at the entry at which
/// the part before ended, so that parts one behind the other prove what a whole run proves.
base::Result<nlohmann::json, store::StoreError> verified_part(const store::JournalStore& journal,
                                                              const journal::SiteId& site, const base::PublicKey& key,
                                                              journal::Sequence after, std::size_t limit);
/// `limit` of a run over the whole chain.
inline constexpr std::size_t whole_chain = SIZE_MAX;

/// Entries of all chains kept here whose subject is one of these names, or in whose body one of them stands, since
/// `from`; the newest first, at most `most`.
base::Result<std::vector<journal::Entry>, store::StoreError> entries_that_name(const store::JournalStore& journal,
                                                                               const std::set<std::string>& names,
                                                                               base::Time from, std::size_t most);

/// What an officer asks who wants to know who opened a person's data: {"nik", "reason", "days" (1..366, else 7)}.
struct PersonSearch {
  std::string nik;
  std::string reason;
  std::int64_t days;
};
/// What the body asks; without a reason nobody may ask (Journal_ReasonMissing). What else is wrong is noted in `call`.
base::Result<PersonSearch, api::Failure> person_search_of(Call& call);
/// "after" of the query, 0 if it is not given; nullopt if it is no number.
std::optional<journal::Sequence> after_of(const Call& call);
/// "limit" of the query for verified_part(); the whole chain if it is not given.
std::size_t part_of(const Call& call);
/// It says what one of two adjudicators found, which nobody but an auditor may know before the other has judged.
bool tells_of_a_judgement(const journal::Entry& entry);

}  // namespace ktpel::desk
