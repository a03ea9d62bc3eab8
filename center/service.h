// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "center/center.h"
#include "http/server.h"
#include "line/counter_routes.h"

namespace ktpel::center {

struct ServicePlan {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  ///< 0: one that is free
  /// DNS names and addresses under which offices reach the center; they stand in its certificate.
  std::vector<std::string> names = {"127.0.0.1", "localhost"};
  /// Parts of blobs that have not wholly arrived.
  std::filesystem::path uploads;
};

/// The center as a server: TLS 1.3 with the sites' certificates. Offices' lines (line/counter_routes.h), the way to a
/// line (POST /v1/admissions, POST /v1/admissions/fetch; the secret of the invitation is enough), GET /health, and GET
/// /metrics for the own machine. Packets are worked off in a thread of its own as soon as they arrive.
class Service {
 public:
  /// The center must outlive the service.
  static Outcome<std::unique_ptr<Service>> start(Center& center, ServicePlan plan, const base::Clock& clock);
  ~Service();
  std::uint16_t port() const { return server_->port(); }
  /// Waits until nothing that arrived waits to be worked off; false if it takes longer than `patience`.
  bool is_idle_within(std::chrono::milliseconds patience);

 private:
  Service(Center& center, std::filesystem::path uploads);
  http::Response answer(const http::Request& request);
  http::Response admit(const http::Request& request);
  http::Response metrics();
  void work();
  void wake();
  Center& center_;
  line::CounterRoutes routes_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool wanted_ = true, working_ = false, ends_ = false;
  std::uint64_t requests_ = 0, refused_ = 0;
  std::thread worker_;
  std::unique_ptr<http::Server> server_;
};

}  // namespace ktpel::center
