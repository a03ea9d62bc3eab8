// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>

#include "base/file.h"
#include "biometric/synth/finger.h"
#include "card/chip/chip.h"
#include "device/finger_reader/virtual_finger_reader.h"
#include "device/printer/private_cups.h"
#include "device/reader/reader.h"
#include "device/reader/virtual_readers.h"

// Goal: an officer sees all devices and what to do with those that do not work, on a machine with everything and on one
// with nothing. Method: the program itself, with the test doubles of the device modules, and with services that are not
// there.
namespace ktpel::tool {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

struct Ran {
  int exit_code;
  std::string out;
  json parsed() const { return json::parse(out, nullptr, false); }
};
Ran run(const std::string& environment, const std::string& arguments) {
  const char* program = std::getenv("KTPEL_PROGRAM");
  base::check(program != nullptr, "KTPEL_PROGRAM names the program");
  const auto command = environment + " " + program + " device " + arguments;
  std::FILE* pipe = ::popen(command.c_str(), "r");
  base::check(pipe != nullptr, "a pipe");
  Ran ran{};
  char buffer[4096];
  while (const auto n = std::fread(buffer, 1, sizeof buffer, pipe)) ran.out.append(buffer, n);
  ran.exit_code = WEXITSTATUS(::pclose(pipe));
  return ran;
}
json rows(const json& list, const std::string& kind) {
  json out = json::array();
  for (const auto& one : list)
    if (one["kind"] == kind) out.push_back(one);
  return out;
}

class DeviceCommand : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "ktpel-device-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
    ASSERT_TRUE(base::make_folder(folder_ / "sane"));
    ASSERT_TRUE(base::write_file_durably(folder_ / "sane/dll.conf", ""));
    nothing_ = "PCSCLITE_CSOCK_NAME=" + (folder_ / "none").string() +
               " CUPS_SERVER=127.0.0.1:1 SANE_CONFIG_DIR=" + (folder_ / "sane").string();
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::filesystem::path folder_;
  std::string nothing_;  ///< the environment of a machine without any service
};

TEST_F(DeviceCommand, AMachineWithNothingIsNoError) {
  const auto words = run(nothing_, "list");
  EXPECT_EQ(words.exit_code, 0);
  for (const auto* part : {"Pembaca kartu", "(7001)", "Pencetak", "(7020)", "Pemindai dokumen", "Alat rekam"})
    EXPECT_NE(words.out.find(part), std::string::npos) << part << "\n" << words.out;
  const auto list = run(nothing_, "list --json");
  EXPECT_EQ(list.exit_code, 0);
  ASSERT_TRUE(list.parsed().is_object()) << list.out;
  EXPECT_EQ(rows(list.parsed()["absent"], "reader")[0]["code"], 7001);
  EXPECT_EQ(rows(list.parsed()["absent"], "printer")[0]["code"], 7020);
  EXPECT_TRUE(rows(list.parsed()["absent"], "scanner")[0]["code"].is_null());
  // a kind that was asked for is an error
  const auto refused = [&](const std::string& arguments, const char* code) {
    const auto out = run(nothing_, arguments + " 2>&1");
    EXPECT_EQ(out.exit_code, 1) << arguments;
    EXPECT_NE(out.out.find(code), std::string::npos) << arguments << "\n" << out.out;
  };
  refused("test reader", "(7001)");
  refused("test printer", "(7020)");
  refused("test scanner", "(7061)");
  refused("test sensor --anchors /tidak/ada", "(7060)");
  refused("simulate --anchors-out /tidak/ada/x.pem", "(7063)");
  EXPECT_EQ(run(nothing_, "test radio 2>&1").exit_code, 2);
}

