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
  return entry.signature && key_.verifies(signed_bytes(entry.content), *entry.signature);
}

void ChainVerifier::take(const Unproven& entry) {
  unproven_.push_back(entry);
  head_ = Sequence(head_.get() + 1);
  head_hash_ = chain_hash(entry.content, entry.signature);
}

bool ChainVerifier::prove() {
  const auto is_signed = [](const auto& entry) { return entry.signature.has_value(); };
  const auto unsigned_end = std::find_if(unproven_.rbegin(), unproven_.rend(), is_signed).base();
  if (unsigned_end == unproven_.begin()) return true;
  const bool good = is_good(*std::prev(unsigned_end));
  if (suspect_) {
    fail(good ? ChainFault::BadSignature : ChainFault::BrokenLink, good ? Sequence(suspect_->get() - 1) : *suspect_);
    return false;
  }
  if (!good) {
    const auto bad = std::find_if(unproven_.begin(), unsigned_end,
                                  [&](const auto& entry) { return entry.signature && !is_good(entry); });
    fail(ChainFault::BadSignature, Sequence(head_.get() - static_cast<std::uint64_t>(unproven_.end() - bad - 1)));
    return false;
  }
  unproven_.erase(unproven_.begin(), unsigned_end);
  return true;
}

std::optional<ChainBreak> ChainVerifier::give_up(ChainFault fault, Sequence sequence) {
  if (prove()) {
    if (suspect_)
      fail(ChainFault::BrokenLink, *suspect_);
    else
      fail(fault, sequence);
  }
  return broken_;
}

std::optional<ChainBreak> ChainVerifier::follow(const Entry& entry, const base::Digest& content) {
  const Sequence wanted(head_.get() + 1);
  if (entry.site != site_) return give_up(ChainFault::ForeignSite, wanted);
  if (entry.sequence < wanted) return give_up(ChainFault::Repeated, entry.sequence);
  if (entry.sequence > wanted) return give_up(ChainFault::Gap, wanted);
  const Unproven here{content, entry.signature};
  if (entry.previous != head_hash_) {
    if (!prove()) return broken_;  // an earlier one was wrong
    if (suspect_) return fail(ChainFault::BrokenLink, *suspect_);
    // the signature tells a changed entry from one whose neighbour was changed
    if (here.signature && !is_good(here)) return fail(ChainFault::BadSignature, wanted);
    if (unproven_.empty()) return fail(ChainFault::BrokenLink, wanted);
    if (here.signature) return fail(ChainFault::BadSignature, head_);
    suspect_ = wanted;
    unproven_.clear();
  }
  take(here);
  unsigned_run_ = here.signature ? 0 : unsigned_run_ + 1;
  if (unsigned_run_ > longest_unsigned_run) return give_up(ChainFault::BadSignature, wanted);
  for (auto [at, end] = expected_.equal_range(wanted); at != end && !suspect_; ++at)
    if (at->second != head_hash_) return give_up(ChainFault::Rewritten, wanted);
  if ((suspect_ && here.signature) || unproven_.size() >= looked_at_every) prove();
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
    return give_up(ChainFault::Malformed, Sequence(head_.get() + 1));
  }
  const auto broken = follow(*entry, content_hash_of(encoded, *entry));
  if (decoded) *decoded = std::move(entry);
  return broken;
}

std::optional<ChainBreak> ChainVerifier::finish() {
  if (broken_ || !prove()) return broken_;
  if (suspect_) return fail(ChainFault::BrokenLink, *suspect_);
  if (!unproven_.empty() || expected_.upper_bound(head_) != expected_.end())
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
