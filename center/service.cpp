// SPDX-License-Identifier: Apache-2.0
#include "center/service.h"

#include <nlohmann/json.hpp>

#include "base/phrase.h"
#include "center/counter.h"
#include "center/desk_routes.h"
#include "log/log.h"

namespace ktpel::center {

using api::Failure;
using api::FailureCode;
using http::Method;
using http::Request;
using http::Response;
using nlohmann::json;

namespace {

constexpr const char* json_type = "application/json";
constexpr std::size_t largest_request = 40u << 20;  // 256 entries of the largest size are refused; usual pushes are not
/// After a failure of the center itself; the disk may have room again.
constexpr std::chrono::seconds pause_after_failure(5);
/// How often recordings that nobody looks at any more are wiped, and how many times of that the center looks around
/// unasked: a parcel may have come on a stick, through another process.
constexpr std::chrono::seconds between_sweeps(20);
constexpr int sweeps_before_a_look = 3;

std::vector<person::Region> path_in_made_up_province(person::RegionCode code) {
  return person::fictional_regions().path(code);
}

/// The reason goes to the officer at the other end.
Response refused(const Failure& failure) {
  return http::answer(409, json_type,
                      json{{"code", static_cast<int>(failure.code)}, {"message", api::sentence(failure)}}.dump());
}

}  // namespace

Service::Service(Center& center, const ServicePlan& plan, const base::Clock& clock)
    : center_(center),
      routes_(
          [this](const journal::SiteId& office, base::ByteView certificate) -> std::unique_ptr<api::Exchange> {
            const auto known = center_.is_let_in(office, certificate);
            if (!known || !*known) return nullptr;
            return center_.counter_for(office);
          },
          plan.uploads),
      sessions_(center.accounts(), clock),
      bench_(center, clock),
      drafts_(center.folder(), center.sealing_key(), clock),
      web_(plan.web, center.folder()),
      desk_(desk_routes({center, sessions_, bench_, drafts_, feed_, clock,
                         plan.region_path ? plan.region_path : path_in_made_up_province}),
            sessions_, true, base::phrase("center.place")) {}

Outcome<std::unique_ptr<Service>> Service::start(Center& center, ServicePlan plan, const base::Clock& clock) {
  std::unique_ptr<Service> service(new Service(center, plan, clock));
  service->routes_.sweep();
  if (const auto swept = service->drafts_.sweep(); !swept) log::warn("{}", api::sentence(swept.error()));
  auto own = center.authority().issue_server(plan.names, clock.now());
  http::ServerPlan server;
  server.address = plan.address;
  server.port = plan.port;
  server.largest_body = largest_request;
  server.identity = http::ServerIdentity{own.chain_pem, std::move(own.key_pem), center.authority().certificate_pem()};
  auto* self = service.get();
  auto started =
      http::Server::start(std::move(server), [self](const Request& request) { return self->answer(request); });
  if (!started) {
    const auto about = plan.address + ":" + std::to_string(plan.port);
    switch (started.error()) {
      case http::ServerError::PortTaken:
        return Failure{FailureCode::Center_PortTaken, about};
      case http::ServerError::BadAddress:
        return Failure{FailureCode::Center_AddressWrong, about};
      case http::ServerError::BadIdentity:
      case http::ServerError::NoResources:
        break;
    }
    return Failure{FailureCode::Center_ServerNotStarted, about};
  }
  service->server_ = std::move(*started);
  service->worker_ = std::thread([self] { self->work(); });
  return service;
}

Service::~Service() {
  if (server_) server_->stop();
  {
    const std::scoped_lock lock(mutex_);
    ends_ = true;
  }
  changed_.notify_all();
  if (worker_.joinable()) worker_.join();
}

void Service::wake() {
  {
    const std::scoped_lock lock(mutex_);
    wanted_ = true;
  }
  changed_.notify_all();
}

bool Service::is_idle_within(std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, patience, [&] { return !wanted_ && !working_; });
}

