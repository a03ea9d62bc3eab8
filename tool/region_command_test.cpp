// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "base/check.h"
#include "base/file.h"
#include "person/region.h"

// Goal: `ktpel region` and `ktpel nik explain` name regions of an imported list, and say in words and by code what is
// wrong with tables, lists, disk or npm; the old list outlives each failure.
// Method: the program itself on small tables of made-up regions (province 98, beside the built-in 99), with a data
// folder of its own and an npm of our own that installs those tables, fails, or is not there.
namespace ktpel::tool {
namespace {

namespace fs = std::filesystem;

class RegionCommand : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "ktpel-region-test-XXXXXX").string();
    base::check(::mkdtemp(name.data()) != nullptr, "a folder");
    folder_ = name;
    write("paket/package.json", R"({"name": "idn-area-data", "version": "0.0.1"})");
    write("paket/data/provinces.csv", "code,name\n98,ANGAN-ANGAN\n");
    write("paket/data/regencies.csv", "code,province_code,name\n98.01,98,KABUPATEN LAMUNAN\n98.71,98,KOTA IMPIAN\n");
    write("paket/data/districts.csv", "code,regency_code,name\n98.01.01,98.01,Lamunan Baru\n98.71.01,98.71,Impian\n");
    write("paket/data/villages.csv",
          "code,district_code,name\n98.01.01.2001,98.01.01,Ja\"ah\n98.01.01.2002,98.01.01,Mi’raj\n");
  }
  void TearDown() override { fs::remove_all(folder_); }

  void write(const std::string& name, const std::string& text) {
    fs::create_directories((folder_ / name).parent_path());
    std::ofstream(folder_ / name) << text;
  }
  std::string path(const std::string& name) const { return (folder_ / name).string(); }

  struct Ran {
    int exit_code;
    std::string out, err;
    nlohmann::json json() const { return nlohmann::json::parse(out, nullptr, false); }
    bool says(const std::string& text) const { return (out + err).find(text) != std::string::npos; }
  };
  Ran run(const std::string& arguments, const std::string& before = {}) const {
    const char* program = std::getenv("KTPEL_PROGRAM");
    base::check(program != nullptr, "KTPEL_PROGRAM names the program");
    const auto line = "export XDG_DATA_HOME='" + path("data pengguna") + "'; " + before + " " + program + " " +
                      arguments + " >'" + path("out") + "' 2>'" + path("err") + "'";
    const int status = std::system(line.c_str());
    const auto text = [&](const char* name) { return base::text_of(base::read_file(folder_ / name).value()); };
    return {WEXITSTATUS(status), text("out"), text("err")};
  }
  /// An npm that runs these shell lines, $3 being the folder of --prefix.
  std::string with_npm(const std::string& lines) {
    write("bin/npm", "#!/bin/sh\n" + lines + "\n");
    ::chmod(path("bin/npm").c_str(), 0755);
    return "PATH='" + path("bin") + "':$PATH; ";
  }

  fs::path folder_;
};

TEST_F(RegionCommand, ImportsAPackageAndFindsInIt) {
  const auto imported = run("region import --from " + path("paket") + " --edition-date 25-04-2025 --json");
  ASSERT_EQ(imported.exit_code, 0) << imported.err;
  const auto json = imported.json();
  EXPECT_EQ(json["edition"], "idn-area-data 0.0.1");
  EXPECT_EQ(json["edition_date"], "25-04-2025");
  EXPECT_EQ(json["provinces"], 1);
  EXPECT_EQ(json["districts"], 2);
  EXPECT_EQ(json["subdistricts"], 2);
  EXPECT_EQ(json["villages"], 2);
  EXPECT_EQ(json["file"], path("data pengguna/ktpel/regions.ktrl"));
  EXPECT_EQ(fs::file_size(path("data pengguna/ktpel/regions.ktrl")), json["bytes"]);

  const auto found = run("region find 'miraj lamunan' --json");
  ASSERT_EQ(found.exit_code, 0) << found.err;
  const auto hits = found.json()["found"];
  ASSERT_EQ(hits.size(), 1u);
  EXPECT_EQ(hits[0]["code"], "98.01.01.2002");
  EXPECT_EQ(hits[0]["printed"], "MI’RAJ");
  EXPECT_EQ(hits[0]["within"], (nlohmann::json{"ANGAN-ANGAN", "KABUPATEN LAMUNAN", "Lamunan Baru"}));
  EXPECT_EQ(run("region find 9871 --json").json()["found"][0]["name"], "KOTA IMPIAN");
  EXPECT_EQ(run("region find baru --most 1 --json").json()["found"].size(), 1u);
  EXPECT_EQ(run("region find 'uji\xFF' --json").json()["found"][0]["code"], "99.01.01");
  EXPECT_TRUE(run("region find umpama").says("99.01.01.2001  desa  Umpama, Uji, Kabupaten Contoh, Khayal"));
}

TEST_F(RegionCommand, FindsFictionalRegionsWithoutAList) {
  const auto found = run("region find 'UMPAMA JAYA'");
  EXPECT_EQ(found.exit_code, 0);
  EXPECT_TRUE(found.says("99.01.02.2003"));
  EXPECT_TRUE(found.says("ktpel region import"));
  const auto nothing = run("region find zzz --json");
  EXPECT_EQ(nothing.exit_code, 1);
  EXPECT_TRUE(nothing.out.empty());
  EXPECT_TRUE(nothing.says("(1006)"));
}

