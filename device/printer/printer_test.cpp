// SPDX-License-Identifier: Apache-2.0
#include "device/printer/printer.h"

#include <gtest/gtest.h>
#include <signal.h>

#include <thread>

#include "device/printer/private_cups.h"

// Goal: what is given to a printer comes out of it whole, an officer learns what keeps it from printing, and a job can
// be stopped. Method: a real CUPS of our own on loopback; its printers write files. If it cannot start, these tests
// fail: without it nobody has tried to print.
namespace ktpel::device {
namespace {

using namespace std::chrono_literals;

base::Bytes document(std::size_t size) {
  auto text = std::string("%PDF-1.4\n");
  while (text.size() < size) text += "% nothing but a comment\n";
  const auto view = base::bytes_of(text);
  return {view.begin(), view.end()};
}

class Printers : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    auto started = PrivateCups::start({"kartu", "surat"});
    ASSERT_TRUE(started) << "the private print service did not start: " << static_cast<int>(started.error());
    cups_ = std::move(started.value());
  }
  static void TearDownTestSuite() { cups_.reset(); }
  void SetUp() override { ASSERT_TRUE(cups_); }
  static Printer find(const std::string& name) {
    for (const auto& printer : cups_->service().list().value())
      if (printer.name == name) return printer;
    return {};
  }
  /// The job is in the back end's hands, not only in the queue.
  static bool is_printing(const PrintJob& job) {
    for (int i = 0; i < 500; ++i) {
      if (cups_->service().state(job).value() == JobState::Printing) return true;
      std::this_thread::sleep_for(10ms);
    }
    return false;
  }
  static std::unique_ptr<PrivateCups> cups_;
};
std::unique_ptr<PrivateCups> Printers::cups_;

TEST_F(Printers, AreListedWithTheirState) {
  const auto list = cups_->service().list();
  ASSERT_TRUE(list);
  ASSERT_EQ(list->size(), 2u);
  for (const auto& printer : list.value()) {
    EXPECT_TRUE(printer.accepting) << printer.name;
    EXPECT_EQ(printer.state, PrinterState::Idle);
    EXPECT_EQ(printer.device, "keep:/" + printer.name);
    EXPECT_TRUE(printer.reasons.empty());
  }
  EXPECT_EQ(list->front().name, "kartu");
}

TEST_F(Printers, GiveOutWhatTheyWereGiven) {
  const auto before = cups_->printed("surat").size();
  const auto small = document(100), large = document(3 << 20);
  for (const auto& one : {small, large}) {
    const auto job = cups_->service().print("surat", "Surat panggilan", one);
    ASSERT_TRUE(job) << static_cast<int>(job.error());
    EXPECT_EQ(cups_->service().wait(*job, 20s).value(), JobState::Done);
  }
  const auto printed = cups_->printed("surat");
  ASSERT_EQ(printed.size(), before + 2);
  EXPECT_EQ(printed[before], small);
  EXPECT_EQ(printed[before + 1], large);
  EXPECT_TRUE(cups_->printed("kartu").empty());
}

TEST_F(Printers, AJobCanBeCancelledWhileItPrints) {
  cups_->pause("kartu", true);
  const auto job = cups_->service().print("kartu", "Kartu", document(100));
  ASSERT_TRUE(job);
  ASSERT_TRUE(is_printing(*job));
  EXPECT_EQ(find("kartu").state, PrinterState::Printing);
  EXPECT_EQ(cups_->service().wait(*job, 0ms).value(), JobState::Printing);
  ASSERT_TRUE(cups_->service().cancel(*job));
  EXPECT_EQ(cups_->service().wait(*job, 20s).value(), JobState::Cancelled);
  EXPECT_EQ(cups_->service().cancel(*job).error(), PrinterError::NoSuchJob);
  cups_->pause("kartu", false);
  EXPECT_TRUE(cups_->printed("kartu").empty());
}

TEST_F(Printers, NoPaperIsSaidAndTheJobGoesOnWhenThereIsSome) {
  cups_->take_paper("kartu", true);
  const auto job = cups_->service().print("kartu", "Kartu", document(100));
  ASSERT_TRUE(job);
  std::vector<std::string> reasons;
  for (int i = 0; i < 500 && reasons.empty(); ++i) {
    reasons = find("kartu").reasons;
    std::this_thread::sleep_for(10ms);
  }
  EXPECT_EQ(reasons, std::vector<std::string>{"media-empty-error"});
  cups_->take_paper("kartu", false);
  EXPECT_EQ(cups_->service().wait(*job, 20s).value(), JobState::Done);
  EXPECT_TRUE(find("kartu").reasons.empty());
  EXPECT_EQ(cups_->printed("kartu").size(), 1u);
}

TEST_F(Printers, WhatIsMissingIsTold) {
  EXPECT_EQ(cups_->service().print("lain", "x", document(100)).error(), PrinterError::NoSuchPrinter);
  EXPECT_EQ(cups_->service().print("kartu", "x", document(100), "application/x-ktpel-unknown").error(),
            PrinterError::Refused);
  EXPECT_EQ(cups_->service().state({999'999, "kartu"}).error(), PrinterError::NoSuchJob);
  const PrintService nowhere("127.0.0.1", 1);
  EXPECT_EQ(nowhere.list().error(), PrinterError::ServiceNotRunning);
  EXPECT_EQ(nowhere.print("kartu", "x", document(100)).error(), PrinterError::ServiceNotRunning);
}

TEST(PrivateCups, WithoutPrintersIsAnEmptyListAndItsEndIsNoticed) {
  auto started = PrivateCups::start({});
  ASSERT_TRUE(started);
  EXPECT_TRUE((*started)->service().list()->empty());
  const auto service = (*started)->service();
  const pid_t process = (*started)->process();
  started.value().reset();
  EXPECT_EQ(service.list().error(), PrinterError::ServiceNotRunning);
  EXPECT_NE(::kill(process, 0), 0);
}

}  // namespace
}  // namespace ktpel::device
