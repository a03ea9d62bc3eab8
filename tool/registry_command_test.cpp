// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "base/check.h"
#include "base/file.h"

// Goal: `ktpel registry` takes an export whole or not at all, never twice and never over what is there, issues no NIK
// twice, finds people by any spelling, writes down who was shown, and says each refusal by its code.
// Method: the program itself on small exports of made-up people of 99.01.01, in a folder of its own; for the NIKs
// several processes at once.
namespace ktpel::tool {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

class RegistryCommand : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "ktpel-registry-test-XXXXXX").string();
    base::check(::mkdtemp(name.data()) != nullptr, "a folder");
    folder_ = name;
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string path(const std::string& name) const { return (folder_ / name).string(); }
  void write(const std::string& name, const std::string& text) { std::ofstream(folder_ / name) << text; }

  static constexpr const char* titles =
      "No KK;NIK;Nama;Tempat Lahir;Tgl Lahir;JK;Nama Ibu;Status Kawin;SHDK;Agama;Alamat;RT;RW;Pekerjaan\n";
  static std::string row(int serial, const std::string& name, const std::string& born = "14-05-1990") {
    char nik[24];
    std::snprintf(nik, sizeof nik, "990101140590%04d", serial);
    return std::string("9901010101120001;") + nik + ";" + name + ";UMPAMA;" + born + ";L;WAGIYEM;1;" +
           (serial == 1 ? "1" : "4") + ";1;JL. CONTOH;1;2;9\n";
  }

  struct Ran {
    int exit_code;
    std::string out, err;
    json object() const { return json::parse(out, nullptr, false); }
    bool says(const std::string& text) const { return (out + err).find(text) != std::string::npos; }
  };
  Ran run(const std::string& arguments) const {
    const char* program = std::getenv("KTPEL_PROGRAM");
    base::check(program != nullptr, "KTPEL_PROGRAM names the program");
    const auto line = "XDG_DATA_HOME='" + path("x") + "' " + program + " registry " + arguments + " >'" + path("out") +
                      "' 2>'" + path("err") + "'";
    const int status = std::system(line.c_str());
    const auto text = [&](const char* name) { return base::text_of(base::read_file(folder_ / name).value()); };
    return {WEXITSTATUS(status), text("out"), text("err")};
  }
  Ran import(const std::string& more = {}) const {
    return run("import " + path("ekspor.csv") + " --village 99.01.01.2002 --json --dir " + path("pusat") + " " + more);
  }
  std::string issue(const std::string& more) const {
    return "issue-nik --area 990101 --village 99.01.01.2002 --born 1990-05-14 --sex L --birthplace Umpama "
           "--family-card "
           "9901010101120002 --address 'Jl. Contoh' --religion Islam --marital 1 --occupation 9 --json --dir " +
           path("pusat") + " " + more;
  }

  fs::path folder_;
};

TEST_F(RegistryCommand, ImportsOnceAndNeverOverwrites) {
  write("ekspor.csv", titles + row(1, "MUHAMMAD SOEKARDI") + row(2, "NUR HAYATI") + row(3, "DJOKO"));
  const auto dry = import("--dry-run");
  ASSERT_EQ(dry.exit_code, 0) << dry.err;
  EXPECT_EQ(dry.object()["good"], 3);
  EXPECT_FALSE(fs::exists(path("pusat")));

  const auto first = import();
  ASSERT_EQ(first.exit_code, 0) << first.err;
  EXPECT_EQ(first.object()["added"], 3);
  const auto again = import();
  EXPECT_EQ(again.exit_code, 0);
  EXPECT_EQ(again.object()["added"], 0);
  EXPECT_EQ(again.object()["already"], 3);

  write("ekspor.csv", titles + row(1, "MUHAMMAD SUKARDI") + row(4, "PUTU"));
  const auto other = import();
  EXPECT_EQ(other.exit_code, 1);
  EXPECT_TRUE(other.says("(1211)"));
  EXPECT_EQ(other.object()["added"], 1);
  EXPECT_EQ(other.object()["differing"][0]["fields"], json{"name"});
  EXPECT_EQ(other.object()["differing"][0]["nik"], "990101******0001");
  EXPECT_TRUE(run("find 9901011405900001 --dir " + path("pusat")).says("MUHAMMAD SOEKARDI"));

  // A NIK that came from elsewhere is never issued again.
  const auto issued = run(issue("--name Ketut"));
  ASSERT_EQ(issued.exit_code, 0) << issued.err;
  EXPECT_EQ(issued.object()["nik"], "9901011405900005");
}

