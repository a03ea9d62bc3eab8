// SPDX-License-Identifier: Apache-2.0
#include "store/torture.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "base/random.h"
#include "store/journal_store.h"
#include "store/verify.h"

namespace ktpel::store {
namespace {

using base::Digest;
using base::Done;
using base::Result;
using journal::Sequence;
using journal::SiteId;

constexpr std::uint64_t drafts_at_once = 3;
const SiteId office_site = SiteId::of("kantor"), center_site = SiteId::of("pusat");
const std::string act = "torture.act";

/// Counts acts by their name: a projection whose rows a kill could tear from the entries.
class Acts final : public Projection {
 public:
  std::string name() const override { return "torture"; }
  std::vector<Migration> migrations() const override {
    return {{1, "create table torture_act (name text primary key not null, times bigint not null);"}};
  }
  std::vector<std::string> tables() const override { return {"torture_act"}; }
  Result<Done, StoreError> apply(Transaction& transaction, const journal::Entry& entry) override {
    const auto counted = transaction.execute(
        "insert into torture_act (name, times) values ($1, 1) "
        "on conflict (name) do update set times = torture_act.times + 1",
        {entry.subject});
    if (!counted) return counted.error();
    return Done{};
  }
};

/// A key that is the same in every child and round, from the run's seed.
std::shared_ptr<const base::Signer> key_of(std::uint64_t seed, const SiteId& site) {
  const auto digest = base::sha256("torture " + std::to_string(seed) + " " + site.text());
  auto key = base::SigningKey::from_seed(base::Secret(base::Bytes(digest.bytes.begin(), digest.bytes.end())));
  base::check(key.has_value(), "32 bytes are a seed");
  return std::make_shared<base::SigningKey>(*std::move(key));
}

/// The schema of the journal in this folder.
Server server_of(const std::filesystem::path& folder, const SiteId& site, const TortureDatabase& database) {
  const auto name = base::sha256(std::filesystem::absolute(folder).string()).hex().substr(0, 16);
  return {database.url, "torture_" + name + "_" + site.text()};
}

Result<std::unique_ptr<JournalStore>, StoreError> open(const std::filesystem::path& folder, const SiteId& site,
                                                       std::uint64_t seed, const TortureDatabase& database) {
  static const base::SystemClock clock;
  const auto place =
      database.url.empty() ? JournalPlace(folder) : JournalPlace(folder, server_of(folder, site, database));
  return JournalStore::open(place, site, key_of(seed, site), clock, {std::make_shared<Acts>()});
}

/// Leaves nothing behind on a server that others use as well. What cannot be dropped does no harm.
void drop(const std::filesystem::path& folder, const SiteId& site, const TortureDatabase& database) {
  if (database.url.empty()) return;
  const auto server = server_of(folder, site, database);
  if (auto opened = Database::open(server, Access::Write)) [[maybe_unused]]
    const auto dropped = opened->execute("drop schema " + server.schema + " cascade");
}

// Pipes and lines between the processes.

class End {
 public:
  explicit End(int fd = -1) : fd_(fd) {}
  End(const End&) = delete;
  End& operator=(const End&) = delete;
  ~End() { close(); }
  void close() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
  }
  void take(int fd) {
    close();
    fd_ = fd;
  }
  /// False when the other end is gone.
  bool write(base::ByteView bytes) const {
    while (!bytes.empty()) {
      const auto n = ::write(fd_, bytes.data(), bytes.size());
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0) return false;
      bytes = bytes.subspan(static_cast<std::size_t>(n));
    }
    return true;
  }
  std::optional<base::Bytes> read(std::size_t count) const {
    base::Bytes out(count);
    std::size_t at = 0;
    while (at < count) {
      const auto n = ::read(fd_, out.data() + at, count - at);
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0) return std::nullopt;
      at += static_cast<std::size_t>(n);
    }
    return out;
  }
  bool send(base::ByteView message) const { return write(base::ByteWriter().counted(message).bytes()); }
  std::optional<base::Bytes> receive() const {
    const auto size = read(4);
    return size ? read(base::ByteReader(*size).u32()) : std::nullopt;
  }

 private:
  int fd_;
};

/// What a child says through its pipe: of an append the last entry and its act, of a receipt its head.
struct Said {
  std::uint8_t receipt;  // 1: a receipt
  std::uint64_t act;
  std::uint64_t sequence;
  Digest hash;
};
constexpr std::size_t said_size = 1 + 8 + 8 + 32;

bool say(const End& pipe, const Said& said) {
  base::ByteWriter out;
  out.u8(said.receipt).u64(said.act).u64(said.sequence).raw(said.hash.bytes);
  return pipe.write(out.bytes());  // shorter than PIPE_BUF: whole or not at all
}

