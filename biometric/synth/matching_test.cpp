// SPDX-License-Identifier: Apache-2.0
// Goal: synthetic fingers behave like fingers for the extractor and the matcher, and the true minutiae are
//   what an extractor should find.
// Method: 20 fingers x 2 presses, all pairs, at the counter's threshold; recall and precision against the truth.
#include <gtest/gtest.h>

#include <cmath>

#include "biometric/finger/extract.h"
#include "biometric/finger/match.h"
#include "biometric/synth/finger.h"

namespace ktpel::biometric {
namespace {

struct Pressed {
  FingerTemplate found;
  std::vector<TrueMinutia> truth;
};

const std::vector<Pressed>& presses() {  // two of each finger, one after the other
  static const std::vector<Pressed> all = [] {
    std::vector<Pressed> made;
    for (const std::uint64_t person : {9903, 9904})
      for (int finger = 1; finger <= 10; ++finger) {
        const auto master = PersonFingers::grow(person, FingerNumber(finger));
        for (std::uint64_t press = 0; press < 2; ++press) {
          auto one = impression(master, {},
                                base::SeededRandom(person * 100 + press).branch(static_cast<std::uint64_t>(finger)));
          auto found = extract(one.image);
          base::check(bool(found), "a synthetic impression without minutiae");
          made.push_back({std::move(found).value(), std::move(one.minutiae)});
        }
      }
    return made;
  }();
  return all;
}

TEST(Matching, TheSameFingerMatchesAndAnotherDoesNot) {
  int missed = 0, wrong = 0;
  for (std::size_t a = 0; a < presses().size(); ++a) {
    const Probe probe(presses()[a].found);
    for (std::size_t b = a + 1; b < presses().size(); ++b) {
      const auto score = match(probe, Candidate(presses()[b].found));
      ASSERT_TRUE(score);
      const bool same = a / 2 == b / 2, matched = *score >= kDefaultThreshold;
      missed += same && !matched;
      wrong += !same && matched;
    }
  }
  EXPECT_EQ(missed, 0);  // of 20
  EXPECT_LE(wrong, 1);   // of 760; the threshold stands for one in ten thousand
}

bool same_place(const TemplateMinutia& found, const TrueMinutia& truth) {
  constexpr double kTurn = 2 * 3.14159265358979323846;
  const double dx = found.x - truth.x_px, dy = found.y - truth.y_px;
  return dx * dx + dy * dy < 8 * 8 &&
         std::abs(std::remainder(found.direction / 256. * kTurn - truth.angle_rad, kTurn)) < .5;
}

TEST(Matching, TheExtractorFindsTheTrueMinutiae) {
  double truths = 0, recalled = 0, found = 0, right = 0;
  for (const auto& press : presses()) {
    for (const auto& t : press.truth) {
      bool hit = false;
      for (const auto& f : press.found.minutiae) hit |= same_place(f, t);
      recalled += hit;
      ++truths;
    }
    for (const auto& f : press.found.minutiae) {
      bool hit = false;
      for (const auto& t : press.truth) hit |= same_place(f, t);
      right += hit;
      ++found;
    }
  }
  RecordProperty("recall", std::to_string(recalled / truths));
  RecordProperty("precision", std::to_string(right / found));
  EXPECT_GT(recalled / truths, .85) << "of " << truths;
  EXPECT_GT(right / found, .8) << "of " << found;
}

}  // namespace
}  // namespace ktpel::biometric
