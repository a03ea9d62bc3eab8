// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "base/signing.h"
#include "journal/chain.h"
#include "journal/checkpoint.h"
#include "journal/entry.h"
#include "store/blob_store.h"
#include "store/database.h"
#include "store/error.h"
#include "store/projection.h"
#include "store/s3_blob_store.h"

/// A site's journal on disk. What always holds:
///  1. What a call answered is durable: it survives SIGKILL and the loss of power.
///  2. Entries and the rows that projections make of them are stored together or not at all.
///  3. Every blob that a stored entry names was durable before the entry.
///  4. (site, sequence) is stored at most once; each site's entries form one chain without holes.
///
/// The folder: journal.db (and its -wal, -shm), blobs/aa/<sha-256>, site.pub ("<site> <64 hex digits>\n"). Instead of
/// journal.db there may be journal.server ("<url> <schema>\n"): then the entries are in that schema of a PostgreSQL
/// server. And blobs/ is not used where there is blobs.s3 (docs/formats/journal-folder.md): then they are objects on an
/// S3 server.
namespace ktpel::store {

/// Where a journal is kept.
struct JournalPlace {
  JournalPlace(std::filesystem::path in) : folder(std::move(in)) {}
  /// For a journal that may have to be founded, on this server; later the folder knows it.
  JournalPlace(std::filesystem::path in, Server on) : folder(std::move(in)), server(std::move(on)) {}
  std::filesystem::path folder;
  std::optional<Server> server;
  /// For a journal that may have to be founded with its blobs there; later the folder knows it.
  std::optional<S3Place> blobs;
  /// Of the server that keeps the blobs, if one does.
  S3Patience patience;
};

/// A site whose entries or receipts are accepted.
struct KnownSite {
  journal::SiteId site;
  base::PublicKey key;
};

/// The end of a site's chain: before_first and zeros if there is none yet.
struct Head {
  journal::Sequence sequence = journal::before_first;
  base::Digest hash{};
  friend bool operator==(const Head&, const Head&) = default;
};

/// What receive() leaves.
struct Received {
  Head durable;           ///< every entry of the site up to here is stored
  std::size_t added = 0;  ///< how many of those given were new
};

/// Thread-safe; several processes may have the same folder open.
class JournalStore {
 public:
  /// Opens or makes the journal of `site` at `place`, brings its tables up to date and verifies its last
  /// entries. `clock` must outlive the store.
  /// Conflict: the folder belongs to another site, another key, another server, another place of blobs or a newer
  /// program. Broken: the tail does not verify. Others as for Database::open().
  static base::Result<std::unique_ptr<JournalStore>, StoreError> open(
      const JournalPlace& place, const journal::SiteId& site, std::shared_ptr<const base::Signer> signer,
      const base::Clock& clock, std::vector<std::shared_ptr<Projection>> projections = {});

  const journal::SiteId& site() const { return site_; }
  BlobStore& blobs() { return *blobs_; }
  const BlobStore& blobs() const { return *blobs_; }

  /// Writes the acts down, all or none, each in its chain (journal::Draft::to), in this order, with what projections
  /// make of them. Durable on return. Refused: a draft is not sound; Diverged: see acknowledged(); Gone: a blob that
  /// one names is not in blobs(); Retry or another error of BlobStore::look_for(): nobody can tell now. What a
  /// projection answers is passed on. An empty list is answered with an empty list. Appends that wait for each other
  /// are committed together, so that many at once share the disk's time and the key's; each still stands or falls
  /// alone.
  base::Result<std::vector<journal::Entry>, StoreError> append(const std::vector<journal::Draft>& drafts);
  /// The same; puts these blobs first. Drafts name them by base::sha256().
  base::Result<std::vector<journal::Entry>, StoreError> append(const std::vector<journal::Draft>& drafts,
                                                               const std::vector<base::Bytes>& blobs);
  /// Decides inside the transaction that writes: what `decide` reads cannot change before its drafts are
  /// stored (two officers at once; "this card is already handed over"). It must only read; an empty list
  /// or an error stores nothing. Do not call the store from inside. It may run in the thread of another call that is
  /// being committed with this one, while this one waits, and may run again if that commit fails; what it throws is
  /// thrown here.
  using Decide = std::function<base::Result<std::vector<journal::Draft>, StoreError>(Queries&)>;
  base::Result<std::vector<journal::Entry>, StoreError> append_decided(const Decide& decide);

