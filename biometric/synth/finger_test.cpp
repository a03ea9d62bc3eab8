// SPDX-License-Identifier: Apache-2.0
// Goal: synthetic fingers are the same everywhere, look like fingers in the numbers that matter (ridge
//   period, minutiae, pattern classes), and their ground truth is true.
// Method: hashes of fixed seeds; spectrum of the ridges; windings of the orientation field; what the
//   picture shows on both sides of each true minutia.
#include "biometric/synth/finger.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <sstream>
#include <thread>

#include "base/digest.h"
#include "base/golden.h"
#include "biometric/synth/detail/flow.h"
#include "biometric/synth/detail/pattern.h"

namespace ktpel::biometric {
namespace {

using base::SeededRandom;
constexpr double kPi = 3.14159265358979323846;

template <class Values>
std::string hash_of(const Values& values) {
  return base::sha256(base::ByteView(reinterpret_cast<const std::uint8_t*>(values.data()), values.size())).hex();
}

/// Twenty fingers of two people, grown once for all tests that only look.
const std::vector<FingerMaster>& fingers() {
  static const std::vector<FingerMaster> grown = [] {
    std::vector<FingerMaster> all;
    for (const std::uint64_t seed : {9901, 9902})
      for (auto& master : PersonFingers::grow(seed).masters) all.push_back(std::move(master));
    return all;
  }();
  return grown;
}

TEST(Finger, TheSameSeedGivesTheSameBytesOnEveryMachine) {
  std::ostringstream out;
  const auto& master = fingers()[1];
  out << "right index of person 9901: " << name_of(master.pattern) << '\n';
  out << "ridges      " << hash_of(master.ridges) << '\n';
  out << "blemishes   " << hash_of(master.blemishes) << '\n';
  out << "minutiae    " << master.minutiae.size() << '\n';
  Conditions conditions;
  out << "optical     " << hash_of(impression(master, conditions, SeededRandom(1)).image.pixels()) << '\n';
  conditions.sensor = SensorKind::Capacitive;
  conditions.dryness = .5;
  out << "capacitive  " << hash_of(impression(master, conditions, SeededRandom(1)).image.pixels()) << '\n';
  for (int pattern = 0; pattern < 6; ++pattern) {
    const auto one = grow_master(SeededRandom(99), FingerNumber(7), static_cast<Pattern>(pattern));
    out << name_of(one.pattern) << ' ' << hash_of(one.ridges) << '\n';
  }
  EXPECT_TRUE(base::matches_golden(out.str(), "synth_finger.txt"));
}

TEST(Finger, AFingerGrownAloneOnAnotherThreadIsTheSame) {
  std::vector<std::int8_t> thumb, little;
  std::thread first([&] { thumb = PersonFingers::grow(9901, FingerNumber(1)).ridges; });
  std::thread second([&] { little = PersonFingers::grow(9901, FingerNumber(10)).ridges; });
  first.join();
  second.join();
  EXPECT_EQ(thumb, fingers()[0].ridges);
  EXPECT_EQ(little, fingers()[9].ridges);
}

TEST(Finger, TenFingersOfAPersonAreTenPatternsButOneSkin) {
  double within = 0, between = 0;
  for (std::size_t a = 0; a < 20; ++a)
    for (std::size_t b = a + 1; b < 20; ++b) {
      EXPECT_NE(fingers()[a].ridges, fingers()[b].ridges);
      const double apart = std::abs(fingers()[a].skin.pore_depth - fingers()[b].skin.pore_depth);
      (a / 10 == b / 10 ? within : between) = std::max(a / 10 == b / 10 ? within : between, apart);
    }
  EXPECT_LT(within, .6);
  EXPECT_GT(between, 0);
}

/// Period of the strongest wave in a window of 64 x 64 around a point: a Fourier sum over period and direction.
double strongest_period(const std::vector<std::int8_t>& ridges, int cx, int cy) {
  constexpr int kSide = 64;
  double best = -1, best_period = 0;
  for (double period = 4.5; period < 18; period *= 1.03)
    for (int d = 0; d < 24; ++d) {
      const double u = 2 * kPi / period * std::cos(d * kPi / 24), v = 2 * kPi / period * std::sin(d * kPi / 24);
      double re = 0, im = 0;
      for (int y = 0; y < kSide; y += 1)
        for (int x = 0; x < kSide; x += 1) {
          const double window = std::sin(kPi * (x + .5) / kSide) * std::sin(kPi * (y + .5) / kSide);
          const int px = cx - kSide / 2 + x, py = cy - kSide / 2 + y;
          const double value = window * ridges[static_cast<std::size_t>(py * kMasterWidth + px)];
          re += value * std::cos(u * x + v * y);
          im += value * std::sin(u * x + v * y);
        }
      if (re * re + im * im > best) best = re * re + im * im, best_period = period;
    }
  return best_period;
}

TEST(Finger, RidgesAreAsFarApartAsTheMasterSays) {
  for (const std::size_t k : {0, 4, 12, 17}) {
    const auto& master = fingers()[k];
    std::vector<double> found;
    for (const auto& [x, y] : {std::pair{150, 190}, {266, 190}, {150, 330}, {266, 330}, {208, 150}})
      found.push_back(strongest_period(master.ridges, x, y));
    std::sort(found.begin(), found.end());
    EXPECT_NEAR(found[2], master.period_px, 1.3) << k;
    EXPECT_GT(found.front(), 6) << k;
    EXPECT_LT(found.back(), 13) << k;
  }
}

/// Cores (+1) and deltas (-1) of an orientation field, by how it turns around small squares.
std::pair<int, int> cores_and_deltas(const RidgeFlow& flow) {
  constexpr double kStep = 3;
  int cores = 0, deltas = 0;
  const auto turn = [](double a, double b) { return std::remainder(b - a, kPi); };
  for (double up = -200; up < 200; up += kStep)
    for (double right = -170; right < 170; right += kStep) {
      const double a = flow.orientation({right, up}), b = flow.orientation({right + kStep, up});
      const double c = flow.orientation({right + kStep, up + kStep}), d = flow.orientation({right, up + kStep});
      const double sum = turn(a, b) + turn(b, c) + turn(c, d) + turn(d, a);
      if (sum > 2) ++cores;
      if (sum < -2) ++deltas;
    }
  return {cores, deltas};
}

TEST(Finger, EachPatternHasItsCoresAndDeltas) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed)
    for (const auto& [pattern, count] : std::map<Pattern, int>{{Pattern::Arch, 0},
                                                               {Pattern::TentedArch, 1},
                                                               {Pattern::LeftLoop, 1},
                                                               {Pattern::RightLoop, 1},
                                                               {Pattern::Whorl, 2},
                                                               {Pattern::TwinLoop, 2}}) {
      const RidgeFlow flow(SeededRandom(seed), pattern, 9);
      EXPECT_EQ(cores_and_deltas(flow), std::pair(count, count)) << name_of(pattern) << ' ' << seed;
    }
}

