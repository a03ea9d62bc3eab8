// SPDX-License-Identifier: Apache-2.0
#include "office/service.h"

#include "log/log.h"
#include "office/desk_words.h"
#include "office/failure.h"

namespace ktpel::office {

using api::Failure;
using api::FailureCode;

Service::Service(Parts parts, ServicePlan plan)
    : parts_(std::move(parts)),
      plan_(std::move(plan)),
      sessions_(parts_.accounts, parts_.clock),
      drafts_(parts_.office.folder(), parts_.office.sealing_key(), parts_.clock),
      web_(plan_.web, parts_.office.folder()),
      queue_(parts_.office.folder()),
      screens_(parts_.clock) {
  std::vector<desk::Route> routes;
  for (auto some : {application_routes(), person_routes(), capture_routes(), card_routes(), site_routes(),
                    stock_routes(), visit_routes(), list_routes(), old_card_routes(), journal_routes(), queue_routes(),
                    resident_routes(), device_routes(), parcel_routes(), screen_routes(), desk::draft_routes(drafts_)})
    routes.insert(routes.end(), some.begin(), some.end());
  const auto& profile = parts_.office.profile();
  routes.push_back(desk::site_route({.kind = "office",
                                     .site = profile.site.text(),
                                     .place = profile.place,
                                     .may = may_words(profile.may),
                                     .hours_east = profile.hours_east,
                                     .folder = parts_.office.folder()}));
  desk_ = std::make_unique<desk::Desk>(std::move(routes), sessions_, false, profile.place);
}

Outcome<std::unique_ptr<Service>> Service::start(Parts parts, ServicePlan plan) {
  std::unique_ptr<Service> service(new Service(std::move(parts), plan));
  auto* self = service.get();
  http::ServerPlan server;
  server.address = plan.address;
  server.port = plan.port;
  server.largest_body = 128u << 20;  // an answer of the center on a stick
  server.event_ping = std::chrono::seconds(5);
  server.workers = 16;  // some of them wait for the line
  auto started =
      http::Server::start(std::move(server), [self](const http::Request& request) { return self->answer(request); });
  if (!started)
    return Failure{started.error() == http::ServerError::PortTaken ? FailureCode::Office_PortTaken
                                                                   : FailureCode::Office_ServerNotStarted,
                   plan.address + ":" + std::to_string(plan.port)};
  service->server_ = std::move(*started);
  service->exchanger_ = std::thread([self] { self->keep_exchanging(); });
  service->blanker_ = std::thread([self] { self->keep_screens_blank(); });
  if (self->parts_.devices.look) service->looker_ = std::thread([self] { self->keep_looking(); });
  return service;
}

Service::~Service() {
  if (server_) server_->stop();
  {
    const std::scoped_lock lock(mutex_);
    ends_ = true;
  }
  wake_.notify_all();
  for (auto* thread : {&exchanger_, &looker_, &blanker_})
    if (thread->joinable()) thread->join();
}

http::Response Service::answer(const http::Request& request) {
  if (request.path == "/health") return http::answer(200, "application/json", R"({"status":"ok"})");
  // A page of another origin must not reach this one under a name of its own (DNS rebinding).
  const auto* host = request.header("host");
  if (plan_.address == "127.0.0.1" && host && !host->starts_with("127.0.0.1:") && !host->starts_with("localhost:"))
    return http::answer(403, "text/plain", "");
  if (auto answered = desk_->serve(request)) return std::move(*answered);
  return web_.answer(request);
}

std::function<desk::Reply(desk::Call&)> Service::act_on(std::string what, Doing doing) {
  return [this, what = std::move(what), doing = std::move(doing)](desk::Call& call) -> desk::Reply {
    const std::scoped_lock lock(acts_);
    const auto application = application_of(call);
    auto reply = state_after(parts_.office, application, doing(call, application));
    if (!call.wrong_field().empty()) return wrong(call);
    if (reply) changed(what);
    return reply;
  };
}

void Service::changed(std::string_view what) {
  feed_.publish("changed", what);
  display_feed_.publish("queue", "");  // whoever was captured or handed a card waits no more
  {
    const std::scoped_lock lock(mutex_);
    wanted_ = true;
  }
  wake_.notify_all();
}

Outcome<SyncReport> Service::exchange() {
  const std::scoped_lock one_at_a_time(exchange_);
  auto done = parts_.office.synchronise(parts_.line);
  const auto missing = parts_.office.unsent();
  const std::scoped_lock lock(mutex_);
  if (missing) line_.unsent = *missing;
  if (done) {
    line_.last_reached = parts_.clock.now();
    line_.last_failure.reset();
    line_.warning = done->warning;
  } else {
    line_.last_failure = done.error();
  }
  return done;
}

Outcome<SyncReport> Service::synchronise() {
  auto done = exchange();
  if (done && done->pulled > 0) feed_.publish("changed", "pulled");
  return done;
}

LineState Service::line_state() const {
  const std::scoped_lock lock(mutex_);
  return line_;
}

void Service::keep_exchanging() {
  // After a failure longer and longer, so that a line that comes back is not drowned by all offices at once.
  constexpr std::chrono::milliseconds first_pause(500), longest_pause(60000);
  constexpr std::chrono::hours between_sweeps(1);
  auto pause = first_pause;
  auto swept = std::chrono::steady_clock::now() - between_sweeps;
  std::unique_lock lock(mutex_);
  while (!ends_) {
    wanted_ = false;
    lock.unlock();
    if (const auto now = std::chrono::steady_clock::now(); now - swept >= between_sweeps) {
      if (const auto wiped = drafts_.sweep(); !wiped) log::warn("{}", api::sentence(wiped.error()));
      swept = now;
    }
    const auto done = exchange();
    if (done && done->pulled > 0) feed_.publish("changed", "pulled");
    if (!done) log::warn("{}", api::sentence(done.error()));
    if (done && done->warning) log::warn("{}", api::sentence(*done->warning));
    feed_.publish("line", done ? "up" : "down");
    lock.lock();
    if (done) {
      pause = first_pause;
      line_.next_try = base::Time{parts_.clock.now().ms + plan_.synchronise_every.count()};
      wake_.wait_for(lock, plan_.synchronise_every, [&] { return ends_ || wanted_; });
    } else {
      line_.next_try = base::Time{parts_.clock.now().ms + pause.count()};
      wake_.wait_for(lock, pause, [&] { return ends_; });
      pause = std::min(pause * 2, longest_pause);
    }
  }
}

}  // namespace ktpel::office
