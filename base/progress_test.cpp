// SPDX-License-Identifier: Apache-2.0
#include "base/progress.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

// Goal: what a bar writes is known to the byte in each mode, and is little enough.
// Method: a clock that the test ticks, and every write kept.
namespace ktpel::base {
namespace {

struct Screen {
  TickingClock clock{Time{1000000}};
  std::vector<std::string> written;
  Progress::Output output(ProgressMode mode) {
    return {mode, &clock, [this](std::string_view text) { written.emplace_back(text); }};
  }
};

TEST(Progress, OnATerminalIsABarWithRateAndTimeLeftThatGoesAway) {
  Screen screen;
  {
    Progress bar("memeriksa jurnal", 10, screen.output(ProgressMode::Terminal));
    screen.clock.tick_ms(500);
    bar.step();
    screen.clock.tick_ms(1500);
    bar.step(3);
    screen.clock.tick_ms(98000);
    bar.step();
    screen.clock.tick_ms(100);
    bar.step(5);
  }
  EXPECT_EQ(screen.written,
            (std::vector<std::string>{
                "\r\033[Kmemeriksa jurnal [###...........................]  10 %  1/10",
                "\r\033[Kmemeriksa jurnal [############..................]  40 %  4/10  2,0/dtk  sisa 3 dtk",
                "\r\033[Kmemeriksa jurnal [###############...............]  50 %  5/10  0,1/dtk  sisa 1 mnt 40 dtk",
                "\r\033[Kmemeriksa jurnal [##############################] 100 %  10/10  0,1/dtk", "\r\033[K"}));
}

TEST(Progress, OnATerminalIsDrawnAtMostTenTimesASecond) {
  Screen screen;
  {
    Progress bar("x", 100000, screen.output(ProgressMode::Terminal));
    for (int i = 0; i < 3000; ++i) {
      screen.clock.tick_ms(1);
      bar.step();
    }
  }
  EXPECT_EQ(screen.written.size(), 31u);  // 3 s, and the line cleared
}

TEST(Progress, ThatWasNeverDrawnClearsNothing) {
  Screen screen;
  {
    Progress bar("x", 3, screen.output(ProgressMode::Terminal));
    bar.step(3);
  }
  EXPECT_TRUE(screen.written.empty());
}

TEST(Progress, InPlainModeIsALineEachTenthOrTenSeconds) {
  Screen screen;
  {
    Progress bar("menulis", 1000, screen.output(ProgressMode::Plain));
    for (int i = 0; i < 99; ++i) bar.step();
    EXPECT_TRUE(screen.written.empty());
    screen.clock.tick_ms(2000);
    bar.step();
    screen.clock.tick_ms(9999);
    bar.step();
    screen.clock.tick_ms(1);
    bar.step();
    screen.clock.tick_ms(7200000);
    bar.step(48);
    bar.step(850);
  }
  EXPECT_EQ(screen.written, (std::vector<std::string>{"menulis: 10 %  100/1000  50/dtk  sisa 18 dtk\n",
                                                      "menulis: 10 %  102/1000  8,5/dtk  sisa 1 mnt 46 dtk\n",
                                                      "menulis: 15 %  150/1000  0,0/dtk  sisa 11 jam 21 mnt\n",
                                                      "menulis: 100 %  1000/1000  0,1/dtk\n"}));
}

TEST(Progress, QuietSaysNothing) {
  Screen screen;
  {
    Progress bar("x", 2, screen.output(ProgressMode::Quiet));
    screen.clock.tick_ms(60000);
    bar.step(2);
  }
  EXPECT_TRUE(screen.written.empty());
}

TEST(Progress, OutlivesAClockThatIsSetBack) {
  Screen screen;
  Progress bar("x", 10, screen.output(ProgressMode::Terminal));
  screen.clock.tick_ms(-3600000);
  bar.step();
  EXPECT_EQ(screen.written.size(), 1u);
  screen.clock.tick_ms(100);
  bar.step();
  EXPECT_EQ(screen.written.size(), 2u);
}

TEST(Progress, CountsEachStepOfEachThread) {
  Screen screen;
  Progress bar("x", 4000, screen.output(ProgressMode::Plain));
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < 1000; ++i) bar.step();
    });
  for (auto& thread : threads) thread.join();
  ASSERT_EQ(screen.written.size(), 10u);
  EXPECT_EQ(screen.written.back(), "x: 100 %  4000/4000\n");
}

TEST(Progress, ModesHaveWords) {
  EXPECT_EQ(progress_mode_of("auto"), ProgressMode::Auto);
  EXPECT_EQ(progress_mode_of("terminal"), ProgressMode::Terminal);
  EXPECT_EQ(progress_mode_of("plain"), ProgressMode::Plain);
  EXPECT_EQ(progress_mode_of("quiet"), ProgressMode::Quiet);
  EXPECT_FALSE(progress_mode_of("loud"));
  set_progress_mode(ProgressMode::Plain);
  EXPECT_EQ(progress_mode(), ProgressMode::Plain);
  set_progress_mode(ProgressMode::Auto);
}

}  // namespace
}  // namespace ktpel::base
