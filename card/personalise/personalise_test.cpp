// SPDX-License-Identifier: Apache-2.0
#include "card/personalise/personalise.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "base/random.h"
#include "card/iso7816/apdu.h"
#include "card/personalise/program.h"

// Goal: a blank becomes a complete card that a stranger has read and verified, or it is an error; there is no
// third thing, wherever the card is torn out.
// Method: one card through the whole program; then the same with the power cut before and after every command.
namespace ktpel::card {
namespace {

person::Date date(int y, unsigned m, unsigned d) { return *person::Date::of(y, m, d); }
const person::Date today = date(2026, 11, 25);
constexpr base::Time now{1795600000000};

base::Bytes some_jp2(std::size_t size) {
  base::Bytes out{0, 0, 0, 12, 'j', 'P', ' ', ' ', 0x0d, 0x0a, 0x87, 0x0a};
  base::SeededRandom random(7);
  while (out.size() < size) out.push_back(static_cast<std::uint8_t>(random.next()));
  return out;
}
CardContents contents() {
  return {{person::Nik::parse("9901014508680002").value(), "SITI RAHAYU", "SIDOARJO", "JL. UJI 1", date(1968, 8, 5),
           person::Sex::Female},
          "A00000017",
          std::nullopt,
          {240, 320, some_jp2(2500)},
          {{right_index_subtype, base::Bytes(60 * 3, 0x11)}, {left_index_subtype, base::Bytes(40 * 3, 0x22)}}};
}
struct Office {
  TestAuthority authority = TestAuthority::make("Otoritas", {now.ms - 86'400'000});
  KeyedDocumentSigner signer = authority.issue_signer("Penandatangan", {{now.ms - 86'400'000}});
  TrustStore trust;
  Can can = Can::parse("314159").value();
  Office() { EXPECT_TRUE(trust.add(authority.certificate())); }
  PersonalisationOrder order() const { return {signer, trust, can, {1, 2, 3}, now, today}; }
};
const Office& office() {
  static const Office one;
  return one;
}

TEST(Personalise, MakesACompleteLockedCard) {
  auto chip = Chip::blank();
  ChipTransport wire(chip);
  const auto blank = probe_blank(wire);
  ASSERT_TRUE(blank);
  EXPECT_EQ(blank->uid, chip.uid());
  const auto report = personalise(wire, *blank, contents(), office().order());
  ASSERT_TRUE(report);
  EXPECT_EQ(chip.life(), ChipLife::Locked);
  EXPECT_EQ(chip.attempt(), office().order().attempt);
  EXPECT_EQ(report->uid, chip.uid());
  EXPECT_EQ(report->files.size(), 7u);
  EXPECT_EQ(report->signer_serial, office().signer.certificate().serial());
  EXPECT_EQ(report->field_reading.details.nik, "9901014508680002");
  EXPECT_EQ(report->field_reading.trust, SignerTrust::Trusted);
  EXPECT_GE(report->apdus, 60u);
  EXPECT_LE(report->apdus, 120u);
  // it stays a card after a reset, and nobody writes it again
  EXPECT_TRUE(read_card(wire, office().can, &office().trust, today));
  EXPECT_EQ(probe_blank(wire).error(), PersonaliseError::NotBlank);
  EXPECT_EQ(personalise(wire, *blank, contents(), office().order()).error(), PersonaliseError::NotBlank);
}
TEST(Personalise, ADifferentBlankThanJournalledIsNotTouched) {
  auto first = Chip::blank(), second = Chip::blank();
  ChipTransport one(first), other(second);
  const auto blank = probe_blank(one);
  EXPECT_EQ(personalise(other, *blank, contents(), office().order()).error(), PersonaliseError::NotBlank);
  EXPECT_EQ(second.life(), ChipLife::Blank);
}
TEST(Personalise, WhatDoesNotFitIsRefusedBeforeTheFirstCommand) {
  auto chip = Chip::blank();
  ChipTransport wire(chip);
  const auto blank = probe_blank(wire);
  const auto before = chip.commands();
  auto big = contents();
  big.portrait.jp2 = some_jp2(5000);
  EXPECT_EQ(personalise(wire, *blank, big, office().order()).error(), PersonaliseError::ContentsRefused);
  EXPECT_EQ(chip.commands(), before);
  EXPECT_FALSE(spoils_blank(PersonaliseError::ContentsRefused));
}
TEST(Personalise, ASignerThatNobodyTrustsIsFoundBeforeTheCardLeaves) {
  auto chip = Chip::blank();
  ChipTransport wire(chip);
  const auto blank = probe_blank(wire);
  const auto stranger = TestAuthority::make("Lain", {now.ms}).issue_signer("Penandatangan", {{now.ms}});
  const PersonalisationOrder order{stranger, office().trust, office().can, {9}, now, today};
  EXPECT_EQ(personalise(wire, *blank, contents(), order).error(), PersonaliseError::FieldReadFailed);
}

// Every command of the program, before its effect and after it but before its answer.
TEST(Personalise, CutAnywhereItIsCompleteOrAnErrorAndNeverHalfACard) {
  std::size_t total = 0;
  {
    auto chip = Chip::blank();
    ChipTransport wire(chip);
    const auto blank = probe_blank(wire);
    total = personalise(wire, *blank, contents(), office().order())->apdus;
  }
  int readable = 0, unfinished = 0;
  for (std::size_t n = 0; n < total; ++n)
    for (const bool after : {false, true}) {
      auto chip = Chip::blank();
      ChipTransport wire(chip);
      const auto blank = probe_blank(wire);
      ASSERT_TRUE(blank);
      chip.inject_tear(n, after);
      const auto out = personalise(wire, *blank, contents(), office().order());
      ASSERT_FALSE(out) << n;
      // only the very first command can be lost without having touched the blank
      EXPECT_EQ(spoils_blank(out.error()), n > 0) << n;
      const auto reading = read_card(wire, office().can, &office().trust, today);
      if (reading) {
        ++readable;
        EXPECT_TRUE(differences(*reading, contents()).empty()) << n;
      } else {
        ++unfinished;
        EXPECT_EQ(reading.error(), Refusal{Verdict::card_unfinished}) << n;
      }
      if (n > 1 || (n == 1 && after)) {
        EXPECT_EQ(probe_blank(wire).error(), PersonaliseError::NotBlank) << n;
      }
    }
  EXPECT_GT(readable, 20);  // cut while being read in the field: it was complete already
  EXPECT_GT(unfinished, 60);
}

// A blank whose memory does not keep what it took.
TEST(Personalise, AFileThatReadsBackWrongSpoilsTheBlank) {
  class Forgetful final : public Transport {
   public:
    explicit Forgetful(Transport& card) : card_(card) {}
    base::Result<base::Bytes, TransportError> transmit(base::ByteView apdu) override {
      auto c = Command::parse(apdu);
      if (c->cla == 0x80 && c->ins == 0xd6 && c->data[2] == 0x03 && c->data.size() > 100) c->data[60] ^= 1;  // in DG3
      return card_.transmit(c->encode());
    }
    base::Result<base::Bytes, TransportError> reset() override { return card_.reset(); }

   private:
    Transport& card_;
  };
  auto chip = Chip::blank();
  ChipTransport inner(chip);
  Forgetful wire(inner);
  const auto blank = probe_blank(wire);
  EXPECT_EQ(personalise(wire, *blank, contents(), office().order()).error(), PersonaliseError::ReadBackDiffers);
  EXPECT_EQ(chip.life(), ChipLife::Started);
}

TEST(Program, ItsDigestNamesEveryByteThatIsWritten) {
  auto files = build_files(contents(), office().signer, now).value();
  const auto digest = writing_program(files).digest();
  EXPECT_EQ(writing_program(files).digest(), digest);
  for (auto& one : files) {
    one.content.back() ^= 1;
    EXPECT_NE(writing_program(files).digest(), digest) << one.id.name;
    one.content.back() ^= 1;
  }
}

}  // namespace
}  // namespace ktpel::card
