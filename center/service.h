// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "center/bench.h"
#include "center/center.h"
#include "desk/desk.h"
#include "desk/drafts.h"
#include "desk/site.h"
#include "http/events.h"
#include "http/server.h"
#include "line/counter_routes.h"
#include "officer/sessions.h"
#include "person/region.h"

namespace ktpel::center {

struct ServicePlan {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  ///< 0: one that is free
  /// DNS names and addresses under which offices reach the center; they stand in its certificate.
  std::vector<std::string> names = {"127.0.0.1", "localhost"};
  /// Parts of blobs that have not wholly arrived.
  std::filesystem::path uploads;
  std::filesystem::path web = {};  ///< the front-end's build
  /// Province to village of a code, for addresses that officers type; the made-up province 99 alone if none is given.
  std::function<std::vector<person::Region>(person::RegionCode)> region_path = {};
};

/// The center as a server: TLS 1.3 with the sites' certificates. Offices' lines (line/counter_routes.h), the way to a
/// line (POST /v1/admissions, POST /v1/admissions/fetch; the secret of the invitation is enough), the center's officers
/// at their browsers (/api, center/desk_routes.h; without a client certificate), GET /health, and GET /metrics for the
/// own machine. Packets are worked off in a thread of its own as soon as they arrive.
class Service {
 public:
  /// The center must outlive the service.
  static Outcome<std::unique_ptr<Service>> start(Center& center, ServicePlan plan, const base::Clock& clock);
  ~Service();
  std::uint16_t port() const { return server_->port(); }
  /// Waits until nothing that arrived waits to be worked off; false if it takes longer than `patience`.
  bool is_idle_within(std::chrono::milliseconds patience);

 private:
  Service(Center& center, const ServicePlan& plan, const base::Clock& clock);
  http::Response answer(const http::Request& request);
  http::Response admit(const http::Request& request);
  http::Response metrics();
  void work();
  void wake();
  void tell_if_changed();
  Center& center_;
  line::CounterRoutes routes_;
  officer::Sessions sessions_;
  Bench bench_;
  desk::Drafts drafts_;
  http::Feed feed_;
  desk::Web web_;
  desk::Desk desk_;
  std::atomic<std::int64_t> told_{-1};  ///< docket::count_events() when listeners were last told
  std::mutex mutex_;
  std::condition_variable changed_;
  bool wanted_ = true, working_ = false, ends_ = false;
  std::uint64_t requests_ = 0, refused_ = 0;
  std::thread worker_;
  std::unique_ptr<http::Server> server_;
};

}  // namespace ktpel::center
