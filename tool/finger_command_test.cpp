// SPDX-License-Identifier: Apache-2.0
#include <optional>

#include "biometric/finger/extract.h"
#include "biometric/finger/finger_template.h"
#include "biometric/record/minutiae_record.h"
#include "tool/finger_command_test.h"

// Goal: `ktpel finger extract`, `match`, `quality` and `train` decide right, write what others can read, and say in
// words and by code what is wrong with a file.
// Method: the program itself on three synthetic fingers, two impressions each, whole, cut, blank and missing.
namespace ktpel::tool {
namespace {

using namespace biometric;
using tests::expect_refused;
using tests::run;
namespace fs = std::filesystem;

class FingerCommand : public tests::Fingers {};

const char* const kFormats[] = {"iso2005", "iso2011", "ansi378", "compact", "ktpel"};

TEST_F(FingerCommand, ExtractWritesARecordThatAnybodyCanRead) {
  const auto ran = run("finger extract " + image(0, 1) + " -o " + at("t.iso") + " --json", false);
  ASSERT_EQ(ran.exit_code, 0);
  const auto record = decode_minutiae_record(get("t.iso"));
  ASSERT_TRUE(record);
  EXPECT_EQ(ran.json()["minutiae_count"], record->minutiae.size());
  EXPECT_EQ(ran.json()["quality"], record->quality);
  EXPECT_GT(record->minutiae.size(), 15u);
}

TEST_F(FingerCommand, ExtractWritesTheFormatThatIsNamed) {
  const auto count = run("finger extract " + image(0, 1) + " --json", false).json()["minutiae_count"];
  for (const std::string format : kFormats) {
    const auto ran = run("finger extract " + image(0, 1) + " -o " + at("t") + " --format " + format + " --json", false);
    ASSERT_EQ(ran.exit_code, 0) << format;
    EXPECT_EQ(ran.json()["format"], format);
    const auto bytes = get("t");
    if (format == "ktpel") {
      const auto finger = deserialise(bytes);
      ASSERT_TRUE(finger);
      EXPECT_EQ(*finger, *extract(*load_grey(image(0, 1))));
    } else if (format == "compact") {
      EXPECT_EQ(bytes, encode_compact(to_record(*extract(*load_grey(image(0, 1))), FingerPosition::Unknown)));
    } else {
      const auto file = decode_minutiae_file(bytes);
      ASSERT_TRUE(file) << format;
      EXPECT_EQ(file->format, format == "iso2005"   ? MinutiaeFormat::Iso2005
                              : format == "iso2011" ? MinutiaeFormat::Iso2011
                                                    : MinutiaeFormat::Ansi2009);
      EXPECT_EQ(file->views.front().minutiae.size(), count);
    }
  }
  EXPECT_EQ(run("finger extract " + image(0, 1) + " --format word").exit_code, 2);
}

TEST_F(FingerCommand, MatchDecidesForImagesAndTemplatesInAnyMixture) {
  std::vector<std::string> enrolled{image(0, 1)}, presented{image(0, 2)}, strangers{image(1, 2)};
  for (const std::string format : kFormats)
    for (auto [list, finger, press] : {std::tuple{&enrolled, 0, 1}, {&presented, 0, 2}, {&strangers, 1, 2}}) {
      list->push_back(at("m" + std::to_string(finger) + std::to_string(press) + "." + format));
      ASSERT_EQ(run("finger extract " + image(finger, press) + " -o " + list->back() + " --format " + format).exit_code,
                0);
    }
  for (const auto& a : enrolled) {
    for (const auto& b : presented) {
      const auto same = run("finger match " + b + " " + a + " --json", false);
      EXPECT_EQ(same.exit_code, 0);
      EXPECT_EQ(same.json()["same_finger"], true) << b << " " << a << same.out;
      EXPECT_GE(same.json()["matched_minutiae"], 4) << b << " " << a;
    }
    const auto other = run("finger match " + strangers[strangers.size() - 1] + " " + a + " --json", false);
    EXPECT_EQ(other.json()["same_finger"], false) << a << other.out;
  }
  const auto kinds =
      run("finger match " + at("m02.compact") + " " + at("m01.iso2011") + " --json", false).json()["kinds"];
  EXPECT_EQ(kinds, nlohmann::json({"compact", "iso2011"}));
  EXPECT_NE(run("finger match " + image(0, 2) + " " + image(0, 1)).out.find("jari yang sama"), std::string::npos);
  EXPECT_NE(run("finger match " + image(0, 2) + " " + image(1, 1)).out.find("tidak terbukti"), std::string::npos);
}

TEST_F(FingerCommand, ExplainWritesAPageWithItsPictures) {
  ASSERT_EQ(run("finger extract " + image(0, 1) + " --explain " + at("stages")).exit_code, 0);
  const auto stages = text("stages/index.html");
  int pictures = 0;
  for (const auto& entry : fs::directory_iterator(folder() / "stages")) {
    if (entry.path().extension() != ".png") continue;
    ++pictures;
    EXPECT_NE(stages.find("<img src=\"" + entry.path().filename().string() + "\""), std::string::npos);
    EXPECT_TRUE(load_colour(entry.path())) << entry.path();
  }
  EXPECT_GE(pictures, 7);

  ASSERT_EQ(run("finger extract " + image(0, 1) + " -o " + at("e.iso")).exit_code, 0);
  for (const auto& [name, enrolled] : {std::pair{"two_images", image(0, 1)}, {"image_record", at("e.iso")}}) {
    ASSERT_EQ(run("finger match " + image(0, 2) + " " + enrolled + " --explain " + at(name)).exit_code, 0);
    const auto both = load_colour(folder() / name / "match.png");
    ASSERT_TRUE(both);
    const auto one = load_grey(image(0, 2)).value();
    EXPECT_GT(both->width(), 2 * one.width()) << "side by side";
    bool coloured = false;
    for (std::size_t i = 0; i < both->rgb().size(); i += 3) coloured |= both->rgb()[i] != both->rgb()[i + 1];
    EXPECT_TRUE(coloured) << "lines join the minutiae";
    EXPECT_NE(text(std::string(name) + "/index.html").find("Keputusan: jari yang sama"), std::string::npos);
  }
  // an extraction that ends early shows how far it came
  put("blank.png", encode_png(GreyImage(300, 300, Dpi(500))));
  expect_refused("finger extract " + at("blank.png") + " --explain " + at("early"), 8011);
  EXPECT_TRUE(fs::exists(folder() / "early/index.html"));
  expect_refused("finger extract " + image(0, 1) + " --explain " + image(0, 2), 8040);
  expect_refused("finger match " + image(0, 1) + " " + image(0, 2) + " --explain " + image(0, 2), 8041);
}

TEST_F(FingerCommand, QualityTellsAnOfficerWhatToDo) {
  const auto good = run("finger quality " + image(0, 1) + " --json", false);
  ASSERT_EQ(good.exit_code, 0);
  EXPECT_GE(good.json()["quality"], 40);
  EXPECT_EQ(good.json()["capture_again"], false);
  Conditions corner;
  corner.contact = 0.4;
  const auto master = grow_master(base::SeededRandom(70), FingerNumber(2));
  put("corner.png", encode_png(impression(master, corner, base::SeededRandom(1)).image));
  const auto poor = run("finger quality " + at("corner.png") + " --json", false).json();
  EXPECT_LT(poor["quality"], 40);
  EXPECT_EQ(poor["capture_again"], true);
  ASSERT_FALSE(poor["reasons"].empty());
  EXPECT_EQ(poor["reasons"][0]["reason"], "small_area") << poor;
  const auto words = run("finger quality " + at("corner.png")).out;
  EXPECT_NE(words.find("ambil ulang"), std::string::npos);
  EXPECT_NE(words.find("letakkan seluruh ruas ujung jari"), std::string::npos);
}

TEST_F(FingerCommand, TrainPrintsTheParametersFile) {
  const auto ran = run("finger train " + at("set") + " " + at("set") + ":500", false);
  EXPECT_EQ(ran.exit_code, 0);
  EXPECT_NE(ran.out.find("inline constexpr Models kModels = {{"), std::string::npos);
  expect_refused("finger train " + at("set") + " --leave-out elsewhere", 8034);
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
  put("sliver.png", encode_png(*part));
  expect_refused("finger extract " + at("sliver.png"), 8014);
}

TEST_F(FingerCommand, EveryCommandSaysWhatIsWrongWithAPicture) {
  auto bad = bad_pictures();
  for (const auto& finger : bad_fingers()) bad.push_back(finger);
  for (const auto& [name, code] : bad) {
    expect_refused("finger extract " + at(name), code);
    expect_refused("finger quality " + at(name), code);
    expect_refused("finger match " + image(0, 1) + " " + at(name), code);
    expect_refused("finger match " + at(name) + " " + image(0, 1), code);
  }
}

TEST_F(FingerCommand, EveryCommandSaysWhatIsWrongWithATemplate) {
  put("record.iso", base::Bytes{'F', 'M', 'R', 0, ' ', '2', '0', 0, 0});
  put("newer.iso", base::Bytes{'F', 'M', 'R', 0, '0', '4', '0', 0, 0});
  put("few.iso", *encode_minutiae_record({FingerPosition::Unknown, 50, 300, 300, 197, 197, {}}));
  ASSERT_EQ(run("finger extract " + image(0, 1) + " -o " + at("whole.ktpel") + " --format ktpel").exit_code, 0);
  auto whole = get("whole.ktpel");
  put("cut.ktpel", base::ByteView(whole).first(whole.size() - 20));
  whole[5] ^= 0x55;  // the versions follow the mark
  put("other.ktpel", whole);
  put("no_minutiae", base::Bytes(12, 0xff));  // a type that does not exist
  put("text_of_twelve", "dua belas ok");
  std::string repeated;
  for (int i = 0; i < 20; ++i) repeated += "\x89PNX \x1a\x02\x03\x04\x05\x06";
  put("repeated", repeated);
  for (const auto& [name, code] : {std::pair{"record.iso", 8021},
                                   {"newer.iso", 8022},
                                   {"few.iso", 8023},
                                   {"cut.ktpel", 8044},
                                   {"other.ktpel", 8043},
                                   {"no_minutiae", 8002},
                                   {"text_of_twelve", 8002},
                                   {"repeated", 8002}})
    expect_refused("finger match " + image(0, 1) + " " + at(name), code);
  expect_refused("finger extract " + image(0, 1) + " -o " + at("no/such/folder/t.iso"), 8031);
}

}  // namespace
}  // namespace ktpel::tool
