// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <filesystem>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/digest.h"
#include "base/file.h"
#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"
#include "base/signing.h"

// Goal: what everything stands on does what the standards say, and outside bytes cannot run past an end.
// Method: published vectors first, then properties over random input.
namespace ktpel::base {
namespace {

RC_GTEST_PROP(Hex, AnyBytesComeBack, (const Bytes& bytes)) { RC_ASSERT(from_hex(hex(bytes)) == bytes); }
TEST(Hex, RefusesWhatIsNotHexadecimal) {
  EXPECT_FALSE(from_hex("abc"));
  EXPECT_FALSE(from_hex("0g"));
  EXPECT_EQ(from_hex("00FfA0"), (Bytes{0, 0xff, 0xa0}));
}

RC_GTEST_PROP(ByteReader, NeverReadsPastTheEnd, (const Bytes& bytes, const std::vector<std::uint8_t>& lengths)) {
  ByteReader reader(bytes);
  std::size_t taken = 0;
  for (const auto n : lengths) {
    const auto part = reader.take(n);
    if (!reader.ok()) {
      RC_ASSERT(part.empty());
      RC_ASSERT(taken + n > bytes.size());
      RC_ASSERT(reader.left() == 0u);
      break;
    }
    taken += n;
    RC_ASSERT(reader.left() == bytes.size() - taken);
  }
}
TEST(ByteReader, ReadsBigEndianWhatByteWriterWrote) {
  const auto bytes = ByteWriter().u8(1).u16(0x0203).u32(0x04050607).u64(0x08090a0b0c0d0e0fULL).take();
  for (std::size_t i = 0; i < bytes.size(); ++i) EXPECT_EQ(bytes[i], i + 1);
  ByteReader reader(bytes);
  EXPECT_EQ(reader.u8(), 1);
  EXPECT_EQ(reader.u16(), 0x0203);
  EXPECT_EQ(reader.u32(), 0x04050607u);
  EXPECT_EQ(reader.u64(), 0x08090a0b0c0d0e0fULL);
  EXPECT_TRUE(reader.ok());
  EXPECT_EQ(reader.u16(), 0);
  EXPECT_FALSE(reader.ok());
}

TEST(Digest, IsThatOfFips180) {  // FIPS 180-4 example "abc"
  EXPECT_EQ(sha256("abc").hex(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(Digest::from_hex(sha256("abc").hex()), sha256("abc"));
  EXPECT_FALSE(Digest::from_hex("ba78"));
}

TEST(Signing, IsThatOfRfc8032) {  // RFC 8032 7.1, TEST 2
  const auto key =
      SigningKey::from_seed(Secret(*from_hex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")));
  ASSERT_TRUE(key);
  EXPECT_EQ(hex(key->public_key().bytes), "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
  const Bytes message{0x72};
  EXPECT_EQ(hex(key->sign(message)),
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
            "387b2eaeb4302aeeb00d291612bb0c00");
}
RC_GTEST_PROP(Signing, NoOtherMessageOrSignatureVerifies, (const Bytes& message, const Bytes& other)) {
  static const auto key = SigningKey::generate();
  auto signature = key.sign(message);
  RC_ASSERT(key.public_key().verifies(message, signature));
  if (other != message) RC_ASSERT(!key.public_key().verifies(other, signature));
  signature[*rc::gen::inRange<std::size_t>(0, 64)] ^= static_cast<std::uint8_t>(1 << *rc::gen::inRange(0, 8));
  RC_ASSERT(!key.public_key().verifies(message, signature));
}

TEST(Secret, IsGoneWhereItWasMovedFrom) {
  Secret first(Bytes{1, 2, 3});
  const Secret second(std::move(first));
  EXPECT_TRUE(first.empty());  // NOLINT(bugprone-use-after-move): that is the promise
  EXPECT_EQ(second.reveal().size(), 3u);
}

TEST(Clock, WritesIso8601) {
  EXPECT_EQ(Time{0}.iso8601(), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(Time{1325548800123}.iso8601(), "2012-01-03T00:00:00.123Z");
  EXPECT_EQ(Time{-1}.iso8601(), "1969-12-31T23:59:59.999Z");
}

class Files : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "ktpel-files-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::filesystem::path folder_;
};

TEST_F(Files, ComeBackAndAreReplacedWhole) {
  const auto path = folder_ / "a";
  ASSERT_TRUE(write_file_durably(path, "one"));
  ASSERT_TRUE(write_file_durably(path, "two"));
  EXPECT_EQ(text_of(read_file(path).value()), "two");
  EXPECT_EQ(read_file(path, 2).error(), FileError::TooLarge);
  EXPECT_EQ(read_file(folder_ / "b").error(), FileError::Missing);
  EXPECT_EQ(read_file(folder_).error(), FileError::Denied);
}

// The size limit of the process stands in for a full disk: the write fails half-way in the same call.
TEST_F(Files, AFullDiskLeavesTheOldContentAndNothingElse) {
  const auto path = folder_ / "a";
  ASSERT_TRUE(write_file_durably(path, "old"));
  rlimit before{};
  ::getrlimit(RLIMIT_FSIZE, &before);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{1000, before.rlim_max};
  ::setrlimit(RLIMIT_FSIZE, &small);
  const auto outcome = write_file_durably(path, std::string(5000, 'x'));
  ::setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error(), FileError::NoSpace);
  EXPECT_EQ(text_of(read_file(path).value()), "old");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_), {}), 1);
}

TEST(SeededRandom, IsTheSameOnEveryMachine) {  // reference values of SplitMix64, seed 1234567
  SeededRandom random(1234567);
  EXPECT_EQ(random.next(), 6457827717110365317ULL);
  EXPECT_EQ(random.next(), 3203168211198807973ULL);
}

}  // namespace
}  // namespace ktpel::base
