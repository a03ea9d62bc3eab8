// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "base/check.h"
#include "base/file.h"

// Goal: `ktpel config` tells every effective value with its source, and everything that is wrong, by code and place; a
// secret is never shown; what a configuration says is really done; what is typed wrongly has a code of its own.
// Method: the program itself, with files that the test writes.
namespace ktpel::tool {
namespace {

namespace fs = std::filesystem;

class ConfigCommand : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "ktpel-config-test-XXXXXX").string();
    base::check(::mkdtemp(name.data()) != nullptr, "a folder");
    folder_ = name;
    write("office.toml", office_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  void write(const std::string& name, const std::string& text) { std::ofstream(folder_ / name) << text; }
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
    const auto line = "export XDG_DATA_HOME='" + path("x") + "'; " + before + " " + program + " " + arguments + " >'" +
                      path("out") + "' 2>'" + path("err") + "'";
    const int status = std::system(line.c_str());
    const auto text = [&](const char* name) { return base::text_of(base::read_file(folder_ / name).value()); };
    return {WEXITSTATUS(status), text("out"), text("err")};
  }
  static nlohmann::json setting(const nlohmann::json& shown, const std::string& key) {
    for (const auto& one : shown["settings"])
      if (one["key"] == key) return one;
    return nullptr;
  }

  fs::path folder_;
  std::string office_ = "[site]\nrole = \"office\"\nname = \"dinas-9901\"\n[data]\nfolder = \"/x/data\"\n";
};

TEST_F(ConfigCommand, ShowsEachValueWithItsSource) {
  const auto ran = run("config show " + path("office.toml") + " --json --set listen.port=9000",
                       "KTPEL_LOG_LEVEL=error KTPEL_DATABASE_BUSY_TIME=7s");
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  const auto json = ran.json();
  EXPECT_EQ(json["role"], "office");
  EXPECT_EQ(json["usable"], true);
  EXPECT_EQ(setting(json, "site.name")["value"], "dinas-9901");
  EXPECT_EQ(setting(json, "site.name")["where"], path("office.toml") + ":3:1");
  EXPECT_EQ(setting(json, "listen.port")["value"], 9000);
  EXPECT_EQ(setting(json, "listen.port")["source"], "command_line");
  EXPECT_EQ(setting(json, "log.level")["value"], "error");
  EXPECT_EQ(setting(json, "log.level")["where"], "KTPEL_LOG_LEVEL");
  EXPECT_EQ(setting(json, "database.busy_time")["value"], "7s");
  EXPECT_EQ(setting(json, "log.format")["source"], "default");
  for (const auto& one : json["settings"]) EXPECT_GT(one["meaning"].get<std::string>().size(), 10u) << one["key"];
  EXPECT_TRUE(run("config show " + path("office.toml")).says("listen.port = 8080\n"));
  EXPECT_EQ(run("config show --for center").exit_code, 0);
}

TEST_F(ConfigCommand, TheExampleIsAConfiguration) {
  for (const std::string role : {"center", "office"}) {
    const auto example = run("config show --example --for " + role);
    ASSERT_EQ(example.exit_code, 0);
    write("example.toml", example.out);
    const auto shown = run("config show --json " + path("example.toml"));
    EXPECT_EQ(shown.exit_code, 0) << shown.err;
    EXPECT_EQ(shown.json()["role"], role);
  }
}

TEST_F(ConfigCommand, SaysEverythingThatIsWrongByCode) {
  write("bad.toml",
        "[site]\nrole = \"office\"\nnme = \"x\"\n[data]\nfolder = 5\n[listen]\nport = 70000\nport = 1\n[log]\nlevel = "
        "\"loud\"\nfile_size = \"x\"\n[center]\nurl = \"https://u:s3cr3t@x\"\n");
  const auto ran = run("config check --json " + path("bad.toml"));
  EXPECT_EQ(ran.exit_code, 1);
  std::vector<int> codes;
  const auto json = ran.json();
  for (const auto& error : json["errors"]) codes.push_back(error["code"]);
  EXPECT_EQ(codes, (std::vector<int>{9304, 9305, 9306, 9310, 9307, 9308, 9311}));
  for (const int code : codes) EXPECT_TRUE(ran.says("(" + std::to_string(code) + ")")) << code;
  EXPECT_TRUE(ran.says("bad.toml:3:1 site.nme; mungkin maksudnya site.name"));
  EXPECT_FALSE(ran.says("s3cr3t"));
  const auto fails = [&](const std::string& text, const std::string& code) {
    write("one.toml", text);
    const auto one = run("config check " + path("one.toml"));
    EXPECT_EQ(one.exit_code, 1) << code;
    EXPECT_TRUE(one.says("(" + code + ")")) << one.err;
  };
  fails(office_ + "# \xff\n[site]", "9302");
  fails(office_ + "= 5\n", "9303");
  fails("\xff", "9302");
  fails("not a configuration", "9303");
  fails("[site]\nrole = \"office\"\n", "9309");
  fails("[site]\nname = \"x\"\n", "9318");
  EXPECT_TRUE(run("config check --for center " + path("office.toml")).says("(9307)"));
  EXPECT_TRUE(run("config check " + path("none.toml")).says("(9301)"));
  EXPECT_TRUE(run("config check").says("(9319)"));
  EXPECT_TRUE(run("config show").says("(9319)"));
}

