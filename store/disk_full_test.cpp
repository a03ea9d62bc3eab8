// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "base/file.h"
#include "store/folder_blob_store.h"
#include "store/store_test.h"
#include "store/verify.h"

// Goal: a full or read-only disk is said as such, leaves nothing half-written, and when there is space again work goes
// on. Method: in a child process, first with the file-size limit of the process, then, where the system lets us mount
// one, with a real file system of one megabyte; the journal is verified at every turn.
namespace ktpel::store {
namespace {

class Disk : public FreshFolder {
 protected:
  /// Runs `body` in a child; what it expects counts here.
  static void in_child(const std::function<void()>& body) {
    std::fflush(nullptr);
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      body();
      std::fflush(nullptr);
      ::_exit(HasFailure() ? 1 : 0);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0) << "see above";
  }

  static journal::Draft large_draft() { return draft_about("large", R"({"x":")" + std::string(60000, 'x') + R"("})"); }

  static void expect_whole(const std::filesystem::path& folder, std::uint64_t entries) {
    const auto report = verify_folder(folder);
    ASSERT_TRUE(report) << name(report.error());
    EXPECT_TRUE(report->sites.front().is_whole());
    EXPECT_EQ(report->sites.front().entries, entries);
  }

  static std::uint64_t file_bytes(const std::filesystem::path& path) {
    std::error_code error;
    const auto size = std::filesystem::file_size(path, error);
    return error ? 0 : size;
  }

  static std::size_t unfinished_files(const std::filesystem::path& folder) {
    std::size_t out = 0;
    for (const auto& file : std::filesystem::recursive_directory_iterator(folder))
      out += file.path().filename().string().starts_with('.');
    return out;
  }
};

TEST_F(Disk, TheFileSizeLimitIsFullAndNothingIsHalf) {
  in_child([&] {
    auto store = open_store(folder_, kantor, 1).value();
    ASSERT_TRUE(store->append({draft_about("A")}));
    std::signal(SIGXFSZ, SIG_IGN);
    rlimit before{};
    ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
    const auto limit_to = [&](rlim_t bytes) {
      const rlimit limit{bytes, before.rlim_max};
      ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &limit), 0);
    };
    std::uint64_t entries = 1;
    // the limit falls into the middle of what an append writes, at several places of it
    for (const rlim_t room : {0, 100, 5000, 20000, 50000}) {
      limit_to(file_bytes(folder_ / "journal.db-wal") + room);
      const auto full = store->append({draft_about("A"), large_draft()});
      limit_to(before.rlim_cur);
      ASSERT_FALSE(full);
      EXPECT_STREQ(name(full.error()), "Full");
      expect_whole(folder_, entries);
      EXPECT_TRUE(store->projections_that_differ().value().empty());
      const auto again = store->append({draft_about("A"), large_draft()});
      ASSERT_TRUE(again) << name(again.error());
      entries += 2;
      expect_whole(folder_, entries);
    }
    const base::Bytes blob(10000, 1);
    limit_to(4000);
    EXPECT_EQ(store->append({draft_about("A", "{}", {base::sha256(blob)})}, {blob}).error(), StoreError::Full);
    limit_to(before.rlim_cur);
    EXPECT_FALSE(store->blobs().has(base::sha256(blob)));
    EXPECT_EQ(unfinished_files(folder_), 0u);
    ASSERT_TRUE(store->append({draft_about("A", "{}", {base::sha256(blob)})}, {blob}));
    expect_whole(folder_, entries + 1);
  });
}