TEST(Finger, ALeftLoopOpensToTheLeft) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    const RidgeFlow left(SeededRandom(seed), Pattern::LeftLoop, 9), right(SeededRandom(seed), Pattern::RightLoop, 9);
    // Below the core a left loop's ridges run from upper right to lower left.
    const double l = std::remainder(left.orientation({-30, -60}), kPi),
                 r = std::remainder(right.orientation({30, -60}), kPi);
    EXPECT_GT(l, .2) << seed;
    EXPECT_LT(r, -.2) << seed;
  }
}

TEST(Finger, PatternsComeWithTheirFrequencies) {
  constexpr int kPeople = 4000;
  std::map<Pattern, double> all, right_index, left_index;
  for (int person = 0; person < kPeople; ++person)
    for (int finger = 1; finger <= 10; ++finger) {
      const auto pattern =
          draw_pattern(SeededRandom(static_cast<std::uint64_t>(person * 10 + finger)), FingerNumber(finger), 1);
      all[pattern] += .1 / kPeople;
      if (finger == 2) right_index[pattern] += 1. / kPeople;
      if (finger == 7) left_index[pattern] += 1. / kPeople;
    }
  EXPECT_NEAR(all[Pattern::LeftLoop] + all[Pattern::RightLoop], .63, .03);
  EXPECT_NEAR(all[Pattern::Whorl] + all[Pattern::TwinLoop], .31, .03);
  EXPECT_NEAR(all[Pattern::Arch] + all[Pattern::TentedArch], .06, .02);
  // Loops open to the little finger, and only on the index often to the thumb.
  EXPECT_GT(right_index[Pattern::RightLoop], right_index[Pattern::LeftLoop]);
  EXPECT_GT(left_index[Pattern::LeftLoop], left_index[Pattern::RightLoop]);
  EXPECT_GT(right_index[Pattern::LeftLoop], .1);
}

TEST(Finger, AnImpressionShowsAsManyMinutiaeAsAFingerDoes) {
  double sum = 0;
  for (std::size_t k = 0; k < fingers().size(); ++k) {
    const auto made = impression(fingers()[k], {}, SeededRandom(k));
    EXPECT_GE(made.minutiae.size(), 12u) << k;
    EXPECT_LE(made.minutiae.size(), 75u) << k;
    sum += static_cast<double>(made.minutiae.size()) / static_cast<double>(fingers().size());
    for (const auto& m : made.minutiae) {
      EXPECT_TRUE(m.x_px >= 0 && m.x_px < 320 && m.y_px >= 0 && m.y_px < 400);
      EXPECT_TRUE(m.angle_rad >= 0 && m.angle_rad < 2 * kPi + 1e-9);
    }
  }
  EXPECT_GT(sum, 25);
  EXPECT_LT(sum, 50);
}

