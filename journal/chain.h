// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "journal/checkpoint.h"
#include "journal/entry.h"

namespace ktpel::journal {

/// How a journal is wrong.
enum class ChainFault {
  Malformed,      ///< bytes that are no entry, or not the entry that stands beside them
  ForeignSite,    ///< an entry of another site
  Gap,            ///< one or more entries before this are missing
  Repeated,       ///< this sequence was there already
  BrokenLink,     ///< does not name the hash of the entry before: that one or this one was changed
  BadSignature,   ///< not signed by the site's key: changed, or written by someone else
  Rewritten,      ///< whole in itself, but a countersigned checkpoint saw another entry here
  CutOff,         ///< ends before a countersigned checkpoint
  BadCheckpoint,  ///< a checkpoint that the countersigner did not sign
};
/// The name as above, for reports: "BrokenLink".
const char* name(ChainFault fault);

/// The first wrong entry, and how.
struct ChainBreak {
  ChainFault fault;
  /// Of the entry at which the fault shows: for Gap and CutOff the first that is missing.
  Sequence sequence;
  friend bool operator==(const ChainBreak&, const ChainBreak&) = default;
};

/// Follows one site's chain, entry by entry in order. After the first fault it stays at it.
/// One thread. Cost: one SHA-256 and one Ed25519 verification an entry (journal_bench.cpp).
class ChainVerifier {
 public:
  /// From the start, or from a head that was verified before.
  ChainVerifier(SiteId site, base::PublicKey key, Sequence head = before_first, base::Digest head_hash = {});

  /// A checkpoint to be met on the way, signed by the holder of `countersigner`. Before the first feed().
  void expect(const Checkpoint& checkpoint, const base::PublicKey& countersigner);
  /// The next entry; nullopt if all is well so far.
  std::optional<ChainBreak> feed(const Entry& entry);
  /// The next entry as it is stored.
  std::optional<ChainBreak> feed(base::ByteView encoded);
  /// No entries follow: is every expected checkpoint met?
  std::optional<ChainBreak> finish();

  Sequence head() const { return head_; }
  const base::Digest& head_hash() const { return head_hash_; }

 private:
  std::optional<ChainBreak> fail(ChainFault fault, Sequence sequence);
  SiteId site_;
  base::PublicKey key_;
  Sequence head_;
  base::Digest head_hash_;
  std::multimap<Sequence, base::Digest> expected_;
  std::optional<ChainBreak> broken_;
};

/// All at once: nullopt, or the first fault.
std::optional<ChainBreak> verify(const std::vector<Entry>& chain, const SiteId& site, const base::PublicKey& key);

}  // namespace ktpel::journal
