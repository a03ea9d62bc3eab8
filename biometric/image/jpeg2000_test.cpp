// SPDX-License-Identifier: Apache-2.0
#include "biometric/image/jpeg2000.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/random.h"

// Goal: a portrait fits on the card as large as it may be, and a hostile file costs neither memory nor the program.
// Method: a drawn head at several sizes; every cut and many turned bytes of a file.
namespace ktpel::biometric {
namespace {

/// An oval with light from one side on an even ground: drawn, nobody's face.
ColourImage drawn(int width, int height) {
  std::vector<std::uint8_t> rgb;
  base::SeededRandom random(1);
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) {
      const double dx = (x - width * 0.5) / (width * 0.3), dy = (y - height * 0.5) / (height * 0.4);
      const bool head = dx * dx + dy * dy < 1;
      const double light = head ? 150 + 60 * dx + 10 * std::sin(12 * dy) + random.normal() * 3 : 0;
      for (const double share : {1.0, 0.8, 0.65})
        rgb.push_back(
            static_cast<std::uint8_t>(std::clamp(head ? light * share : (share == 1.0 ? 180.0 : 30.0), 0.0, 255.0)));
    }
  return {width, height, std::move(rgb)};
}
double psnr(const ColourImage& a, const ColourImage& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.rgb().size(); ++i) sum += std::pow(double{a.rgb()[i] * 1.0} - b.rgb()[i], 2);
  return 10 * std::log10(255.0 * 255.0 * static_cast<double>(a.rgb().size()) / std::max(sum, 1e-9));
}

TEST(Jpeg2000, FillsWhatItMayAndNoMore) {
  const auto face = drawn(240, 320);
  double last = 0;
  for (const std::size_t limit : {1000u, 2000u, 3300u, 12000u}) {
    const auto file = encode_jp2(face, limit);
    EXPECT_LE(file.size(), limit);
    EXPECT_GE(file.size(), limit * 9 / 10) << limit;
    const auto back = decode_jp2(file);
    ASSERT_TRUE(back);
    EXPECT_EQ(back->width(), 240);
    EXPECT_EQ(back->height(), 320);
    const double quality = psnr(face, *back);
    EXPECT_GT(quality, last);
    last = quality;
  }
  EXPECT_GT(last, 30);
}
TEST(Jpeg2000, TakesImagesOfEveryShape) {
  for (const auto& [w, h] : {std::pair{1, 1}, {1, 200}, {33, 7}, {641, 479}}) {
    const auto file = encode_jp2(drawn(w, h), 3000);
    EXPECT_LE(file.size(), 3000u);
    const auto back = decode_jp2(file);
    ASSERT_TRUE(back) << w << "x" << h;
    EXPECT_EQ(back->width(), w);
    EXPECT_EQ(back->height(), h);
  }
}
TEST(Jpeg2000, RefusesBeforeItAllocates) {
  const auto file = encode_jp2(drawn(240, 320), 3000);
  EXPECT_EQ(decode_jp2(file, {1000, 2000}).error(), Jpeg2000Error::TooLarge);
  EXPECT_EQ(decode_jp2(file, {1 << 20, 319}).error(), Jpeg2000Error::TooLarge);
  // the size in the SIZ marker (FF51, length 2, capabilities 2, then width) claims 4 billion pixels a side
  auto huge = file;
  for (std::size_t i = 0; i + 14 < huge.size(); ++i)
    if (huge[i] == 0xff && huge[i + 1] == 0x51) {
      std::fill_n(huge.begin() + static_cast<std::ptrdiff_t>(i) + 6, 8, 0x7f);
      break;
    }
  EXPECT_FALSE(decode_jp2(huge));
  EXPECT_EQ(decode_jp2({}).error(), Jpeg2000Error::Malformed);
  EXPECT_EQ(decode_jp2(base::ByteView(file).subspan(1)).error(), Jpeg2000Error::Malformed);
}
TEST(Jpeg2000, CutsAreRefusedAndTurnedBytesDoNoHarm) {
  const auto file = encode_jp2(drawn(120, 160), 1500);
  for (std::size_t n = 0; n < file.size() - 2; n += 7) EXPECT_FALSE(decode_jp2({file.data(), n})) << n;
  base::SeededRandom random(5);
  for (int i = 0; i < 300; ++i) {
    auto bad = file;
    bad[random.below(bad.size())] = static_cast<std::uint8_t>(random.next());
    const auto out = decode_jp2(bad);
    if (out) {
      EXPECT_LE(out->width(), 2000);
    }
  }
}

}  // namespace
}  // namespace ktpel::biometric
