// SPDX-License-Identifier: Apache-2.0
// ktpel center bench: many offices at one center.
#include "tool/center_load.h"

#include <sys/resource.h>
#include <time.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>

#include "api/packet.h"
#include "base/clock.h"
#include "base/key_files.h"
#include "base/machine.h"
#include "base/phrase.h"
#include "base/progress.h"
#include "base/random.h"
#include "biometric/image/jpeg2000.h"
#include "biometric/image/wsq.h"
#include "biometric/synth/finger.h"
#include "biometric/synth/portrait.h"
#include "center/center.h"
#include "center/registry_projection.h"
#include "center/service.h"
#include "demo/desk_client.h"
#include "demo/residents.h"
#include "docket/docket.h"
#include "line/remote_center.h"
#include "office/line_files.h"
#include "store/private_server.h"

namespace ktpel::tool {
namespace {

using api::Failure;
using api::FailureCode;
using base::phrase;
using Json = nlohmann::ordered_json;

const journal::Actor bench("bench");
constexpr const char* password = "contoh-9901";

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

double cpu_seconds() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  const auto s = [](const timeval& t) { return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6; };
  return s(usage.ru_utime) + s(usage.ru_stime);
}

long resident_kb() {
  std::ifstream status("/proc/self/status");
  std::string word;
  long value = 0;
  while (status >> word)
    if (word == "VmRSS:") {
      status >> value;
      break;
    }
  return value;
}

double quantile(std::vector<double> values, double q) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  return values[std::min(values.size() - 1, static_cast<std::size_t>(q * static_cast<double>(values.size())))];
}

/// The recording of a person, as an office seals it, filled up to the size that is asked for.
api::CapturePacket recording_of(int person, int kb) {
  api::CapturePacket packet{{}, {}, "Saya menyatakan ...", {}, {}, {}, {}, {}, {2, 7}};
  for (int position = 1; position <= 10; ++position) {
    const auto master =
        biometric::PersonFingers::grow(static_cast<std::uint64_t>(person) + 77000, biometric::FingerNumber(position));
    const auto press =
        biometric::impression(master, {}, base::SeededRandom(static_cast<std::uint64_t>(person * 100 + position)));
    packet.fingers.push_back({position, biometric::encode_wsq(press.image)});
  }
  packet.portrait =
      biometric::encode_jp2(biometric::draw_portrait(base::SeededRandom(static_cast<std::uint64_t>(person)), false,
                                                     biometric::Background::Blue),
                            60000);
  packet.signature = base::Bytes(8000, 7);
  const auto now = api::encode(packet).size(), wanted = static_cast<std::size_t>(kb) * 1000;
  if (now < wanted) packet.irises.push_back({true, base::random_bytes(wanted - now)});  // pictures do not compress
  return packet;
}

/// An office of the load: its line, its journal.
struct Station {
  std::unique_ptr<store::JournalStore> journal;
  std::unique_ptr<line::RemoteCenter> line;
  std::optional<base::SealingCertificate> center_seals;
  std::mutex mutex;
  int sent = 0;
};

}  // namespace

