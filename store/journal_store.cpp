// SPDX-License-Identifier: Apache-2.0
#include "store/journal_store.h"

#include <algorithm>
#include <chrono>
#include <exception>
#include <set>
#include <thread>

#include "base/file.h"
#include "store/detail/durable_folder.h"
#include "store/detail/journal_place.h"
#include "store/detail/journal_schema.h"
#include "store/folder_blob_store.h"

namespace ktpel::store {

using base::Digest;
using base::Done;
using base::Result;
using journal::ChainFault;
using journal::Checkpoint;
using journal::Draft;
using journal::Entry;
using journal::Sequence;
using journal::SiteId;

namespace {

/// How many of the last own entries are verified each time the journal is opened: enough to cover
/// what a torn write could reach, and a few milliseconds.
constexpr std::uint64_t verified_at_open = 64;
/// Twice the longest time for which an append waits for others to join it.
constexpr std::chrono::milliseconds longest_gathering(10);
/// Entries read at a time when all are gone through.
constexpr std::size_t batch = 500;

Sequence sequence_of(std::int64_t number) { return Sequence(static_cast<std::uint64_t>(number)); }

std::string site_file_text(const SiteId& site, const base::PublicKey& key) {
  return site.text() + " " + base::hex(key.bytes) + "\n";
}

/// The entries that a statement of (position, bytes) gives; Broken if one is no entry.
Result<std::vector<JournalStore::Positioned>, StoreError> entries_of(Queries& queries, std::string_view sql,
                                                                     const Values& values) {
  std::vector<JournalStore::Positioned> out;
  bool sound = true;
  const auto ran = queries.while_rows(sql, values, [&](const Row& row) {
    auto entry = journal::decode(row.bytes(1));
    if (!entry) return sound = false;
    out.push_back({row.integer(0), std::move(*entry)});
    return true;
  });
  if (!ran) return ran.error();
  if (!sound) return StoreError::Broken;
  return out;
}

Result<std::vector<JournalStore::Positioned>, StoreError> stored_after_in(Queries& queries, std::int64_t after,
                                                                          std::size_t limit) {
  return entries_of(queries, "select position, bytes from entry where position > $1 order by position limit $2",
                    {after, limit});
}

/// The rows of a table as a sorted list of hashes: equal for the same rows in any order.
Result<std::vector<Digest>, StoreError> rows_of(Queries& queries, const std::string& table) {
  std::vector<Digest> out;
  const auto ran = queries.each_of_many("select * from " + table, {}, [&](const Row& row) {
    base::ByteWriter bytes;
    for (int column = 0; column < row.columns(); ++column) {
      const auto value = row.value(column);
      bytes.u8(value.held().index());
      if (const auto* whole = std::get_if<std::int64_t>(&value.held())) bytes.u64(static_cast<std::uint64_t>(*whole));
      if (const auto* text = std::get_if<std::string>(&value.held())) bytes.counted(base::bytes_of(*text));
      if (const auto* raw = std::get_if<base::Bytes>(&value.held())) bytes.counted(*raw);
      if (const auto* real = std::get_if<double>(&value.held()))
        bytes.raw({reinterpret_cast<const std::uint8_t*>(real), sizeof *real});
    }
    out.push_back(base::sha256(bytes.bytes()));
  });
  if (!ran) return ran.error();
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace

JournalStore::JournalStore(Database database, std::unique_ptr<BlobStore> blobs, std::filesystem::path folder,
                           SiteId site, std::shared_ptr<const base::Signer> signer, const base::Clock& clock,
                           std::vector<std::shared_ptr<Projection>> projections)
    : database_(std::move(database)),
      blobs_(std::move(blobs)),
      folder_(std::move(folder)),
      site_(std::move(site)),
      signer_(std::move(signer)),
      clock_(clock),
      projections_(std::move(projections)) {}

Result<std::unique_ptr<JournalStore>, StoreError> JournalStore::open(
    const JournalPlace& place, const SiteId& site, std::shared_ptr<const base::Signer> signer, const base::Clock& clock,
    std::vector<std::shared_ptr<Projection>> projections) {
  const auto& folder = place.folder;
  base::check(signer != nullptr, "a journal without a signer");
  const auto made = detail::make_folder_durably(folder);
  if (!made) return store_error_of(made.error());
  if (place.blobs) {
    const auto founded = detail::found_on_s3(folder, *place.blobs);
    if (!founded) return founded.error();
  }
  const auto objects = detail::s3_of_journal(folder);
  if (!objects) return objects.error();
  const auto files = folder / detail::blobs_folder;
  if (!*objects) {
    const auto beside = detail::make_folder_durably(files);
    if (!beside) return store_error_of(beside.error());
  }
  auto blobs = detail::blobs_of_journal(folder, place.patience);
  if (!blobs) return blobs.error();
  if (place.server) {
    const auto founded = detail::found_on_server(folder, *place.server);
    if (!founded) return founded.error();
  }
  const auto entries = detail::place_of_journal(folder);
  if (!entries) return entries.error();
  auto database = Database::open(*entries, Access::Write);
  if (!database) return database.error();
  std::unique_ptr<JournalStore> store(new JournalStore(std::move(database).value(), std::move(blobs).value(), folder,
                                                       site, std::move(signer), clock, std::move(projections)));
  const auto prepared = store->prepare();
  if (!prepared) return prepared.error();
  if (!*objects) FolderBlobStore(files).sweep();
  return store;
}

Result<Done, StoreError> JournalStore::prepare() {
  auto begun = database_.begin();
  if (!begun) return begun.error();
  auto& transaction = *begun;
  const auto migrated = Database::migrate(transaction, "journal", detail::journal_migrations());
  if (!migrated) return migrated.error();

  const auto key = signer_->public_key();
  const auto own = transaction.first("select name, key from site where own = 1", {},
                                     [](const Row& row) { return std::pair(row.text(0), row.bytes(1)); });
  if (!own) return own.error();
  if (*own && ((*own)->first != site_.text() || base::PublicKey::from_bytes((*own)->second) != key))
    return StoreError::Conflict;
  if (!*own) {
    const auto named = transaction.execute("insert into site (name, key, own) values ($1, $2, 1)",
                                           {site_.text(), base::ByteView(key.bytes)});
    if (!named) return named.error();
  }

  int applied = 0;
  for (const auto& projection : projections_) {
    const auto ran = Database::migrate(transaction, "projection " + projection->name(), projection->migrations());
    if (!ran) return ran.error();
    applied += *ran;
  }
  if (applied) {
    const auto made = make_projections(transaction, transaction, {});
    if (!made) return made.error();
  }
  if (*migrated || !*own || applied) {
    const auto committed = transaction.commit();
    if (!committed) return committed.error();
  } else {
    [[maybe_unused]] const Transaction undone(std::move(transaction));  // nothing was written
  }

  const auto site_file = folder_ / detail::site_file;
  const auto text = site_file_text(site_, key);
  const auto there = base::read_file(site_file, 4096);
  if (there && base::text_of(*there) != text) return StoreError::Conflict;
  if (!there) {
    const auto written = base::write_file_durably(site_file, text);
    if (!written) return store_error_of(written.error());
  }
  return verify_tail();
}

Result<Done, StoreError> JournalStore::verify_tail() {
  const auto head = head_in(database_, site_);
  if (!head) return head.error();
  const auto last = head->sequence.get();
  const auto from = last > verified_at_open ? last - verified_at_open : 0;
  Digest before{};
  if (from) {
    const auto hash = database_.first("select hash from entry where site = $1 and sequence = $2", {site_.text(), from},
                                      [](const Row& row) { return row.digest(0).value_or(Digest{}); });
    if (!hash) return hash.error();
    if (!*hash) return StoreError::Broken;
    before = **hash;
  }
  journal::ChainVerifier verifier(site_, signer_->public_key(), Sequence(from), before);
  // up to the head that was read: other processes may be writing
  const auto tail =
      database_.all("select bytes from entry where site = $1 and sequence > $2 and sequence <= $3 order by sequence",
                    {site_.text(), from, last}, [](const Row& row) { return row.bytes(0); });
  if (!tail) return tail.error();
  for (const auto& bytes : *tail)
    if (verifier.feed(bytes)) return StoreError::Broken;
  if (verifier.finish()) return StoreError::Broken;
  if (Head{verifier.head(), verifier.head_hash()} != *head) return StoreError::Broken;
  return Done{};
}

Result<Head, StoreError> JournalStore::head_in(Queries& queries, const SiteId& site) const {
  const auto head = queries.first("select sequence, hash from entry where site = $1 order by sequence desc limit 1",
                                  {site.text()}, [](const Row& row) {
                                    return Head{sequence_of(row.integer(0)), row.digest(1).value_or(Digest{})};
                                  });
  if (!head) return head.error();
  return head->value_or(Head{});
}

Result<std::optional<KnownSite>, StoreError> JournalStore::known_in(Queries& queries, const SiteId& site) const {
  const auto key =
      queries.first("select key from site where name = $1", {site.text()}, [](const Row& row) { return row.bytes(0); });
  if (!key) return key.error();
  if (!*key && site.addressee()) {  // what a known site says to this one, for the first time
    auto origin = known_in(queries, site.origin());
    if (origin && *origin) (*origin)->site = site;
    return origin;
  }
  if (!*key) return std::optional<KnownSite>();
  const auto sound = base::PublicKey::from_bytes(**key);
  if (!sound) return StoreError::Broken;
  return std::optional(KnownSite{site, *sound});
}

Result<Done, StoreError> JournalStore::store_entry(Transaction& transaction, const Entry& entry, const Digest& hash) {
  if (entry.sequence.get() == 1 && entry.site.addressee()) {
    const auto named = transaction.execute(
        "insert into site (name, key, own) select $1, key, 0 from site where name = $2 on conflict (name) do nothing",
        {entry.site.text(), entry.site.origin().text()});
    if (!named) return named.error();
  }
  const auto stored = transaction.execute(
      "insert into entry (site, sequence, position, hash, bytes) "
      "values ($1, $2, (select coalesce(max(position), 0) + 1 from entry), $3, $4)",
      {entry.site.text(), entry.sequence.get(), hash, journal::encode(entry)});
  if (!stored) return stored.error();
  for (const auto& projection : projections_) {
    const auto applied = projection->apply(transaction, entry);
    if (!applied) return applied.error();
  }
  return Done{};
}

// Appending. One caller at a time leads: it takes all that wait and writes them in one transaction, since what costs
// most, the commit, costs the same for one and for many. While the disk works, the next ones gather.

struct JournalStore::Waiting {
  explicit Waiting(const Decide& wanted) : decide(wanted) {}
  const Decide& decide;
  Result<std::vector<Entry>, StoreError> outcome = StoreError::Retry;
  std::exception_ptr thrown;
  bool is_done = false;
};

Result<std::vector<Entry>, StoreError> JournalStore::append_in(Transaction& transaction, Ends& ends,
                                                               const Decide& decide, bool ends_here) {
  const auto drafts = decide(transaction);
  if (!drafts) return drafts.error();
  if (!drafts->empty()) {
    const auto diverged = has_diverged_in(transaction);
    if (!diverged) return diverged.error();
    if (*diverged) return StoreError::Diverged;
  }
  const auto chain_of = [&](const Draft& draft) { return draft.to ? site_.to(*draft.to) : site_; };
  std::map<SiteId, const Draft*> last;
  for (const auto& draft : *drafts) last[chain_of(draft)] = &draft;
  auto moved = ends;
  std::vector<Entry> out;
  for (const auto& draft : *drafts) {
    if (!journal::is_sound(draft)) return StoreError::Refused;
    const auto there = blobs_->has_all(draft.blobs);
    if (!there) return there.error();
    const auto chain = chain_of(draft);
    const auto [found, is_new] = moved.try_emplace(chain);
    auto& at = found->second;
    if (is_new) {
      const auto head = head_in(transaction, chain);
      if (!head) return head.error();
      at.head = *head;
    }
    out.push_back(journal::link(draft, chain, at.head.sequence, at.head.hash, clock_.now()));
    if (at.unsigned_run == journal::longest_unsigned_run || (ends_here && last[chain] == &draft))
      journal::sign(out.back(), *signer_);
    at.head = {out.back().sequence, out.back().hash()};
    at.unsigned_run = out.back().signature ? 0 : at.unsigned_run + 1;
    const auto stored = store_entry(transaction, out.back(), at.head.hash);
    if (!stored) return stored.error();
  }
  ends = std::move(moved);
  return out;
}

Result<Done, StoreError> JournalStore::sign_end(Transaction& transaction, Entry& last) {
  journal::sign(last, *signer_);
  const auto signed_now =
      transaction.execute("update entry set hash = $3, bytes = $4 where site = $1 and sequence = $2",
                          {last.site.text(), last.sequence.get(), last.hash(), journal::encode(last)});
  if (!signed_now) return signed_now.error();
  return Done{};
}

Result<Done, StoreError> JournalStore::commit(Transaction& transaction, const Entry& last) {
  const auto committed = transaction.commit();
  if (committed || !database_.is_commit_in_doubt()) return committed;
  // The line was lost before the answer came. Whoever holds the right to write next sees what became of it.
  for (int tries = 0; tries < 100; ++tries) {
    if (auto next = database_.begin()) {
      const auto there = next->first("select hash from entry where site = $1 and sequence = $2",
                                     {last.site.text(), last.sequence.get()},
                                     [](const Row& row) { return row.digest(0).value_or(Digest{}); });
      if (there) {
        if (*there == last.hash()) return Done{};
        return StoreError::Retry;
      }
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  return StoreError::Broken;  // nobody can say; whoever opens the journal again sees
}

void JournalStore::append_alone(Waiting& one) {
  one.outcome = [&]() -> Result<std::vector<Entry>, StoreError> {
    auto transaction = database_.begin();
    if (!transaction) return transaction.error();
    Ends ends;
    auto entries = append_in(*transaction, ends, one.decide, true);
    if (!entries || entries->empty()) return entries;
    const auto committed = commit(*transaction, entries->back());
    if (!committed) return committed.error();
    return entries;
  }();
}

void JournalStore::append_together(const std::vector<Waiting*>& some) {
  const auto fail = [&](StoreError error) {
    for (auto* one : some) one->outcome = error;
  };
  const auto each_alone = [&] {
    for (auto* one : some) {
      one->thrown = nullptr;
      try {
        append_alone(*one);
      } catch (...) {
        one->thrown = std::current_exception();
      }
    }
  };
  if (some.size() == 1) return each_alone();
  auto transaction = database_.begin();
  if (!transaction) return fail(transaction.error());
  Ends ends;
  std::map<SiteId, Entry*> last;
  for (auto* one : some) {
    try {
      one->outcome = transaction->attempt([&] { return append_in(*transaction, ends, one->decide, false); });
    } catch (...) {
      one->thrown = std::current_exception();
    }
    if (transaction->spoiled()) break;
    if (!one->thrown && one->outcome)
      for (auto& entry : *one->outcome) last[entry.site] = &entry;
  }
  if (!transaction->spoiled() && last.empty()) return;  // nothing to store
  const auto committed = [&]() -> Result<Done, StoreError> {
    if (last.empty()) return *transaction->spoiled();
    for (auto& [chain, entry] : last) {
      if (entry->signature) continue;
      const auto ended = sign_end(*transaction, *entry);
      if (!ended) return ended;
    }
    return commit(*transaction, *last.begin()->second);
  }();
  if (committed) return;
  // Nothing is stored, perhaps because of one that is too large for the disk: the others shall not suffer from it.
  // But where nobody can say what is stored, nothing is done twice.
  if (committed.error() == StoreError::Broken) return fail(StoreError::Broken);
  each_alone();
}

Result<std::vector<Entry>, StoreError> JournalStore::append(const std::vector<Draft>& drafts) {
  // A server that keeps blobs is asked before others have to wait for it; then it is not asked again.
  for (const auto& draft : drafts) {
    if (!journal::is_sound(draft)) break;  // append_in says so
    const auto there = blobs_->has_all(draft.blobs);
    if (!there) return there.error();
  }
  return append_decided([&](Queries&) { return drafts; });
}

Result<std::vector<Entry>, StoreError> JournalStore::append(const std::vector<Draft>& drafts,
                                                            const std::vector<base::Bytes>& blobs) {
  for (const auto& blob : blobs) {
    const auto put = blobs_->put(blob);
    if (!put) return put.error();
  }
  return append(drafts);
}

Result<std::vector<Entry>, StoreError> JournalStore::append_decided(const Decide& decide) {
  Waiting mine(decide);
  {
    std::unique_lock queue(queue_mutex_);
    queue_.push_back(&mine);
    queue_grows_.notify_one();
    queue_moves_.wait(queue, [&] { return mine.is_done || !somebody_appends_; });
    if (!mine.is_done) {
      somebody_appends_ = true;
      // Those of the last group are likely to come again at once: worth a part of the time that a commit of their
      // own would take them. Who was alone waits for nobody.
      if (last_group_ > 1) queue_grows_.wait_for(queue, last_took_ / 2, [&] { return queue_.size() >= last_group_; });
      queue.unlock();
      std::unique_lock lock(mutex_);  // meanwhile more may come
      queue.lock();
      const auto some = std::exchange(queue_, {});
      queue.unlock();
      const auto start = std::chrono::steady_clock::now();
      append_together(some);
      const auto took = std::chrono::steady_clock::now() - start;
      lock.unlock();
      queue.lock();
      last_group_ = some.size();
      last_took_ = std::min<std::chrono::nanoseconds>(took, longest_gathering);
      for (auto* one : some) one->is_done = true;
      somebody_appends_ = false;
      queue_moves_.notify_all();
    }
  }
  if (mine.thrown) std::rethrow_exception(mine.thrown);
  return std::move(mine.outcome);
}

Result<std::vector<Entry>, StoreError> JournalStore::entries(const SiteId& site, Sequence after,
                                                             std::size_t limit) const {
  const std::scoped_lock lock(mutex_);
  auto found = entries_of(database_,
                          "select position, bytes from entry where site = $1 and sequence > $2 "
                          "order by sequence limit $3",
                          {site.text(), after.get(), limit});
  if (!found) return found.error();
  std::vector<Entry> out;
  out.reserve(found->size());
  for (auto& [position, entry] : *found) out.push_back(std::move(entry));
  return out;
}

Result<std::vector<Entry>, StoreError> JournalStore::provable_entries(const SiteId& site, Sequence after,
                                                                      std::size_t limit) const {
  auto found = entries(site, after, limit + journal::longest_unsigned_run);
  if (!found) return found.error();
  const auto enough =
      found->begin() + static_cast<std::ptrdiff_t>(std::min(std::max<std::size_t>(limit, 1) - 1, found->size()));
  const auto last = std::find_if(enough, found->end(), [](const auto& entry) { return entry.signature.has_value(); });
  if (last != found->end()) found->erase(std::next(last), found->end());
  return found;
}

Result<std::vector<JournalStore::Positioned>, StoreError> JournalStore::stored_after(std::int64_t after,
                                                                                     std::size_t limit) const {
  const std::scoped_lock lock(mutex_);
  return stored_after_in(database_, after, limit);
}

Result<Head, StoreError> JournalStore::head(const SiteId& site) const {
  const std::scoped_lock lock(mutex_);
  return head_in(database_, site);
}

// Other sites.

Result<Done, StoreError> JournalStore::register_site(const KnownSite& known) {
  if (known.site.addressee()) return StoreError::Refused;
  const std::scoped_lock lock(mutex_);
  auto transaction = database_.begin();
  if (!transaction) return transaction.error();
  const auto before = known_in(*transaction, known.site);
  if (!before) return before.error();
  if (*before) {
    if ((*before)->key != known.key) return StoreError::Conflict;
    return Done{};
  }
  const auto stored = transaction->execute("insert into site (name, key, own) values ($1, $2, 0)",
                                           {known.site.text(), base::ByteView(known.key.bytes)});
  if (!stored) return stored.error();
  return transaction->commit();
}

Result<std::optional<KnownSite>, StoreError> JournalStore::known_site(const SiteId& site) const {
  const std::scoped_lock lock(mutex_);
  return known_in(database_, site);
}

Result<Received, StoreError> JournalStore::receive(const std::vector<Entry>& entries) {
  if (entries.empty()) return StoreError::Refused;
  const auto& site = entries.front().site;
  if (site.origin() == site_) return StoreError::Refused;
  if (site.addressee() && site.addressee() != site_) return StoreError::Refused;  // not meant for this site
  const auto known = known_site(site);
  if (!known) return known.error();
  if (!*known) return StoreError::Gone;
  const auto before = head(site);
  if (!before) return before.error();

  // What nobody signed is not proven: it comes again, with what is signed behind it.
  const auto proven =
      std::find_if(entries.rbegin(), entries.rend(), [](const auto& e) { return e.signature.has_value(); });
  const auto count = static_cast<std::size_t>(entries.rend() - proven);

  // What costs most, shape and signature, is judged before anyone is kept from writing.
  std::vector<Digest> hashes;
  for (const auto& entry : entries) {
    if (entry.site != site || journal::decode(journal::encode(entry)) != entry) return StoreError::Refused;
    const auto content = entry.content_hash();
    hashes.push_back(journal::chain_hash(content, entry.signature));
    if (entry.sequence <= before->sequence) continue;  // compared by hash below
    if (entry.signature && !(*known)->key.verifies(journal::signed_bytes(content), *entry.signature))
      return StoreError::Refused;
    const auto there = blobs_->has_all(entry.blobs);
    if (!there) return there.error();
  }

  const std::scoped_lock lock(mutex_);
  auto transaction = database_.begin();
  if (!transaction) return transaction.error();
  auto durable = head_in(*transaction, site);
  if (!durable) return durable.error();
  Received out{*durable, 0};
  for (std::size_t i = 0; i < count; ++i) {
    const auto& entry = entries[i];
    if (entry.sequence <= out.durable.sequence) {
      const auto stored =
          transaction->first("select hash from entry where site = $1 and sequence = $2",
                             {site.text(), entry.sequence.get()}, [](const Row& row) { return row.digest(0); });
      if (!stored) return stored.error();
      if (!*stored) return StoreError::Broken;
      if (**stored != hashes[i]) return StoreError::Conflict;
      continue;
    }
    if (entry.sequence.get() > out.durable.sequence.get() + 1) break;
    // It follows another entry than the one stored here: the site's chain has forked.
    if (entry.previous != out.durable.hash) return StoreError::Conflict;
    const auto stored = store_entry(*transaction, entry, hashes[i]);
    if (!stored) return stored.error();
    out.durable = {entry.sequence, hashes[i]};
    ++out.added;
  }
  if (out.added) {
    const auto committed = transaction->commit();
    if (!committed) return committed.error();
  }
  return out;
}

Result<Checkpoint, StoreError> JournalStore::receipt(const SiteId& site) {
  const std::scoped_lock lock(mutex_);
  auto transaction = database_.begin();
  if (!transaction) return transaction.error();
  const auto head = head_in(*transaction, site);
  if (!head) return head.error();
  if (head->sequence == journal::before_first) return StoreError::Gone;
  const auto kept = transaction->first("select bytes from checkpoint where site = $1 and sequence = $2 and signer = $3",
                                       {site.text(), head->sequence.get(), site_.text()},
                                       [](const Row& row) { return row.bytes(0); });
  if (!kept) return kept.error();
  if (*kept) {
    const auto checkpoint = journal::decode_checkpoint(**kept);
    if (!checkpoint || checkpoint->head != head->hash) return StoreError::Broken;
    return *checkpoint;
  }
  const auto checkpoint = journal::sign_checkpoint(site, head->sequence, head->hash, clock_.now(), site_, *signer_);
  const auto stored = keep_in(*transaction, checkpoint);
  if (!stored) return stored.error();
  const auto committed = transaction->commit();
  if (!committed) return committed.error();
  return checkpoint;
}

Result<std::vector<Entry>, StoreError> JournalStore::missing_for(const SiteId& peer, std::size_t limit) const {
  const auto after = acknowledged_by(peer);
  if (!after) return after.error();
  return provable_entries(site_, *after, limit);
}

Result<Sequence, StoreError> JournalStore::acknowledged_in(Queries& queries, const SiteId& peer) const {
  const auto known = known_in(queries, peer);
  if (!known) return known.error();
  if (!*known) return StoreError::Gone;
  const auto at = queries.first("select acknowledged from peer where site = $1", {peer.text()},
                                [](const Row& row) { return sequence_of(row.integer(0)); });
  if (!at) return at.error();
  return at->value_or(journal::before_first);
}

Result<Sequence, StoreError> JournalStore::acknowledged_by(const SiteId& peer) const {
  const std::scoped_lock lock(mutex_);
  return acknowledged_in(database_, peer);
}

Result<Done, StoreError> JournalStore::keep_in(Transaction& transaction, const Checkpoint& checkpoint) {
  const auto known = known_in(transaction, checkpoint.signer);
  if (!known) return known.error();
  if (!*known) return StoreError::Gone;
  if (!journal::is_signed_by(checkpoint, (*known)->key)) return StoreError::Refused;
  const auto stored = transaction.first("select hash from entry where site = $1 and sequence = $2",
                                        {checkpoint.site.text(), checkpoint.sequence.get()},
                                        [](const Row& row) { return row.digest(0); });
  if (!stored) return stored.error();
  if (*stored && **stored != checkpoint.head) return StoreError::Conflict;
  const auto kept = transaction.execute(
      "insert into checkpoint (site, sequence, signer, bytes) values ($1, $2, $3, $4) "
      "on conflict (site, sequence, signer) do nothing",
      {checkpoint.site.text(), checkpoint.sequence.get(), checkpoint.signer.text(), journal::encode(checkpoint)});
  if (!kept) return kept.error();
  return Done{};
}

Result<bool, StoreError> JournalStore::has_diverged_in(Queries& queries) const {
  const auto found = queries.first("select 1 from divergence limit 1", {}, [](const Row&) { return true; });
  if (!found) return found.error();
  return found->has_value();
}

Result<bool, StoreError> JournalStore::has_diverged() const {
  const std::scoped_lock lock(mutex_);
  return has_diverged_in(database_);
}

/// What the peer signed is kept as the proof: a verification of the folder shows it as well.
Result<Done, StoreError> JournalStore::diverge(Transaction& transaction, const Checkpoint& receipt) {
  const auto bytes = journal::encode(receipt);
  const auto shown = transaction.execute(
      "insert into checkpoint (site, sequence, signer, bytes) values ($1, $2, $3, $4) "
      "on conflict (site, sequence, signer) do nothing",
      {receipt.site.text(), receipt.sequence.get(), receipt.signer.text(), bytes});
  if (!shown) return shown.error();
  const auto noted = transaction.execute("insert into divergence (bytes) values ($1)", {bytes});
  if (!noted) return noted.error();
  return transaction.commit();
}

Result<Sequence, StoreError> JournalStore::acknowledged(const SiteId& peer, const Checkpoint& receipt) {
  if (receipt.site != site_ || receipt.signer != peer) return StoreError::Refused;
  const std::scoped_lock lock(mutex_);
  auto transaction = database_.begin();
  if (!transaction) return transaction.error();
  const auto before = acknowledged_in(*transaction, peer);
  if (!before) return before.error();
  const auto kept = keep_in(*transaction, receipt);
  if (!kept && kept.error() != StoreError::Conflict) return kept.error();
  const auto head = head_in(*transaction, site_);
  if (!head) return head.error();
  if (!kept || receipt.sequence > head->sequence) {
    const auto noted = diverge(*transaction, receipt);
    return noted ? StoreError::Diverged : noted.error();
  }
  if (receipt.sequence <= *before) return *before;
  const auto noted = transaction->execute(
      "insert into peer (site, acknowledged) values ($1, $2) "
      "on conflict (site) do update set acknowledged = excluded.acknowledged",
      {peer.text(), receipt.sequence.get()});
  if (!noted) return noted.error();
  const auto committed = transaction->commit();
  if (!committed) return committed.error();
  return receipt.sequence;
}

Result<Done, StoreError> JournalStore::keep_checkpoint(const Checkpoint& checkpoint) {
  const std::scoped_lock lock(mutex_);
  auto transaction = database_.begin();
  if (!transaction) return transaction.error();
  const auto kept = keep_in(*transaction, checkpoint);
  if (!kept) return kept.error();
  return transaction->commit();
}

// The projections.

Result<Done, StoreError> JournalStore::make_projections(Transaction& in, Queries& from,
                                                        const std::function<void()>& step) const {
  for (const auto& projection : projections_) {
    const auto tables = projection->tables();
    // rows that refer to others stand in later tables
    for (auto table = tables.rbegin(); table != tables.rend(); ++table) {
      const auto emptied = in.execute("delete from " + *table);
      if (!emptied) return emptied.error();
    }
  }
  for (std::int64_t position = 0;;) {
    const auto some = stored_after_in(from, position, batch);
    if (!some) return some.error();
    if (some->empty()) return Done{};
    for (const auto& [at, entry] : *some) {
      for (const auto& projection : projections_) {
        const auto applied = projection->apply(in, entry);
        if (!applied) return applied.error();
      }
      position = at;
      if (step) step();
    }
  }
}

Result<Done, StoreError> JournalStore::rebuild(const std::function<void()>& step) {
  const std::scoped_lock lock(mutex_);
  auto transaction = database_.begin();
  if (!transaction) return transaction.error();
  const auto made = make_projections(*transaction, *transaction, step);
  if (!made) return made.error();
  return transaction->commit();
}

Result<std::vector<std::string>, StoreError> JournalStore::projections_that_differ(
    const std::function<void()>& step) const {
  const std::scoped_lock lock(mutex_);
  auto live = database_.begin();  // so that no other process writes in between
  if (!live) return live.error();
  auto beside = Database::scratch();
  if (!beside) return beside.error();
  auto fresh = beside->begin();
  if (!fresh) return fresh.error();
  for (const auto& projection : projections_) {
    const auto migrated = Database::migrate(*fresh, projection->name(), projection->migrations());
    if (!migrated) return migrated.error();
  }
  const auto made = make_projections(*fresh, *live, step);
  if (!made) return made.error();
  std::vector<std::string> out;
  for (const auto& projection : projections_) {
    for (const auto& table : projection->tables()) {
      const auto is = rows_of(*live, table);
      if (!is) return is.error();
      const auto should_be = rows_of(*fresh, table);
      if (!should_be) return should_be.error();
      if (*is != *should_be) out.push_back(table);
    }
  }
  return out;
}

}  // namespace ktpel::store
