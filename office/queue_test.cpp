// SPDX-License-Identifier: Apache-2.0
#include "office/queue.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "base/file.h"

// Goal: who waits longest is called next, those with priority before; nobody is called past others without a reason;
// nothing of it is forgotten by a restart. Method: a queue in a folder of its own, with candidates written by hand.
namespace ktpel::office {
namespace {

using api::FailureCode;

class Queues : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "ktpel-queue-XXXXXX").string();
    folder = ::mkdtemp(name.data());
    open();
  }
  void TearDown() override { std::filesystem::remove_all(folder); }
  void open() {
    queue = std::make_unique<Queue>(folder);
    ASSERT_TRUE(queue->refresh(day, there));
  }
  void come(const char* application, QueueKind kind, int number, std::int64_t at) {
    there.push_back({ApplicationNumber(application), kind, number, base::Time{at}, application});
    ASSERT_TRUE(queue->refresh(day, there));
  }
  void leave(const char* application) {
    std::erase_if(there, [&](const QueueCandidate& one) { return one.application.get() == application; });
    ASSERT_TRUE(queue->refresh(day, there));
  }
  std::vector<int> waiting() const {
    std::vector<int> out;
    for (const auto& one : queue->waiting()) out.push_back(one.number);
    return out;
  }
  int next(const char* desk, std::optional<QueueKind> kind = std::nullopt) {
    const auto called = queue->next(desk, kind, base::Time{++now});
    return called ? called->number : -static_cast<int>(called.error().code);
  }
  FailureCode refused(int number, const char* desk, const char* reason = "") {
    const auto called = queue->call(number, desk, reason, base::Time{++now});
    return called ? FailureCode{} : called.error().code;
  }

  std::filesystem::path folder;
  std::unique_ptr<Queue> queue;
  person::Date day = *person::Date::of(2026, 11, 30);
  std::vector<QueueCandidate> there;
  std::int64_t now = 1000;
};

TEST_F(Queues, PriorityFirstThenWhoWaitsLongest) {
  come("a", QueueKind::Application, 1, 10);
  come("b", QueueKind::Application, 2, 20);
  come("p", QueueKind::Priority, 3, 30);
  EXPECT_EQ(waiting(), (std::vector{3, 1, 2}));
  EXPECT_EQ(next("Meja 1"), 3);
  EXPECT_EQ(next("Meja 2"), 1);
  EXPECT_EQ(next("Meja 1"), 2);
  EXPECT_EQ(next("Meja 1"), -static_cast<int>(FailureCode::Queue_NobodyWaits));
  ASSERT_EQ(queue->calling().size(), 2u) << "one number a desk";
  EXPECT_EQ(queue->calling()[0].number, 2);
  EXPECT_EQ(queue->calling()[1].desk, "Meja 2");
  leave("b");
  EXPECT_EQ(queue->calling().front().number, 1) << "who was captured is called no more";
}

