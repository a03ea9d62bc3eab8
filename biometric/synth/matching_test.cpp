// SPDX-License-Identifier: Apache-2.0
// Goal: synthetic fingers behave like fingers for the extractor and the matcher, and the true minutiae are
//   what an extractor should find. Attended presses are good; those of volunteers spread as FVC2002's do.
// Method: 20 fingers x 2 presses, all pairs, at the counter's threshold; recall and precision against the truth.
//   Quality and genuine scores of 20 other fingers x 5 presses in bands around those of the real sets.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>

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

struct Spread {
  std::vector<double> quality, genuine_db;
  int unread = 0;
};

/// Of the 5 presses each of 20 fingers of five persons, as FVC2002 took them: index and middle of both hands.
Spread spread_of(Care care, SensorKind sensor) {
  constexpr int kPersons = 5, kPresses = 5;
  static std::map<std::pair<int, int>, FingerMaster> masters;  // grown once
  Spread out;
  for (int p = 0; p < kPersons; ++p)
    for (const int number : {2, 3, 7, 8}) {
      const auto seed = static_cast<std::uint64_t>(9950 + p);
      const base::SeededRandom person(seed);
      const FingerNumber finger(number);
      auto master = masters.find({p, number});
      if (master == masters.end())
        master = masters.emplace(std::pair(p, number), PersonFingers::grow(seed, finger)).first;
      std::vector<FingerTemplate> read;
      for (int k = 0; k < kPresses; ++k) {
        const auto press = person.branch(static_cast<std::uint64_t>(number * 100 + k));
        auto found =
            extract(impression(master->second, press_conditions(care, sensor, person, finger, press), press).image);
        out.unread += !found;
        if (!found) continue;
        out.quality.push_back(quality(*found));
        const Candidate candidate(*found);
        for (const auto& earlier : read) {
          const auto score = match(Probe(earlier), candidate);
          out.genuine_db.push_back(score ? score->get() : 0);
        }
        read.push_back(std::move(*found));
      }
    }
  std::sort(out.quality.begin(), out.quality.end());
  std::sort(out.genuine_db.begin(), out.genuine_db.end());
  return out;
}

double quantile(const std::vector<double>& sorted, double share) {
  return sorted.at(static_cast<std::size_t>(share * static_cast<double>(sorted.size())));
}

void expect_in(double low, double value, double high, const char* what) {
  EXPECT_TRUE(low <= value && value <= high) << what << ' ' << value << ", not " << low << " to " << high;
}

// The bands are wider than the sets differ among themselves (decision 14): 200 pairs, not thousands.
TEST(Matching, VolunteersOnAnOpticalSensorSpreadAsThoseOfFvc2002) {
  const auto s = spread_of(Care::Volunteers, SensorKind::Optical);
  EXPECT_LE(s.unread, 1);
  expect_in(50, quantile(s.quality, .05), 85, "quality 5 %");
  expect_in(80, quantile(s.quality, .25), 99, "quality 25 %");
  expect_in(60, quantile(s.genuine_db, .05), 110, "genuine 5 %");
  expect_in(105, quantile(s.genuine_db, .25), 140, "genuine 25 %");
  expect_in(130, quantile(s.genuine_db, .5), 160, "genuine 50 %");
}

TEST(Matching, VolunteersOnACapacitiveSensorSpreadAsThoseOfFvc2002) {
  const auto s = spread_of(Care::Volunteers, SensorKind::Capacitive);
  EXPECT_LE(s.unread, 1);
  expect_in(40, quantile(s.quality, .05), 60, "quality 5 %");
  expect_in(70, quantile(s.quality, .5), 88, "quality 50 %");
  expect_in(45, quantile(s.genuine_db, .05), 75, "genuine 5 %");
  expect_in(70, quantile(s.genuine_db, .25), 95, "genuine 25 %");
  expect_in(85, quantile(s.genuine_db, .5), 115, "genuine 50 %");
}

TEST(Matching, AttendedPressesAreGood) {
  const auto s = spread_of(Care::Attended, SensorKind::Capacitive);
  EXPECT_EQ(s.unread, 0);
  EXPECT_GE(quantile(s.quality, .05), 90);
  EXPECT_GE(quantile(s.genuine_db, .05), 130);
}

}  // namespace
}  // namespace ktpel::biometric
