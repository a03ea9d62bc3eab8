// SPDX-License-Identifier: Apache-2.0
// Question: what does the journal cost on top of the disk? Durable appends a second of one entry at a time and of a
// hundred at a time, beside bare inserts of the same bytes into SQLite with the same durability (write-ahead log,
// synchronous=FULL, one commit each), taken in turns in one run; what 32 appenders at once gain over one; and how many
// entries a second are verified. KTPEL_BENCH_DIR names the folder to write to; the system's folder for temporary files
// if it is not set.
#include <SQLiteCpp/SQLiteCpp.h>
#include <benchmark/benchmark.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <thread>
#include <vector>

#include "journal/chain.h"
#include "store/journal_store.h"

namespace {

using namespace ktpel;

class Folder {
 public:
  Folder() {
    const char* wanted = std::getenv("KTPEL_BENCH_DIR");
    const auto parent = wanted ? std::filesystem::path(wanted) : std::filesystem::temp_directory_path();
    std::string name = (parent / "ktpel-bench-XXXXXX").string();
    base::check(::mkdtemp(name.data()) != nullptr, "no folder for the benchmark");
    path_ = name;
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

std::shared_ptr<const base::Signer> key() {
  return std::make_shared<base::SigningKey>(*base::SigningKey::from_seed(base::Secret(base::Bytes(32, 1))));
}

journal::Draft draft() {
  return {journal::Actor("rina"), "capture.saved", "A-031", R"({"note":")" + std::string(400, 'x') + R"("})", {}};
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
  void append(const base::Digest& hash, const base::Bytes& bytes, std::int64_t count) {
    database_.exec("begin immediate");
    for (std::int64_t i = 0; i < count; ++i) {
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

/// One turn of each in every iteration, so that what the disk does meanwhile hits both alike.
void append(benchmark::State& state) {
  const Folder folder;
  const base::SystemClock clock;
  auto store = store::JournalStore::open(folder.path() / "kantor", journal::SiteId::of("kantor"), key(), clock).value();
  BareTable bare(folder.path() / "bare.db");
  const auto count = state.range(0);
  const std::vector<journal::Draft> drafts(static_cast<std::size_t>(count), draft());
  const auto sample = journal::seal(draft(), store->site(), nullptr, clock.now(), *key());
  const auto bytes = journal::encode(sample);
  const auto hash = sample.hash();
  using Seconds = std::chrono::duration<double>;
  Seconds journal_time{}, bare_time{};
  for (auto _ : state) {
    const auto start = std::chrono::steady_clock::now();
    base::check(bool(store->append(drafts)), "the journal takes an append");
    const auto middle = std::chrono::steady_clock::now();
    bare.append(hash, bytes, count);
    journal_time += middle - start;
    bare_time += std::chrono::steady_clock::now() - middle;
  }
  const auto entries = static_cast<double>(state.iterations() * count);
  state.counters["journal_entries_per_s"] = entries / journal_time.count();
  state.counters["bare_rows_per_s"] = entries / bare_time.count();
  state.counters["journal_of_bare"] = bare_time / journal_time;
  state.counters["entry_bytes"] = static_cast<double>(bytes.size());
}
BENCHMARK(append)->Name("durable append")->Arg(1)->Arg(100)->Unit(benchmark::kMillisecond)->UseRealTime()->MinTime(3);

/// Many clerks at once against one, in turns, on one store.
void append_together(benchmark::State& state) {
  const Folder folder;
  const base::SystemClock clock;
  auto store = store::JournalStore::open(folder.path() / "kantor", journal::SiteId::of("kantor"), key(), clock).value();
  const auto appenders = static_cast<std::size_t>(state.range(0));
  constexpr int each = 25;
  using Seconds = std::chrono::duration<double>;
  Seconds alone{}, together{};
  const auto write = [&] {
    for (int i = 0; i < each; ++i) base::check(bool(store->append({draft()})), "the journal takes an append");
  };
  for (auto _ : state) {
    const auto start = std::chrono::steady_clock::now();
    write();
    const auto middle = std::chrono::steady_clock::now();
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < appenders; ++i) threads.emplace_back(write);
    for (auto& thread : threads) thread.join();
    together += std::chrono::steady_clock::now() - middle;
    alone += middle - start;
  }
  const auto turns = static_cast<double>(state.iterations() * each);
  state.counters["one_appender_per_s"] = turns / alone.count();
  state.counters["together_per_s"] = turns * static_cast<double>(appenders) / together.count();
  state.counters["gain"] = static_cast<double>(appenders) * alone / together;
}
BENCHMARK(append_together)
    ->Name("durable appends at once")
    ->Arg(32)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime()
    ->MinTime(3);

void verify(benchmark::State& state) {
  const auto site = journal::SiteId::of("kantor");
  const auto signer = key();
  std::vector<base::Bytes> encoded;
  std::optional<journal::Entry> previous;
  for (int i = 0; i < 1000; ++i) {
    previous = journal::seal(draft(), site, previous ? &*previous : nullptr, {0}, *signer);
    encoded.push_back(journal::encode(*previous));
  }
  for (auto _ : state) {
    journal::ChainVerifier verifier(site, signer->public_key());
    for (const auto& bytes : encoded) base::check(!verifier.feed(base::ByteView(bytes)), "the chain verifies");
  }
  state.counters["entries_per_s"] =
      benchmark::Counter(static_cast<double>(state.iterations()) * 1000, benchmark::Counter::kIsRate);
}
BENCHMARK(verify)->Name("verify a chain of 1000")->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace

BENCHMARK_MAIN();
