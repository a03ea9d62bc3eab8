// SPDX-License-Identifier: Apache-2.0
#include "biometric/finger/accuracy.h"

#include <gtest/gtest.h>

#include <limits>

#include "biometric/finger/people_test.h"
#include "biometric/finger/train.h"

// Goal: the error rates that we print mean what the FVC competitions mean, and training does what it says.
// Method: lists small enough to count by hand; training on synthetic fingers.
namespace ktpel::biometric {
namespace {

constexpr double kFailed = -std::numeric_limits<double>::infinity();

TEST(Accuracy, OfListsThatDoNotOverlapIsPerfect) {
  const auto a = accuracy({5, 6, 7}, {1, 2, 3});
  EXPECT_EQ(a.equal_error, 0);
  EXPECT_EQ(a.zero_fmr, 0);
  EXPECT_EQ(a.genuine, 3u);
  EXPECT_EQ(a.impostor, 3u);
}

TEST(Accuracy, CountedByHand) {
  // at threshold 5: one of five genuine below, one of ten impostors not below
  const auto a = accuracy({4, 6, 7, 8, 9}, {0, 0, 1, 1, 2, 2, 3, 3, 3, 5});
  EXPECT_DOUBLE_EQ(a.zero_fmr, 0.2);
  EXPECT_DOUBLE_EQ(a.fmr100, 0.2) << "one of ten is ten in a hundred";
  EXPECT_NEAR(a.equal_error, 0.05, 1e-12) << "at threshold 4: FNMR 0, FMR 0.1; at 5: FNMR 0.2, FMR 0.1";
}

TEST(Accuracy, AFailureIsBelowEveryThreshold) {
  const auto a = accuracy({kFailed, 9, 9, 9}, {1, kFailed});
  EXPECT_DOUBLE_EQ(a.zero_fmr, 0.25);
}

TEST(Accuracy, ShareReachingCountsTheThresholdItself) {
  EXPECT_DOUBLE_EQ(share_reaching({39.9, 40, 41, 10}, 40), 0.5);
  EXPECT_DOUBLE_EQ(share_reaching({}, 40), 0);
}

TEST(Training, SeparatesFingersItHasNotSeenAndRepeatsItself) {
  std::vector<TrainingSet> sets(2);
  for (int s = 0; s < 2; ++s)
    for (int finger = 0; finger < 5; ++finger)
      for (int press = 0; press < 3; ++press)
        sets[static_cast<std::size_t>(s)].impressions.push_back(
            {std::to_string(finger), people::usual(s * 5 + finger, press)});
  int steps = 0;
  std::mutex mutex;
  const Training training(sets, {.threads = 2}, [&] {
    const std::scoped_lock lock(mutex);
    ++steps;
  });
  EXPECT_EQ(steps, 30);
  const auto models = training.fit({1});
  const auto results = training.test(1, models);
  for (const auto& r : results) {
    EXPECT_EQ(r.accuracy.genuine, 15u);
    EXPECT_EQ(r.accuracy.impostor, 90u);
    EXPECT_LT(r.accuracy.equal_error, 0.08);
    EXPECT_LT(r.log_loss, 0.5) << "bits; knowing nothing costs 1";
  }
  EXPECT_EQ(parameters_text(models, "a test"), parameters_text(training.fit({1}), "a test"));
  EXPECT_NE(parameters_text(models, "a test"), parameters_text(training.fit({}), "a test"));
}

}  // namespace
}  // namespace ktpel::biometric
