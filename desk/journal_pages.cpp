// SPDX-License-Identifier: Apache-2.0
#include "desk/journal_pages.h"

#include <algorithm>
#include <charconv>
#include <deque>

#include "journal/chain.h"

namespace ktpel::desk {
namespace {

using nlohmann::json;
using store::JournalStore;
using store::StoreError;

constexpr std::size_t at_once = 1000;
constexpr int largest_part = 100'000;
constexpr std::int64_t usual_days = 7, most_days = 366;

bool names_one(const journal::Entry& entry, const std::set<std::string>& names) {
  return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
    return entry.subject == name || entry.body.find(name) != std::string::npos;
  });
}

/// A position from which on everything lies that happened here or came here since `from`. Own entries stand in the
/// order of their time; those of others came later than they happened.
base::Result<std::int64_t, StoreError> position_since(const JournalStore& journal, base::Time from) {
  std::int64_t before = 0, beyond = 1;
  const auto own_time = [&](std::int64_t after) -> base::Result<std::optional<base::Time>, StoreError> {
    for (auto at = after;;) {
      const auto some = journal.stored_after(at, at_once);
      if (!some) return some.error();
      for (const auto& one : *some)
        if (one.entry.site.origin() == journal.site()) return std::optional(one.entry.time);
      if (some->empty()) return std::optional<base::Time>();
      at = some->back().position;
    }
  };
  const auto is_before = [&](std::int64_t after) -> base::Result<bool, StoreError> {
    const auto time = own_time(after);
    if (!time) return time.error();
    return *time && **time < from;
  };
  for (;; beyond *= 2) {
    const auto early = is_before(beyond);
    if (!early) return early.error();
    if (!*early) break;
    before = beyond;
  }
  while (beyond - before > static_cast<std::int64_t>(at_once)) {
    const auto middle = before + (beyond - before) / 2;
    const auto early = is_before(middle);
    if (!early) return early.error();
    (*early ? before : beyond) = middle;
  }
  return before;
}

}  // namespace

base::Result<PersonSearch, api::Failure> person_search_of(Call& call) {
  PersonSearch out{call.text("nik"), call.text_or("reason", ""),
                   call.body().contains("days") ? call.number("days") : usual_days};
  if (out.days < 1 || out.days > most_days) call.note_wrong("days");
  if (out.reason.empty() && call.wrong_field().empty())
    return api::Failure{api::FailureCode::Journal_ReasonMissing, ""};
  return out;
}

std::optional<journal::Sequence> after_of(const Call& call) {
  std::uint64_t after = 0;
  const auto typed = call.query("after");
  const auto [end, error] = std::from_chars(typed.data(), typed.data() + typed.size(), after);
  if (!typed.empty() && (error != std::errc() || end != typed.data() + typed.size())) return std::nullopt;
  return journal::Sequence(after);
}

std::size_t part_of(const Call& call) {
  return call.query("limit").empty() ? whole_chain
                                     : static_cast<std::size_t>(call.query_number("limit", 1, 1, largest_part));
}

bool tells_of_a_judgement(const journal::Entry& entry) {
  return entry.kind == "judged" ||
         (entry.kind == "relayed" && entry.body.find(R"("kind":"judged")") != std::string::npos);
}

json to_json(const journal::Entry& entry) {
  json blobs = json::array();
  for (const auto& blob : entry.blobs) blobs.push_back(blob.hex());
  return {{"site", entry.site.text()},
          {"sequence", entry.sequence.get()},
          {"time", entry.time.iso8601()},
          {"actor", entry.actor.get()},
          {"kind", entry.kind},
          {"subject", entry.subject},
          {"body", json::parse(entry.body)},
          {"blobs", blobs},
          {"previous", entry.previous.hex()},
          {"content", entry.content_hash().hex()},
          {"hash", entry.hash().hex()},
          {"signature", entry.signature ? json(base::hex(*entry.signature)) : json(nullptr)},
          {"signed", entry.signature.has_value()}};
}

base::Result<json, StoreError> page_of_journal(const JournalStore& journal, const journal::SiteId& site,
                                               std::optional<journal::Sequence> after, std::size_t limit,
                                               bool judgements) {
  const auto head = journal.head(site);
  if (!head) return head.error();
  const auto last = head->sequence.get();
  const auto from = after.value_or(journal::Sequence(last > limit ? last - limit : 0));
  const auto found = journal.entries(site, from, limit);
  if (!found) return found.error();
  json items = json::array();
  for (const auto& entry : *found)
    if (judgements || !tells_of_a_judgement(entry)) items.push_back(to_json(entry));
  const bool more = !found->empty() && found->back().sequence.get() < last;
  return json{{"site", site.text()}, {"items", items}, {"more", more}, {"head", last}};
}

base::Result<json, StoreError> verified_part(const JournalStore& journal, const journal::SiteId& site,
                                             const base::PublicKey& key, journal::Sequence after, std::size_t limit) {
  const auto total = journal.head(site);
  if (!total) return total.error();
  base::Digest before{};
  if (after != journal::before_first) {
    const auto known = journal.entries(site, journal::Sequence(after.get() - 1), 1);
    if (!known) return known.error();
    if (known->empty() || known->front().sequence != after) return StoreError::Gone;
    before = known->front().hash();
  }
  journal::ChainVerifier verifier(site, key, after, before);
  std::optional<journal::ChainBreak> fault;
  std::size_t fed = 0;
  while (!fault && fed < limit) {
    const auto some = journal.provable_entries(site, verifier.head(), std::min(at_once, limit - fed));
    if (!some) return some.error();
    if (some->empty()) break;
    fed += some->size();
    for (const auto& entry : *some)
      if (fault = verifier.feed(entry); fault) break;
  }
  if (!fault) fault = verifier.finish();
  json out{{"site", site.text()},
           {"entries", verifier.head().get()},
           {"head", verifier.head_hash().hex()},
           {"total", total->sequence.get()},
           {"whole", !fault},
           {"fault", nullptr},
           {"sequence", nullptr}};
  if (fault) {
    out["fault"] = journal::name(fault->fault);
    out["sequence"] = fault->sequence.get();
  }
  return out;
}

base::Result<std::vector<journal::Entry>, StoreError> entries_that_name(const JournalStore& journal,
                                                                        const std::set<std::string>& names,
                                                                        base::Time from, std::size_t most) {
  const auto start = position_since(journal, from);
  if (!start) return start.error();
  std::deque<journal::Entry> found;
  for (auto position = *start;;) {
    auto some = journal.stored_after(position, at_once);
    if (!some) return some.error();
    if (some->empty()) break;
    position = some->back().position;
    for (auto& one : *some) {
      if (one.entry.time < from || !names_one(one.entry, names)) continue;
      found.push_back(std::move(one.entry));
      if (found.size() > most) found.pop_front();
    }
  }
  std::vector<journal::Entry> out(std::make_move_iterator(found.begin()), std::make_move_iterator(found.end()));
  std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return b.time < a.time; });
  return out;
}

}  // namespace ktpel::desk
