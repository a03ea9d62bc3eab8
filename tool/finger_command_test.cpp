// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>
#include <string>

#include "base/file.h"
#include "biometric/finger/extract.h"
#include "biometric/image/codec.h"
#include "biometric/record/minutiae_record.h"
#include "biometric/synth/finger.h"

// Goal: `ktpel finger` decides right, and says in words and by its exit code what is wrong with a file.
// Method: the program itself on three synthetic fingers, two impressions each, whole, cut, blank and missing.
namespace ktpel::tool {
namespace {

using namespace biometric;
namespace fs = std::filesystem;

struct Ran {
  int exit_code;
  std::string out;
  nlohmann::json json() const { return nlohmann::json::parse(out, nullptr, false); }
};

Ran run(const std::string& arguments, bool with_errors = true) {
  const char* program = std::getenv("KTPEL_PROGRAM");
  base::check(program != nullptr, "KTPEL_PROGRAM names the program");
  std::FILE* pipe =
      ::popen((std::string(program) + " finger " + arguments + (with_errors ? " 2>&1" : " 2>/dev/null")).c_str(), "r");
  base::check(pipe != nullptr, "a pipe");
  Ran ran{};
  char buffer[4096];
  while (const auto n = std::fread(buffer, 1, sizeof buffer, pipe)) ran.out.append(buffer, n);
  ran.exit_code = WEXITSTATUS(::pclose(pipe));
  return ran;
}

class FingerCommand : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    std::string name = (fs::temp_directory_path() / "ktpel-finger-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder() = name;
    fs::create_directory(folder() / "set");
    for (int finger = 0; finger < 3; ++finger) {
      const auto master = grow_master(base::SeededRandom(70 + static_cast<std::uint64_t>(finger)), FingerNumber(2));
      for (int press = 1; press <= 2; ++press) {
        const auto image = impression(master, {}, base::SeededRandom(static_cast<std::uint64_t>(press))).image;
        ASSERT_TRUE(base::write_file_durably(
            folder() / "set" / ("f" + std::to_string(finger) + "_" + std::to_string(press) + ".png"),
            encode_png(image)));
      }
    }
  }
  static void TearDownTestSuite() { fs::remove_all(folder()); }
  static fs::path& folder() {
    static fs::path path;
    return path;
  }
  static std::string image(int finger, int press) {
    return (folder() / "set" / ("f" + std::to_string(finger) + "_" + std::to_string(press) + ".png")).string();
  }
  static std::string file(const char* name) { return (folder() / name).string(); }
  static void expect_refused(const std::string& arguments, int code) {
    const auto ran = run(arguments);
    EXPECT_EQ(ran.exit_code, 1) << arguments;
    EXPECT_NE(ran.out.find("(" + std::to_string(code) + ")"), std::string::npos) << arguments << ": " << ran.out;
  }
};

TEST_F(FingerCommand, ExtractWritesARecordThatAnybodyCanRead) {
  const auto ran = run("extract " + image(0, 1) + " -o " + file("t.iso") + " --json", false);
  ASSERT_EQ(ran.exit_code, 0);
  const auto bytes = base::read_file(file("t.iso"));
  ASSERT_TRUE(bytes);
  const auto record = decode_minutiae_record(*bytes);
  ASSERT_TRUE(record);
  EXPECT_EQ(ran.json()["minutiae_count"], record->minutiae.size());
  EXPECT_EQ(ran.json()["quality"], record->quality);
  EXPECT_GT(record->minutiae.size(), 15u);
}

TEST_F(FingerCommand, MatchDecidesForImagesAndRecords) {
  ASSERT_EQ(run("extract " + image(0, 1) + " -o " + file("t.iso")).exit_code, 0);
  for (const auto& enrolled : {image(0, 1), file("t.iso")}) {
    const auto same = run("match " + image(0, 2) + " " + enrolled + " --json", false);
    EXPECT_EQ(same.exit_code, 0);
    EXPECT_EQ(same.json()["same_finger"], true) << same.out;
    const auto other = run("match " + image(1, 2) + " " + enrolled + " --json", false);
    EXPECT_EQ(other.json()["same_finger"], false) << other.out;
  }
  EXPECT_NE(run("match " + image(0, 2) + " " + image(0, 1)).out.find("jari yang sama"), std::string::npos);
  EXPECT_NE(run("match " + image(0, 2) + " " + image(1, 1)).out.find("tidak terbukti"), std::string::npos);
}

TEST_F(FingerCommand, EvaluateWritesEveryPairOnce) {
  for (const std::string kind : {"full", "iso", "compact", "card"}) {
    const auto ran = run("evaluate " + (folder() / "set").string() + " --templates " + kind + " --scores " +
                             file("scores.txt") + " --json",
                         false);
    ASSERT_EQ(ran.exit_code, 0) << ran.out;
    EXPECT_EQ(ran.json()["genuine_pairs"], 3);
    EXPECT_EQ(ran.json()["impostor_pairs"], 12);
    EXPECT_EQ(ran.json()["eer_percent"], 0) << kind;
    std::ifstream scores(file("scores.txt"));
    std::string line;
    int lines = 0;
    while (std::getline(scores, line)) {
      std::istringstream in(line);
      std::string a, b;
      double score;
      ASSERT_TRUE(in >> a >> b >> score) << line;
      EXPECT_EQ(score >= 40, a.substr(0, 2) == b.substr(0, 2)) << kind << ": " << line;
      ++lines;
    }
    EXPECT_EQ(lines, 15);
  }
}

TEST_F(FingerCommand, AFailureToExtractIsAFailOfEachOfItsPairs) {
  const auto set = folder() / "with_blank";
  fs::copy(folder() / "set", set);
  ASSERT_TRUE(base::write_file_durably(set / "f0_3.png", encode_png(GreyImage(300, 300, Dpi(500)))));
  const auto ran = run("evaluate " + set.string() + " --scores " + file("scores.txt") + " --json", false);
  EXPECT_EQ(ran.json()["failures_to_extract"], 1);
  const auto text = base::text_of(base::read_file(file("scores.txt")).value());
  int fails = 0;
  for (auto at = text.find("FAIL"); at != std::string::npos; at = text.find("FAIL", at + 1)) ++fails;
  EXPECT_EQ(fails, 6);
  EXPECT_NEAR(ran.json()["zero_fmr_percent"].get<double>(), 40, 0.01) << "two of five genuine pairs";
}

TEST_F(FingerCommand, TrainPrintsTheParametersFile) {
  const auto ran = run("train " + (folder() / "set").string() + " " + (folder() / "set").string() + ":500", false);
  EXPECT_EQ(ran.exit_code, 0);
  EXPECT_NE(ran.out.find("inline constexpr Models kModels = {{"), std::string::npos);
  expect_refused("train " + (folder() / "set").string() + " --leave-out elsewhere", 8034);
}

/// A part of a print that shows ridges but hardly a minutia.
std::optional<GreyImage> sliver(const GreyImage& whole) {
  for (int y = 20; y + 100 < whole.height(); y += 10)
    for (int x = 20; x + 110 < whole.width(); x += 10) {
      GreyImage part(110, 100, whole.dpi());
      for (int row = 0; row < 100; ++row) std::copy_n(whole.row(y + row) + x, 110, part.row(row));
      const auto finger = extract(part);
      if (!finger && finger.error() == ExtractError::TooFewMinutiae) return part;
    }
  return std::nullopt;
}

TEST_F(FingerCommand, TooLittleOfAFingerIsSaid) {
  const auto part = sliver(*load_grey(image(0, 1)));
  ASSERT_TRUE(part);
  ASSERT_TRUE(base::write_file_durably(file("sliver.png"), encode_png(*part)));
  expect_refused("extract " + file("sliver.png"), 8014);
}

TEST_F(FingerCommand, WhatIsWrongWithAFileIsSaid) {
  const auto good = base::read_file(image(0, 1)).value();
  ASSERT_TRUE(base::write_file_durably(file("cut.png"), base::ByteView(good).first(good.size() / 2)));
  ASSERT_TRUE(base::write_file_durably(file("blank.png"), encode_png(GreyImage(300, 300, Dpi(500)))));
  ASSERT_TRUE(base::write_file_durably(file("small.png"), encode_png(GreyImage(90, 300, Dpi(500)))));
  ASSERT_TRUE(base::write_file_durably(file("narrow.png"), encode_png(GreyImage(150, 150, Dpi(1000)))));
  ASSERT_TRUE(base::write_file_durably(file("wide.png"), encode_png(GreyImage(3000, 300, Dpi(500)))));
  ASSERT_TRUE(base::write_file_durably(file("words.png"), "bukan gambar"));
  ASSERT_TRUE(base::write_file_durably(file("no_dpi.pgm"), "P5 300 300 255\n" + std::string(90000, 'x')));
  ASSERT_TRUE(base::write_file_durably(file("huge.pgm"), "P5 30000 30000 255\nx"));
  ASSERT_TRUE(base::write_file_durably(file("record.iso"), base::Bytes{'F', 'M', 'R', 0, ' ', '2', '0', 0, 0}));
  ASSERT_TRUE(base::write_file_durably(file("newer.iso"), base::Bytes{'F', 'M', 'R', 0, '0', '4', '0', 0, 0}));
  const auto few = encode_minutiae_record({FingerPosition::Unknown, 50, 300, 300, 197, 197, {}});
  ASSERT_TRUE(base::write_file_durably(file("few.iso"), *few));
  expect_refused("extract " + file("absent.png"), 8001);
  expect_refused("extract " + file("words.png"), 8002);
  expect_refused("extract " + file("cut.png"), 8003);
  expect_refused("extract " + file("no_dpi.pgm"), 8004);
  expect_refused("extract " + file("small.png"), 8005);
  expect_refused("extract " + file("huge.pgm"), 8006);
  expect_refused("extract " + file("blank.png"), 8011);
  expect_refused("extract " + file("narrow.png"), 8012);
  expect_refused("extract " + file("wide.png"), 8013);
  expect_refused("match " + image(0, 1) + " " + file("record.iso"), 8021);
  expect_refused("match " + image(0, 1) + " " + file("newer.iso"), 8022);
  expect_refused("match " + image(0, 1) + " " + file("few.iso"), 8023);
  expect_refused("extract " + image(0, 1) + " -o " + file("no/such/folder/t.iso"), 8031);
  expect_refused("evaluate " + file("no_folder"), 8032);
  fs::create_directory(folder() / "one");
  for (const char* press : {"1", "2"}) fs::copy(image(0, 1), folder() / "one" / (std::string("f0_") + press + ".png"));
  expect_refused("evaluate " + file("one"), 8033);
}

}  // namespace
}  // namespace ktpel::tool