TEST_F(Disk, AFullFileSystemIsFullUntilThereIsSpaceAgain) {
  // only the child sees the mount, and it goes with the child
  const bool root = ::geteuid() == 0;
  bool may_mount = false;
  {
    const pid_t probe = ::fork();
    if (probe == 0) {
      const bool ok = ::unshare(CLONE_NEWNS | (root ? 0 : CLONE_NEWUSER)) == 0 &&
                      ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
                      ::mount("tmpfs", folder_.c_str(), "tmpfs", 0, "size=1m") == 0;
      ::_exit(ok ? 0 : 1);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(probe, &status, 0), probe);
    may_mount = status == 0;
  }
  if (!may_mount) GTEST_SKIP() << "this system lets us mount no file system of our own";
  in_child([&] {
    ASSERT_EQ(::unshare(CLONE_NEWNS | (root ? 0 : CLONE_NEWUSER)), 0);
    ASSERT_EQ(::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr), 0);
    ASSERT_EQ(::mount("tmpfs", folder_.c_str(), "tmpfs", 0, "size=1m"), 0);
    const auto folder = folder_ / "kantor";
    std::uint64_t entries = 0;
    for (int round = 0; round < 3; ++round) {
      auto store = open_store(folder, kantor, 1);
      ASSERT_TRUE(store) << name(store.error());
      ASSERT_TRUE((*store)->append({draft_about("A")}));
      ++entries;
      // someone else fills the disk but for a little
      const auto ballast = folder_ / "ballast";
      const int fd = ::open(ballast.c_str(), O_WRONLY | O_CREAT, 0600);
      const std::string block(1000, 'x');
      while (::write(fd, block.data(), block.size()) > 0) {
      }
      ASSERT_EQ(::ftruncate(fd, static_cast<off_t>(file_bytes(ballast)) - 16384 * round), 0);
      ::close(fd);
      const base::Bytes blob(100000, 7);
      EXPECT_EQ((*store)->append({draft_about("A", "{}", {base::sha256(blob)})}, {blob}).error(), StoreError::Full);
      base::Result<std::vector<journal::Entry>, StoreError> last = StoreError::Retry;
      for (int i = 0; i < 100 && (last = (*store)->append({large_draft()})); ++i) ++entries;
      ASSERT_FALSE(last);
      EXPECT_STREQ(name(last.error()), "Full");
      expect_whole(folder, entries);
      EXPECT_EQ(unfinished_files(folder), 0u);
      std::filesystem::remove(ballast);
      const auto again = (*store)->append({draft_about("A")});
      ASSERT_TRUE(again) << name(again.error());
      ++entries;
      expect_whole(folder, entries);
      EXPECT_TRUE((*store)->projections_that_differ().value().empty());
    }
    // a journal cannot begin on a full disk either, and says so
    const int fd = ::open((folder_ / "ballast").c_str(), O_WRONLY | O_CREAT, 0600);
    const std::string block(1000, 'x');
    while (::write(fd, block.data(), block.size()) > 0) {
    }
    ::close(fd);
    EXPECT_EQ(open_store(folder_ / "pusat", pusat, 2).error(), StoreError::Full);
  });
}

TEST_F(Disk, AReadOnlyFolderIsReadOnlyAndCanStillBeVerified) {
  const auto folder = folder_ / "kantor";
  {
    auto store = open_store(folder, kantor, 1).value();
    const base::Bytes blob(100, 7);
    ASSERT_TRUE(store->append({draft_about("A", "{}", {base::sha256(blob)})}, {blob}));
  }
  for (const auto& path : {folder_, folder, folder / "blobs"}) ASSERT_EQ(::chmod(path.c_str(), 0555), 0);
  ASSERT_EQ(::chmod((folder / "journal.db").c_str(), 0444), 0);
  in_child([&] {
    const bool bound = ::geteuid() != 0 || ::setresuid(65534, 65534, 65534) == 0;  // permissions do not bind root
    ASSERT_TRUE(bound);
    EXPECT_EQ(open_store(folder, kantor, 1).error(), StoreError::ReadOnly);
    EXPECT_EQ(open_store(folder_ / "pusat", pusat, 2).error(), StoreError::ReadOnly);
    EXPECT_EQ(FolderBlobStore(folder / "blobs").put(base::Bytes{1}).error(), StoreError::ReadOnly);
    expect_whole(folder, 1);
  });
  for (const auto& path : {folder_, folder, folder / "blobs"}) ASSERT_EQ(::chmod(path.c_str(), 0755), 0);
}

}  // namespace
}  // namespace ktpel::store
