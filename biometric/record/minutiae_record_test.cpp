// SPDX-License-Identifier: Apache-2.0
#include "biometric/record/minutiae_record.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

// Goal: another vendor's reader finds in our records what we put there, and theirs do not hurt us.
// Method: one record written out by hand from the tables of ISO/IEC 19794-2:2005, properties, cuts.
namespace ktpel::biometric {
namespace {

/// Two minutiae by hand: clause 7.3 (header), 7.4.1 (view), 7.4.2 (minutiae), 7.5 (no extended data).
const char* const kByHand =
    "464d5200"  // "FMR\0"
    "20323000"  // " 20\0"
    "0000002a"  // 42 bytes in all
    "0000"      // no certificate, device not reported
    "0140"
    "0180"  // 320 x 384
    "00c5"
    "00c5"  // 197 pixels a cm
    "01"
    "00"  // one view, reserved
    "07"  // left index
    "00"  // view 0, live plain
    "56"  // quality 86
    "02"  // two minutiae
    "4064"
    "0032"
    "40"
    "50"  // ending (01) at 100, 50; 64 * 1.40625 = 90 degrees: up; quality 80
    "80ff"
    "0100"
    "c0"
    "00"  // bifurcation (10) at 255, 256; 270 degrees: down; not reported
    "0000";

MinutiaeRecord by_hand() {
  return {FingerPosition::LeftIndex,
          86,
          320,
          384,
          197,
          197,
          {{MinutiaType::Ending, 100, 50, 64, 80}, {MinutiaType::Bifurcation, 255, 256, 192, 0}}};
}

TEST(MinutiaeRecord, IsWrittenAsTheStandardTabulatesIt) {
  EXPECT_EQ(base::hex(encode_minutiae_record(by_hand()).value()), kByHand);
}

TEST(MinutiaeRecord, IsReadBack) {
  EXPECT_EQ(decode_minutiae_record(base::from_hex(kByHand).value()).value(), by_hand());
}

TEST(MinutiaeRecord, OfSeveralViewsTheFirstIsRead) {
  auto bytes = base::from_hex(kByHand).value();
  bytes[22] = 2;                                      // views
  bytes.insert(bytes.end(), {7, 0x10, 50, 0, 0, 0});  // a second one, without minutiae
  bytes[11] = static_cast<std::uint8_t>(bytes.size());
  EXPECT_EQ(decode_minutiae_record(bytes).value(), by_hand());
}

TEST(MinutiaeRecord, ExtendedDataAreSkipped) {
  auto bytes = base::from_hex(kByHand).value();
  bytes[bytes.size() - 1] = 4;
  bytes.insert(bytes.end(), {0, 1, 0, 4});
  bytes[11] = static_cast<std::uint8_t>(bytes.size());
  EXPECT_EQ(decode_minutiae_record(bytes).value(), by_hand());
}

TEST(MinutiaeRecord, SaysWhyItCannotBeRead) {
  const auto good = base::from_hex(kByHand).value();
  EXPECT_EQ(decode_minutiae_record({}).error(), RecordError::NotARecord);
  EXPECT_EQ(decode_minutiae_record(base::bytes_of("GIF89a")).error(), RecordError::NotARecord);
  auto newer = good;
  newer[5] = '3';  // " 30": the 2011 edition
  EXPECT_EQ(decode_minutiae_record(newer).error(), RecordError::Unsupported);
  auto empty = good;
  empty[22] = 0;
  EXPECT_EQ(decode_minutiae_record(empty).error(), RecordError::Unsupported);
  auto no_scale = good;
  no_scale[18] = no_scale[19] = 0;
  EXPECT_EQ(decode_minutiae_record(no_scale).error(), RecordError::Damaged);
  auto no_finger = good;
  no_finger[24] = 11;
  EXPECT_EQ(decode_minutiae_record(no_finger).error(), RecordError::Damaged);
  for (std::size_t cut = 4; cut < good.size(); ++cut)
    EXPECT_EQ(decode_minutiae_record(base::ByteView(good).first(cut)).error(), RecordError::Damaged) << cut;
}

TEST(MinutiaeRecord, WhatDoesNotFitIsNotWritten) {
  auto record = by_hand();
  record.minutiae[0].x = 0x4000;
  EXPECT_EQ(encode_minutiae_record(record).error(), RecordError::TooMuch);
  record = by_hand();
  record.minutiae.resize(256);
  EXPECT_EQ(encode_minutiae_record(record).error(), RecordError::TooMuch);
}

RC_GTEST_PROP(MinutiaeRecord, ComesBackWhole, ()) {
  MinutiaeRecord record{FingerPosition(*rc::gen::inRange(0, 11)),
                        *rc::gen::inRange<std::uint8_t>(0, 101),
                        *rc::gen::arbitrary<std::uint16_t>(),
                        *rc::gen::arbitrary<std::uint16_t>(),
                        *rc::gen::inRange<std::uint16_t>(1, 400),
                        *rc::gen::inRange<std::uint16_t>(1, 400),
                        {}};
  const int count = *rc::gen::inRange(0, 256);
  for (int i = 0; i < count; ++i)
    record.minutiae.push_back({MinutiaType(*rc::gen::inRange(0, 3)), *rc::gen::inRange<std::uint16_t>(0, 16384),
                               *rc::gen::inRange<std::uint16_t>(0, 16384), *rc::gen::arbitrary<std::uint8_t>(),
                               *rc::gen::inRange<std::uint8_t>(0, 101)});
  RC_ASSERT(decode_minutiae_record(encode_minutiae_record(record).value()).value() == record);
}

TEST(CompactCard, HoldsTenthsOfAMillimetreBestFirst) {
  MinutiaeRecord record{FingerPosition::RightThumb, 80, 400, 400, 200, 200, {}};
  record.minutiae = {{MinutiaType::Ending, 100, 100, 0, 40},         // 5.0 mm, 5.0 mm
                     {MinutiaType::Bifurcation, 140, 180, 65, 90}};  // 7.0 mm, 9.0 mm; 91 degrees
  const auto bytes = encode_compact(record);
  ASSERT_EQ(bytes.size(), 6u);
  EXPECT_EQ(bytes[2], 2 << 6 | 16) << "the better one first; 65/256 of a turn is 16/64";
  EXPECT_EQ(bytes[5], 1 << 6 | 0);
  EXPECT_EQ(bytes[0] - bytes[3], 20) << "2 mm apart";
  EXPECT_EQ(bytes[1] - bytes[4], 40);
  EXPECT_NEAR((bytes[0] + bytes[3]) / 2, 127, 1) << "in the middle of the window";
  const auto back = decode_compact(bytes, FingerPosition::RightThumb).value();
  EXPECT_EQ(back.minutiae[0].angle, 64);
  EXPECT_EQ(back.minutiae[0].quality, 100);
  EXPECT_EQ(back.minutiae[1].quality, 20);
  EXPECT_EQ(back.x_per_cm, 100);
}

TEST(CompactCard, KeepsTheBestAndDropsWhatLiesOutsideItsWindow) {
  MinutiaeRecord record{FingerPosition::RightThumb, 80, 2000, 400, 100, 100, {}};
  for (int i = 0; i < 40; ++i)
    record.minutiae.push_back(
        {MinutiaType::Ending, static_cast<std::uint16_t>(10 + i), 100, 0, static_cast<std::uint8_t>(100 - i)});
  record.minutiae.push_back({MinutiaType::Ending, 1500, 100, 0, 100});  // 15 cm away
  EXPECT_EQ(encode_compact(record).size(), 40u * 3);
  EXPECT_EQ(encode_compact(record, 12).size(), 12u * 3);
  for (const auto& m : decode_compact(encode_compact(record, 12)).value().minutiae) EXPECT_LT(m.x, 150);
}

RC_GTEST_PROP(CompactCard, DistancesSurviveToTheTenthOfAMillimetre, ()) {
  MinutiaeRecord record{FingerPosition::Unknown, 0, 500, 500, 197, 197, {}};
  const int count = *rc::gen::inRange(2, 60);
  for (int i = 0; i < count; ++i)
    record.minutiae.push_back({MinutiaType::Ending, *rc::gen::inRange<std::uint16_t>(0, 500),
                               *rc::gen::inRange<std::uint16_t>(0, 500), *rc::gen::arbitrary<std::uint8_t>(),
                               static_cast<std::uint8_t>(100 - i)});
  const auto back = decode_compact(encode_compact(record)).value();
  RC_ASSERT(back.minutiae.size() == record.minutiae.size());
  for (std::size_t i = 1; i < back.minutiae.size(); ++i) {
    const double want = (record.minutiae[i].x - record.minutiae[0].x) / 19.7;  // mm
    RC_ASSERT(std::abs((back.minutiae[i].x - back.minutiae[0].x) / 10.0 - want) < 0.11);
    const int turned = back.minutiae[i].angle - record.minutiae[i].angle;
    RC_ASSERT(std::abs(static_cast<std::int8_t>(turned)) <= 2);
  }
}

TEST(CompactCard, OddLengthsAreDamaged) {
  EXPECT_EQ(decode_compact(base::Bytes(7)).error(), RecordError::Damaged);
  EXPECT_EQ(decode_compact(base::Bytes(258)).error(), RecordError::Damaged);
  EXPECT_TRUE(decode_compact({}).value().minutiae.empty());
}

}  // namespace
}  // namespace ktpel::biometric
