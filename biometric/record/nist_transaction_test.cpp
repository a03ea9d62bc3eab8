// SPDX-License-Identifier: Apache-2.0
#include "biometric/record/nist_transaction.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>

// Goal: a transaction of ours is what ANSI/NIST-ITL 1-2011 tabulates, and a police file gives up its fields,
// pictures and minutiae, or a reason.
// Method: small files written out by hand, round trips, cuts and turned bytes.
namespace ktpel::biometric {
namespace {

const std::string kFs = "\x1c", kGs = "\x1d", kRs = "\x1e", kUs = "\x1f";

/// A tagged record of these fields ("003:text"), its length in front.
std::string tagged(const std::string& type, const std::vector<std::string>& fields) {
  std::string body;
  for (const auto& f : fields) body += kGs + type + "." + f;
  body += kFs;
  std::size_t length = type.size() + 5 + body.size() + 2;
  if (length > 99) ++length;
  return type + ".001:" + std::to_string(length) + body;
}

std::string first_record(const std::string& list) {
  return tagged("1", {"002:0500", "003:" + list, "004:TEST", "005:20260101", "007:A", "008:B", "009:C", "011:19.69",
                      "012:19.69"});
}

const NistEnvelope kEnvelope{"ENROL", "20260131", "PUSAT", "LOKET", "K1"};

GreyImage waves(int width = 120, int height = 100, double dpi = 500) {
  GreyImage image(width, height, Dpi(dpi));
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x)
      image.at(x, y) = static_cast<std::uint8_t>(128 + 60 * std::sin(x * .7) + 50 * std::cos(y * .5 + x * .1));
  return image;
}

base::Result<NistTransaction, RecordError> decode(const std::string& text) {
  return decode_transaction(base::bytes_of(text));
}

TEST(NistTransaction, FieldsSubfieldsAndItemsAreRead) {
  const auto file = first_record("1" + kUs + "1" + kRs + "2" + kUs + "00") +
                    tagged("2", {"002:00", "003:satu" + kUs + "dua" + kRs + "tiga", "105:"});
  const auto read = decode(file);
  ASSERT_TRUE(read);
  ASSERT_EQ(read->records.size(), 2u);
  EXPECT_EQ(read->records[0].text(4), "TEST");
  EXPECT_EQ(read->records[1].fields.size(), 2u);
  EXPECT_EQ(read->records[1].fields[0].subfields(), (std::vector<std::vector<std::string>>{{"satu", "dua"}, {"tiga"}}));
  EXPECT_EQ(base::text_of(encode_transaction(*read).value()), file);
}

TEST(NistTransaction, ABinaryFingerprintIsRead) {
  const auto record = base::from_hex(
                          "0000001a"
                          "03"
                          "01"
                          "02ffffffffff"
                          "00"
                          "0004"
                          "0002"
                          "00"
                          "0102030405060708")
                          .value();
  const auto read = decode(first_record("1" + kUs + "1" + kRs + "4" + kUs + "03") + base::text_of(record));
  ASSERT_TRUE(read);
  const auto view = finger_image_of(read->records[1]);
  ASSERT_TRUE(view);
  EXPECT_EQ(view->position, PrintPosition::RightIndex);
  EXPECT_EQ(view->impression, 1);
  EXPECT_EQ(view->width, 4);
  EXPECT_EQ(view->height, 2);
  EXPECT_EQ(view->dpi, 500);
  EXPECT_EQ(view->coding, ImageCoding::Raw);
  EXPECT_EQ(view->data.size(), 8u);
}

TEST(NistTransaction, SignaturesAndOpaqueRecordsAreRead) {
  const std::string signature = base::text_of(base::from_hex("0000000e"
                                                             "01"
                                                             "00"
                                                             "00"
                                                             "01"
                                                             "0008"
                                                             "0002"
                                                             "a55a")
                                                  .value());
  const std::string opaque = base::text_of(base::from_hex("00000007"
                                                          "02"
                                                          "beef")
                                               .value());
  const auto file =
      first_record("1" + kUs + "2" + kRs + "8" + kUs + "01" + kRs + "7" + kUs + "02") + signature + opaque;
  const auto read = decode(file);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->records[1].image->coding, ImageCoding::BitPacked);
  EXPECT_EQ(read->records[1].image->width, 8);
  EXPECT_EQ(base::hex(read->records[2].image->data), "beef");
  EXPECT_EQ(base::text_of(encode_transaction(*read).value()), file);
}

