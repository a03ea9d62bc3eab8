// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <deque>

#include "card/iso7816/apdu.h"
#include "card/iso7816/tlv.h"

// Goal: what goes over the wire is what ISO/IEC 7816-4 says, and a hostile card cannot make us read past an end,
// dive without end or reserve memory for a length that it only claims.
// Method: the seven cases by hand, then properties over random bytes, then enemies.
namespace ktpel::card {
namespace {

base::Bytes h(const char* digits) { return base::from_hex(digits).value(); }

TEST(Command, HasTheSevenCases) {
  const auto is = [](const char* bytes, const Command& c) {
    EXPECT_EQ(base::hex(c.encode()), bytes);
    EXPECT_EQ(Command::parse(h(bytes)), c) << bytes;
  };
  is("00a4000c", {0, 0xa4, 0, 0x0c});
  is("00b0000000", {0, 0xb0, 0, 0, {}, 256});
  is("00b0000008", {0, 0xb0, 0, 0, {}, 8});
  is("00a4020c020101", {0, 0xa4, 2, 0x0c, {1, 1}});
  is("00a4020c02010100", {0, 0xa4, 2, 0x0c, {1, 1}, 256});
  is("00b00000000200", {0, 0xb0, 0, 0, {}, 512, true});
  is("00b00000000000", {0, 0xb0, 0, 0, {}, 65536, true});
  is("00d600000000020a0b", {0, 0xd6, 0, 0, {0x0a, 0x0b}, {}, true});
  is("00d600000000020a0b0100", {0, 0xd6, 0, 0, {0x0a, 0x0b}, 256, true});
}
TEST(Command, RefusesWhatIsNoCase) {
  for (const auto* bad : {"", "00", "00a400", "00a4000c03aa", "00a4000c01aabbcc", "00a4000c0000", "00a4000c000000aa",
                          "00a4000c000005aabb", "00a4000c000001aabb"})
    EXPECT_FALSE(Command::parse(h(bad))) << bad;
}
RC_GTEST_PROP(Command, ComesBack, (const base::Bytes& data, bool extended)) {
  Command c{0x0c, 0xb0, 1, 2, data};
  c.le = *rc::gen::arbitrary<bool>() ? std::optional<std::uint32_t>(*rc::gen::inRange(1, 65537)) : std::nullopt;
  if (c.data.empty() && !c.le) extended = false;  // case 1 has one form
  c.extended = extended || data.size() > 255 || (c.le && *c.le > 256);
  RC_ASSERT(Command::parse(c.encode()) == c);
}
RC_GTEST_PROP(Command, ParsingAnyBytesIsSafeAndExact, (const base::Bytes& bytes)) {
  if (const auto c = Command::parse(bytes)) RC_ASSERT(c->encode() == bytes);
}

// A card that answers from a list.
class Scripted final : public Transport {
 public:
  std::deque<base::Bytes> answers;
  std::vector<std::string> sent;
  base::Bytes always;
  base::Result<base::Bytes, TransportError> transmit(base::ByteView apdu) override {
    sent.push_back(base::hex(apdu));
    if (answers.empty())
      return always.empty() ? base::Result<base::Bytes, TransportError>(TransportError::Gone) : always;
    auto out = answers.front();
    answers.pop_front();
    return out;
  }
  base::Result<base::Bytes, TransportError> reset() override { return base::Bytes{}; }
};

TEST(Exchange, FollowsSixtyOneAndSixC) {
  Scripted card;
  card.answers = {h("6c04"), h("0a0b6102"), h("0c0d9000")};
  const auto r = exchange(card, {0, 0xb0, 0, 0, {}, 256});
  ASSERT_TRUE(r);
  EXPECT_EQ(base::hex(r->data), "0a0b0c0d");
  EXPECT_EQ(r->sw, sw::ok);
  EXPECT_EQ(card.sent, (std::vector<std::string>{"00b0000000", "00b0000004", "00c0000002"}));
}
TEST(Exchange, ACardThatNeverFinishesDoesNotKeepUs) {
  Scripted card;
  card.always = h("61ff");
  EXPECT_EQ(exchange(card, {0, 0xb0, 0, 0, {}, 256}).error(), TransportError::Broken);
  EXPECT_LE(card.sent.size(), 300u);
}
TEST(Exchange, AnAnswerWithoutStatusIsABrokenReader) {
  Scripted card;
  card.answers = {h("90")};
  EXPECT_EQ(exchange(card, {0, 0xa4, 0, 0}).error(), TransportError::Broken);
}
TEST(StatusWord, IsWrittenAsInTheStandards) { EXPECT_EQ(sw::file_not_found.hex(), "6A82"); }

TEST(Tlv, ReadsTagsAndLengthsOfEverySize) {
  const auto bytes =
      h("5f1f0141"
        "810101"
        "7f4e8105"
        "0102030405"
        "82820001aa"
        "84");
  TlvReader r(bytes);
  EXPECT_EQ(r.next()->tag, 0x5f1fu);
  EXPECT_EQ(r.next()->value.size(), 1u);
  const auto big = r.next();
  EXPECT_EQ(big->tag, 0x7f4eu);
  EXPECT_TRUE(big->constructed());
  EXPECT_EQ(big->value.size(), 5u);
  EXPECT_EQ(r.next()->value[0], 0xaa);
  EXPECT_FALSE(r.next());
  EXPECT_FALSE(r.ok());
  EXPECT_FALSE(r.finished());
}
TEST(Tlv, AChipThatAnnouncesFourGigabytesGetsNothing) {
  for (const auto* bad :
       {"6184ffffffff", "6184ffffffff00", "6180", "6185010000000000", "61", "1f", "1f81", "1f818181"}) {
    const auto bytes = h(bad);
    TlvReader r(bytes);
    EXPECT_FALSE(r.next()) << bad;
    EXPECT_FALSE(r.ok()) << bad;
  }
  EXPECT_EQ(announced_size(h("6184ffffffff")), 0xffffffffull + 6);
  EXPECT_EQ(announced_size(h("7582023f7f61")), 4u + 0x23fu);
  EXPECT_FALSE(announced_size(h("7582")));
}
TEST(Tlv, DerIsShortestAndNotDeep) {
  EXPECT_TRUE(is_strict_der(h("3003020101")));
  EXPECT_FALSE(is_strict_der(h("308103020101")));  // a longer length than needed
  EXPECT_FALSE(is_strict_der(h("30820003020101")));
  EXPECT_FALSE(
      is_strict_der(h("3080020101"
                      "0000")));                   // indefinite
  EXPECT_FALSE(is_strict_der(h("300302010102")));  // something behind it
  base::Bytes nest;
  for (int i = 0; i < 16; ++i) nest = tlv(0x30, nest);
  EXPECT_TRUE(is_strict_der(nest));
  for (int i = 0; i < 2; ++i) nest = tlv(0x30, nest);
  EXPECT_FALSE(is_strict_der(nest));
  base::Bytes deep;
  for (int i = 0; i < 3000; ++i) deep = tlv(0x30, deep);
  EXPECT_FALSE(is_strict_der(deep));
}
RC_GTEST_PROP(Tlv, WhatWasWrittenComesBack, (const base::Bytes& first, const base::Bytes& second)) {
  const auto bytes = tlv(0x7f60, {tlv(0x5f2e, first), tlv(0x81, second)});
  TlvReader outer(bytes);
  const auto all = outer.expect(0x7f60);
  RC_ASSERT(all.has_value() && outer.finished());
  const auto a = find(all->value, 0x5f2e), b = find(all->value, 0x81);
  RC_ASSERT(a.has_value() && b.has_value());
  RC_ASSERT(base::Bytes(a->begin(), a->end()) == first && base::Bytes(b->begin(), b->end()) == second);
}
RC_GTEST_PROP(Tlv, ReadingAnyBytesStaysInside, (const base::Bytes& bytes)) {
  TlvReader r(bytes);
  std::size_t total = 0;
  while (const auto object = r.next()) total += object->whole.size();
  RC_ASSERT(total <= bytes.size() && (!r.finished() || total == bytes.size()));
}

}  // namespace
}  // namespace ktpel::card
