// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <sstream>

#include "base/digest.h"
#include "base/golden.h"
#include "tool/finger_command_test.h"

// Goal: `ktpel synth finger` writes each impression with its true minutiae, the same ones for the same seed, and those
// of the sensor asked for; attended and hard presses stay as they were when others began to build on them.
// Method: the program itself, twice; hashes of the pixels.
namespace ktpel::tool {
namespace {

using namespace biometric;
using tests::run;

class SynthFinger : public tests::Fingers {};

TEST_F(SynthFinger, WritesPicturesAndTheirTrueMinutiae) {
  const auto make = [](const std::string& folder, const std::string& sensor) {
    return run("synth finger --persons 2 --fingers 2,7 --impressions 2 --seed 9 --sensor " + sensor + " -o " +
                   at(folder) + " --json",
               false);
  };
  const auto made = make("a", "optical");
  ASSERT_EQ(made.exit_code, 0);
  EXPECT_EQ(made.json()["images"], 8);
  for (const char* name : {"0001_02_1", "0001_02_2", "0001_07_1", "0002_07_2"}) {
    const auto truth = nlohmann::json::parse(text("a/" + std::string(name) + ".minutiae.json"));
    const auto picture = load_grey(at("a/" + std::string(name) + ".png"));
    ASSERT_TRUE(picture) << name;
    EXPECT_GE(truth["minutiae"].size(), 8u);
    for (const auto& m : truth["minutiae"]) {
      EXPECT_TRUE(m["x"] >= 0 && m["x"] < picture->width() && m["y"] >= 0 && m["y"] < picture->height()) << m;
      EXPECT_TRUE(m["type"] == "ending" || m["type"] == "bifurcation") << m;
    }
  }
  ASSERT_EQ(make("b", "optical").exit_code, 0);
  ASSERT_EQ(make("c", "capacitive").exit_code, 0);
  EXPECT_EQ(get("a/0001_02_1.png"), get("b/0001_02_1.png"));
  EXPECT_NE(get("a/0001_02_1.png"), get("c/0001_02_1.png"));
  EXPECT_EQ(make("d", "thermal").exit_code, 2);
}

// The lines of attended and hard presses were made by the program before there were volunteers: weights were trained on
// such presses (decision 8), and tests and demo are built on them.
TEST_F(SynthFinger, PressesAreTheSameForEver) {
  std::ostringstream out;
  int orders = 0;
  for (const std::string order :
       {"--care attended --fingers 2,7 --impressions 2 --seed 9",
        "--care attended --fingers 7 --impressions 2 --seed 9 --sensor capacitive --dryness .4 --pressure -.3 "
        "--contact .8 "
        "--noise 1.5",
        "--fingers 3,8 --impressions 4 --seed 71 --hard distorted,dry,wet,blotchy,scarred,framed,ghosted,partial",
        "--fingers 2,7 --impressions 2 --seed 9", "--fingers 7 --impressions 2 --seed 9 --sensor capacitive"}) {
    out << order << '\n';
    const auto folder = "ever" + std::to_string(++orders);
    ASSERT_EQ(run("synth finger " + order + " -o " + at(folder)).exit_code, 0);
    std::vector<std::filesystem::path> pictures;
    for (const auto& file : std::filesystem::directory_iterator(at(folder)))
      if (file.path().extension() == ".png") pictures.push_back(file.path());
    std::sort(pictures.begin(), pictures.end());
    for (const auto& picture : pictures) {
      const auto grey = load_grey(picture);
      ASSERT_TRUE(grey) << picture;
      out << picture.stem().string() << ' ' << base::sha256(grey->pixels()).hex() << '\n';
    }
  }
  EXPECT_TRUE(base::matches_golden(out.str(), "synth_presses.txt"));
}

TEST_F(SynthFinger, CareIsTakenOrNot) {
  EXPECT_EQ(run("synth finger --fingers 2 -o " + at("v") + " --json", false).json()["care"], "volunteers");
  EXPECT_EQ(run("synth finger --fingers 2 --care attended -o " + at("v") + " --json", false).json()["care"],
            "attended");
  EXPECT_EQ(run("synth finger --fingers 2 --care none -o " + at("v")).exit_code, 2);
  EXPECT_EQ(run("synth finger --fingers 2 --care attended --hard dry -o " + at("v")).exit_code, 2);
  EXPECT_NE(run("synth finger --help").out.find("FVC2002"), std::string::npos);
}

}  // namespace
}  // namespace ktpel::tool
