// SPDX-License-Identifier: Apache-2.0
#include "demo/stage.h"

#include <algorithm>
#include <cstdio>
#include <set>

#include "base/phrase.h"
#include "card/lds/file_id.h"
#include "demo/residents.h"

namespace ktpel::demo {

using api::Failure;
using api::FailureCode;
using base::phrase;
using biometric::FingerPosition;
using http::Method;
using http::Request;
using http::Response;
using nlohmann::json;
using Site = Town::Site;

namespace {

constexpr const char* json_type = "application/json; charset=utf-8";
constexpr std::chrono::milliseconds patience(2000);

std::string words(const char* key) { return phrase(std::string("stage.") + key); }

std::string text_in(const json& body, const char* key) {
  const auto found = body.find(key);
  return found != body.end() && found->is_string() ? found->get<std::string>() : std::string();
}

bool flag_in(const json& body, const char* key) {
  const auto found = body.find(key);
  return found != body.end() && (found->is_boolean() ? found->get<bool>() : *found == "true");
}

/// The serial of a blank (issuance/stock.h), which is the name of a file here.
bool is_serial(std::string_view text) {
  return !text.empty() && text.size() <= 32 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-';
  });
}

/// Sent by a button of the page. curl calls JSON so, too, unless it is told otherwise.
bool is_form(const Request& request) {
  const auto* type = request.header("content-type");
  return type && type->starts_with("application/x-www-form-urlencoded") && !request.text().starts_with('{');
}

/// JSON, or the fields of a form; nullopt if it is neither.
std::optional<json> body_of(const Request& request) {
  if (request.body.empty()) return json::object();
  if (is_form(request)) {
    const auto fields = http::parse_target("/?" + std::string(request.text()));
    if (!fields) return std::nullopt;
    json out = json::object();
    for (const auto& [name, value] : fields->query)
      if (!value.empty()) out[name] = value;
    if (const auto missing = text_in(out, "missing"); !missing.empty()) {  // "2 7"
      out["missing"] = json::array();
      for (std::size_t from = 0; from < missing.size();) {
        const auto end = std::min(missing.find_first_of(" ,", from), missing.size());
        if (end > from) out["missing"].push_back(std::atoi(missing.substr(from, end - from).c_str()));
        from = end + 1;
      }
    }
    return out;
  }
  auto read = json::parse(request.text(), nullptr, false);
  if (!read.is_object()) return std::nullopt;
  return read;
}

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  return out;
}

/// A form of one button; `fields` goes before it.
std::string form(const char* path, const char* button, const std::string& fields) {
  return "<form method=\"post\" action=\"/stage/" + std::string(path) + "\">" + fields + "<button>" +
         escaped(words(button)) + "</button></form>\n";
}

std::string hidden(const char* name, const std::string& value) {
  return "<input type=\"hidden\" name=\"" + std::string(name) + "\" value=\"" + escaped(value) + "\">";
}

std::string field(const char* name, const char* label) {
  return "<label>" + escaped(words(label)) + " <input name=\"" + std::string(name) + "\" size=\"18\"></label> ";
}

constexpr std::pair<const char*, Town::Site> power_sites[] = {
    {"counter", Town::Site::Counter}, {"dinas", Town::Site::Dinas}, {"center", Town::Site::Center}};

constexpr const char* style =
    "body{font:16px/1.5 'DejaVu Sans',sans-serif;margin:1rem auto;max-width:62rem;padding:0 "
    "1rem}form{display:inline-block;"
    "margin:.2rem .6rem .2rem 0}button{font:inherit;padding:.3rem "
    ".8rem}input,select{font:inherit}table{border-collapse:"
    "collapse;width:100%}td,th{text-align:left;padding:.2rem .6rem;border-bottom:1px solid #ccc}"
    ".now{background:#eef;padding:.6rem 1rem}";

}  // namespace

Stage::Stage(Town& town)
    : town_(town),
      counter_(town.open_desk(Site::Counter, "supervisor", patience)),
      dinas_(town.open_desk(Site::Dinas, "supervisor", patience)) {
  town_.sensors().fail(device::Fault::Nothing);  // nobody has sat down yet
}

