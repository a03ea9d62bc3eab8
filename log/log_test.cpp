// SPDX-License-Identifier: Apache-2.0
#include "log/log.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>

#include "base/check.h"
#include "log/detail/json.h"
#include "person/family_card_number.h"
#include "person/nik.h"

// Goal: no number of a resident, no password and no key gets into a log, by whatever way; and what is written is one
// line that a machine can read.
// Method: properties over texts around numbers; the lines that reach stderr and the file themselves.
namespace ktpel::log {
namespace {

namespace fs = std::filesystem;

/// The digits alone, in order, of what a text still shows in one stretch with separators.
bool shows(const std::string& text, const std::string& number) {
  std::string digits;
  for (const char c : text)
    if (c >= '0' && c <= '9') digits += c;
  return text.find(number) != std::string::npos || digits.find(number) != std::string::npos;
}

std::string any_number() { return *rc::gen::container<std::string>(16, rc::gen::elementOf(std::string("0123456789"))); }

RC_GTEST_PROP(Masked, NoNikInsideAnyTextSurvives, (const std::string& before, const std::string& after)) {
  const auto number = any_number();
  const auto out = masked(before + number + after);
  RC_ASSERT(out.find(number) == std::string::npos);
  RC_ASSERT(out.find(number.substr(4)) == std::string::npos || before.find(number.substr(4)) != std::string::npos ||
            after.find(number.substr(4)) != std::string::npos);
}
RC_GTEST_PROP(Masked, NoNikBetweenDigitsSurvives, ()) {
  const auto around = rc::gen::container<std::string>(rc::gen::elementOf(std::string("0123456789 .-*x")));
  const auto number = any_number();
  const auto out = masked(*around + number + *around);
  RC_ASSERT(out.find(number.substr(4)) == std::string::npos);
}
RC_GTEST_PROP(Masked, NoNikInGroupsSurvives, ()) {
  const auto number = any_number();
  const auto between = *rc::gen::elementOf(std::string(" .-_/,\t\n\r"));
  std::string text = "nomor ";
  for (const char digit : number) {
    text += digit;
    if (*rc::gen::arbitrary<bool>()) text += between;
  }
  RC_ASSERT(!shows(masked(text + " diterima"), number.substr(4)));
}
RC_GTEST_PROP(Masked, TwiceIsOnce, (const std::string& text)) {
  const auto once = masked(text);
  RC_ASSERT(masked(once) == once);
}
RC_GTEST_PROP(Masked, TwiceIsOnceInTextsLikeOurs, ()) {
  const auto piece = rc::gen::elementOf(std::vector<std::string>{
      "nik",       "name", "=", ": ",  "\"",   "(", ")",  "9901014508680001", "99",
      "***",       "*",    " ", "://", "u:p@", ",", "\\", "-----BEGIN ",      "PRIVATE KEY-----",
      "-----END ", "\n",   "x"});
  std::string text;
  for (const auto& one : *rc::gen::container<std::vector<std::string>>(piece)) text += one;
  const auto once = masked(text);
  RC_ASSERT(masked(once) == once);
}
RC_GTEST_PROP(Masked, LeavesShortNumbersAndWordsAlone, ()) {
  const auto word = rc::gen::container<std::string>(rc::gen::elementOf(std::string("abcxyz 0123456789")));
  const auto text = (*word).substr(0, 15);
  RC_ASSERT(masked(text) == text);
}

TEST(Masked, KnowsTheFormsInWhichSecretsTravel) {
  EXPECT_EQ(masked("NIK 9901014508680001 diterima"), "NIK 9901************ diterima");
  EXPECT_EQ(masked("990101 450868 0001"), "9901** ****** ****");
  EXPECT_EQ(masked("99.01.01.450868.0001"), "99.01.**.******.****");
  EXPECT_EQ(masked("990101******0001"), "9901************");
  EXPECT_EQ(masked("postgresql://ktpel:rahasia@db:5432/ktpel"), "postgresql://ktpel:***@db:5432/ktpel");
  EXPECT_EQ(masked("host=db password=rahasia user=ktpel"), "host=db password=***");
  EXPECT_EQ(masked(R"({"name": "BUDI UJI", "port": 8443})"), R"({"name": "***", "port": 8443})");
  EXPECT_EQ(masked("DETAIL: Key (name)=(BUDI UJI) already exists."), "DETAIL: Key (name)=(***) already exists.");
  EXPECT_EQ(masked("nama: SITI UJI, lahir"), "nama: ***, lahir");
  EXPECT_EQ(masked("CAN=123456"), "CAN=***");
  EXPECT_EQ(masked("-----BEGIN EC PRIVATE KEY-----\nMHcCAQ\n-----END EC PRIVATE KEY-----"),
            "-----BEGIN EC PRIVATE KEY-----***-----END EC PRIVATE KEY-----");
  EXPECT_EQ(masked("-----BEGIN PRIVATE KEY-----\nMHcCAQ"), "-----BEGIN PRIVATE KEY-----***");
}
TEST(Masked, LeavesWhatIsNeeded) {
  for (const char* text : {"database: 55P03 canceling statement due to lock timeout after 5000 ms",
                           "2026-11-25T18:30:00.123Z", "pusat 1234567890 ba7816bf8f01cfea", "https://pusat.uji:8443/x",
                           "scan: done", "renamed: a to b", "-----BEGIN CERTIFICATE-----\nMIIB"})
    EXPECT_EQ(masked(text), text);
}

TEST(Lines, AreOneLineEach) {
  EXPECT_EQ(detail::one_line("a\nWARN b\x1b[2J\xff\xc3\xa9"), "a\\nWARN b\\x1b[2J\\xff\xc3\xa9");
  EXPECT_EQ(detail::json_string("a\"\\\n\xff\xc3\xa9"), "\"a\\\"\\\\\\u000a\xEF\xBF\xBD\xc3\xa9\"");
  EXPECT_EQ(detail::json_string("\xc3"), "\"\xEF\xBF\xBD\"");  // cut off
}

/// stderr in a file while it lives, and a folder for logs.
class Written : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "ktpel-log-XXXXXX").string();
    base::check(::mkdtemp(name.data()) != nullptr, "a folder");
    folder_ = name;
    saved_ = ::dup(STDERR_FILENO);
    const int file = ::open((folder_ / "stderr").c_str(), O_CREAT | O_RDWR, 0600);
    ::dup2(file, STDERR_FILENO);
    ::close(file);
  }
  void TearDown() override {
    ::dup2(saved_, STDERR_FILENO);
    ::close(saved_);
    base::check(bool(set_up({})), "back to what was");
    fs::remove_all(folder_);
  }
  std::string text(const char* name) const { return base::text_of(base::read_file(folder_ / name).value()); }
  fs::path folder_;
  int saved_ = -1;
};

