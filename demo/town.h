// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "api/failure.h"
#include "base/clock.h"
#include "card/chip/chip.h"
#include "demo/desk_client.h"
#include "demo/harassment.h"
#include "demo/ledger.h"
#include "demo/process.h"
#include "device/reader/virtual_readers.h"
#include "device/sensor_simulator/sensor_simulator.h"
#include "line/bad_line.h"
#include "officer/role.h"
#include "registry/resident.h"

namespace ktpel::demo {

template <class T>
using Outcome = base::Result<T, api::Failure>;

struct TownPlan {
  std::filesystem::path folder;  ///< must not exist, or be empty
  std::uint64_t seed = 1;
  int residents = 2000;
  /// A PostgreSQL server for the center's journal, "postgresql://..."; empty: SQLite.
  std::string database = {};
  /// For people at browsers: sites at their usual ports where these are free, papers asked for at the counter.
  bool for_visitors = false;
  /// Between each office and the center stands a line/bad_line.h, good until harass() or cut_line().
  bool own_lines = false;
};

/// A whole little world in one folder: a center, the Dinas of Kabupaten Contoh, the service point of Kecamatan Uji
/// (each a process of its own, reached as officers reach them), card readers without hardware, a simulated scanner with
/// everybody's fingers, and a register of residents. Folders: pusat/, dinas-9901/, kec-990101/, chips/, pki/, logs/.
/// One thread.
class Town {
 public:
  static Outcome<std::unique_ptr<Town>> found(const TownPlan& plan, const base::Clock& clock,
                                              const std::function<void(const std::string& what)>& tell);
  ~Town();

  enum class Site { Center, Dinas, Counter };
  static constexpr Site sites[] = {Site::Center, Site::Dinas, Site::Counter};
  struct Officer {
    const char* name;
    const char* full_name;
    officer::Role role;
  };
  /// Who has an account there; all have the same password.
  static std::span<const Officer> officers(Site site);
  /// The officer's browser at a site; the names are those of the roles.
  DeskClient& desk(Site site, const std::string& officer);
  /// The same for another thread: a browser of one's own.
  std::unique_ptr<DeskClient> open_desk(Site site, const std::string& officer,
                                        std::chrono::milliseconds patience) const;
  /// "Kantor Kecamatan Uji".
  static std::string place(Site site);
  /// Where people can look at it: "http://127.0.0.1:8080".
  std::string address(Site site) const;
  static const char* password() { return "contoh-9901"; }

  /// As a power cut, and back. False if it does not come back.
  void kill(Site site);
  bool start(Site site);
  /// Makes the lines bad, if there are any, then kills center and offices at random with a pause between them, and
  /// starts them again, from a thread of its own, until the kills are used up or stop_harassing().
  void harass(const Harassment& how);
  /// How often it killed so far, and until its end.
  int struck() const { return struck_; }
  /// The lines are good again on return.
  int stop_harassing();
  bool is_harassed() const { return harassed_; }
  /// How long an officer of this town waits for what is on its way: where lines are bad, longer.
  std::chrono::seconds patience() const { return patience_; }

  /// How the sites stand once they have told each other everything.
  struct Settled {
    std::size_t contradictions = 0;       ///< acts that another site's rules refuse
    std::vector<std::string> which = {};  ///< of them
    std::size_t unsent = 0;               ///< entries that the center has not acknowledged
    Ledger::Balance balance = {};         ///< of what officers were told, against the journals
    line::BadLineCounts line = {};        ///< of all offices' lines
  };
  Settled settle();

  // The desk's devices.
  device::SensorSimulator& sensors() { return *sensors_; }
  /// The fingers of an operator, who signs off recordings.
  static constexpr std::uint64_t operator_person = 900001;
  /// The name of the reader on which the chip lies now; the chip must outlive the next call.
  Outcome<std::string> lay_on_reader(card::Chip& chip);
  void clear_reader();
  /// For who uses one reader alone.
  device::ChipInReader& reader(int index) { return readers_->reader(index); }
  const std::string& reader_name(int index) const { return readers_->name(index); }
  std::filesystem::path chip_file(const std::string& serial) const;

  /// The line between the offices and the center; only in a town for visitors.
  void cut_line(bool cut) const {
    for (const auto& [site, line] : lines_) line->refuse(cut);
  }

  const std::filesystem::path& folder() const { return plan_.folder; }
  std::filesystem::path folder_of(Site site) const;
  /// Citizens of Kecamatan Uji, over 17.
  const std::vector<registry::Resident>& residents() const { return residents_; }
  /// One who holds a permanent stay permit.
  const registry::Resident& foreigner(int n) const { return foreigners_.at(static_cast<std::size_t>(n)); }
  static constexpr int foreigners = 10;

 private:
  Town(TownPlan plan, const base::Clock& clock) : plan_(std::move(plan)), clock_(clock) {}
  Outcome<base::Done> found_center(const std::function<void(const std::string&)>& tell);
  Outcome<base::Done> found_office(Site site, const std::string& url);
  bool start_at(Site site, std::uint16_t port);

  TownPlan plan_;
  const base::Clock& clock_;
  std::vector<registry::Resident> residents_, foreigners_;
  std::map<Site, std::uint16_t> ports_;
  std::string authority_;  ///< PEM, of the center's TLS certificate
  std::map<Site, std::unique_ptr<line::BadLine>> lines_;
  std::mutex mutex_;  ///< of the processes
  std::map<Site, Process> processes_;
  std::atomic<bool> harassed_ = false, stops_ = false;
  bool strikes_ = false, over_ = false;
  std::condition_variable rests_;
  std::atomic<int> struck_ = 0;
  std::thread harasser_;
  std::chrono::seconds patience_{300};
  Ledger ledger_;
  std::map<std::pair<Site, std::string>, std::unique_ptr<DeskClient>> desks_;
  std::unique_ptr<device::SensorSimulator> sensors_;
  std::unique_ptr<device::VirtualReaders> readers_;
  int next_reader_ = 0, reader_in_use_ = -1;
};

}  // namespace ktpel::demo
