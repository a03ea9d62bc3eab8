// SPDX-License-Identifier: Apache-2.0
#include "card/pace/pace.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <deque>
#include <fstream>
#include <map>
#include <set>

#include "base/random.h"
#include "card/iso7816/apdu.h"
#include "card/iso7816/tlv.h"

// Goal: PACE is that of Doc 9303-11, both halves; a wrong CAN, a reflected key or a strange point opens nothing.
// Method: the worked example of appendix G.1, command by command and answer by answer; then both halves
// against each other for all four parameter sets; then enemies.
namespace ktpel::card {
namespace {

std::map<std::string, base::Bytes> vector_file(const std::string& name) {
  std::ifstream in(std::string(std::getenv("KTPEL_SOURCE_DIR")) + "/data/vectors/" + name);
  EXPECT_TRUE(in) << name;
  std::map<std::string, base::Bytes> out;
  for (std::string line; std::getline(in, line);) {
    const auto at = line.find(" = ");
    if (!line.empty() && line[0] != '#' && at != std::string::npos)
      out[line.substr(0, at)] = base::from_hex(line.substr(at + 3)).value();
  }
  return out;
}
/// Gives these byte strings in order, and nothing else.
RandomSource given(std::vector<base::Bytes> numbers) {
  auto left = std::make_shared<std::deque<base::Bytes>>(numbers.begin(), numbers.end());
  return [left](std::size_t count) {
    EXPECT_FALSE(left->empty());
    auto out = left->front();
    left->pop_front();
    EXPECT_EQ(out.size(), count);
    return out;
  };
}

class Scripted final : public Transport {
 public:
  std::deque<base::Bytes> answers;
  std::vector<base::Bytes> sent;
  base::Result<base::Bytes, TransportError> transmit(base::ByteView apdu) override {
    sent.emplace_back(apdu.begin(), apdu.end());
    if (answers.empty()) return TransportError::Gone;
    auto out = answers.front();
    answers.pop_front();
    return out;
  }
  base::Result<base::Bytes, TransportError> reset() override { return base::Bytes{}; }
};

TEST(Pace, TerminalRunsTheWorkedExample) {
  auto v = vector_file("icao9303/pace_gm_ecdh.vec");
  const PasswordKey password(v["Password"], PaceCipher::Aes128);
  EXPECT_EQ(base::hex(password.key().reveal()), base::hex(v["PasswordKey"]));
  Scripted card;
  card.answers = {{0x90, 0x00}, v["Response1"], v["Response2"], v["Response3"], v["Response4"]};
  const auto session = run_pace(card, password, 1, {PaceCipher::Aes128, PaceCurve::BrainpoolP256r1},
                                given({v["TerminalMapPrivate"], v["TerminalPrivate"]}), true);
  ASSERT_TRUE(session);
  EXPECT_EQ(card.sent,
            (std::vector<base::Bytes>{v["Command0"], v["Command1"], v["Command2"], v["Command3"], v["Command4"]}));
  EXPECT_EQ(base::hex(session->keys.encryption.reveal()), base::hex(v["KSenc"]));
  EXPECT_EQ(base::hex(session->keys.mac.reveal()), base::hex(v["KSmac"]));
}
TEST(Pace, ChipRunsTheWorkedExample) {
  auto v = vector_file("icao9303/pace_gm_ecdh.vec");
  PaceChip chip({PaceCipher::Aes128, PaceCurve::BrainpoolP256r1}, PasswordKey(v["Password"], PaceCipher::Aes128),
                given({v["Nonce"], v["ChipMapPrivate"], v["ChipPrivate"]}));
  for (const auto* n : {"1", "2", "3", "4"}) {
    const auto command = Command::parse(v[std::string("Command") + n]);
    const auto answer = chip.answer(find(command->data, 0x7c).value());
    ASSERT_TRUE(answer) << n;
    EXPECT_EQ(base::hex(Response{tlv(0x7c, *answer), sw::ok}.encode()), base::hex(v[std::string("Response") + n]));
  }
  const auto session = chip.take_session();
  ASSERT_TRUE(session);
  EXPECT_EQ(base::hex(session->keys.encryption.reveal()), base::hex(v["KSenc"]));
  EXPECT_EQ(base::hex(session->chip_ephemeral_x), base::hex(base::ByteView(v["Response3"]).subspan(5, 32)));
  EXPECT_FALSE(chip.take_session());
}

/// The chip's half behind a wire; counts its commands and can twist its answers.
class ChipHalf final : public Transport {
 public:
  ChipHalf(const PaceParameters& p, const Can& can) : chip_(p, PasswordKey(can, p.cipher), base::random_bytes) {}
  std::function<void(int step, const Command&, Response&)> twist;
  PaceChip& chip() { return chip_; }
  base::Result<base::Bytes, TransportError> transmit(base::ByteView apdu) override {
    const auto c = Command::parse(apdu);
    Response r{{}, sw::ok};
    if (c->ins == 0x86) {
      const auto out = chip_.answer(find(c->data, 0x7c).value());
      r = out ? Response{tlv(0x7c, *out), sw::ok} : Response{{}, out.error()};
    }
    if (twist) twist(step_, *c, r);
    ++step_;
    return r.encode();
  }
  base::Result<base::Bytes, TransportError> reset() override { return base::Bytes{}; }

