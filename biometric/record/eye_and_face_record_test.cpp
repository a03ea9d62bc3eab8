// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "biometric/record/face_image_record.h"
#include "biometric/record/iris_image_record.h"

// Goal: eyes and faces survive their records, and no cut or changed record is taken for a sound one. Method: offsets
// counted by hand from the tables of ISO/IEC 19794-6:2011 and 19794-5:2011, round trips, a cut at every byte.
namespace ktpel::biometric {
namespace {

GreyImage eye() {
  GreyImage out(200, 120, kEyeDpi);
  for (int y = 0; y < 120; ++y)
    for (int x = 0; x < 200; ++x) out.at(x, y) = static_cast<std::uint8_t>(x ^ y);
  return out;
}

TEST(IrisImageRecord, HasItsFieldsWhereTheStandardPutsThem) {
  auto view = view_of(eye(), Eye::Left);
  view.quality = 77;
  const auto bytes = encode_iris_images({view}).value();
  EXPECT_EQ(base::text_of(base::ByteView(bytes).first(8)), std::string("IIR\000020\0", 8));
  EXPECT_EQ(base::hex(base::ByteView(bytes).subspan(12, 4)), "00010001");  // one view, no certificates, one eye
  EXPECT_EQ(bytes[16 + 4 + 9 + 5], 1);                                     // one quality block
  EXPECT_EQ(bytes[16 + 4 + 9 + 5 + 1], 77);
  const std::size_t picture = 16 + 4 + 9 + 5 + 1 + 5 + 2;
  EXPECT_EQ(base::hex(base::ByteView(bytes).subspan(picture, 9)), "02010e0500c8007808");
  EXPECT_EQ(bytes.size(), picture + 27 + 4 + view.data.size());
}
TEST(IrisImageRecord, ComesBack) {
  auto left = view_of(eye(), Eye::Left);
  left.quality = 100;
  const auto right = IrisImageView{Eye::Right, {}, 200, 120, ImageCoding::Raw, eye().pixels()};
  const auto bytes = encode_iris_images({left, right}).value();
  EXPECT_EQ(decode_iris_images(bytes).value(), (std::vector{left, right}));
  EXPECT_EQ(grey_of(left)->pixels(), eye().pixels());
  EXPECT_EQ(grey_of(right)->pixels(), eye().pixels());
}
TEST(IrisImageRecord, CutOrContradictingIsNotTaken) {
  const auto bytes = encode_iris_images({view_of(eye(), Eye::Left)}).value();
  for (std::size_t n = 0; n < bytes.size(); ++n) EXPECT_FALSE(decode_iris_images(base::ByteView(bytes).first(n))) << n;
  auto longer = bytes;
  longer.push_back(0);
  EXPECT_EQ(decode_iris_images(longer).error(), RecordError::Damaged);
  auto wide = view_of(eye(), Eye::Left);
  wide.width = 201;
  EXPECT_EQ(grey_of(wide).error(), ImageError::Damaged);
  EXPECT_EQ(encode_iris_images({}).error(), RecordError::TooMuch);
  wide.coding = ImageCoding::Wsq;
  EXPECT_EQ(encode_iris_images({wide}).error(), RecordError::Unsupported);
}

FaceImageView face() {
  const ColourImage image(30, 40, std::vector<std::uint8_t>(30 * 40 * 3, 90));
  return {std::uint8_t{61}, 30, 40, ImageCoding::Png, encode_png(image)};
}
TEST(FaceImageRecord, HasItsFieldsWhereTheStandardPutsThem) {
  const auto bytes = encode_face_images({face()}).value();
  EXPECT_EQ(base::text_of(base::ByteView(bytes).first(8)), std::string("FAC\000030\0", 8));
  EXPECT_EQ(base::hex(base::ByteView(bytes).subspan(12, 5)), "0001000000");
  EXPECT_EQ(bytes[17 + 4 + 9 + 5 + 1], 61);
  const std::size_t picture = 17 + 4 + 9 + 5 + 1 + 5 + 17;
  EXPECT_EQ(base::hex(base::ByteView(bytes).subspan(picture, 6)), "0103001e0028");
  EXPECT_EQ(bytes.size(), picture + 11 + 4 + face().data.size());
}
TEST(FaceImageRecord, ComesBackAndLandmarksAreSkipped) {
  const auto bytes = encode_face_images({face(), face()}).value();
  EXPECT_EQ(decode_face_images(bytes).value(), (std::vector{face(), face()}));
  EXPECT_EQ(colour_of(face())->width(), 30);
  auto marked = encode_face_images({face()}).value();
  const std::size_t facial = 17 + 4 + 9 + 5 + 1 + 5;
  marked[facial + 1] = 2;
  marked.insert(marked.begin() + static_cast<std::ptrdiff_t>(facial + 17), 16, 0xaa);
  for (const std::size_t at : {std::size_t{8}, std::size_t{17}}) {  // both lengths
    const auto old = static_cast<std::uint32_t>(marked[at + 2] << 8 | marked[at + 3]) + 16;
    marked[at + 2] = static_cast<std::uint8_t>(old >> 8), marked[at + 3] = static_cast<std::uint8_t>(old);
  }
  EXPECT_EQ(decode_face_images(marked).value(), std::vector{face()});
}
TEST(FaceImageRecord, CutOrContradictingIsNotTaken) {
  const auto bytes = encode_face_images({face()}).value();
  for (std::size_t n = 0; n < bytes.size(); ++n) EXPECT_FALSE(decode_face_images(base::ByteView(bytes).first(n))) << n;
  auto tall = face();
  tall.height = 39;
  EXPECT_EQ(colour_of(tall).error(), ImageError::Damaged);
  tall.coding = ImageCoding::Raw;
  EXPECT_EQ(encode_face_images({tall}).error(), RecordError::Unsupported);
}

}  // namespace
}  // namespace ktpel::biometric
