// SPDX-License-Identifier: Apache-2.0
#include "device/scanner/scanner.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "base/file.h"

// Goal: a paper is scanned at the size, mode and resolution asked for, and an officer learns what keeps it from being
// scanned. Method: SANE's own test device, which draws known pictures and fails on request, by a private configuration.
namespace ktpel::device {
namespace {

/// Once in a program: SANE remembers where its configuration is.
class PrivateSane : public testing::Environment {
 public:
  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "ktpel-sane-XXXXXX").string();
    ASSERT_TRUE(::mkdtemp(name.data()));
    folder_ = name;
    ASSERT_TRUE(base::write_file_durably(folder_ / "dll.conf", "test\n"));
    ASSERT_TRUE(base::write_file_durably(folder_ / "test.conf", "number_of_devices 2\n"));
    ::setenv("SANE_CONFIG_DIR", name.c_str(), 1);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

 private:
  std::filesystem::path folder_;
};
const auto* const environment = testing::AddGlobalTestEnvironment(new PrivateSane);

ScanOrder small(ScanMode mode) { return {mode, 100, 50, 25, {}}; }  // whole mm: the test device knows no others

TEST(Scanners, AreListed) {
  const auto list = list_scanners();
  ASSERT_TRUE(list) << static_cast<int>(list.error());
  ASSERT_EQ(list->size(), 2u) << "install libsane1: the test back end is missing";
  EXPECT_EQ(list->front().name, "test:0");
  EXPECT_FALSE(list->front().maker.empty());
}

TEST(Scanners, ScanAPaperOfTheSizeAskedFor) {
  for (const int dpi : {75, 100, 200, 300}) {
    auto order = small(ScanMode::Grey);
    order.dpi = dpi;
    const auto out = scan("test:0", order);
    ASSERT_TRUE(out) << dpi << " dpi: " << static_cast<int>(out.error());
    EXPECT_EQ(out->dpi, dpi);
    const auto* image = std::get_if<biometric::GreyImage>(&out->picture);
    ASSERT_TRUE(image);
    EXPECT_NEAR(image->width(), 50 / 25.4 * dpi, 2);
    EXPECT_NEAR(image->height(), 25 / 25.4 * dpi, 2);
    EXPECT_EQ(image->dpi(), biometric::Dpi(dpi));
  }
}

// The black picture is black, the white one white; the coloured one has pure red, green and blue.
TEST(Scanners, ShowWhatLiesOnTheGlass) {
  for (const auto& [name, value] : {std::pair{"Solid black", 0}, std::pair{"Solid white", 255}}) {
    auto order = small(ScanMode::Grey);
    order.options = {{"test-picture", name}};
    const auto out = scan("test:0", order);
    ASSERT_TRUE(out);
    for (const auto pixel : std::get<biometric::GreyImage>(out->picture).pixels()) ASSERT_EQ(pixel, value);
  }
  auto order = small(ScanMode::Colour);
  order.width_mm = order.height_mm = 180;
  order.options = {{"test-picture", "Color pattern"}};
  const auto out = scan("test:0", order);
  ASSERT_TRUE(out);
  const auto& rgb = std::get<biometric::ColourImage>(out->picture).rgb();
  bool red = false, green = false, blue = false;
  for (std::size_t i = 0; i + 2 < rgb.size(); i += 3) {
    red |= rgb[i] > 200 && rgb[i + 1] < 50 && rgb[i + 2] < 50;
    green |= rgb[i] < 50 && rgb[i + 1] > 200 && rgb[i + 2] < 50;
    blue |= rgb[i] < 50 && rgb[i + 1] < 50 && rgb[i + 2] > 200;
  }
  EXPECT_TRUE(red && green && blue);
}

// The test device's feeder holds ten pages at each opening.
TEST(Scanners, TakeEveryPageOfTheFeeder) {
  const auto all = scan_pages("test:0", small(ScanMode::Grey), PaperSource::Feeder);
  ASSERT_TRUE(all) << static_cast<int>(all.error());
  EXPECT_EQ(all->size(), 10u);
  const auto some = scan_pages("test:0", small(ScanMode::Grey), PaperSource::Feeder, 3);
  ASSERT_TRUE(some);
  EXPECT_EQ(some->size(), 3u);
  const auto one = scan_pages("test:0", small(ScanMode::Grey), PaperSource::Glass);
  ASSERT_TRUE(one);
  EXPECT_EQ(one->size(), 1u);
  auto empty = small(ScanMode::Grey);
  empty.options = {{"read-return-value", "SANE_STATUS_NO_DOCS"}};
  EXPECT_EQ(scan_pages("test:0", empty, PaperSource::Feeder).error(), ScannerError::NoPaper);
  empty.options = {{"read-return-value", "SANE_STATUS_JAMMED"}};
  EXPECT_EQ(scan_pages("test:0", empty, PaperSource::Feeder).error(), ScannerError::Jammed);
}

TEST(Scanners, WhatKeepsThemFromScanningIsTold) {
  for (const auto& [status, error] :
       {std::pair{"SANE_STATUS_JAMMED", ScannerError::Jammed}, std::pair{"SANE_STATUS_NO_DOCS", ScannerError::NoPaper},
        std::pair{"SANE_STATUS_COVER_OPEN", ScannerError::Jammed},
        std::pair{"SANE_STATUS_IO_ERROR", ScannerError::Broken},
        std::pair{"SANE_STATUS_ACCESS_DENIED", ScannerError::NotAllowed},
        std::pair{"SANE_STATUS_DEVICE_BUSY", ScannerError::Busy}}) {
    auto order = small(ScanMode::Grey);
    order.options = {{"read-return-value", status}};
    const auto out = scan("test:0", order);
    ASSERT_FALSE(out) << status;
    EXPECT_EQ(out.error(), error) << status;
  }
  EXPECT_EQ(scan("test:9", small(ScanMode::Grey)).error(), ScannerError::NoSuchScanner);
  EXPECT_EQ(scan("nobody:0", small(ScanMode::Grey)).error(), ScannerError::NoSuchScanner);
  auto order = small(ScanMode::Grey);
  order.options = {{"no-such-option", "1"}};
  EXPECT_EQ(scan("test:0", order).error(), ScannerError::NotSupported);
  order.options = {{"three-pass", "yes"}, {"mode", "Color"}};
  EXPECT_FALSE(scan("test:0", order));
  // and after all that it scans again
  EXPECT_TRUE(scan("test:1", small(ScanMode::Colour)));
}

}  // namespace
}  // namespace ktpel::device