/// The next thing said; nullopt when the child is gone.
std::optional<Said> heard(const End& pipe) {
  const auto bytes = pipe.read(said_size);
  if (!bytes) return std::nullopt;
  base::ByteReader in(*bytes);
  Said said{};
  said.receipt = in.u8();
  said.act = in.u64();
  said.sequence = in.u64();
  said.hash = *Digest::from_bytes(in.take(32));
  return said;
}

// The children. They never return: _exit, so that nothing of the parent is flushed twice.

/// One append: several drafts about the same act, and a blob for the first.
std::optional<journal::Entry> append_act(JournalStore& store, std::uint64_t number) {
  const auto name = std::to_string(number);
  base::SeededRandom random(number);
  base::Bytes blob(500 + random.below(20000));
  for (auto& byte : blob) byte = static_cast<std::uint8_t>(random.next());
  std::vector<journal::Draft> drafts;
  for (std::uint64_t part = 0; part < drafts_at_once; ++part) {
    drafts.push_back({journal::Actor("torture"), act, name, R"({"part":)" + std::to_string(part) + "}", {}});
  }
  drafts.front().blobs = {base::sha256(blob)};
  const auto entries = store.append(drafts, {blob});
  if (!entries) return std::nullopt;
  return entries->back();
}

[[noreturn]] void append_until_killed(const std::filesystem::path& folder, std::uint64_t seed, std::uint64_t first_act,
                                      const End& pipe, const TortureDatabase& database) {
  const auto store = open(folder, office_site, seed, database);
  if (!store) ::_exit(3);
  for (std::uint64_t number = first_act;; ++number) {
    const auto last = append_act(**store, number);
    if (!last || !say(pipe, {0, number, last->sequence.get(), last->hash()})) ::_exit(4);
  }
}

[[noreturn]] void office_until_killed(const std::filesystem::path& folder, std::uint64_t seed, std::uint64_t first_act,
                                      const End& pipe, const End& line, const TortureDatabase& database) {
  const auto opened = open(folder, office_site, seed, database);
  if (!opened) ::_exit(3);
  auto& store = **opened;
  if (!store.register_site({center_site, key_of(seed, center_site)->public_key()})) ::_exit(3);
  for (std::uint64_t number = first_act;; ++number) {
    const auto last = append_act(store, number);
    if (!last || !say(pipe, {0, number, last->sequence.get(), last->hash()})) ::_exit(4);
    const auto missing = store.missing_for(center_site, 20);
    if (!missing) ::_exit(4);
    for (const auto& entry : *missing) {  // blobs first
      for (const auto& digest : entry.blobs) {
        const auto blob = store.blobs().get(digest);
        if (!blob || !line.send(base::ByteWriter().u8('b').raw(*blob).bytes())) ::_exit(4);
      }
    }
    for (const auto& entry : *missing)
      if (!line.send(base::ByteWriter().u8('e').raw(journal::encode(entry)).bytes())) ::_exit(4);
    if (!line.send(base::bytes_of("?"))) ::_exit(4);
    const auto reply = line.receive();
    const auto receipt = reply ? journal::decode_checkpoint(*reply) : std::nullopt;
    if (!receipt) ::_exit(4);
    const auto up_to = store.acknowledged(center_site, *receipt);
    if (!up_to) ::_exit(5);
    if (!say(pipe, {1, number, receipt->sequence.get(), receipt->head})) ::_exit(4);
  }
}

[[noreturn]] void center_until_killed(const std::filesystem::path& folder, std::uint64_t seed, const End& line,
                                      const TortureDatabase& database) {
  const auto opened = open(folder, center_site, seed, database);
  if (!opened) ::_exit(3);
  auto& store = **opened;
  if (!store.register_site({office_site, key_of(seed, office_site)->public_key()})) ::_exit(3);
  std::vector<journal::Entry> entries;
  while (const auto message = line.receive()) {
    const base::ByteView rest = base::ByteView(*message).subspan(1);
    switch (message->front()) {
      case 'b':
        if (!store.blobs().put(rest)) ::_exit(4);
        break;
      case 'e': {
        auto entry = journal::decode(rest);
        if (!entry) ::_exit(4);
        entries.push_back(std::move(*entry));
        break;
      }
      default: {
        if (!entries.empty() && !store.receive(entries)) ::_exit(5);
        entries.clear();
        const auto receipt = store.receipt(office_site);
        if (!receipt || !line.send(journal::encode(*receipt))) ::_exit(4);
      }
    }
  }
  ::_exit(0);
}

// The judge.

