// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "base/file.h"
#include "biometric/image/codec.h"
#include "biometric/synth/finger.h"

// The program itself, and a folder of synthetic fingers for it.
namespace ktpel::tool::tests {

struct Ran {
  int exit_code;
  std::string out;
  nlohmann::json json() const { return nlohmann::json::parse(out, nullptr, false); }
};

/// `arguments` as a shell takes them.
inline Ran run(const std::string& arguments, bool with_errors = true) {
  const char* program = std::getenv("KTPEL_PROGRAM");
  base::check(program != nullptr, "KTPEL_PROGRAM names the program");
  std::FILE* pipe =
      ::popen((std::string(program) + " " + arguments + (with_errors ? " 2>&1" : " 2>/dev/null")).c_str(), "r");
  base::check(pipe != nullptr, "a pipe");
  Ran ran{};
  char buffer[4096];
  while (const auto n = std::fread(buffer, 1, sizeof buffer, pipe)) ran.out.append(buffer, n);
  ran.exit_code = WEXITSTATUS(::pclose(pipe));
  return ran;
}

inline void expect_refused(const std::string& arguments, int code) {
  const auto ran = run(arguments);
  EXPECT_EQ(ran.exit_code, 1) << arguments;
  EXPECT_NE(ran.out.find("(" + std::to_string(code) + ")"), std::string::npos) << arguments << ": " << ran.out;
}

/// A folder of its own with `set`: three fingers, two impressions each, called f<finger>_<press>.png.
class Fingers : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    std::string name = (std::filesystem::temp_directory_path() / "ktpel-finger-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder() = name;
    make_set("set", 70);
  }
  static void TearDownTestSuite() { std::filesystem::remove_all(folder()); }
  static void make_set(const std::string& name, std::uint64_t seed) {
    using namespace biometric;
    std::filesystem::create_directories(folder() / name);
    for (int finger = 0; finger < 3; ++finger) {
      const auto master = grow_master(base::SeededRandom(seed + static_cast<std::uint64_t>(finger)), FingerNumber(2));
      for (int press = 1; press <= 2; ++press) {
        const auto image = impression(master, {}, base::SeededRandom(static_cast<std::uint64_t>(press))).image;
        put(name + "/f" + std::to_string(finger) + "_" + std::to_string(press) + ".png", encode_png(image));
      }
    }
  }
  static std::filesystem::path& folder() {
    static std::filesystem::path path;
    return path;
  }
  static std::string at(const std::string& name) { return (folder() / name).string(); }
  static std::string image(int finger, int press) {
    return at("set/f" + std::to_string(finger) + "_" + std::to_string(press) + ".png");
  }
  static void put(const std::string& name, base::ByteView bytes) {
    ASSERT_TRUE(base::write_file_durably(folder() / name, bytes)) << name;
  }
  static void put(const std::string& name, std::string_view text) { put(name, base::bytes_of(text)); }
  static base::Bytes get(const std::string& name) { return base::read_file(folder() / name).value(); }
  static std::string text(const std::string& name) { return std::string(base::text_of(get(name))); }

  /// Files that no command can use: each with the code that says why.
  struct BadFile {
    std::string name;
    int code;
  };
  static std::vector<BadFile> bad_pictures() {
    using namespace biometric;
    const auto good = base::read_file(image(0, 1)).value();
    put("cut.png", base::ByteView(good).first(good.size() / 2));
    put("one_pixel.png", encode_png(GreyImage(1, 1, Dpi(500))));
    put("words.png", "bukan gambar");
    put("empty.png", "");
    put("no_dpi.pgm", "P5 300 300 255\n" + std::string(90000, 'x'));
    put("huge.pgm", "P5 30000 30000 255\nx");
    std::filesystem::create_directories(folder() / "folder.png");
    return {{"absent.png", 8001}, {"folder.png", 8001},    {"words.png", 8002},  {"empty.png", 8002},
            {"cut.png", 8003},    {"one_pixel.png", 8005}, {"no_dpi.pgm", 8004}, {"huge.pgm", 8006}};
  }
  /// Pictures without a usable finger.
  static std::vector<BadFile> bad_fingers() {
    using namespace biometric;
    put("white.png", encode_png(GreyImage(300, 300, Dpi(500))));
    put("black.png", encode_png(GreyImage(300, 300, Dpi(500), 0)));
    put("colour.png", encode_png(ColourImage(300, 300, std::vector<std::uint8_t>(270000, 90))));
    put("narrow.png", encode_png(GreyImage(150, 150, Dpi(1000))));
    put("wide.png", encode_png(GreyImage(3000, 300, Dpi(500))));
    return {{"white.png", 8011},
            {"black.png", 8011},
            {"colour.png --dpi 500", 8011},
            {"narrow.png", 8012},
            {"wide.png", 8013}};
  }
};

}  // namespace ktpel::tool::tests
