// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "desk/desk.h"
#include "desk/drafts.h"
#include "desk/site.h"
#include "http/events.h"
#include "http/server.h"
#include "office/devices.h"
#include "office/office.h"
#include "office/queue.h"
#include "office/screen.h"
#include "officer/sessions.h"

namespace ktpel::office {

struct ServicePlan {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;                              ///< 0: one that is free
  std::chrono::milliseconds synchronise_every{15000};  ///< without anything new to send; then at once
  std::filesystem::path web = {};                      ///< the front-end's build
};

/// How the line stands; what the status bar shows.
struct LineState {
  std::optional<base::Time> last_reached;             ///< when everything was exchanged
  std::optional<api::Failure> last_failure;           ///< since then
  std::optional<api::Failure> warning;                ///< of the last exchange that ended well: this office's clock
  std::optional<base::Time> next_try = std::nullopt;  ///< when the line is tried again by itself
  std::size_t unsent = 0;                             ///< entries that the center has not acknowledged
};

/// One office as a program: its officers' browser on this machine (the routes of desk_routes()), and the line to the
/// center in the background. Acts are done one after the other; the exchange with the center runs beside them, and so
/// do questions to it: an officer who waits for a bad line does not keep the others waiting.
class Service {
 public:
  /// All must outlive the service. `line` is used by the background thread, `counter` by acts (both reach the center;
  /// each is one connection).
  struct Parts {
    Office& office;
    officer::Accounts& accounts;
    api::Exchange& line;
    api::Exchange& counter;
    const base::Clock& clock;
    Devices devices;
  };
  static Outcome<std::unique_ptr<Service>> start(Parts parts, ServicePlan plan);
  ~Service();
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

  std::uint16_t port() const { return server_->port(); }
  /// Asks for an exchange with the center now; answers how it ended.
  Outcome<SyncReport> synchronise();
  LineState line_state() const;
  desk::Desk& desk() { return *desk_; }

 private:
  Service(Parts parts, ServicePlan plan);
  void keep_exchanging();
  Outcome<SyncReport> exchange();
  http::Response answer(const http::Request& request);
  /// What an officer does to the application that the path names.
  using Doing = std::function<Outcome<base::Done>(desk::Call&, const ApplicationNumber&)>;
  /// The handler of such an act: alone among acts, answered with the state it leads to, told to others as `what`.
  std::function<desk::Reply(desk::Call&)> act_on(std::string what, Doing doing);
  /// An act is done: others are told, and the center soon.
  void changed(std::string_view what);

  // The routes, by subject (desk_*.cpp).
  std::vector<desk::Route> application_routes();
  std::vector<desk::Route> person_routes();
  std::vector<desk::Route> capture_routes();
  std::vector<desk::Route> card_routes();
  std::vector<desk::Route> site_routes();
  std::vector<desk::Route> stock_routes();
  std::vector<desk::Route> visit_routes();
  std::vector<desk::Route> list_routes();
  std::vector<desk::Route> old_card_routes();
  std::vector<desk::Route> journal_routes();
  std::vector<desk::Route> queue_routes();
  std::vector<desk::Route> resident_routes();
  std::vector<desk::Route> device_routes();
  std::vector<desk::Route> parcel_routes();
  std::vector<desk::Route> screen_routes();
  /// Does something with the queue as it stands now; one at a time, beside other acts.
  desk::Reply on_queue(const std::function<desk::Reply(Queue&)>& doing);
  Outcome<nlohmann::json> estimate_minutes(std::size_t before);
  void queue_changed(const Queue::Call& call);
  std::vector<SeenDevice> look_at_devices();
  /// As they were found last.
  std::vector<SeenDevice> seen_devices() const;
  nlohmann::json device_status() const;
  std::string printer_name() const;
  void keep_looking();
  void keep_screens_blank();
  /// Who stands beside the officer and says yes: another one, with one of these roles, by the body's name and password.
  Outcome<Officer> second_person(desk::Call& call, const officer::Roles& roles) const;
  /// Who acts and the second officer at the same desk, by the name and password that the body gives.
  Outcome<Witnessed> witnessed(desk::Call& call) const;

  Parts parts_;
  ServicePlan plan_;
  officer::Sessions sessions_;
  desk::Drafts drafts_;
  desk::Web web_;
  http::Feed feed_;
  std::mutex acts_;
  std::mutex devices_;   ///< one capture at a time; never while acts_ is held
  std::mutex counter_;   ///< one question to the center at a time; before acts_ where both are held
  std::mutex exchange_;  ///< one exchange at a time
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  bool wanted_ = true, ends_ = false;
  LineState line_;
  std::vector<SeenDevice> seen_;
  /// Office::capture_pace() of a day, until something else has happened.
  struct Pace {
    std::string day;
    std::int64_t events;
    std::optional<std::int64_t> ms;
  };
  std::optional<Pace> pace_;
  std::mutex queue_mutex_;
  Queue queue_;
  ResidentScreens screens_;
  http::Feed display_feed_, screen_feed_;  ///< of the pages without a log-in
  std::unique_ptr<desk::Desk> desk_;
  std::unique_ptr<http::Server> server_;
  std::thread exchanger_, looker_, blanker_;
};

}  // namespace ktpel::office