 private:
  PaceChip chip_;
  int step_ = 0;
};

const PaceParameters all_four[] = {{PaceCipher::Aes128, PaceCurve::NistP256},
                                   {PaceCipher::Aes256, PaceCurve::NistP256},
                                   {PaceCipher::Aes128, PaceCurve::BrainpoolP256r1},
                                   {PaceCipher::Aes256, PaceCurve::BrainpoolP256r1}};

TEST(Pace, BothHalvesAgreeForAllFourParameterSets) {
  for (const auto& parameters : all_four) {
    const auto can = Can::random();
    ChipHalf card(parameters, can);
    const auto session = run_pace(card, can, parameters);
    ASSERT_TRUE(session);
    const auto theirs = card.chip().take_session();
    ASSERT_TRUE(theirs);
    EXPECT_EQ(base::hex(session->keys.encryption.reveal()), base::hex(theirs->keys.encryption.reveal()));
    EXPECT_EQ(base::hex(session->keys.mac.reveal()), base::hex(theirs->keys.mac.reveal()));
    EXPECT_NE(base::hex(session->keys.mac.reveal()), base::hex(session->keys.encryption.reveal()));
    EXPECT_EQ(session->chip_ephemeral_x, theirs->chip_ephemeral_x);
    EXPECT_EQ(session->keys.mac.reveal().size(), parameters.cipher == PaceCipher::Aes128 ? 16u : 32u);
  }
}
TEST(Pace, AWrongCanIsRefusedAtTheLastStepAndLeavesNoSession) {
  const auto right = Can::parse("123456"), wrong = Can::parse("123457");
  ChipHalf card({}, *right);
  EXPECT_EQ(run_pace(card, *wrong, {}).error(), PaceError::WrongPassword);
  EXPECT_FALSE(card.chip().take_session());
  EXPECT_EQ(card.chip().steps(), 3);
  EXPECT_EQ(card.chip().answer({}).error(), sw::conditions_not_satisfied);
}
// A chip that sends our key back finishes the exchange without knowing the password (Doc 9303-11 4.4.1).
TEST(Pace, AReflectedKeyIsRefused) {
  const auto can = Can::random();
  ChipHalf card({}, can);
  card.twist = [](int step, const Command& c, Response& r) {
    if (step == 3) r.data = tlv(0x7c, tlv(0x84, *find(*find(c.data, 0x7c), 0x83)));
  };
  EXPECT_EQ(run_pace(card, can, {}).error(), PaceError::BadAnswer);
}
TEST(Pace, AChipWithoutTheTokenIsRefused) {
  const auto can = Can::random();
  ChipHalf card({}, can);
  card.twist = [](int step, const Command&, Response& r) {
    if (step == 4) r.data[5] ^= 1;
  };
  EXPECT_EQ(run_pace(card, can, {}).error(), PaceError::WrongPassword);
}
TEST(Pace, StrangePointsAndFormsAreRefusedOnBothSides) {
  const auto can = Can::random();
  for (const int at : {1, 2, 3, 4})
    for (const auto& bad : {base::Bytes{}, base::Bytes{0x00}, base::Bytes(65, 0x04), base::Bytes{0x7c, 0x00},
                            base::Bytes{0x7c, 0x84, 0xff, 0xff, 0xff, 0xff}}) {
      ChipHalf card({}, can);
      card.twist = [&](int step, const Command&, Response& r) {
        if (step == at) r.data = bad;
      };
      EXPECT_FALSE(run_pace(card, can, {})) << at;
      PaceChip chip({}, PasswordKey(can, PaceCipher::Aes128), base::random_bytes);
      ASSERT_TRUE(chip.answer({}));
      EXPECT_EQ(chip.answer(tlv(0x81, bad)).error(), sw::wrong_data);
    }
  // a point off the curve: one turned bit in y
  ChipHalf card({}, can);
  card.twist = [](int step, const Command&, Response& r) {
    if (step == 2) r.data.back() ^= 1;
  };
  EXPECT_EQ(run_pace(card, can, {}).error(), PaceError::BadAnswer);
}
TEST(Pace, ACardThatGoesAwayAtAnyStepIsLost) {
  auto v = vector_file("icao9303/pace_gm_ecdh.vec");
  for (std::size_t n = 0; n < 5; ++n) {
    Scripted card;
    const base::Bytes all[] = {{0x90, 0x00}, v["Response1"], v["Response2"], v["Response3"]};
    card.answers.assign(all, all + std::min<std::size_t>(n, 4));
    EXPECT_EQ(run_pace(card, PasswordKey(v["Password"], PaceCipher::Aes128), 1,
                       {PaceCipher::Aes128, PaceCurve::BrainpoolP256r1},
                       given({v["TerminalMapPrivate"], v["TerminalPrivate"]}))
                  .error(),
              PaceError::Lost);
  }
}

TEST(CardAccess, ComesBackAndSkipsWhatWeDoNotRun) {
  for (const auto& one : all_four)
    EXPECT_EQ(parse_card_access(encode_card_access(one)).value(), std::vector<PaceParameters>{one});
  EXPECT_EQ(encode_card_access({}).size(), 22u);  // the byte budget counts on it
  // the worked example's file, with one integrated-mapping info before it
  const auto both =
      base::from_hex("31283012060a04007f0007020204040202010202010d3012060a04007f0007020204020202010202010d");
  EXPECT_EQ(parse_card_access(*both).value(),
            (std::vector<PaceParameters>{{PaceCipher::Aes128, PaceCurve::BrainpoolP256r1}}));
  EXPECT_EQ(parse_card_access(*base::from_hex("31143012060a04007f0007020204040202010202010d")).error(),
            CardAccessError::NothingSupported);
  EXPECT_EQ(parse_card_access(*base::from_hex("3114")).error(), CardAccessError::Malformed);
  EXPECT_EQ(parse_card_access({}).error(), CardAccessError::Malformed);
}

TEST(Can, IsSixDigits) {
  EXPECT_EQ(Can::parse("012345")->reveal(), "012345");
  for (const auto* bad : {"", "12345", "1234567", "12345a", " 12345"}) EXPECT_FALSE(Can::parse(bad)) << bad;
  std::set<std::string> seen;
  for (int i = 0; i < 200; ++i) seen.insert(std::string(Can::random().reveal()));
  EXPECT_GT(seen.size(), 190u);
  for (const auto& digits : seen) EXPECT_TRUE(Can::parse(digits)) << digits;
}

}  // namespace
}  // namespace ktpel::card
