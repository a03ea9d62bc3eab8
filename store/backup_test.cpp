// SPDX-License-Identifier: Apache-2.0
#include "store/backup.h"

#include <sys/stat.h>

#include <atomic>
#include <thread>

#include "base/file.h"
#include "store/store_test.h"
#include "store/verify.h"

// Goal: a backup of a journal that is being written to is whole, and the work goes on from it. Method: a writer that
// never rests, backups beside it, each of them verified and opened.
namespace ktpel::store {
namespace {

using journal::Sequence;

class Backups : public FreshFolder {
 protected:
  std::unique_ptr<JournalStore> open(const std::filesystem::path& at) const {
    auto store = open_store(at, kantor, 1);
    EXPECT_TRUE(store) << name(store.error());
    return std::move(store).value();
  }
  static void write_one(JournalStore& store, std::uint32_t number) {
    base::ByteWriter blob;
    blob.u32(number).raw(base::Bytes(2000, 7));
    ASSERT_TRUE(store.append({draft_about("A", "{}", {base::sha256(blob.bytes())})}, {blob.bytes()}));
  }
  static std::uint64_t verified(const std::filesystem::path& at) {
    const auto report = verify_folder(at);
    EXPECT_TRUE(report) << name(report.error());
    EXPECT_TRUE(report->sites.front().is_whole());
    return report->sites.front().entries;
  }
};

TEST_F(Backups, AreWholeWhileSomebodyWrites) {
  auto live = open(folder_ / "kantor");
  write_one(*live, 0);
  std::atomic<bool> ends = false;
  std::atomic<std::uint64_t> durable = 1;
  std::thread writer([&] {
    for (std::uint32_t i = 1; !ends; ++i) {
      write_one(*live, i);
      ++durable;
    }
  });
  std::uint64_t last = 0;
  for (int i = 0; i < 5; ++i) {
    const auto before = durable.load();
    const auto done = back_up(folder_ / "kantor", folder_ / "cadangan");
    ASSERT_TRUE(done) << name(done.error());
    EXPECT_GE(done->entries, before) << "what was durable before is in it";
    EXPECT_GE(done->entries, last);
    EXPECT_LE(done->blobs_copied, done->blobs);
    EXPECT_EQ(verified(folder_ / "cadangan"), done->entries);
    last = done->entries;
  }
  ends = true;
  writer.join();
  const auto before = live->head(kantor).value();
  ASSERT_TRUE(back_up(folder_ / "kantor", folder_ / "cadangan"));
  live.reset();
  std::filesystem::remove_all(folder_ / "kantor");
  auto restored = open(folder_ / "cadangan");
  EXPECT_EQ(restored->head(kantor).value(), before);
  EXPECT_TRUE(restored->projections_that_differ().value().empty());
  write_one(*restored, 1'000'000);
  EXPECT_EQ(verified(folder_ / "cadangan"), before.sequence.get() + 1) << "the work goes on";
}

TEST_F(Backups, TakeKeysAndPapersAlongWithTheirPermissions) {
  auto live = open(folder_ / "kantor");
  write_one(*live, 0);
  const auto at = folder_ / "kantor";
  ASSERT_TRUE(base::write_file_durably(at / "signing.key", base::bytes_of("secret"), 0600));
  for (const char* part : {"papers", "uploads"}) ASSERT_TRUE(base::make_folder(at / part));
  ASSERT_TRUE(base::write_file_durably(at / "papers" / "a.pdf", "paper"));
  ASSERT_TRUE(base::write_file_durably(at / "uploads" / "half", "half"));
  const auto to = folder_ / "cadangan" / "kemarin";
  const auto done = back_up(at, to, {"uploads"});
  ASSERT_TRUE(done);
  EXPECT_EQ(done->files, 3u) << "with site.pub";
  struct stat facts {};
  ASSERT_EQ(::stat((to / "signing.key").c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777, 0600u);
  EXPECT_EQ(base::text_of(base::read_file(to / "papers" / "a.pdf").value()), "paper");
  EXPECT_FALSE(std::filesystem::exists(to / "uploads"));
  EXPECT_FALSE(std::filesystem::exists(to / "journal.db-wal")) << "one file, whole in itself";
}

TEST_F(Backups, GoOverAnEarlierOneThatWasOpened) {
  auto live = open(folder_ / "kantor");
  write_one(*live, 0);
  ASSERT_TRUE(back_up(folder_ / "kantor", folder_ / "cadangan"));
  {
    // a killed process left its log: it must not be applied to what is put in its place
    auto other = open(folder_ / "cadangan");
    write_one(*other, 77);
    std::filesystem::copy(folder_ / "cadangan" / "journal.db-wal", folder_ / "wal");
  }
  std::filesystem::copy(folder_ / "wal", folder_ / "cadangan" / "journal.db-wal",
                        std::filesystem::copy_options::overwrite_existing);
  write_one(*live, 1);
  write_one(*live, 2);
  const auto done = back_up(folder_ / "kantor", folder_ / "cadangan");
  ASSERT_TRUE(done) << name(done.error());
  EXPECT_EQ(done->blobs_copied, 2u) << "what was there is not copied again";
  EXPECT_EQ(verified(folder_ / "cadangan"), 3u);
  EXPECT_EQ(open(folder_ / "cadangan")->head(kantor).value(), live->head(kantor).value());
}

TEST_F(Backups, RefuseWhatWouldDestroySomething) {
  EXPECT_EQ(back_up(folder_ / "nowhere", folder_ / "cadangan").error(), StoreError::Gone);
  auto live = open(folder_ / "kantor");
  write_one(*live, 0);
  auto other = open_store(folder_ / "lain", journal::SiteId::of("lain"), 3).value();
  EXPECT_EQ(back_up(folder_ / "kantor", folder_ / "lain").error(), StoreError::Conflict);
  ASSERT_TRUE(base::make_folder(folder_ / "foto"));
  ASSERT_TRUE(base::write_file_durably(folder_ / "foto" / "a.png", "x"));
  EXPECT_EQ(back_up(folder_ / "kantor", folder_ / "foto").error(), StoreError::Conflict);
  EXPECT_EQ(back_up(folder_ / "kantor", folder_ / "kantor").error(), StoreError::Refused);
  EXPECT_EQ(back_up(folder_ / "kantor", folder_ / "kantor" / "x").error(), StoreError::Refused);
  EXPECT_EQ(back_up(folder_ / "kantor", folder_).error(), StoreError::Refused);
}

TEST_F(Backups, ADamagedBlobIsNotCopiedAsIfItWereWhole) {
  auto live = open(folder_ / "kantor");
  write_one(*live, 0);
  for (const auto& file : std::filesystem::recursive_directory_iterator(folder_ / "kantor" / "blobs"))
    if (file.is_regular_file()) std::filesystem::resize_file(file.path(), 10);
  EXPECT_EQ(back_up(folder_ / "kantor", folder_ / "cadangan").error(), StoreError::Broken);
}

// The drill for a journal on a server: the schema by pg_dump first, then the folder; restored into another schema.
TEST_F(Backups, OfAServerGoTogetherWithItsDump) {
  const auto server = test_server();
  ASSERT_TRUE(server);
  const auto url = (*server)->url();
  const auto run = [](const std::string& command) { return std::system(command.c_str()); };
  const auto psql = "psql -q -v ON_ERROR_STOP=1 '" + url + "' ";
  auto opened = open_store(JournalPlace(folder_ / "kantor", Server{url, "drill"}), kantor, 1);
  ASSERT_TRUE(opened) << name(opened.error());
  auto live = std::move(opened).value();
  for (std::uint32_t i = 0; i < 20; ++i) write_one(*live, i);
  std::atomic<bool> ends = false;
  std::thread writer([&] {
    for (std::uint32_t i = 100; !ends; ++i) write_one(*live, i);
  });
  const auto dump = (folder_ / "drill.sql").string();
  EXPECT_EQ(run("pg_dump --schema=drill --no-owner '" + url + "' > " + dump), 0);
  const auto done = back_up(folder_ / "kantor", folder_ / "cadangan");
  ends = true;
  writer.join();
  ASSERT_TRUE(done) << name(done.error());
  EXPECT_TRUE(done->entries_elsewhere);
  live.reset();
  ASSERT_EQ(run(psql + "-c 'drop schema drill cascade' 2>/dev/null"), 0);
  EXPECT_FALSE(verify_folder(folder_ / "cadangan")) << "the server has lost it";
  ASSERT_EQ(run(psql + "-f " + dump + " > /dev/null"), 0);
  const auto entries = verified(folder_ / "cadangan");
  EXPECT_GE(entries, 20u);
  auto restored = open(folder_ / "cadangan");
  EXPECT_TRUE(restored->projections_that_differ().value().empty());
  write_one(*restored, 5'000'000);
  EXPECT_EQ(verified(folder_ / "cadangan"), entries + 1) << "the work goes on";
}

}  // namespace
}  // namespace ktpel::store
