// SPDX-License-Identifier: Apache-2.0
#include "journal/chain.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

// Goal: whatever is done to a chain, the verifier names the first wrong entry and how it is wrong.
// Method: one test for each fault with the expected answer; then random mutations of random chains.
namespace ktpel::journal {

// for the messages of failing tests
static void PrintTo(const ChainBreak& broken, std::ostream* out) {
  *out << name(broken.fault) << " at " << broken.sequence.get();
}

namespace {

const SiteId site = SiteId::of("kantor");

base::SigningKey key_of(std::uint8_t number) {
  return *base::SigningKey::from_seed(base::Secret(base::Bytes(32, number)));
}
const base::SigningKey& own_key() {
  static const auto key = key_of(1);
  return key;
}
const base::SigningKey& center_key() {
  static const auto key = key_of(2);
  return key;
}

Draft numbered(std::size_t i) { return {Actor("rina"), "test.act", "A-" + std::to_string(i), "{}", {}}; }

std::vector<Entry> chain_of(std::size_t count, const std::string& flavour = "A") {
  std::vector<Entry> out;
  for (std::size_t i = 0; i < count; ++i) {
    auto draft = numbered(i);
    draft.subject += flavour;
    out.push_back(seal(draft, site, out.empty() ? nullptr : &out.back(), {1000}, own_key()));
  }
  return out;
}

/// In runs of which only the last is signed: "..s.s" has two.
std::vector<Entry> chain_in_runs(const std::string& marks) {
  std::vector<Entry> out;
  for (std::size_t i = 0; i < marks.size(); ++i) {
    out.push_back(link(numbered(i), site, Sequence(i), i ? out.back().hash() : base::Digest{}, {1000}));
    if (marks[i] == 's') sign(out.back(), own_key());
  }
  return out;
}

std::optional<ChainBreak> verified(const std::vector<Entry>& chain) {
  return verify(chain, site, own_key().public_key());
}

Checkpoint seen(const Entry& entry, const base::SigningKey& key = center_key()) {
  return sign_checkpoint(entry.site, entry.sequence, entry.hash(), {0}, SiteId::of("pusat"), key);
}

std::optional<ChainBreak> verified(const std::vector<Entry>& chain, const std::vector<Checkpoint>& checkpoints) {
  ChainVerifier verifier(site, own_key().public_key());
  for (const auto& checkpoint : checkpoints) verifier.expect(checkpoint, center_key().public_key());
  for (const auto& entry : chain) verifier.feed(entry);
  return verifier.finish();
}

ChainBreak at(ChainFault fault, std::uint64_t sequence) { return {fault, Sequence(sequence)}; }

TEST(Chain, WholeOnesVerify) {
  for (const std::size_t count : {0u, 1u, 2u, 20u}) EXPECT_EQ(verified(chain_of(count)), std::nullopt);
  const auto chain = chain_of(5);
  ChainVerifier onwards(site, own_key().public_key(), Sequence(2), chain[1].hash());
  for (std::size_t i = 2; i < 5; ++i) EXPECT_EQ(onwards.feed(base::ByteView(encode(chain[i]))), std::nullopt);
  EXPECT_EQ(onwards.finish(), std::nullopt);
  EXPECT_EQ(onwards.head(), Sequence(5));
  EXPECT_EQ(onwards.head_hash(), chain[4].hash());
}

TEST(Chain, NamesEachFault) {
  auto chain = chain_of(6);
  chain.erase(chain.begin() + 2);
  EXPECT_EQ(verified(chain), at(ChainFault::Gap, 3));

  chain = chain_of(6);
  chain.erase(chain.begin());
  EXPECT_EQ(verified(chain), at(ChainFault::Gap, 1));

  chain = chain_of(6);
  std::swap(chain[3], chain[4]);
  EXPECT_EQ(verified(chain), at(ChainFault::Gap, 4));

  chain = chain_of(6);
  chain.insert(chain.begin() + 3, chain[2]);
  EXPECT_EQ(verified(chain), at(ChainFault::Repeated, 3));

  chain = chain_of(6);
  chain[4].body = R"({"x":1})";
  EXPECT_EQ(verified(chain), at(ChainFault::BadSignature, 5));

  chain = chain_of(6);
  chain[4].signature = key_of(9).sign(signed_bytes(chain[4].content_hash()));
  EXPECT_EQ(verified(chain), at(ChainFault::BadSignature, 5));

  chain = chain_of(6);
  chain[2].body = R"({"x":1})";  // rewritten by the site itself: signed, but the next one tells
  chain[2].signature = own_key().sign(signed_bytes(chain[2].content_hash()));
  EXPECT_EQ(verified(chain), at(ChainFault::BrokenLink, 4));

  chain = chain_of(6);
  chain[5] = link(numbered(5), SiteId::of("lain"), Sequence(5), chain[4].hash(), {0});
  EXPECT_EQ(verified(chain), at(ChainFault::ForeignSite, 6));

  ChainVerifier verifier(site, own_key().public_key());
  EXPECT_EQ(verifier.feed(base::bytes_of("no entry")), at(ChainFault::Malformed, 1));
  EXPECT_EQ(verifier.feed(chain_of(1)[0]), at(ChainFault::Malformed, 1)) << "stays at the first fault";
}

TEST(Chain, OneSignatureVouchesForARun) {
  for (const auto* marks : {"s", "..s", ".s..ss", "s....s"}) EXPECT_EQ(verified(chain_in_runs(marks)), std::nullopt);
  EXPECT_EQ(verified(chain_in_runs(std::string(longest_unsigned_run, '.') + "s")), std::nullopt);
  EXPECT_EQ(verified(chain_in_runs(std::string(longest_unsigned_run + 1, '.') + "s")),
            at(ChainFault::BadSignature, longest_unsigned_run + 1));
  EXPECT_EQ(verified(chain_in_runs("..s..")), at(ChainFault::CutOff, 6));
  EXPECT_EQ(verified(chain_in_runs(".")), at(ChainFault::CutOff, 2));

  const auto changed = [](const std::string& marks, std::size_t i) {
    auto chain = chain_in_runs(marks);
    chain[i].subject += "x";
    return verified(chain);
  };
  EXPECT_EQ(changed("s...s", 0), at(ChainFault::BadSignature, 1));
  EXPECT_EQ(changed("s...s", 1), at(ChainFault::BadSignature, 2));
  EXPECT_EQ(changed("s...s", 2), at(ChainFault::BadSignature, 3));
  EXPECT_EQ(changed("s...s", 3), at(ChainFault::BadSignature, 4));
  EXPECT_EQ(changed("s...s", 4), at(ChainFault::BadSignature, 5));

  auto chain = chain_in_runs("s...s");
  chain[2].previous = base::sha256("another");
  EXPECT_EQ(verified(chain), at(ChainFault::BrokenLink, 3)) << "both neighbours are changed for whoever looks on";
  chain = chain_in_runs("s...s");
  chain[1].signature = own_key().sign(signed_bytes(chain[2].content_hash()));
  EXPECT_EQ(verified(chain), at(ChainFault::BadSignature, 2));
  chain = chain_in_runs("s...s");
  chain[4].signature.reset();
  EXPECT_EQ(verified(chain), at(ChainFault::CutOff, 6));
}

TEST(Chain, ACheckpointHoldsThePast) {
  const auto chain = chain_of(6), other = chain_of(6, "B");
  const auto cut = std::vector(chain.begin(), chain.begin() + 4);
  EXPECT_EQ(verified(chain, {seen(chain[2]), seen(chain[5])}), std::nullopt);
  EXPECT_EQ(verified(cut, {seen(chain[2])}), std::nullopt);
  EXPECT_EQ(verified(cut, {seen(chain[2]), seen(chain[5])}), at(ChainFault::CutOff, 5));
  EXPECT_EQ(verified(cut, {seen(chain[4])}), at(ChainFault::CutOff, 5));
  EXPECT_EQ(verified({}, {seen(chain[0])}), at(ChainFault::CutOff, 1));
  EXPECT_EQ(verified(other, {seen(chain[2])}), at(ChainFault::Rewritten, 3));
  EXPECT_EQ(verified(chain, {seen(chain[2], key_of(9))}), at(ChainFault::BadCheckpoint, 3));
  // two countersigned checkpoints of one place that disagree
  EXPECT_EQ(verified(chain, {seen(chain[2]), seen(other[2])}), at(ChainFault::Rewritten, 3));

  ChainVerifier at_head(site, own_key().public_key(), Sequence(3), chain[2].hash());
  at_head.expect(seen(other[2]), center_key().public_key());
  EXPECT_EQ(at_head.finish(), at(ChainFault::Rewritten, 3));
}

// Every mutation of a chain that was countersigned at its end is found, at the place where it was made. Where nobody
// signed, a neighbour may be named in its place.
RC_GTEST_PROP(Chain, NoMutationPasses, ()) {
  const auto marks = *rc::gen::elementOf(std::vector<std::string>{"ssssssssssss", "...s..s.ss.s", "s..........s"});
  const auto whole = chain_in_runs(marks);
  auto chain = whole;
  const auto i = *rc::gen::inRange<std::size_t>(0, chain.size());
  const bool all_signed = marks.find('.') == std::string::npos;
  const auto is_near = [&](std::optional<ChainBreak> got, Sequence sequence) {
    return got && (got->sequence == sequence || (!all_signed && got->sequence.get() == sequence.get() + 1));
  };
  const auto expect = [&](ChainBreak want) {
    const auto got = verified(chain, {seen(whole.back())});
    if (all_signed)
      RC_ASSERT(got == want);
    else
      RC_ASSERT(is_near(got, want.sequence));
  };
  switch (*rc::gen::inRange(0, 8)) {
    case 0: {  // a byte
      auto bytes = encode(chain[i]);
      bytes[*rc::gen::inRange<std::size_t>(0, bytes.size())] ^= static_cast<std::uint8_t>(*rc::gen::inRange(1, 256));
      ChainVerifier verifier(site, own_key().public_key());
      std::optional<ChainBreak> got;
      for (std::size_t j = 0; j < chain.size() && !got; ++j) got = verifier.feed(j == i ? bytes : encode(chain[j]));
      if (!got) got = verifier.finish();
      RC_ASSERT(got.has_value());
      // a changed sequence shows as Gap or Repeated, a changed site as ForeignSite
      RC_ASSERT((is_near(got, whole[i].sequence) || got->fault == ChainFault::Repeated));
      if (all_signed) RC_ASSERT(got->fault != ChainFault::BrokenLink);
      return;
    }
    case 1:  // dropped
      chain.erase(chain.begin() + static_cast<std::ptrdiff_t>(i));
      return expect({i + 1 == whole.size() ? ChainFault::CutOff : ChainFault::Gap, whole[i].sequence});
    case 2: {  // swapped
      const auto j = *rc::gen::suchThat(rc::gen::inRange<std::size_t>(0, chain.size()), [&](auto k) { return k != i; });
      std::swap(chain[i], chain[j]);
      return expect({ChainFault::Gap, whole[std::min(i, j)].sequence});
    }
    case 3: {  // doubled, somewhere behind
      const auto j = *rc::gen::inRange<std::size_t>(i + 1, chain.size() + 1);
      chain.insert(chain.begin() + static_cast<std::ptrdiff_t>(j), whole[i]);
      return expect({ChainFault::Repeated, whole[i].sequence});
    }
    case 4:  // signed anew by another
      sign(chain[i], key_of(9));
      return expect({ChainFault::BadSignature, whole[i].sequence});
    case 5:  // changed and signed anew by the site itself
      chain[i].subject += "x";
      sign(chain[i], own_key());
      return expect(i + 1 == whole.size() ? ChainBreak{ChainFault::Rewritten, whole[i].sequence}
                                          : ChainBreak{ChainFault::BrokenLink, Sequence(i + 2)});
    case 6:  // the signature taken away
      if (!chain[i].signature) return;
      chain[i].signature.reset();
      return expect({i + 1 == whole.size() ? ChainFault::Rewritten : ChainFault::BadSignature, whole[i].sequence});
    default:  // everything from here on rewritten by the site itself
      for (auto j = i; j < chain.size(); ++j) {
        auto draft = numbered(j);
        draft.subject += "rewritten";
        chain[j] = seal(draft, site, j ? &chain[j - 1] : nullptr, {5}, own_key());
      }
      return expect({ChainFault::Rewritten, whole.back().sequence});
  }
}

}  // namespace
}  // namespace ktpel::journal
