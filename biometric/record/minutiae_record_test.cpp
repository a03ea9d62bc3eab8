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

/// The record by hand with these extended data (length and all) instead of none.
base::Bytes with_extended(const std::string& hex_digits) {
  const std::string plain = kByHand;
  auto bytes = base::from_hex(plain.substr(0, plain.size() - 4) + hex_digits).value();
  bytes[11] = static_cast<std::uint8_t>(bytes.size());
  return bytes;
}

TEST(MinutiaeRecord, RidgeCountsCoresAndDeltasAreRead) {
  auto want = by_hand();
  want.extended.ridge_count_method = RidgeCountMethod::FourNeighbours;
  want.extended.ridge_counts = {{0, 1, 5}};
  want.extended.cores = {{160, 200, {32}}, {150, 90, {}}};
  want.extended.deltas = {{70, 300, {10, 90, 170}}};
  want.extended.others = {{0x0221, {1, 2, 3}}};
  const std::string extended =
      "002a"  // 42 bytes of extended data
      "0001"
      "0008"
      "01"
      "000105"  // ridge counts to four neighbours: minutia 0 to 1, five ridges
      "0002"
      "001b"  // cores and deltas
      "02"
      "40a000c820"
      "0096005a"  // two cores, the first with a direction
      "01"
      "4046012c0a5aaa"  // one delta with three
      "0000000000"      // (ignored: the block is longer than its points)
      "0221"
      "0007"
      "010203";  // a vendor's own
  // the surplus makes the block inexact; what is whole is taken all the same
  EXPECT_EQ(decode_minutiae_record(with_extended(extended)).value(), want);
  const auto exact = encode_minutiae_record(want).value();
  EXPECT_EQ(decode_minutiae_record(exact).value(), want);
}

TEST(MinutiaeRecord, LengthsThatAreOffByALittleAreTolerated) {
  const auto plain = by_hand();
  EXPECT_EQ(decode_minutiae_record(with_extended("00060001000401")).value().minutiae, plain.minutiae) << "a byte short";
  auto uncounted = plain;
  uncounted.extended.others = {{0x0221, {1, 2, 3}}};
  EXPECT_EQ(decode_minutiae_record(with_extended("000702210003010203")).value(), uncounted)
      << "a block that does not count its own header";
  auto late = base::from_hex(kByHand).value();
  late[11] -= 1;
  EXPECT_EQ(decode_minutiae_record(late).value(), plain);
}

