// SPDX-License-Identifier: Apache-2.0
#include "store/verify.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <fstream>

#include "base/file.h"
#include "base/random.h"
#include "store/folder_blob_store.h"
#include "store/store_test.h"

// Goal: whatever is done to a journal on disk, verification names it: the site, the entry, the kind.
// Method: one office with a blob in every entry and a countersigned end, one center with its copy; the
// database is changed behind the program's back, first one change at a time, then at random.
namespace ktpel::store {
namespace {

using journal::ChainBreak;
using journal::ChainFault;
using journal::Sequence;

constexpr std::size_t count = 10;

std::filesystem::path fresh_folder() {
  std::string name = (std::filesystem::temp_directory_path() / "ktpel-verify-XXXXXX").string();
  base::check(::mkdtemp(name.data()) != nullptr, "no folder for the test");
  return name;
}

/// Made once; each case gets a copy.
struct Template {
  std::filesystem::path folder = fresh_folder();
  std::vector<journal::Entry> entries;
  Template() {
    auto office = open_store(folder / "kantor", kantor, 1).value();
    auto center = open_store(folder / "pusat", pusat, 2).value();
    base::check(bool(office->register_site({pusat, test_key(2)->public_key()})) &&
                    bool(center->register_site({kantor, test_key(1)->public_key()})),
                "sites are registered");
    for (std::size_t i = 0; i < count; ++i) {
      const base::Bytes blob(100 + i, static_cast<std::uint8_t>(i));
      base::check(bool(office->append({draft_about("A", "{}", {base::sha256(blob)})}, {blob})), "an entry is written");
      base::check(bool(center->blobs().put(blob)), "a blob is copied");
    }
    entries = office->missing_for(pusat, 100).value();
    base::check(bool(center->receive(entries)), "the center receives");
    base::check(bool(office->acknowledged(pusat, center->receipt(kantor).value())), "the office has its receipt");
  }
  ~Template() { std::filesystem::remove_all(folder); }
};

const Template& original() {
  static const Template made;
  return made;
}

class Copy {
 public:
  Copy() { std::filesystem::copy(original().folder, folder_, std::filesystem::copy_options::recursive); }
  ~Copy() { std::filesystem::remove_all(folder_); }
  std::filesystem::path office() const { return folder_ / "kantor"; }
  std::filesystem::path center() const { return folder_ / "pusat"; }
  const std::filesystem::path& folder() const { return folder_; }
  Database database(const std::string& site = "kantor") const {
    return Database::open(folder_ / site / "journal.db", Access::Write).value();
  }
  void change(const std::string& sql, const Values& values = {}) const {
    auto changing = database();
    const auto changed = changing.execute(sql, values);
    base::check(changed && *changed >= 1, "the test changed something");
  }
  SiteReport report() const { return verify_folder(office()).value().sites.front(); }

