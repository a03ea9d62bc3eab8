// SPDX-License-Identifier: Apache-2.0
#include <fstream>
#include <set>
#include <sstream>

#include "tool/finger_command_test.h"

// Goal: what `ktpel finger evaluate` and `bench` say about a folder is what its pictures give: each pair once, failures
// counted and named, weights not trained on what they are tested on, a page that shows the worst pairs.
// Method: the program itself on folders of three synthetic fingers, two impressions each, and of files that are none.
namespace ktpel::tool {
namespace {

using namespace biometric;
using tests::expect_refused;
using tests::run;
namespace fs = std::filesystem;

class FingerEvaluate : public tests::Fingers {};

TEST_F(FingerEvaluate, WritesEveryPairOnce) {
  for (const std::string kind : {"--templates full", "--templates iso", "--templates compact", "--templates card",
                                 "--via iso2005", "--via iso2011", "--via ansi378", "--via compact"}) {
    const auto ran =
        run("finger evaluate " + at("set") + " " + kind + " --scores " + at("scores.txt") + " --json", false);
    ASSERT_EQ(ran.exit_code, 0) << ran.out;
    EXPECT_EQ(ran.json()["genuine_pairs"], 3);
    EXPECT_EQ(ran.json()["impostor_pairs"], 12);
    EXPECT_EQ(ran.json()["eer_percent"], 0) << kind;
    EXPECT_EQ(ran.json()["templates"], kind.substr(kind.find(' ') + 1));
    std::ifstream scores(at("scores.txt"));
    std::string line;
    std::set<std::pair<std::string, std::string>> pairs;
    while (std::getline(scores, line)) {
      std::istringstream in(line);
      std::string a, b;
      double score;
      ASSERT_TRUE(in >> a >> b >> score) << line;
      EXPECT_EQ(score >= 40, a.substr(0, 2) == b.substr(0, 2)) << kind << ": " << line;
      pairs.insert(std::minmax(a, b));
    }
    EXPECT_EQ(pairs.size(), 15u);
  }
  EXPECT_EQ(run("finger evaluate " + at("set") + " --via compact --templates iso").exit_code, 2);
}

TEST_F(FingerEvaluate, FormatsKeepDifferentThings) {
  std::set<std::string> scores;
  for (const std::string kind :
       {"--templates full", "--templates card", "--via iso2005", "--via ansi378", "--via compact"}) {
    ASSERT_EQ(run("finger evaluate " + at("set") + " " + kind + " --scores " + at("scores.txt")).exit_code, 0);
    scores.insert(text("scores.txt"));
  }
  EXPECT_EQ(scores.size(), 5u) << "each goes through a format of its own";
}

TEST_F(FingerEvaluate, AFailureIsAFailOfEachOfItsPairsAndIsNamed) {
  const auto set = folder() / "with_failures";
  fs::copy(folder() / "set", set);
  put("with_failures/f0_3.png", encode_png(GreyImage(300, 300, Dpi(500))));
  const auto ran = run("finger evaluate " + set.string() + " --scores " + at("scores.txt") + " --json", false);
  EXPECT_EQ(ran.json()["failures_to_extract"], 1);
  EXPECT_EQ(ran.json()["failures"][0]["image"], "f0_3");
  EXPECT_EQ(ran.json()["failures"][0]["code"], 8011);
  const auto lines = text("scores.txt");
  int fails = 0;
  for (auto at = lines.find("FAIL"); at != std::string::npos; at = lines.find("FAIL", at + 1)) ++fails;
  EXPECT_EQ(fails, 6);
  EXPECT_NEAR(ran.json()["zero_fmr_percent"].get<double>(), 40, 0.01) << "two of five genuine pairs";
  put("with_failures/f1_3.png", "bukan gambar");
  const auto words = run("finger evaluate " + set.string() + " --report " + at("failing"));
  EXPECT_NE(words.out.find("f1_3"), std::string::npos);
  EXPECT_NE(words.out.find("(8002)"), std::string::npos);
  EXPECT_NE(text("failing/index.html").find("(8002)"), std::string::npos);
}

TEST_F(FingerEvaluate, TheReportShowsBothCurvesAndTheWorstPairs) {
  const auto ran =
      run("finger evaluate " + at("set") + " --report " + at("report") + " --scores " + at("scores.txt") + " --json",
          false);
  ASSERT_EQ(ran.exit_code, 0);
  EXPECT_EQ(ran.json()["report"], at("report"));
  const auto page = text("report/index.html");
  std::size_t drawings = 0;
  for (auto at = page.find("<svg"); at != std::string::npos; at = page.find("<svg", at + 1)) ++drawings;
  EXPECT_EQ(drawings, 2u);
  // the lowest genuine and the highest impostor score of the list stand first
  double lowest = 1e9, highest = -1;
  std::string genuine, impostor;
  std::ifstream scores(at("scores.txt"));
  for (std::string a, b, score; scores >> a >> b >> score;) {
    const double value = std::stod(score);
    if (a.substr(0, 2) == b.substr(0, 2) ? value < lowest : value > highest) {
      (a.substr(0, 2) == b.substr(0, 2) ? lowest : highest) = value;
      (a.substr(0, 2) == b.substr(0, 2) ? genuine : impostor) = b + " dan " + a;
    }
  }
  EXPECT_NE(page.find("genuine_1.png\" alt=\"\"><figcaption>" + genuine), std::string::npos) << genuine;
  EXPECT_NE(page.find("impostor_1.png\" alt=\"\"><figcaption>" + impostor), std::string::npos) << impostor;
  for (const std::string name : {"genuine_1", "genuine_3", "impostor_1", "impostor_5"})
    EXPECT_TRUE(load_colour(folder() / "report" / (name + ".png"))) << name;
  EXPECT_FALSE(fs::exists(folder() / "report/genuine_4.png")) << "there are three";
  expect_refused("finger evaluate " + at("set") + " --report " + image(0, 1), 8045);
}

TEST_F(FingerEvaluate, QualityDiscardsTheWorst) {
  const auto rows =
      run("finger evaluate " + at("set") + " --quality --json", false).json()["fnmr_at_fmr1000_by_quality"];
  ASSERT_EQ(rows.size(), 4u);
  EXPECT_EQ(rows[0]["genuine_pairs"], 3);
  EXPECT_EQ(rows[3]["worst_discarded_percent"], 20);
  EXPECT_EQ(rows[3]["genuine_pairs"], 2) << "a fifth of six is one: its pair is gone";
  EXPECT_TRUE(run("finger evaluate " + at("set") + " --json", false).json()["fnmr_at_fmr1000_by_quality"].is_null());
}

TEST_F(FingerEvaluate, WeightsAreTrainedWithoutTheFolderThatIsTested) {
  expect_refused("finger evaluate " + at("set") + " --weights leave-out --train " + at("set"), 8042);
  make_set("beside/a", 80), make_set("beside/b", 90);
  const auto named = run("finger evaluate " + at("beside/a") + " --weights leave-out --train " + at("beside/a") +
                             ":500," + at("beside/b") + ":500 --scores " + at("named.txt") + " --json",
                         false);
  ASSERT_EQ(named.exit_code, 0) << named.out;
  EXPECT_EQ(named.json()["weights"], "leave-out");
  EXPECT_EQ(named.json()["trained_on"], nlohmann::json({at("beside/b")}));
  const auto found =
      run("finger evaluate " + at("beside/a") + " --weights leave-out --scores " + at("found.txt") + " --json", false);
  ASSERT_EQ(found.exit_code, 0) << found.out;
  EXPECT_EQ(found.json()["trained_on"].size(), 1u);
  EXPECT_EQ(text("named.txt"), text("found.txt")) << "the folder beside it was found";
  ASSERT_EQ(run("finger evaluate " + at("beside/a") + " --scores " + at("shipped.txt")).exit_code, 0);
  EXPECT_NE(text("named.txt"), text("shipped.txt")) << "other weights, other scores";
  make_set("alone/a", 80);
  fs::create_directory(folder() / "alone/notes");
  put("alone/notes/a_1.txt", "bukan gambar"), put("alone/notes/b_1.txt", "bukan gambar");
  expect_refused("finger evaluate " + at("alone/a") + " --weights leave-out", 8042);
}

TEST_F(FingerEvaluate, WhatIsWrongWithAFolderIsSaid) {
  fs::create_directory(folder() / "nothing");
  fs::create_directory(folder() / "one");
  for (const char* press : {"1", "2"}) fs::copy(image(0, 1), folder() / "one" / (std::string("f0_") + press + ".png"));
  for (const std::string act : {"evaluate", "bench"})
    for (const auto& folder : {at("absent"), at("nothing"), image(0, 1)})
      expect_refused("finger " + act + " " + folder, 8032);
  expect_refused("finger evaluate " + at("one"), 8033);
  expect_refused("finger evaluate " + at("set") + " --scores " + at("no/such/folder/s"), 8031);
  expect_refused("finger bench " + at("one"), 8046);
  expect_refused("finger bench " + at("set") + " --runs 1 --append " + at("no/such/folder/h"), 8047);
  put("one/f1_1.png", "bukan gambar");
  expect_refused("finger bench " + at("one"), 8002);
}

TEST_F(FingerEvaluate, BenchSaysWhatItMeasuredAndAppendsALine) {
  const auto arguments = "finger bench " + at("set") + " --runs 2 --append " + at("history.jsonl");
  const auto ran = run(arguments + " --json", false);
  ASSERT_EQ(ran.exit_code, 0) << ran.out;
  const auto out = ran.json();
  EXPECT_EQ(out["images"], 6);
  EXPECT_EQ(out["genuine_pairs"], 3);
  EXPECT_EQ(out["impostor_pairs"], 12);
  for (const auto* step : {"extraction", "template", "indexing", "quality", "genuine", "impostor", "comparison",
                           "wsq_encode", "wsq_decode"}) {
    const auto& s = out["steps"][step];
    EXPECT_GT(s["median_us"], 0) << step;
    EXPECT_LE(s["lower_us"], s["median_us"]) << step;
    EXPECT_GE(s["upper_us"], s["median_us"]) << step;
  }
  for (const auto& peer : out["peers"])
    EXPECT_NEAR(peer["ratio"].get<double>() * peer["us_on_fvc2002_db1"].get<double>(),
                out["steps"][peer["step"].get<std::string>()]["median_us"].get<double>(),
                0.001 * peer["us_on_fvc2002_db1"].get<double>());
  EXPECT_GT(out["bytes"]["ktpel"], out["bytes"]["iso2005"]);
  EXPECT_FALSE(out["machine"].get<std::string>().empty());
  EXPECT_EQ(run(arguments).exit_code, 0);
  std::ifstream history(at("history.jsonl"));
  int lines = 0;
  for (std::string line; std::getline(history, line); ++lines) EXPECT_EQ(nlohmann::json::parse(line)["images"], 6);
  EXPECT_EQ(lines, 2);
}

}  // namespace
}  // namespace ktpel::tool
