// SPDX-License-Identifier: Apache-2.0
#include "tool/finger_command_test.h"

// Goal: `ktpel synth finger` writes each impression with its true minutiae, the same ones for the same seed, and those
// of the sensor asked for.
// Method: the program itself, twice.
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

}  // namespace
}  // namespace ktpel::tool
