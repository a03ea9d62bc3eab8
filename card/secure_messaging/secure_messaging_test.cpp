// SPDX-License-Identifier: Apache-2.0
#include "card/secure_messaging/secure_messaging.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "card/iso7816/tlv.h"

// Goal: nothing that a card or a line changes is believed, and after one doubt the session is over.
// Method: published vectors of the two primitives; the layout of one command and one answer byte by byte,
// from the text of Doc 9303-11 9.8 with the primitives alone; then both sides against each other.
namespace ktpel::card {
namespace {

base::Bytes h(const char* digits) { return base::from_hex(digits).value(); }
SessionKeys keys(std::size_t size = 16) {
  base::Bytes enc(size), mac(size);
  for (std::size_t i = 0; i < size; ++i)
    enc[i] = static_cast<std::uint8_t>(i), mac[i] = static_cast<std::uint8_t>(0x80 + i);
  return {base::Secret(enc), base::Secret(mac)};
}

TEST(Cmac, IsThatOfSp80038B) {  // NIST SP 800-38B, examples 2, 4 (AES-128) and 10 (AES-256), first 8 bytes
  const base::Secret k128(h("2b7e151628aed2a6abf7158809cf4f3c"));
  EXPECT_EQ(base::hex(cmac8(k128, h("6bc1bee22e409f96e93d7e117393172a"))), "070a16b46b4d4144");
  EXPECT_EQ(base::hex(cmac8(k128, h("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e5130c81c46a35ce411e5"
                                    "fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710"))),
            "51f0bebf7e3b9d92");
  const base::Secret k256(h("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4"));
  EXPECT_EQ(base::hex(cmac8(k256, h("6bc1bee22e409f96e93d7e117393172a"))), "28a7023f452e8f82");
}
TEST(Aes, IsThatOfSp80038A) {  // NIST SP 800-38A F.2.1, first two blocks
  const base::Secret k(h("2b7e151628aed2a6abf7158809cf4f3c"));
  const auto iv = h("000102030405060708090a0b0c0d0e0f");
  const auto plain = h("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51");
  const auto sealed = aes_cbc_encrypt(k, iv, plain);
  EXPECT_EQ(base::hex(sealed), "7649abac8119b246cee98e9b12e9197d5086cb9b507219ee95db113a917678b2");
  EXPECT_EQ(aes_cbc_decrypt(k, iv, sealed), plain);
}

TEST(SecureMessaging, LaysOutACommandAsDoc9303Says) {
  SecureMessaging terminal(keys());
  const auto got = terminal.protect({0, 0xa4, 0x02, 0x0c, h("011e")});
  // by hand: SSC = 1, IV = E(Kenc, SSC), DO87 = 01 || CBC(padded data), MAC over SSC || padded header || DO87 ||
  // padding
  auto k = keys();
  const auto ssc = h("00000000000000000000000000000001");
  const auto iv = aes_cbc_encrypt(k.encryption, h("00000000000000000000000000000000"), ssc);
  auto sealed = aes_cbc_encrypt(k.encryption, iv, h("011e8000000000000000000000000000"));
  sealed.insert(sealed.begin(), 1);
  const auto do87 = tlv(0x87, sealed);
  auto input = ssc;
  for (const auto& part : {h("0ca4020c800000000000000000000000"), do87, h("80000000000000000000000000")})
    input.insert(input.end(), part.begin(), part.end());
  ASSERT_EQ(input.size(), 64u);
  const auto code = cmac8(k.mac, input);
  auto want = do87;
  const auto do8e = tlv(0x8e, code);
  want.insert(want.end(), do8e.begin(), do8e.end());
  EXPECT_EQ(base::hex(got.encode()), "0ca4020c1d" + base::hex(want) + "00");
}

RC_GTEST_PROP(SecureMessaging, BothSidesUnderstandEachOther, ()) {
  const auto size = *rc::gen::element<std::size_t>(16, 24, 32);
  SecureMessaging terminal(keys(size)), chip(keys(size));
  for (int turn = 0; turn < 4; ++turn) {
    Command c{0, static_cast<std::uint8_t>(*rc::gen::arbitrary<std::uint8_t>()), *rc::gen::arbitrary<std::uint8_t>(),
              *rc::gen::arbitrary<std::uint8_t>(), *rc::gen::arbitrary<base::Bytes>()};
    if (*rc::gen::arbitrary<bool>()) c.le = *rc::gen::inRange(1, 65537);
    const auto wire = Command::parse(terminal.protect(c).encode());
    RC_ASSERT(wire.has_value());
    auto inner = chip.unprotect(*wire);
    RC_ASSERT(bool(inner));
    inner->extended = c.extended;
    RC_ASSERT(*inner == c);
    const Response r{*rc::gen::arbitrary<base::Bytes>(), {*rc::gen::arbitrary<std::uint16_t>()}};
    const auto back = terminal.unprotect(chip.protect(r));
    RC_ASSERT(bool(back));
    RC_ASSERT(*back == r);
  }
}

// Every single bit of the protected command and of the protected answer.
TEST(SecureMessaging, OneTurnedBitEndsTheSession) {
  SecureMessaging sender(keys());
  const auto good = sender.protect({0, 0xb0, 0x81, 0x04, {}, 32});
  const auto wire = good.encode();
  for (std::size_t bit = 0; bit < (wire.size() - 1) * 8; ++bit) {  // the outer Le is not protected
    auto bad = wire;
    bad[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
    const auto parsed = Command::parse(bad);
    if (!parsed) continue;
    SecureMessaging chip(keys());
    ASSERT_FALSE(chip.unprotect(*parsed)) << bit;
    EXPECT_FALSE(chip.alive());
    EXPECT_FALSE(chip.unprotect(good)) << "the session went on after an error";
  }
  SecureMessaging chip(keys());
  ASSERT_TRUE(chip.unprotect(good));
  const auto answer = chip.protect(Response{h("616263"), sw::ok}).encode();
  for (std::size_t bit = 0; bit < answer.size() * 8; ++bit) {
    auto bad = answer;
    bad[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
    SecureMessaging terminal(keys());
    terminal.protect({0, 0xb0, 0x81, 0x04, {}, 32});
    ASSERT_FALSE(terminal.unprotect(*Response::parse(bad))) << bit;
  }
}
TEST(SecureMessaging, AnOldMessageIsNotTakenTwice) {
  SecureMessaging terminal(keys()), chip(keys());
  const auto first = terminal.protect({0, 0xb0, 0, 0, {}, 8});
  ASSERT_TRUE(chip.unprotect(first));
  chip.protect(Response{{}, sw::ok});
  EXPECT_EQ(chip.unprotect(first).error(), SecureMessagingError::ObjectWrong);
}
TEST(SecureMessaging, TellsMissingFromWrong) {
  SecureMessaging chip(keys());
  EXPECT_EQ(chip.unprotect({0x0c, 0xb0, 0, 0, h("970108")}).error(), SecureMessagingError::ObjectMissing);
  SecureMessaging terminal(keys());
  terminal.protect({0, 0xb0, 0, 0, {}, 8});
  EXPECT_EQ(terminal.unprotect(Response{{}, sw::sm_object_wrong}).error(), SecureMessagingError::ObjectMissing);
  EXPECT_EQ(terminal.last_plain_status(), sw::sm_object_wrong);
}

}  // namespace
}  // namespace ktpel::card