  /// Entries of a site with a sequence above `after`, in order, at most `limit`.
  base::Result<std::vector<journal::Entry>, StoreError> entries(const journal::SiteId& site, journal::Sequence after,
                                                                std::size_t limit) const;
  /// The same as another site can prove it: the last is a signed one, for which a few more than `limit` may be given.
  base::Result<std::vector<journal::Entry>, StoreError> provable_entries(const journal::SiteId& site,
                                                                         journal::Sequence after,
                                                                         std::size_t limit) const;
  /// The same over all sites in the order in which they were stored here; `after` is the position
  /// of the last one seen, 0 at first.
  struct Positioned {
    std::int64_t position;
    journal::Entry entry;
  };
  base::Result<std::vector<Positioned>, StoreError> stored_after(std::int64_t after, std::size_t limit) const;
  base::Result<Head, StoreError> head(const journal::SiteId& site) const;

  /// Runs `work(Queries&)` alone on the store's connection, to read projections. `work` must only
  /// read, and not call the store.
  template <class Work>
  auto read(Work&& work) const {
    const std::scoped_lock lock(mutex_);
    return work(static_cast<Queries&>(database_));
  }

  // Other sites.

  /// Accepts entries and receipts signed by this key from now on. Refused for a chain that is no site; Conflict if the
  /// site is known with another key.
  base::Result<base::Done, StoreError> register_site(const KnownSite& known);
  /// Nullopt if it was never registered. The own site is known from the start.
  base::Result<std::optional<KnownSite>, StoreError> known_site(const journal::SiteId& site) const;

  /// Stores entries of one chain of another site, its own or what it says to this one, in one transaction with what
  /// projections make of them: idempotent by (site, sequence). Entries given again are compared and skipped; entries
  /// beyond a gap, and those behind the last signed one, are left out, and the answer then says where the chain stands.
  /// Durable on return. Gone: the site is not registered, or a blob is not in blobs() yet. Conflict: a fork, the same
  /// sequence with another hash. Refused: a signature, link, order or site that is wrong. On an error nothing is
  /// stored.
  base::Result<Received, StoreError> receive(const std::vector<journal::Entry>& entries);
  /// A checkpoint of what is durably stored here of `site`, signed by the own key and kept: the receipt
  /// that answers a push. Gone if nothing is stored of it.
  base::Result<journal::Checkpoint, StoreError> receipt(const journal::SiteId& site);

  /// Own entries that `peer` has not yet acknowledged, as provable_entries() gives them. Gone if it is not registered.
  base::Result<std::vector<journal::Entry>, StoreError> missing_for(const journal::SiteId& peer,
                                                                    std::size_t limit) const;
  /// Takes the peer's receipt of own entries; answers the highest sequence that is acknowledged by it now.
  /// A receipt below that is late and changes nothing. Refused: not signed by the peer, or of another site.
  /// Diverged: it names an entry that is not here or has another hash: this journal was cut or rewritten, was restored
  /// from an old copy, or another process writes elsewhere with its key. The receipt is kept as the proof, and from
  /// then on every append is answered with Diverged, after a new start too, so that the fork does not grow.
  base::Result<journal::Sequence, StoreError> acknowledged(const journal::SiteId& peer,
                                                           const journal::Checkpoint& receipt);
  /// True since acknowledged() was answered with Diverged.
  base::Result<bool, StoreError> has_diverged() const;
  /// Up to where `peer` acknowledged own entries: "sent" is true up to here only. before_first if never.
  base::Result<journal::Sequence, StoreError> acknowledged_by(const journal::SiteId& peer) const;
  /// Keeps a checkpoint of any known site's chain (the center's own head, given back). Refused and Gone as for
  /// acknowledged(), Conflict for another hash; one above what is stored here is kept.
  base::Result<base::Done, StoreError> keep_checkpoint(const journal::Checkpoint& checkpoint);