Stage::~Stage() {
  if (server_) server_->stop();
  lift();
}

Outcome<std::unique_ptr<Stage>> Stage::start(Town& town) {
  std::unique_ptr<Stage> stage(new Stage(town));
  auto* self = stage.get();
  for (const auto port : {usual_port, std::uint16_t{0}}) {
    http::ServerPlan plan;
    plan.port = port;
    auto started =
        http::Server::start(std::move(plan), [self](const Request& request) { return self->answer(request); });
    if (!started) continue;
    stage->server_ = std::move(*started);
    return stage;
  }
  return Failure{FailureCode::Town_StageNotStarted};
}

bool Stage::is_of_a_site(const std::string& origin) const {
  if (origin == address()) return true;
  return std::any_of(std::begin(Town::sites), std::end(Town::sites), [&](Site site) {
    const auto own = town_.address(site);
    auto by_name = own;
    by_name.replace(by_name.find("127.0.0.1"), 9, "localhost");
    return origin == own || origin == by_name;
  });
}

Response Stage::answer(const Request& request) {
  const auto* host = request.header("host");
  const auto* origin = request.header("origin");
  // Neither under a name of its own (DNS rebinding) nor by a form of its own may a foreign page act here.
  if ((host && !host->starts_with("127.0.0.1:") && !host->starts_with("localhost:")) ||
      (origin && !is_of_a_site(*origin)))
    return http::answer(403, json_type, json{{"error", words("foreign_page")}}.dump());
  const auto allowed = [&](Response response) {
    if (origin) response.headers["access-control-allow-origin"] = *origin;
    response.headers["vary"] = "origin";
    response.headers["cache-control"] = "no-store";
    response.headers["x-content-type-options"] = "nosniff";
    return response;
  };
  if (request.method == Method::Options) {
    auto response = http::answer(200, "text/plain", "");
    response.headers["access-control-allow-methods"] = "GET, POST";
    response.headers["access-control-allow-headers"] = "content-type, x-ktpel-csrf, idempotency-key";
    response.headers["access-control-max-age"] = "600";
    return allowed(std::move(response));
  }
  const std::scoped_lock lock(mutex_);
  const auto& path = request.path;
  if (request.method == Method::Get || request.method == Method::Head) {
    if (path == "/stage") return allowed(http::answer(200, json_type, state().dump()));
    if (path != "/") return allowed(http::answer(404, json_type, "{}"));
    auto response = http::answer(200, "text/html; charset=utf-8", page());
    response.headers["content-security-policy"] =
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'";
    return allowed(std::move(response));
  }
  if (request.method != Method::Post) return allowed(http::answer(405, json_type, "{}"));
  const auto body = body_of(request);
  if (!body) return allowed(http::answer(400, json_type, json{{"error", words("no_json")}}.dump()));
  Refused refused{404, words("no_such_act")};
  if (path == "/stage/seat") refused = seat(*body);
  if (path == "/stage/operator") refused = press_operator();
  if (path == "/stage/blank") refused = blank(*body);
  if (path == "/stage/card") refused = card(*body);
  if (path == "/stage/line") refused = line(*body);
  if (path == "/stage/power") refused = power(*body);
  if (refused.status) return allowed(http::answer(refused.status, json_type, json{{"error", refused.why}}.dump()));
  if (is_form(request)) {
    auto back = http::answer(303, "text/plain", "");
    back.headers["location"] = "/";
    return allowed(std::move(back));
  }
  return allowed(http::answer(200, json_type, state().dump()));
}

