// SPDX-License-Identifier: Apache-2.0
// Question: how long does one card take behind a PC/SC reader: to write and read back, to read at pick-up, PACE
// alone; and how many commands a second does the reader carry? p50 and p95 over the cards, one reader.
// Usage: card_bench [cards]. One JSON line per question on stdout.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "base/random.h"
#include "card/personalise/personalise.h"
#include "device/reader/reader.h"
#include "device/reader/virtual_readers.h"

namespace {

using namespace ktpel;
using Clock = std::chrono::steady_clock;

void print(const char* question, std::vector<double> ms) {
  std::sort(ms.begin(), ms.end());
  const auto at = [&](double share) {
    return ms[static_cast<std::size_t>(share * static_cast<double>(ms.size() - 1))];
  };
  std::printf("{\"question\":\"%s\",\"p50_ms\":%.2f,\"p95_ms\":%.2f,\"n\":%zu}\n", question, at(0.5), at(0.95),
              ms.size());
}

}  // namespace

int main(int argc, char** argv) {
  const int cards = argc > 1 ? std::atoi(argv[1]) : 20;
  auto readers = device::VirtualReaders::start(1);
  if (!readers || cards < 1) {
    std::fprintf(stderr, "the private PC/SC service did not start\n");
    return 1;
  }
  const base::Time now{1795600000000};
  const auto authority = card::TestAuthority::make("Otoritas", {now.ms - 86'400'000});
  const auto signer = authority.issue_signer("Penandatangan", {{now.ms - 86'400'000}});
  card::TrustStore trust;
  trust.add(authority.certificate());
  base::Bytes jp2{0, 0, 0, 12, 'j', 'P', ' ', ' ', 0x0d, 0x0a, 0x87, 0x0a};
  base::SeededRandom random(1);
  while (jp2.size() < card::portrait_allowance()) jp2.push_back(static_cast<std::uint8_t>(random.next()));
  const auto today = *person::Date::of(2026, 11, 25);
  const card::CardContents contents{{person::Nik::parse("9901014508680002").value(), "SITI RAHAYU", "SIDOARJO",
                                     "JL. UJI 1", *person::Date::of(1968, 8, 5), person::Sex::Female},
                                    "A00000017",
                                    std::nullopt,
                                    {240, 320, jp2},
                                    {{9, base::Bytes(180, 1)}, {10, base::Bytes(180, 2)}}};
  std::vector<double> personalise, read, pace;
  double rate = 0;
  std::size_t write_apdus = 0, read_apdus = 0;
  for (int n = 0; n < cards; ++n) {
    auto chip = card::Chip::blank();
    const auto can = card::Can::random();
    (*readers)->reader(0).insert(chip);
    const auto reader = device::PcscReader::open((*readers)->name(0), std::chrono::seconds(5));
    if (!reader) return 1;
    const auto blank = card::probe_blank(**reader);
    if (!blank) return 1;
    const auto report = card::personalise(**reader, *blank, contents, {signer, trust, can, {1}, now, today});
    if (!report) return 1;
    personalise.push_back(report->total_ms);
    write_apdus = report->apdus;
    const auto reading = card::read_card(**reader, can, &trust, today);
    if (!reading) return 1;
    read.push_back(reading->total_ms);
    pace.push_back(reading->pace_ms);
    read_apdus = reading->apdus;
    if (n == 0) {
      const base::Bytes select{0x00, 0xa4, 0x00, 0x0c};
      const auto start = Clock::now();
      for (int i = 0; i < 5000; ++i)
        if (!(*reader)->transmit(select)) return 1;
      rate = 5000 / std::chrono::duration<double>(Clock::now() - start).count();
    }
  }
  print("personalise one card with read-back and field read-back", personalise);
  print("read one card at pick-up", read);
  print("PACE alone", pace);
  std::printf("{\"question\":\"commands a second through one reader\",\"per_second\":%.0f,\"n\":5000}\n", rate);
  std::printf("{\"question\":\"commands per card\",\"write\":%zu,\"read\":%zu}\n", write_apdus, read_apdus);
  return 0;
}