void Service::work() {
  std::unique_lock lock(mutex_);
  while (!ends_) {
    for (int left = sweeps_before_a_look;
         left > 0 && !changed_.wait_for(lock, between_sweeps, [&] { return wanted_ || ends_; }); --left)
      bench_.close_idle();
    if (ends_) return;
    wanted_ = false;
    working_ = true;
    lock.unlock();
    const auto done = center_.work();
    if (!done) log::error("{}", api::sentence(done.error()));
    tell_if_changed();
    lock.lock();
    working_ = false;
    changed_.notify_all();
    if (!done) {
      changed_.wait_for(lock, pause_after_failure, [&] { return ends_; });
      wanted_ = true;
    }
  }
}

/// Screens ask anew; what changed, and for whom, is theirs to ask.
void Service::tell_if_changed() {
  const auto events = center_.journal().read([](store::Queries& q) { return docket::count_events(q); });
  if (events && told_.exchange(*events) != *events) feed_.publish("changed", "{}");
}

Response Service::answer(const Request& request) {
  {
    const std::scoped_lock lock(mutex_);
    ++requests_;
  }
  if (request.path == "/health") return http::answer(200, json_type, R"({"status":"ok"})");
  if (request.path == "/metrics" && request.client_address == "127.0.0.1") return metrics();
  if (request.path == "/v1/admissions" || request.path == "/v1/admissions/fetch") return admit(request);
  if (auto response = desk_.serve(request)) {
    // An act of an officer may leave something to do: a decision to be told, a packet to be sealed.
    if (response->status / 100 == 2 && request.method != Method::Get && request.method != Method::Head) wake();
    return std::move(*response);
  }
  if (!request.path.starts_with("/v1/")) return web_.answer(request);
  auto response = routes_.serve(request).value_or(http::answer(404, json_type, R"({"error":"NotThere"})"));
  if (response.status / 100 == 2 && request.method == Method::Post && request.path == "/v1/entries") wake();
  if (response.status / 100 != 2) {
    const std::scoped_lock lock(mutex_);
    ++refused_;
  }
  return response;
}

Response Service::admit(const Request& request) {
  if (request.method != Method::Post) return http::answer(405, json_type, "{}");
  if (request.path == "/v1/admissions") {
    const auto asked = line::admission_request_of(request.text());
    if (!asked) return http::answer(400, json_type, R"({"error":"Refused"})");
    if (const auto ok = center_.apply(*asked); !ok) return refused(ok.error());
    return http::answer(202, json_type, R"({"state":"applied"})");
  }
  const auto asked = json::parse(request.text(), nullptr, false);
  const auto text = [&](const char* name) {
    return asked.is_object() && asked.contains(name) && asked[name].is_string() ? asked[name].get<std::string>()
                                                                                : std::string();
  };
  const auto office = journal::SiteId::parse(text("site"));
  if (!office) return http::answer(400, json_type, R"({"error":"Refused"})");
  const auto welcome = center_.welcome(*office, text("secret"));
  if (!welcome) return refused(welcome.error());
  if (!*welcome) return http::answer(202, json_type, R"({"state":"applied"})");
  return http::answer(200, json_type, line::text_of(**welcome));
}

Response Service::metrics() {
  std::string out;
  const auto put = [&](const std::string& name, const std::string& labels, std::uint64_t value) {
    out += name + labels + " " + std::to_string(value) + "\n";
  };
  out += "# TYPE ktpel_applications gauge\n";
  const auto counts = center_.journal().read([](store::Queries& q) { return docket::count_by_state(q); });
  if (!counts) return http::answer(500, "text/plain", "");
  for (const auto& [state, count] : *counts)
    put("ktpel_applications", "{state=\"" + state + "\"}", static_cast<std::uint64_t>(count));
  const std::scoped_lock lock(mutex_);
  out += "# TYPE ktpel_requests_total counter\n";
  put("ktpel_requests_total", "", requests_);
  put("ktpel_requests_refused_total", "", refused_);
  return http::answer(200, "text/plain; version=0.0.4", out);
}

}  // namespace ktpel::center
