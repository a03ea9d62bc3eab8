// SPDX-License-Identifier: Apache-2.0
#include "biometric/record/finger_image_record.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>

#include "biometric/image/wsq.h"

// Goal: an image record of ours is what ISO/IEC 19794-4 tabulates, and any record gives its pictures or a reason.
// Method: one record of each edition written out by hand, round trips, cuts.
namespace ktpel::biometric {
namespace {

GreyImage waves(int width = 120, int height = 100, double dpi = 500) {
  GreyImage image(width, height, Dpi(dpi));
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x)
      image.at(x, y) = static_cast<std::uint8_t>(128 + 60 * std::sin(x * .7) + 50 * std::cos(y * .5 + x * .1));
  return image;
}

FingerImageView tiny() {
  return {.position = PrintPosition::RightIndex,
          .impression = 0,
          .quality = 80,
          .width = 2,
          .height = 1,
          .dpi = 500,
          .depth = 8,
          .coding = ImageCoding::Raw,
          .data = {0x12, 0x34}};
}

TEST(FingerImageRecord, IsWrittenAsTheStandardTabulatesIt) {
  EXPECT_EQ(base::hex(encode_finger_images({tiny()}, FingerImageFormat::Iso2005).value()),
            "46495200"
            "30313000"
            "000000000030"  // magic, version, 48 bytes
            "0000"
            "001e"
            "01"
            "01"  // device, level 30, one view, pixels an inch
            "01f4"
            "01f4"
            "01f4"
            "01f4"
            "08"
            "00"
            "0000"
            "00000010"
            "02"
            "01"
            "01"
            "50"
            "00"
            "0002"
            "0001"
            "00"
            "1234");
  EXPECT_EQ(base::hex(encode_finger_images({tiny()}, FingerImageFormat::Iso2011).value()),
            "46495200"
            "30323000"
            "00000040"
            "0001"
            "00"
            "01"
            "00000030"
            "ffffffffffffffffff"
            "00"
            "0000"
            "0000"
            "01"
            "50"
            "0000"
            "0000"
            "02"
            "00"
            "01"
            "01f4"
            "01f4"
            "01f4"
            "01f4"
            "08"
            "00"
            "00"
            "0002"
            "0001"
            "00000002"
            "1234");
}

TEST(FingerImageRecord, GivesItsPicture) {
  const auto image = waves();
  for (const auto coding : {ImageCoding::Raw, ImageCoding::Png, ImageCoding::Wsq})
    for (const auto format : {FingerImageFormat::Iso2005, FingerImageFormat::Iso2011}) {
      const auto view = view_of(image, PrintPosition::LeftRing, coding);
      const auto file = decode_finger_images(encode_finger_images({view}, format).value());
      ASSERT_TRUE(file);
      EXPECT_EQ(file->format, format);
      ASSERT_EQ(file->views.size(), 1u);
      EXPECT_EQ(file->views[0], view);
      const auto back = grey_of(file->views[0]);
      ASSERT_TRUE(back);
      EXPECT_EQ(back->dpi(), Dpi(500));
      if (coding != ImageCoding::Wsq) {
        EXPECT_EQ(back->pixels(), image.pixels());
      }
    }
}

TEST(FingerImageRecord, CountsInCentimetresAndPackedBitsAreRead) {
  auto bytes = encode_finger_images({tiny()}, FingerImageFormat::Iso2005).value();
  bytes[19] = 2;  // pixels a centimetre
  bytes[24] = 0, bytes[25] = 197;
  EXPECT_NEAR(decode_finger_images(bytes)->views[0].dpi, 500.38, 0.01);
  FingerImageView bits{
      .width = 100, .height = 96, .depth = 1, .coding = ImageCoding::BitPacked, .data = base::Bytes(13 * 96, 0xa5)};
  const auto image = grey_of(bits);
  ASSERT_TRUE(image);
  EXPECT_EQ(image->at(0, 5), 255);
  EXPECT_EQ(image->at(1, 5), 0);
  EXPECT_EQ(image->at(95, 5), 255);
}

TEST(FingerImageRecord, APictureThatContradictsItsRecordIsDamaged) {
  auto view = view_of(waves(), PrintPosition::LeftRing, ImageCoding::Png);
  view.width = 121;
  EXPECT_EQ(grey_of(view).error(), ImageError::Damaged);
  view = view_of(waves(), PrintPosition::LeftRing, ImageCoding::Raw);
  view.data.pop_back();
  EXPECT_EQ(grey_of(view).error(), ImageError::Damaged);
  view.dpi = 72;
  EXPECT_EQ(grey_of(view).error(), ImageError::NoResolution);
}

TEST(FingerImageRecord, SaysWhyItCannotBeReadOrWritten) {
  for (const auto format : {FingerImageFormat::Iso2005, FingerImageFormat::Iso2011}) {
    const auto good = encode_finger_images({tiny(), tiny()}, format).value();
    for (std::size_t cut = 4; cut < good.size(); ++cut)
      EXPECT_EQ(decode_finger_images(base::ByteView(good).first(cut)).error(), RecordError::Damaged) << cut;
    EXPECT_EQ(encode_finger_images({}, format).error(), RecordError::TooMuch);
    auto lossless = tiny();
    lossless.coding = ImageCoding::JpegLossless;
    EXPECT_EQ(encode_finger_images({lossless}, format).error(), RecordError::Unsupported);
    auto wide = tiny();
    wide.width = 70000;
    EXPECT_EQ(encode_finger_images({wide}, format).error(), RecordError::TooMuch);
  }
  auto fine = tiny();
  fine.dpi = 1000;
  EXPECT_EQ(encode_finger_images({tiny(), fine}, FingerImageFormat::Iso2005).error(), RecordError::TooMuch);
  EXPECT_TRUE(encode_finger_images({tiny(), fine}, FingerImageFormat::Iso2011));
  EXPECT_EQ(decode_finger_images({}).error(), RecordError::NotARecord);
  EXPECT_EQ(decode_finger_images(base::from_hex("4649520030343000").value()).error(), RecordError::Unsupported);
}

RC_GTEST_PROP(FingerImageRecord, ComesBackWhole, ()) {
  std::vector<FingerImageView> views;
  const int depth = *rc::gen::inRange(1, 17);
  const auto coding = *rc::gen::element(ImageCoding::Raw, ImageCoding::Wsq, ImageCoding::Jpeg2000, ImageCoding::Png);
  for (int i = *rc::gen::inRange(1, 15); i > 0; --i) {
    FingerImageView view;
    view.position = PrintPosition(*rc::gen::inRange(0, 16));
    view.impression = *rc::gen::arbitrary<std::uint8_t>();
    if (*rc::gen::arbitrary<bool>()) view.quality = *rc::gen::inRange<std::uint8_t>(0, 101);
    view.width = *rc::gen::inRange(1, 65536), view.height = *rc::gen::inRange(1, 65536);
    view.depth = depth, view.coding = coding;
    view.data = *rc::gen::arbitrary<base::Bytes>();
    views.push_back(view);
  }
  for (const auto format : {FingerImageFormat::Iso2005, FingerImageFormat::Iso2011}) {
    const auto file = decode_finger_images(encode_finger_images(views, format).value());
    RC_ASSERT(bool(file));
    RC_ASSERT(file->views == views);
  }
}

}  // namespace
}  // namespace ktpel::biometric
