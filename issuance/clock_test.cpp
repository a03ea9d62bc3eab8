// SPDX-License-Identifier: Apache-2.0
#include "issuance/clock.h"

#include <gtest/gtest.h>

#include "issuance/event_text.h"

// Goal: the times of the SOP are measured as it means them: work at the desk, and 24 hours for the data centre.
// Method: the history of one application, minute by minute.
namespace ktpel::issuance {
namespace {

constexpr std::int64_t minute = 60'000, hour = 60 * minute;
const auto digest = base::sha256("x");
const auto nik = person::Nik::parse("9901014508680001").value();
base::Time at(std::int64_t ms) { return {1'800'000'000'000 + ms}; }

std::vector<Happened> whole_way() {
  return {{Registration{1}, at(2 * minute), minute},
          {Recorded{digest}, at(30 * minute), 5 * minute},
          {ReceivedAtCenter{2}, at(31 * minute)},
          {SearchBegun{LogNumber(1)}, at(32 * minute)},
          {NobodyResembles{digest}, at(90 * minute)},
          {BlankTaken{BlankSerial("1")}, at(3 * hour)},
          {CardProved{ChipUid("C")}, at(3 * hour + 4 * minute), 4 * minute},
          {ResidentCalled{}, at(4 * hour)},
          {Reminded{}, at(50 * hour)},
          {PickupAgreed{90, 80}, at(60 * hour), 2 * minute + 1},
          {HandedOver{"T-1"}, at(60 * hour + 2 * minute), minute / 2}};
}

TEST(Clock, MeasuresEachStepOfTheSop) {
  const auto steps = timed(whole_way(), at(100 * hour));
  ASSERT_EQ(steps.size(), 6u);
  EXPECT_EQ(steps[0], (Timed{SopStep::Intake, at(minute), minute, 2 * minute, false, false}));
  EXPECT_EQ(steps[1], (Timed{SopStep::Capture, at(25 * minute), 5 * minute, 4 * minute, false, true}));
  EXPECT_EQ(steps[2], (Timed{SopStep::Uniqueness, at(30 * minute), hour, 24 * hour, false, false}));
  EXPECT_EQ(steps[3], (Timed{SopStep::Personalisation, at(3 * hour), 4 * minute, 4 * minute, false, false}));
  EXPECT_EQ(steps[4].step, SopStep::Verification);
  EXPECT_TRUE(steps[4].breach);  // a millisecond over
  EXPECT_EQ(steps[5], (Timed{SopStep::HandOver, at(60 * hour + 3 * minute / 2), minute / 2, minute, false, false}));
}

TEST(Clock, LimitsAreTheOnesOfTheSop) {
  const std::pair<SopStep, std::int64_t> sop[] = {{SopStep::Intake, 2},           {SopStep::Capture, 4},
                                                  {SopStep::Uniqueness, 24 * 60}, {SopStep::Personalisation, 4},
                                                  {SopStep::Verification, 2},     {SopStep::HandOver, 1}};
  for (const auto& [step, minutes] : sop) {
    EXPECT_EQ(limit(step).step, step);
    EXPECT_EQ(limit(step).limit_ms, minutes * minute);
  }
}

TEST(Clock, UniquenessRunsUntilItIsDecided) {
  auto history = whole_way();
  history.resize(4);
  auto running = timed(history, at(24 * hour + 30 * minute)).back();
  EXPECT_TRUE(running.running);
  EXPECT_EQ(running.took_ms, 24 * hour);
  EXPECT_FALSE(running.breach);
  EXPECT_TRUE(timed(history, at(24 * hour + 30 * minute + 1)).back().breach);

  // Adjudication and clarification are within it, and only what they end with ends it.
  history.push_back({SomebodyResembles{{{ApplicationNumber("A-0"), nik, 99}}}, at(2 * hour)});
  history.push_back({Judged{Officer("a"), Judgement::SamePerson, "x"}, at(3 * hour)});
  history.push_back({Judged{Officer("b"), Judgement::SamePerson, "x"}, at(4 * hour)});
  EXPECT_TRUE(timed(history, at(5 * hour)).back().running);
  history.push_back({Answered{"pindah"}, at(5 * hour)});
  history.push_back({Clarified{Clarification::Different, digest}, at(30 * hour)});
  const auto decided = timed(history, at(99 * hour)).back();
  EXPECT_FALSE(decided.running);
  EXPECT_EQ(decided.took_ms, 29 * hour + 30 * minute);
  EXPECT_TRUE(decided.breach);
}

TEST(Clock, UniquenessRunsWhileAdjudicatorsDisagree) {
  auto history = whole_way();
  history.resize(4);
  history.push_back({SomebodyResembles{{{ApplicationNumber("A-0"), nik, 99}}}, at(2 * hour)});
  history.push_back({Judged{Officer("a"), Judgement::SamePerson, "x"}, at(3 * hour)});
  history.push_back({Judged{Officer("b"), Judgement::DifferentPerson, "x"}, at(4 * hour)});
  EXPECT_TRUE(timed(history, at(5 * hour)).back().running);
  EXPECT_EQ(waits(history, at(5 * hour)).size(), 1u);
  history.push_back({SupervisorJudged{Officer("c"), Judgement::DifferentPerson, digest, "x"}, at(6 * hour)});
  EXPECT_EQ(timed(history, at(9 * hour)).back(),
            (Timed{SopStep::Uniqueness, at(30 * minute), 11 * hour / 2, 24 * hour, false, false}));
}

TEST(Clock, ADuplicateWaitsForNothing) {
  auto history = whole_way();
  history.resize(4);
  history.push_back({SomebodyResembles{{{ApplicationNumber("A-0"), nik, 99}}}, at(2 * hour)});
  history.push_back({Judged{Officer("a"), Judgement::SamePerson, "x"}, at(3 * hour)});
  history.push_back({Judged{Officer("b"), Judgement::SamePerson, "x"}, at(4 * hour)});
  history.push_back({Clarified{Clarification::Duplicate, digest, true}, at(6 * hour)});
  EXPECT_FALSE(timed(history, at(9 * hour)).back().running);
  EXPECT_FALSE(waits(history, at(9 * hour)).back().running);
}

TEST(Clock, ASecondRecordingIsMeasuredAgain) {
  auto history = whole_way();
  history.resize(3);
  history.push_back({QualityRefused{"kabur"}, at(hour)});
  history.push_back({Recorded{digest}, at(2 * hour), minute});
  const auto steps = timed(history, at(3 * hour));
  ASSERT_EQ(steps.size(), 5u);
  EXPECT_EQ(steps[2].took_ms, 30 * minute);
  EXPECT_FALSE(steps[2].running);
  EXPECT_EQ(steps[4], (Timed{SopStep::Uniqueness, at(2 * hour), hour, 24 * hour, true, false}));
}

TEST(Clock, WaitingIsWhatNobodyWorkedOn) {
  const auto all = waits(whole_way(), at(100 * hour));
  const std::vector<Wait> wanted{{"Registered", at(2 * minute), 23 * minute},
                                 {"Unique", at(90 * minute), 90 * minute},
                                 {"Personalising", at(3 * hour), 0},
                                 {"Personalised", at(3 * hour + 4 * minute), 56 * minute},
                                 {"Called", at(4 * hour), 56 * hour - 2 * minute - 1},
                                 {"Verified", at(60 * hour), 3 * minute / 2}};
  EXPECT_EQ(all, wanted);
  auto history = whole_way();
  history.resize(5);
  EXPECT_EQ(waits(history, at(2 * hour)).back(), (Wait{"Unique", at(90 * minute), 30 * minute, true}));
}

TEST(Clock, WhatTheRulesRefuseIsLeftOut) {
  auto history = whole_way();
  history.erase(history.begin() + 1);  // never recorded
  EXPECT_EQ(timed(history, at(100 * hour)).size(), 1u);
  history.erase(history.begin());  // never registered
  EXPECT_TRUE(timed(history, at(100 * hour)).empty());
  EXPECT_TRUE(waits(history, at(100 * hour)).empty());
}

TEST(Clock, TakesTheDeskTimeFromTheEntry) {
  const auto took = [](const char* body) { return happened("handed-over", body, {}).value().took_ms; };
  EXPECT_EQ(took(R"({"receipt":"T","took_ms":45000})"), 45000);
  EXPECT_EQ(took(R"({"receipt":"T","took_ms":0})"), 0);
  EXPECT_EQ(took(R"({"receipt":"T"})"), std::nullopt);
  EXPECT_EQ(took(R"({"receipt":"T","took_ms":-1})"), std::nullopt);
  EXPECT_EQ(took(R"({"receipt":"T","took_ms":1.5})"), std::nullopt);
  EXPECT_EQ(took(R"({"receipt":"T","took_ms":"45000"})"), std::nullopt);
  EXPECT_EQ(took(R"({"receipt":"T","took_ms":18446744073709551615})"), std::nullopt);
  EXPECT_FALSE(happened("handed-over", "{}", {}));
  EXPECT_FALSE(happened("blank-received", "{}", {}));
}

}  // namespace
}  // namespace ktpel::issuance
