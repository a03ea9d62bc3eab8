// SPDX-License-Identifier: Apache-2.0
#include "journal/entry.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdlib>
#include <functional>

#include "base/file.h"
#include "journal/checkpoint.h"

// Goal: an entry has one byte form, and its hash and signature hold every field of it.
// Method: properties over random entries; each limit from both sides; a fixed entry whose bytes are kept.
namespace ktpel::journal {
namespace {

const base::SigningKey& key_of_site() {
  static const auto key = *base::SigningKey::from_seed(base::Secret(base::Bytes(32, 7)));
  return key;
}

Draft some_draft() {
  return {Actor("rina"), "capture.saved", "A-031", R"({"fingers":10,"note":"contoh"})", {base::sha256("blob")}};
}

Entry some_entry() {
  return seal(some_draft(), SiteId::of("kecamatan-990101"), nullptr, base::Time{1764095400123}, key_of_site());
}

// Bytes as docs/formats/journal-entry.md has them, written here by hand (our own output last: the signature).
TEST(Entry, HasTheBytesOfTheFormatPage) {
  const auto bytes = encode(some_entry());
  const std::string text(bytes.begin(), bytes.end());
  std::string want = std::string("ktJE\x02") + "\x10" + "kecamatan-990101";
  want += std::string("\0\0\0\0\0\0\0\1", 8) + std::string("\0\0\x01\x9a\xbc\x47\x98\xbb", 8);
  want += std::string("\x04") + "rina" + "\x0d" + "capture.saved" + "\x05" + "A-031";
  want += std::string("\0\0\0\x1e", 4) + R"({"fingers":10,"note":"contoh"})" + "\x01";
  const auto blob = base::sha256("blob");
  want += std::string(blob.bytes.begin(), blob.bytes.end()) + std::string(32, '\0');
  EXPECT_EQ(base::hex(base::bytes_of(text.substr(0, text.size() - 64))), base::hex(base::bytes_of(want + "\x01")));
  EXPECT_EQ(some_entry().content_hash(), base::sha256(want));
  const auto content = some_entry().content_hash().bytes;
  EXPECT_EQ(some_entry().hash(),
            base::sha256(std::string(content.begin(), content.end()) + text.substr(text.size() - 64)));
}

Draft any_draft() {
  const auto name = [](const char* letters, std::size_t least, std::size_t most) {
    return *rc::gen::resize(static_cast<int>(most),
                            rc::gen::suchThat(rc::gen::container<std::string>(rc::gen::elementOf(std::string(letters))),
                                              [=](const auto& s) { return s.size() >= least && s.size() <= most; }));
  };
  Draft draft{Actor(name("abcé XYZ'.", 1, 20)), name("abc019._-", 1, 20), "", "{}", {}};
  // only whole characters: the generator may cut the two bytes of "é" apart
  if (!is_sound(draft)) draft.actor = Actor("é");
  const auto number = *rc::gen::arbitrary<int>();
  draft.body = *canonical_body(R"({"b":[1,2,{"x":null}],"a":)" + std::to_string(number) + "}");
  const auto blobs = *rc::gen::resize(10, rc::gen::unique<std::vector<int>>(rc::gen::arbitrary<int>()));
  for (const auto blob : blobs) draft.blobs.push_back(base::sha256(std::to_string(blob)));
  return draft;
}

RC_GTEST_PROP(Entry, ComesBackFromItsBytes, ()) {
  const auto first = seal(any_draft(), SiteId::of("x"), nullptr, {*rc::gen::arbitrary<std::int64_t>()}, key_of_site());
  const auto second = seal(any_draft(), SiteId::of("x"), &first, {0}, key_of_site());
  for (auto entry : {first, second}) {
    RC_ASSERT(decode(encode(entry)) == std::optional(entry));
    RC_ASSERT(content_hash_of(encode(entry), entry) == entry.content_hash());
    RC_ASSERT(is_signed_by(entry, key_of_site().public_key()));
    entry.signature.reset();
    RC_ASSERT(decode(encode(entry)) == std::optional(entry));
    RC_ASSERT(content_hash_of(encode(entry), entry) == entry.content_hash());
    RC_ASSERT(!is_signed_by(entry, key_of_site().public_key()));
  }
  RC_ASSERT(second.previous == first.hash());
}

RC_GTEST_PROP(Entry, AnyOtherByteIsNoEntryOrAnUnsignedOne, ()) {
  auto bytes = encode(seal(any_draft(), SiteId::of("x"), nullptr, {5}, key_of_site()));
  const auto at = *rc::gen::inRange<std::size_t>(0, bytes.size());
  bytes[at] ^= static_cast<std::uint8_t>(1 << *rc::gen::inRange(0, 8));
  const auto changed = decode(bytes);
  if (changed) RC_ASSERT(!is_signed_by(*changed, key_of_site().public_key()));
}

TEST(Entry, IsRefusedAtEveryCutAndWithMoreBytes) {
  auto bytes = encode(some_entry());
  for (std::size_t cut = 0; cut < bytes.size(); ++cut) EXPECT_FALSE(decode(base::ByteView(bytes).first(cut))) << cut;
  bytes.push_back(0);
  EXPECT_FALSE(decode(bytes));
}

TEST(Entry, EveryFieldIsSigned) {
  const auto key = key_of_site().public_key();
  const std::vector<std::function<void(Entry&)>> changes = {
      [](Entry& e) { e.site = SiteId::of("other"); },
      [](Entry& e) { e.sequence = Sequence(2); },
      [](Entry& e) { ++e.time.ms; },
      [](Entry& e) { e.actor = Actor("rini"); },
      [](Entry& e) { e.kind += "x"; },
      [](Entry& e) { e.subject += "x"; },
      [](Entry& e) { e.body = "{}"; },
      [](Entry& e) { e.blobs.clear(); },
      [](Entry& e) { e.previous = base::sha256("x"); },
      // what moves between neighbouring fields must not give the same bytes
      [](Entry& e) { e.actor = Actor("rin"), e.kind = "a" + e.kind; },
  };
  for (const auto& change : changes) {
    auto entry = some_entry();
    ASSERT_TRUE(is_signed_by(entry, key));
    change(entry);
    EXPECT_FALSE(is_signed_by(entry, key));
  }
}

TEST(Draft, LimitsHoldFromBothSides) {
  const auto with = [](auto change) {
    auto draft = some_draft();
    change(draft);
    return is_sound(draft);
  };
  EXPECT_TRUE(with([](Draft&) {}));
  EXPECT_FALSE(with([](Draft& d) { d.actor = Actor(""); }));
  EXPECT_TRUE(with([](Draft& d) { d.actor = Actor(std::string(64, 'a')); }));
  EXPECT_FALSE(with([](Draft& d) { d.actor = Actor(std::string(65, 'a')); }));
  EXPECT_FALSE(with([](Draft& d) { d.actor = Actor("a\nb"); }));
  EXPECT_FALSE(with([](Draft& d) { d.actor = Actor("a\x1b[2Jb"); }));
  EXPECT_FALSE(with([](Draft& d) { d.actor = Actor("\xc0\xaf"); }));          // not the shortest form
  EXPECT_FALSE(with([](Draft& d) { d.actor = Actor("\xed\xa0\x80"); }));      // a surrogate
  EXPECT_FALSE(with([](Draft& d) { d.actor = Actor("\xf4\x90\x80\x80"); }));  // over U+10FFFF
  EXPECT_FALSE(with([](Draft& d) { d.actor = Actor("\xe2\x82"); }));          // cut
  EXPECT_FALSE(with([](Draft& d) { d.actor = Actor("\xc2\x85"); }));          // a control character of two bytes
  EXPECT_TRUE(with([](Draft& d) { d.actor = Actor("Siti é € 😀"); }));
  EXPECT_FALSE(with([](Draft& d) { d.kind = ""; }));
  EXPECT_FALSE(with([](Draft& d) { d.kind = "Capture"; }));
  EXPECT_TRUE(with([](Draft& d) { d.kind = std::string(64, 'k'); }));
  EXPECT_FALSE(with([](Draft& d) { d.kind = std::string(65, 'k'); }));
  EXPECT_TRUE(with([](Draft& d) { d.subject = ""; }));
  EXPECT_FALSE(with([](Draft& d) { d.subject = std::string(129, 's'); }));
  EXPECT_FALSE(with([](Draft& d) { d.blobs = {base::sha256("a"), base::sha256("a")}; }));
  EXPECT_FALSE(with([](Draft& d) {
    d.blobs.clear();
    for (int i = 0; i < 65; ++i) d.blobs.push_back(base::sha256(std::to_string(i)));
  }));
  const auto body_of = [](std::size_t size) { return R"({"a":")" + std::string(size - 8, 'x') + R"("})"; };
  EXPECT_TRUE(with([&](Draft& d) { d.body = body_of(max_body); }));
  EXPECT_FALSE(with([&](Draft& d) { d.body = body_of(max_body + 1); }));
}

TEST(Body, IsOneTextForEachObject) {
  EXPECT_EQ(canonical_body(R"( {"b" : 1, "a":"\u0041"} )"), R"({"a":"A","b":1})");
  EXPECT_FALSE(canonical_body("[1]"));
  EXPECT_FALSE(canonical_body("1"));
  EXPECT_FALSE(canonical_body(""));
  EXPECT_FALSE(canonical_body("{} x"));
  EXPECT_FALSE(canonical_body("{\"a\":\"\xff\"}"));
  EXPECT_FALSE(canonical_body(R"({"a":1e999})"));
  for (const char* loose : {R"({"b":1,"a":2})", R"({"a": 1})", R"({"a":1,"a":1})", R"({"a":1.50})", "{}\n"}) {
    auto draft = some_draft();
    draft.body = loose;
    EXPECT_FALSE(is_sound(draft)) << loose;
  }
}

// A hostile body must not exhaust the stack.
TEST(Body, NestsNoDeeperThanTheLimit) {
  const auto nested = [](std::size_t arrays) {
    return R"({"a":)" + std::string(arrays, '[') + std::string(arrays, ']') + "}";
  };
  EXPECT_TRUE(canonical_body(nested(max_body_depth - 1)));
  EXPECT_FALSE(canonical_body(nested(max_body_depth)));
  EXPECT_FALSE(canonical_body(nested(100000)));
  EXPECT_TRUE(canonical_body(R"({"a":")" + std::string(1000, '[') + R"("})"));
  EXPECT_TRUE(canonical_body(R"({"a":"\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["})"));
}

TEST(SiteId, IsAShortName) {
  EXPECT_TRUE(SiteId::parse("dinas-9901"));
  EXPECT_TRUE(SiteId::parse(std::string(32, 'a')));
  for (const auto* bad : {"", "Dinas", "a b", "a/b", "..", "a_b", "123456789012345678901234567890123"})
    EXPECT_FALSE(SiteId::parse(bad)) << bad;
}

TEST(Checkpoint, ComesBackAndIsSignedInEveryField) {
  const auto key = key_of_site().public_key();
  const auto made = sign_checkpoint(SiteId::of("kantor"), Sequence(9), base::sha256("head"), {1764095400123},
                                    SiteId::of("pusat"), key_of_site());
  EXPECT_TRUE(is_signed_by(made, key));
  const auto bytes = encode(made);
  EXPECT_EQ(decode_checkpoint(bytes), made);
  for (std::size_t cut = 0; cut < bytes.size(); ++cut)
    EXPECT_FALSE(decode_checkpoint(base::ByteView(bytes).first(cut))) << cut;
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    auto bad = bytes;
    bad[at] ^= 1;
    const auto changed = decode_checkpoint(bad);
    EXPECT_TRUE(!changed || !is_signed_by(*changed, key)) << at;
  }
}

// An entry's signature must not pass as a checkpoint's or the other way round.
TEST(Signatures, OfTheTwoKindsCannotBeTaken) {
  const auto entry = some_entry();
  const auto made = sign_checkpoint(entry.site, entry.sequence, entry.hash(), entry.time, entry.site, key_of_site());
  EXPECT_FALSE(key_of_site().public_key().verifies(entry.content_hash().view(), *entry.signature));
  EXPECT_FALSE(key_of_site().public_key().verifies(signed_bytes(entry.content_hash()), made.signature));
}

TEST(Corpus, IsWhatTheProgramWrites) {
  const std::string folder = std::string(std::getenv("KTPEL_SOURCE_DIR")) + "/data/corpus/journal_entry/";
  const auto first = some_entry();
  auto plain = some_draft();
  plain.blobs.clear(), plain.subject.clear();
  const auto second = seal(plain, first.site, &first, {-1}, key_of_site());
  const auto checkpoint =
      sign_checkpoint(first.site, Sequence(2), second.hash(), {0}, SiteId::of("pusat"), key_of_site());
  const std::vector<std::pair<std::string, base::Bytes>> files = {
      {"first", encode(first)}, {"second", encode(second)}, {"checkpoint", encode(checkpoint)}};
  for (const auto& [file, bytes] : files) {
    if (std::getenv("KTPEL_UPDATE_GOLDEN")) {
      ASSERT_TRUE(base::write_file_durably(folder + file, bytes));
    }
    const auto kept = base::read_file(folder + file);
    ASSERT_TRUE(kept) << file;
    EXPECT_EQ(base::hex(*kept), base::hex(bytes)) << file;
  }
}

}  // namespace
}  // namespace ktpel::journal