/// How a child ended: killed as intended, at the end of its line, or by a fault of its own (3: did not open, 5:
/// refused).
enum class Ending { Killed, LineLost, Fault };

Ending wait_for(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFSIGNALED(status)) return WTERMSIG(status) == SIGKILL ? Ending::Killed : Ending::Fault;
  return WEXITSTATUS(status) == 0 || WEXITSTATUS(status) == 4 ? Ending::LineLost : Ending::Fault;
}

/// Waits until the moment to kill. In half of the rounds that is any time from before the journal is open;
/// in the others, and in the last, some things have been said, however slow the disk is. Answers what was said.
std::vector<Said> wait_for_moment(const End& pipe, base::SeededRandom& random, bool last) {
  std::vector<Said> out;
  if (last || random.below(2)) {
    for (auto left = 2 + random.below(6); left; --left) {
      const auto said = heard(pipe);
      if (!said) break;
      out.push_back(*said);
    }
  }
  ::usleep(static_cast<useconds_t>(random.uniform(0, random.below(2) ? 5000.0 : 40000.0)));
  return out;
}

/// Remembers what was said in all rounds and holds it against a journal.
class Judge {
 public:
  explicit Judge(TortureReport& report) : report_(report) {}

  void hear(const Said& said) {
    ++(said.receipt ? report_.receipts : report_.acknowledged);
    (said.receipt ? receipted_ : acknowledged_)[said.sequence] = said.hash;
  }
  /// What lies in the pipe of a child that is gone.
  void hear_rest(const End& pipe) {
    while (const auto said = heard(pipe)) hear(*said);
  }

  /// Entries of the office since the last look; counts what is lost there. Cheap enough for every round.
  void look(JournalStore& store) {
    for (;;) {
      const auto some = store.entries(office_site, Sequence(hashes_.size()), 1000);
      if (!some) {
        ++report_.broken;
        return;
      }
      for (const auto& entry : *some) {
        hashes_.push_back(entry.hash());
        ++acts_[entry.subject];
        last_act_ = std::max<std::uint64_t>(last_act_, std::stoull(entry.subject));
      }
      if (some->size() < 1000) return;
    }
  }

  std::uint64_t next_act() const { return last_act_ + 1; }

  /// What was said to be durable in the office's own journal and is not, or is another.
  void count_lost() {
    for (const auto& [sequence, hash] : acknowledged_) report_.lost += !holds(hashes_, sequence, hash);
    for (const auto& [act_name, times] : acts_) {
      report_.duplicated += times > drafts_at_once;
      report_.halves += times < drafts_at_once;
    }
    report_.unacknowledged = acts_.size() - std::min<std::uint64_t>(acts_.size(), report_.acknowledged);
    report_.entries += hashes_.size();
  }

  /// The same for receipts, against what the center holds.
  void count_lost_receipts(JournalStore& center) {
    std::vector<Digest> there;
    for (;;) {
      const auto some = center.entries(office_site, Sequence(there.size()), 1000);
      if (!some) {
        ++report_.broken;
        return;
      }
      for (const auto& entry : *some) there.push_back(entry.hash());
      if (some->size() < 1000) break;
    }
    for (const auto& [sequence, hash] : receipted_) report_.lost += !holds(there, sequence, hash);
    for (std::size_t i = 0; i < there.size(); ++i) report_.broken += i >= hashes_.size() || there[i] != hashes_[i];
    report_.entries += there.size();
  }

 private:
  static bool holds(const std::vector<Digest>& hashes, std::uint64_t sequence, const Digest& hash) {
    return sequence >= 1 && sequence <= hashes.size() && hashes[sequence - 1] == hash;
  }
  TortureReport& report_;
  std::map<std::uint64_t, Digest> acknowledged_, receipted_;
  std::vector<Digest> hashes_;  // of the office's entries, by sequence from 1
  std::map<std::string, std::uint64_t> acts_;
  std::uint64_t last_act_ = 0;
};

/// The whole folder, from outside: chains, signatures, blobs, checkpoints, and the projections.
void judge_folder(const std::filesystem::path& folder, JournalStore& store, TortureReport& report) {
  const auto verified = verify_folder(folder);
  if (!verified) {
    ++report.broken;
  } else {
    for (const auto& site : verified->sites) report.broken += !site.is_whole();
  }
  const auto differ = store.projections_that_differ();
  report.broken += !differ || !differ->empty();
}

StoreError no_process() { return StoreError::Retry; }

bool is_crash_round(std::uint64_t round, const TortureDatabase& database) { return database.server && round % 3 == 1; }