// An ending has its ridge before it and a gap behind; a bifurcation has a valley before it, ink behind.
// Pressure and creases change some (7 % here); a wrong angle or place leaves half.
void expect_minutiae_where_they_show(double stretch) {
  int right = 0, all = 0;
  Conditions clean;
  clean.noise = 0;
  clean.turn_spread_deg = 20;
  clean.stretch = stretch;
  for (std::size_t k = 0; k < fingers().size(); ++k) {
    const auto made = impression(fingers()[k], clean, SeededRandom(50 + k));
    const auto grey = [&](const TrueMinutia& m, double from, double to) {
      double sum = 0;
      int count = 0;
      for (double d = from; d <= to; d += .5, ++count)
        sum += made.image.at(std::clamp(static_cast<int>(std::lround(m.x_px + d * std::cos(m.angle_rad))), 0, 319),
                             std::clamp(static_cast<int>(std::lround(m.y_px - d * std::sin(m.angle_rad))), 0, 399));
      return sum / count;
    };
    for (const auto& m : made.minutiae) {
      const double before = grey(m, 3, 7), behind = grey(m, -7, -3);
      right += (m.kind == TrueMinutia::Kind::Ending) == (before < behind);
      ++all;
    }
  }
  EXPECT_GT(right, .88 * all) << right << " of " << all;
}
TEST(Finger, TrueMinutiaeAreWhereThePictureShowsThem) { expect_minutiae_where_they_show(1); }
TEST(Finger, TrueMinutiaeAreWhereATwistedPictureShowsThem) { expect_minutiae_where_they_show(7); }

// A line across the ridges crosses one wave more before a minutia than behind it: two more edges. (The test
// above cannot see an angle that is turned round: an ending from behind looks like a bifurcation.)
TEST(Finger, TrueMinutiaePointToTheSideWithMoreRidges) {
  double more = 0, all = 0;
  for (const auto& master : fingers())
    for (const auto& m : master.minutiae) {
      const double u = std::cos(m.angle_rad), v = -std::sin(m.angle_rad);
      const auto edges = [&](double along) {
        int count = 0, last = 0;
        for (double across = -14; across <= 14; across += .5) {
          const int x = static_cast<int>(std::lround(m.x_px + along * u - across * v));
          const int y = static_cast<int>(std::lround(m.y_px + along * v + across * u));
          if (x < 0 || y < 0 || x >= kMasterWidth || y >= kMasterHeight) return 0;
          const int sign = master.ridges[static_cast<std::size_t>(y * kMasterWidth + x)] > 0 ? 1 : -1;
          count += last != 0 && sign != last;
          last = sign;
        }
        return count;
      };
      more += edges(7) - edges(-7);
      ++all;
    }
  EXPECT_GT(more / all, 1.2);
}

TEST(Finger, ImpressionsOfOneFingerDiffer) {
  const auto& master = fingers()[3];
  const auto one = impression(master, {}, SeededRandom(1)), two = impression(master, {}, SeededRandom(2));
  EXPECT_NE(one.image.pixels(), two.image.pixels());
  EXPECT_EQ(one.image.pixels(), impression(master, {}, SeededRandom(1)).image.pixels());
  ASSERT_FALSE(one.minutiae.empty());
  ASSERT_FALSE(two.minutiae.empty());
  EXPECT_NE(one.minutiae[0].x_px, two.minutiae[0].x_px);
}

double mean_grey(const GreyImage& image) {
  double sum = 0;
  for (const auto p : image.pixels()) sum += p;
  return sum / static_cast<double>(image.pixels().size());
}

TEST(Finger, PressureAndSweatDarkenDrynessAndASmallContactLighten) {
  const auto& master = fingers()[5];
  const auto grey = [&](auto change) {
    Conditions conditions;
    change(conditions);
    return mean_grey(impression(master, conditions, SeededRandom(8)).image);
  };
  const double usual = grey([](Conditions&) {});
  EXPECT_LT(grey([](Conditions& c) { c.pressure = 1; }), usual - 5);
  EXPECT_LT(grey([](Conditions& c) { c.dryness = -1; }), usual - 5);
  EXPECT_GT(grey([](Conditions& c) { c.dryness = 1; }), usual + 3);
  EXPECT_GT(grey([](Conditions& c) { c.contact = .4; }), usual + 10);
}

