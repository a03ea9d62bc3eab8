// SPDX-License-Identifier: Apache-2.0
#include "biometric/slap/slap.h"

#include <gtest/gtest.h>

#include "biometric/finger/extract.h"
#include "biometric/finger/match.h"
#include "biometric/slap/slap_test.h"

// Goal: each finger of a slap is found, named, and turned upright so that it matches the same finger pressed alone;
// a hand or a finger at the wrong place is noticed.
// Method: slaps composed of synthetic fingers, turned, with fingers missing, swapped and repeated.
namespace ktpel::biometric {
namespace {

using slaps::compose;
using slaps::left_four;
using slaps::right_four;
using slaps::thumbs;

constexpr double kDegree = 3.14159265358979 / 180;

std::vector<FingerPosition> positions_of(const Slap& slap) {
  std::vector<FingerPosition> out;
  for (const auto& f : slap.fingers) out.push_back(f.position);
  return out;
}

double score_against_alone(const SlapFinger& finger, std::uint64_t person, FingerPosition position) {
  const auto cut = extract(finger.image);
  Conditions conditions;
  const auto alone = extract(impression(slaps::master(person, position), conditions, base::SeededRandom(999)).image);
  if (!cut || !alone) return -1;
  const auto score = match(Probe(*alone), Candidate(*cut));
  return score ? score->get() : -1;
}

TEST(Slap, FindsTheFingersOfBothHandsAtAnyTurn) {
  for (const double turn : {-30.0, -12.0, 0.0, 8.0, 25.0}) {
    const auto right = split_slap(compose(1, right_four(), {.turn_rad = turn * kDegree}), PrintPosition::RightFour);
    ASSERT_TRUE(right) << turn << ": " << static_cast<int>(right.error());
    EXPECT_EQ(positions_of(*right), right_four());
    EXPECT_EQ(right->looks_like, Hand::Right) << turn;
    for (const auto& f : right->fingers) {
      EXPECT_NEAR(f.rotation_rad / kDegree, turn, 10);
      EXPECT_NEAR(f.width_px, 260, 90);
    }
    const auto left = split_slap(compose(1, left_four(), {.turn_rad = turn * kDegree}), PrintPosition::LeftFour);
    ASSERT_TRUE(left) << turn;
    EXPECT_EQ(positions_of(*left), left_four());
    EXPECT_EQ(left->looks_like, Hand::Left) << turn;
  }
}

TEST(Slap, ACutFingerMatchesTheSameFingerAlone) {
  const auto slap = split_slap(compose(1, right_four(), {.turn_rad = 15 * kDegree}), PrintPosition::RightFour);
  ASSERT_TRUE(slap);
  for (const auto& f : slap->fingers) {
    EXPECT_GT(score_against_alone(f, 1, f.position), kDefaultThreshold.get()) << static_cast<int>(f.position);
    const auto other =
        f.position == FingerPosition::RightIndex ? FingerPosition::RightRing : FingerPosition::RightIndex;
    EXPECT_LT(score_against_alone(f, 1, other), kDefaultThreshold.get());
  }
}

TEST(Slap, ThumbsLieLeftAndRight) {
  const auto slap =
      split_slap(compose(1, thumbs(), {.turn_rad = -5 * kDegree, .gap_px = 150}), PrintPosition::BothThumbs);
  ASSERT_TRUE(slap);
  EXPECT_EQ(positions_of(*slap), thumbs());
  EXPECT_LT(slap->fingers[0].x_px, slap->fingers[1].x_px);
}

TEST(Slap, FingersThatNearlyTouchAreTold) {
  const auto slap =
      split_slap(compose(2, right_four(), {.turn_rad = 6 * kDegree, .gap_px = -20}), PrintPosition::RightFour);
  ASSERT_TRUE(slap);
  EXPECT_EQ(positions_of(*slap), right_four());
}

// As on cards in use: fingers pressed down one by one, two cut by the upper border, joints below the tips.
slaps::Layout on_card(std::vector<int> below) {
  return {.gap_px = 70, .below = std::move(below), .top = -60, .joints = true};
}

TEST(Slap, AnInkedCardIsSplitIntoItsFingers) {
  auto right = compose(1, right_four(), on_card({480, 20, 0, 420}));
  slaps::print_card(right, 5, 330, 760);
  auto left = compose(1, left_four(), on_card({420, 60, 0, 140}));
  slaps::print_card(left, 6, 1400, 700);
  for (const bool is_right : {true, false}) {
    const auto places = is_right ? right_four() : left_four();
    const auto slap =
        split_slap(is_right ? right : left, is_right ? PrintPosition::RightFour : PrintPosition::LeftFour);
    ASSERT_TRUE(slap) << is_right << ": " << static_cast<int>(slap.error());
    ASSERT_EQ(positions_of(*slap), places);
    for (std::size_t i = 0; i < places.size(); ++i)
      for (std::size_t j = 0; j < places.size(); ++j) {
        const double score = score_against_alone(slap->fingers[i], 1, places[j]);
        EXPECT_EQ(score > kDefaultThreshold.get(), i == j)
            << static_cast<int>(places[i]) << " against " << static_cast<int>(places[j]) << ": " << score;
      }
    EXPECT_EQ(check_sequence({*slap}), std::vector<SequenceFault>{}) << is_right;
  }
}

TEST(Slap, AMissingFingerOfAnInkedCardIsNotMadeUp) {
  auto card = compose(
      1, left_four(),
      {.gap_px = 70, .missing = {FingerPosition::LeftRing}, .below = {420, 60, 0, 140}, .top = -60, .joints = false});
  slaps::print_card(card, 7, 1400, 700);
  EXPECT_EQ(split_slap(card, PrintPosition::LeftFour).error(), SlapError::TooFewFingers);
  const auto slap = split_slap(card, PrintPosition::LeftFour, {FingerPosition::LeftRing});
  ASSERT_TRUE(slap) << static_cast<int>(slap.error());
  for (const auto& f : slap->fingers)
    EXPECT_GT(score_against_alone(f, 1, f.position), kDefaultThreshold.get()) << static_cast<int>(f.position);
}

TEST(Slap, FingersSetDownOneByOneDoNotTellTheHand) {
  for (const std::vector<int>& below :
       {std::vector{400, 0, 0, 320}, {300, 0, 20, 0}, {0, 0, 0, 0}, {0, 200, 200, 400}}) {
    const auto slap = split_slap(compose(1, right_four(), {.below = below}), PrintPosition::RightFour);
    ASSERT_TRUE(slap) << below[0];
    EXPECT_EQ(slap->looks_like, std::nullopt) << below[0] << " " << below[3];
  }
}

TEST(Slap, MissingFingersAreStated) {
  const std::vector missing{FingerPosition::RightMiddle};
  const auto image = compose(1, right_four(), {.missing = missing});
  EXPECT_EQ(split_slap(image, PrintPosition::RightFour).error(), SlapError::TooFewFingers);
  const auto slap = split_slap(image, PrintPosition::RightFour, missing);
  ASSERT_TRUE(slap);
  EXPECT_EQ(positions_of(*slap),
            (std::vector{FingerPosition::RightIndex, FingerPosition::RightRing, FingerPosition::RightLittle}));
  EXPECT_EQ(split_slap(compose(1, right_four()), PrintPosition::RightFour, missing).error(), SlapError::TooManyFingers);
}

TEST(Slap, WhatIsNoSlapIsSaidSo) {
  EXPECT_EQ(split_slap(GreyImage(1600, 1000, Dpi(500)), PrintPosition::RightFour).error(), SlapError::Empty);
  EXPECT_EQ(split_slap(compose(1, thumbs()), PrintPosition::LeftIndex).error(), SlapError::WrongKind);
  base::SeededRandom random(4);
  GreyImage dust(1600, 1000, Dpi(500), 240);
  for (int i = 0; i < 3000; ++i)
    dust.at(static_cast<int>(random.below(1600)), static_cast<int>(random.below(1000))) = 120;
  EXPECT_EQ(split_slap(dust, PrintPosition::RightFour).error(), SlapError::Empty);
  EXPECT_EQ(split_slap(GreyImage(3, 2, Dpi(500), 9), PrintPosition::RightFour).error(), SlapError::Empty);
}

TEST(Sequence, AProperCaptureHasNoFault) {
  const std::vector all{split_slap(compose(1, right_four()), PrintPosition::RightFour).value(),
                        split_slap(compose(1, left_four()), PrintPosition::LeftFour).value(),
                        split_slap(compose(1, thumbs(), {.gap_px = 150}), PrintPosition::BothThumbs).value()};
  EXPECT_EQ(check_sequence(all), std::vector<SequenceFault>{});
}

TEST(Sequence, TheWrongHandIsNoticed) {
  const auto swapped = split_slap(compose(1, left_four()), PrintPosition::RightFour);
  ASSERT_TRUE(swapped);
  EXPECT_EQ(check_sequence({*swapped}),
            (std::vector<SequenceFault>{{SequenceFault::Kind::HandSwapped, FingerPosition::RightIndex, std::nullopt}}));
}

TEST(Sequence, AFingerShownTwiceIsNoticed) {
  auto fingers = right_four();
  fingers[2] = fingers[1];  // the middle finger where the ring finger should lie
  const auto right = split_slap(compose(1, right_four()), PrintPosition::RightFour).value();
  const auto again = split_slap(compose(1, right_four(), {.press = 2}), PrintPosition::LeftFour).value();
  const auto faults = check_sequence({right, again});
  int twice = 0;
  for (const auto& f : faults) twice += f.kind == SequenceFault::Kind::FingerTwice;
  EXPECT_EQ(twice, 4) << "the right hand pressed in place of the left";
  const auto doubled = split_slap(compose(1, fingers), PrintPosition::RightFour).value();
  const SequenceFault wanted{SequenceFault::Kind::FingerTwice, FingerPosition::RightMiddle, FingerPosition::RightRing};
  const auto found = check_sequence({doubled});
  EXPECT_NE(std::find(found.begin(), found.end(), wanted), found.end());
}

}  // namespace
}  // namespace ktpel::biometric