TEST(MinutiaeRecord, SaysWhyItCannotBeRead) {
  const auto good = base::from_hex(kByHand).value();
  EXPECT_EQ(decode_minutiae_record({}).error(), RecordError::NotARecord);
  EXPECT_EQ(decode_minutiae_record(base::bytes_of("GIF89a")).error(), RecordError::NotARecord);
  auto newer = good;
  newer[5] = '3';  // " 30": no edition has this
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

MinutiaeRecord any_record() {
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
  record.view = *rc::gen::inRange<std::uint8_t>(0, 16);
  record.impression = *rc::gen::inRange<std::uint8_t>(0, 16);
  auto& e = record.extended;
  const auto byte = rc::gen::arbitrary<std::uint8_t>();
  for (int i = *rc::gen::inRange(0, 20); i > 0; --i) e.ridge_counts.push_back({*byte, *byte, *byte});
  if (!e.ridge_counts.empty()) e.ridge_count_method = RidgeCountMethod(*rc::gen::inRange(0, 3));
  const bool angles = *rc::gen::arbitrary<bool>();
  const auto points = [&](std::size_t full) {
    std::vector<SingularPoint> out;
    for (int i = *rc::gen::inRange(0, 16); i > 0; --i)
      out.push_back(
          {*rc::gen::inRange<std::uint16_t>(0, 16384), *rc::gen::inRange<std::uint16_t>(0, 16384),
           angles ? *rc::gen::container<std::vector<std::uint8_t>>(full, byte) : std::vector<std::uint8_t>{}});
    return out;
  };
  e.cores = points(1), e.deltas = points(3);
  for (int i = *rc::gen::inRange(0, 3); i > 0; --i)
    e.others.push_back(
        {*rc::gen::inRange<std::uint16_t>(3, 65535), *rc::gen::nonEmpty(rc::gen::container<base::Bytes>(byte))});
  return record;
}

RC_GTEST_PROP(MinutiaeRecord, ComesBackWholeInEveryFormat, ()) {
  const auto record = any_record();
  for (const auto format : {MinutiaeFormat::Iso2005, MinutiaeFormat::Iso2011}) {
    const auto file = decode_minutiae_file(encode_minutiae_record(record, format).value());
    RC_ASSERT(bool(file));
    RC_ASSERT(file->format == format);
    RC_ASSERT(file->views == std::vector{record});
  }
  for (const auto format : {MinutiaeFormat::Ansi2004, MinutiaeFormat::Ansi2009, MinutiaeFormat::Ansi2009Am1}) {
    const auto bytes = encode_minutiae_record(record, format).value();
    const auto file = decode_minutiae_file(bytes);
    RC_ASSERT(bool(file));
    RC_ASSERT(file->format == format);
    auto back = file->views.front();
    RC_ASSERT(encode_minutiae_record(back, format).value() == bytes);  // 2 degrees are not rounded twice
    for (std::size_t i = 0; i < back.minutiae.size(); ++i) {
      const auto turned = static_cast<std::int8_t>(back.minutiae[i].angle - record.minutiae[i].angle);
      RC_ASSERT(turned >= -1 && turned <= 1);
      back.minutiae[i].angle = record.minutiae[i].angle;
    }
    back.extended = record.extended;
    RC_ASSERT(back == record);
  }
}

RC_GTEST_PROP(MinutiaeRecord, SeveralViewsComeBack, ()) {
  std::vector<MinutiaeRecord> views{any_record()};
  for (int i = *rc::gen::inRange(0, 3); i > 0; --i) {
    auto next = any_record();
    next.width = views[0].width, next.height = views[0].height;
    next.x_per_cm = views[0].x_per_cm, next.y_per_cm = views[0].y_per_cm;
    views.push_back(next);
  }
  for (const auto format : {MinutiaeFormat::Iso2005, MinutiaeFormat::Iso2011})
    RC_ASSERT(decode_minutiae_file(encode_minutiae_records(views, format).value())->views == views);
  auto other = views;
  other.push_back(views[0]);
  other.back().width ^= 1;
  RC_ASSERT(encode_minutiae_records(other, MinutiaeFormat::Iso2005).error() == RecordError::TooMuch);
  RC_ASSERT(decode_minutiae_file(encode_minutiae_records(other, MinutiaeFormat::Iso2011).value())->views == other);
}

TEST(MinutiaeRecord, TheOtherFormatsAreWrittenAsTheirStandardsTabulateThem) {
  auto record = by_hand();
  record.minutiae.resize(1);
  const auto hex_of = [&](MinutiaeFormat format) { return base::hex(encode_minutiae_record(record, format).value()); };
  EXPECT_EQ(hex_of(MinutiaeFormat::Ansi2004),
            "464d5200"
            "20323000"
            "0026"  // magic, version, 38 bytes
            "00000000"
            "0000"  // product, device
            "0140"
            "0180"
            "00c5"
            "00c5"
            "01"
            "00"  // size, resolution, one view
            "07"
            "00"
            "56"
            "01"  // finger, view and impression, quality, one minutia
            "4064"
            "0032"
            "2d"
            "50"  // 64 / 256 of a turn: 45 times 2 degrees
            "0000");
  EXPECT_EQ(hex_of(MinutiaeFormat::Ansi2009),
            "464d5200"
            "30333000"
            "0000002e"
            "00000000"
            "00"
            "0000"
            "01"
            "00"
            "07"
            "00"
            "00"
            "56"
            "0000"
            "0000"
            "0140"
            "0180"
            "00c5"
            "00c5"
            "01"
            "4064"
            "0032"
            "2d"
            "50"
            "0000");
  EXPECT_EQ(hex_of(MinutiaeFormat::Ansi2009Am1).substr(8, 8), "30333500");
  EXPECT_EQ(hex_of(MinutiaeFormat::Iso2011),
            "464d5200"
            "30333000"
            "0000003c"
            "0001"
            "00"  // 60 bytes, one view, no certificates
            "0000002d"
            "ffffffffffffffffff"
            "00"
            "0000"
            "0000"
            "01"
            "56"
            "0000"
            "0000"  // one quality
            "07"
            "00"
            "00c5"
            "00c5"
            "00"
            "0140"
            "0180"
            "60"
            "01"
            "4064"
            "0032"
            "40"
            "50"
            "0000");
}

TEST(MinutiaeRecord, TheTwoByteDeviceOfTheDraftIsRead) {
  auto record = by_hand();
  auto bytes = encode_minutiae_record(record, MinutiaeFormat::Ansi2009).value();
  bytes.erase(bytes.begin() + 16);
  --bytes[11];
  const auto file = decode_minutiae_file(bytes);
  ASSERT_TRUE(file);
  EXPECT_EQ(file->views.front().minutiae.size(), 2u);
  EXPECT_EQ(file->views.front().width, 320);
}

TEST(MinutiaeRecord, EveryFormatRefusesCuts) {
  for (const auto format : {MinutiaeFormat::Iso2005, MinutiaeFormat::Iso2011, MinutiaeFormat::Ansi2004,
                            MinutiaeFormat::Ansi2009, MinutiaeFormat::Ansi2009Am1}) {
    const auto good = encode_minutiae_record(by_hand(), format).value();
    for (std::size_t cut = 4; cut < good.size(); ++cut)
      EXPECT_FALSE(decode_minutiae_file(base::ByteView(good).first(cut))) << cut;
  }
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

TEST(CompactCard, IsSortedAsTheCardAsks) {
  MinutiaeRecord record{FingerPosition::RightThumb, 80, 400, 400, 100, 100, {}};
  record.minutiae = {{MinutiaType::Ending, 130, 110, 200, 40},
                     {MinutiaType::Ending, 110, 150, 100, 90},
                     {MinutiaType::Ending, 120, 100, 20, 60},
                     {MinutiaType::Ending, 124, 122, 60, 10}};
  using Key = CompactOrder::Key;
  const auto angles = [&](CompactOrder order) {
    std::vector<int> out;
    const auto card = decode_compact(encode_compact(record, 60, order), FingerPosition::Unknown, order);
    for (const auto& m : card->minutiae) {
      out.push_back(m.angle);
      EXPECT_EQ(m.quality == 0, order.key != Key::Quality);
    }
    return out;
  };
  EXPECT_EQ(angles({}), (std::vector{100, 20, 200, 60}));
  EXPECT_EQ(angles({Key::XThenY}), (std::vector{100, 20, 60, 200}));
  EXPECT_EQ(angles({Key::XThenY, true}), (std::vector{200, 60, 20, 100}));
  EXPECT_EQ(angles({Key::YThenX}), (std::vector{20, 200, 60, 100}));
  EXPECT_EQ(angles({Key::Angle}), (std::vector{20, 60, 100, 200}));
  EXPECT_EQ(angles({Key::Distance}).front(), 60) << "the one in the middle";
}

TEST(CompactCard, OddLengthsAreDamaged) {
  EXPECT_EQ(decode_compact(base::Bytes(7)).error(), RecordError::Damaged);
  EXPECT_EQ(decode_compact(base::Bytes(258)).error(), RecordError::Damaged);
  EXPECT_TRUE(decode_compact({}).value().minutiae.empty());
}

}  // namespace
}  // namespace ktpel::biometric
