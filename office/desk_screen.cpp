// SPDX-License-Identifier: Apache-2.0
// The resident's screen: shown what the operator chooses, answered by touch. Only the desk's own machine is served
// without a log-in.
#include "office/desk_words.h"
#include "office/service.h"

namespace ktpel::office {

using api::Failure;
using api::FailureCode;
using desk::Call;
using desk::Reply;
using http::Method;
using nlohmann::json;
using officer::Role;
using officer::Roles;

namespace {

constexpr std::size_t longest_station = 16, most_lines = 20, longest_line = 64;

bool is_station(const std::string& name) {
  return !name.empty() && name.size() <= longest_station &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") == std::string::npos;
}

/// Strokes of [x, y] within the pad, which is 540 wide and 180 high.
bool is_ink(const json& strokes) {
  constexpr std::size_t most_strokes = 200, most_points = 6000;
  if (!strokes.is_array() || strokes.size() > most_strokes) return false;
  std::size_t points = 0;
  for (const auto& stroke : strokes) {
    if (!stroke.is_array() || (points += stroke.size()) > most_points) return false;
    for (const auto& point : stroke)
      if (!point.is_array() || point.size() != 2 || !point[0].is_number() || !point[1].is_number() ||
          !(point[0].get<double>() >= -10 && point[0].get<double>() <= 550) ||
          !(point[1].get<double>() >= -10 && point[1].get<double>() <= 190))
        return false;
  }
  return true;
}

/// Whether a page of this machine asks. A page of another origin in the same browser says where it is from.
bool is_own_page(const http::Request& request) {
  const auto& from = request.client_address;
  const auto *origin = request.header("origin"), *host = request.header("host");
  return (from.starts_with("127.") || from == "::1") && (!origin || (host && *origin == "http://" + *host));
}

}  // namespace

std::vector<desk::Route> Service::screen_routes() {
  const auto from_here = [](std::function<Reply(Call&, const std::string& station)> serve) {
    return [serve = std::move(serve)](Call& call) -> Reply {
      if (!is_own_page(call.request()))
        return trouble({FailureCode::Screen_OtherMachine, call.request().client_address});
      const auto asked = call.query("station");
      const auto station = asked.empty() ? std::string("1") : asked;
      if (!is_station(station)) return desk::Trouble(desk::WrongField{"station"});
      return serve(call, station);
    };
  };
  return {
      {Method::Get, "/api/screen", desk::Open{}, "Layar warga di meja ini: apa yang ditampilkan",
       from_here([this](Call&, const std::string& station) -> Reply {
         const auto shown = screens_.shown(station);
         return done({{"station", station}, {"state", shown.state}, {"data", shown.data}});
       })},
      {Method::Put, "/api/screen", Roles{Role::Operator}, "Menampilkan sesuatu pada layar warga",
       [this](Call& call) -> Reply {
         const auto station = call.text_or("station", "1");
         ResidentScreens::Shown what{.state = call.text("state"), .data = call.body().value("data", json::object())};
         if (!is_station(station)) call.note_wrong("station");
         if (!ResidentScreens::is_state(what.state)) call.note_wrong("state");
         if (!what.data.is_object() || call.request().body.size() > ResidentScreens::largest_data)
           call.note_wrong("data");
         if (!call.wrong_field().empty()) return wrong(call);
         const auto state = what.state;
         if (!screens_.show(station, std::move(what))) return desk::Trouble(desk::WrongField{"station"});
         screen_feed_.publish("screen", station);
         return done({{"station", station}, {"state", state}});
       }},
      {Method::Get, "/api/screen/events", desk::Open{},
       "Pemberitahuan untuk layar warga (server-sent events): screen, dengan nama stasiun",
       from_here([this](Call&, const std::string&) -> Reply {
         http::Response stream;
         stream.events = screen_feed_.subscribe();
         return desk::Answer(std::move(stream));
       })},
      {Method::Post, "/api/screen/answer", desk::Open{},
       "Jawaban warga: right, wrong dengan baris yang ditunjuk, atau help",
       from_here([this](Call& call, const std::string& named) -> Reply {
         const auto station = call.text_or("station", named);
         const auto answer = call.text("answer");
         if (answer != "right" && answer != "wrong" && answer != "help") call.note_wrong("answer");
         const auto lines = call.body().contains("lines") ? call.list("lines") : std::vector<std::string>{};
         if (lines.size() > most_lines) call.note_wrong("lines");
         for (const auto& line : lines)
           if (line.size() > longest_line) call.note_wrong("lines");
         if (!is_station(station)) call.note_wrong("station");
         if (!call.wrong_field().empty()) return wrong(call);
         const auto shown = screens_.shown(station);
         if (shown.state == "idle") return trouble({FailureCode::Screen_NothingAsked, station});
         feed_.publish("screen",
                       json{{"station", station}, {"state", shown.state}, {"answer", answer}, {"lines", lines}}.dump(
                           -1, ' ', false, json::error_handler_t::replace));
         return done();
       })},
      {Method::Post, "/api/screen/strokes", desk::Open{},
       "Goresan yang ditulis warga pada layarnya, semuanya; kosong: dihapus",
       from_here([this](Call& call, const std::string& named) -> Reply {
         const auto station = call.text_or("station", named);
         const auto strokes = call.body().value("strokes", json(nullptr));
         if (!is_station(station)) call.note_wrong("station");
         if (!is_ink(strokes)) call.note_wrong("strokes");
         if (!call.wrong_field().empty()) return wrong(call);
         // Who still draws while the operator has gone on draws for nobody: that is no error.
         const bool taken = screens_.draw(station, strokes);
         if (taken) feed_.publish("ink", json{{"station", station}, {"strokes", strokes}}.dump());
         return done({{"taken", taken}});
       })}};
}

void Service::keep_screens_blank() {
  std::unique_lock lock(mutex_);
  while (!wake_.wait_for(lock, std::chrono::seconds(1), [&] { return ends_; })) {
    lock.unlock();
    for (const auto& station : screens_.sweep()) screen_feed_.publish("screen", station);
    lock.lock();
  }
}

}  // namespace ktpel::office
