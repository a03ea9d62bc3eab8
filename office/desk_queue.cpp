// SPDX-License-Identifier: Apache-2.0
// I.1: the waiting room. What everybody there may see is numbers alone.
#include <charconv>
#include <cstdio>

#include "api/store_failure.h"
#include "office/desk_words.h"
#include "office/service.h"

namespace ktpel::office {

using desk::Call;
using desk::Reply;
using http::Method;
using nlohmann::json;
using officer::Role;
using officer::Roles;

namespace {

const Roles who_calls{Role::ServiceOfficer, Role::Operator, Role::Support, Role::Supervisor};

/// "A-037".
std::string label(QueueKind kind, int number) {
  char text[16];
  std::snprintf(text, sizeof text, "%c-%03d", letter(kind), number);
  return text;
}

json named(QueueKind kind, int number) {
  return {{"queue_number", number}, {"kind", std::string(1, letter(kind))}, {"label", label(kind, number)}};
}

json to_json(const Queue::Waiting& one) {
  auto out = named(one.kind, one.number);
  out["number"] = one.application.get();
  out["name"] = one.name;
  out["lane"] = one.kind == QueueKind::Priority ? "priority" : "regular";
  out["since"] = one.since.iso8601();
  out["called"] = one.called;
  if (!one.shelf.empty()) out["shelf"] = one.shelf;
  out["here"] = one.here;
  return out;
}

json to_json(const Queue::Call& call) {
  auto out = named(call.kind, call.number);
  out["desk"] = call.desk;
  out["at"] = call.at.iso8601();
  out["times"] = call.times;
  return out;
}

/// For officers: also whose number it is.
json with_application(const Queue::Call& call) {
  auto out = to_json(call);
  out["number"] = call.application.get();
  if (!call.shelf.empty()) out["shelf"] = call.shelf;
  return out;
}

json calls_of(const Queue& queue) {
  json out = json::array();
  for (const auto& call : queue.calling()) out.push_back(to_json(call));
  return out;
}

/// The number that the path names; 0, which nobody has, if it is none.
int queue_number_of(const Call& call) {
  const auto& text = call.part("queue_number");
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() ? number : 0;
}

std::string hour(int minute) {
  char text[16];
  std::snprintf(text, sizeof text, "%02d.%02d", minute / 60, minute % 60);
  return text;
}

/// When the office serves, Monday = 1.
json hours_of(const documents::SlotRules& rules) {
  json out = json::array();
  for (std::size_t day = 0; day < rules.week.size(); ++day)
    if (const auto& open = rules.week[day])
      out.push_back({{"weekday", day + 1}, {"open", hour(open->open.from)}, {"close", hour(open->open.until)}});
  return out;
}

}  // namespace

Reply Service::on_queue(const std::function<Reply(Queue&)>& doing) {
  const auto candidates = parts_.office.queue_candidates();
  if (!candidates) return trouble(candidates.error());
  const std::scoped_lock lock(queue_mutex_);
  // A disk that is full hides nobody who waits; the next act that can be kept keeps this as well.
  (void)queue_.refresh(parts_.office.today(), *candidates);
  return doing(queue_);
}

/// People before one who comes now, times what a recording takes; null while too few were made to say.
Outcome<json> Service::estimate_minutes(std::size_t before) {
  const auto events = parts_.office.journal().read([](store::Queries& q) { return docket::count_events(q); });
  if (!events) return api::failure_of(events.error(), parts_.office.folder().string());
  const auto day = parts_.office.today().printed();
  {
    const std::scoped_lock lock(mutex_);
    if (pace_ && pace_->day == day && pace_->events == *events)
      return pace_->ms ? json((static_cast<std::int64_t>(before) * *pace_->ms + 59'999) / 60'000) : json(nullptr);
  }
  const auto pace = parts_.office.capture_pace();
  if (!pace) return pace.error();
  const std::scoped_lock lock(mutex_);
  pace_ = Pace{day, *events, *pace};
  return *pace ? json((static_cast<std::int64_t>(before) * **pace + 59'999) / 60'000) : json(nullptr);
}

void Service::queue_changed(const Queue::Call& call) {
  display_feed_.publish("queue", label(call.kind, call.number));
  feed_.publish("queue", label(call.kind, call.number));
}

std::vector<desk::Route> Service::queue_routes() {
  const auto desk_of = [this](Call& call) {
    const auto desk = call.text("desk");
    const auto& known = parts_.office.profile().desks;
    if (std::find(known.begin(), known.end(), desk) == known.end()) call.note_wrong("desk");
    return desk;
  };
  const auto tell = [this](Call& call, const Outcome<Queue::Call>& called, const std::string& reason) -> Reply {
    if (!called) return trouble(called.error());
    queue_changed(*called);
    if (called->out_of_order)
      if (const auto ok = parts_.office.note_out_of_order(called->application, called->desk, reason, officer_of(call));
          !ok)
        return trouble(ok.error());
    return done(with_application(*called));
  };
  return {
      {Method::Get, "/api/queue", who_calls, "Antrian hari ini: yang menunggu, yang dipanggil, perkiraan",
       [this](Call&) -> Reply {
         std::size_t before = 0;
         json body;
         const auto read = on_queue([&](Queue& queue) -> Reply {
           json waiting = json::array(), calling = json::array();
           for (const auto& one : queue.waiting()) waiting.push_back(to_json(one));
           for (const auto& one : queue.calling()) calling.push_back(with_application(one));
           before = queue.waiting_here();
           body = {{"desks", parts_.office.profile().desks}, {"waiting", waiting}, {"calling", calling}};
           return done();
         });
         if (!read) return read;
         const auto estimate = estimate_minutes(before);
         if (!estimate) return trouble(estimate.error());
         body["estimate_minutes"] = *estimate;
         return done(body);
       }},
      {Method::Post, "/api/queue/next", who_calls, "Memanggil nomor berikutnya ke satu meja",
       [this, desk_of, tell](Call& call) -> Reply {
         const auto desk = desk_of(call), wanted = call.text_or("kind", "");
         const auto kind = queue_kind_of(wanted);
         if (!wanted.empty() && !kind) call.note_wrong("kind");
         if (!call.wrong_field().empty()) return wrong(call);
         return on_queue([&](Queue& queue) { return tell(call, queue.next(desk, kind, parts_.clock.now()), ""); });
       }},
      {Method::Post, "/api/queue/{queue_number}/call", who_calls,
       "Memanggil satu nomor: lagi, atau di luar urutan dengan alasan",
       [this, desk_of, tell](Call& call) -> Reply {
         const auto desk = desk_of(call), reason = call.text_or("reason", "");
         if (reason.size() > Queue::longest_reason) call.note_wrong("reason");
         if (!call.wrong_field().empty()) return wrong(call);
         return on_queue([&](Queue& queue) {
           return tell(call, queue.call(queue_number_of(call), desk, reason, parts_.clock.now()), reason);
         });
       }},
      {Method::Post, "/api/queue/{queue_number}/take-back", who_calls,
       "Membatalkan panggilan yang baru saja: 10 detik; nomor kembali ke tempatnya",
       [this, desk_of](Call& call) -> Reply {
         const auto desk = desk_of(call);
         if (!call.wrong_field().empty()) return wrong(call);
         return on_queue([&](Queue& queue) -> Reply {
           const auto taken = queue.take_back(queue_number_of(call), desk, parts_.clock.now());
           if (!taken) return trouble(taken.error());
           display_feed_.publish("queue", "");
           feed_.publish("queue", "");
           if (taken->out_of_order)
             if (const auto ok = parts_.office.note_taken_back(taken->application, desk, officer_of(call)); !ok)
               return trouble(ok.error());
           return done({{"queue_number", taken->number}, {"times", taken->times}});
         });
       }},
      {Method::Post, "/api/queue/{queue_number}/absent", who_calls,
       "Yang dipanggil tidak hadir; setelah tiga kali ke ujung antrian",
       [this](Call& call) -> Reply {
         const auto number = queue_number_of(call);
         return on_queue([&](Queue& queue) -> Reply {
           if (const auto ok = queue.absent(number, parts_.clock.now()); !ok) return trouble(ok.error());
           display_feed_.publish("queue", "");
           feed_.publish("queue", "");
           return done({{"queue_number", number}});
         });
       }},
      {Method::Post, "/api/queue/{queue_number}/arrival", who_calls, "Pemegang surat panggilan datang mengambil kartu",
       [this](Call& call) -> Reply {
         const auto number = queue_number_of(call);
         return on_queue([&](Queue& queue) -> Reply {
           if (const auto ok = queue.arrive(number, parts_.clock.now()); !ok) return trouble(ok.error());
           display_feed_.publish("queue", "");
           feed_.publish("queue", "");
           return done({{"queue_number", number}});
         });
       }},
      {Method::Get, "/api/display", desk::Open{}, "Layar antrian: nomor saja, tanpa nama",
       [this](Call&) -> Reply {
         const auto& profile = parts_.office.profile();
         std::size_t before = 0;
         json body;
         const auto read = on_queue([&](Queue& queue) -> Reply {
           json waiting = json::array(), cards = json::array();
           for (const auto& one : queue.waiting()) {
             auto shown = named(one.kind, one.number);
             shown["lane"] = one.kind == QueueKind::Priority ? "priority" : "regular";
             if (one.here)
               waiting.push_back(std::move(shown));
             else
               cards.push_back(std::move(shown));
           }
           before = queue.waiting_here();
           body = {{"waiting", waiting}, {"cards", cards}, {"calling", calls_of(queue)}};
           return done();
         });
         if (!read) return read;
         const auto estimate = estimate_minutes(before);
         if (!estimate) return trouble(estimate.error());
         body["estimate_minutes"] = *estimate;
         body["place"] = profile.place;
         body["hours"] = hours_of(profile.hours);
         body["clock"] = parts_.clock.now().iso8601();
         return done(body);
       }},
      {Method::Get, "/api/display/events", desk::Open{},
       "Pemberitahuan untuk layar antrian (server-sent events): queue setiap kali berubah", [this](Call&) -> Reply {
         http::Response stream;
         stream.events = display_feed_.subscribe();
         return desk::Answer(std::move(stream));
       }}};
}

}  // namespace ktpel::office
