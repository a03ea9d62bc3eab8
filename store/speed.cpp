// SPDX-License-Identifier: Apache-2.0
#include "store/speed.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "journal/chain.h"
#include "store/journal_store.h"

namespace ktpel::store {

using base::Done;
using base::Result;
using Clock = std::chrono::steady_clock;

namespace {

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

std::shared_ptr<const base::Signer> key() {
  return std::make_shared<base::SigningKey>(*base::SigningKey::from_seed(base::Secret(base::Bytes(32, 1))));
}
const journal::SiteId site = journal::SiteId::of("kantor");

/// An act of usual size.
journal::Draft draft() {
  return {journal::Actor("rina"), "capture.saved", "A-031", R"({"note":")" + std::string(400, 'x') + R"("})", {}};
}

Result<std::unique_ptr<JournalStore>, StoreError> open(const std::filesystem::path& folder,
                                                       std::vector<std::shared_ptr<Projection>> projections = {}) {
  static const base::SystemClock clock;
  return JournalStore::open(folder, site, key(), clock, std::move(projections));
}

/// The same rows without the journal: one table, the same columns of bytes.
class BareTable {
 public:
  explicit BareTable(const std::filesystem::path& file)
      : database_(file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE) {
    database_.exec("pragma journal_mode = wal; pragma synchronous = full");
    database_.exec("create table entry (sequence integer primary key, hash blob not null, bytes blob not null)");
    insert_ = std::make_unique<SQLite::Statement>(database_, "insert into entry (hash, bytes) values (?, ?)");
  }
  void append(const base::Digest& hash, const base::Bytes& bytes, std::size_t count) {
    database_.exec("begin immediate");
    for (std::size_t i = 0; i < count; ++i) {
      insert_->bind(1, hash.bytes.data(), static_cast<int>(hash.bytes.size()));
      insert_->bind(2, bytes.data(), static_cast<int>(bytes.size()));
      insert_->exec();
      insert_->reset();
    }
    database_.exec("commit");
  }