TEST(NistTransaction, OfficialMinutiaeAreRead) {
  const auto read = decode(first_record("1" + kUs + "1" + kRs + "9" + kUs + "01") +
                           tagged("9", {"002:01", "003:4", "004:U", "128:800", "129:768", "130:1", "131:500", "132:500",
                                        "134:07", "135:90" + kUs + "1" + kUs + "1", "136:2",
                                        "137:1" + kUs + "100" + kUs + "200" + kUs + "45" + kUs + "1" + kUs + "80" +
                                            kRs + "2" + kUs + "30" + kUs + "40" + kUs + "0" + kUs + "2" + kUs + "60",
                                        "138:0" + kUs + "0" + kUs + "0" + kRs + "1" + kUs + "2" + kUs + "7" + kRs +
                                            "1" + kUs + "255" + kUs + "15",
                                        "139:50" + kUs + "60" + kUs + "0"}));
  ASSERT_TRUE(read);
  const auto record = minutiae_of(read->records[1]);
  ASSERT_TRUE(record);
  EXPECT_EQ(record->position, FingerPosition::LeftIndex);
  EXPECT_EQ(record->x_per_cm, 197);
  EXPECT_EQ(record->quality, 90);
  ASSERT_EQ(record->minutiae.size(), 2u);
  EXPECT_EQ(record->minutiae[0], (RecordedMinutia{MinutiaType::Ending, 100, 200, 64, 80}));
  EXPECT_EQ(record->minutiae[1], (RecordedMinutia{MinutiaType::Bifurcation, 30, 40, 0, 60}));
  EXPECT_EQ(record->extended.ridge_counts, (std::vector<RidgeCount>{{0, 1, 7}}));
  EXPECT_EQ(record->extended.cores, (std::vector<SingularPoint>{{50, 60, {}}}));
}

TEST(NistTransaction, TheStandardsOwnMinutiaeAreRead) {
  const auto read = decode(first_record("1" + kUs + "1" + kRs + "9" + kUs + "01") +
                           tagged("9", {"002:01", "003:4", "004:S", "006:08", "010:2",
                                        "012:1" + kUs + "10002000090" + kUs + "63" + kUs + "A" + kRs + "2" + kUs +
                                            "20001000000" + kUs + "0" + kUs + "B"}));
  ASSERT_TRUE(read);
  const auto record = minutiae_of(read->records[1]);
  ASSERT_TRUE(record);
  EXPECT_EQ(record->position, FingerPosition::LeftMiddle);
  ASSERT_EQ(record->minutiae.size(), 2u);
  EXPECT_EQ(record->minutiae[0].x, 197) << "10 mm";
  EXPECT_EQ(record->minutiae[0].y, 0) << "the highest";
  EXPECT_EQ(record->minutiae[1].y, 197) << "10 mm below";
  EXPECT_EQ(record->minutiae[0].angle, 192) << "into the gap upwards: the ridge runs down";
  EXPECT_EQ(record->minutiae[0].quality, 100);
  EXPECT_EQ(minutiae_of(read->records[0]).error(), RecordError::Unsupported);
}

