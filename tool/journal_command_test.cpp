// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "base/file.h"
#include "store/database.h"
#include "store/folder_blob_store.h"
#include "store/journal_store.h"

// Goal: what `ktpel journal` says and how it exits is what a script and an officer can act on.
// Method: the program itself, on an office and a center made here, whole and then damaged.
namespace ktpel::tool {
namespace {

struct Ran {
  int exit_code;
  std::string out;
  nlohmann::json json() const { return nlohmann::json::parse(out, nullptr, false); }
};

Ran run(const std::string& arguments) {
  const char* program = std::getenv("KTPEL_PROGRAM");
  base::check(program != nullptr, "KTPEL_PROGRAM names the program");
  std::FILE* pipe = ::popen((std::string(program) + " journal " + arguments + " 2>&1").c_str(), "r");
  base::check(pipe != nullptr, "a pipe");
  Ran ran{};
  char buffer[4096];
  while (const auto n = std::fread(buffer, 1, sizeof buffer, pipe)) ran.out.append(buffer, n);
  ran.exit_code = WEXITSTATUS(::pclose(pipe));
  return ran;
}

class JournalCommand : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "ktpel-command-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
    const auto office_key = key(1), center_key = key(2);
    auto office = store::JournalStore::open(folder_ / "situs" / "kantor", kantor, office_key, clock_).value();
    auto center = store::JournalStore::open(folder_ / "pusat", pusat, center_key, clock_).value();
    ASSERT_TRUE(office->register_site({pusat, center_key->public_key()}));
    ASSERT_TRUE(center->register_site({kantor, office_key->public_key()}));
    for (int i = 1; i <= 5; ++i) {
      const base::Bytes blob(10, static_cast<std::uint8_t>(i));
      const journal::Draft draft{
          journal::Actor("rina"), "test.act", "A-" + std::to_string(i), R"({"rahasia":1})", {base::sha256(blob)}};
      ASSERT_TRUE(office->append({draft}, {blob}));
      ASSERT_TRUE(center->blobs().put(blob));
    }
    ASSERT_TRUE(center->receive(office->missing_for(pusat, 10).value()));
    ASSERT_TRUE(office->acknowledged(pusat, center->receipt(kantor).value()));
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  static std::shared_ptr<const base::SigningKey> key(std::uint8_t number) {
    return std::make_shared<base::SigningKey>(*base::SigningKey::from_seed(base::Secret(base::Bytes(32, number))));
  }
  void change(const std::string& sql) const {
    auto database = store::Database::open(folder_ / "situs" / "kantor" / "journal.db", store::Access::Write).value();
    ASSERT_GE(database.execute(sql).value(), 1);
  }
  const journal::SiteId kantor = journal::SiteId::of("kantor"), pusat = journal::SiteId::of("pusat");
  const base::TickingClock clock_{base::Time{1764095400000}};
  std::filesystem::path folder_;
};

TEST_F(JournalCommand, VerifyExitsWith0OnlyWhenAllIsWhole) {
  const auto whole = run("verify --json " + folder_.string());
  EXPECT_EQ(whole.exit_code, 0);
  const auto report = whole.json();
  ASSERT_TRUE(report.is_object()) << whole.out;
  EXPECT_EQ(report["whole"], true);
  EXPECT_EQ(report["entries"], 10);
  EXPECT_EQ(report["folders"].size(), 2u);
  EXPECT_NE(run("verify " + folder_.string()).out.find("Semua jurnal utuh"), std::string::npos);

  change("delete from entry where sequence = 3");
  const auto damaged = run("verify " + folder_.string());
  EXPECT_EQ(damaged.exit_code, 1);
  EXPECT_NE(damaged.out.find("kantor: TIDAK UTUH pada catatan 3 (Gap)"), std::string::npos) << damaged.out;
  EXPECT_NE(damaged.out.find("(6003)"), std::string::npos) << damaged.out;
  EXPECT_EQ(run("verify " + (folder_ / "pusat").string()).exit_code, 0) << "the other is still whole";
}

TEST_F(JournalCommand, VerifyNamesABlobAndAFolderWithoutJournal) {
  const store::FolderBlobStore blobs(folder_ / "situs" / "kantor" / "blobs");
  const auto blob = base::sha256(base::ByteView(base::Bytes(10, 4)));
  ASSERT_TRUE(std::filesystem::remove(blobs.path_of(blob)));
  const auto damaged = run("verify " + folder_.string());
  EXPECT_EQ(damaged.exit_code, 1);
  EXPECT_NE(damaged.out.find("HILANG " + blob.hex()), std::string::npos) << damaged.out;
  EXPECT_NE(damaged.out.find("(6013)"), std::string::npos) << damaged.out;

  const auto nothing = run("verify " + (folder_ / "tidak-ada").string());
  EXPECT_EQ(nothing.exit_code, 1);
  EXPECT_NE(nothing.out.find("(6001)"), std::string::npos) << nothing.out;
  ASSERT_TRUE(base::write_file_durably(folder_ / "pusat" / "journal.db", std::string(3000, 'x')));
  EXPECT_NE(run("verify " + (folder_ / "pusat").string()).out.find("(6002)"), std::string::npos);
}

TEST_F(JournalCommand, ShowListsTheLastEntriesAndKeepsBodiesBack) {
  const auto plain = run("show --limit 2 --site kantor " + (folder_ / "pusat").string());
  EXPECT_EQ(plain.exit_code, 0);
  EXPECT_EQ(plain.out.find("A-3"), std::string::npos);
  EXPECT_LT(plain.out.find("A-4"), plain.out.find("A-5"));
  EXPECT_EQ(plain.out.find("rahasia"), std::string::npos);
  const auto full = run("show --json --body --limit 1 " + (folder_ / "pusat").string()).json();
  EXPECT_EQ(full["entries"][0]["body"]["rahasia"], 1);
  EXPECT_EQ(full["entries"][0]["sequence"], 5);
  EXPECT_NE(run("show --site Salah " + folder_.string()).out.find("(6018)"), std::string::npos);
}

TEST_F(JournalCommand, TortureReportsItsFigures) {
  const auto ran = run("torture --rounds 2 --json --dir " + folder_.string());
  EXPECT_EQ(ran.exit_code, 0) << ran.out;
  const auto report = ran.json();
  ASSERT_TRUE(report.is_object()) << ran.out;
  EXPECT_EQ(report["lost"], 0);
  EXPECT_EQ(report["duplicated"], 0);
  EXPECT_EQ(report["broken"], 0);
  EXPECT_GT(report["appends"]["acknowledged"], 0);
  EXPECT_GT(report["pair"]["acknowledged"], 0);
  const auto cannot = run("torture --rounds 1 --dir /proc/none");
  EXPECT_EQ(cannot.exit_code, 1);
  EXPECT_NE(cannot.out.find("(6017)"), std::string::npos) << cannot.out;
}

// The server's own user must be able to enter the folder, so it is not that of the test.
TEST_F(JournalCommand, TortureRunsOnAPostgresServerOfItsOwn) {
  const auto ran = run("torture --rounds 2 --json --database postgresql");
  EXPECT_EQ(ran.exit_code, 0) << ran.out;
  const auto report =
      nlohmann::json::parse(ran.out.substr(std::min(ran.out.find('{'), ran.out.size())), nullptr, false);
  ASSERT_TRUE(report.is_object()) << ran.out;
  EXPECT_EQ(report["database"], "postgresql");
  EXPECT_EQ(report["lost"], 0);
  EXPECT_EQ(report["duplicated"], 0);
  EXPECT_EQ(report["broken"], 0);
  EXPECT_EQ(report["appends"]["crashes"], 1);
  EXPECT_GT(report["appends"]["acknowledged"], 0);
  EXPECT_GT(report["pair"]["acknowledged"], 0);
  const auto nobody = run("torture --rounds 1 --url postgresql:///postgres?host=" + folder_.string());
  EXPECT_EQ(nobody.exit_code, 1);
  EXPECT_NE(nobody.out.find("(6023)"), std::string::npos) << nobody.out;
  if (::geteuid() == 0) {
    const auto closed = run("torture --rounds 1 --database postgresql --dir " + folder_.string());
    EXPECT_EQ(closed.exit_code, 1);
    EXPECT_NE(closed.out.find("(6022)"), std::string::npos) << closed.out;
  }
}

}  // namespace
}  // namespace ktpel::tool
