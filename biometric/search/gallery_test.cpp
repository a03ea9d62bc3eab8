// SPDX-License-Identifier: Apache-2.0
#include "biometric/search/gallery.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>

#include "biometric/finger/extract.h"
#include "biometric/synth/finger.h"

// Goal: somebody recorded before is found, whoever asks in whatever order; others are not; nothing is left out.
// Method: grown fingers of nobody.
namespace ktpel::biometric {
namespace {

constexpr int taken[] = {2, 3, 7, 8};  // both index and middle fingers

FingerTemplate finger_of(int person, int number, int press) {
  const auto master = PersonFingers::grow(static_cast<std::uint64_t>(person) + 900, FingerNumber(number));
  const auto random = base::SeededRandom(static_cast<std::uint64_t>(person * 1000 + number * 10 + press));
  return extract(impression(master, Conditions{}, random).image).value();
}

TenPrint hands_of(int person, int press) {
  TenPrint fingers;
  for (const int number : taken) fingers.emplace(static_cast<FingerPosition>(number), finger_of(person, number, press));
  return fingers;
}

class Galleries : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    gallery = new Gallery(2);
    for (int person = 0; person < 6; ++person)
      gallery->append(Subject(100 + static_cast<std::uint64_t>(person)), hands_of(person, 0));
    again = new TenPrint(hands_of(2, 1));
  }
  static void TearDownTestSuite() {
    delete gallery;
    delete again;
  }
  static Gallery* gallery;
  static TenPrint* again;
};
Gallery* Galleries::gallery = nullptr;
TenPrint* Galleries::again = nullptr;

TEST_F(Galleries, StrangersAreUniqueWithCompleteCoverage) {
  for (std::uint64_t log = 1; log <= gallery->size(); ++log) {
    const auto findings = gallery->search(LogNumber(log)).value();
    EXPECT_TRUE(findings.hits.empty()) << "record " << log << " resembles " << findings.hits.front().log.get() << " at "
                                       << findings.hits.front().fused_db;
    EXPECT_TRUE(findings.coverage.complete());
    EXPECT_EQ(findings.coverage.compared, log - 1);
    EXPECT_EQ(findings.near.size(), std::min<std::size_t>(5, log - 1));
  }
}

TEST_F(Galleries, WhoComesAgainIsFoundAndOnlyHe) {
  auto copy = *gallery;
  const auto log = copy.append(Subject(999), *again);
  const auto findings = copy.search(log).value();
  ASSERT_EQ(findings.hits.size(), 1u);
  EXPECT_EQ(findings.hits[0].subject, Subject(102));
  EXPECT_EQ(findings.hits[0].log, LogNumber(3));
  EXPECT_EQ(findings.hits[0].finger_db.size(), std::size(taken));
  // The earlier record does not see the later one: of two, exactly one has the other as candidate.
  EXPECT_TRUE(copy.search(LogNumber(3)).value().hits.empty());
}

TEST_F(Galleries, FingersThatAreMissingOnOneSideDoNotCount) {
  auto copy = *gallery;
  auto two = *again;
  two.erase(FingerPosition::RightMiddle);
  two.erase(FingerPosition::LeftMiddle);
  const auto log = copy.append(Subject(999), two);
  const auto findings = copy.search(log).value();
  ASSERT_EQ(findings.hits.size(), 1u);
  EXPECT_EQ(findings.hits[0].finger_db.size(), 2u);
  EXPECT_EQ(copy.fingers(log), 2u);
}

TEST_F(Galleries, OneFingerStillFindsAndNoneCannotBeSearched) {
  auto copy = *gallery;
  TenPrint one;
  one.emplace(FingerPosition::RightIndex, again->at(FingerPosition::RightIndex));
  const auto log = copy.append(Subject(999), one);
  EXPECT_LT(copy.fingers(log), Gallery::fewest_fingers);
  const auto findings = copy.search(log).value();
  ASSERT_EQ(findings.hits.size(), 1u);
  EXPECT_EQ(findings.hits[0].subject, Subject(102));
  const auto none = copy.append(Subject(1000), {});
  EXPECT_EQ(copy.fingers(none), 0u);
  EXPECT_EQ(copy.search(none).error(), SearchError::NoFinger);
  // Who has none is a record like others for those who come after, and resembles nobody.
  EXPECT_EQ(copy.search(copy.append(Subject(1001), *again)).value().hits.size(), 2u);
}

TEST_F(Galleries, TheAnswerDoesNotDependOnThreads) {
  Gallery one(1);
  for (int person = 0; person < 3; ++person)
    one.append(Subject(100 + static_cast<std::uint64_t>(person)), hands_of(person, 0));
  const auto log = one.append(Subject(999), *again);
  const auto alone = one.search(log).value();
  Gallery two(2);
  for (int person = 0; person < 3; ++person)
    two.append(Subject(100 + static_cast<std::uint64_t>(person)), hands_of(person, 0));
  two.append(Subject(999), *again);
  const auto together = two.search(log).value();
  ASSERT_EQ(alone.hits.size(), together.hits.size());
  EXPECT_EQ(alone.hits[0].fused_db, together.hits[0].fused_db);
}

TEST(Fusion, IsFishersMethodWithTheDiscount) {
  const auto db = [](std::initializer_list<double> scores) {
    std::map<FingerPosition, double> fingers;
    int n = 1;
    for (const double s : scores) fingers[static_cast<FingerPosition>(n++)] = s;
    return fuse_db(fingers);
  };
  EXPECT_EQ(db({}), 0);
  EXPECT_NEAR(db({40}), 30, 1e-9);                 // one finger: its own p, ten times worse
  EXPECT_NEAR(db({10, 10, 10, 10, 10}), 0, 1e-9);  // five fingers that say nothing
  // two fingers of p = 0.01 each: product 1e-4, P = x (1 - ln x) = 1e-4 (1 + 9.21034) -> 29.909 dB
  EXPECT_NEAR(db({30, 30}), -10 * std::log10(1e-4 * (1 - std::log(1e-4))), 1e-6);
}
RC_GTEST_PROP(Fusion, ABetterFingerNeverLowersIt, (const std::vector<unsigned char>& scores)) {
  std::map<FingerPosition, double> fingers;
  for (std::size_t i = 0; i < std::min<std::size_t>(scores.size(), 10); ++i)
    fingers[static_cast<FingerPosition>(i + 1)] = scores[i];
  if (fingers.empty()) return;
  const double before = fuse_db(fingers);
  fingers.begin()->second += 5;
  RC_ASSERT(fuse_db(fingers) >= before - 1e-9);
}

}  // namespace
}  // namespace ktpel::biometric