TEST(NistTransaction, PicturesComeBack) {
  const auto image = waves();
  std::vector<FingerImageView> views{view_of(image, PrintPosition::RightFour, ImageCoding::Raw),
                                     view_of(image, PrintPosition::LeftThumb, ImageCoding::Wsq),
                                     view_of(image, PrintPosition::BothThumbs, ImageCoding::Png)};
  views[1].impression = 2;
  for (const auto kind : {NistPictures::Type4, NistPictures::Type14}) {
    const auto bytes = encode_transaction(transaction_of(views, kEnvelope, kind).value()).value();
    const auto read = decode_transaction(bytes);
    ASSERT_TRUE(read);
    ASSERT_EQ(read->records.size(), 5u);
    EXPECT_EQ(read->records[0].text(3), "1" + kUs + "4" + kRs + "2" + kUs + "00" + kRs +
                                            (kind == NistPictures::Type4 ? "4" : "14") + kUs + "01" + kRs +
                                            (kind == NistPictures::Type4 ? "4" : "14") + kUs + "02" + kRs +
                                            (kind == NistPictures::Type4 ? "4" : "14") + kUs + "03");
    for (std::size_t i = 0; i < 3; ++i) {
      EXPECT_EQ(finger_image_of(read->records[i + 2]).value(), views[i]);
      EXPECT_TRUE(grey_of(finger_image_of(read->records[i + 2]).value()));
    }
    EXPECT_EQ(encode_transaction(*read).value(), bytes);
  }
}

TEST(NistTransaction, FineScansNeedTaggedRecords) {
  const std::vector views{view_of(waves(120, 100, 1000), PrintPosition::LeftThumb, ImageCoding::Raw)};
  EXPECT_EQ(transaction_of(views, kEnvelope, NistPictures::Type4).error(), RecordError::Unsupported);
  const auto read =
      decode_transaction(encode_transaction(transaction_of(views, kEnvelope, NistPictures::Type14).value()).value());
  EXPECT_EQ(finger_image_of(read->records[2])->dpi, 1000);
  EXPECT_EQ(transaction_of({}, kEnvelope, NistPictures::Type14).error(), RecordError::TooMuch);
}

TEST(NistTransaction, SaysWhyItCannotBeRead) {
  EXPECT_EQ(decode("").error(), RecordError::NotARecord);
  EXPECT_EQ(decode("GIF89a").error(), RecordError::NotARecord);
  EXPECT_EQ(decode("2.001:9").error(), RecordError::NotARecord);
  const auto good = encode_transaction(transaction_of({view_of(waves(), PrintPosition::LeftThumb, ImageCoding::Raw)},
                                                      kEnvelope, NistPictures::Type14)
                                           .value())
                        .value();
  for (std::size_t cut = 6; cut < good.size(); cut += cut < 400 ? 1 : 61)
    EXPECT_EQ(decode_transaction(base::ByteView(good).first(cut)).error(), RecordError::Damaged) << cut;
  EXPECT_EQ(decode(first_record("1" + kUs + "1" + kRs + "2" + kUs + "05") + tagged("2", {"002:04"})).error(),
            RecordError::Damaged)
      << "not the record that is listed";
  EXPECT_EQ(decode(first_record("2" + kUs + "1")).error(), RecordError::Damaged);
  EXPECT_EQ(decode(first_record("1" + kUs + "0")).value().records.size(), 1u);
  NistTransaction no_content;
  EXPECT_EQ(encode_transaction(no_content).error(), RecordError::TooMuch);
}

RC_GTEST_PROP(NistTransaction, ComesBackWhole, ()) {
  NistTransaction all;
  all.records.push_back({.type = 1, .fields = {{2, "0500"}, {3, ""}, {4, "X"}}});
  for (int i = *rc::gen::inRange(0, 6); i > 0; --i) {
    NistRecord record{.type = *rc::gen::element(2, 9, 10, 13, 14, 15, 17), .idc = *rc::gen::inRange(0, 100)};
    for (int k = *rc::gen::inRange(0, 5); k > 0; --k)
      record.fields.push_back(
          {*rc::gen::inRange(20, 998), *rc::gen::container<std::string>(rc::gen::inRange<char>(0x1e, 0x7f))});
    if (record.type > 9 && *rc::gen::arbitrary<bool>())
      record.image = NistImage{.data = *rc::gen::arbitrary<base::Bytes>()};
    all.records.push_back(record);
  }
  const auto back = decode_transaction(encode_transaction(all).value());
  RC_ASSERT(bool(back));
  all.records[0].fields[1].text = back->records[0].fields[1].text;  // the list is made anew
  RC_ASSERT(*back == all);
}

}  // namespace
}  // namespace ktpel::biometric
