// SPDX-License-Identifier: Apache-2.0
#include "device/reader/reader.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <fstream>
#include <optional>
#include <thread>

#include "card/personalise/personalise.h"
#include "device/reader/virtual_readers.h"

// Goal: cards behind a real PC/SC service behave as in the same process; a missing service, reader or card is told
// apart; nothing is left running. Method: a private service with the virtual driver. If it cannot start, this
// test fails: without it nobody has tried the readers.
namespace ktpel::device {
namespace {

using namespace std::chrono_literals;
person::Date date(int y, unsigned m, unsigned d) { return *person::Date::of(y, m, d); }
const person::Date today = date(2026, 11, 25);
constexpr base::Time now{1795600000000};

card::CardContents contents(const std::string& name) {
  base::Bytes jp2{0, 0, 0, 12, 'j', 'P', ' ', ' ', 0x0d, 0x0a, 0x87, 0x0a};
  jp2.resize(2500, 0x55);
  return {
      {person::Nik::parse("9901014508680002").value(), name, "SIDOARJO", "JL. UJI 1", date(1968, 8, 5),
       person::Sex::Female},
      "A00000017",
      std::nullopt,
      {240, 320, jp2},
      {{card::right_index_subtype, base::Bytes(60 * 3, 0x11)}, {card::left_index_subtype, base::Bytes(40 * 3, 0x22)}}};
}
struct Office {
  card::TestAuthority authority = card::TestAuthority::make("Otoritas", {now.ms - 86'400'000});
  card::KeyedDocumentSigner signer = authority.issue_signer("Penandatangan", {{now.ms - 86'400'000}});
  card::TrustStore trust;
  card::Can can = card::Can::parse("314159").value();
  Office() { trust.add(authority.certificate()); }
  card::PersonalisationOrder order() const { return {signer, trust, can, {1}, now, today}; }
};
const Office& office() {
  static const Office one;
  return one;
}

class Readers : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    auto started = VirtualReaders::start(3);
    ASSERT_TRUE(started) << "the private PC/SC service did not start: " << static_cast<int>(started.error());
    readers_ = std::move(started.value());
  }
  static void TearDownTestSuite() { readers_.reset(); }
  void SetUp() override { ASSERT_TRUE(readers_); }
  void TearDown() override {
    for (int i = 0; readers_ && i < readers_->count(); ++i) readers_->reader(i).remove();
  }
  static std::unique_ptr<VirtualReaders> readers_;
};
std::unique_ptr<VirtualReaders> Readers::readers_;

TEST_F(Readers, ACardIsPersonalisedAndReadThroughTheService) {
  auto chip = card::Chip::blank();
  ASSERT_TRUE(readers_->reader(0).insert(chip));
  {
    auto reader = PcscReader::open(readers_->name(0), 5s);
    ASSERT_TRUE(reader);
    const auto blank = card::probe_blank(**reader);
    ASSERT_TRUE(blank);
    EXPECT_EQ(blank->uid, chip.uid());
    EXPECT_EQ(blank->atr, chip.atr());
    const auto report = card::personalise(**reader, *blank, contents("SITI"), office().order());
    ASSERT_TRUE(report);
    EXPECT_EQ(report->field_reading.details.name, "SITI");
  }
  auto reader = PcscReader::open(readers_->name(0), 5s);
  ASSERT_TRUE(reader);
  const auto wrong = card::read_card(**reader, *card::Can::parse("000000"), nullptr, today);
  EXPECT_EQ(wrong.error().verdict, card::Verdict::pace_failed);
  const auto reading = card::read_card(**reader, office().can, &office().trust, today);
  ASSERT_TRUE(reading);
  EXPECT_TRUE(card::differences(*reading, contents("SITI")).empty());
}

