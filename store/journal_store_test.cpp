// SPDX-License-Identifier: Apache-2.0
#include "store/journal_store.h"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <thread>

#include "base/file.h"
#include "base/random.h"
#include "store/store_test.h"
#include "store/verify.h"

// Goal: the four invariants of journal_store.h, and what each refusal says.
// Method: real folders; an office and a center side by side; two processes on one folder.
namespace ktpel::store {
namespace {

using journal::Checkpoint;
using journal::Entry;
using journal::Sequence;

constexpr std::size_t all = 1000000;

class Journals : public OnBothDatabases {
 protected:
  std::unique_ptr<JournalStore> open(const journal::SiteId& site, std::uint8_t key) const {
    auto store = open_store(journal(site), site, key);
    EXPECT_TRUE(store) << name(store.error());
    return std::move(store).value();
  }
  std::unique_ptr<JournalStore> office() const {
    auto store = open(kantor, 1);
    EXPECT_TRUE(store->register_site({pusat, test_key(2)->public_key()}));
    return store;
  }
  std::unique_ptr<JournalStore> center() const {
    auto store = open(pusat, 2);
    EXPECT_TRUE(store->register_site({kantor, test_key(1)->public_key()}));
    return store;
  }
  static void fill(JournalStore& store, std::size_t count, const std::string& subject = "A") {
    for (std::size_t i = 0; i < count; ++i) ASSERT_TRUE(store.append({draft_about(subject)}));
  }
  static std::vector<Entry> own(const JournalStore& store) {
    return store.entries(store.site(), journal::before_first, all).value();
  }
  static std::int64_t times(const JournalStore& store, const std::string& subject) {
    return store
        .read([&](Queries& queries) {
          return queries.first("select times from subject where name = $1", {subject},
                               [](const Row& row) { return row.integer(0); });
        })
        .value()
        .value_or(0);
  }
};

TEST_P(Journals, KeepEntriesAndProjectionsTogether) {
  {
    auto store = office();
    const auto entries = store->append({draft_about("A", R"({"x":1})"), draft_about("B"), draft_about("A")});
    ASSERT_TRUE(entries);
    ASSERT_EQ(entries->size(), 3u);
    EXPECT_EQ(entries->back().sequence, Sequence(3));
    EXPECT_EQ(store->append(std::vector<journal::Draft>{}).value().size(), 0u);
  }
  const auto again = office();
  EXPECT_EQ(own(*again).size(), 3u);
  EXPECT_EQ(journal::verify(own(*again), kantor, test_key(1)->public_key()), std::nullopt);
  EXPECT_EQ(times(*again, "A"), 2);
  EXPECT_EQ(again->head(kantor).value(), (Head{Sequence(3), own(*again).back().hash()}));
  EXPECT_EQ(again->head(pusat).value(), Head{});
  EXPECT_EQ(again->entries(kantor, Sequence(1), 1).value().front().subject, "B");
}

TEST_P(Journals, StoreNothingOfAnAppendThatFails) {
  auto store = office();
  fill(*store, 1);
  auto unsound = draft_about("A");
  unsound.body = "[]";
  EXPECT_EQ(store->append({draft_about("A"), unsound}).error(), StoreError::Refused);
  EXPECT_EQ(store->append({draft_about("A"), draft_about("A", "{}", {base::sha256("nowhere")})}).error(),
            StoreError::Gone);
  auto refused = draft_about("A");
  refused.kind = "test.refused";
  EXPECT_EQ(store->append({draft_about("A"), refused}).error(), StoreError::Refused);
  EXPECT_EQ(own(*store).size(), 1u);
  EXPECT_EQ(times(*store, "A"), 1);
  fill(*store, 1);
  EXPECT_EQ(journal::verify(own(*store), kantor, test_key(1)->public_key()), std::nullopt);
}

TEST_P(Journals, KeepBlobsBeforeTheEntriesThatNameThem) {
  auto store = office();
  const base::Bytes portrait(30000, 9);
  ASSERT_TRUE(store->append({draft_about("A", "{}", {base::sha256(portrait)})}, {portrait}));
  EXPECT_EQ(store->blobs().get(own(*store).front().blobs.front()).value(), portrait);
}

TEST_P(Journals, DecideInsideTheTransactionThatWrites) {
  auto store = office();
  const auto once = [&](Queries& queries) -> base::Result<std::vector<journal::Draft>, StoreError> {
    const auto there = queries.first("select times from subject where name = $1", {"card"},
                                     [](const Row& row) { return row.integer(0); });
    if (!there) return there.error();
    if (*there) return std::vector<journal::Draft>();
    return std::vector{draft_about("card")};
  };
  std::vector<std::thread> officers;
  for (int i = 0; i < 4; ++i) officers.emplace_back([&] { EXPECT_TRUE(store->append_decided(once)); });
  for (auto& officer : officers) officer.join();
  EXPECT_EQ(times(*store, "card"), 1);
  EXPECT_EQ(store->append_decided([](Queries&) { return StoreError::Conflict; }).error(), StoreError::Conflict);
}

TEST_P(Journals, BelongToOneSiteAndKey) {
  office();
  EXPECT_EQ(open_store(journal(kantor), pusat, 1).error(), StoreError::Conflict);
  EXPECT_EQ(open_store(journal(kantor), kantor, 3).error(), StoreError::Conflict);
  const auto text = base::read_file(folder_ / "kantor" / "site.pub").value();
  EXPECT_EQ(base::text_of(text), "kantor " + base::hex(test_key(1)->public_key().bytes) + "\n");
  ASSERT_TRUE(base::write_file_durably(folder_ / "kantor" / "site.pub", "kantor 00\n"));
  EXPECT_EQ(open_store(journal(kantor), kantor, 1).error(), StoreError::Conflict);
}

TEST_P(Journals, DoNotOpenOverADamagedTail) {
  fill(*office(), 5);
  {
    auto database = database_of(kantor);
    ASSERT_EQ(database
                  .execute("update entry set bytes = (select bytes from entry where sequence = 3) "
                           "where sequence = 4")
                  .value(),
              1);
  }
  EXPECT_EQ(open_store(journal(kantor), kantor, 1).error(), StoreError::Broken);
}

// Two processes and several threads on one folder: every append lands, once, in one chain.
TEST_P(Journals, TakeTwoWritersAtOnce) {
  constexpr std::size_t each = 40;
  office();
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    const auto store = open_store(journal(kantor), kantor, 1);
    if (!store) ::_exit(1);
    for (std::size_t i = 0; i < each; ++i)
      if (!(*store)->append({draft_about("child"), draft_about("child")})) ::_exit(2);
    ::_exit(0);
  }
  auto store = office(), second = office();
  std::thread other([&] { fill(*second, each, "second"); });
  fill(*store, each, "first");
  other.join();
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(own(*store).size(), 4 * each);
  EXPECT_EQ(times(*store, "child"), 2 * static_cast<std::int64_t>(each));
  EXPECT_EQ(journal::verify(own(*store), kantor, test_key(1)->public_key()), std::nullopt);
  EXPECT_TRUE(store->projections_that_differ().value().empty());
}

// Entries committed together share a signature; a center that takes them a few at a time still ends at signed ones.
TEST_P(Journals, ShareASignatureAndTravelInParts) {
  auto office_store = office();
  auto center_store = center();
  constexpr std::size_t many = 3 * journal::longest_unsigned_run;
  ASSERT_TRUE(office_store->append({draft_about("A")}));
  ASSERT_TRUE(office_store->append(std::vector<journal::Draft>(many, draft_about("B"))));
  std::vector<std::thread> clerks;
  for (int i = 0; i < 16; ++i) clerks.emplace_back([&] { fill(*office_store, 10, "C"); });
  for (auto& clerk : clerks) clerk.join();
  const auto chain = own(*office_store);
  ASSERT_EQ(chain.size(), 1 + many + 160);
  EXPECT_EQ(journal::verify(chain, kantor, test_key(1)->public_key()), std::nullopt);
  EXPECT_TRUE(chain.front().signature);
  const auto signatures = [&](std::size_t from, std::size_t to) {
    return std::count_if(chain.begin() + static_cast<std::ptrdiff_t>(from),
                         chain.begin() + static_cast<std::ptrdiff_t>(to), [](const Entry& e) { return e.signature; });
  };
  EXPECT_EQ(signatures(1, 1 + many), 3);
  for (;;) {
    const auto some = office_store->missing_for(pusat, 5).value();
    if (some.empty()) break;
    ASSERT_TRUE(some.back().signature);
    // without its end nothing of a run is proven, and nothing of it is taken
    if (some.size() > 1 && !some.front().signature) {
      const auto cut = center_store->receive({some.begin(), some.begin() + 1});
      ASSERT_TRUE(cut) << name(cut.error());
      EXPECT_EQ(cut->added, 0u);
    }
    const auto taken = center_store->receive(some);
    ASSERT_TRUE(taken) << name(taken.error());
    EXPECT_EQ(taken->added, some.size());
    ASSERT_TRUE(office_store->acknowledged(pusat, center_store->receipt(kantor).value()));
  }
  EXPECT_EQ(center_store->head(kantor).value(), office_store->head(kantor).value());
  EXPECT_TRUE(office_store->projections_that_differ().value().empty());
}

// Two stations start after a power cut, or an installer starts a service twice: one founds, the others wait.
TEST_P(Journals, AreFoundedByManyAtOnce) {
  constexpr int openers = 6, rounds = 4;
  for (int round = 0; round < rounds; ++round) {
    const auto site = journal::SiteId::of("kantor" + std::to_string(round));
    std::vector<pid_t> children;
    for (int i = 0; i < openers; ++i) {
      children.push_back(::fork());
      ASSERT_GE(children.back(), 0);
      if (children.back() == 0) {
        const auto store = open_store(journal(site), site, 1);
        if (!store) ::_exit(10 + static_cast<int>(store.error()));
        ::_exit((*store)->append({draft_about("A")}) ? 0 : 1);
      }
    }
    for (const auto child : children) {
      int status = 0;
      ASSERT_EQ(::waitpid(child, &status, 0), child);
      EXPECT_EQ(status, 0) << "exit code " << WEXITSTATUS(status);
    }
    EXPECT_EQ(times(*open(site, 1), "A"), openers);
  }
}

// Whoever opens reads the end of the chain while it grows.
TEST_P(Journals, OpenWhileOthersWrite) {
  const auto writer = office();
  std::atomic<bool> enough = false;
  std::thread writes([&] {
    while (!enough) {
      fill(*writer, 1);
      std::this_thread::sleep_for(std::chrono::milliseconds(2));  // SQLite's lock is not fair to those who wait
    }
  });
  for (int i = 0; i < 20; ++i) office();
  enough = true;
  writes.join();
}

// Synchronisation.

TEST_P(Journals, ReceiveIsIdempotentAndContiguous) {
  auto office_store = office();
  auto center_store = center();
  fill(*office_store, 6);
  const auto entries = own(*office_store);
  const auto part = [&](std::size_t from, std::size_t to) {
    return std::vector<Entry>(entries.begin() + static_cast<std::ptrdiff_t>(from),
                              entries.begin() + static_cast<std::ptrdiff_t>(to));
  };
  const auto expect = [&](const std::vector<Entry>& given, std::uint64_t durable, std::size_t added) {
    const auto received = center_store->receive(given);
    ASSERT_TRUE(received) << name(received.error());
    EXPECT_EQ(received->durable.sequence, Sequence(durable));
    EXPECT_EQ(received->added, added);
  };
  expect(part(2, 4), 0, 0);  // beyond a gap: nothing yet
  expect(part(0, 3), 3, 3);
  expect(part(0, 3), 3, 0);  // a replay
  expect(part(1, 5), 5, 2);  // an overlap
  expect({entries[5], entries[5], entries[0]}, 6, 1);
  EXPECT_EQ(center_store->entries(kantor, journal::before_first, all).value(), entries);
  EXPECT_EQ(times(*center_store, "A"), 6);
  EXPECT_EQ(times(*center(), "A"), 6) << "durable";
}

TEST_P(Journals, ReceiveRefusesWhatIsWrongAndStoresNothing) {
  auto office_store = office();
  auto center_store = center();
  fill(*office_store, 4);
  const auto entries = own(*office_store);
  ASSERT_TRUE(center_store->receive({entries[0], entries[1]}));

  auto changed = entries[2];
  changed.subject = "B";
  EXPECT_EQ(center_store->receive({changed}).error(), StoreError::Refused);
  EXPECT_EQ(center_store->receive({entries[2], changed}).error(), StoreError::Refused);
  auto others = journal::seal(draft_about("A"), kantor, &entries[1], {0}, *test_key(3));
  EXPECT_EQ(center_store->receive({others}).error(), StoreError::Refused);
  auto unsound = entries[2];
  unsound.body = "x";
  EXPECT_EQ(center_store->receive({unsound}).error(), StoreError::Refused);
  EXPECT_EQ(center_store->receive({}).error(), StoreError::Refused);

  // forks, signed by the site itself: at a stored place, and after another past
  const auto fork = journal::seal(draft_about("fork"), kantor, &entries[0], {0}, *test_key(1));
  EXPECT_EQ(center_store->receive({fork}).error(), StoreError::Conflict);
  const auto after_fork = journal::seal(draft_about("fork"), kantor, &fork, {0}, *test_key(1));
  EXPECT_EQ(center_store->receive({after_fork}).error(), StoreError::Conflict);

  const auto stranger = journal::seal(draft_about("A"), journal::SiteId::of("lain"), nullptr, {0}, *test_key(3));
  EXPECT_EQ(center_store->receive({stranger}).error(), StoreError::Gone);
  EXPECT_EQ(center_store->receive({entries[2], stranger}).error(), StoreError::Refused);
  fill(*center_store, 1, "C");
  EXPECT_EQ(center_store->receive(own(*center_store)).error(), StoreError::Refused) << "its own come from nowhere else";

  EXPECT_EQ(center_store->head(kantor).value().sequence, Sequence(2));
  EXPECT_EQ(times(*center_store, "A"), 2);
  EXPECT_EQ(times(*center_store, "fork"), 0);
  ASSERT_TRUE(center_store->receive({entries[2], entries[3]}));
}

TEST_P(Journals, ReceiveWantsTheBlobsFirst) {
  auto office_store = office();
  auto center_store = center();
  const base::Bytes blob(1000, 3);
  ASSERT_TRUE(office_store->append({draft_about("A", "{}", {base::sha256(blob)})}, {blob}));
  EXPECT_EQ(center_store->receive(own(*office_store)).error(), StoreError::Gone);
  ASSERT_TRUE(center_store->blobs().put(blob));
  EXPECT_EQ(center_store->receive(own(*office_store)).value().added, 1u);
}

TEST_P(Journals, AreSentOnlyByAReceipt) {
  auto office_store = office();
  auto center_store = center();
  EXPECT_EQ(center_store->receipt(kantor).error(), StoreError::Gone);
  fill(*office_store, 5);
  EXPECT_EQ(office_store->missing_for(pusat, all).value(), own(*office_store));
  EXPECT_EQ(office_store->missing_for(pusat, 2).value().size(), 2u);
  EXPECT_EQ(office_store->missing_for(journal::SiteId::of("lain"), 2).error(), StoreError::Gone);

  ASSERT_TRUE(center_store->receive(office_store->missing_for(pusat, 3).value()));
  EXPECT_EQ(office_store->acknowledged_by(pusat).value(), journal::before_first) << "given is not sent";
  const auto early = center_store->receipt(kantor).value();
  EXPECT_EQ(center_store->receipt(kantor).value(), early) << "asked again, the same receipt";
  EXPECT_EQ(office_store->acknowledged(pusat, early).value(), Sequence(3));
  ASSERT_TRUE(center_store->receive(office_store->missing_for(pusat, all).value()));
  const auto late = center_store->receipt(kantor).value();
  EXPECT_EQ(office_store->acknowledged(pusat, late).value(), Sequence(5));
  EXPECT_EQ(office_store->acknowledged(pusat, early).value(), Sequence(5)) << "a late receipt takes nothing back";
  EXPECT_TRUE(office_store->missing_for(pusat, all).value().empty());
  EXPECT_EQ(office()->acknowledged_by(pusat).value(), Sequence(5)) << "durable";
}

TEST_P(Journals, RefuseReceiptsThatAreWrong) {
  auto store = office();
  fill(*store, 3);
  const auto entries = own(*store);
  const auto receipt = [&](std::uint64_t sequence, const base::Digest& head, std::uint8_t key = 2) {
    return journal::sign_checkpoint(kantor, Sequence(sequence), head, {0}, pusat, *test_key(key));
  };
  EXPECT_EQ(store->acknowledged(pusat, receipt(2, entries[1].hash(), 3)).error(), StoreError::Refused);
  const auto of_another =
      journal::sign_checkpoint(journal::SiteId::of("lain"), Sequence(1), entries[0].hash(), {0}, pusat, *test_key(2));
  EXPECT_EQ(store->acknowledged(pusat, of_another).error(), StoreError::Refused);
  const auto by_another = journal::sign_checkpoint(kantor, Sequence(1), entries[0].hash(), {0}, kantor, *test_key(1));
  EXPECT_EQ(store->acknowledged(pusat, by_another).error(), StoreError::Refused);
  EXPECT_EQ(store->acknowledged_by(pusat).value(), journal::before_first);
  EXPECT_EQ(store->register_site({pusat, test_key(3)->public_key()}).error(), StoreError::Conflict);
}

// A fork is not let grow: a receipt of what is not here says that another copy of this journal went on.
TEST_P(Journals, WriteNoMoreOnceTheyKnowThatTheyAreNotTheNewest) {
  for (const bool is_longer : {true, false}) {
    SCOPED_TRACE(is_longer ? "the peer has more" : "the peer has another entry");
    const auto site = journal::SiteId::of(is_longer ? "lama" : "kembar");
    auto store = open(site, 1);
    ASSERT_TRUE(store->register_site({pusat, test_key(2)->public_key()}));
    fill(*store, 3);
    const auto entries = own(*store);
    const auto receipt =
        journal::sign_checkpoint(site, Sequence(is_longer ? 4 : 2), entries[2].hash(), {0}, pusat, *test_key(2));
    EXPECT_EQ(store->acknowledged(pusat, receipt).error(), StoreError::Diverged);
    EXPECT_EQ(store->append({draft_about("A")}).error(), StoreError::Diverged);
    EXPECT_EQ(store->append_decided([](Queries&) { return std::vector{draft_about("A")}; }).error(),
              StoreError::Diverged);
    EXPECT_EQ(store->append(std::vector<journal::Draft>{}).value().size(), 0u) << "nothing to write is no harm";
    store.reset();
    store = open(site, 1);
    EXPECT_EQ(store->append({draft_about("A")}).error(), StoreError::Diverged) << "after a new start, too";
    EXPECT_EQ(own(*store), entries) << "what is there can be read";
    EXPECT_EQ(store->acknowledged_by(pusat).value(), journal::before_first);
    const auto report = verify_folder(folder_ / site.text()).value();
    ASSERT_TRUE(report.sites.front().broken) << "the receipt is the proof for whoever looks from outside";
    EXPECT_EQ(report.sites.front().broken->fault,
              is_longer ? journal::ChainFault::CutOff : journal::ChainFault::Rewritten);
  }
}

// Projections.

TEST_P(Journals, AreTheSameAfterARebuildOfManyEntries) {
  auto office_store = office();
  auto center_store = center();
  base::SeededRandom random(11);
  const int at_once = on_server() ? 50 : 500;  // each statement goes to the server and back
  for (int batch = 0; batch < 20; ++batch) {
    for (auto* store : {office_store.get(), center_store.get()}) {
      std::vector<journal::Draft> drafts;
      for (int i = 0; i < at_once; ++i)
        drafts.push_back(draft_about("S-" + std::to_string(random.below(300)),
                                     R"({"n":)" + std::to_string(random.below(1000)) + "}"));
      ASSERT_TRUE(store->append(drafts));
    }
    // the two sites' entries lie interleaved at the center, and some subjects are both's
    ASSERT_TRUE(center_store->receive(office_store->missing_for(pusat, all).value()));
    ASSERT_TRUE(office_store->acknowledged(pusat, center_store->receipt(kantor).value()));
  }
  EXPECT_EQ(center_store->stored_after(0, all).value().size(), 40u * static_cast<unsigned>(at_once));
  EXPECT_TRUE(center_store->projections_that_differ().value().empty());

  ASSERT_TRUE(center_store->read([](Queries& queries) { return queries.execute("update subject set times = 0"); }));
  EXPECT_EQ(center_store->projections_that_differ().value(), std::vector<std::string>{"subject"});
  ASSERT_TRUE(center_store->rebuild());
  EXPECT_TRUE(center_store->projections_that_differ().value().empty());
}

// A new projection, or a new step of one, starts with what the journal already holds.
TEST_P(Journals, FillANewProjectionFromThePast) {
  static const base::SystemClock clock;
  {
    auto plain = JournalStore::open(journal(kantor), kantor, test_key(1), clock).value();
    fill(*plain, 7);
  }
  EXPECT_EQ(times(*open(kantor, 1), "A"), 7);
}

// What stands on a server is judged from outside just as a file is.
TEST_P(Journals, AreVerifiedFromOutside) {
  const auto folder = folder_ / "kantor";
  const auto broken = [&] { return verify_folder(folder).value().sites.front().broken; };
  EXPECT_TRUE(journal_folders(folder_).empty());
  {
    auto store = office();
    const base::Bytes blob(100, 1);
    ASSERT_TRUE(store->append({draft_about("A", "{}", {base::sha256(blob)})}, {blob}));
    // more than a server gives at a time
    ASSERT_TRUE(store->append(std::vector<journal::Draft>(2300, draft_about("A"))));
    EXPECT_EQ(journal_folders(folder_), std::vector{folder});
    EXPECT_EQ(count_entries(folder).value(), 2301u);
    const auto report = verify_folder(folder).value();
    EXPECT_EQ(report.own, kantor);
    EXPECT_TRUE(report.sites.front().is_whole());
    EXPECT_EQ(report.sites.front().entries, 2301u);
    EXPECT_EQ(report.sites.front().blobs, 1u);
    EXPECT_TRUE(compare_folders({folder, folder}).value().empty());
    EXPECT_EQ(list_entries(folder, kantor, 1).value(), store->entries(kantor, Sequence(2300), 1).value());
    EXPECT_TRUE(store->projections_that_differ().value().empty());
  }
  auto database = database_of(kantor);
  const auto change = [&](const std::string& sql) { ASSERT_GE(database.execute(sql).value(), 1) << sql; };
  change("update entry set hash = (select hash from entry where sequence = 1) where sequence = 2000");
  ASSERT_TRUE(broken());
  EXPECT_EQ(broken()->fault, journal::ChainFault::Malformed);
  EXPECT_EQ(broken()->sequence, Sequence(2000));
  change("delete from entry where sequence = 1234");
  EXPECT_EQ(broken()->fault, journal::ChainFault::Gap);
  EXPECT_EQ(broken()->sequence, Sequence(1234));
  change("update entry set bytes = (select bytes from entry where sequence = 5) where sequence = 6");
  EXPECT_EQ(broken()->fault, journal::ChainFault::Repeated);
}

// Group commit: many threads at once, each with its own outcome.

TEST_P(Journals, AppendsThatWaitTogetherStandAndFallAlone) {
  constexpr int officers = 16, acts = 12;
  auto store = office();
  std::vector<std::thread> threads;
  std::array<std::vector<Entry>, officers> said;
  for (int officer = 0; officer < officers; ++officer) {
    threads.emplace_back([&, officer] {
      const auto name = "O-" + std::to_string(officer);
      for (int act = 0; act < acts; ++act) {
        const auto one = store->append({draft_about(name), draft_about(name)});
        ASSERT_TRUE(one) << store::name(one.error());
        said[static_cast<std::size_t>(officer)].insert(said[static_cast<std::size_t>(officer)].end(), one->begin(),
                                                       one->end());
        // half of an append that fails in its second draft must not stay, and must take nobody with it
        auto refused = draft_about(name);
        refused.kind = "test.refused";
        EXPECT_EQ(store->append({draft_about(name), refused}).error(), StoreError::Refused);
        EXPECT_EQ(store->append({draft_about(name, "{}", {base::sha256("nowhere")})}).error(), StoreError::Gone);
        EXPECT_EQ(store
                      ->append_decided([](Queries& queries) -> base::Result<std::vector<journal::Draft>, StoreError> {
                        const auto no_statement =
                            queries.execute("insert into subject (name, times, last) values ('x', 1, null)");
                        return no_statement.error();
                      })
                      .error(),
                  StoreError::Conflict);
        EXPECT_TRUE(store->append(std::vector<journal::Draft>{}).value().empty());
        EXPECT_THROW((void)store->append_decided(
                         [&](Queries&) -> base::Result<std::vector<journal::Draft>, StoreError> { throw officer; }),
                     int);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  const auto entries = own(*store);
  ASSERT_EQ(entries.size(), 2u * officers * acts);
  EXPECT_EQ(journal::verify(entries, kantor, test_key(1)->public_key()), std::nullopt);
  for (const auto& mine : said) {
    ASSERT_EQ(mine.size(), 2u * acts);
    for (std::size_t i = 0; i < mine.size(); ++i) {
      EXPECT_EQ(mine[i], entries[mine[i].sequence.get() - 1]) << "what was answered is what is stored";
      if (i % 2 == 0) continue;
      EXPECT_EQ(mine[i].sequence.get(), mine[i - 1].sequence.get() + 1) << "one append stays together";
    }
    EXPECT_EQ(times(*store, mine.front().subject), 2 * acts);
  }
  EXPECT_TRUE(store->projections_that_differ().value().empty());
}

KTPEL_ON_BOTH_DATABASES(Journals);

}  // namespace
}  // namespace ktpel::store
