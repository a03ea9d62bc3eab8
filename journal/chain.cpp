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

bool ChainVerifier::is_good(const Unproven& entry) const {
  return key_.verifies(signed_bytes(entry.content), entry.signature);
}

bool ChainVerifier::prove() {
  if (unproven_.empty()) return true;
  if (!is_good(unproven_.back())) {
    const auto bad = std::find_if_not(unproven_.begin(), unproven_.end(), [&](const auto& one) { return is_good(one); });
    const auto behind = static_cast<std::uint64_t>(unproven_.end() - bad - 1);
    fail(ChainFault::BadSignature, Sequence(head_.get() - behind));
    return false;
  }
  unproven_.clear();
  return true;
}

std::optional<ChainBreak> ChainVerifier::follow(const Entry& entry, const base::Digest& content) {
  const Sequence wanted(head_.get() + 1);
  const auto out_of_place = [&]() -> std::optional<ChainBreak> {
    if (entry.site != site_) return ChainBreak{ChainFault::ForeignSite, wanted};
    if (entry.sequence < wanted) return ChainBreak{ChainFault::Repeated, entry.sequence};
    if (entry.sequence > wanted) return ChainBreak{ChainFault::Gap, wanted};
    if (entry.previous != head_hash_) return ChainBreak{ChainFault::BrokenLink, wanted};
    return std::nullopt;
  }();
  const Unproven here{content, entry.signature};
  if (out_of_place) {
    if (!prove()) return broken_;  // an earlier one was wrong
    // the signature tells a changed entry from one whose neighbour was changed
    if (out_of_place->fault == ChainFault::BrokenLink && !is_good(here)) return fail(ChainFault::BadSignature, wanted);
    return broken_ = out_of_place;
  }
  unproven_.push_back(here);
  head_ = wanted;
  head_hash_ = chain_hash(content, entry.signature);
  for (auto [at, end] = expected_.equal_range(wanted); at != end; ++at) {
    if (at->second == head_hash_) continue;
    if (prove()) fail(ChainFault::Rewritten, wanted);
    return broken_;
  }
  if (unproven_.size() >= looked_at_every) prove();
  return broken_;
}

std::optional<ChainBreak> ChainVerifier::feed(const Entry& entry) {
  if (broken_) return broken_;
  return follow(entry, entry.content_hash());
}

std::optional<ChainBreak> ChainVerifier::feed(base::ByteView encoded, std::optional<Entry>* decoded) {
  if (broken_) return broken_;
  auto entry = decode(encoded);
  if (!entry) {
    if (prove()) fail(ChainFault::Malformed, Sequence(head_.get() + 1));
    return broken_;
  }
  const auto broken = follow(*entry, base::sha256(encoded.first(encoded.size() - sizeof(base::Signature))));
  if (decoded) *decoded = std::move(entry);
  return broken;
}

std::optional<ChainBreak> ChainVerifier::finish() {
  if (!broken_ && prove() && expected_.upper_bound(head_) != expected_.end())
    fail(ChainFault::CutOff, Sequence(head_.get() + 1));
  return broken_;
}

std::optional<ChainBreak> verify(const std::vector<Entry>& chain, const SiteId& site, const base::PublicKey& key) {
  ChainVerifier verifier(site, key);
  for (const auto& entry : chain)
    if (const auto broken = verifier.feed(entry)) return broken;
  return verifier.finish();
}

}  // namespace ktpel::journal