TEST_F(ConfigCommand, ChecksWhatTheFileNames) {
  const auto site = "[site]\nrole = \"center\"\nname = \"pusat\"\n[data]\nfolder = \"" + path("data") + "\"\n";
  const auto s3 = "[blobs]\nendpoint = \"https://s3.uji\"\nbucket = \"b\"\nregion = \"r\"\naccess_key_file = \"" +
                  path("access") + "\"\n";
  const auto secret = "secret_key_file = \"" + path("secret") + "\"\n";
  write("c.toml", site + s3 + secret);
  write("access", "AKUJI");
  ::chmod(path("access").c_str(), 0600);
  EXPECT_TRUE(run("config check " + path("c.toml")).says("(9315)"));
  write("secret", "s3cr3t");
  ::chmod(path("secret").c_str(), 0644);
  EXPECT_TRUE(run("config check " + path("c.toml")).says("(9316)"));
  ::chmod(path("secret").c_str(), 0600);
  const auto right = run("config check " + path("c.toml"));
  EXPECT_EQ(right.exit_code, 0) << right.err;
  const auto shown = run("config show --json " + path("c.toml"));
  EXPECT_EQ(setting(shown.json(), "blobs.secret_key_file")["value"], "***");
  EXPECT_FALSE(shown.says("s3cr3t"));
  EXPECT_TRUE(run("config show " + path("c.toml")).says("*** (isi " + path("secret") + ")"));
  write("c.toml", site + s3);
  EXPECT_TRUE(run("config check " + path("c.toml")).says("(9312)"));
  write("c.toml", "[site]\nrole = \"center\"\nname = \"pusat\"\n[data]\nfolder = \"" + path("access") + "/below\"\n");
  EXPECT_TRUE(run("config check " + path("c.toml")).says("(9313)"));
  write("c.toml",
        site + "[database]\nserver = \"postgresql:///ktpel?host=" + path("no-server") + "\"\nbusy_time = \"10ms\"\n");
  EXPECT_TRUE(run("config check " + path("c.toml")).says("(9314)"));
}

TEST_F(ConfigCommand, AConfigurationIsUsedByOtherCommands) {
  write("office.toml", "[site]\nrole = \"office\"\nname = \"dinas-9901\"\n[data]\nfolder = \"" + path("data") +
                           "\"\n[log]\nlevel = \"debug\"\nformat = \"json\"\nfile = \"" + path("log/ktpel.log") +
                           "\"\n");
  const auto named = run("--config " + path("office.toml") + " journal verify");
  EXPECT_TRUE(named.says("(6001)") && named.says(path("data"))) << named.err;
  EXPECT_TRUE(run("journal show", "KTPEL_CONFIG=" + path("office.toml")).says(path("data")));
  EXPECT_TRUE(run("journal verify").says("(9320)"));
  const auto log = base::text_of(base::read_file(folder_ / "log/ktpel.log").value());
  EXPECT_TRUE(log.starts_with("{\"time\":\"20")) << log;
  const auto explained = run("nik explain 9901014508680001 --json --config " + path("office.toml"));
  EXPECT_EQ(explained.exit_code, 0);
  EXPECT_EQ(explained.json()["serial"], 1);  // what is logged goes elsewhere
  EXPECT_EQ(run("nik explain 9901014508680001 --set log.level=loud").exit_code, 2);
  EXPECT_TRUE(run("nik explain 9901014508680001 --set log.file=" + path("out") + "/x").says("(9317)"));
  EXPECT_TRUE(run("nik explain 9901014508680001", "KTPEL_LOG_LEVLE=debug").says("KTPEL_LOG_LEVEL"));
}

TEST_F(ConfigCommand, LanguageAndProgressAreChosenOutside) {
  EXPECT_TRUE(run("nik explain 12").says("NIK bukan 16 angka"));
  EXPECT_TRUE(run("nik explain 12 --lang en").says("The NIK is not 16 digits"));
  EXPECT_TRUE(run("--lang=en nik").says("A required argument is missing"));
  EXPECT_TRUE(run("nik explain 12", "KTPEL_LANG=en").says("The NIK is not 16 digits"));
  EXPECT_TRUE(run("nik explain 12 --lang id", "KTPEL_LANG=en").says("NIK bukan 16 angka"));
  EXPECT_TRUE(run("nik explain 12 --lang jv").says("(9204)"));
  const auto bar = [&](const std::string& more, const std::string& before = {}) {
    return run("synth finger --fingers 7 -o " + path("fingers") + " " + more, before).err;
  };
  EXPECT_EQ(bar(""), "");  // no terminal
  EXPECT_NE(bar("--progress plain").find("100 %"), std::string::npos);
  EXPECT_NE(bar("", "KTPEL_PROGRESS=plain").find("100 %"), std::string::npos);
  EXPECT_EQ(bar("--progress quiet", "KTPEL_PROGRESS=plain"), "");
}

TEST_F(ConfigCommand, WhatIsTypedWronglyHasACode) {
  const auto fails = [&](const std::string& arguments, const std::string& code) {
    const auto ran = run(arguments);
    EXPECT_EQ(ran.exit_code, 1) << arguments;
    EXPECT_TRUE(ran.says("(" + code + ")")) << ran.err;
  };
  fails("nik explain 990101450868000", "1001");
  fails("nik explain 9901013208680001", "1002");
  fails("nik explain 9901011213680001", "1003");
  fails("nik explain 9901011212680000", "1004");
  fails("nik explain 0901011212680001", "1005");
  fails("nik explain 9900011212680001", "1005");
  fails("region find 99.00", "9321");
  fails("region find 990101000", "9321");
  fails("region find 99.01.01.9999", "9321");
  fails("region find 12", "1006");  // a code that is in no list
  fails("region import --edition-date 30-02-2026", "9322");
  fails("region import --edition-date 2026-02-01", "9322");
}

}  // namespace
}  // namespace ktpel::tool