Outcome run_load(const LoadOptions& options) {
  const base::SystemClock clock;
  std::string fresh = (std::filesystem::temp_directory_path() / "ktpel-bench-XXXXXX").string();
  const std::filesystem::path folder =
      options.folder.empty() ? std::filesystem::path(::mkdtemp(fresh.data())) : options.folder;
  std::unique_ptr<store::PrivateServer> server;
  store::JournalPlace place(folder / "pusat");
  if (!options.database.empty()) {
    auto url = options.database;
    if (url == "postgresql://") {
      auto started = store::PrivateServer::start("/tmp");
      if (!started) return Failure{FailureCode::Center_BenchNoDatabase, store::name(started.error())};
      server = std::move(*started);
      url = server->url();
    }
    place.server = store::Server{url, "bench"};
  }
  auto opened = center::Center::open(place, clock);
  if (!opened) return opened.error();
  auto& center = **opened;
  auto service = center::Service::start(center, {.uploads = folder / "uploads"}, clock);
  if (!service) return service.error();
  const auto url = "https://127.0.0.1:" + std::to_string((*service)->port());

  // residents, an officer, offices with lines, recordings
  std::vector<registry::Resident> residents;
  std::map<std::string, int> serials;
  for (int i = 0; i < std::max(options.packets, 1); ++i) {
    const auto who = demo::invent_resident(99, i);
    const auto scope = registry::serial_scope(who.address.area, who.born, who.sex);
    const auto nik = registry::next_nik(who.address.area, who.born, who.sex, serials[*scope]++);
    if (nik) residents.push_back({registry::with_nik(who, *nik), who.kin});
  }
  for (std::size_t at = 0; at < residents.size(); at += 500) {
    const std::vector<registry::Resident> some(
        residents.begin() + static_cast<std::ptrdiff_t>(at),
        residents.begin() + static_cast<std::ptrdiff_t>(std::min(residents.size(), at + 500)));
    if (const auto ok = center.import_residents(some, bench); !ok) return ok.error();
  }
  const base::Secret words(base::Bytes(password, password + std::char_traits<char>::length(password)));
  if (const auto ok = center.add_officer({"bench", "BENCH", "", {officer::Role::Supervisor}, "", false}, words, bench);
      !ok)
    return ok.error();
  std::vector<std::unique_ptr<Station>> stations;
  {
    base::Progress progress(phrase("center.bench_offices"), static_cast<std::uint64_t>(options.offices));
    for (int i = 0; i < options.offices; ++i) {
      const auto site = journal::SiteId::of("bench-" + std::to_string(i + 1));
      const auto home = folder / site.text();
      const auto code = center.invite(site, "990101", bench);
      if (!code) return code.error();
      if (const auto ok = office::apply_for_line(home, site, url, *code, clock); !ok) return ok.error();
      if (const auto ok = center.approve(site, bench); !ok) return ok.error();
      if (const auto ok = office::fetch_line(home, site, url, *code); !ok) return ok.error();
      auto line = office::open_line(home);
      if (!line) return line.error();
      const auto key = base::site_signing_key(home);
      auto journal =
          key ? store::JournalStore::open(home, site, *key, clock, {})
              : base::Result<std::unique_ptr<store::JournalStore>, store::StoreError>(store::StoreError::Gone);
      if (!journal || !(*journal)->register_site(line->center.known))
        return Failure{FailureCode::Center_BenchOfficeFailed, site.text()};
      auto station = std::make_unique<Station>();
      station->journal = std::move(*journal);
      station->center_seals = std::move(line->center.seals);
      station->line = std::make_unique<line::RemoteCenter>(std::move(line->plan));
      stations.push_back(std::move(station));
      progress.step();
    }
  }
  std::vector<api::CapturePacket> recordings;
  {
    base::Progress progress(phrase("center.bench_persons"), static_cast<std::uint64_t>(options.persons));
    for (int i = 0; i < options.persons; ++i) {
      recordings.push_back(recording_of(i, options.packet_kb));
      progress.step();
    }
  }

  // the load: each packet is written down at its office, then sent and acknowledged
  std::atomic<int> next{0};
  std::atomic<bool> over{false};
  std::atomic<int> failed{0};
  std::vector<double> packet_ms, call_ms;
  std::mutex figures;
  const bool soaks = options.minutes > 0;
  const auto rss_before = resident_kb();
  std::vector<long> rss_kb;  // each second
  std::atomic<std::uint64_t> prepared_ns{0};
  const auto start = std::chrono::steady_clock::now();
  const auto until = start + std::chrono::duration_cast<std::chrono::steady_clock::duration>(
                                 std::chrono::duration<double, std::ratio<60>>(options.minutes));
  const auto send = [&] {
    for (;;) {
      const int n = next++;
      if (over || (!soaks && n >= options.packets)) return;
      if (options.rate > 0) {
        const auto due = start + std::chrono::duration_cast<std::chrono::steady_clock::duration>(
                                     std::chrono::duration<double>(n / options.rate));
        if (soaks && due > until) return;
        std::this_thread::sleep_until(due);
      }
      if (soaks && std::chrono::steady_clock::now() > until) return;
      auto& station = *stations[static_cast<std::size_t>(n) % stations.size()];
      const std::scoped_lock one(station.mutex);
      const auto before = std::chrono::steady_clock::now();
      const auto& who = residents[static_cast<std::size_t>(n) % residents.size()].biodata;
      auto packet = recordings[static_cast<std::size_t>(n) % recordings.size()];
      const issuance::ApplicationNumber number("bench-" + std::to_string(n + 1));
      packet.application = number.get();
      packet.biodata = registry::text_of(who);
      const auto sealed = station.center_seals->seal(api::encode(packet));
      const auto digest = base::sha256(sealed);
      const Json registered{{"nik", who.nik.digits()}, {"biodata", packet.biodata}, {"name", who.name}, {"day", "-"}};
      const auto written = station.journal->append(
          {docket::draft(issuance::Registration{++station.sent}, number, bench, registered.dump()),
           docket::draft(issuance::Recorded{digest}, number, bench,
                         Json{{"biodata_hash", base::sha256(packet.biodata).hex()}}.dump(), {digest})},
          {sealed});
      prepared_ns += static_cast<std::uint64_t>((std::chrono::steady_clock::now() - before).count());
      const auto sending = std::chrono::steady_clock::now();
      bool ok = bool(written);
      if (ok) {
        const auto missing = station.line->missing_blobs({digest});
        ok = missing && (missing->empty() || station.line->put_blob(sealed));
      }
      if (ok) ok = bool(station.line->push(*written));
      if (!ok) {
        ++failed;
        continue;
      }
      const std::scoped_lock lock(figures);
      packet_ms.push_back(seconds_since(sending) * 1000);
    }
  };
  std::vector<std::thread> threads;
  for (int i = 0; i < options.at_once; ++i) threads.emplace_back(send);
  std::thread screens([&] {  // an officer who looks at lists all the while
    const auto authority = center.authority().certificate_pem();
    demo::DeskClient desk(
        [&] { return http::ClientPlan{.base_url = url, .identity = http::ClientIdentity{.authority_pem = authority}}; },
        "bench", password, std::chrono::seconds(5));
    (void)desk.get("/api/me");
    while (!over) {
      const auto asked = std::chrono::steady_clock::now();
      const bool ok = bool(desk.get("/api/applications?state=Captured"));
      if (!ok) ++failed;
      {
        const std::scoped_lock lock(figures);
        call_ms.push_back(seconds_since(asked) * 1000);
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
  });
  std::thread memory([&] {
    while (!over) {
      rss_kb.push_back(resident_kb());
      std::this_thread::sleep_for(std::chrono::seconds(1));
    }
  });
  for (auto& thread : threads) thread.join();
  const double accepted_s = seconds_since(start);
  over = true;
  screens.join();
  memory.join();
  const auto accepted = packet_ms.size();

  // the decisions: what is still to do, alone
  const auto decided_before = center.journal().read([](store::Queries& q) { return docket::count_by_state(q); });
  std::int64_t waiting = 0;
  if (decided_before)
    for (const auto& [state, count] : *decided_before)
      if (state == "Captured" || state == "Sent" || state == "Searching") waiting += count;
  const auto cpu_before = cpu_seconds();
  const auto deciding = std::chrono::steady_clock::now();
  (*service)->is_idle_within(std::chrono::hours(2));
  const double decided_s = seconds_since(deciding), decided_cpu = cpu_seconds() - cpu_before;
  const auto rss_after = resident_kb();
  const auto gallery = center.journal().read([](store::Queries& q) { return center::gallery_rows(q); });
  // Everything that was acknowledged has to have been decided one way or another, and nothing else.
  const auto known = center.journal().read([](store::Queries& q) { return docket::count(q); });
  const bool kept = failed == 0 && accepted > 0 && (soaks || accepted == static_cast<std::size_t>(options.packets)) &&
                    known && static_cast<std::size_t>(*known) == accepted;
  const auto rss_at = [&](double share) {
    return rss_kb[static_cast<std::size_t>(share * static_cast<double>(rss_kb.size() - 1))] / 1024;
  };
  const auto p99_of = [](const std::vector<double>& all, double from, double to) {
    const auto n = static_cast<double>(all.size());
    return quantile(
        {all.begin() + static_cast<std::ptrdiff_t>(from * n), all.begin() + static_cast<std::ptrdiff_t>(to * n)}, 0.99);
  };

  const double rate = static_cast<double>(accepted) / accepted_s;
  Json out{{"ok", kept},
           {"machine", base::machine()},
           {"build", base::compiler()},
           {"database", options.database.empty() ? "sqlite" : "postgresql"},
           {"offices", options.offices},
           {"at_once", options.at_once},
           {"packet_kb", options.packet_kb},
           {"accepted", accepted},
           {"failed", failed.load()},
           {"accepted_s", accepted_s},
           {"packets_per_s", rate},
           {"load_generator_share", static_cast<double>(prepared_ns) / 1e9 / (accepted_s * options.at_once)},
           {"packet_ms_median", quantile(packet_ms, 0.5)},
           {"packet_ms_p99", quantile(packet_ms, 0.99)},
           {"screen_calls", call_ms.size()},
           {"screen_ms_median", quantile(call_ms, 0.5)},
           {"screen_ms_p99", quantile(call_ms, 0.99)},
           {"left_to_decide", waiting},
           {"decided_s", decided_s},
           {"decision_cpu_s_each", waiting > 0 ? decided_cpu / static_cast<double>(waiting) : 0},
           {"rss_mb_before", rss_before / 1024},
           {"rss_mb_after", rss_after / 1024}};
  out["gallery"] = gallery ? gallery->size() : 0;
  if (soaks) {
    // By quarters: what leaks or slows down does so between the second and the last, when the gallery stands still.
    out["rate"] = options.rate;
    out["rss_mb"] = {{"start", rss_at(0)},
                     {"quarter", rss_at(0.25)},
                     {"middle", rss_at(0.5)},
                     {"three_quarters", rss_at(0.75)},
                     {"end", rss_at(1)}};
    for (const auto& [name, all] :
         {std::pair("packet_ms_p99_by_quarter", &packet_ms), std::pair("screen_ms_p99_by_quarter", &call_ms)}) {
      out[name] = Json::array();
      for (int quarter = 0; quarter < 4; ++quarter)
        out[name].push_back(p99_of(*all, quarter / 4.0, (quarter + 1) / 4.0));
    }
  }
  if (!options.append.empty()) std::ofstream(options.append, std::ios::app) << out.dump() << '\n';
  if (options.json)
    std::cout << out.dump(2) << '\n';
  else
    for (const auto& [key, value] : out.items())
      std::printf("%-24s %s\n", key.c_str(),
                  value.is_string() ? value.get<std::string>().c_str() : value.dump().c_str());
  stations.clear();
  service->reset();
  opened->reset();
  std::error_code ignored;
  if (options.folder.empty()) std::filesystem::remove_all(folder, ignored);
  return kept ? 0 : 1;
}

}  // namespace ktpel::tool
