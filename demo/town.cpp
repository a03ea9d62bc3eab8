// SPDX-License-Identifier: Apache-2.0
#include "demo/town.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <thread>

#include "api/store_failure.h"
#include "base/file.h"
#include "base/key_files.h"
#include "base/phrase.h"
#include "base/random.h"
#include "biometric/image/codec.h"
#include "biometric/synth/finger.h"
#include "card/trust/signing_keys.h"
#include "center/center.h"
#include "center/service.h"
#include "demo/residents.h"
#include "office/failure.h"
#include "office/line_files.h"
#include "office/office.h"

namespace ktpel::demo {
namespace {

using api::Failure;
using api::FailureCode;
using base::Done;
using nlohmann::json;

constexpr int reader_count = 4;  // in turn: the driver needs a second between two cards in one reader

constexpr Town::Officer at_center[] = {{"ajudikator-satu", "Andi Contoh", officer::Role::Adjudicator},
                                       {"ajudikator-dua", "Dina Contoh", officer::Role::Adjudicator},
                                       {"supervisor", "Surya Contoh", officer::Role::Supervisor},
                                       {"pencatat", "Citra Contoh", officer::Role::ServiceOfficer},
                                       {"auditor", "Aulia Contoh", officer::Role::Auditor},
                                       {"administrator", "Adi Contoh", officer::Role::SiteAdmin},
                                       {"kementerian", "Mira Contoh", officer::Role::Ministry}};
constexpr Town::Officer at_office[] = {{"pelayanan", "Sari Contoh", officer::Role::ServiceOfficer},
                                       {"operator", "Rina Contoh", officer::Role::Operator},
                                       {"pendukung", "Doni Contoh", officer::Role::Support},
                                       {"supervisor", "Wati Contoh", officer::Role::Supervisor},
                                       {"administrator", "Adi Contoh", officer::Role::SiteAdmin},
                                       {"cetak", "Bayu Contoh", officer::Role::DinasAdmin}};

/// Where people look for them first; 0 among the others.
constexpr std::uint16_t usual_port(Town::Site site) {
  return site == Town::Site::Center ? 8443 : site == Town::Site::Dinas ? 8081 : 8080;
}

base::Secret secret(std::string_view text) { return base::Secret(base::Bytes(text.begin(), text.end())); }

const journal::Actor founder("pendiri");

json officer_json(const char* name, const char* duty) { return {{"name", name}, {"nip", ""}, {"duty", duty}}; }

}  // namespace

std::span<const Town::Officer> Town::officers(Site site) {
  return site == Site::Center ? std::span<const Officer>(at_center) : std::span<const Officer>(at_office);
}

std::string Town::place(Site site) {
  return site == Site::Center  ? base::phrase("center.place")
         : site == Site::Dinas ? base::phrase("demo.place_dinas")
                               : base::phrase("demo.place_counter");
}

std::filesystem::path Town::folder_of(Site site) const {
  return plan_.folder / (site == Site::Center ? "pusat" : site == Site::Dinas ? "dinas-9901" : "kec-990101");
}

std::filesystem::path Town::chip_file(const std::string& serial) const {
  return plan_.folder / "chips" / (serial + ".chip");
}

std::string Town::address(Site site) const {
  return (site == Site::Center ? "https://127.0.0.1:" : "http://127.0.0.1:") + std::to_string(ports_.at(site));
}

Outcome<std::unique_ptr<Town>> Town::found(const TownPlan& plan, const base::Clock& clock,
                                           const std::function<void(const std::string&)>& tell) {
  std::unique_ptr<Town> town(new Town(plan, clock));
  for (const char* part : {"chips", "pki", "logs"})
    if (const auto ok = base::make_folder(plan.folder / part); !ok)
      return api::failure_of(ok.error(), (plan.folder / part).string());
  tell(base::phrase("demo.town_devices"));
  auto readers = device::VirtualReaders::start(reader_count);  // first: it sets what the offices inherit
  if (!readers)
    return Failure{readers.error() == device::VirtualReaderError::NotInstalled ? FailureCode::Town_NoReaders
                                                                               : FailureCode::Town_ReadersFailed};
  town->readers_ = std::move(*readers);
  auto sensors = device::SensorSimulator::start({}, clock);
  if (!sensors) return Failure{FailureCode::Town_NoSensors};
  town->sensors_ = std::move(*sensors);

  const auto pki = plan.folder / "pki";
  const auto authority = card::TestAuthority::make("ktpel", clock.now());
  const auto signer = card::KeyedDocumentSigner(authority.issue_signer("Dinas 9901", {.from = clock.now()}));
  if (!signer.save(pki, "penandatangan") ||
      !base::write_file_durably(pki / "csca.pem", authority.certificate().pem()) ||
      !base::write_file_durably(pki / "sensors.pem", town->sensors_->anchors_pem()))
    return Failure{FailureCode::Town_KeysNotWritten, pki.string()};
  if (const auto ok = town->found_center(tell); !ok) return ok.error();
  for (const auto site : sites) {
    tell(base::phrase("demo.town_starts", {{"site", town->folder_of(site).filename().string()}}));
    if (!town->start(site)) return Failure{FailureCode::Town_NotStarted, town->folder_of(site).string()};
  }
  for (const auto site : {Site::Dinas, Site::Counter}) {
    const auto picture =
        biometric::impression(biometric::PersonFingers::grow(operator_person, biometric::FingerNumber(2)), {},
                              base::SeededRandom(1))
            .image;
    const auto told =
        town->desk(site, "administrator").put_file("/api/officers/operator/finger", biometric::encode_png(picture));
    if (!told) return Failure{FailureCode::Town_OperatorRefused, told.error().message};
  }
  return town;
}

void Town::harass(const Harassment& how) {
  using std::chrono::milliseconds;
  harassed_ = true;
  strikes_ = true;
  const bool cuts = how.longest_cut.count() > 0 && !lines_.empty();
  if (cuts) {
    patience_ += 4 * std::chrono::duration_cast<std::chrono::seconds>(how.longest_cut);
    for (auto& [site, line] : lines_)
      line->change({.bytes_per_second = how.bytes_per_second,
                    .delay = std::min(milliseconds(2000), how.longest_cut / 10),
                    .late_after = milliseconds(20000),
                    .late_for = milliseconds(8000),
                    .seed = how.seed + static_cast<std::uint64_t>(site),
                    .reset_after = 400000,
                    .half_open = how.longest_cut >= std::chrono::seconds(10) ? 20u : 0u});
  }
  harasser_ = std::thread([this, how, cuts] {
    base::SeededRandom random(how.seed ^ 0xc4a05);
    // Work needs some time between two kills to come along at all, and on a slow line more of it.
    const auto longest_pause = how.bytes_per_second < 50000 && cuts ? 9000u : 2500u;
    const auto rest = [&](std::uint64_t ms) {
      for (; ms > 0 && !stops_; ms -= std::min<std::uint64_t>(ms, 100))
        std::this_thread::sleep_for(milliseconds(std::min<std::uint64_t>(ms, 100)));
    };
    for (int i = 0; i < how.kills && !stops_; ++i) {
      rest(300 + random.below(longest_pause));
      if (stops_) break;
      if (cuts && i % 5 == 1) {
        constexpr double shortest_ms = 500;  // most cuts are short
        const double longest_ms = std::max(shortest_ms, static_cast<double>(how.longest_cut.count()));
        const auto ms = shortest_ms * std::pow(longest_ms / shortest_ms, random.uniform());
        lines_.at(random.below(2) == 0 ? Site::Dinas : Site::Counter)->cut_for(milliseconds(std::llround(ms)));
      }
      const auto site = static_cast<Site>(random.below(3));
      kill(site);
      rest(random.below(1500));
      for (int attempt = 0; attempt < 5 && !start(site); ++attempt)
        std::this_thread::sleep_for(std::chrono::seconds(1));
      ++struck_;
    }
    std::unique_lock lock(mutex_);
    strikes_ = false;
    rests_.notify_all();
    // What it started dies with it (PR_SET_PDEATHSIG is about the thread): it stays as long as they do.
    rests_.wait(lock, [&] { return over_; });
  });
}

Town::Settled Town::settle() {
  Settled settled;
  const Site offices[] = {Site::Dinas, Site::Counter};
  // Until nobody has anything to tell: what one office sends may give the other something to fetch.
  for (int quiet = 0, round = 0; quiet < 3 && round < 100; ++round) {
    bool moved = false;
    for (const auto site : offices) {
      const auto told = desk(site, "administrator").post("/api/synchronisation");
      moved |= !told || told->at("pushed").get<std::size_t>() + told->at("pulled").get<std::size_t>() > 0;
    }
    quiet = moved ? 0 : quiet + 1;
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  for (const auto site : offices) {
    const auto told = desk(site, "administrator").get("/api/status");
    settled.unsent += told ? told->at("line").at("unsent").get<std::size_t>() : 1;
  }
  desks_.clear();
  {
    const std::scoped_lock lock(mutex_);
    processes_.clear();  // the folders are nobody's now
  }
  for (const auto& [site, line] : lines_) {
    const auto counts = line->counts();
    settled.line.connections += counts.connections;
    settled.line.resets += counts.resets;
    settled.line.half_open += counts.half_open;
    settled.line.cuts += counts.cuts;
    settled.line.bytes_up += counts.bytes_up;
    settled.line.bytes_down += counts.bytes_down;
  }
  std::map<std::string, Ledger::Journal> journals;
  for (const auto site : {Site::Center, Site::Dinas, Site::Counter}) {
    const auto folder = folder_of(site);
    const auto signer = base::site_signing_key(folder);
    const auto id = site == Site::Center ? center::Center::site() : journal::SiteId::of(folder.filename().string());
    auto journal = signer
                       ? store::JournalStore::open(folder, id, *signer, clock_, {})
                       : base::Result<std::unique_ptr<store::JournalStore>, store::StoreError>(store::StoreError::Gone);
    const auto contrary = journal ? (*journal)->read([](store::Queries& q) { return docket::contradictions(q); })
                                  : base::Result<std::vector<std::string>, store::StoreError>(journal.error());
    settled.contradictions += contrary ? contrary->size() : 1;
    if (contrary)
      for (const auto& one : *contrary) settled.which.push_back(id.text() + ": " + one);
    for (std::int64_t after = 0; journal;) {
      const auto some = (*journal)->stored_after(after, 1000);
      if (!some || some->empty()) break;  // what cannot be read is lost, and counted so
      for (const auto& [position, entry] : *some) {
        auto act = entered(entry.site.origin().text(), entry.kind, entry.subject, entry.body);
        if (!act.subject.empty()) ++journals[id.text()][act];
      }
      after = some->back().position;
    }
  }
  settled.balance = ledger_.against(journals, center::Center::site().text());
  return settled;
}

int Town::stop_harassing() {
  stops_ = true;
  {
    std::unique_lock lock(mutex_);
    rests_.wait(lock, [&] { return !strikes_; });
  }
  for (auto& [site, line] : lines_) {
    line->change({.bytes_per_second = 0, .delay = std::chrono::milliseconds(0)});
    line->mend();
  }
  return struck_;
}

Town::~Town() {
  stop_harassing();
  desks_.clear();
  processes_.clear();
  {
    const std::scoped_lock lock(mutex_);
    over_ = true;
  }
  rests_.notify_all();
  if (harasser_.joinable()) harasser_.join();
}

/// The center with its residents and officers, and the two offices let in; then all are started as programs.
Outcome<Done> Town::found_center(const std::function<void(const std::string&)>& tell) {
  const auto folder = folder_of(Site::Center);
  store::JournalPlace place(folder);
  if (!plan_.database.empty()) place.server = store::Server{plan_.database, "pusat"};
  auto opened = center::Center::open(place, clock_);
  if (!opened) return opened.error();
  auto& center = **opened;
  tell(base::phrase("demo.town_residents", {{"count", std::to_string(plan_.residents)}}));
  std::map<std::string, int> serials;
  for (int i = 0; i < plan_.residents; ++i) {
    const auto who = invent_resident(plan_.seed, i);
    const auto scope = registry::serial_scope(who.address.area, who.born, who.sex);
    base::check(scope.has_value(), "an invented resident without an area");
    const auto nik = registry::next_nik(who.address.area, who.born, who.sex, serials[*scope]++);
    if (!nik) continue;
    residents_.push_back({registry::with_nik(who, *nik), who.kin});
  }
  for (int i = 0; i < foreigners; ++i) {
    auto stranger = invent_resident(plan_.seed, plan_.residents + i);
    stranger.name = "JOHN CONTOH";
    stranger.citizenship = person::Citizenship::Wna;
    stranger.permit_until = person::Date::of(2029, 6, 30);
    const auto scope = registry::serial_scope(stranger.address.area, stranger.born, stranger.sex);
    const auto nik = registry::next_nik(stranger.address.area, stranger.born, stranger.sex, serials[*scope]++);
    if (!nik) continue;  // so many of one day there are not
    foreigners_.push_back({registry::with_nik(stranger, *nik), stranger.kin});
  }
  auto all = residents_;
  all.insert(all.end(), foreigners_.begin(), foreigners_.end());
  if (const auto ok = center.import_residents(all, founder); !ok) return ok.error();
  for (const auto& [name, full_name, role] : at_center) {
    const auto ok = center.add_officer({name, full_name, "", {role}, "", false}, secret(password()), founder);
    if (!ok) return ok.error();
  }
  auto service = center::Service::start(
      center, {.port = plan_.for_visitors ? usual_port(Site::Center) : std::uint16_t{0}, .uploads = folder / "uploads"},
      clock_);
  if (!service && plan_.for_visitors) service = center::Service::start(center, {.uploads = folder / "uploads"}, clock_);
  if (!service) return service.error();
  ports_[Site::Center] = (*service)->port();
  authority_ = center.authority().certificate_pem();
  for (const auto site : {Site::Dinas, Site::Counter}) {
    auto url = address(Site::Center);
    if (plan_.own_lines) {
      auto& line = lines_[site];
      line =
          line::BadLine::start(ports_.at(Site::Center), {.bytes_per_second = 0, .delay = std::chrono::milliseconds(0)});
      if (!line) return Failure{FailureCode::Town_LineNotStarted};
      url = "https://127.0.0.1:" + std::to_string(line->port());
    }
    const auto name = journal::SiteId::of(folder_of(site).filename().string());
    const bool dinas = site == Site::Dinas;
    const auto code = center.invite(name, dinas ? "9901" : "990101", founder, dinas);
    if (!code) return code.error();
    if (const auto ok = office::apply_for_line(folder_of(site), name, url, *code, clock_); !ok) return ok.error();
    if (const auto ok = center.approve(name, founder); !ok) return ok.error();
    if (const auto ok = office::fetch_line(folder_of(site), name, url, *code); !ok) return ok.error();
    if (const auto ok = found_office(site, url); !ok) return ok.error();
  }
  return Done{};
}

Outcome<Done> Town::found_office(Site site, const std::string&) {
  const auto folder = folder_of(site);
  const bool dinas = site == Site::Dinas;
  const auto pki = std::filesystem::absolute(plan_.folder / "pki");
  json profile{{"letterhead",
                {{"province", "Khayal"},
                 {"district", "Kabupaten Contoh"},
                 {"subdistrict", dinas ? "" : "Uji"},
                 {"address", dinas ? "Jl. Contoh No. 9, Misal" : "Jl. Contoh No. 1, Misal"},
                 {"place", "Misal"}}},
               {"place", place(site)},
               {"head", officer_json("DRS. CONTOH PEJABAT", dinas ? "Kepala Dinas" : "Camat Uji")},
               {"service", officer_json("PELAYAN UJI", "Petugas Pelayanan")},
               {"operator", officer_json("OPERATOR UJI", "Petugas Operator")},
               {"may", {{"personalise", dinas}}},
               {"iris_scanner", true},
               {"wants_documents", plan_.for_visitors},  // the nine cases bring no papers
               {"authorities", (pki / "csca.pem").string()},
               {"sensor_anchors", (pki / "sensors.pem").string()}};
  if (dinas) {
    profile["signer_folder"] = pki.string();
    profile["signer"] = "penandatangan";
  }
  if (const auto ok = base::write_file_durably(folder / "profile.json", profile.dump(2)); !ok)
    return api::failure_of(ok.error(), (folder / "profile.json").string());
  auto line = office::open_line(folder);
  if (!line) return line.error();
  auto office = office::Office::open(
      folder, {.site = line->site, .letterhead = {}, .place = {}, .head = {}, .service = {}, .operator_ = {}}, clock_,
      line->center);
  if (!office) return office.error();
  officer::Accounts accounts((*office)->journal(), folder);
  for (const auto& [name, full_name, role] : at_office) {
    const auto ok = accounts.add({name, full_name, "", {role}, "", false}, secret(password()), founder);
    if (!ok) return office::failure_of(ok.error(), name);
  }
  return Done{};
}

bool Town::start(Site site) {
  const std::scoped_lock lock(mutex_);
  if (processes_.count(site)) return true;
  if (const auto known = ports_.find(site); known != ports_.end()) return start_at(site, known->second);
  return (plan_.for_visitors && start_at(site, usual_port(site))) || start_at(site, 0);
}

bool Town::start_at(Site site, std::uint16_t port) {
  const auto folder = folder_of(site).string();
  std::vector<std::string> arguments{
      site == Site::Center ? "center" : "office", "serve", "--dir", folder, "--port", std::to_string(port), "--json"};
  auto started = Process::start(arguments, plan_.folder / "logs" / (folder_of(site).filename().string() + ".log"));
  if (!started) return false;
  const auto said = json::parse(started->said(), nullptr, false);
  if (!said.is_object() || !said.contains("port")) return false;
  ports_[site] = said["port"].get<std::uint16_t>();
  processes_.insert_or_assign(site, std::move(*started));
  return true;
}

void Town::kill(Site site) {
  const std::scoped_lock lock(mutex_);
  const auto found = processes_.find(site);
  if (found == processes_.end()) return;
  found->second.kill();
  processes_.erase(found);
}

std::unique_ptr<DeskClient> Town::open_desk(Site site, const std::string& officer,
                                            std::chrono::milliseconds patience) const {
  return std::make_unique<DeskClient>(
      [this, site] {
        http::ClientPlan plan{.base_url = address(site)};
        if (site == Site::Center) plan.identity = http::ClientIdentity{.authority_pem = authority_};
        return plan;
      },
      officer, password(), patience);
}

DeskClient& Town::desk(Site site, const std::string& officer) {
  auto& desk = desks_[{site, officer}];
  if (!desk)
    desk = std::make_unique<DeskClient>(
        [this, site] {
          http::ClientPlan plan{.base_url = address(site)};
          if (site == Site::Center) plan.identity = http::ClientIdentity{.authority_pem = authority_};
          return plan;
        },
        officer, password(), patience_,
        [this, name = folder_of(site).filename().string()](const std::string& path, const json& asked,
                                                           const json& answered) {
          const auto acts = acts_of(name, path, asked, answered);
          answered.is_object() ? ledger_.acknowledge(acts) : ledger_.perhaps(acts);
        });
  return *desk;
}

Outcome<std::string> Town::lay_on_reader(card::Chip& chip) {
  clear_reader();
  reader_in_use_ = next_reader_++ % reader_count;
  if (!readers_->reader(reader_in_use_).insert(chip))
    return Failure{FailureCode::Town_CardNotOnReader, readers_->name(reader_in_use_)};
  return readers_->name(reader_in_use_);
}

void Town::clear_reader() {
  if (reader_in_use_ >= 0) readers_->reader(reader_in_use_).remove();
  reader_in_use_ = -1;
}

}  // namespace ktpel::demo
