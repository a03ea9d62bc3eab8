// SPDX-License-Identifier: Apache-2.0
#include "store/blob_store.h"

#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "base/file.h"
#include "store/folder_blob_store.h"
#include "store/s3_blob_store.h"
#include "store/s3_server_test.h"
#include "store/store_test.h"

// Goal: what BlobStore promises holds wherever the blobs are.
// Method: the same tests on a folder and on an S3 server that checks each signature; blobs are damaged behind its back.
namespace ktpel::store {
namespace {

enum class Where { Folder, S3 };

class BlobStores : public FreshFolder, public testing::WithParamInterface<Where> {
 protected:
  void SetUp() override {
    FreshFolder::SetUp();
    if (GetParam() == Where::S3) server_ = std::make_unique<S3Server>();
  }
  void TearDown() override {
    if (server_) {
      EXPECT_EQ(server_->complaints(), std::vector<std::string>{});
    }
    FreshFolder::TearDown();
  }
  std::unique_ptr<BlobStore> open() const {
    if (!server_) return std::make_unique<FolderBlobStore>(folder_ / "blobs");
    return S3BlobStore::open(s3_place(*server_, folder_), impatient).value();
  }
  static std::string key_of(const base::Digest& digest) {
    return "uji/" + digest.hex().substr(0, 2) + "/" + digest.hex();
  }
  void damage(const base::Digest& digest, const std::string& content) const {
    if (server_)
      server_->set(key_of(digest), base::Bytes(content.begin(), content.end()));
    else
      ASSERT_TRUE(base::write_file_durably(FolderBlobStore(folder_ / "blobs").path_of(digest), content));
  }
  void remove(const base::Digest& digest) const {
    if (server_)
      server_->remove(key_of(digest));
    else
      std::filesystem::remove(FolderBlobStore(folder_ / "blobs").path_of(digest));
  }
  std::unique_ptr<S3Server> server_;
};

TEST_P(BlobStores, GiveBackWhatWasPut) {
  const auto blobs = open();
  const base::Bytes bytes(100000, 5);
  const auto digest = blobs->put(bytes);
  ASSERT_TRUE(digest) << name(digest.error());
  EXPECT_EQ(*digest, base::sha256(bytes));
  EXPECT_EQ(blobs->get(*digest).value(), bytes);
  EXPECT_TRUE(blobs->has(*digest));
  const auto other = base::sha256("other");
  EXPECT_EQ(blobs->get(other).error(), StoreError::Gone);
  EXPECT_EQ(blobs->look_for(other).value(), false);
  EXPECT_EQ(blobs->missing({other, *digest, other}), std::vector{other});
  EXPECT_TRUE(blobs->has_all({*digest, *digest}));
  EXPECT_EQ(blobs->has_all({*digest, other}).error(), StoreError::Gone);
  ASSERT_TRUE(blobs->put({}));
  EXPECT_EQ(blobs->get(base::sha256("")).value(), base::Bytes{});
  EXPECT_EQ(blobs->put(base::Bytes(BlobStore::max_blob + 1)).error(), StoreError::Refused);

  const auto another = open();
  EXPECT_TRUE(another->has(*digest)) << "it does not live in the first";
  EXPECT_EQ(another->get(*digest).value(), bytes);
}

TEST_P(BlobStores, CompareTheContentAndAreHealedByPuttingAgain) {
  const auto blobs = open();
  const base::Bytes bytes(3000, 7);
  const auto digest = blobs->put(bytes).value();
  for (const std::string damage_by : {"damaged", ""}) {
    damage(digest, damage_by);
    EXPECT_EQ(blobs->get(digest).error(), StoreError::Broken);
    ASSERT_TRUE(blobs->put(bytes));
    EXPECT_EQ(blobs->get(digest).value(), bytes);
  }
  remove(digest);
  EXPECT_EQ(blobs->get(digest).error(), StoreError::Gone);
  EXPECT_FALSE(blobs->has(digest)) << "whoever missed it looks again";
  ASSERT_TRUE(blobs->put(bytes));
  EXPECT_EQ(blobs->get(digest).value(), bytes);
}

TEST_P(BlobStores, ServeManyThreads) {
  const auto blobs = open();
  std::vector<std::thread> threads;
  for (std::uint8_t t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      for (std::uint8_t i = 0; i < 20; ++i) {
        const base::Bytes own{t, i}, shared{i};
        const auto digest = blobs->put(own);
        ASSERT_TRUE(digest) << name(digest.error());
        ASSERT_TRUE(blobs->put(shared));
        EXPECT_EQ(blobs->get(*digest).value(), own);
        EXPECT_TRUE(blobs->missing({base::sha256(own), base::sha256(shared)}).empty());
      }
    });
  }
  for (auto& thread : threads) thread.join();
  if (server_) {
    EXPECT_LE(server_->lines(), 8) << "lines are used again";
  }
}

INSTANTIATE_TEST_SUITE_P(, BlobStores, testing::Values(Where::Folder, Where::S3),
                         [](const auto& tested) { return tested.param == Where::Folder ? "Folder" : "S3"; });

class FolderBlobs : public FreshFolder {};

TEST_F(FolderBlobs, AreFilesNamedByTheirContent) {
  FolderBlobStore blobs(folder_ / "blobs");
  const auto digest = blobs.put(base::Bytes(10, 5)).value();
  EXPECT_EQ(blobs.path_of(digest), folder_ / "blobs" / digest.hex().substr(0, 2) / digest.hex());
  EXPECT_EQ(base::read_file(blobs.path_of(digest)).value(), base::Bytes(10, 5));
}

TEST_F(FolderBlobs, UnfinishedFilesAreSweptWhenTheyAreOld) {
  FolderBlobStore blobs(folder_);
  const auto digest = blobs.put(base::Bytes{1});
  const auto shard = blobs.path_of(*digest).parent_path();
  for (const char* file : {".old.AAAAAA", ".new.AAAAAA"}) ASSERT_TRUE(base::write_file_durably(shard / file, "x"));
  std::filesystem::last_write_time(shard / ".old.AAAAAA",
                                   std::filesystem::file_time_type::clock::now() - std::chrono::hours(2));
  blobs.sweep();
  EXPECT_FALSE(std::filesystem::exists(shard / ".old.AAAAAA"));
  EXPECT_TRUE(std::filesystem::exists(shard / ".new.AAAAAA")) << "another process may be writing it";
  EXPECT_TRUE(blobs.get(*digest));
}

}  // namespace
}  // namespace ktpel::store