TEST_F(RegionCommand, ExplainsTheAreaOfANik) {
  const auto fictional = run("nik explain 9901014508680001 --json").json();
  EXPECT_EQ(fictional["region"]["subdistrict"], "Uji");
  EXPECT_EQ(fictional["warnings"], nlohmann::json::array());
  EXPECT_EQ(run("nik explain 9955014508680001 --json").json()["warnings"], nlohmann::json{"area_not_in_list"});

  const auto unasked = run("nik explain 9801014508680001 --json").json();  // no list: nothing is known, no warning
  EXPECT_TRUE(unasked["region"].is_null());
  EXPECT_EQ(unasked["warnings"], nlohmann::json::array());
  ASSERT_EQ(run("region import --from " + path("paket")).exit_code, 0);
  EXPECT_EQ(run("nik explain 9801014508680001 --json").json()["region"]["district"], "KABUPATEN LAMUNAN");
  EXPECT_TRUE(run("nik explain 9801014508680001").says("Lamunan Baru, KABUPATEN LAMUNAN, ANGAN-ANGAN"));
  const auto unknown = run("nik explain 9802014508680001");
  EXPECT_EQ(unknown.exit_code, 0);  // a warning, no refusal
  EXPECT_TRUE(unknown.says("Peringatan"));

  write("data pengguna/ktpel/regions.ktrl", "KTRL\x01 rusak");
  const auto damaged = run("nik explain 9801014508680001 --json");
  EXPECT_EQ(damaged.exit_code, 0);
  EXPECT_TRUE(damaged.says("(1019)"));
  EXPECT_TRUE(damaged.json()["region"].is_null());
}

TEST_F(RegionCommand, SaysWhatIsWrongWithTablesAndKeepsTheOldList) {
  const auto import = "region import --from " + path("paket");
  ASSERT_EQ(run(import).exit_code, 0);
  const auto fails = [&](const std::string& code, const std::string& about) {
    const auto bad = run(import);
    EXPECT_EQ(bad.exit_code, 1);
    EXPECT_TRUE(bad.says("(" + code + ")")) << bad.err;
    EXPECT_TRUE(bad.says(about)) << bad.err;
  };
  write("paket/data/districts.csv", "code,regency_code,name\n98.01.01,98.01,A\n98.02.01,98.02,Yatim\n");
  fails("1010", "98.02.01");
  write("paket/data/districts.csv", "code,regency_code,name\n98.01.01,98.01,A\n98.70.01,98.70,B\n");
  fails("1009", "districts.csv:3");
  fs::remove(path("paket/data/districts.csv"));
  fails("1008", "districts.csv");
  EXPECT_TRUE(run("region import --from " + path("")).says("(1007)"));
  EXPECT_TRUE(run(import + " --edition-date 31-02-2025").says("(9322)"));
  EXPECT_EQ(run("region find miraj").exit_code, 0);
}

TEST_F(RegionCommand, SaysWhatIsWrongWithAListOrThePlace) {
  write("lain", "bukan daftar");
  EXPECT_TRUE(run("region find uji --regions " + path("lain")).says("(1017)"));
  write("lain", "KTRL\x7F rusak");
  EXPECT_TRUE(run("region find uji --regions " + path("lain")).says("(1018)"));
  write("lain", "KTRL\x01 rusak");
  EXPECT_TRUE(run("region find uji --regions " + path("lain")).says("(1019)"));
  EXPECT_TRUE(run("region find uji --regions " + path("tidak-ada")).says("(1015)"));
  EXPECT_TRUE(run("region find uji --regions " + path("paket")).says("(1016)"));  // a folder
  const auto import = "region import --from " + path("paket") + " -o ";
  EXPECT_TRUE(run(import + path("lain") + "/di/bawah/berkas").says("(1014)"));
  const auto full = run(import + path("penuh"), "ulimit -f 0; trap '' XFSZ;");
  EXPECT_NE(full.exit_code, 0);
  EXPECT_FALSE(fs::exists(path("penuh")));
}

TEST_F(RegionCommand, FetchesThePackageWithNpmOrSaysWhyNot) {
  const auto npm =
      with_npm("test \"$2\" = --prefix || exit 9\necho bicara\nmkdir -p \"$3/node_modules\"\ncp -r '" + path("paket") +
               "' \"$3/node_modules/idn-area-data\"\necho \"$3\" >'" + path("prefix") + "'");
  const auto fetched = run("region import --json", npm);
  ASSERT_EQ(fetched.exit_code, 0) << fetched.err;
  EXPECT_EQ(fetched.json()["villages"], 2) << fetched.out;  // what npm says does not come between
  auto prefix = base::text_of(base::read_file(path("prefix")).value());
  prefix.pop_back();
  EXPECT_FALSE(fs::exists(prefix)) << "the work folder is left behind";
  EXPECT_TRUE(run("region import", with_npm("exit 1")).says("(1012)"));
  EXPECT_TRUE(run("region import", with_npm("exit 127")).says("(1011)"));
  EXPECT_TRUE(run("region import", "PATH='" + path("kosong") + "'; ").says("(1011)"));
  EXPECT_EQ(run("region find miraj").exit_code, 0);
}

}  // namespace
}  // namespace ktpel::tool
