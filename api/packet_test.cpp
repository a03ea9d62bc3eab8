// SPDX-License-Identifier: Apache-2.0
#include "api/packet.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

// Goal: a recording arrives as it was sent, or is refused whole.
namespace ktpel::api {
namespace {

const CapturePacket full{
    "A-1", "{}", "Saya menyatakan ...", {1, 2}, {3}, {{2, {4, 5}}, {7, {6}}}, {{true, {8}}}, {{"finger-1", "bandaged"}},
    {2, 7}};

TEST(CapturePacket, ComesBack) { EXPECT_EQ(decode_capture_packet(encode(full)), full); }
TEST(PrintPacket, ComesBack) {
  const PrintPacket packet{"A-1", "{}", {1}, {2}, {{2, {3, 3, 3}}}};
  EXPECT_EQ(decode_print_packet(encode(packet)), packet);
  EXPECT_FALSE(decode_print_packet(encode(full)));
  EXPECT_FALSE(decode_capture_packet(encode(packet)));
}
TEST(CapturePacket, RefusesFingersThatCannotBe) {
  auto twice = full;
  twice.fingers.push_back({2, {}});
  EXPECT_FALSE(decode_capture_packet(encode(twice)));
  auto eleventh = full;
  eleventh.fingers.push_back({11, {}});
  EXPECT_FALSE(decode_capture_packet(encode(eleventh)));
  auto unrecorded = full;
  unrecorded.chip_fingers = {2, 3};
  EXPECT_FALSE(decode_capture_packet(encode(unrecorded)));
}
TEST(CapturePacket, RefusesAnEyeTwiceAndMoreExceptionsThanThereAreParts) {
  auto eyes = full;
  eyes.irises.push_back({true, {9}});
  EXPECT_FALSE(decode_capture_packet(encode(eyes)));
  auto many = full;
  many.exceptions.resize(14);
  EXPECT_FALSE(decode_capture_packet(encode(many)));
}
TEST(CapturePacket, BringsProofsAndAMarkAndIsReadWithoutThem) {
  auto marked = full;
  marked.exceptions.push_back({"signature", "cannot-write"});
  marked.proofs = {{"right-hand", {9, 9}}, {"eyes", {8}}};
  marked.mark = CapturePacket::Mark{true, "SAKSI UJI", "9901010101800001", "anak"};
  EXPECT_EQ(decode_capture_packet(encode(marked)), marked);
  auto twice = marked;
  twice.proofs.push_back({"eyes", {7}});
  EXPECT_FALSE(decode_capture_packet(encode(twice)));
  auto foot = marked;
  foot.proofs.front().of = "foot";
  EXPECT_FALSE(decode_capture_packet(encode(foot)));
  // What an earlier program wrote has neither word in it.
  const auto bytes = encode(full);
  const std::string text(bytes.begin(), bytes.end());
  EXPECT_EQ(text.find("proofs"), std::string::npos);
  EXPECT_EQ(text.find("mark"), std::string::npos);
}
TEST(ClaimPacket, ComesBack) {
  const ClaimPacket packet{"A-1", "{}", "Saya menyatakan ...", {{2, {3, 3}}, {2, {4}}, {7, {5}}}};
  EXPECT_EQ(decode_claim_packet(encode(packet)), packet);
  EXPECT_FALSE(decode_claim_packet(encode(full)));
  EXPECT_FALSE(decode_capture_packet(encode(packet)));
  EXPECT_FALSE(decode_claim_packet(encode(ClaimPacket{"A-1", "{}", "", {}})));
  EXPECT_FALSE(decode_claim_packet(encode(ClaimPacket{"A-1", "{}", "", {{0, {1}}}})));
}
TEST(CapturePacket, EveryCutIsRefused) {
  const auto bytes = encode(full);
  for (std::size_t cut = 0; cut < bytes.size(); ++cut)
    EXPECT_FALSE(decode_capture_packet(base::ByteView(bytes).first(cut)));
}
RC_GTEST_PROP(CapturePacket, RubbishIsRefusedWithoutHarm, (const base::Bytes& bytes)) {
  RC_ASSERT(!decode_capture_packet(bytes));
  RC_ASSERT(!decode_claim_packet(bytes));
  RC_ASSERT(!decode_print_packet(bytes));
}

}  // namespace
}  // namespace ktpel::api
