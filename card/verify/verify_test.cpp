// SPDX-License-Identifier: Apache-2.0
#include "card/verify/verify.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "base/random.h"
#include "card/iso7816/tlv.h"
#include "card/personalise/personalise.h"

// Goal: every fault of a card is found, and named by the verdict of its first failing step.
// Method: one personalised chip as template; a copy of it is damaged in one way per case.
namespace ktpel::card {
namespace {

person::Date date(int y, unsigned m, unsigned d) { return *person::Date::of(y, m, d); }
const person::Date today = date(2026, 11, 25);
constexpr base::Time now{1795600000000};
constexpr std::int64_t day_ms = 86'400'000;

base::Bytes some_jp2(std::size_t size) {
  base::Bytes out{0, 0, 0, 12, 'j', 'P', ' ', ' ', 0x0d, 0x0a, 0x87, 0x0a};
  base::SeededRandom random(7);
  while (out.size() < size) out.push_back(static_cast<std::uint8_t>(random.next()));
  return out;
}
CardContents contents(const char* name = "SITI RAHAYU") {
  return {{person::Nik::parse("9901014508680002").value(), name, "SIDOARJO", "JL. UJI 1", date(1968, 8, 5),
           person::Sex::Female},
          "A00000017",
          std::nullopt,
          {240, 320, some_jp2(2500)},
          {{right_index_subtype, base::Bytes(60 * 3, 0x11)}, {left_index_subtype, base::Bytes(40 * 3, 0x22)}}};
}
struct Office {
  TestAuthority authority = TestAuthority::make("Otoritas", {now.ms - 20 * day_ms});
  KeyedDocumentSigner signer = authority.issue_signer("Penandatangan", {{now.ms - 10 * day_ms}});
  TrustStore trust;
  Can can = Can::parse("314159").value();
  Office() { trust.add(authority.certificate()); }
};
const Office& office() {
  static const Office one;
  return one;
}
base::Bytes personalised(const char* name = "SITI RAHAYU") {
  auto chip = Chip::blank();
  ChipTransport wire(chip);
  const auto blank = probe_blank(wire);
  const auto& o = office();
  EXPECT_TRUE(personalise(wire, *blank, contents(name), {o.signer, o.trust, o.can, {1}, now, today}));
  return chip.state();
}
Chip a_card() {
  static const auto state = personalised();
  return Chip::from_state(state, {{}, [](std::chrono::milliseconds) {}}).value();
}
base::Result<CardReading, Refusal> read(Chip& chip, const TrustStore* trust = &office().trust,
                                        const char* can = "314159") {
  ChipTransport wire(chip);
  return read_card(wire, *Can::parse(can), trust, today);
}
Refusal refusal_of(Chip& chip) {
  const auto out = read(chip);
  return out ? Refusal{Verdict::good} : out.error();
}

TEST(ReadCard, GivesEverythingAndTheFacts) {
  auto chip = a_card();
  const auto reading = read(chip);
  ASSERT_TRUE(reading);
  EXPECT_TRUE(differences(*reading, contents()).empty());
  EXPECT_EQ(reading->trust, SignerTrust::Trusted);
  EXPECT_EQ(reading->signer, office().signer.certificate());
  EXPECT_EQ(reading->mrz.document_number, "A00000017");
  EXPECT_EQ(reading->files.size(), 7u);
  EXPECT_EQ(read(chip, nullptr)->trust, SignerTrust::NotChecked);
}
TEST(ReadCard, AWrongCanIsOneTryOnly) {
  auto chip = a_card();
  const auto before = chip.commands();
  EXPECT_EQ(read(chip, &office().trust, "000000").error(), Refusal{Verdict::pace_failed});
  EXPECT_LE(chip.commands() - before, 9u);
  EXPECT_TRUE(read(chip));
}
// Every data group: a byte near the start, in the middle and at the end.
TEST(ReadCard, OneTurnedByteInAnyDataGroupIsFound) {
  for (const auto& id : {file::dg1, file::dg2, file::dg3, file::dg11}) {
    std::size_t size = 0;
    for (auto probe = a_card(); probe.inject_flip(id, size, 0x01); ++size) {
    }
    ASSERT_GT(size, 30u);
    for (const std::size_t at : {std::size_t{0}, std::size_t{1}, std::size_t{9}, size / 2, size - 1}) {
      auto chip = a_card();
      ASSERT_TRUE(chip.inject_flip(id, at, 0x01));
      EXPECT_EQ(refusal_of(chip), (Refusal{Verdict::data_group_hash_differs, id.data_group})) << id.name << at;
    }
  }
}
TEST(ReadCard, AnAlteredSecurityObjectIsNotBelieved) {
  auto flipped = a_card();
  const auto reading = read(flipped);
  const auto sod = reading->files.back().content;
  for (const std::size_t at : {std::size_t{0}, std::size_t{60}, sod.size() - 5}) {
    auto chip = a_card();
    ASSERT_TRUE(chip.inject_flip(file::sod, at, 0x10));
    EXPECT_EQ(refusal_of(chip), Refusal{Verdict::sod_signature_invalid}) << at;
  }
  auto stripped = a_card();
  stripped.inject_removal(file::sod);
  EXPECT_EQ(refusal_of(stripped), Refusal{Verdict::sod_signature_invalid});
  auto emptied = a_card();
  emptied.inject_file(file::sod, base::from_hex("7700").value());
  EXPECT_EQ(refusal_of(emptied), Refusal{Verdict::sod_signature_invalid});
}
TEST(ReadCard, AMissingOrAnnouncedDataGroupIsNamed) {
  auto gone = a_card();
  gone.inject_removal(file::dg3);
  EXPECT_EQ(refusal_of(gone), (Refusal{Verdict::data_group_missing, 3}));
  auto hidden = a_card();
  hidden.inject_file(file::com, encode_com({1, 2, 11}));
  EXPECT_EQ(refusal_of(hidden), (Refusal{Verdict::data_group_missing, 3}));
  auto boasting = a_card();
  boasting.inject_file(file::com, encode_com({1, 2, 3, 11, 14}));
  EXPECT_EQ(refusal_of(boasting), (Refusal{Verdict::data_group_missing, 14}));
}
TEST(ReadCard, SignersAreJudgedApartFromSignatures) {
  auto chip = a_card();
  TrustStore nobody;
  EXPECT_EQ(read(chip, &nobody).error(), Refusal{Verdict::certificate_unknown});
  // the same signer, whose time was over when this card was signed
  DataGroupHashes hashes;
  const auto reading = read(chip);
  for (const auto& one : reading->files)
    if (one.id.data_group) hashes.emplace(one.id.data_group, base::sha256(one.content));
  auto late = a_card();
  late.inject_file(file::sod, sign_security_object(hashes, office().signer, {now.ms + 200 * day_ms}));
  EXPECT_EQ(refusal_of(late), Refusal{Verdict::certificate_expired});
  auto in_time = a_card();
  in_time.inject_file(file::sod, sign_security_object(hashes, office().signer, {now.ms + 20 * day_ms}));
  EXPECT_EQ(refusal_of(in_time), Refusal{Verdict::good});
}
// Another person's files, rightly signed, on this holder's card: good as a card, but not his.
TEST(ReadCard, SomebodyElsesContentsAreFoundByComparison) {
  auto chip = Chip::from_state(personalised("SITI AMINAH")).value();
  const auto reading = read(chip);
  ASSERT_TRUE(reading);
  EXPECT_EQ(differences(*reading, contents()), (std::vector<std::string>{"name", "mrz"}));
  auto swapped = contents("SITI AMINAH");
  std::swap(swapped.fingers[0].compact, swapped.fingers[1].compact);
  EXPECT_EQ(differences(*reading, swapped), (std::vector<std::string>{"finger 09", "finger 0a"}));
}
// Fingers of one card under the security object of another.
TEST(ReadCard, AFileOfAnotherCardDoesNotFit) {
  auto chip = a_card();
  chip.inject_file(
      file::dg3, encode_dg3({{right_index_subtype, base::Bytes(30, 1)}, {left_index_subtype, base::Bytes(30, 2)}}, {}));
  EXPECT_EQ(refusal_of(chip), (Refusal{Verdict::data_group_hash_differs, 3}));
}
TEST(ReadCard, UnfinishedSilentAndLostAreThreeThings) {
  auto blank = Chip::blank();
  EXPECT_EQ(refusal_of(blank), Refusal{Verdict::card_unfinished});
  auto dead = a_card();
  dead.inject_death();
  EXPECT_EQ(refusal_of(dead), Refusal{Verdict::chip_silent});
  std::size_t total = 0;
  {
    auto chip = a_card();
    total = read(chip)->apdus;
  }
  for (std::size_t n = 0; n < total; ++n) {
    auto chip = a_card();
    chip.inject_tear(n, false);
    EXPECT_EQ(refusal_of(chip), Refusal{n == 0 ? Verdict::chip_silent : Verdict::communication_lost}) << n;
  }
}
TEST(ReadCard, ParametersOutsideTheListAreRefused) {
  auto chip = a_card();
  chip.inject_file(file::card_access, base::from_hex("31143012060a04007f0007020204020302010202010c").value());
  EXPECT_EQ(refusal_of(chip), Refusal{Verdict::parameters_not_allowed});
}
// A hostile card: announces 16 MB, sends one byte at a time for ever.
TEST(ReadCard, AClaimCostsNoMemory) {
  auto chip = a_card();
  auto big = base::from_hex("7584ffffff00").value();
  big.resize(400);
  chip.inject_file(file::dg2, big);
  EXPECT_EQ(refusal_of(chip), (Refusal{Verdict::data_group_hash_differs, 2}));
}
TEST(ReadCard, AnotherCurveAndCipherWorkByProfile) {
  for (const auto& pace : {PaceParameters{PaceCipher::Aes256, PaceCurve::NistP256},
                           PaceParameters{PaceCipher::Aes128, PaceCurve::BrainpoolP256r1}}) {
    auto chip = Chip::blank();
    ChipTransport wire(chip);
    const auto blank = probe_blank(wire);
    auto c = contents();
    c.pace = pace;
    const auto& o = office();
    ASSERT_TRUE(personalise(wire, *blank, c, {o.signer, o.trust, o.can, {1}, now, today}));
    EXPECT_EQ(read(chip)->pace, pace);
  }
}

TEST(Verdict, HasOneWordAndOneLabelEach) {
  const std::map<Verdict, std::string> words{{Verdict::good, "BERHASIL berhasil"},
                                             {Verdict::card_unfinished, "KARTU_BELUM_JADI gagal"},
                                             {Verdict::pace_failed, "PACE_GAGAL ulangi"},
                                             {Verdict::sod_signature_invalid, "SOD_TANDA_TANGAN_SALAH gagal"},
                                             {Verdict::certificate_unknown, "SERTIFIKAT_TIDAK_DIKENAL ulangi"},
                                             {Verdict::finger_quality_low, "KUALITAS_JARI_RENDAH ulangi"},
                                             {Verdict::both_fingers_differ, "KEDUA_JARI_TIDAK_COCOK gagal"},
                                             {Verdict::data_disputed, "DATA_DIPERSELISIHKAN berhasil"}};
  for (const auto& [verdict, want] : words)
    EXPECT_EQ(std::string(label(verdict)) + " " + std::string(label(word(verdict))), want);
}

}  // namespace
}  // namespace ktpel::card