TEST_F(RegistryCommand, TakesNothingFromAFileWithWrongLinesUnlessTold) {
  write("ekspor.csv", titles + row(1, "SUKARDI") + row(2, "SULASTRI", "31-02-1990"));
  const auto refused = import();
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_TRUE(refused.says("(1210)"));
  EXPECT_FALSE(refused.object()["written"]);
  EXPECT_EQ(refused.object()["notes"][0]["line"], 3);
  EXPECT_EQ(refused.object()["notes"][0]["remark"], "date_malformed");
  EXPECT_FALSE(refused.says("31-02-1990"));
  EXPECT_FALSE(fs::exists(path("pusat")));
  const auto good = import("--good-lines");
  EXPECT_EQ(good.exit_code, 0) << good.err;
  EXPECT_EQ(good.object()["added"], 1);
  EXPECT_TRUE(
      run("import " + path("ekspor.csv") + " --dry-run --village 99.01.01.2002").says("baris 3, Tanggal lahir"));
}

TEST_F(RegistryCommand, FindsListsAndComparesPeople) {
  write("ekspor.csv", titles + row(1, "MUHAMMAD SOEKARDI") + row(2, "NUR HAYATI") + row(3, "DJOKO WIDJAJA") +
                          row(4, "ANAK", "14-05-2020") + row(5, "MOH. SUKARDI"));
  ASSERT_EQ(import().exit_code, 0);
  const auto names = [&](const std::string& text) {
    std::set<std::string> found;
    const auto ran = run("find '" + text + "' --json --dir " + path("pusat"));
    if (ran.exit_code != 0) return found;
    const auto object = ran.object();
    for (const auto& who : object["found"]) found.insert(who["name"]);
    return found;
  };
  const std::set<std::string> both = {"MUHAMMAD SOEKARDI", "MOH. SUKARDI"};
  EXPECT_EQ(names("sukardi"), both);
  EXPECT_EQ(names("M. Soekar"), both);
  EXPECT_EQ(names("nurhayati"), std::set<std::string>{"NUR HAYATI"});
  EXPECT_EQ(names("joko wijaya"), std::set<std::string>{"DJOKO WIDJAJA"});
  EXPECT_EQ(names("J. Wijaya"), std::set<std::string>{"DJOKO WIDJAJA"});
  EXPECT_EQ(names("9901011405900004"), std::set<std::string>{"ANAK"});
  EXPECT_TRUE(run("find bambang --dir " + path("pusat")).says("(1219)"));
  EXPECT_TRUE(run("find ' ' --dir " + path("pusat")).says("(1222)"));
  EXPECT_TRUE(run("find sukardi --dir " + path("tidak-ada")).says("(1201)"));
  EXPECT_FALSE(fs::exists(path("tidak-ada")));

  const auto obliged = run("obliged --village 9901012002 --json --dir " + path("pusat")).object()["obliged"];
  ASSERT_EQ(obliged.size(), 4u);
  EXPECT_EQ(obliged[0]["because"], "berusia 17 tahun pada 14-05-2007");
  EXPECT_EQ(
      run("obliged --village 9901012002 --on 14-05-2037 --json --dir " + path("pusat")).object()["obliged"].size(), 5u);
  EXPECT_EQ(run("obliged --village 9901012001 --json --dir " + path("pusat")).object()["obliged"].size(), 0u);
  EXPECT_TRUE(run("obliged --village 990101 --dir " + path("pusat")).says("(1209)"));

  const auto pairs = run("likeness --json --dir " + path("pusat")).object()["pairs"];
  ASSERT_EQ(pairs.size(), 1u);
  EXPECT_TRUE(pairs[0]["strong"]);
  EXPECT_EQ(pairs[0]["reasons"][0], "nama sama dengan ejaan lain");

  // Whoever was shown is in the journal.
  const auto shown = std::string(std::getenv("KTPEL_PROGRAM")) + " journal show " + path("pusat") +
                     " --limit 1000 --body | grep -c residents-read >'" + path("count") + "'";
  ASSERT_EQ(std::system(shown.c_str()), 0);
  EXPECT_GE(std::stoi(base::text_of(base::read_file(path("count")).value())), 11);
}