  // The projections.

  /// Empties the projections' tables and fills them again from the journal, in one transaction. `step` is called once
  /// for each entry.
  base::Result<base::Done, StoreError> rebuild(const std::function<void()>& step = {});
  /// Builds the projections anew beside the live ones; answers the tables that differ (none, if all is well).
  base::Result<std::vector<std::string>, StoreError> projections_that_differ(
      const std::function<void()>& step = {}) const;

 private:
  JournalStore(Database database, std::unique_ptr<BlobStore> blobs, std::filesystem::path folder, journal::SiteId site,
               std::shared_ptr<const base::Signer> signer, const base::Clock& clock,
               std::vector<std::shared_ptr<Projection>> projections);
  base::Result<base::Done, StoreError> prepare();
  /// An append that waits to be done.
  struct Waiting;
  /// Where an own chain stands within a transaction, and how many entries since the last signed one.
  struct End {
    Head head;
    std::size_t unsigned_run = 0;
  };
  using Ends = std::map<journal::SiteId, End>;
  void append_together(const std::vector<Waiting*>& some);  // these two with mutex_ held
  void append_alone(Waiting& one);
  /// `ends` are moved to behind the drafts. Only entries that a longest run asks for are signed, and the last of each
  /// chain if it ends here.
  base::Result<std::vector<journal::Entry>, StoreError> append_in(Transaction& transaction, Ends& ends,
                                                                  const Decide& decide, bool ends_here);
  base::Result<base::Done, StoreError> sign_end(Transaction& transaction, journal::Entry& last);
  /// Commits what ends with this entry; if the line to a server was lost meanwhile, finds out.
  base::Result<base::Done, StoreError> commit(Transaction& transaction, const journal::Entry& last);
  base::Result<base::Done, StoreError> store_entry(Transaction& transaction, const journal::Entry& entry,
                                                   const base::Digest& hash);
  base::Result<base::Done, StoreError> verify_tail();
  base::Result<Head, StoreError> head_in(Queries& queries, const journal::SiteId& site) const;
  base::Result<std::optional<KnownSite>, StoreError> known_in(Queries& queries, const journal::SiteId& site) const;
  base::Result<journal::Sequence, StoreError> acknowledged_in(Queries& queries, const journal::SiteId& peer) const;
  base::Result<bool, StoreError> has_diverged_in(Queries& queries) const;
  base::Result<base::Done, StoreError> diverge(Transaction& transaction, const journal::Checkpoint& receipt);
  base::Result<base::Done, StoreError> keep_in(Transaction& transaction, const journal::Checkpoint& checkpoint);
  base::Result<base::Done, StoreError> make_projections(Transaction& in, Queries& from,
                                                        const std::function<void()>& step) const;

  std::mutex queue_mutex_;  // after mutex_, where both are held
  std::condition_variable queue_moves_, queue_grows_;
  std::vector<Waiting*> queue_;
  bool somebody_appends_ = false;
  std::size_t last_group_ = 0;
  std::chrono::nanoseconds last_took_{};
  mutable std::mutex mutex_;
  mutable Database database_;
  std::unique_ptr<BlobStore> blobs_;
  std::filesystem::path folder_;
  journal::SiteId site_;
  std::shared_ptr<const base::Signer> signer_;
  const base::Clock& clock_;
  std::vector<std::shared_ptr<Projection>> projections_;
};

}  // namespace ktpel::store
