// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "base/file.h"
#include "biometric/image/wsq.h"
#include "biometric/record/finger_image_record.h"
#include "biometric/record/minutiae_record.h"
#include "biometric/record/nist_transaction.h"
#include "biometric/synth/finger.h"

// Goal: `ktpel record` shows what is in a file and turns it into other formats without losing pictures, fingers or
// resolution, and says by code and sentence what it cannot do.
// Method: the program itself on files of a synthetic finger, around the formats and back.
namespace ktpel::tool {
namespace {

using namespace biometric;
namespace fs = std::filesystem;

struct Ran {
  int exit_code;
  std::string out;
  nlohmann::json json() const { return nlohmann::json::parse(out, nullptr, false); }
};

Ran run(const std::string& arguments) {
  const char* program = std::getenv("KTPEL_PROGRAM");
  base::check(program != nullptr, "KTPEL_PROGRAM names the program");
  std::FILE* pipe = ::popen((std::string(program) + " record " + arguments + " 2>&1").c_str(), "r");
  base::check(pipe != nullptr, "a pipe");
  Ran ran{};
  char buffer[4096];
  while (const auto n = std::fread(buffer, 1, sizeof buffer, pipe)) ran.out.append(buffer, n);
  ran.exit_code = WEXITSTATUS(::pclose(pipe));
  return ran;
}

class RecordCommand : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    std::string name = (fs::temp_directory_path() / "ktpel-record-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder() = name;
    const auto master = grow_master(base::SeededRandom(70), FingerNumber(2));
    image() = impression(master, {}, base::SeededRandom(1)).image;
    put("finger.png", encode_png(image()));
    const std::vector views{view_of(image(), PrintPosition::RightIndex, ImageCoding::Wsq),
                            view_of(image(), PrintPosition::LeftFour, ImageCoding::Raw)};
    put("two.fir", encode_finger_images(views, FingerImageFormat::Iso2011).value());
  }
  static void TearDownTestSuite() { fs::remove_all(folder()); }
  static fs::path& folder() {
    static fs::path path;
    return path;
  }
  static GreyImage& image() {
    static GreyImage picture(1, 1, Dpi(500));
    return picture;
  }
  static std::string at(const std::string& name) { return (folder() / name).string(); }
  static void put(const std::string& name, base::ByteView bytes) {
    ASSERT_TRUE(base::write_file_durably(folder() / name, bytes));
  }
  static base::Bytes get(const std::string& name) { return base::read_file(folder() / name).value(); }
  static void expect_failure(const Ran& ran, int code) {
    EXPECT_EQ(ran.exit_code, 1) << ran.out;
    EXPECT_NE(ran.out.find("(" + std::to_string(code) + ")"), std::string::npos) << ran.out;
  }
  static void convert(const std::string& from, const std::string& to, const std::string& options = "") {
    const auto ran = run("convert " + at(from) + " " + at(to) + " " + options);
    ASSERT_EQ(ran.exit_code, 0) << from << " to " << to << ": " << ran.out;
  }
};

TEST_F(RecordCommand, ShowsPicturesAndTheirRecords) {
  const auto picture = run("show --json " + at("finger.png")).json();
  EXPECT_EQ(picture["kind"], "image");
  EXPECT_EQ(picture["width"], image().width());
  EXPECT_NEAR(picture["dpi"].get<double>(), 500, 0.1);
  const auto record = run("show --json " + at("two.fir")).json();
  EXPECT_EQ(record["kind"], "finger_images");
  ASSERT_EQ(record["views"].size(), 2u);
  EXPECT_EQ(record["views"][0]["finger"], "telunjuk kanan");
  EXPECT_EQ(record["views"][0]["coding"], "wsq");
  EXPECT_EQ(record["views"][1]["finger"], "empat jari kiri");
  EXPECT_EQ(record["views"][1]["readable"], true);
  const auto words = run("show " + at("two.fir")).out;
  EXPECT_NE(words.find("telunjuk kanan: 320 x 400 piksel, 500 dpi, WSQ"), std::string::npos) << words;
}

TEST_F(RecordCommand, PicturesGoRoundTheFormats) {
  convert("finger.png", "a.fir", "--to iso19794-4-2005 --position 7");
  convert("a.fir", "a.an2");
  convert("a.an2", "b.an2", "--to an2-4");
  convert("b.an2", "b.fir");
  convert("b.fir", "b.png");
  const auto shown = run("show --json " + at("b.an2")).json();
  EXPECT_EQ(shown["records"][2]["type"], 4);
  EXPECT_EQ(shown["records"][2]["picture"]["fingers"][0], "telunjuk kiri");
  EXPECT_EQ(decode_grey(get("b.png"))->pixels(), image().pixels()) << "nothing of it is lossy";
  convert("finger.png", "c.wsq", "--ratio 10");
  EXPECT_NEAR(320.0 * 400 / static_cast<double>(get("c.wsq").size()), 10, 0.2);
  convert("c.wsq", "c.fir");
  EXPECT_EQ(decode_finger_images(get("c.fir"))->views[0].data, get("c.wsq")) << "WSQ is not coded twice";
}

TEST_F(RecordCommand, MinutiaeAreExtractedAndGoRoundTheFormats) {
  convert("finger.png", "m.fmr", "--position 2");
  const auto first = decode_minutiae_record(get("m.fmr"));
  ASSERT_TRUE(first);
  EXPECT_EQ(first->position, FingerPosition::RightIndex);
  EXPECT_GT(first->minutiae.size(), 10u);
  std::string last = "m.fmr";
  for (const std::string format :
       {"iso19794-2-2011", "ansi378-2004", "ansi378-2009", "ansi378-2009am1", "iso19794-2"}) {
    convert(last, format, "--to " + format);
    last = format;
  }
  const auto shown = run("show --json " + at(last)).json();
  EXPECT_EQ(shown["views"][0]["minutiae"], first->minutiae.size());
  EXPECT_EQ(shown["views"][0]["finger"], "telunjuk kanan");
  convert("m.fmr", "m.card", "--to iso19794-2-compact");
  EXPECT_EQ(run("show --compact --json " + at("m.card")).json()["views"][0]["minutiae"],
            std::min<std::size_t>(first->minutiae.size(), 60));
}

TEST_F(RecordCommand, OnePartIsChosen) {
  convert("two.fir", "second.png", "--part 2");
  EXPECT_EQ(decode_grey(get("second.png"))->pixels(), image().pixels());
  expect_failure(run("convert " + at("two.fir") + " " + at("x.png")), 8067);
  expect_failure(run("convert --part 3 " + at("two.fir") + " " + at("x.png")), 8068);
}

TEST_F(RecordCommand, SaysWhatItCannotDo) {
  expect_failure(run("show " + at("nothing")), 8060);
  put("text", base::bytes_of("Provinsi"));
  expect_failure(run("show " + at("text")), 8061);
  auto cut = get("two.fir");
  cut.resize(cut.size() / 2);
  put("cut.fir", cut);
  expect_failure(run("show " + at("cut.fir")), 8062);
  cut[5] = '9';
  put("new.fir", cut);
  expect_failure(run("show " + at("new.fir")), 8063);
  expect_failure(run("convert " + at("finger.png") + " " + at("x.xyz")), 8065);
  convert("finger.png", "only.fmr");
  expect_failure(run("convert " + at("only.fmr") + " " + at("x.png")), 8066);
  expect_failure(run("convert " + at("finger.png") + " " + at("missing/x.wsq")), 8069);
  auto broken = view_of(image(), PrintPosition::RightIndex, ImageCoding::Wsq);
  broken.data.resize(broken.data.size() / 2);
  put("broken.fir", encode_finger_images({broken}, FingerImageFormat::Iso2011).value());
  expect_failure(run("convert " + at("broken.fir") + " " + at("x.png")), 8070);
  EXPECT_EQ(run("show --json " + at("broken.fir")).json()["views"][0]["readable"], false);
  put("small.png", encode_png(GreyImage(20, 20, Dpi(500))));
  expect_failure(run("convert " + at("small.png") + " " + at("x.wsq")), 8071);
  put("plain.pgm", base::bytes_of("P5 100 100 255\n" + std::string(10000, 'x')));
  expect_failure(run("convert " + at("plain.pgm") + " " + at("x.wsq")), 8072);
  convert("plain.pgm", "plain.wsq", "--dpi 500");
  expect_failure(run("convert " + at("plain.wsq") + " " + at("x.fmr")), 8073);
  put("fine.png", encode_png(GreyImage(200, 200, Dpi(1000))));
  expect_failure(run("convert --to an2-4 " + at("fine.png") + " " + at("x.an2")), 8074);
  const auto two_sizes =
      std::vector{view_of(image(), PrintPosition::RightIndex, ImageCoding::Raw),
                  view_of(GreyImage(100, 100, Dpi(1000)), PrintPosition::LeftIndex, ImageCoding::Raw)};
  put("sizes.fir", encode_finger_images(two_sizes, FingerImageFormat::Iso2011).value());
  expect_failure(run("convert --to iso19794-4-2005 " + at("sizes.fir") + " " + at("x.fir")), 8064);
}

}  // namespace
}  // namespace ktpel::tool
