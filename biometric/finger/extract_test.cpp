// SPDX-License-Identifier: Apache-2.0
#include "biometric/finger/extract.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>

#include "biometric/finger/match.h"
#include "biometric/finger/people_test.h"
#include "biometric/finger/quality.h"
#include "biometric/image/codec.h"

// Goal: the minutiae that are there are found where they are, and a picture without a finger is refused.
// Method: synthetic impressions whose minutiae are known from their making; pictures of nothing.
namespace ktpel::biometric {
namespace {

constexpr double kPi = 3.14159265358979;

double angle_apart(double a, double b) { return std::abs(std::remainder(a - b, 2 * kPi)); }

struct Found {
  int truth = 0, found = 0, hit = 0;
  double direction_error = 0;  // summed over hits
};

/// Pairs true and extracted minutiae within 9 px. Truth near the edge of the contact is not asked for.
Found compared_with_truth(const Impression& impression, const FingerTemplate& finger) {
  Found f;
  f.found = static_cast<int>(finger.minutiae.size());
  const auto well_inside = [&](double x, double y) {
    for (int dy = -24; dy <= 24; dy += 8)
      for (int dx = -24; dx <= 24; dx += 8) {
        const int cx = static_cast<int>(x + dx) / 8, cy = static_cast<int>(y + dy) / 8;
        if (cx < 0 || cy < 0 || cx >= finger.columns() || cy >= finger.rows() ||
            !finger.mask[static_cast<std::size_t>(cy * finger.columns() + cx)])
          return false;
      }
    return true;
  };
  for (const auto& t : impression.minutiae) {
    if (!well_inside(t.x_px, t.y_px)) continue;
    ++f.truth;
    const TemplateMinutia* nearest = nullptr;
    double least = 9;
    for (const auto& m : finger.minutiae) {
      const double d = std::hypot(m.x - t.x_px, m.y - t.y_px);
      if (d < least) least = d, nearest = &m;
    }
    if (!nearest) continue;
    ++f.hit;
    f.direction_error += angle_apart(nearest->direction * kPi / 128, t.angle_rad);
  }
  return f;
}

TEST(Extract, FindsTheMinutiaeThatAreThereWithTheirDirections) {
  Found all;
  for (int finger = 0; finger < 6; ++finger) {
    const auto impression = people::press(finger, 0);
    const auto t = extract(impression.image);
    ASSERT_TRUE(t);
    const auto f = compared_with_truth(impression, *t);
    all.truth += f.truth, all.found += f.found, all.hit += f.hit, all.direction_error += f.direction_error;
  }
  RecordProperty("truth", all.truth);
  RecordProperty("hit", all.hit);
  ASSERT_GT(all.truth, 100);
  EXPECT_GT(all.hit, 0.8 * all.truth);
  EXPECT_LT(all.found, 1.6 * all.truth) << "few that are not there (those near the edge are found but not asked for)";
  EXPECT_LT(all.direction_error / all.hit, 0.25)
      << "radians; the wrong sign would give about 3, a mirrored y more than 1";
}

TEST(Extract, RefusesAPictureOfNothing) {
  for (const int grey : {0, 128, 255})
    EXPECT_EQ(extract(GreyImage(320, 400, Dpi(500), static_cast<std::uint8_t>(grey))).error(), ExtractError::Blank);
}

/// Noise with a given blur (pixels) and amplitude (grey levels).
GreyImage noise(std::uint64_t seed, int blur, double amplitude) {
  base::SeededRandom random(seed);
  GreyImage image(320, 400, Dpi(500));
  std::vector<double> raw(320 * 400);
  for (auto& v : raw) v = random.normal();
  for (int pass = 0; pass < (blur ? 2 : 0); ++pass) {
    auto next = raw;
    for (int y = 0; y < 400; ++y)
      for (int x = 0; x < 320; ++x) {
        double sum = 0;
        for (int k = -blur; k <= blur; ++k)
          sum += pass ? raw[static_cast<std::size_t>(std::clamp(y + k, 0, 399) * 320 + x)]
                      : raw[static_cast<std::size_t>(y * 320 + std::clamp(x + k, 0, 319))];
        next[static_cast<std::size_t>(y * 320 + x)] = sum / std::sqrt(2 * blur + 1);
      }
    raw = next;
  }
  for (int i = 0; i < 320 * 400; ++i)
    image.at(i % 320, i / 320) =
        static_cast<std::uint8_t>(std::clamp(128 + amplitude * raw[static_cast<std::size_t>(i)], 0.0, 255.0));
  return image;
}

TEST(Extract, RefusesNoiseOfEveryGrain) {
  for (std::uint64_t seed = 1; seed <= 8; ++seed)
    for (const int blur : {0, 1, 2, 3, 4, 6, 10})
      for (const double amplitude : {2.0, 20.0, 60.0}) {
        const auto t = extract(noise(seed, blur, amplitude));
        ASSERT_FALSE(t) << "seed " << seed << " blur " << blur << " amplitude " << amplitude << ": "
                        << t->minutiae.size() << " minutiae, quality " << quality(*t);
      }
}

TEST(Extract, RefusesAnEdgeAndARamp) {
  GreyImage edge(320, 400, Dpi(500)), ramp(320, 400, Dpi(500));
  for (int y = 0; y < 400; ++y)
    for (int x = 0; x < 320; ++x) {
      edge.at(x, y) = x + y / 3 < 250 ? 30 : 220;
      ramp.at(x, y) = static_cast<std::uint8_t>(x * 255 / 320);
    }
  EXPECT_FALSE(extract(edge));
  EXPECT_FALSE(extract(ramp));
}

TEST(Extract, SaysWhenThePictureHasNotTheSizeOfAFinger) {
  EXPECT_EQ(extract(GreyImage(95, 400, Dpi(500))).error(), ExtractError::TooSmall);
  EXPECT_EQ(extract(GreyImage(180, 180, Dpi(1000))).error(), ExtractError::TooSmall);
  EXPECT_EQ(extract(GreyImage(2049, 400, Dpi(500))).error(), ExtractError::TooLarge);
  EXPECT_EQ(extract(GreyImage(600, 600, Dpi(100))).error(), ExtractError::TooLarge);
}

TEST(Extract, ASliverOfFingerHasTooFewMinutiae) {
  const auto image = people::press(1, 0).image;
  int refused = 0, tried = 0;
  for (int y = 40; y + 110 < image.height(); y += 60) {
    GreyImage part(110, 100, Dpi(500));
    for (int row = 0; row < 100; ++row) std::copy_n(image.row(y + row) + 100, 110, part.row(row));
    ++tried;
    refused += !extract(part);
  }
  EXPECT_GT(refused, tried / 2);
}

// A blotchy press of a small whorl: nearly all of it is core, where the flow never settles.
TEST(Extract, APrintThatIsAllCoreIsReadAndCompares) {
  const std::uint64_t person = base::SeededRandom(172).branch(1).next();
  const auto master = PersonFingers::grow(person, FingerNumber(4));
  const auto press = [&](std::uint64_t number, const auto& conditions) {
    const auto random = base::SeededRandom(person).branch(std::uint64_t{4} << 32 | number);
    return extract(impression(master, conditions(random), random).image);
  };
  const auto hard = press(1, [](const auto& random) { return hard_conditions(Hardship::Blotchy, random.branch(100)); });
  ASSERT_TRUE(hard) << static_cast<int>(hard.error());
  const auto usual = press(2, [](const auto&) { return Conditions{}; });
  ASSERT_TRUE(usual);
  EXPECT_GT(match(Probe(*hard), Candidate(*usual))->get(), 20);
  for (int finger = 0; finger < 4; ++finger)
    EXPECT_LT(match(Probe(*hard), Candidate(people::usual(finger, 0)))->get(), 20) << finger;
}

TEST(Extract, TheResolutionOfThePictureDoesNotMatter) {
  const auto image = people::press(2, 0).image;
  const Candidate enrolled(people::usual(2, 1));
  for (const double dpi : {400.0, 569.0, 1000.0}) {
    const auto t = extract(resample(image, Dpi(dpi)));
    ASSERT_TRUE(t) << dpi;
    EXPECT_GT(match(Probe(*t), enrolled)->get(), 60) << dpi;
  }
}

TEST(Extract, IsTheSameEveryTime) { EXPECT_EQ(people::extracted(3, 0), people::extracted(3, 0)); }

TEST(Quality, FallsWithNoiseAndWithLessFinger) {
  Conditions noisy, corner;
  noisy.noise = 3, noisy.dryness = 0.8;
  corner.contact = 0.45;
  int good = 0, bad = 0, small = 0;
  for (int finger = 0; finger < 4; ++finger) {
    good += quality(people::usual(finger, 0));
    if (const auto t = extract(people::press(finger, 5, noisy).image)) bad += quality(*t);
    if (const auto t = extract(people::press(finger, 5, corner).image)) small += quality(*t);
  }
  EXPECT_GT(good / 4, 60);
  EXPECT_LE(good / 4, 100);
  EXPECT_LT(bad, good);
  EXPECT_LT(small, 0.8 * good);
}

TEST(Extract, ShowsItsStagesAndFindsTheSame) {
  std::vector<std::string> stages;
  const auto image = people::press(3, 0).image;
  const auto shown = extract(image, [&](std::string_view stage, const GreyImage& picture) {
    stages.emplace_back(stage);
    EXPECT_GE(picture.width(), image.width());
    EXPECT_NE(picture.pixels(), std::vector<std::uint8_t>(picture.pixels().size(), picture.at(0, 0))) << stage;
  });
  ASSERT_TRUE(shown);
  EXPECT_EQ(*shown, people::usual(3, 0));
  EXPECT_EQ(stages, (std::vector<std::string>{"finger", "normalised", "mask", "flow", "period", "refined_flow",
                                              "enhanced", "skeleton", "minutiae"}));
}

/// The picture as if the finger had moved this far to the right.
GreyImage moved(const GreyImage& image, int px) {
  auto out = image;
  for (int y = 0; y < image.height(); ++y)
    for (int x = 0; x < image.width(); ++x) {
      int sum = 0;
      for (int k = 0; k < px; ++k) sum += image.at(std::max(0, x - k), y);
      out.at(x, y) = static_cast<std::uint8_t>(sum / px);
    }
  return out;
}

/// Of ten fingers, how many are said to be unusable for this reason.
int complaints(QualityReason reason, const Conditions& conditions, int movement_px = 0) {
  int count = 0;
  for (int finger = 0; finger < 10; ++finger) {
    auto image = people::press(finger, 7, conditions).image;
    if (movement_px) image = moved(image, movement_px);
    const auto t = extract(image);
    if (!t) continue;
    const auto reasons = assess(image, *t).reasons;
    count += std::count(reasons.begin(), reasons.end(), reason) > 0;
  }
  return count;
}

TEST(Quality, SaysWhatIsWrong) {
  Conditions dry, wet, corner;
  dry.dryness = 1, dry.pressure = -0.8;
  wet.dryness = -1, wet.pressure = 1;
  corner.contact = 0.4;
  EXPECT_GE(complaints(QualityReason::TooDry, dry), 6);
  EXPECT_GE(complaints(QualityReason::TooWet, wet), 6);
  EXPECT_GE(complaints(QualityReason::SmallArea, corner), 8);
  EXPECT_GE(complaints(QualityReason::Blurred, {}, 8), 6);
  for (const auto reason : {QualityReason::TooDry, QualityReason::TooWet, QualityReason::SmallArea,
                            QualityReason::Blurred, QualityReason::LowClarity, QualityReason::FewMinutiae})
    EXPECT_LE(complaints(reason, {}), 1) << name_of(reason);
}

TEST(FingerTemplate, ComesBackFromBytesByteForByte) {
  for (int finger = 0; finger < 4; ++finger) {
    const auto& t = people::usual(finger, 0);
    const auto bytes = serialise(t);
    EXPECT_LT(bytes.size(), 20000u);
    const auto back = deserialise(bytes);
    ASSERT_TRUE(back);
    EXPECT_EQ(*back, t);
  }
}

TEST(FingerTemplate, EveryCutIsDamagedAndAnotherVersionIsSaidSo) {
  const auto bytes = serialise(people::usual(0, 0));
  for (std::size_t cut = 4; cut < bytes.size(); cut += 1 + cut / 50)
    ASSERT_EQ(deserialise(base::ByteView(bytes).first(cut)).error(), TemplateError::Damaged) << cut;
  auto longer = bytes;
  longer.push_back(0);
  EXPECT_EQ(deserialise(longer).error(), TemplateError::Damaged);
  auto newer = bytes;
  newer[5] = 99;
  EXPECT_EQ(deserialise(newer).error(), TemplateError::OtherVersion);
  EXPECT_EQ(deserialise(base::bytes_of("FMR")).error(), TemplateError::NotATemplate);
}

RC_GTEST_PROP(FingerTemplate, AlteredBytesAreRefusedOrComparable, ()) {
  auto bytes = serialise(people::usual(0, 0));
  const int changes = *rc::gen::inRange(1, 6);
  for (int i = 0; i < changes; ++i)
    bytes[*rc::gen::inRange<std::size_t>(4, i % 2 ? 300 : bytes.size())] = *rc::gen::arbitrary<std::uint8_t>();
  const auto t = deserialise(bytes);
  if (!t) return;
  RC_ASSERT(serialise(*t) == bytes);
  const auto score = match(Probe(*t), Candidate(people::usual(0, 1)));
  if (score) RC_ASSERT((score->get() >= 0 && std::isfinite(score->get())));
}

TEST(ToRecord, IsTheTemplateInTheUnitsOfTheStandard) {
  const auto& t = people::usual(1, 0);
  const auto record = to_record(t, FingerPosition::LeftIndex);
  EXPECT_EQ(record.position, FingerPosition::LeftIndex);
  EXPECT_EQ(record.quality, quality(t));
  ASSERT_EQ(record.minutiae.size(), t.minutiae.size());
  for (std::size_t i = 0; i < t.minutiae.size(); ++i) {
    EXPECT_NEAR(record.minutiae[i].x / 19.7, t.minutiae[i].x / 500.0 * 25.4, 0.03) << "mm";
    EXPECT_EQ(record.minutiae[i].angle, t.minutiae[i].direction);
    EXPECT_GE(record.minutiae[i].quality, 1);
    EXPECT_LE(record.minutiae[i].quality, 100);
  }
}

TEST(PeriodCode, IsFinerThanAnySensor) {
  for (double px = 3.1; px < 24; px += 0.37) EXPECT_NEAR(period_px(period_code(px)) / px, 1, 0.005);
  EXPECT_EQ(period_code(0.1), 0);
  EXPECT_EQ(period_code(1e6), 255);
}

}  // namespace
}  // namespace ktpel::biometric