TEST_F(RegistryCommand, RefusesToRegisterSomebodyTwiceUnlessConfirmed) {
  ASSERT_EQ(run(issue("--name 'Muhammad Soekardi' --mother Wagiyem")).exit_code, 0);
  const auto refused = run(issue("--name 'Moh. Sukardi' --mother Wagijem"));
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_TRUE(refused.says("(1220)"));
  EXPECT_TRUE(refused.object()["nik"].is_null());
  EXPECT_EQ(refused.object()["alike"].size(), 1u);
  EXPECT_EQ(run(issue("--name 'Moh. Sukardi' --mother Wagijem --confirmed")).object()["nik"], "9901011405900002");
  for (const auto& [more, code] :
       std::initializer_list<std::pair<const char*, const char*>>{{"--name X --born 31-02-1990", "(1212)"},
                                                                  {"--name X --born 2190-05-14", "(1221)"},
                                                                  {"--name X --sex Q", "(1213)"},
                                                                  {"--name ' '", "(1214)"},
                                                                  {"--name X --family-card 12", "(1215)"},
                                                                  {"--name X --religion 9", "(1216)"},
                                                                  {"--name X --village 99.01.01.2999", "(1217)"},
                                                                  {"--name X --area 990102", "(1218)"},
                                                                  {"--name X --rt 1000", "(1223)"}}) {
    auto arguments = issue("");
    // CLI options are given once: the one of `more` takes the place of issue()'s.
    const std::string option = std::string(more).substr(9).substr(0, std::string(more).substr(9).find(' '));
    if (const auto at = arguments.find(option + " "); option.starts_with("--") && at != std::string::npos)
      arguments.erase(at, arguments.find(" --", at) - at + 1);
    const auto ran = run(arguments + more);
    EXPECT_EQ(ran.exit_code, 1) << more;
    EXPECT_TRUE(ran.says(code)) << more << ": " << ran.err;
  }
}

TEST_F(RegistryCommand, SeveralProcessesNeverIssueOneNikTwice) {
  ASSERT_EQ(run(issue("--name Pertama")).exit_code, 0);
  constexpr int processes = 4, each = 5;
  const auto program = std::string(std::getenv("KTPEL_PROGRAM"));
  std::string script;
  for (int p = 0; p < processes; ++p) {
    script += "( for i in";
    for (int i = 0; i < each; ++i) script += " " + std::to_string(i);
    script += "; do " + program + " registry " + issue("--confirmed --name Warga") + "$i >'" +
              path("nik-" + std::to_string(p) + "-") + "'$i 2>/dev/null; done ) & ";
  }
  ASSERT_EQ(std::system((script + " wait").c_str()), 0);
  std::set<std::string> niks;
  for (int p = 0; p < processes; ++p)
    for (int i = 0; i < each; ++i) {
      const auto text =
          base::text_of(base::read_file(path("nik-" + std::to_string(p) + "-" + std::to_string(i))).value());
      niks.insert(json::parse(text).at("nik").get<std::string>());
    }
  EXPECT_EQ(niks.size(), static_cast<std::size_t>(processes * each));
  EXPECT_EQ(*niks.begin(), "9901011405900002");
  EXPECT_EQ(*niks.rbegin(), "9901011405900021");
}

TEST_F(RegistryCommand, SaysWhatIsNoExport) {
  const auto code = [&](const std::string& text, const char* expected) {
    write("ekspor.csv", text);
    const auto ran = import();
    EXPECT_EQ(ran.exit_code, 1);
    EXPECT_TRUE(ran.says(expected)) << ran.err;
  };
  code("", "(1205)");
  code(std::string("P\0K", 3), "(1206)");
  code(std::string(titles) + "\"terpotong", "(1207)");
  code("NIK;Nama\n", "(1208)");
  EXPECT_TRUE(run("import " + path("tidak.csv")).says("(1202)"));
  EXPECT_TRUE(run("import " + path("")).says("(1203)"));
  EXPECT_TRUE(run("import " + path("ekspor.csv") + " --village 99").says("(1209)"));
  EXPECT_TRUE(run("find sukardi").says("(1224)"));
}

}  // namespace
}  // namespace ktpel::tool
