// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <thread>

#include "base/file.h"
#include "store/s3_server_test.h"
#include "store/store_test.h"
#include "store/verify.h"

// Goal: a journal keeps its four promises (journal_store.h) when its blobs are on an S3 server, above all the third:
// what an acknowledged entry names is there.
// Method: an office and a center with one server; then the server dies, comes back, and misbehaves while many append.
namespace ktpel::store {
namespace {

using journal::Sequence;

constexpr std::size_t all = 1000000;

class S3Journals : public OnBothDatabases {
 protected:
  S3Place objects(const journal::SiteId& site) const { return s3_place(server_, folder_, site.text()); }
  JournalPlace founded(const journal::SiteId& site) const {
    auto place = journal(site);
    place.blobs = objects(site);
    place.patience = impatient;
    return place;
  }
  std::unique_ptr<JournalStore> open(const JournalPlace& place, const journal::SiteId& site, std::uint8_t key) const {
    auto store = open_store(place, site, key);
    EXPECT_TRUE(store) << name(store.error());
    return std::move(store).value();
  }
  static std::string key_of(const journal::SiteId& site, const base::Digest& digest) {
    return site.text() + "/" + digest.hex().substr(0, 2) + "/" + digest.hex();
  }
  S3Server server_;
  const base::Bytes blob_ = base::Bytes(30000, 9);
  const base::Digest digest_ = base::sha256(blob_);
};

TEST_P(S3Journals, AppendReceiveAndVerify) {
  auto office = open(founded(kantor), kantor, 1);
  auto center = open(founded(pusat), pusat, 2);
  ASSERT_TRUE(office->register_site({pusat, test_key(2)->public_key()}));
  ASSERT_TRUE(center->register_site({kantor, test_key(1)->public_key()}));

  const auto appended = office->append({draft_about("A", "{}", {digest_})}, {blob_});
  ASSERT_TRUE(appended) << name(appended.error());
  EXPECT_EQ(server_.requests().size(), 1u) << "what was put is not looked for again";
  EXPECT_EQ(server_.objects().at(key_of(kantor, digest_)), blob_);
  EXPECT_EQ(office->append({draft_about("A", "{}", {base::sha256("nowhere")})}).error(), StoreError::Gone);

  EXPECT_EQ(center->receive(*appended).error(), StoreError::Gone);
  EXPECT_EQ(center->blobs().missing({digest_}), std::vector{digest_});
  ASSERT_TRUE(center->blobs().put(office->blobs().get(digest_).value()));
  EXPECT_EQ(center->receive(*appended).value().added, 1u);
  ASSERT_TRUE(office->acknowledged(pusat, center->receipt(kantor).value()));

  for (const auto& site : {kantor, pusat}) {
    const auto folder = folder_ / site.text();
    EXPECT_FALSE(std::filesystem::exists(folder / "blobs"));
    const auto text = base::text_of(base::read_file(folder / "blobs.s3").value());
    EXPECT_EQ(text, server_.endpoint() + " ap-southeast-3 ktpel-uji " + site.text() + " " +
                        (folder_ / "s3.key").string() + "\n");
    const auto report = verify_folder(folder).value();
    for (const auto& one : report.sites) EXPECT_TRUE(one.is_whole()) << one.site;
    EXPECT_EQ(report.sites.back().blobs + report.sites.front().blobs, 1u);
  }
  // the folder knows it, and may be told again
  center.reset();
  EXPECT_EQ(open({folder_ / "pusat"}, pusat, 2)->blobs().get(digest_).value(), blob_);
  EXPECT_EQ(open(founded(pusat), pusat, 2)->blobs().get(digest_).value(), blob_);
  EXPECT_TRUE(server_.complaints().empty());
}

TEST_P(S3Journals, VerifyNamesABlobOrSaysThatNobodyKnows) {
  const auto folder = folder_ / "kantor";
  ASSERT_TRUE(open(founded(kantor), kantor, 1)->append({draft_about("A", "{}", {digest_})}, {blob_}));
  const auto fault = [&] { return verify_folder(folder).value().sites.front().blob_fault; };
  EXPECT_FALSE(fault());
  server_.set(key_of(kantor, digest_), {1});
  ASSERT_TRUE(fault());
  EXPECT_EQ(fault()->blob, digest_);
  EXPECT_FALSE(fault()->missing);
  server_.remove(key_of(kantor, digest_));
  ASSERT_TRUE(fault());
  EXPECT_TRUE(fault()->missing);
  server_.set(key_of(kantor, digest_), blob_);
  server_.will({Misdeed::Denied});
  EXPECT_EQ(verify_folder(folder).error(), StoreError::ReadOnly);
  server_.stop();
  EXPECT_EQ(verify_folder(folder).error(), StoreError::Retry);
}

TEST_P(S3Journals, StayWhereTheirFolderSays) {
  const auto error = [&](const JournalPlace& place) {
    const auto store = open_store(place, kantor, 1);
    return store ? "Done" : name(store.error());
  };
  auto place = founded(kantor);
  place.blobs->bucket = "A";
  EXPECT_STREQ(error(place), "Refused");
  EXPECT_FALSE(std::filesystem::exists(folder_ / "kantor" / "blobs.s3"));
  EXPECT_STREQ(error(founded(kantor)), "Done");
  for (const auto change : {&S3Place::region, &S3Place::bucket, &S3Place::prefix}) {
    place = founded(kantor);
    *place.blobs.*change += "1";
    EXPECT_STREQ(error(place), "Conflict");
  }
  place = founded(kantor);
  place.blobs->endpoint = "http://localhost:" + std::to_string(server_.port());
  EXPECT_STREQ(error(place), "Conflict");
  place = founded(kantor);
  place.blobs->credentials += "1";
  EXPECT_STREQ(error(place), "Conflict");

  // one that has begun in its folder does not move
  const auto other = journal::SiteId::of("lain");
  { const auto files = open(journal(other), other, 3); }
  EXPECT_EQ(open_store(founded(other), other, 3).error(), StoreError::Conflict);

  std::filesystem::remove(folder_ / "s3.key");
  EXPECT_STREQ(error(journal(kantor)), "Refused");
  EXPECT_EQ(verify_folder(folder_ / "kantor").error(), StoreError::Refused);
  const auto good = base::text_of(base::read_file(folder_ / "kantor" / "blobs.s3").value());
  for (const std::string& text :
       {std::string(), std::string("\n"), good.substr(0, good.size() - 1), good + "\n", " " + good,
        "http://contoh.id" + good.substr(good.find(' ')), good.substr(0, good.rfind(' ')) + "\n"}) {
    ASSERT_TRUE(base::write_file_durably(folder_ / "kantor" / "blobs.s3", text));
    EXPECT_STREQ(error(journal(kantor)), "Broken") << text;
    EXPECT_EQ(verify_folder(folder_ / "kantor").error(), StoreError::Broken) << text;
  }
}

TEST_P(S3Journals, RefuseToAppendWhatTheServerDidNotTake) {
  auto store = open(founded(kantor), kantor, 1);
  const auto error = [&](std::vector<Misdeed> misdeeds) {
    server_.will(misdeeds);
    const auto appended = store->append({draft_about("A", "{}", {digest_})}, {blob_});
    return appended ? "Done" : name(appended.error());
  };
  EXPECT_STREQ(error({Misdeed::Denied}), "ReadOnly");
  EXPECT_STREQ(error({Misdeed::DiskFull}), "Full");
  EXPECT_STREQ(error({Misdeed::Portal}), "Broken");
  EXPECT_STREQ(error({Misdeed::SlowDown, Misdeed::ServerError, Misdeed::SlowDown}), "Retry");
  server_.stop();
  EXPECT_STREQ(error({}), "Retry");
  const auto names_it = draft_about("A", "{}", {digest_});
  EXPECT_EQ(store->append({names_it}).error(), StoreError::Retry) << "not Gone: nobody can tell";
  EXPECT_EQ(store->append_decided([&](Queries&) { return std::vector{names_it}; }).error(), StoreError::Retry);
  EXPECT_TRUE(store->append({draft_about("A")})) << "what names no blob needs no server";
  EXPECT_EQ(store->head(kantor).value().sequence, Sequence(1));
  server_.start();
  EXPECT_TRUE(server_.objects().empty());
  EXPECT_EQ(store->append({names_it}).error(), StoreError::Gone);
  EXPECT_STREQ(error({}), "Done");
}

// Nothing that was acknowledged is lost, whenever the server dies.
TEST_P(S3Journals, LoseNothingWhenTheServerDiesInTheMiddle) {
  constexpr int officers = 4;
  auto store = open(founded(kantor), kantor, 1);
  std::atomic<bool> enough = false;
  std::atomic<int> acknowledged = 0, refused = 0;
  std::vector<std::thread> threads;
  for (std::uint8_t officer = 0; officer < officers; ++officer) {
    threads.emplace_back([&, officer] {
      for (std::uint32_t act = 0; !enough; ++act) {
        base::Bytes blob(50000, officer);
        for (int byte = 0; byte < 4; ++byte)
          blob[static_cast<std::size_t>(byte)] = static_cast<std::uint8_t>(act >> (8 * byte));
        const auto digest = base::sha256(blob);
        const auto appended = store->append({draft_about("A", "{}", {digest})}, {blob});
        if (appended) {
          ++acknowledged;
          EXPECT_TRUE(server_.objects().contains(key_of(kantor, digest))) << "there when it is said to be";
        } else {
          ++refused;
          EXPECT_EQ(appended.error(), StoreError::Retry) << name(appended.error());
        }
      }
    });
  }
  const auto wait_for = [](const std::atomic<int>& count, int more) {
    const auto until = count + more;
    while (count < until) std::this_thread::sleep_for(std::chrono::milliseconds(2));
  };
  for (int death = 0; death < 3; ++death) {
    wait_for(acknowledged, 10);
    server_.will({Misdeed::Cut, Misdeed::LoseTheAnswer, Misdeed::ServerError});
    wait_for(acknowledged, 4);
    server_.stop();
    // the last time until patience ends, else as long as a restart takes
    if (death == 2)
      wait_for(refused, officers);
    else
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    server_.start();
  }
  wait_for(acknowledged, 10);
  enough = true;
  for (auto& thread : threads) thread.join();

  const auto report = verify_folder(folder_ / "kantor").value().sites.front();
  EXPECT_TRUE(report.is_whole());
  EXPECT_EQ(report.entries, static_cast<unsigned>(acknowledged));
  EXPECT_EQ(report.blobs, static_cast<unsigned>(acknowledged));
  EXPECT_GE(refused, officers);
  EXPECT_TRUE(server_.complaints().empty());
}

KTPEL_ON_BOTH_DATABASES(S3Journals);

}  // namespace
}  // namespace ktpel::store
