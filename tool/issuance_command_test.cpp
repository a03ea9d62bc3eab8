// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "base/check.h"
#include "base/file.h"

// Goal: what stands in docs/issuance.md is what the program does, and each rule can be read in Indonesian.
// Method: the program itself.
namespace ktpel::tool {
namespace {

namespace fs = std::filesystem;

class IssuanceCommand : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "ktpel-issuance-test-XXXXXX").string();
    base::check(::mkdtemp(name.data()) != nullptr, "a folder");
    folder_ = name;
  }
  void TearDown() override { fs::remove_all(folder_); }
  struct Ran {
    int exit_code;
    std::string out, err;
  };
  Ran run(const std::string& arguments) const {
    const char* program = std::getenv("KTPEL_PROGRAM");
    base::check(program != nullptr, "KTPEL_PROGRAM names the program");
    const auto line = std::string(program) + " issuance " + arguments + " >'" + (folder_ / "out").string() + "' 2>'" +
                      (folder_ / "err").string() + "'";
    const int status = std::system(line.c_str());
    const auto text = [&](const char* name) { return base::text_of(base::read_file(folder_ / name).value()); };
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, text("out"), text("err")};
  }
  static bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }
  fs::path folder_;
};

TEST_F(IssuanceCommand, ThePageIsWhatTheRulesSay) {
  const char* source = std::getenv("KTPEL_SOURCE_DIR");
  ASSERT_NE(source, nullptr);
  const auto page = run("table --format markdown");
  EXPECT_EQ(page.exit_code, 0) << page.err;
  const auto kept = base::text_of(base::read_file(fs::path(source) / "docs/issuance.md").value());
  EXPECT_TRUE(page.out == kept) << "docs/issuance.md tells of other rules: make issuance-docs";
}

TEST_F(IssuanceCommand, TheTableCanBeHadInEachForm) {
  const auto text = run("table");
  EXPECT_EQ(text.exit_code, 0) << text.err;
  EXPECT_TRUE(holds(text.out, "tidak ada yang mirip -> Tunggal, siap cetak  [I.3, 3a] tandatangani keputusan"));
  EXPECT_TRUE(holds(run("table --format dot").out, "digraph issuance"));
  const auto table = run("table --json");
  const auto json = nlohmann::json::parse(table.out, nullptr, false);
  ASSERT_TRUE(json.is_object());
  EXPECT_EQ(run("table --format json").out, table.out);
  EXPECT_EQ(json["rows"][0]["event"], "registration");
  EXPECT_EQ(json["rows"][0]["to"], "Registered");
  bool refused = false;
  for (const auto& row : json["rows"]) refused |= row.contains("refusal") && !row.contains("to");
  EXPECT_TRUE(refused);
  EXPECT_EQ(run("table --format pdf").exit_code, 2);
}

TEST_F(IssuanceCommand, RequirementsAreThoseOfTheDay) {
  const auto before = run("requirements --day 31-12-2017"), after = run("requirements --day 01-01-2018");
  EXPECT_EQ(before.exit_code, 0) << before.err;
  EXPECT_TRUE(holds(before.out, "surat pengantar dari RT/RW"));
  EXPECT_FALSE(holds(after.out, "surat pengantar dari RT/RW"));
  EXPECT_TRUE(
      holds(after.out, "surat keterangan kehilangan dari Kepolisian: wajib; dicatat: nomor, tanggal, penerbit"));
  const auto json = nlohmann::json::parse(run("requirements --day 01-01-2018 --json").out, nullptr, false);
  ASSERT_TRUE(json.is_object());
  EXPECT_EQ(json["kinds"]["foreigner"][1]["document"], "stay-permit");
  EXPECT_EQ(json["kinds"]["foreigner"][1]["expiry"], true);
  EXPECT_EQ(run("requirements").exit_code, 0);
  const auto wrong = run("requirements --day 31-02-2018");
  EXPECT_EQ(wrong.exit_code, 1);
  EXPECT_TRUE(holds(wrong.err, "(5201)"));
  EXPECT_EQ(wrong.out, "");
}

TEST_F(IssuanceCommand, TheLifeOfABlankCanBeRead) {
  const auto text = run("stock-table");
  EXPECT_EQ(text.exit_code, 0) << text.err;
  EXPECT_TRUE(holds(text.out, "di gudang + dimusnahkan satu orang saja: ditolak: orang yang sama dua kali"));
  EXPECT_TRUE(nlohmann::json::parse(run("stock-table --json").out, nullptr, false)["rows"].is_array());
}

}  // namespace
}  // namespace ktpel::tool