Stage::Refused Stage::seat(const json& body) {
  const auto text = text_in(body, "nik");
  if (text.empty()) {
    town_.sensors().fail(device::Fault::Nothing);
    seated_.clear();
    return {};
  }
  const auto nik = person::Nik::parse(text);
  if (!nik) return {400, words("no_nik")};
  // Who was registered only now is known by his number alone, which tells sex and year.
  constexpr int this_century = 26;
  device::Presented who{.person = body_of(*nik),
                        .female = nik->sex() == person::Sex::Female,
                        .birth_year = nik->year_of_century() + (nik->year_of_century() > this_century ? 1900 : 2000)};
  if (const auto as = text_in(body, "as"); as == "operator") {
    who.person = Town::operator_person;
  } else if (!as.empty()) {
    const auto other = person::Nik::parse(as);
    if (!other) return {400, words("no_nik")};
    who.person = body_of(*other);
  }
  if (const auto missing = body.find("missing"); missing != body.end()) {
    if (!missing->is_array()) return {400, words("no_fingers")};
    for (const auto& one : *missing) {
      const int finger = one.is_number_integer() ? one.get<int>() : 0;
      if (finger < 1 || finger > 10) return {400, words("no_fingers")};
      who.missing_fingers.push_back(FingerPosition(finger));
    }
  }
  who.swapped_hand = flag_in(body, "swapped");
  who.press = ++press_;
  town_.sensors().present(who);
  town_.sensors().fail(device::Fault::None);
  seated_ = nik->digits();
  return {};
}

Stage::Refused Stage::press_operator() {
  town_.sensors().press_once({.person = Town::operator_person, .press = ++press_});
  return {};
}

void Stage::lift() {
  town_.reader(reader).remove();
  chip_.reset();
  serial_.clear();
}

Stage::Refused Stage::lay(base::Result<card::Chip, card::ChipStateError> chip, const std::string& serial) {
  if (!chip) return {409, words("no_chip")};
  lift();
  chip_.emplace(std::move(*chip));
  if (!town_.reader(reader).insert(*chip_)) {
    lift();
    return {409, words("no_reader")};
  }
  serial_ = serial;
  return {};
}

Stage::Refused Stage::blank(const json& body) {
  auto serial = text_in(body, "serial");
  for (int n = 1; serial.empty(); ++n) {
    char digits[32];
    std::snprintf(digits, sizeof digits, "99%07d", n);
    std::error_code error;
    if (!std::filesystem::exists(town_.chip_file(digits), error)) serial = digits;
  }
  if (!is_serial(serial)) return {400, words("no_serial")};
  auto chip = card::Chip::create(town_.chip_file(serial));
  // Lifted while it is written: the field is gone in the middle of a command, and nothing answers any more.
  constexpr std::size_t in_the_middle = 20;
  if (chip && flag_in(body, "pulled")) chip->inject_tear(in_the_middle, true);
  return lay(std::move(chip), serial);
}

Stage::Refused Stage::card(const json& body) {
  const auto serial = text_in(body, "serial");
  if (serial.empty()) {
    lift();
    return {};
  }
  std::error_code error;
  if (!is_serial(serial) || !std::filesystem::exists(town_.chip_file(serial), error)) return {404, words("no_card")};
  if (serial == serial_) lift();  // its file is that chip's own
  auto chip = card::Chip::open(town_.chip_file(serial));
  // One changed bit of what was signed: the chip answers, and is not believed.
  if (chip && flag_in(body, "broken") && !chip->inject_flip(card::file::dg11, 40, 0x01)) return {409, words("no_chip")};
  return lay(std::move(chip), serial);
}

Stage::Refused Stage::line(const json& body) {
  cut_ = !flag_in(body, "up");
  town_.cut_line(cut_);
  return {};
}

Stage::Refused Stage::power(const json& body) {
  const auto name = text_in(body, "site");
  for (const auto& [word, site] : power_sites)
    if (name == word) {
      town_.kill(site);
      if (!town_.start(site)) return {409, words("not_started")};
      return {};
    }
  return {400, words("no_site")};
}

