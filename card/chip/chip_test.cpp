// SPDX-License-Identifier: Apache-2.0
#include "card/chip/chip.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "base/random.h"
#include "card/chip/personalisation_commands.h"
#include "card/iso7816/apdu.h"
#include "card/iso7816/tlv.h"
#include "card/pace/pace.h"

// Goal: the chip answers as readers in the field expect, and gives nothing of the application without a session.
// Method: a chip with small known files, one rule of the profile per case; a state file cut at every byte.
namespace ktpel::card {
namespace {

base::Bytes h(const char* digits) { return base::from_hex(digits).value(); }
const base::Bytes secret_content = base::Bytes(300, 0xa7);

std::string say(Chip& chip, const Command& c) { return base::hex(chip.process(c.encode())); }
std::string say(Chip& chip, const char* apdu) { return base::hex(chip.process(h(apdu))); }

void put(Chip& chip, const FileId& id, const base::Bytes& content) {
  const auto name = base::ByteWriter().u8(static_cast<std::uint8_t>(id.folder)).u16(id.fid).take();
  auto make = name, fill = name;
  const auto rest = base::ByteWriter().u8(id.sfi).u16(content.size()).take();
  make.insert(make.end(), rest.begin(), rest.end());
  fill.insert(fill.end(), content.begin(), content.end());
  ASSERT_EQ(say(chip, {0x80, personalisation::create, 0, 0, make}), "9000");
  ASSERT_EQ(say(chip, {0x80, personalisation::write, 0, 0, fill}), "9000");
}
const base::Bytes attempt(16, 0x42);

/// Written up to the CAN, still in the life Started.
void write_all(Chip& chip) {
  ASSERT_EQ(say(chip, {0x80, personalisation::advance, 1, 0, attempt}), "9000");
  put(chip, file::card_access, encode_card_access({}));
  put(chip, file::com, secret_content);
  put(chip, file::dg3, secret_content);
  ASSERT_EQ(say(chip, {0x80, personalisation::put_secret, 0, 2, {'3', '1', '4', '1', '5', '9'}}), "9000");
}
Chip finished(Chip::Surroundings around = {}) {
  auto chip = Chip::blank(std::move(around));
  write_all(chip);
  EXPECT_EQ(say(chip, {0x80, personalisation::advance, 2, 0, attempt}), "9000");
  chip.reset();
  return chip;
}
constexpr const char* select_application = "00a4040c07a0000002471001";
const Command inner_select{0, 0xa4, 4, 0x0c, {0xa0, 0x00, 0x00, 0x02, 0x47, 0x10, 0x01}};

/// The reader's side of a session with this chip.
struct Session {
  explicit Session(Chip& c)
      : chip(c), sm([&] {
          ChipTransport wire(c);
          return std::move(run_pace(wire, *Can::parse("314159"), {}).value().keys);
        }()) {}
  Response ask(const Command& c) {
    const auto raw = Response::parse(chip.process(sm.protect(c).encode())).value();
    const auto inner = sm.unprotect(raw);
    return inner ? *inner : raw;
  }
  Chip& chip;
  SecureMessaging sm;
};

TEST(Chip, AtrIsWellFormedAndSaysTest) {
  const auto atr = Chip::blank().atr();
  std::uint8_t check = 0;
  for (std::size_t i = 1; i < atr.size(); ++i) check ^= atr[i];
  EXPECT_EQ(check, 0);
  EXPECT_EQ(atr.size(), 4u + (atr[1] & 15) + 1u);
  EXPECT_NE(base::text_of(atr).find("KTPELUJI"), std::string::npos);
}

TEST(Chip, AnswersPlainCommandsAsTheFieldExpects) {
  auto chip = finished();
  EXPECT_EQ(say(chip, "00a4000c023f00"), "9000");
  EXPECT_EQ(say(chip, "00a4000c"), "9000");
  EXPECT_EQ(say(chip, "00b09c0000"), base::hex(encode_card_access({})) + "9000");  // EF.CardAccess by short identifier
  EXPECT_EQ(say(chip, "00a4020c02011c"), "9000");
  EXPECT_EQ(say(chip, "00b0000004"), "311430129000");
  EXPECT_EQ(say(chip, "00b0001400"), "010c9000");
  EXPECT_EQ(say(chip, "00b0001404"), "010c6282");  // fewer than asked for
  EXPECT_EQ(say(chip, "00b0001600"), "6b00");      // past the end
  EXPECT_EQ(say(chip, "00b00000"), "6700");        // no Le
  EXPECT_EQ(say(chip, "00a4020c020199"), "6a82");
  EXPECT_EQ(say(chip, "00a40800023f00"), "6a86");
  EXPECT_EQ(say(chip, "00a404000500000000"), "6700");  // cut
  EXPECT_EQ(say(chip, "00a4040c05a000000001"), "6a82");
  EXPECT_EQ(say(chip, "0084000008"), "6d00");
  EXPECT_EQ(say(chip, "00b1000004540200040000"), "6700");
  EXPECT_EQ(say(chip, "90000000"), "6e00");
  EXPECT_EQ(say(chip, "ffca000000"), base::hex(chip.uid()) + "9000");
  EXPECT_EQ(say(chip, "00"), "6700");
}
// Both ways of naming a file, every file of the application, before any session.
TEST(Chip, GivesNothingOfTheApplicationWithoutASession) {
  auto chip = finished();
  ASSERT_EQ(say(chip, select_application), "9000");
  for (const auto* ask : {"00a4020c02011e", "00a4020c020103", "00a4000c02011e", "00b09e0000", "00b0830000"})
    EXPECT_EQ(say(chip, ask), "6982") << ask;
  EXPECT_EQ(say(chip, "00b0000000"), "6986");
  EXPECT_EQ(say(chip, "00a4020c020102"), "6a82");
  EXPECT_EQ(say(chip, "80b000000301011e00"), "6985");  // the writing commands are over
  EXPECT_EQ(say(chip, "80d600000401011eff"), "6985");
  EXPECT_EQ(say(chip, {0x80, personalisation::advance, 1, 0, attempt}), "6985");
  EXPECT_EQ(say(chip, "80da000206303030303030"), "6985");
}
TEST(Chip, GivesFilesInsideASessionOnly) {
  auto chip = finished();
  Session s(chip);
  ASSERT_EQ(s.ask(inner_select).sw, sw::ok);
  EXPECT_EQ(s.ask({0, 0xa4, 2, 0x0c, h("011e")}).sw, sw::ok);
  const auto first = s.ask({0, 0xb0, 0, 0, {}, 256});  // all 256 bytes in one protected answer longer than 256
  EXPECT_EQ(first.sw, sw::ok);
  EXPECT_EQ(first.data.size(), 256u);
  EXPECT_EQ(s.ask({0, 0xb0, 1, 0, {}, 256}).data.size(), 44u);
  EXPECT_EQ(s.ask({0, 0xb0, 0x83, 0, {}, 65536, true}).data, secret_content);
  EXPECT_EQ(s.ask({0, 0xb0, 0x81, 0, {}, 256}).sw, sw::file_not_found);  // an error inside the session is protected too
  EXPECT_TRUE(s.sm.alive());
  // one plain command ends it
  EXPECT_EQ(say(chip, "00b0000000"), "6982");
  EXPECT_FALSE(chip.session_open());
  EXPECT_EQ(s.ask({0, 0xb0, 0, 0, {}, 4}).sw, sw::sm_object_wrong);
}
TEST(Chip, ResetWrongMacAndLeavingTheApplicationEndTheSession) {
  for (const int way : {0, 1, 2, 3}) {
    auto chip = finished();
    Session s(chip);
    ASSERT_EQ(s.ask(inner_select).sw, sw::ok);
    ASSERT_TRUE(chip.session_open());
    if (way == 0) {
      chip.reset();
    } else if (way == 1) {
      auto bad = s.sm.protect({0, 0xb0, 0x9e, 0, {}, 8});
      bad.data.back() ^= 1;
      EXPECT_EQ(say(chip, bad), "6988");
    } else if (way == 2) {
      EXPECT_EQ(say(chip, {0x0c, 0xb0, 0x9e, 0, h("970108"), 256}), "6987");
    } else {
      EXPECT_EQ(s.ask({0, 0xa4, 0, 0x0c, h("3f00")}).sw, sw::ok);
    }
    EXPECT_FALSE(chip.session_open()) << way;
    EXPECT_EQ(s.ask({0, 0xb0, 0x9e, 0, {}, 8}).sw, sw::sm_object_wrong) << way;
  }
}
TEST(Chip, IsNoCardBeforeItIsFinished) {
  auto chip = Chip::blank();
  EXPECT_EQ(say(chip, select_application), "6a82");
  write_all(chip);
  EXPECT_EQ(chip.life(), ChipLife::Started);
  for (const auto* ask :
       {select_application, "00a4020c02011c", "00b09c0000", "0022c1a40f800a04007f00070202040202830102"})
    EXPECT_EQ(say(chip, ask), "6a82") << ask;
  EXPECT_EQ(say(chip, {0x80, personalisation::advance, 2, 0, base::Bytes(16, 1)}), "6985");  // another attempt's id
  EXPECT_EQ(say(chip, {0x80, personalisation::advance, 3, 0, attempt}), "6985");             // not in this order
  EXPECT_EQ(say(chip, {0x80, personalisation::advance, 1, 0, attempt}), "6985");             // never started twice
}
TEST(Chip, KeepsItsMemoryLimits) {
  auto chip = Chip::blank();
  ASSERT_EQ(say(chip, {0x80, personalisation::advance, 1, 0, attempt}), "9000");
  EXPECT_EQ(say(chip, "80e0000006010101010000"), "6a84");
  EXPECT_EQ(say(chip, "80e0000006010101012000"), "6a84");  // 8192 with what keys take
  EXPECT_EQ(say(chip, "80e0000006010101010010"), "9000");
  EXPECT_EQ(say(chip, "80e0000006010101010010"), "6a89");
  EXPECT_EQ(say(chip,
                "80d6000f0501010101"
                "02"),
            "6b00");
  EXPECT_EQ(say(chip, "80d6ffff0401010101"), "6b00");
  EXPECT_EQ(say(chip, "80d600000401010201"), "6a82");
}

TEST(Chip, RefusesPaceThatItDoesNotOffer) {
  auto chip = finished();
  EXPECT_EQ(say(chip, "0022c1a40f800a04007f00070202040202830101"), "6a88");        // MRZ as password
  EXPECT_EQ(say(chip, "0022c1a40f800a04007f00070202040204830102"), "6a80");        // AES-256
  EXPECT_EQ(say(chip, "0022c1a412800a04007f0007020204020283010284010d"), "6a80");  // another curve
  EXPECT_EQ(say(chip, "0022c1a412800a04007f0007020204020283010284010c"), "9000");
  EXPECT_EQ(say(chip, "002241a40f800a04007f00070202040202830102"), "6a86");
  EXPECT_EQ(say(chip, "10860000027c0000"), "6985");  // the wrong P1 P2 ended what was begun
}
// 3rd wrong CAN in a row: 1 s, doubling to 16 s; survives power loss; one success clears it. Never blocked.
TEST(Chip, SlowsDownGuessing) {
  std::vector<std::int64_t> waits;
  const Chip::Surroundings around{{}, [&](std::chrono::milliseconds t) { waits.push_back(t.count()); }};
  auto chip = finished(around);
  for (int i = 0; i < 9; ++i) {
    auto again = Chip::from_state(chip.state(), around);  // power off and on
    chip = std::move(again.value());
    ChipTransport wire(chip);
    EXPECT_EQ(run_pace(wire, *Can::parse("000000"), {}).error(), PaceError::WrongPassword);
  }
  EXPECT_EQ(waits, (std::vector<std::int64_t>{1000, 2000, 4000, 8000, 16000, 16000}));
  ChipTransport wire(chip);
  EXPECT_TRUE(run_pace(wire, *Can::parse("314159"), {}));
  waits.clear();
  EXPECT_TRUE(run_pace(wire, *Can::parse("314159"), {}));
  EXPECT_TRUE(waits.empty());
}

class StateFile : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "ktpel-chip-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::filesystem::path folder_;
};
TEST_F(StateFile, IsWrittenBeforeTheAnswerLeaves) {
  const auto path = folder_ / "chip";
  auto chip = Chip::create(path);
  ASSERT_TRUE(chip);
  EXPECT_EQ(Chip::create(path).error(), ChipStateError::Denied);
  write_all(*chip);
  EXPECT_EQ(Chip::open(path)->state(), chip->state());
  ASSERT_EQ(say(*chip, {0x80, personalisation::advance, 2, 0, attempt}), "9000");
  auto again = Chip::open(path);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->life(), ChipLife::Personalised);
  EXPECT_EQ(again->uid(), chip->uid());
  EXPECT_EQ(again->can()->reveal(), "314159");
  ChipTransport wire(*again);
  EXPECT_FALSE(run_pace(wire, *Can::parse("000000"), {}));
  EXPECT_NE(Chip::open(path)->state(), chip->state()) << "the wrong CAN was not counted on disk";
  EXPECT_EQ(base::text_of(base::read_file(path).value()).substr(0, 15), "KTPEL-CHIP-TEST");
}
TEST_F(StateFile, CutTurnedOrForeignIsRefused) {
  const auto state = finished().state();
  for (std::size_t n = 0; n < state.size(); ++n) {
    ASSERT_FALSE(Chip::from_state({state.data(), n})) << n;
    auto bad = state;
    bad[n] ^= 1;
    ASSERT_FALSE(Chip::from_state(bad)) << n;
  }
  EXPECT_EQ(Chip::open(folder_ / "none").error(), ChipStateError::Missing);
  ASSERT_TRUE(base::write_file_durably(folder_ / "other", "hello"));
  EXPECT_EQ(Chip::open(folder_ / "other").error(), ChipStateError::Malformed);
}
TEST_F(StateFile, AFullDiskIsAMemoryFailureAndNotALostWrite) {
  const auto path = folder_ / "sub" / "chip";
  ASSERT_TRUE(base::make_folder(folder_ / "sub"));
  auto chip = Chip::create(path);
  ASSERT_TRUE(chip);
  std::filesystem::remove_all(folder_ / "sub");
  EXPECT_EQ(say(*chip, {0x80, personalisation::advance, 1, 0, attempt}), "6581");
}
TEST(Faults, ATornOrDeadChipIsSilent) {
  auto chip = finished();
  chip.inject_tear(1, false);
  EXPECT_EQ(say(chip, "00a4000c"), "9000");
  EXPECT_EQ(say(chip, "00a4000c"), "");
  EXPECT_EQ(say(chip, "00a4000c"), "");
  EXPECT_FALSE(chip.reset().empty());
  EXPECT_EQ(say(chip, "00a4000c"), "9000");
  chip.inject_death();
  EXPECT_TRUE(chip.reset().empty());
  EXPECT_TRUE(chip.atr().empty());
  EXPECT_EQ(say(chip, "00a4000c"), "");
}

}  // namespace
}  // namespace ktpel::card