TEST(Finger, AVolunteersHabitShowsInAllFingers) {
  // Mean of the presses of two fingers, of one hand each: alike within a person, not between persons.
  constexpr int kPersons = 150, kPresses = 12;
  const auto trait = [](int person, int finger) {
    const SeededRandom own(static_cast<std::uint64_t>(person));
    double pressure = 0, rough = 0;
    for (std::uint64_t k = 0; k < kPresses; ++k) {
      const auto c = press_conditions(Care::Volunteers, SensorKind::Optical, own, FingerNumber(finger),
                                      own.branch(static_cast<std::uint64_t>(finger) << 32 | k));
      pressure += c.pressure / kPresses, rough += std::log(c.cracks) / kPresses;
    }
    return std::array{pressure, rough};
  };
  for (std::size_t t = 0; t < 2; ++t) {
    double a = 0, b = 0, aa = 0, bb = 0, ab = 0;
    for (int person = 1; person <= kPersons; ++person) {
      const double u = trait(person, 2)[t], v = trait(person, 8)[t];
      a += u / kPersons, b += v / kPersons, aa += u * u / kPersons, bb += v * v / kPersons, ab += u * v / kPersons;
    }
    EXPECT_GT((ab - a * b) / std::sqrt((aa - a * a) * (bb - b * b)), .6) << t;
  }
}

TEST(Finger, CracksShowAndAttendedPressesAreConditionsAsTheyStand) {
  const auto& master = fingers()[5];
  Conditions cracked;
  cracked.cracks = 1.5;
  EXPECT_NE(impression(master, cracked, SeededRandom(8)).image.pixels(),
            impression(master, {}, SeededRandom(8)).image.pixels());
  const SeededRandom one(1);
  for (const auto sensor : {SensorKind::Optical, SensorKind::Capacitive}) {
    Conditions plain;
    plain.sensor = sensor;
    const auto attended = press_conditions(Care::Attended, sensor, one, FingerNumber(2), one);
    EXPECT_EQ(impression(master, attended, one).image.pixels(), impression(master, plain, one).image.pixels());
  }
}

TEST(Finger, EachHardshipShowsInThePicture) {
  const Impression usual = impression(fingers()[0], {}, SeededRandom(7));
  std::set<std::string> names;
  for (int k = 0; k < kHardships; ++k) {
    const auto hardship = Hardship(k);
    names.emplace(name_of(hardship));
    const auto make = [&] {
      return impression(fingers()[0], hard_conditions(hardship, SeededRandom(3)), SeededRandom(7));
    };
    const auto made = make();
    EXPECT_EQ(made.image.pixels(), make().image.pixels()) << name_of(hardship);
    EXPECT_NE(made.image.pixels(), usual.image.pixels()) << name_of(hardship);
    EXPECT_GT(made.minutiae.size(), 3u) << name_of(hardship);
    for (const auto& m : made.minutiae)
      EXPECT_TRUE(m.x_px >= 0 && m.y_px >= 0 && m.x_px < made.image.width() && m.y_px < made.image.height());
  }
  EXPECT_EQ(names.size(), static_cast<std::size_t>(kHardships));
  const auto grey = [&](auto change) {
    Conditions c;
    change(c);
    return mean_grey(impression(fingers()[0], c, SeededRandom(7)).image);
  };
  const double plain = mean_grey(usual.image);
  EXPECT_GT(grey([](auto& c) { c.scratches = 20; }), plain + 2) << "white lines";
  EXPECT_LT(grey([](auto& c) { c.ghost = .6; }), plain - 5) << "another print";
}

TEST(Finger, NoConditionsAreTooExtreme) {
  const double kNone = std::numeric_limits<double>::quiet_NaN(), kAll = std::numeric_limits<double>::infinity();
  for (const double extreme : {-1e300, -1., 0., 1., 1e300, kNone, kAll, -kAll})
    for (const int side : {-5, 64, 1 << 30}) {
      Conditions c;
      c.width = side;
      c.height = side > 1000 ? 100 : side;
      c.sensor = side > 0 ? SensorKind::Capacitive : SensorKind::Optical;
      c.turn_spread_deg = c.shift_spread_px = c.stretch = c.contact = c.pressure = c.dryness = c.noise = extreme;
      auto master = fingers()[2];
      master.skin.wear = master.skin.dryness = extreme;
      const auto made = impression(master, c, SeededRandom(4));
      EXPECT_GE(made.image.width(), 64);
      EXPECT_LE(made.image.width(), 1200);
      for (const auto& m : made.minutiae)
        EXPECT_TRUE(m.x_px >= 0 && m.x_px < made.image.width() && m.y_px >= 0 && m.y_px < made.image.height());
    }
  Skin skin;
  skin.pore_depth = skin.dryness = skin.wear = kNone;
  skin.creases = 1 << 30;
  EXPECT_FALSE(grow_master(SeededRandom(1), FingerNumber(10), Pattern::Arch, skin).ridges.empty());
}

}  // namespace
}  // namespace ktpel::biometric