/// Crashes the server while the child writes, and gives the child, if it goes on, time to find out what was stored.
/// False if the server did not come back; then the child is killed.
bool crash_under(pid_t child, PrivateServer& server, TortureReport& report) {
  ++report.crashes;
  if (!server.crash_and_restart()) {
    ::kill(child, SIGKILL);
    wait_for(child);
    return false;
  }
  ::usleep(150000);
  return true;
}

}  // namespace

Result<TortureReport, StoreError> torture_appends(const std::filesystem::path& folder, std::uint64_t rounds,
                                                  std::uint64_t seed, const std::function<void()>& step,
                                                  const TortureDatabase& database) {
  ::signal(SIGPIPE, SIG_IGN);
  TortureReport report;
  Judge judge(report);
  base::SeededRandom random(seed);
  for (std::uint64_t round = 0; round < rounds; ++round) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return no_process();
    End reading(ends[0]), writing(ends[1]);
    const pid_t child = ::fork();
    if (child < 0) return no_process();
    if (child == 0) {
      reading.close();
      append_until_killed(folder, seed, judge.next_act(), writing, database);
    }
    writing.close();
    for (const auto& said : wait_for_moment(reading, random, round + 1 == rounds)) judge.hear(said);
    const bool crash = is_crash_round(round, database);
    if (crash && !crash_under(child, *database.server, report)) return StoreError::Broken;
    ::kill(child, SIGKILL);
    const auto ending = wait_for(child);
    report.kills += ending == Ending::Killed;
    report.broken += ending != Ending::Killed && !crash;  // a child may end when its server does
    judge.hear_rest(reading);
    ++report.rounds;
    const auto store = open(folder, office_site, seed, database);
    if (!store) {
      ++report.broken;
      continue;
    }
    judge.look(**store);
    if (round + 1 == rounds) judge_folder(folder, **store, report);
    if (step) step();
  }
  judge.count_lost();
  if (report.is_clean()) drop(folder, office_site, database);
  return report;
}

Result<TortureReport, StoreError> torture_pair(const std::filesystem::path& folder, std::uint64_t rounds,
                                               std::uint64_t seed, const std::function<void()>& step,
                                               const TortureDatabase& database) {
  ::signal(SIGPIPE, SIG_IGN);
  TortureReport report;
  Judge judge(report);
  base::SeededRandom random(seed);
  const auto office_folder = folder / office_site.text(), center_folder = folder / center_site.text();
  for (std::uint64_t round = 0; round < rounds; ++round) {
    int ends[2], sockets[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return no_process();
    End reading(ends[0]), writing(ends[1]);
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) != 0) return no_process();
    End office_line(sockets[0]), center_line(sockets[1]);
    const pid_t center = ::fork();
    if (center < 0) return no_process();
    if (center == 0) {
      office_line.close();
      reading.close();
      writing.close();
      center_until_killed(center_folder, seed, center_line, database);
    }
    const pid_t office = ::fork();
    if (office < 0) {
      ::kill(center, SIGKILL);
      wait_for(center);
      return no_process();
    }
    if (office == 0) {
      center_line.close();
      reading.close();
      office_until_killed(office_folder, seed, judge.next_act(), writing, office_line, database);
    }
    writing.close();
    office_line.close();
    center_line.close();
    for (const auto& said : wait_for_moment(reading, random, round + 1 == rounds)) judge.hear(said);
    const bool kill_office = random.below(2) == 0;
    const bool crash = is_crash_round(round, database);
    if (crash && !crash_under(kill_office ? office : center, *database.server, report)) {
      const auto other = kill_office ? center : office;
      ::kill(other, SIGKILL);
      wait_for(other);
      return StoreError::Broken;
    }
    ::kill(kill_office ? office : center, SIGKILL);
    const auto office_end = wait_for(office), center_end = wait_for(center);
    report.kills += (kill_office ? office_end : center_end) == Ending::Killed;
    report.broken += !crash && (office_end == Ending::Fault || center_end == Ending::Fault);
    judge.hear_rest(reading);
    ++report.rounds;
    const auto office_store = open(office_folder, office_site, seed, database);
    const auto center_store = open(center_folder, center_site, seed, database);
    if (!office_store || !center_store) {
      ++report.broken;
      continue;
    }
    judge.look(**office_store);
    if (round + 1 == rounds) {
      judge_folder(office_folder, **office_store, report);
      judge_folder(center_folder, **center_store, report);
      judge.count_lost();
      judge.count_lost_receipts(**center_store);
    }
    if (step) step();
  }
  if (report.is_clean()) {
    drop(office_folder, office_site, database);
    drop(center_folder, center_site, database);
  }
  return report;
}

}  // namespace ktpel::store
