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
  BadSignature,   ///< not what the site's key signed: changed, or written by someone else
  Rewritten,      ///< whole in itself, but a countersigned checkpoint saw another entry here
  CutOff,         ///< ends before a countersigned checkpoint, or before the signature over its last entries
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
///
/// Each entry names the hash of the one before, signature included, so one good signature vouches for all
/// entries up to its own. Therefore links are followed at once, and signatures are looked at only where the chain
/// ends, where a link or a checkpoint does not fit, and every `looked_at_every` entries. A wrong entry is thus
/// reported at the latest by finish(), by its own sequence, which may lie before that of the entry fed last. Of two
/// neighbours that do not fit, a good signature behind them tells which was changed; if there is none, the second is
/// named. One thread. Cost: `ktpel journal bench`.
class ChainVerifier {
 public:
  static constexpr std::size_t looked_at_every = 1024;

  /// From the start, or from a head that was verified before.
  ChainVerifier(SiteId site, base::PublicKey key, Sequence head = before_first, base::Digest head_hash = {});

  /// A checkpoint to be met on the way, signed by the holder of `countersigner`. Before the first feed().
  void expect(const Checkpoint& checkpoint, const base::PublicKey& countersigner);
  /// The next entry; nullopt if no fault shows so far.
  std::optional<ChainBreak> feed(const Entry& entry);
  /// The next entry as it is stored; it is decoded into `decoded` if that is given.
  std::optional<ChainBreak> feed(base::ByteView encoded, std::optional<Entry>* decoded = nullptr);
  /// No entries follow: are all signatures good, and is every expected checkpoint met? Only then the chain is whole.
  [[nodiscard]] std::optional<ChainBreak> finish();

  /// Of the entry fed last; proven only after finish().
  Sequence head() const { return head_; }
  const base::Digest& head_hash() const { return head_hash_; }

 private:
  /// What a signature is about, until it is looked at or covered by a later one.
  struct Unproven {
    base::Digest content;
    std::optional<base::Signature> signature;
  };
  std::optional<ChainBreak> follow(const Entry& entry, const base::Digest& content);
  void take(const Unproven& entry);
  bool is_good(const Unproven& entry) const;
  /// Looks at the last signature that is there, and forgets what it vouches for. False, with broken_, if it is bad:
  /// then at the first bad one.
  bool prove();
  /// Nothing fits behind the head: what is known by now is all that will be known. Sets broken_.
  std::optional<ChainBreak> give_up(ChainFault fault, Sequence sequence);
  std::optional<ChainBreak> fail(ChainFault fault, Sequence sequence);
  SiteId site_;
  base::PublicKey key_;
  Sequence head_;
  base::Digest head_hash_;
  std::vector<Unproven> unproven_;  ///< the last of them is the head
  std::size_t unsigned_run_ = 0;
  /// This entry does not fit to the one before, which nobody signed: one of the two was changed. A good signature
  /// behind tells that it was the other.
  std::optional<Sequence> suspect_;
  std::multimap<Sequence, base::Digest> expected_;
  std::optional<ChainBreak> broken_;
};

/// All at once: nullopt, or the first fault.
std::optional<ChainBreak> verify(const std::vector<Entry>& chain, const SiteId& site, const base::PublicKey& key);

}  // namespace ktpel::journal
