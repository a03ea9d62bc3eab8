// SPDX-License-Identifier: Apache-2.0
#include "tool/office_program.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <future>

#include "base/file.h"
#include "biometric/image/codec.h"
#include "device/printer/private_cups.h"

// Goal: an office sees one line at least for each kind of device, prints and scans with what is there, and is told what
// is not. Method: the office's devices on a machine with a print service and scanners of our own, and without readers.
namespace ktpel::tool {
namespace {

using api::FailureCode;

class OfficeDevices : public testing::Test {
 protected:
  /// Once: the scanner library remembers where its configuration is.
  static void SetUpTestSuite() {
    std::string name = (std::filesystem::temp_directory_path() / "ktpel-office-devices-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
    ASSERT_TRUE(base::write_file_durably(folder_ / "dll.conf", std::string_view("test\n")));
    ASSERT_TRUE(base::write_file_durably(folder_ / "test.conf", std::string_view("number_of_devices 1\n")));
    ::setenv("SANE_CONFIG_DIR", folder_.c_str(), 1);
    ::setenv("PCSCLITE_CSOCK_NAME", (folder_ / "none").c_str(), 1);
  }
  static void TearDownTestSuite() {
    for (const char* name : {"SANE_CONFIG_DIR", "PCSCLITE_CSOCK_NAME", "CUPS_SERVER"}) ::unsetenv(name);
    std::filesystem::remove_all(folder_);
  }
  void SetUp() override { ::setenv("CUPS_SERVER", "127.0.0.1:1", 1); }
  office::Devices devices(const std::string& printer = {}) {
    OfficeProfile profile{.profile = {.site = journal::SiteId::of("dinas-9901"),
                                      .letterhead = {.province = "Khayal",
                                                     .district = "Kabupaten Contoh",
                                                     .subdistrict = "",
                                                     .address = "Jl. Contoh 1",
                                                     .place = "Misal"},
                                      .place = "Dinas",
                                      .head = {.name = "A", .nip = "", .duty = "A"},
                                      .service = {.name = "B", .nip = "", .duty = "B"},
                                      .operator_ = {.name = "C", .nip = "", .duty = "C"},
                                      .printer = printer},
                          .signer_folder = {},
                          .signer = {},
                          .authorities = {},
                          .sensor_anchors = {}};
    return devices_of(profile, clock_);
  }
  static office::SeenDevice one(const std::vector<office::SeenDevice>& all, office::DeviceKind kind) {
    for (const auto& device : all)
      if (device.kind == kind) return device;
    ADD_FAILURE() << "no line for " << office::name(kind);
    return {kind, "", office::DeviceState::Gone};
  }
  static std::filesystem::path folder_;
  base::SystemClock clock_;
};
std::filesystem::path OfficeDevices::folder_;

TEST_F(OfficeDevices, EachKindHasALine) {
  const auto seen = devices().look();
  for (const auto kind : office::device_kinds) (void)one(seen, kind);
  EXPECT_EQ(one(seen, office::DeviceKind::Scanner).name, "test:0");
  EXPECT_EQ(one(seen, office::DeviceKind::Scanner).state, office::DeviceState::Ready);
  const auto reader = one(seen, office::DeviceKind::Reader);
  EXPECT_EQ(reader.state, office::DeviceState::Gone);
  EXPECT_NE(reader.detail.find("(7001)"), std::string::npos) << reader.detail;
  const auto tested = one(devices().test(), office::DeviceKind::Scanner);
  EXPECT_GT(tested.test_ms, 0);
  EXPECT_FALSE(tested.failure);
}

TEST_F(OfficeDevices, PapersAreScannedFromGlassAndFeeder) {
  const auto glass = devices().scan_paper(false);
  ASSERT_TRUE(glass) << api::sentence(glass.error());
  ASSERT_EQ(glass->size(), 1u);
  EXPECT_TRUE(biometric::decode_colour(glass->front()));
  const auto fed = devices().scan_paper(true);
  ASSERT_TRUE(fed) << api::sentence(fed.error());
  EXPECT_EQ(fed->size(), 10u);
}

/// In a thread of its own: the print library remembers for each thread where the service was.
office::Outcome<office::PrintedPaper> printed(const office::Devices& devices, const std::string& pdf) {
  return std::async(std::launch::async, [&] { return devices.print("surat.pdf", base::bytes_of(pdf)); }).get();
}

TEST_F(OfficeDevices, PapersComeOutOfThePrinterThatTheProfileNames) {
  const std::string pdf = "%PDF-1.4\n% nothing\n%%EOF\n";
  EXPECT_EQ(printed(devices(), pdf).error().code, FailureCode::Device_PrintServiceNotRunning);
  auto started = device::PrivateCups::start({"kartu", "surat"});
  ASSERT_TRUE(started) << static_cast<int>(started.error());
  auto& cups = **started;
  ::setenv("CUPS_SERVER", ("127.0.0.1:" + std::to_string(cups.port())).c_str(), 1);
  EXPECT_EQ(printed(devices("tidak-ada"), pdf).error().code, FailureCode::Device_NoSuchPrinter);
  const auto paper = printed(devices("surat"), pdf);
  ASSERT_TRUE(paper) << api::sentence(paper.error());
  EXPECT_EQ(paper->printer, "surat");
  EXPECT_TRUE(paper->is_done);
  ASSERT_EQ(cups.printed("surat").size(), 1u);
  EXPECT_EQ(base::text_of(cups.printed("surat").front()), pdf);
  cups.take_paper("surat", true);
  const auto stuck = printed(devices("surat"), pdf);
  ASSERT_TRUE(stuck) << api::sentence(stuck.error());
  EXPECT_FALSE(stuck->is_done) << "nobody says printed while it is not";
  EXPECT_EQ(printed(devices("surat"), pdf).error().code, FailureCode::Printer_NoPaper);
}

}  // namespace
}  // namespace ktpel::tool