json Stage::state() {
  // Recorded: an application that is beyond the counter, at either office.
  std::set<std::string> recorded;
  for (auto* desk : {counter_.get(), dinas_.get()})
    for (int page = 1; page <= 20; ++page) {
      const auto told = desk->get("/api/applications?page=" + std::to_string(page));
      if (!told) break;
      for (const auto& one : told->at("items"))
        if (one.at("state") != "Registered" && one.at("state") != "Withdrawn")
          recorded.insert(one.at("nik").get<std::string>());
      if (!told->at("more").get<bool>()) break;
    }
  const auto told = [&](const registry::Resident& who) -> json {
    const auto& b = who.biodata;
    const auto nik = std::string(b.nik.digits());
    return {{"nik", nik},
            {"name", b.name},
            {"born", b.born.printed()},
            {"village", b.address.village},
            {"recorded", recorded.count(nik) > 0}};
  };
  json residents = json::array(), strangers = json::array();
  std::set<std::string> cards;
  for (std::size_t i = 0; i < std::min(most_residents, town_.residents().size()); ++i)
    residents.push_back(told(town_.residents()[i]));
  for (int i = 0; i < Town::foreigners; ++i) strangers.push_back(told(town_.foreigner(i)));
  std::error_code error;
  for (const auto& file : std::filesystem::directory_iterator(town_.folder() / "chips", error))
    if (file.path().extension() == ".chip") cards.insert(file.path().stem().string());
  return {{"residents", residents},
          {"foreigners", strangers},
          {"seated", seated_.empty() ? json(nullptr) : json(seated_)},
          {"cards", cards},
          {"reader", serial_.empty() ? json(nullptr) : json(serial_)},
          {"line", cut_ ? "cut" : "up"}};
}

std::string Stage::page() {
  const auto now = state();
  std::string out = "<!doctype html>\n<html lang=\"id\"><meta charset=\"utf-8\"><title>" + escaped(words("title")) +
                    "</title><style>" + style + "</style>\n<h1>" + escaped(words("title")) + "</h1>\n<p>" +
                    escaped(words("about")) + "</p>\n<p class=\"now\">";
  const auto said = [](const json& value) {
    return value.is_null() ? words("nobody") : escaped(value.get<std::string>());
  };
  out += escaped(words("seated")) + ": <b>" + said(now["seated"]) + "</b> &middot; " + escaped(words("reader")) +
         ": <b>" + said(now["reader"]) + "</b> &middot; " + escaped(words("line")) + ": <b>" +
         escaped(words(cut_ ? "line_cut" : "line_up")) + "</b></p>\n";
  out += "<h2>" + escaped(words("scanner")) + "</h2>\n" + form("operator", "press_operator", "") +
         form("seat", "stand_up", "") +
         form("seat", "sit_with", field("nik", "nik") + field("missing", "missing") + field("as", "as"));
  out += "<h2>" + escaped(words("reader")) + "</h2>\n" + form("blank", "lay_blank", field("serial", "serial")) +
         form("card", "lift", "");
  for (const auto& serial : now["cards"])
    out += form("card", "lay_card", "<code>" + escaped(serial) + "</code> " + hidden("serial", serial));
  out += form("card", "lay_broken", field("serial", "serial") + hidden("broken", "true"));
  out += "<h2>" + escaped(words("line")) + "</h2>\n" + form("line", "cut", hidden("up", "false")) +
         form("line", "mend", hidden("up", "true"));
  out += "<h2>" + escaped(words("power")) + "</h2>\n";
  for (const auto& [word, site] : power_sites)
    out += form("power", "power_cut", escaped(Town::place(site)) + " " + hidden("site", word));
  out += "<h2>" + escaped(words("people")) + "</h2>\n<table><tr><th>NIK<th>" + escaped(words("name")) + "<th>" +
         escaped(words("born")) + "<th>" + escaped(words("recorded")) + "<th></tr>\n";
  for (const char* group : {"residents", "foreigners"})
    for (const auto& who : now[group]) {
      const auto nik = who["nik"].get<std::string>();
      out += "<tr><td>" + nik + "<td>" + escaped(who["name"]) + "<td>" + escaped(who["born"]) + "<td>" +
             escaped(words(who["recorded"].get<bool>() ? "yes" : "no")) + "<td>" +
             form("seat", "sit_down", hidden("nik", nik)) + "</tr>\n";
    }
  return out + "</table>\n</html>\n";
}

}  // namespace ktpel::demo
