// SPDX-License-Identifier: Apache-2.0
#include "journal/chain.h"

#include <algorithm>

namespace ktpel::journal {

const char* name(ChainFault fault) {
  switch (fault) {
    case ChainFault::Malformed:
      return "Malformed";
    case ChainFault::ForeignSite:
      return "ForeignSite";
    case ChainFault::Gap:
      return "Gap";
    case ChainFault::Repeated:
      return "Repeated";
    case ChainFault::BrokenLink:
      return "BrokenLink";
    case ChainFault::BadSignature:
      return "BadSignature";
    case ChainFault::Rewritten:
      return "Rewritten";
    case ChainFault::CutOff:
      return "CutOff";
    case ChainFault::BadCheckpoint:
      break;
  }
  return "BadCheckpoint";
}

ChainVerifier::ChainVerifier(SiteId site, base::PublicKey key, Sequence head, base::Digest head_hash)
    : site_(std::move(site)), key_(key), head_(head), head_hash_(head_hash) {}

std::optional<ChainBreak> ChainVerifier::fail(ChainFault fault, Sequence sequence) {
  broken_ = ChainBreak{fault, sequence};
  return broken_;
}

void ChainVerifier::expect(const Checkpoint& checkpoint, const base::PublicKey& countersigner) {
  if (broken_) return;
  if (checkpoint.site != site_ || !is_signed_by(checkpoint, countersigner))
    fail(ChainFault::BadCheckpoint, checkpoint.sequence);
  else if (checkpoint.sequence > head_)
    expected_.emplace(checkpoint.sequence, checkpoint.head);
  else if (checkpoint.sequence == head_ && checkpoint.head != head_hash_)
    fail(ChainFault::Rewritten, head_);
}

std::optional<ChainBreak> ChainVerifier::feed(const Entry& entry) {
  if (broken_) return broken_;
  const Sequence wanted(head_.get() + 1);
  if (entry.site != site_) return fail(ChainFault::ForeignSite, wanted);
  if (entry.sequence < wanted) return fail(ChainFault::Repeated, entry.sequence);
  if (entry.sequence > wanted) return fail(ChainFault::Gap, wanted);
  const auto hash = entry.hash();
  // The signature first: it tells a changed entry from one whose neighbour was changed.
  if (!key_.verifies(signed_bytes(hash), entry.signature)) return fail(ChainFault::BadSignature, wanted);
  if (entry.previous != head_hash_) return fail(ChainFault::BrokenLink, wanted);
  for (auto [at, end] = expected_.equal_range(wanted); at != end; ++at)
    if (at->second != hash) return fail(ChainFault::Rewritten, wanted);
  head_ = wanted;
  head_hash_ = hash;
  return std::nullopt;
}

std::optional<ChainBreak> ChainVerifier::feed(base::ByteView encoded) {
  if (broken_) return broken_;
  const auto entry = decode(encoded);
  return entry ? feed(*entry) : fail(ChainFault::Malformed, Sequence(head_.get() + 1));
}

std::optional<ChainBreak> ChainVerifier::finish() {
  if (!broken_ && expected_.upper_bound(head_) != expected_.end()) fail(ChainFault::CutOff, Sequence(head_.get() + 1));
  return broken_;
}

std::optional<ChainBreak> verify(const std::vector<Entry>& chain, const SiteId& site, const base::PublicKey& key) {
  ChainVerifier verifier(site, key);
  for (const auto& entry : chain)
    if (const auto broken = verifier.feed(entry)) return broken;
  return verifier.finish();
}

}  // namespace ktpel::journal
