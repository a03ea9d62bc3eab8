// SPDX-License-Identifier: Apache-2.0
#include "base/seal.h"

#include <gtest/gtest.h>

#include "base/random.h"

// Goal: what an office seals to the center only the center reads, and no changed byte is believed.
namespace ktpel::base {
namespace {

const auto center = SealingKey::generate("UJI pusat", Time{1800000000000});

TEST(Seal, OpensForItsKeyAndNoOther) {
  const auto plain = random_bytes(100000);
  const auto sealed = center.certificate().seal(plain);
  EXPECT_EQ(center.open(sealed).value(), plain);
  const auto other = SealingKey::generate("UJI lain", Time{1800000000000});
  EXPECT_FALSE(other.open(sealed));
}

TEST(Seal, EveryChangedByteIsNoticed) {
  const auto plain = bytes_of("sidik jari telunjuk kanan");
  const auto sealed = center.certificate().seal(plain);
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    auto bad = sealed;
    bad[i] ^= 1;
    const auto opened = center.open(bad);
    // Fields that only describe the recipient may change without harm to the content; the content may not.
    if (opened) {
      EXPECT_EQ(text_of(*opened), text_of(plain)) << "byte " << i;
    }
  }
  for (std::size_t cut = 0; cut < sealed.size(); ++cut) EXPECT_FALSE(center.open(ByteView(sealed).first(cut)));
}

TEST(Seal, KeyAndCertificateComeBackFromText) {
  const auto back = SealingKey::from_pem(center.pem(), center.certificate().pem());
  ASSERT_TRUE(back);
  EXPECT_TRUE(back->open(center.certificate().seal(bytes_of("x"))));
  EXPECT_FALSE(SealingKey::from_pem(center.pem(), "rubbish"));
  EXPECT_FALSE(SealingKey::from_pem(SealingKey::generate("UJI", Time{0}).pem(), center.certificate().pem()));
}

}  // namespace
}  // namespace ktpel::base