// The stock driver gives one reader's answers to another when it is loaded twice; each of ours has its own copy.
TEST_F(Readers, SeveralReadersInParallelDoNotMixTheirCards) {
  std::vector<card::Chip> chips;
  for (int i = 0; i < readers_->count(); ++i) chips.push_back(card::Chip::blank());
  std::vector<std::thread> threads;
  std::vector<std::string> read(chips.size());
  for (int i = 0; i < readers_->count(); ++i)
    ASSERT_TRUE(readers_->reader(i).insert(chips[static_cast<std::size_t>(i)]));
  for (std::size_t i = 0; i < chips.size(); ++i)
    threads.emplace_back([&, i] {
      auto reader = PcscReader::open(readers_->name(static_cast<int>(i)), 5s);
      if (!reader) return;
      const auto blank = card::probe_blank(**reader);
      if (!blank || blank->uid != chips[i].uid()) return;
      if (!card::personalise(**reader, *blank, contents("WARGA " + std::string(1, static_cast<char>('A' + i))),
                             office().order()))
        return;
      for (int n = 0; n < 5; ++n) {
        const auto reading = card::read_card(**reader, office().can, &office().trust, today);
        read[i] = reading ? reading->details.name : "";
      }
    });
  for (auto& t : threads) t.join();
  for (std::size_t i = 0; i < read.size(); ++i)
    EXPECT_EQ(read[i], "WARGA " + std::string(1, static_cast<char>('A' + i)));
}

TEST_F(Readers, WhatIsMissingIsTold) {
  EXPECT_EQ(PcscReader::open("Pembaca lain").error(), ReaderError::NoSuchReader);
  ASSERT_TRUE(wait_for_card(readers_->name(1), false, 5s).value());
  EXPECT_EQ(PcscReader::open(readers_->name(1)).error(), ReaderError::NoCard);
  EXPECT_EQ(wait_for_card("Pembaca lain", true, 0ms).error(), ReaderError::NoSuchReader);
  const auto names = list_readers();
  ASSERT_TRUE(names);
  for (int i = 0; i < readers_->count(); ++i)
    EXPECT_NE(std::find(names->begin(), names->end(), readers_->name(i)), names->end());
  EXPECT_EQ(VirtualReaders::start(1).error(), VirtualReaderError::AlreadyRunning);
}

TEST_F(Readers, ACardTakenAwayIsGoneAndAnotherCanBePutIn) {
  auto first = card::Chip::blank(), second = card::Chip::blank();
  ASSERT_TRUE(readers_->reader(2).insert(first));
  auto reader = PcscReader::open(readers_->name(2), 5s);
  ASSERT_TRUE(reader);
  ASSERT_TRUE(card::probe_blank(**reader));
  EXPECT_TRUE(readers_->reader(2).inserted());
  readers_->reader(2).remove();
  EXPECT_FALSE(readers_->reader(2).inserted());
  const base::Bytes select{0x00, 0xa4, 0x00, 0x0c};
  const auto gone = (*reader)->transmit(select);
  ASSERT_FALSE(gone);
  EXPECT_NE(gone.error(), card::TransportError::Timeout);
  reader->reset();
  ASSERT_TRUE(wait_for_card(readers_->name(2), false, 5s).value());
  ASSERT_TRUE(readers_->reader(2).insert(second));
  auto again = PcscReader::open(readers_->name(2), 5s);
  ASSERT_TRUE(again) << static_cast<int>(again.error());
  EXPECT_EQ(card::probe_blank(**again)->uid, second.uid());
}

// Whoever waits is told at the moment when a card comes or goes, and not only at the end of the wait.
TEST_F(Readers, AWaitEndsWhenACardComesAndWhenItGoes) {
  auto chip = card::Chip::blank();
  ASSERT_TRUE(wait_for_card(readers_->name(1), false, 5s).value());
  EXPECT_FALSE(wait_for_card(readers_->name(1), true, 50ms).value()) << "no card came";
  for (const bool present : {true, false}) {
    std::atomic<bool> seen = false;
    std::thread waiting([&] {
      const auto out = wait_for_card(readers_->name(1), present, 60s);
      seen = out && *out;
    });
    std::this_thread::sleep_for(100ms);  // so that it waits before anything happens
    EXPECT_FALSE(seen);
    if (present)
      EXPECT_TRUE(readers_->reader(1).insert(chip));
    else
      readers_->reader(1).remove();
    waiting.join();
    EXPECT_TRUE(seen) << present;
  }
}

