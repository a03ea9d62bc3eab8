// SPDX-License-Identifier: Apache-2.0
// Goal: signatures are what a pad could have sampled, and the same everywhere.
// Method: properties over random seeds and names of any bytes; hashes of fixed seeds.
#include "biometric/synth/signature.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <sstream>
#include <string>

#include "base/digest.h"
#include "base/golden.h"

namespace ktpel::biometric {
namespace {

RC_GTEST_PROP(Signature, IsWhatAPadCouldHaveSampled, (std::uint64_t seed, std::string name)) {
  const auto strokes = sign(base::SeededRandom(seed), name);
  RC_ASSERT(!strokes.empty());
  double t = -1;
  for (const auto& stroke : strokes) {
    RC_ASSERT(stroke.size() >= 2);
    for (const auto& p : stroke) {
      RC_ASSERT(p.t_ms > t);
      t = p.t_ms;
      RC_ASSERT(p.x_mm >= 0 && p.x_mm <= kPadWidthMm && p.y_mm >= 0 && p.y_mm <= kPadHeightMm);
      RC_ASSERT(p.pressure >= 0 && p.pressure <= 1);
    }
  }
  RC_ASSERT(t < 15000);  // nobody takes longer
}

TEST(Signature, TheSameSeedAndNameGiveTheSamePicture) {
  std::ostringstream out;
  for (const auto* name : {"Budi Santoso", "SITI", ""}) {
    const auto picture = draw_signature(sign(base::SeededRandom(5), name), 400, 150, Dpi(300));
    out << '[' << name << "] " << base::sha256(picture.pixels()).hex() << '\n';
  }
  EXPECT_TRUE(base::matches_golden(out.str(), "synth_signature.txt"));
}

TEST(Signature, AnotherPersonSignsOtherwise) {
  const auto a = draw_signature(sign(base::SeededRandom(1), "Wayan"), 200, 80, Dpi(300));
  const auto b = draw_signature(sign(base::SeededRandom(2), "Wayan"), 200, 80, Dpi(300));
  const auto c = draw_signature(sign(base::SeededRandom(1), "Dewi"), 200, 80, Dpi(300));
  EXPECT_NE(a.pixels(), b.pixels());
  EXPECT_NE(a.pixels(), c.pixels());
}

TEST(Signature, IsBlackOnWhiteInsideAMarginAndSmoothAtTheEdges) {
  const auto picture = draw_signature(sign(base::SeededRandom(3), "Kartika"), 400, 150, Dpi(300));
  int black = 0, grey = 0, white = 0;
  for (int y = 0; y < 150; ++y)
    for (int x = 0; x < 400; ++x) {
      const int v = picture.at(x, y);
      (v < 40 ? black : v > 215 ? white : grey)++;
      const bool margin = x < 10 || y < 4 || x >= 390 || y >= 146;
      EXPECT_TRUE(!margin || v == 255) << x << ' ' << y;
    }
  EXPECT_GT(black, 600);
  EXPECT_GT(grey, 200);
  EXPECT_GT(white, 45000);
}

TEST(Signature, NothingSignedIsWhite) {
  const auto empty = draw_signature({}, 40, 20, Dpi(300));
  EXPECT_TRUE(std::all_of(empty.pixels().begin(), empty.pixels().end(), [](auto v) { return v == 255; }));
  const auto dot = draw_signature({{{5, 5, .5, 0}, {5, 5, .5, 5}}}, 40, 20, Dpi(300));
  EXPECT_LT(dot.at(20, 10), 60);
}

}  // namespace
}  // namespace ktpel::biometric
