// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "base/clock.h"
#include "card/personalise/personalise.h"
#include "device/reader/virtual_readers.h"

// Goal: an officer who reads a card is told what is on it, whether it is genuine, and what to do when it is not.
// Method: the program itself, on a virtual reader; once more with everything started by `ktpel card emulate`.
namespace ktpel::tool {
namespace {

using namespace std::chrono_literals;

struct Ran {
  int exit_code;
  std::string out;
};
Ran run(const std::string& command) {
  std::FILE* pipe = ::popen(command.c_str(), "r");
  base::check(pipe != nullptr, "a pipe");
  Ran ran{};
  char buffer[4096];
  while (const auto n = std::fread(buffer, 1, sizeof buffer, pipe)) ran.out.append(buffer, n);
  ran.exit_code = WEXITSTATUS(::pclose(pipe));
  return ran;
}
std::string program() {
  const char* name = std::getenv("KTPEL_PROGRAM");
  base::check(name != nullptr, "KTPEL_PROGRAM names the program");
  return name;
}

class CardCommand : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "ktpel-card-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
    const auto now = base::SystemClock().now();
    const auto authority = card::TestAuthority::make("Otoritas", {now.ms - 86'400'000});
    const auto signer = authority.issue_signer("Penandatangan", {{now.ms - 86'400'000}});
    card::TrustStore trust;
    trust.add(authority.certificate());
    ASSERT_TRUE(authority.save(folder_, "csca"));
    ASSERT_TRUE(card::TestAuthority::make("Lain", now).save(folder_, "lain"));
    base::Bytes jp2{0, 0, 0, 12, 'j', 'P', ' ', ' ', 0x0d, 0x0a, 0x87, 0x0a};
    jp2.resize(2000, 0x55);
    const auto date = [](int y, unsigned m, unsigned d) { return *person::Date::of(y, m, d); };
    const card::CardContents contents{{person::Nik::parse("9901014508680002").value(), "SITI RAHAYU", "SIDOARJO",
                                       "JL. UJI 1", date(1968, 8, 5), person::Sex::Female},
                                      "A00000017",
                                      std::nullopt,
                                      {240, 320, jp2},
                                      {{card::right_index_subtype, base::Bytes(180, 1)}}};
    auto made = card::Chip::create(folder_ / "cip");
    ASSERT_TRUE(made);
    card::ChipTransport wire(*made);
    const auto blank = card::probe_blank(wire);
    const auto can = card::Can::parse("314159");
    ASSERT_TRUE(card::personalise(wire, *blank, contents, {signer, trust, *can, {1}, now, date(2026, 11, 25)}));
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::filesystem::path folder_;
};

TEST_F(CardCommand, ReadsChecksAndRefuses) {
  auto readers = device::VirtualReaders::start(1);
  ASSERT_TRUE(readers) << "the private PC/SC service did not start";
  auto& place = (*readers)->reader(0);
  const auto name = (*readers)->name(0);
  const auto read = [&](const std::string& more) {
    return run(program() + " card read --reader '" + name + "' " + more + " 2>&1");
  };
  EXPECT_NE(run(program() + " card list").out.find(name + "\n"), std::string::npos);
  EXPECT_NE(read("--can 314159").out.find("(7003)"), std::string::npos);
  EXPECT_NE(run(program() + " card read --reader lain --can 314159 2>&1").out.find("[lain]"), std::string::npos);
  EXPECT_NE(read("--can 31415").out.find("(5001)"), std::string::npos);

  auto chip = card::Chip::open(folder_ / "cip");
  ASSERT_TRUE(chip);
  ASSERT_TRUE(place.insert(*chip));
  for (int i = 0; i < 100 && read("--can 314159").exit_code != 0; ++i) {
  }
  const auto words = read("--can 314159");
  EXPECT_EQ(words.exit_code, 0);
  for (const auto* part : {"Kartu A00000017", "NIK: 9901014508680002", "Nama: SITI RAHAYU", "SEUMUR HIDUP",
                           "telunjuk kanan, 60 ciri", "tidak diperiksa", "Sertifikat uji"})
    EXPECT_NE(words.out.find(part), std::string::npos) << part << "\n" << words.out;
  const auto trusted = read("--can 314159 --json --csca " + (folder_ / "csca.cert.pem").string() + " --photo " +
                            (folder_ / "potret.jp2").string());
  const auto json = nlohmann::json::parse(trusted.out, nullptr, false);
  ASSERT_TRUE(json.is_object()) << trusted.out;
  EXPECT_EQ(json["nik"], "9901014508680002");
  EXPECT_EQ(json["signature"]["trust"], "trusted");
  EXPECT_EQ(json["signature"]["test_only"], true);
  EXPECT_EQ(json["files"].size(), 7u);
  EXPECT_EQ(std::filesystem::file_size(folder_ / "potret.jp2"), 2000u);

  const auto refused = [&](const std::string& more, const char* code) {
    const auto out = read(more);
    EXPECT_EQ(out.exit_code, 1);
    EXPECT_NE(out.out.find(code), std::string::npos) << out.out;
  };
  refused("--can 000000", "(5013)");
  refused("--can 314159 --csca " + (folder_ / "lain.cert.pem").string(), "(5019)");
  refused("--can 314159 --csca " + (folder_ / "tidak-ada").string(), "(5002)");
  refused("--can 314159 --csca " + (folder_ / "cip").string(), "(5003)");
  refused("--can 314159 --photo /tidak/ada.jp2", "(5004)");
  place.remove();
  ASSERT_TRUE(chip->inject_flip(card::file::dg11, 40, 0x01));
  ASSERT_TRUE(place.insert(*chip));
  for (int i = 0; i < 100 && read("--can 314159").out.find("(7003)") != std::string::npos; ++i) {
  }
  refused("--can 314159", "DG_HASH_TIDAK_COCOK DG11");
  (*readers).reset();
  EXPECT_NE(read("--can 314159").out.find("(7001)"), std::string::npos);
}

// In namespaces of its own, so that the standard socket and the driver's standard port are free.
TEST_F(CardCommand, EmulatesAChipForASecondTerminal) {
  const auto log = (folder_ / "emulate.log").string();
  const auto script = (folder_ / "terminals.sh").string();
  std::ofstream(script) << "mount -t tmpfs none /run && ip link set lo up || exit 9\n"
                        << "unset PCSCLITE_CSOCK_NAME\n"
                        << program() << " card emulate " << (folder_ / "cip").string() << " > " << log << " 2>&1 &\n"
                        << "emulator=$!\n"
                        << "for i in $(seq 100); do grep -q 'card read' " << log << " && break; sleep 0.1; done\n"
                        << "sh -c \"$(grep 'card read' " << log << ")\"\n"
                        << "kill -INT $emulator; wait $emulator; echo \"keluar $?\"\n"
                        << program() << " card list; echo \"daftar $?\"\n";
  const auto out = run("unshare -m -n sh " + script + " 2>&1");
  EXPECT_NE(out.out.find("NIK: 9901014508680002"), std::string::npos)
      << out.out << base::text_of(base::read_file(log).value());
  EXPECT_NE(out.out.find("keluar 0"), std::string::npos) << out.out;
  EXPECT_NE(out.out.find("(7001)"), std::string::npos) << "its pcscd was left running\n" << out.out;
  EXPECT_NE(run(program() + " card emulate " + (folder_ / "none").string() + " 2>&1").out.find("(7010)"),
            std::string::npos);
  EXPECT_NE(run(program() + " card emulate " + script + " 2>&1").out.find("(7011)"), std::string::npos);
  EXPECT_NE(run(program() + " card emulate " + (folder_ / "cip").string() + " --reader x 2>&1").out.find("(7013)"),
            std::string::npos);
}

}  // namespace
}  // namespace ktpel::tool