 private:
  SQLite::Database database_;
  std::unique_ptr<SQLite::Statement> insert_;
};

/// A state and a list, as the projections of the offices have.
class Acts final : public Projection {
 public:
  std::string name() const override { return "speed"; }
  std::vector<Migration> migrations() const override {
    return {{1,
             "create table speed_subject (name text primary key not null, times bigint not null, last text not null);"
             "create table speed_act (sequence bigint primary key not null, subject text not null);"}};
  }
  std::vector<std::string> tables() const override { return {"speed_subject", "speed_act"}; }
  Result<Done, StoreError> apply(Transaction& transaction, const journal::Entry& entry) override {
    const auto counted = transaction.execute(
        "insert into speed_subject (name, times, last) values ($1, 1, $2) "
        "on conflict (name) do update set times = speed_subject.times + 1, last = excluded.last",
        {entry.subject, entry.body});
    if (!counted) return counted.error();
    const auto noted = transaction.execute("insert into speed_act (sequence, subject) values ($1, $2)",
                                           {entry.sequence.get(), entry.subject});
    if (!noted) return noted.error();
    return Done{};
  }
};

/// Turns short enough that what the disk does meanwhile hits both sides alike.
constexpr std::chrono::milliseconds turn(100);

/// Runs `work`, which answers a Result, until the turn is over; how often a second, or the error.
template <class Work>
Result<double, StoreError> pace(Work work) {
  const auto start = Clock::now();
  std::size_t times = 0;
  do {
    const auto done = work();
    if (!done) return done.error();
    ++times;
  } while (Clock::now() - start < turn);
  return static_cast<double>(times) / seconds_since(start);
}

}  // namespace

Result<AppendSpeed, StoreError> measure_appends(const std::filesystem::path& folder, std::size_t at_once,
                                                double seconds) {
  auto store = open(folder / ("journal-" + std::to_string(at_once)));
  if (!store) return store.error();
  const std::vector<journal::Draft> drafts(at_once, draft());
  const auto sample = journal::seal(draft(), site, nullptr, {0}, *key());
  const auto bytes = journal::encode(sample);
  const auto hash = sample.hash();
  std::vector<double> journal, bare, ratios;
  try {
    BareTable table(folder / ("bare-" + std::to_string(at_once) + ".db"));
    const auto insert = [&]() -> Result<Done, StoreError> {
      table.append(hash, bytes, at_once);
      return Done{};
    };
    for (const auto start = Clock::now(); ratios.empty() || seconds_since(start) < seconds;) {
      const auto ours = pace([&] { return (*store)->append(drafts); });
      if (!ours) return ours.error();
      const auto theirs = pace(insert);
      if (!theirs) return theirs.error();
      journal.push_back(*ours * static_cast<double>(at_once));
      bare.push_back(*theirs * static_cast<double>(at_once));
      ratios.push_back(*ours / *theirs);
    }
  } catch (const SQLite::Exception&) {
    return StoreError::Full;  // the file is fresh and ours: nothing else can happen to it
  }
  return AppendSpeed{median(journal), median(bare), median(ratios), bytes.size()};
}

Result<GroupSpeed, StoreError> measure_group(const std::filesystem::path& folder, std::size_t appenders,
                                             double seconds) {
  auto opened = open(folder / "together");
  if (!opened) return opened.error();
  auto& store = **opened;
  const auto append = [&] { return store.append({draft()}); };
  std::vector<double> alone, together, gains;
  for (const auto start = Clock::now(); gains.empty() || seconds_since(start) < seconds;) {
    const auto one = pace(append);
    if (!one) return one.error();
    std::vector<std::thread> threads;
    std::vector<Result<double, StoreError>> paces(appenders, 0.0);
    for (auto& mine : paces) threads.emplace_back([&] { mine = pace(append); });
    for (auto& thread : threads) thread.join();
    double all = 0;
    for (const auto& mine : paces) {
      if (!mine) return mine.error();
      all += *mine;
    }
    alone.push_back(*one);
    together.push_back(all);
    gains.push_back(all / *one);
  }
  return GroupSpeed{median(alone), median(together), median(gains)};
}

double measure_verification(double seconds) {
  const auto signer = key();
  std::vector<base::Bytes> encoded;
  std::optional<journal::Entry> previous;
  for (int i = 0; i < 2000; ++i) {
    previous = journal::seal(draft(), site, previous ? &*previous : nullptr, {0}, *signer);
    encoded.push_back(journal::encode(*previous));
  }
  std::vector<double> paces;
  for (const auto start = Clock::now(); paces.empty() || seconds_since(start) < seconds;) {
    const auto turn_start = Clock::now();
    journal::ChainVerifier verifier(site, signer->public_key());
    for (const auto& bytes : encoded) verifier.feed(base::ByteView(bytes));
    base::check(!verifier.finish(), "the chain verifies");
    paces.push_back(static_cast<double>(encoded.size()) / seconds_since(turn_start));
  }
  return median(paces);
}

Result<RebuildSpeed, StoreError> measure_rebuild(const std::filesystem::path& folder, std::uint64_t entries,
                                                 const std::function<void()>& step) {
  auto opened = open(folder / "rebuild", {std::make_shared<Acts>()});
  if (!opened) return opened.error();
  auto& store = **opened;
  RebuildSpeed out{entries};
  auto start = Clock::now();
  constexpr std::uint64_t at_once = 1000;
  for (std::uint64_t done = 0; done < entries;) {
    std::vector<journal::Draft> drafts;
    for (; drafts.size() < at_once && done < entries; ++done) {
      // about ten acts for each subject, as an application has
      drafts.push_back({journal::Actor("rina"),
                        "capture.saved",
                        "A-" + std::to_string(done * 7919 % (entries / 10 + 1)),
                        R"({"done":)" + std::to_string(done) + "}",
                        {}});
      if (step) step();
    }
    const auto appended = store.append(drafts);
    if (!appended) return appended.error();
  }
  out.filled_per_s = static_cast<double>(entries) / seconds_since(start);
  start = Clock::now();
  const auto rebuilt = store.rebuild(step);
  if (!rebuilt) return rebuilt.error();
  out.rebuilt_per_s = static_cast<double>(entries) / seconds_since(start);
  start = Clock::now();
  const auto differ = store.projections_that_differ(step);
  if (!differ) return differ.error();
  out.compared_per_s = static_cast<double>(entries) / seconds_since(start);
  out.equal = differ->empty();
  return out;
}

}  // namespace ktpel::store
