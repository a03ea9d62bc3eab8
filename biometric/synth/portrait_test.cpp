// SPDX-License-Identifier: Apache-2.0
// Goal: portraits are the same everywhere, have the background of the rule and a face in the middle.
// Method: hashes of fixed seeds; colours at places that every portrait has.
#include "biometric/synth/portrait.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <sstream>

#include "base/digest.h"
#include "base/golden.h"
#include "biometric/synth/detail/canvas.h"

namespace ktpel::biometric {
namespace {

std::array<int, 3> pixel(const ColourImage& image, int x, int y) {
  const auto* p = image.rgb().data() + 3 * (static_cast<std::size_t>(y) * static_cast<std::size_t>(image.width()) +
                                            static_cast<std::size_t>(x));
  return {p[0], p[1], p[2]};
}

TEST(Portrait, TheSameSeedGivesTheSameBytesOnEveryMachine) {
  std::ostringstream out;
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    const auto image =
        draw_portrait(base::SeededRandom(seed), seed % 2 == 0, seed % 3 ? Background::Red : Background::Blue);
    out << seed << ' ' << base::sha256(image.rgb()).hex() << '\n';
  }
  EXPECT_TRUE(base::matches_golden(out.str(), "synth_portrait.txt"));
}

TEST(Portrait, TheBackgroundFollowsTheYearOfBirth) {
  EXPECT_EQ(background_of(1985), Background::Red);
  EXPECT_EQ(background_of(1990), Background::Blue);
  for (std::uint64_t seed = 0; seed < 12; ++seed)
    for (const bool female : {false, true}) {
      const auto red = draw_portrait(base::SeededRandom(seed), female, Background::Red);
      const auto blue = draw_portrait(base::SeededRandom(seed), female, Background::Blue);
      for (const auto& [x, y] : {std::pair{5, 5}, {474, 5}, {5, 300}, {474, 300}}) {
        const auto r = pixel(red, x, y), b = pixel(blue, x, y);
        EXPECT_TRUE(r[0] > 150 && r[1] < 100 && r[2] < 100) << seed;
        EXPECT_TRUE(b[2] > 130 && b[0] < 110) << seed;
      }
    }
}

TEST(Portrait, ThereIsAFaceInTheMiddleAndEverySitterIsAnother) {
  std::set<std::string> seen;
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const auto image = draw_portrait(base::SeededRandom(seed), seed % 2 == 0, Background::Blue);
    ASSERT_EQ(image.width(), 480);
    ASSERT_EQ(image.height(), 640);
    const auto cheek = pixel(image, 200, 305);
    EXPECT_TRUE(cheek[0] > cheek[1] && cheek[1] > cheek[2] && cheek[0] > 110) << seed;  // skin
    for (const int middle : {198, 282}) {                                               // an iris on each side
      int darkest = 255;
      for (int x = middle - 6; x <= middle + 6; ++x) darkest = std::min(darkest, pixel(image, x, 261)[0]);
      EXPECT_LT(darkest, cheek[0] / 2 + 10) << seed;
    }
    seen.insert(base::sha256(image.rgb()).hex());
  }
  EXPECT_EQ(seen.size(), 40u);
}

TEST(Canvas, CoverageIsTheAreaOfTheShape) {
  const auto sum = [](const Coverage& cover) {
    double all = 0;
    for (int y = 0; y < 100; ++y)
      for (int x = 0; x < 100; ++x) all += std::as_const(cover).at(x, y);
    return all;
  };
  EXPECT_NEAR(sum(Coverage::of({{10.25, 10.5}, {20.75, 10.5}, {20.75, 30}, {10.25, 30}}, 100, 100)), 10.5 * 19.5, 1e-3);
  EXPECT_NEAR(sum(Coverage::of({{10, 10}, {70, 10}, {10, 50}}, 100, 100)), 60 * 40 / 2., .5);
  const auto disc = Coverage::of(ellipse({50, 50}, 20, 20), 100, 100);
  EXPECT_NEAR(sum(disc), 3.14159 * 400, 6);
  auto soft = disc;
  soft.blur(4);
  EXPECT_NEAR(sum(soft), sum(disc), 1);
  EXPECT_NEAR(sum(Coverage::of({{-50, -50}, {150, -50}, {150, 150}, {-50, 150}}, 100, 100)), 10000, 1e-3);
  EXPECT_EQ(sum(Coverage::of({{-50, -50}, {-20, -50}, {-20, -10}}, 100, 100)), 0);
}

}  // namespace
}  // namespace ktpel::biometric
