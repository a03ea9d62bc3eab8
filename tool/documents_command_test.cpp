// SPDX-License-Identifier: Apache-2.0
// Goal: `ktpel documents sample` writes every paper and face, says so in one JSON object, and names the cause
// when it cannot. Method: the program itself is run, on a good folder, a forbidden one, a full disk (by the
// file-size limit of the shell) and without fonts (by an empty font configuration).
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "base/digest.h"
#include "base/file.h"

namespace ktpel::tool {
namespace {

struct Ran {
  int exit_code;
  std::string out;
};

Ran run(const std::string& shell_command) {
  std::string out;
  FILE* pipe = popen(shell_command.c_str(), "r");
  std::array<char, 4096> part;
  while (const auto size = std::fread(part.data(), 1, part.size(), pipe)) out.append(part.data(), size);
  const int status = pclose(pipe);
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, out};
}

std::string program() { return std::getenv("KTPEL_PROGRAM"); }

class DocumentsSample : public testing::Test {
 protected:
  DocumentsSample() {
    std::string pattern = (std::filesystem::temp_directory_path() / "ktpel-sample-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
  }
  ~DocumentsSample() override { std::filesystem::remove_all(folder_); }
  std::filesystem::path folder_;
};

TEST_F(DocumentsSample, WritesEveryFileItNames) {
  const auto ran = run(program() + " documents sample " + (folder_ / "baru").string() + " --json 2>/dev/null");
  ASSERT_EQ(ran.exit_code, 0);
  const auto json = nlohmann::json::parse(ran.out);
  std::size_t pdf = 0, png = 0;
  for (const auto& file : json["files"]) {
    const auto name = file["file"].get<std::string>();
    const auto content = base::read_file(folder_ / "baru" / name);
    ASSERT_TRUE(content) << name;
    EXPECT_EQ(content->size(), file["bytes"].get<std::size_t>()) << name;
    EXPECT_EQ(base::sha256(*content).hex(), file["sha256"].get<std::string>()) << name;
    pdf += name.ends_with(".pdf");
    png += name.ends_with(".png");
  }
  EXPECT_EQ(pdf, 24u);
  EXPECT_EQ(png, 8u);
  EXPECT_FALSE(json["fields_fitted"].empty());  // the longest values had to be fitted, and that is said
}

TEST_F(DocumentsSample, TheTableOfPapersNamesThemAllAndNoOther) {
  ASSERT_EQ(run(program() + " documents sample " + folder_.string() + " 2>/dev/null").exit_code, 0);
  const auto page = base::read_file(std::filesystem::path(std::getenv("KTPEL_SOURCE_DIR")) / "docs/documents.md");
  ASSERT_TRUE(page);
  const std::string table(page->begin(), page->end());
  std::size_t papers = 0;
  for (const auto& file : std::filesystem::directory_iterator(folder_)) {
    const auto name = file.path().filename().string();
    if (!name.ends_with(".pdf") || name.starts_with("kartu-")) continue;  // faces of the card are no papers
    ++papers;
    EXPECT_NE(table.find("`" + name + "`"), std::string::npos) << name;
  }
  std::size_t named = 0;
  for (auto at = table.find(".pdf`"); at != std::string::npos; at = table.find(".pdf`", at + 1)) ++named;
  EXPECT_EQ(named, papers);
}

TEST_F(DocumentsSample, TwiceIsTheSame) {
  const auto once = run(program() + " documents sample " + folder_.string() + " --json 2>/dev/null");
  const auto again = run(program() + " documents sample " + folder_.string() + " --json 2>/dev/null");
  ASSERT_EQ(once.exit_code, 0);
  EXPECT_EQ(once.out, again.out);
}

TEST_F(DocumentsSample, AForbiddenFolderIsNamed) {
  const auto ran = run(program() + " documents sample /sys/ktpel-contoh 2>&1 >/dev/null");
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_NE(ran.out.find("(9102)"), std::string::npos) << ran.out;
  EXPECT_NE(ran.out.find("/sys/ktpel-contoh"), std::string::npos) << ran.out;
}

TEST_F(DocumentsSample, AFullDiskIsNamedAndLeavesNoHalfFile) {
  // The limit is met by the first file; the signal is ignored, so that the write itself fails.
  const auto ran =
      run("trap '' XFSZ; ulimit -f 4; " + program() + " documents sample " + folder_.string() + " 2>&1 >/dev/null");
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_NE(ran.out.find("(9101)"), std::string::npos) << ran.out;
  EXPECT_TRUE(std::filesystem::is_empty(folder_));
}

TEST_F(DocumentsSample, AFileWhereAFolderShouldBeIsNamed) {
  std::ofstream(folder_ / "berkas") << "x";
  const auto ran = run(program() + " documents sample " + (folder_ / "berkas").string() + " 2>&1 >/dev/null");
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_NE(ran.out.find("(9103)"), std::string::npos) << ran.out;
}

TEST_F(DocumentsSample, MissingFontsAreNamedAndNothingElseIsTakenInstead) {
  // Only DejaVu is offered: a look-alike for Liberation Sans would be found, and must not be used.
  const auto conf = (folder_ / "fonts.conf").string();
  std::ofstream(conf) << "<?xml version=\"1.0\"?><!DOCTYPE fontconfig SYSTEM \"fonts.dtd\"><fontconfig>"
                         "<dir>/usr/share/fonts/truetype/dejavu</dir><cachedir>"
                      << folder_.string() << "/cache</cachedir></fontconfig>";
  const auto ran = run("FONTCONFIG_FILE=" + conf + " " + program() + " documents sample " +
                       (folder_ / "keluar").string() + " 2>&1 >/dev/null");
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_NE(ran.out.find("(9104)"), std::string::npos) << ran.out;
  EXPECT_TRUE(std::filesystem::is_empty(folder_ / "keluar"));
}

Ran number(const std::string& pattern, const std::string& more) {
  return run(program() + " documents number '" + pattern + "' " + more + " 2>&1");
}
const std::string usual = "{klasifikasi}/{urut:4}/{unit}/{bulan_romawi}/{tahun}";
const std::string third_of_january = "--classification 470 --unit KEC.UJI --date 03-01-2012";

TEST(DocumentsNumber, IsTheNextOfTheRegister) {
  EXPECT_EQ(number(usual, third_of_january + " --last 122").out, "470/0123/KEC.UJI/I/2012\n");
  const auto ran = number(usual, third_of_january + " --last 122 --year 2011 --json");
  EXPECT_EQ(ran.exit_code, 0);
  const auto json = nlohmann::json::parse(ran.out);
  EXPECT_EQ(json["number"], "470/0001/KEC.UJI/I/2012");
  EXPECT_EQ(json["year"], 2012);
  EXPECT_EQ(json["sequence"], 1);
}

TEST(DocumentsNumber, EachFaultHasItsCode) {
  const auto expect_code = [](const Ran& ran, const std::string& code) {
    EXPECT_EQ(ran.exit_code, 1) << code;
    EXPECT_NE(ran.out.find("(" + code + ")"), std::string::npos) << code << ": " << ran.out;
  };
  for (const auto& [pattern, code] :
       {std::pair("{nomor}/{tahun}", "9110"), std::pair("{urut}/{tahun", "9111"),
        std::pair("{urut}/{tahun}/{urut}", "9112"), std::pair("{unit}/{tahun}", "9113"),
        std::pair("{urut}/{unit}", "9114"), std::pair("{urut}{tahun}", "9115"), std::pair("{urut} / {tahun}", "9116")})
    expect_code(number(pattern, third_of_january), code);
  expect_code(number(usual, "--classification 470 --unit KEC/UJI --date 03-01-2012"), "9117");
  expect_code(number(usual, third_of_january + " --year 2013"), "9118");
  expect_code(number(usual, third_of_january + " --last 999999999"), "9119");
  expect_code(number(usual, "--classification 470 --unit KEC.UJI --date 31-02-2012"), "9120");
}

}  // namespace
}  // namespace ktpel::tool
