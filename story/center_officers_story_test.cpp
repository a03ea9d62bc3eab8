// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "program.h"

// Goal: a data centre gets its first officer, and serves where its configuration says, with the commands that an
// administrator types.
namespace ktpel::story {
namespace {

using nlohmann::json;

TEST(CenterOfficers, AreAddedOnTheCommandLine) {
  const Folder folder;
  const auto center = (folder.path() / "pusat").string(), typed = (folder.path() / "sandi").string();
  std::ofstream(typed) << "rahasia-uji\n";
  const auto add = [&](std::vector<std::string> more, const std::string& before) {
    std::vector<std::string> words{"center", "officer",          "add",   "administrator", "--dir",
                                   center,   "--password-stdin", "--json"};
    words.insert(words.end(), more.begin(), more.end());
    return run(words, before);
  };
  const auto given = "exec < " + typed;
  EXPECT_NE(add({"--role", "raja"}, given).err.find("(3155)"), std::string::npos);
  EXPECT_NE(add({"--role", "supervisor"}, "").err.find("(3156)"), std::string::npos);  // nothing on stdin
  EXPECT_NE(add({"--role", "supervisor", "--role", "adjudicator"}, given).err.find("(3152)"), std::string::npos);
  EXPECT_NE(add({"--role", "supervisor", "--region", "990"}, given).err.find("(3148)"), std::string::npos);
  const auto added = add({"--role", "supervisor", "--role", "site-admin", "--region", "9901"}, given);
  ASSERT_EQ(added.exit_code, 0) << added.err;
  EXPECT_EQ(json::parse(added.out)["roles"], (json{"supervisor", "site-admin"}));
  EXPECT_EQ(added.out.find("rahasia"), std::string::npos);
  EXPECT_NE(add({"--role", "supervisor"}, given).err.find("(3146)"), std::string::npos);
  const auto all = run({"center", "officers", "--dir", center, "--json"});
  ASSERT_EQ(all.exit_code, 0) << all.err;
  EXPECT_EQ(json::parse(all.out)["officers"].size(), 1u);
  EXPECT_EQ(json::parse(all.out)["officers"][0]["region"], "9901");
  const auto verified = run({"journal", "verify", center});
  EXPECT_EQ(verified.exit_code, 0) << verified.out << verified.err;
}

TEST(CenterServes, WhereItsConfigurationSays) {
  const Folder folder;
  const auto center = (folder.path() / "pusat").string(), file = (folder.path() / "center.toml").string();
  const auto port = 20000 + ::getpid() % 20000 + 1;
  const auto configure = [&](const std::string& more) {
    std::ofstream(file) << "[site]\nrole = \"center\"\nname = \"pusat\"\n[data]\nfolder = \"" << center
                        << "\"\n[listen]\naddress = \"127.0.0.1\"\nport = " << port << "\n"
                        << more;
  };
  configure("");
  const auto served = run_and_kill({"--config", file, "center", "serve", "--json"}, 4000);
  ASSERT_FALSE(served.out.empty()) << served.err;
  EXPECT_EQ(json::parse(served.out)["port"], port);
  const auto other =
      run_and_kill({"--config", file, "center", "serve", "--json", "--port", std::to_string(port + 1)}, 4000);
  ASSERT_FALSE(other.out.empty()) << other.err;
  EXPECT_EQ(json::parse(other.out)["port"], port + 1);
  configure("[blobs]\nfolder = \"/tmp/lain\"\n");
  // an address that no machine has, so that nobody waits here for a server that did start
  const std::vector<std::string> serve{"--config", file, "center", "serve", "--address", "203.0.113.9"};
  EXPECT_NE(run(serve).err.find("(3157)"), std::string::npos);
  // The journal was founded on SQLite: it is not looked for on a server that nobody moved it to.
  configure("[database]\nserver = \"postgresql:///tidak-ada?host=/tidak/ada\"\n");
  const auto elsewhere = run(serve);
  EXPECT_EQ(elsewhere.exit_code, 1) << elsewhere.err;
  EXPECT_EQ(elsewhere.err.find("(3120)"), std::string::npos) << elsewhere.err;
}

}  // namespace
}  // namespace ktpel::story