/// Remembers what went wrong on the wire, which a reading only tells as lost.
class Watched final : public card::Transport {
 public:
  explicit Watched(PcscReader& reader) : reader_(reader) {}
  base::Result<base::Bytes, card::TransportError> transmit(base::ByteView apdu) override {
    auto out = reader_.transmit(apdu);
    if (!out) error = out.error();
    return out;
  }
  base::Result<base::Bytes, card::TransportError> reset() override { return reader_.reset(); }
  std::optional<card::TransportError> error;

 private:
  PcscReader& reader_;
};

// The resident takes the card while the chip computes: gone (Device_CardRemoved), not a timeout and not a hang.
TEST_F(Readers, ACardPulledInTheMiddleOfACommandIsGone) {
  std::atomic<bool> computing = false, pulled = false;
  auto chip = card::Chip::blank({{}, [&](std::chrono::milliseconds) {
                                   computing = true;
                                   while (!pulled) std::this_thread::sleep_for(1ms);
                                 }});
  card::ChipTransport direct(chip);
  const auto blank = card::probe_blank(direct);
  ASSERT_TRUE(card::personalise(direct, *blank, contents("SITI"), office().order()));
  pulled = true;
  for (int i = 0; i < 3; ++i) (void)card::read_card(direct, *card::Can::parse("000000"), nullptr, today);
  pulled = computing = false;
  ASSERT_TRUE(readers_->reader(2).insert(chip));
  auto reader = PcscReader::open(readers_->name(2), 5s);
  ASSERT_TRUE(reader);
  std::thread hand([&] {
    // after three wrong numbers the start of PACE is delayed: the chip is in the middle of a command
    while (!computing) std::this_thread::sleep_for(1ms);
    std::thread removal([] { readers_->reader(2).remove(); });  // returns only when the chip has ended
    std::this_thread::sleep_for(300ms);
    pulled = true;
    removal.join();
  });
  Watched wire(**reader);
  EXPECT_EQ(card::read_card(wire, office().can, nullptr, today).error().verdict, card::Verdict::communication_lost);
  hand.join();
  EXPECT_EQ(wire.error, card::TransportError::Gone);
  reader->reset();
  ASSERT_TRUE(wait_for_card(readers_->name(2), false, 5s).value());
  EXPECT_EQ(PcscReader::open(readers_->name(2)).error(), ReaderError::NoCard);
}

// The power fails in the middle of a write: the reader reports a lost card, and after a new insertion it is no card.
TEST_F(Readers, ATornWriteIsAnErrorAndThenNoCard) {
  auto chip = card::Chip::blank();
  ASSERT_TRUE(readers_->reader(0).insert(chip));
  {
    auto reader = PcscReader::open(readers_->name(0), 5s);
    ASSERT_TRUE(reader);
    const auto blank = card::probe_blank(**reader);
    ASSERT_TRUE(blank);
    chip.inject_tear(30, true);
    const auto out = card::personalise(**reader, *blank, contents("SITI"), office().order());
    ASSERT_FALSE(out);
    EXPECT_TRUE(card::spoils_blank(out.error()));
  }
  readers_->reader(0).remove();
  ASSERT_TRUE(wait_for_card(readers_->name(0), false, 5s).value());
  ASSERT_TRUE(readers_->reader(0).insert(chip));
  auto reader = PcscReader::open(readers_->name(0), 5s);
  ASSERT_TRUE(reader);
  EXPECT_EQ(card::read_card(**reader, office().can, nullptr, today).error().verdict, card::Verdict::card_unfinished);
}