TEST_F(Queues, ACallIsTakenBackForTenSecondsAndLeavesNothingBehind) {
  come("a", QueueKind::Application, 1, 10);
  come("b", QueueKind::Application, 2, 20);
  ASSERT_EQ(next("Meja 1"), 1);
  EXPECT_EQ(queue->take_back(1, "Meja 2", base::Time{now}).error().code, FailureCode::Queue_NotCalledHere);
  open();  // a restart in between
  const auto taken = queue->take_back(1, "Meja 1", base::Time{now + 10'000});
  ASSERT_TRUE(taken);
  EXPECT_EQ(taken->times, 0);
  EXPECT_FALSE(taken->out_of_order);
  EXPECT_EQ(waiting(), (std::vector{1, 2}));
  EXPECT_EQ(queue->waiting().front().since, base::Time{10});
  EXPECT_EQ(queue->waiting().front().called, 0);
  EXPECT_TRUE(queue->calling().empty());
  EXPECT_EQ(queue->take_back(1, "Meja 1", base::Time{now}).error().code, FailureCode::Queue_NotCalledHere);
  ASSERT_EQ(next("Meja 1"), 1);
  EXPECT_EQ(queue->take_back(1, "Meja 1", base::Time{now + Queue::take_back_ms + 1}).error().code,
            FailureCode::Queue_TakeBackTooLate);
  EXPECT_EQ(queue->take_back(3, "Meja 1", base::Time{now}).error().code, FailureCode::Queue_NoSuchNumber);
}

TEST_F(Queues, ACallTakenBackFromAnotherDeskIsThereAgain) {
  come("a", QueueKind::Application, 1, 10);
  ASSERT_EQ(next("Meja 1"), 1);
  ASSERT_TRUE(queue->call(1, "Meja 2", "pindah meja", base::Time{++now}));
  const auto taken = queue->take_back(1, "Meja 2", base::Time{now});
  ASSERT_TRUE(taken);
  EXPECT_TRUE(taken->out_of_order);
  ASSERT_EQ(queue->calling().size(), 1u);
  EXPECT_EQ(queue->calling().front().desk, "Meja 1");
  EXPECT_EQ(queue->calling().front().times, 1);
  // Who was marked absent meanwhile is not called any more.
  ASSERT_TRUE(queue->absent(1, base::Time{++now}));
  EXPECT_EQ(queue->take_back(1, "Meja 1", base::Time{now}).error().code, FailureCode::Queue_NotCalledHere);
}

TEST_F(Queues, OutOfOrderNeedsAReason) {
  come("a", QueueKind::Application, 1, 10);
  come("b", QueueKind::Application, 2, 20);
  EXPECT_EQ(refused(9, "Meja 1"), FailureCode::Queue_NoSuchNumber);
  EXPECT_EQ(refused(2, "Meja 1"), FailureCode::Queue_ReasonNeeded);
  const auto old = queue->call(2, "Meja 1", "lansia", base::Time{++now});
  ASSERT_TRUE(old);
  EXPECT_TRUE(old->out_of_order);
  const auto again = queue->call(2, "Meja 1", "", base::Time{++now});
  ASSERT_TRUE(again) << "again at the same desk";
  EXPECT_EQ(again->times, 2);
  EXPECT_FALSE(again->out_of_order);
  EXPECT_EQ(refused(2, "Meja 2"), FailureCode::Queue_AlreadyCalled);
  const auto moved = queue->call(2, "Meja 2", "pindah meja", base::Time{++now});
  ASSERT_TRUE(moved);
  EXPECT_TRUE(moved->out_of_order);
  EXPECT_EQ(refused(1, "Meja 1"), FailureCode{}) << "the first of the line needs none";
}

TEST_F(Queues, WhoIsAbsentThreeTimesWaitsBehindAllOthers) {
  come("a", QueueKind::Priority, 1, 10);
  come("b", QueueKind::Application, 2, 20);
  EXPECT_EQ(queue->absent(1, base::Time{now}).error().code, FailureCode::Queue_NotCalled);
  for (int time = 0; time < Queue::absences_to_the_end; ++time) {
    EXPECT_EQ(waiting(), (std::vector{1, 2})) << time;
    EXPECT_EQ(next("Meja 1"), 1);
    ASSERT_TRUE(queue->absent(1, base::Time{++now}));
  }
  EXPECT_EQ(waiting(), (std::vector{2, 1}));
  come("c", QueueKind::Application, 3, 30);
  EXPECT_EQ(waiting(), (std::vector{2, 3, 1}));
  EXPECT_EQ(queue->waiting().back().called, 3);
}

TEST_F(Queues, CardsAreCalledOnceTheirHolderHasCome) {
  come("card-1", QueueKind::Card, 0, 1);
  come("card-2", QueueKind::Card, 0, 2);
  come("a", QueueKind::Application, 1, 10);
  EXPECT_EQ(waiting(), (std::vector{1, 501, 502}));
  EXPECT_EQ(queue->waiting_here(), 1u);
  EXPECT_EQ(next("Loket 1"), 1);
  EXPECT_EQ(next("Loket 1"), -static_cast<int>(FailureCode::Queue_NobodyWaits));
  ASSERT_TRUE(queue->arrive(502, base::Time{++now}));
  EXPECT_EQ(queue->arrive(777, base::Time{now}).error().code, FailureCode::Queue_NoSuchNumber);
  EXPECT_EQ(waiting(), (std::vector{502, 501}));
  EXPECT_EQ(next("Loket 1", QueueKind::Application), -static_cast<int>(FailureCode::Queue_NobodyWaits));
  EXPECT_EQ(next("Loket 1"), 502);
  EXPECT_EQ(next("Loket 1", QueueKind::Card), 501) << "who is asked for by his kind";
  leave("card-1");
  come("card-3", QueueKind::Card, 0, 3);
  EXPECT_EQ(waiting(), std::vector{503}) << "a number is given once a day";
}

TEST_F(Queues, ARestartForgetsNothingAndADayEverything) {
  come("p", QueueKind::Priority, 1, 10);
  come("b", QueueKind::Application, 2, 20);
  come("card", QueueKind::Card, 0, 1);
  EXPECT_EQ(next("Meja 1"), 1);
  ASSERT_TRUE(queue->arrive(501, base::Time{++now}));
  open();
  ASSERT_EQ(queue->calling().size(), 1u);
  EXPECT_EQ(queue->calling()[0].number, 1);
  EXPECT_EQ(waiting(), (std::vector{2, 501}));
  EXPECT_EQ(queue->waiting_here(), 2u);
  day = day.plus_days(1);
  open();
  EXPECT_TRUE(queue->calling().empty());
  EXPECT_EQ(queue->waiting_here(), 2u) << "the card's holder has to come again";
  ASSERT_TRUE(base::write_file_durably(folder / "queue.json", "{\"day\":"));
  open();
  EXPECT_EQ(waiting(), (std::vector{1, 2, 501})) << "what cannot be read is as a new day";
}

TEST_F(Queues, NobodyIsCalledWhomARestartWouldForget) {
  come("a", QueueKind::Application, 1, 10);
  std::filesystem::remove_all(folder);
  EXPECT_LT(next("Meja 1"), 0);
  EXPECT_TRUE(queue->calling().empty());
  EXPECT_EQ(waiting(), std::vector{1});
}

}  // namespace
}  // namespace ktpel::office
