// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <map>

#include "biometric/record/finger_image_record.h"
#include "biometric/record/nist_transaction.h"
#include "tool/finger_command_test.h"

// Goal: `ktpel finger split` takes a slap from any file that may hold one, names its fingers, writes them so that they
// match the same finger pressed alone, and says what was swapped.
// Method: the program itself on synthetic slaps as PNG and in ANSI/NIST and ISO records.
namespace ktpel::tool {
namespace {

using namespace biometric;
using tests::expect_refused;
using tests::run;
namespace fs = std::filesystem;

/// The press of a finger of the one person.
GreyImage press(int finger, std::uint64_t number) {
  Conditions conditions;
  conditions.width = 300, conditions.height = 420, conditions.sensor = SensorKind::Capacitive;
  conditions.turn_spread_deg = 2, conditions.shift_spread_px = 4;
  static std::map<int, FingerMaster> grown;
  auto known = grown.find(finger);
  if (known == grown.end()) known = grown.emplace(finger, PersonFingers::grow(5, FingerNumber(finger))).first;
  return impression(known->second, conditions, base::SeededRandom(number * 100 + static_cast<std::uint64_t>(finger)))
      .image;
}

/// Fingers beside each other, as high as those of a hand reach.
GreyImage slap(const std::vector<int>& fingers, std::uint64_t number = 1) {
  constexpr int kBelow[] = {0, 90, 0, 70, 260};  // px under the middle finger: thumb, index, ..., little
  GreyImage glass(1700, 1200, Dpi(500));
  const int step = 340, left = (1700 - step * static_cast<int>(fingers.size())) / 2;
  for (std::size_t i = 0; i < fingers.size(); ++i) {
    if (fingers[i] == 0) continue;  // none lies there
    const auto image = press(fingers[i], number);
    const int x0 = left + step * static_cast<int>(i), y0 = 260 + kBelow[(fingers[i] - 1) % 5];
    for (int y = 0; y < image.height(); ++y)
      for (int x = 0; x < image.width(); ++x) glass.at(x0 + x, y0 + y) = image.at(x, y);
  }
  return glass;
}

class FingerSplit : public tests::Fingers {
 protected:
  static void SetUpTestSuite() {
    tests::Fingers::SetUpTestSuite();
    put("right.png", encode_png(slap({2, 3, 4, 5})));
    const std::vector views{view_of(press(1, 9), PrintPosition::RightThumb, ImageCoding::Raw),
                            view_of(slap({2, 3, 4, 5}), PrintPosition::RightFour, ImageCoding::Wsq),
                            view_of(slap({10, 9, 8, 7}), PrintPosition::LeftFour, ImageCoding::Wsq),
                            view_of(slap({6, 1}), PrintPosition::BothThumbs, ImageCoding::Wsq)};
    const NistEnvelope envelope{"OTHER", "20260101", "TEST", "TEST", "1"};
    for (const auto& [name, kind] : {std::pair{"ten4.an2", NistPictures::Type4}, {"ten14.an2", NistPictures::Type14}})
      put(name, encode_transaction(transaction_of(views, envelope, kind).value()).value());
    put("ten.fir", encode_finger_images(views, FingerImageFormat::Iso2011).value());
  }
};

TEST_F(FingerSplit, CutsAPictureIntoFingersThatMatch) {
  const auto ran = run("finger split " + at("right.png") + " --hand right -o " + at("cut") + " --json", false);
  ASSERT_EQ(ran.exit_code, 0) << ran.out;
  const auto fingers = ran.json()["slaps"][0]["fingers"];
  ASSERT_EQ(fingers.size(), 4u);
  int last_x = 0;
  for (int k = 0; k < 4; ++k) {
    EXPECT_EQ(fingers[static_cast<std::size_t>(k)]["position"], 2 + k);
    const auto& finger = fingers[static_cast<std::size_t>(k)];
    EXPECT_GT(finger["box"]["middle_x"], last_x) << "from left to right";
    last_x = finger["box"]["middle_x"];
    EXPECT_GT(finger["quality"], 30);
    EXPECT_LT(std::abs(finger["rotation_degrees"].get<double>()), 15);
  }
  EXPECT_EQ(fingers[0]["name"], "right_index");
  put("alone.png", encode_png(press(2, 7)));
  const auto same = [&](const std::string& name) {
    return run("finger match " + at("alone.png") + " " + at("cut/" + name + ".png") + " --json", false)
        .json()["same_finger"];
  };
  EXPECT_EQ(same("right_index"), true);
  EXPECT_EQ(same("right_ring"), false);
  const auto boxes = load_colour(folder() / "cut/right_four_boxes.png");
  ASSERT_TRUE(boxes);
  EXPECT_EQ(boxes->width(), 1700);
  EXPECT_TRUE(ran.json()["sequence_faults"].empty());
}

TEST_F(FingerSplit, TakesAllSlapsOfARecordOfTenFingers) {
  for (const std::string name : {"ten4.an2", "ten14.an2", "ten.fir"}) {
    const auto out = "all_" + name;
    const auto ran = run("finger split " + at(name) + " -o " + at(out) + " --json", false);
    ASSERT_EQ(ran.exit_code, 0) << name << ran.out;
    ASSERT_EQ(ran.json()["slaps"].size(), 3u) << "the lone thumb is no slap";
    for (const auto* finger : {"right_thumb", "right_index", "right_middle", "right_ring", "right_little", "left_thumb",
                               "left_index", "left_middle", "left_ring", "left_little"})
      EXPECT_TRUE(load_grey(folder() / out / (std::string(finger) + ".png"))) << name << " " << finger;
    EXPECT_TRUE(ran.json()["sequence_faults"].empty()) << ran.out;
  }
  const auto one = run("finger split " + at("ten14.an2") + " --part 3 -o " + at("one") + " --json", false);
  ASSERT_EQ(one.json()["slaps"].size(), 1u) << one.out;
  EXPECT_EQ(one.json()["slaps"][0]["name"], "left_four");
  const auto hand = run("finger split " + at("ten14.an2") + " --hand thumbs -o " + at("hand") + " --json", false);
  ASSERT_EQ(hand.json()["slaps"].size(), 1u) << hand.out;
  EXPECT_EQ(hand.json()["slaps"][0]["name"], "thumbs");
}

TEST_F(FingerSplit, SaysWhatWasSwapped) {
  // the right hand once more, where the left one should lie
  const std::vector views{view_of(slap({2, 3, 4, 5}), PrintPosition::RightFour, ImageCoding::Raw),
                          view_of(slap({2, 3, 4, 5}, 2), PrintPosition::LeftFour, ImageCoding::Raw)};
  put("twice.fir", encode_finger_images(views, FingerImageFormat::Iso2011).value());
  const auto faults =
      run("finger split " + at("twice.fir") + " -o " + at("twice") + " --json", false).json()["sequence_faults"];
  int swapped = 0, twice = 0;
  for (const auto& fault : faults) (fault["kind"] == "hand_swapped" ? swapped : twice) += 1;
  EXPECT_EQ(swapped, 1);
  EXPECT_EQ(twice, 4);
  EXPECT_NE(run("finger split " + at("twice.fir") + " -o " + at("twice")).out.find("URUTAN SALAH"), std::string::npos);
  // two slaps of one hand do not write over each other
  const std::vector again{views[0], view_of(slap({2, 3, 4, 5}, 2), PrintPosition::RightFour, ImageCoding::Raw)};
  put("again.fir", encode_finger_images(again, FingerImageFormat::Iso2011).value());
  ASSERT_EQ(run("finger split " + at("again.fir") + " -o " + at("again")).exit_code, 0);
  EXPECT_TRUE(fs::exists(folder() / "again/right_index.png"));
  EXPECT_TRUE(fs::exists(folder() / "again/right_index_2.png"));
}

TEST_F(FingerSplit, AMissingFingerIsNamedByTheCallerOrTheRecord) {
  put("three.png", encode_png(slap({2, 0, 4, 5})));
  expect_refused("finger split " + at("three.png") + " --hand right -o " + at("x"), 8049);
  const auto names = [](const nlohmann::json& out) {
    std::vector<std::string> all;
    for (const auto& f : out["slaps"][0]["fingers"]) all.push_back(f["name"]);
    return all;
  };
  const std::vector<std::string> three{"right_index", "right_ring", "right_little"};
  EXPECT_EQ(
      names(
          run("finger split " + at("three.png") + " --hand right --missing 3 -o " + at("x") + " --json", false).json()),
      three);
  auto transaction = transaction_of({view_of(slap({2, 0, 4, 5}), PrintPosition::RightFour, ImageCoding::Raw)},
                                    {"OTHER", "20260101", "TEST", "TEST", "1"}, NistPictures::Type14)
                         .value();
  transaction.records.back().fields.push_back({18, "3\x1fXX"});  // AMP: right middle finger, amputated
  put("amputated.an2", encode_transaction(transaction).value());
  EXPECT_EQ(names(run("finger split " + at("amputated.an2") + " -o " + at("x") + " --json", false).json()), three);
}

TEST_F(FingerSplit, WhatIsWrongIsSaid) {
  const auto split = [](const std::string& arguments) { return "finger split " + arguments + " -o " + at("y"); };
  expect_refused(split(at("right.png")), 8051);
  expect_refused(split(at("ten14.an2") + " --part 1"), 8051);
  expect_refused(split(at("ten14.an2") + " --part 9"), 8068);
  put("white.png", encode_png(GreyImage(1600, 1200, Dpi(500))));
  put("black.png", encode_png(GreyImage(1600, 1200, Dpi(500), 0)));
  expect_refused(split(at("white.png") + " --hand right"), 8048);
  expect_refused(split(at("black.png") + " --hand right"), 8048);
  put("six.png", encode_png(slap({2, 3, 4, 5})));
  expect_refused(split(at("six.png") + " --hand thumbs"), 8050);
  expect_refused("finger split " + at("right.png") + " --hand right -o " + image(0, 1), 8052);
  const auto good = get("right.png");
  put("cut.png", base::ByteView(good).first(good.size() / 2));
  put("words.png", "bukan gambar"), put("empty.png", "");
  put("one_pixel.png", encode_png(GreyImage(1, 1, Dpi(500))));
  put("no_dpi.pgm", "P5 300 300 255\n" + std::string(90000, 'x'));
  const auto record = get("ten14.an2");
  put("cut.an2", base::ByteView(record).first(record.size() / 2));
  for (const auto& [name, code] : {std::pair{"absent.png", 8060},
                                   {"set", 8060},
                                   {"words.png", 8061},
                                   {"empty.png", 8061},
                                   {"cut.an2", 8062},
                                   {"cut.png", 8070},
                                   {"one_pixel.png", 8071},
                                   {"no_dpi.pgm", 8072}})
    expect_refused(split(at(name) + " --hand right"), code);
}

}  // namespace
}  // namespace ktpel::tool
