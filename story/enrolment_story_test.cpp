// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <nlohmann/json.hpp>
#include <thread>

#include "program.h"

// Goal: an office is invited, applies, is approved and shut out with the commands that administrators type.
// Method: the programs as they are, one beside the other, on a port of this machine.
namespace ktpel::story {
namespace {

using nlohmann::json;

TEST(Enrolment, TakesACodeAPersonAndNoMore) {
  const Folder folder;
  const auto center = (folder.path() / "pusat").string(), office = (folder.path() / "kecamatan").string();
  const auto port = std::to_string(20000 + ::getpid() % 20000);
  const auto url = "https://127.0.0.1:" + port;
  const std::string site = "kecamatan-990101";
  const auto invited = run({"center", "invite", site, "--region", "990101", "--dir", center, "--json"});
  ASSERT_EQ(invited.exit_code, 0) << invited.err;
  const auto code = json::parse(invited.out)["code"].get<std::string>();

  Ran served, enrolled;
  std::thread serves([&] {
    served = run_and_kill({"center", "serve", "--dir", center, "--port", port, "--json"}, 9000);
  });
  const auto enrol = [&](const std::string& typed, const std::string& wait) {
    return run({"office", "enrol", "--dir", office, "--center", url, "--code", typed, "--site", site, "--wait", wait,
                "--json"});
  };
  Ran tried;
  for (int i = 0; i < 40; ++i) {  // until the server is up
    tried = enrol(code, "0");
    if (tried.err.find("(3020)") != std::string::npos) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  EXPECT_NE(tried.err.find("(3020)"), std::string::npos) << tried.err;
  std::thread waits([&] { enrolled = enrol(code, "6"); });
  const auto wrong = enrol("0000-0000-0000:" + code.substr(code.find(':') + 1), "0");
  EXPECT_NE(wrong.err.find("(3014)"), std::string::npos) << wrong.err;
  EXPECT_NE(enrol("abc", "0").err.find("(3018)"), std::string::npos);
  const auto approved = run({"center", "approve", site, "--dir", center});
  EXPECT_EQ(approved.exit_code, 0) << approved.err;
  waits.join();
  EXPECT_EQ(enrolled.exit_code, 0) << enrolled.err;
  EXPECT_EQ(json::parse(enrolled.out)["region"], "990101");
  EXPECT_EQ(run({"center", "shut-out", site, "--dir", center}).exit_code, 0);
  const auto all = run({"center", "offices", "--dir", center, "--json"});
  EXPECT_EQ(json::parse(all.out)["offices"], (json{{{"site", site}, {"region", "990101"}, {"standing", "ShutOut"}}}));
  serves.join();
  EXPECT_EQ(served.exit_code, 128 + 9) << served.err;
  const auto verified = run({"journal", "verify", center});
  EXPECT_EQ(verified.exit_code, 0) << verified.out << verified.err;
}

}  // namespace
}  // namespace ktpel::story