 private:
  std::filesystem::path folder_ = fresh_folder();
};

void expect_break(const SiteReport& report, ChainFault fault, std::uint64_t sequence) {
  ASSERT_TRUE(report.broken);
  EXPECT_STREQ(name(report.broken->fault), name(fault));
  EXPECT_EQ(report.broken->sequence, Sequence(sequence));
  EXPECT_FALSE(report.is_whole());
}

TEST(Verify, SaysThatAWholeJournalIsWhole) {
  const Copy copy;
  EXPECT_EQ(journal_folders(copy.folder()), (std::vector{copy.office(), copy.center()}));
  EXPECT_EQ(journal_folders(copy.office()), std::vector{copy.office()});
  EXPECT_TRUE(journal_folders(copy.office() / "blobs").empty());
  for (const auto& folder : {copy.office(), copy.center()}) {
    std::size_t steps = 0;
    const auto report = verify_folder(folder, [&] { ++steps; });
    ASSERT_TRUE(report);
    ASSERT_EQ(report->sites.size(), 2u);
    EXPECT_EQ(report->own->text(), folder.filename());
    EXPECT_EQ(steps, count);
    for (const auto& site : report->sites) EXPECT_TRUE(site.is_whole()) << site.site;
    const auto& own = report->sites[folder == copy.office() ? 0 : 1];
    EXPECT_EQ(own.site, "kantor");
    EXPECT_EQ(own.entries, count);
    EXPECT_EQ(own.blobs, count);
    EXPECT_EQ(own.checkpoints, 1u);
    EXPECT_EQ(own.head, (Head{Sequence(count), original().entries.back().hash()}));
  }
  EXPECT_TRUE(compare_folders({copy.office(), copy.center()}).value().empty());
  EXPECT_EQ(count_entries(copy.office()).value(), count);
  EXPECT_EQ(list_entries(copy.office(), std::nullopt, 3).value(),
            (std::vector<journal::Entry>(original().entries.end() - 3, original().entries.end())));
  EXPECT_TRUE(list_entries(copy.office(), pusat, 3).value().empty());
  EXPECT_EQ(verify_folder(copy.folder()).error(), StoreError::Gone);
}

TEST(Verify, NamesWhatWasDoneToARow) {
  const auto after = [](const std::string& sql, const Values& values = {}) {
    const Copy copy;
    copy.change(sql, values);
    return copy.report();
  };
  const auto bytes = test_key(3)->public_key().bytes;
  const Value key{base::ByteView(bytes)};
  expect_break(after("delete from entry where sequence = 4"), ChainFault::Gap, 4);
  expect_break(after("delete from entry where sequence > 6"), ChainFault::CutOff, 7);
  expect_break(after("update entry set bytes = (select e.bytes from entry e where e.sequence = 12 - entry.sequence) "
                     "where sequence in (5, 7)"),
               ChainFault::Gap, 5);
  expect_break(after("insert into entry select site, 11, 11, hash, bytes from entry where sequence = 3"),
               ChainFault::Repeated, 3);
  expect_break(after("update entry set hash = (select hash from entry where sequence = 1) where sequence = 5"),
               ChainFault::Malformed, 5);
  expect_break(after("update entry set bytes = $1 where sequence = 5", {base::Bytes{1, 2, 3}}), ChainFault::Malformed,
               5);
  expect_break(after("update checkpoint set bytes = $1", {base::Bytes{1}}), ChainFault::BadCheckpoint, count);
  expect_break(after("update checkpoint set sequence = 3"), ChainFault::BadCheckpoint, 3);
  expect_break(after("update checkpoint set signer = 'lain'"), ChainFault::BadCheckpoint, count);
  EXPECT_TRUE(after("update site set key = $1 where own = 1", {key}).key_unknown);
  EXPECT_TRUE(after("update site set own = 0 where own = 1").key_unknown);
  // the center's key replaced: then its countersignature is no longer its
  expect_break(after("update site set key = $1 where own = 0", {key}), ChainFault::BadCheckpoint, count);
}

// With its own key a site can make a new past that is whole in itself; the receipt tells, and so does the center's
// copy.
TEST(Verify, ASiteCannotRewriteItsPast) {
  const Copy copy;
  {
    auto database = copy.database();
    const journal::Entry* previous = nullptr;
    std::vector<journal::Entry> rewritten;
    rewritten.reserve(count);
    for (const auto& entry : original().entries) {
      rewritten.push_back(
          journal::seal(draft_about("B", "{}", entry.blobs), kantor, previous, entry.time, *test_key(1)));
      previous = &rewritten.back();
      ASSERT_TRUE(database.execute("update entry set hash = $1, bytes = $2 where sequence = $3",
                                   {previous->hash(), journal::encode(*previous), previous->sequence.get()}));
    }
  }
  expect_break(copy.report(), ChainFault::Rewritten, count);
  const auto forks = compare_folders({copy.office(), copy.center()}).value();
  ASSERT_EQ(forks.size(), 1u);
  EXPECT_EQ(forks[0].site, "kantor");
  EXPECT_EQ(forks[0].sequence, Sequence(1));
  // and when it also throws the receipt away, the center's copy still does
  copy.change("delete from checkpoint");
  EXPECT_TRUE(copy.report().is_whole());
  EXPECT_EQ(compare_folders({copy.office(), copy.center()}).value().size(), 1u);
}

TEST(Verify, NamesTheBlobThatIsMissingOrChanged) {
  const auto& named = original().entries[6].blobs.front();
  for (const bool missing : {true, false}) {
    const Copy copy;
    const FolderBlobStore blobs(copy.office() / "blobs");
    if (missing) {
      std::filesystem::remove(blobs.path_of(named));
    } else {
      ASSERT_TRUE(base::write_file_durably(blobs.path_of(named), "changed"));
    }
    const auto report = copy.report();
    EXPECT_FALSE(report.broken);
    EXPECT_FALSE(report.is_whole());
    ASSERT_TRUE(report.blob_fault);
    EXPECT_EQ(report.blob_fault->blob, named);
    EXPECT_EQ(report.blob_fault->sequence, Sequence(7));
    EXPECT_EQ(report.blob_fault->missing, missing);
  }
}

RC_GTEST_PROP(Verify, FindsAnyChangedByteOfAnEntry, ()) {
  static const Copy copy;
  static auto database = copy.database();
  const auto change = [&](const base::Bytes& bytes, const base::Digest& hash, std::size_t sequence) {
    return database.execute("update entry set bytes = $1, hash = $2 where sequence = $3", {bytes, hash, sequence})
               .value() == 1;
  };
  const auto i = *rc::gen::inRange<std::size_t>(0, count);
  auto bytes = journal::encode(original().entries[i]);
  bytes[*rc::gen::inRange<std::size_t>(0, bytes.size())] ^= static_cast<std::uint8_t>(*rc::gen::inRange(1, 256));
  // with the hash beside it made to fit, as a careful hand would
  const auto content = base::ByteView(bytes).first(bytes.size() - 64);
  const bool careful = *rc::gen::arbitrary<bool>();
  RC_ASSERT(change(bytes, careful ? base::sha256(content) : original().entries[i].hash(), i + 1));
  const auto report = copy.report();
  const auto& whole = original().entries[i];
  RC_ASSERT(change(journal::encode(whole), whole.hash(), i + 1));
  RC_ASSERT(report.broken.has_value());
  RC_ASSERT((report.broken->sequence == Sequence(i + 1) || report.broken->fault == ChainFault::Repeated));
  RC_ASSERT(report.head.sequence == Sequence(i));
}

// A byte changed anywhere in the database file: whatever it hits, the verification ends, with a named fault or
// with what it says still being the truth.
TEST(Verify, SurvivesAnyChangedByteOfTheFile) {
  const Copy copy;
  const auto file = copy.office() / "journal.db";
  const auto whole = base::read_file(file).value();
  base::SeededRandom random(20261125);
  std::size_t found = 0;
  for (int i = 0; i < 200; ++i) {
    auto bytes = whole;
    bytes[random.below(bytes.size())] ^= static_cast<std::uint8_t>(1 + random.below(255));
    std::ofstream(file, std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    const auto report = verify_folder(copy.office());
    if (!report || report->sites.empty() || !report->sites.front().is_whole()) {
      ++found;
      continue;
    }
    const auto& office = report->sites.front();
    EXPECT_EQ(office.entries, count);
    EXPECT_EQ(office.head.hash, original().entries.back().hash());
  }
  EXPECT_GT(found, 2u) << "most bytes of a small file are free space; but some are not";
}

}  // namespace
}  // namespace ktpel::store