// A chip that takes longer than the deadline: the caller gets its time back.
TEST_F(Readers, ASlowCardIsATimeoutAndNotAHang) {
  auto chip = card::Chip::blank({{}, [](std::chrono::milliseconds) { std::this_thread::sleep_for(1500ms); }});
  card::ChipTransport direct(chip);
  const auto blank = card::probe_blank(direct);
  ASSERT_TRUE(card::personalise(direct, *blank, contents("SITI"), office().order()));
  for (int i = 0; i < 3; ++i) (void)card::read_card(direct, *card::Can::parse("000000"), nullptr, today);
  ASSERT_TRUE(readers_->reader(1).insert(chip));
  ASSERT_TRUE(wait_for_card(readers_->name(1), true, 5s).value());
  auto reader = PcscReader::open(readers_->name(1), 0ms, 700ms);
  ASSERT_TRUE(reader);
  // after three wrong numbers the start of PACE is delayed
  EXPECT_EQ(card::read_card(**reader, office().can, nullptr, today).error().verdict, card::Verdict::communication_lost);
  EXPECT_EQ((*reader)->transmit(base::Bytes{0, 0xa4, 0, 0x0c}).error(), card::TransportError::Timeout);
  std::this_thread::sleep_for(1s);
}

std::vector<pid_t> children_of(pid_t parent) {
  std::vector<pid_t> out;
  std::ifstream in("/proc/" + std::to_string(parent) + "/task/" + std::to_string(parent) + "/children");
  for (pid_t pid; in >> pid;) out.push_back(pid);
  return out;
}
// A program that is killed leaves no service behind. It is this program once more, told by its environment.
TEST_F(Readers, NothingIsLeftWhenTheProgramIsKilled) {
  const pid_t child = ::fork();
  if (child == 0) {
    ::setenv("KTPEL_ONLY_START_READERS", "1", 1);
    ::execl("/proc/self/exe", "reader_test", "--gtest_filter=Child.OnlyStartsReaders", nullptr);
    ::_exit(127);
  }
  pid_t keeper = 0, service = 0;
  for (int i = 0; i < 500 && !service; ++i) {
    for (const auto one : children_of(child)) keeper = one;
    if (keeper)
      for (const auto one : children_of(keeper)) service = one;
    std::this_thread::sleep_for(20ms);
  }
  ASSERT_GT(service, 0);
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  bool gone = false;
  for (int i = 0; i < 500 && !gone; ++i) {
    gone = ::kill(service, 0) != 0 && errno == ESRCH;
    std::this_thread::sleep_for(20ms);
  }
  EXPECT_TRUE(gone) << "service " << service << " outlived its program";
}
// The keeper is killed: the kernel takes its service with it, and the reader's user is told.
TEST(VirtualReaders, AKilledKeeperTakesItsServiceWithIt) {
  auto started = VirtualReaders::start(1);
  ASSERT_TRUE(started);
  const auto keepers = children_of(::getpid());
  ASSERT_EQ(keepers.size(), 1u);
  const auto services = children_of(keepers[0]);
  ASSERT_EQ(services.size(), 1u);
  ::kill(keepers[0], SIGKILL);
  bool gone = false;
  for (int i = 0; i < 250 && !gone; ++i) {
    gone = ::kill(services[0], 0) != 0 && errno == ESRCH;
    std::this_thread::sleep_for(20ms);
  }
  EXPECT_TRUE(gone);
  EXPECT_EQ(list_readers().error(), ReaderError::ServiceNotRunning);
  auto chip = card::Chip::blank();
  EXPECT_FALSE((*started)->reader(0).insert(chip));
}
TEST(VirtualReaders, CanBeStartedAgainInTheSameProgram) {
  auto started = VirtualReaders::start(1);
  ASSERT_TRUE(started);
  auto chip = card::Chip::blank();
  ASSERT_TRUE((*started)->reader(0).insert(chip));
  EXPECT_TRUE(PcscReader::open((*started)->name(0), 5s));
}
TEST(Child, OnlyStartsReaders) {
  if (!std::getenv("KTPEL_ONLY_START_READERS")) return;
  auto started = VirtualReaders::start(1);
  ASSERT_TRUE(started);
  for (;;) ::pause();
}

}  // namespace
}  // namespace ktpel::device
