// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <thread>

#include "program.h"

// Goal: a stick is written, answered and read with the commands that officers type, a bad one is refused with its code,
// and folders are backed up. Method: the programs as they are, on an office that was enrolled as any other.
namespace ktpel::story {
namespace {

using nlohmann::json;

std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}
void write(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}
bool says(const Ran& ran, const std::string& code) {
  return ran.exit_code != 0 && ran.err.find("(" + code + ")") != std::string::npos;
}

TEST(Parcel, GoesThereAndBack) {
  const Folder folder;
  const auto at = [&](const char* name) { return (folder.path() / name).string(); };
  const auto center = at("pusat"), office = at("kecamatan"), there = at("ke.ktpel"), back = at("dari.ktpel");
  const auto port = std::to_string(20000 + (::getpid() + 7000) % 20000);
  const std::string site = "kecamatan-990101";
  EXPECT_TRUE(says(run({"office", "export", "--dir", office, "--to", there}), "3016")) << "not enrolled";
  const auto invited = run({"center", "invite", site, "--region", "990101", "--dir", center, "--json"});
  ASSERT_EQ(invited.exit_code, 0) << invited.err;
  const auto code = json::parse(invited.out)["code"].get<std::string>();
  std::thread serves([&] { run_and_kill({"center", "serve", "--dir", center, "--port", port}, 6000); });
  const auto enrol = [&](const std::string& wait) {
    return run({"office", "enrol", "--dir", office, "--center", "https://127.0.0.1:" + port, "--code", code, "--site",
                site, "--wait", wait});
  };
  for (int i = 0; i < 50 && !says(enrol("0"), "3020"); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(50));
  ASSERT_EQ(run({"center", "approve", site, "--dir", center}).exit_code, 0);
  const auto enrolled = enrol("3");
  ASSERT_EQ(enrolled.exit_code, 0) << enrolled.err;
  serves.join();  // from here on there is no line

  const auto exported = run({"office", "export", "--dir", office, "--to", there, "--json"});
  ASSERT_EQ(exported.exit_code, 0) << exported.err;
  EXPECT_EQ(json::parse(exported.out)["entries"], 0) << "an office that has not begun";
  const auto taken = run({"center", "import", there, "--dir", center, "--answer", back, "--json"});
  ASSERT_EQ(taken.exit_code, 0) << taken.err;
  EXPECT_EQ(json::parse(taken.out)["site"], site);
  const auto answered = run({"office", "import", back, "--dir", office, "--json"});
  ASSERT_EQ(answered.exit_code, 0) << answered.err;
  EXPECT_EQ(run({"office", "import", back, "--dir", office}).exit_code, 0) << "again is no harm";

  EXPECT_TRUE(says(run({"office", "import", there, "--dir", office}), "3033"));
  EXPECT_TRUE(says(run({"center", "import", back, "--dir", center, "--answer", at("x")}), "3033"));
  EXPECT_TRUE(says(run({"center", "import", at("nirgends"), "--dir", center, "--answer", at("x")}), "3037"));
  EXPECT_TRUE(says(run({"office", "export", "--dir", office, "--to", at("tiada/x.ktpel")}), "3038"));
  const auto whole = bytes_of(there);
  write(at("cut"), whole.substr(0, whole.size() - 1));
  EXPECT_TRUE(says(run({"center", "import", at("cut"), "--dir", center, "--answer", at("x")}), "3032"));
  write(at("empty"), whole.substr(0, 15));
  EXPECT_TRUE(says(run({"center", "import", at("empty"), "--dir", center, "--answer", at("x")}), "3032"));
  auto altered = whole;
  altered.back() ^= 1;
  write(at("altered"), altered);
  EXPECT_TRUE(says(run({"center", "import", at("altered"), "--dir", center, "--answer", at("x")}), "3034"));
  write(at("letter"), "Yth. Bapak Camat");
  EXPECT_TRUE(says(run({"center", "import", at("letter"), "--dir", center, "--answer", at("x")}), "3031"));
  EXPECT_FALSE(std::filesystem::exists(at("x"))) << "no answer to what was refused";
  ASSERT_EQ(run({"center", "shut-out", site, "--dir", center}).exit_code, 0);
  EXPECT_TRUE(says(run({"center", "import", there, "--dir", center, "--answer", at("x")}), "3035"));
}

TEST(Backup, IsMadeVerifiedAndRefused) {
  const Folder folder;
  const auto at = [&](const char* name) { return (folder.path() / name).string(); };
  ASSERT_EQ(run({"center", "invite", "kec-990101", "--region", "990101", "--dir", at("pusat")}).exit_code, 0);
  for (int i = 0; i < 2; ++i) {
    const auto done = run({"journal", "backup", at("pusat"), "--to", at("cadangan"), "--json"});
    ASSERT_EQ(done.exit_code, 0) << done.err;
    EXPECT_EQ(json::parse(done.out)["entries"], 1);
  }
  const auto verified = run({"journal", "verify", at("cadangan")});
  EXPECT_EQ(verified.exit_code, 0) << verified.out << verified.err;
  const auto goes_on = run({"center", "invite", "kec-990102", "--region", "990102", "--dir", at("cadangan")});
  EXPECT_EQ(goes_on.exit_code, 0) << "what was copied is a center, with its keys: " << goes_on.err;
  EXPECT_TRUE(says(run({"journal", "backup", at("tiada"), "--to", at("x")}), "3041"));
  std::filesystem::create_directories(at("lain"));
  write(at("lain/foto"), "x");
  EXPECT_TRUE(says(run({"journal", "backup", at("pusat"), "--to", at("lain")}), "3042"));
  EXPECT_TRUE(says(run({"journal", "backup", at("pusat"), "--to", at("pusat/cadangan")}), "3043"));
}

}  // namespace
}  // namespace ktpel::story