TEST_F(Written, TypedNumbersAreMaskedByTheirTypeAndTheRestByTheNet) {
  ASSERT_TRUE(set_up({.level = Level::Debug}));
  const auto nik = person::Nik::parse("9901014508680001").value();
  const auto card = person::FamilyCardNumber::parse("9901012501210007").value();
  info("nik {} kk {}", nik, card);
  warn("typed: {}", "9901014508680001");
  const auto out = text("stderr");
  EXPECT_NE(out.find("Z INFO  nik 9901************ kk 9901************\n"), std::string::npos) << out;
  EXPECT_NE(out.find("Z WARN  typed: 9901************\n"), std::string::npos) << out;
}

TEST_F(Written, ValuesOfEachKindStandInTheirPlace) {
  ASSERT_TRUE(set_up({.level = Level::Debug}));
  debug("{} {} {} {} {} {} {}", -3, 4u, 0.25, true, std::string("teks {}"), fs::path("/a"), base::Time{0});
  EXPECT_NE(text("stderr").find("DEBUG -3 4 0.25 true teks {} /a 1970-01-01T00:00:00.000Z\n"), std::string::npos);
}

TEST_F(Written, JsonLinesAreObjects) {
  ASSERT_TRUE(set_up({.level = Level::Info, .format = Format::Json}));
  error("dua \"baris\"\n{}", "x");
  const auto out = text("stderr");
  EXPECT_TRUE(out.starts_with("{\"time\":\"20")) << out;
  EXPECT_TRUE(out.ends_with("Z\",\"level\":\"error\",\"text\":\"dua \\\"baris\\\"\\u000ax\"}\n")) << out;
}

TEST_F(Written, ALevelHidesWhatIsLighter) {
  ASSERT_TRUE(set_up({.level = Level::Error}));
  EXPECT_FALSE(writes(Level::Warn));
  warn("hidden");
  error("shown");
  const auto out = text("stderr");
  EXPECT_EQ(out.find("hidden"), std::string::npos);
  EXPECT_NE(out.find("shown"), std::string::npos);
  ASSERT_TRUE(set_up({.level = Level::Off}));
  error("silent");
  EXPECT_EQ(text("stderr"), out);
}

TEST_F(Written, FilesRotateAndAreTheOwnersAlone) {
  ASSERT_TRUE(set_up({.level = Level::Info, .file = RotatingFile{folder_ / "log/ktpel.log", 1000, 2}}));
  for (int i = 0; i < 100; ++i) info("line {} of 9901014508680001", i);
  std::size_t files = 0;
  for (const auto& entry : fs::directory_iterator(folder_ / "log")) {
    ++files;
    EXPECT_LE(entry.file_size(), 1000u);
    struct stat facts {};
    ASSERT_EQ(::stat(entry.path().c_str(), &facts), 0);
    EXPECT_EQ(facts.st_mode & 0777, 0600u) << entry.path();
    EXPECT_EQ(base::text_of(base::read_file(entry.path()).value()).find("9901014508680001"), std::string::npos);
  }
  EXPECT_EQ(files, 3u);
  EXPECT_NE(text("log/ktpel.log").find("line 99 of"), std::string::npos);
}

TEST_F(Written, AFileThatCannotBeOpenedChangesNothing) {
  ASSERT_TRUE(set_up({.level = Level::Error}));
  fs::create_directory(folder_ / "a folder");
  EXPECT_FALSE(set_up({.level = Level::Debug, .file = RotatingFile{folder_ / "a folder", 1000, 1}}));
  EXPECT_FALSE(set_up({.level = Level::Debug, .file = RotatingFile{folder_ / "stderr/below", 1000, 1}}));
  EXPECT_FALSE(writes(Level::Warn));
}

}  // namespace
}  // namespace ktpel::log