TEST_F(DeviceCommand, ReadersPrintersAndScannersAreListedAndTested) {
  auto readers = device::VirtualReaders::start(1);
  ASSERT_TRUE(readers) << "the private PC/SC service did not start";
  const auto reader = (*readers)->name(0);
  auto cups = device::PrivateCups::start({"kartu", "surat"});
  ASSERT_TRUE(cups) << "the private print service did not start";
  ASSERT_TRUE(base::write_file_durably(folder_ / "sane/dll.conf", "test\n"));
  const auto environment = "PCSCLITE_CSOCK_NAME=" + (*readers)->service_socket().string() +
                           " CUPS_SERVER=127.0.0.1:" + std::to_string((*cups)->port()) +
                           " SANE_CONFIG_DIR=" + (folder_ / "sane").string();

  const auto list = run(environment, "list --json").parsed();
  ASSERT_TRUE(list.is_object());
  json ours;  // the driver has a second slot, which nobody uses
  for (const auto& one : rows(list["devices"], "reader"))
    if (one["name"] == reader) ours = one;
  ASSERT_TRUE(ours.is_object()) << list;
  EXPECT_EQ(ours["words"], "siap");
  EXPECT_EQ(ours["detail"], "tanpa kartu");
  EXPECT_EQ(rows(list["devices"], "printer").size(), 2u);
  EXPECT_FALSE(rows(list["devices"], "scanner").empty());

  // the reader: first without a card, then with one
  auto tested = run(environment, "test reader --name '" + reader + "' --json");
  EXPECT_EQ(tested.exit_code, 1);
  EXPECT_EQ(tested.parsed()["results"][0]["code"], 7003);
  auto chip = card::Chip::blank();
  ASSERT_TRUE((*readers)->reader(0).insert(chip));
  ASSERT_TRUE(device::wait_for_card(reader, true, 5s).value());
  tested = run(environment, "test reader --name '" + reader + "' --json");
  EXPECT_EQ(tested.exit_code, 0) << tested.out;
  EXPECT_EQ(tested.parsed()["results"][0]["shown"], "ATR " + base::hex(chip.atr()));
  (*readers)->reader(0).remove();

  // the printers: their queues; a page on one of them; one whose paper is out
  tested = run(environment, "test printer --json");
  EXPECT_EQ(tested.exit_code, 0) << tested.out;
  EXPECT_EQ(tested.parsed()["results"].size(), 2u);
  EXPECT_TRUE((*cups)->printed("surat").empty());
  tested = run(environment, "test printer --name surat --print --wait 30");
  EXPECT_EQ(tested.exit_code, 0) << tested.out;
  ASSERT_EQ((*cups)->printed("surat").size(), 1u);
  EXPECT_EQ(base::text_of(base::ByteView((*cups)->printed("surat")[0]).first(5)), "%PDF-");
  (*cups)->take_paper("kartu", true);
  tested = run(environment, "test printer --name kartu --print --wait 2 2>&1");
  EXPECT_EQ(tested.exit_code, 1);
  EXPECT_NE(tested.out.find("kertas habis"), std::string::npos) << tested.out;
  EXPECT_NE(tested.out.find("(7027)"), std::string::npos) << tested.out;

  tested = run(environment, "test scanner --name test:0 --json");
  EXPECT_EQ(tested.exit_code, 0) << tested.out;
  EXPECT_EQ(tested.parsed()["results"][0]["kind"], "scanner");
}

TEST_F(DeviceCommand, ASingleFingerReaderGivesAFinger) {
  const device::VirtualFingerReader reader;  // programs that we start see it, too
  const auto listed = rows(run(nothing_, "list --json").parsed()["devices"], "finger_reader");
  ASSERT_EQ(listed.size(), 1u);
  EXPECT_EQ(listed[0]["words"], "siap");
  const auto finger = biometric::PersonFingers::grow(3, biometric::FingerNumber(2));
  std::thread hand([&] { reader.press(biometric::impression(finger, {}, base::SeededRandom(1)).image); });
  const auto tested = run(nothing_, "test finger_reader --capture --json 2>/dev/null");
  hand.join();
  EXPECT_EQ(tested.exit_code, 0) << tested.out;
  EXPECT_EQ(tested.parsed()["results"][0]["shown"], "320x400 titik, 500 dpi");
  const auto nobody = run(nothing_, "test finger_reader --capture --wait 0.3 2>&1");
  EXPECT_EQ(nobody.exit_code, 1);
  EXPECT_NE(nobody.out.find("(7044)"), std::string::npos) << nobody.out;
}

TEST_F(DeviceCommand, ASimulatedSensorIsFoundTestedAndStopped) {
  const auto anchors = (folder_ / "skema.pem").string(), log = (folder_ / "log").string();
  const char* program = std::getenv("KTPEL_PROGRAM");
  ASSERT_TRUE(program);
  const pid_t simulator = ::fork();
  if (simulator == 0) {
    if (!std::freopen(log.c_str(), "w", stdout)) ::_exit(126);
    ::execl(program, program, "device", "simulate", "--seed", "7", "--anchors-out", anchors.c_str(), nullptr);
    ::_exit(127);
  }
  std::string said;
  for (int i = 0; i < 1000 && said.find("Ctrl-C") == std::string::npos; ++i) {
    std::this_thread::sleep_for(20ms);
    if (const auto bytes = base::read_file(log)) said = base::text_of(*bytes);
  }
  ASSERT_NE(said.find("di port "), std::string::npos) << said;
  const auto port = std::stoi(said.substr(said.find("di port ") + 8));
  const auto list = run(nothing_, "list --json").parsed();
  int ours = 0;
  for (const auto& one : rows(list["devices"], "sensor")) {
    if (one["detail"].get<std::string>().find("port " + std::to_string(port)) == std::string::npos) continue;
    EXPECT_EQ(one["words"], "siap");
    ++ours;
  }
  EXPECT_EQ(ours, 3);
  EXPECT_EQ(run(nothing_, "simulate --port " + std::to_string(port) + " 2>&1").exit_code, 1);
  const auto untrusted = run(nothing_, "test sensor --json 2>/dev/null").parsed();
  for (const auto& one : untrusted["results"]) EXPECT_EQ(one["code"], 7059);
  const auto tested = run(nothing_, "test sensor --json --anchors " + anchors + " 2>/dev/null").parsed();
  int passed = 0;  // another simulator on this machine would not be believed
  for (const auto& one : tested["results"])
    if (one["passed"].get<bool>()) {
      ++passed;
      EXPECT_NE(one["shown"].get<std::string>().find("mutu 80"), std::string::npos) << one;
    } else {
      EXPECT_EQ(one["code"], 7056) << one;
    }
  EXPECT_EQ(passed, 3);
  ::kill(simulator, SIGINT);
  int status = -1;
  ::waitpid(simulator, &status, 0);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
}

}  // namespace
}  // namespace ktpel::tool
