// SPDX-License-Identifier: Apache-2.0
#include "desk/desk.h"

#include <algorithm>
#include <charconv>

#include "base/check.h"

namespace ktpel::desk {
namespace {

using api::Failure;
using api::FailureCode;
using http::Method;
using http::Request;
using http::Response;
using nlohmann::json;

constexpr const char* json_type = "application/json; charset=utf-8";
constexpr std::size_t longest_part = 128;

std::vector<std::string_view> segments(std::string_view path) {
  std::vector<std::string_view> out;
  for (std::size_t from = 1; from <= path.size();) {
    const auto end = std::min(path.find('/', from), path.size());
    out.push_back(path.substr(from, end - from));
    from = end + 1;
  }
  return out;
}

/// The parts of the path that the pattern names; nullopt if it does not fit.
std::optional<std::map<std::string, std::string>> fit(std::string_view pattern, std::string_view path) {
  const auto wanted = segments(pattern), given = segments(path);
  if (wanted.size() != given.size()) return std::nullopt;
  std::map<std::string, std::string> parts;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (!wanted[i].starts_with('{')) {
      if (wanted[i] != given[i]) return std::nullopt;
      continue;
    }
    if (given[i].empty() || given[i].size() > longest_part) return std::nullopt;
    parts.emplace(wanted[i].substr(1, wanted[i].size() - 2), given[i]);
  }
  return parts;
}

bool changes(Method method) { return method != Method::Get && method != Method::Head; }

std::string token_of(const Request& request) {
  const auto* cookies = request.header("cookie");
  if (!cookies) return {};
  const std::string wanted = std::string(Desk::cookie) + "=";
  for (std::size_t from = 0; from < cookies->size();) {
    const auto end = std::min(cookies->find(';', from), cookies->size());
    auto one = std::string_view(*cookies).substr(from, end - from);
    while (one.starts_with(' ')) one.remove_prefix(1);
    if (one.starts_with(wanted)) return std::string(one.substr(wanted.size()));
    from = end + 1;
  }
  return {};
}

}  // namespace

Call::Call(const Request& request, std::map<std::string, std::string> parts, std::optional<officer::Session> session)
    : request_(request), parts_(std::move(parts)), session_(std::move(session)) {
  if (request.body.empty()) return;
  auto read = json::parse(request.text(), nullptr, false);
  body_is_json_ = read.is_object();
  if (body_is_json_) body_ = std::move(read);
}

const officer::Session& Call::session() const {
  base::check(session_.has_value(), "the officer of an open route");
  return *session_;
}
const officer::Account& Call::officer() const { return session().account; }

std::string Call::query(std::string_view name) const {
  const auto* value = request_.parameter(name);
  return value ? *value : std::string();
}

int Call::query_number(std::string_view name, int otherwise, int least, int most) const {
  const auto text = query(name);
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return otherwise;
  return std::clamp(value, least, most);
}

void Call::note_wrong(std::string field) {
  if (wrong_field_.empty()) wrong_field_ = std::move(field);
}

std::string Call::text(const char* field) {
  const auto found = body_.find(field);
  if (found != body_.end() && found->is_string() && !found->get_ref<const std::string&>().empty())
    return found->get<std::string>();
  note_wrong(field);
  return {};
}

std::string Call::text_or(const char* field, std::string otherwise) {
  const auto found = body_.find(field);
  if (found == body_.end() || found->is_null()) return otherwise;
  if (found->is_string()) return found->get<std::string>();
  note_wrong(field);
  return otherwise;
}

std::int64_t Call::number(const char* field) {
  const auto found = body_.find(field);
  if (found != body_.end() && found->is_number_integer()) return found->get<std::int64_t>();
  note_wrong(field);
  return 0;
}

bool Call::flag_or(const char* field, bool otherwise) {
  const auto found = body_.find(field);
  if (found == body_.end()) return otherwise;
  if (found->is_boolean()) return found->get<bool>();
  note_wrong(field);
  return otherwise;
}

std::vector<std::string> Call::list(const char* field) {
  const auto found = body_.find(field);
  std::vector<std::string> out;
  if (found != body_.end() && found->is_array() &&
      std::all_of(found->begin(), found->end(), [](const json& one) { return one.is_string(); })) {
    for (const auto& one : *found) out.push_back(one.get<std::string>());
    return out;
  }
  note_wrong(field);
  return out;
}

Answer::Answer(const json& body, int status) : response(http::answer(status, json_type, body.dump())) {}

bool may_call(const Who& who, const officer::Roles& roles) {
  if (std::holds_alternative<Open>(who)) return true;
  if (std::holds_alternative<Anybody>(who)) return !roles.empty();
  const auto& wanted = std::get<officer::Roles>(who);
  return std::any_of(roles.begin(), roles.end(), [&](officer::Role role) { return wanted.count(role) > 0; });
}

json to_json(const Failure& failure) {
  const auto& words = api::manual(failure.code);
  return {{"code", static_cast<int>(failure.code)},
          {"name", words.name},
          {"cause", words.cause},
          {"action", words.action},
          {"about", failure.about},
          {"message", api::sentence(failure)}};
}

int status_of(FailureCode code) {
  using enum FailureCode;
  switch (code) {
    case Office_NoSuchApplication:
    case Center_NoSuchApplication:
    case Center_NoSuchOffice:
    case Center_NoSuchResident:
    case Center_NoSuchContest:
    case Center_NotInThisContest:
    case Center_FingerNotRecorded:
    case Center_PictureNotRecorded:
    case Center_NoSuchChain:
    case Center_NoSuchOfficer:
    case Intake_NotInRegistry:
    case Shipping_NoSuchManifest:
    case Stock_NoSuchBlank:
    case Visit_NoSuchVisit:
    case Desk_NoSuchPage:
    case Queue_NobodyWaits:
    case Queue_NoSuchNumber:
    case Scan_NoSuchPage:
    case Paper_NotThere:
      return 404;
    case Desk_NotLoggedIn:
    case Desk_LoginWrong:
      return 401;
    case Desk_NotYourRole:
    case Desk_CsrfMissing:
    case Line_OtherRegion:
    case Center_OtherRegion:
    case Center_OwnAccount:
    case Center_OnlySupervisorOverdue:
    case Screen_OtherMachine:
      return 403;
    case Desk_TooManyLogins:
      return 429;
    case Desk_BodyMalformed:
      return 400;
    case Draft_TooLarge:
      return 413;
    case Line_Down:
      return 503;
    case Journal_DiskFull:
      return 507;
    case Journal_Broken:
    case Journal_NotWritable:
    case Desk_AccountsUnreadable:
    case Center_OfficersUnwritable:
      return 500;
    default:
      return 409;
  }
}

void add_security_headers(Response& response, const std::string& connects) {
  response.headers.emplace("content-security-policy",
                           "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; style-src 'self' "
                           "'unsafe-inline'; worker-src 'self'; manifest-src 'self'; connect-src 'self'" +
                               (connects.empty() ? "" : " " + connects) +
                               "; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'");
  response.headers.emplace("x-content-type-options", "nosniff");
  response.headers.emplace("x-frame-options", "DENY");
  response.headers.emplace("referrer-policy", "no-referrer");
  response.headers.emplace("permissions-policy", "camera=(self), geolocation=(), microphone=()");
  response.headers.emplace("cross-origin-opener-policy", "same-origin");
  response.headers.emplace("cache-control", "no-store");
}

Desk::Desk(std::vector<Route> routes, officer::Sessions& sessions, bool over_tls, std::string place)
    : routes_(std::move(routes)),
      sessions_(sessions),
      over_tls_(over_tls),
      place_(std::move(place)),
      order_(kept_answers) {
  routes_.push_back({Method::Post, "/api/login", Open{}, "Masuk dengan nama dan kata sandi",
                     [this](Call& call) { return log_in(call); }});
  routes_.push_back({Method::Post, "/api/logout", Anybody{}, "Keluar", [this](Call& call) -> Reply {
                       sessions_.log_out(call.session().token);
                       Answer out(json{{"state", "logged-out"}});
                       out.response.headers["set-cookie"] =
                           std::string(cookie) + "=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict";
                       return out;
                     }});
  routes_.push_back(
      {Method::Get, "/api/me", Anybody{}, "Siapa yang masuk, dengan peran apa", [this](Call& call) -> Reply {
         const auto& who = call.officer();
         json roles = json::array();
         for (const auto role : who.roles)
           roles.push_back({{"name", officer::name(role)}, {"label", officer::label(role)}});
         return Answer(json{{"name", who.name},
                            {"full_name", who.full_name},
                            {"roles", roles},
                            {"region", who.region},
                            {"place", place_},
                            {"expires_ms", call.session().until.ms},
                            {"csrf", call.session().csrf}});
       }});
}

Reply Desk::log_in(Call& call) {
  const auto name = call.text("name");
  const auto words = call.text("password");
  if (!call.wrong_field().empty()) return Trouble(WrongField{call.wrong_field()});
  const auto session = sessions_.log_in(name, base::Secret(base::Bytes(words.begin(), words.end())));
  if (!session) switch (session.error()) {
      case officer::LoginError::Wrong:
        return Trouble(Failure{FailureCode::Desk_LoginWrong});
      case officer::LoginError::TooMany:
        return Trouble(Failure{FailureCode::Desk_TooManyLogins});
      case officer::LoginError::Store:
        return Trouble(Failure{FailureCode::Desk_AccountsUnreadable});
    }
  Answer out(json{{"name", session->account.name}, {"csrf", session->csrf}});
  out.response.headers["set-cookie"] = std::string(cookie) + "=" + session->token +
                                       "; Path=/; HttpOnly; SameSite=Strict" + (over_tls_ ? "; Secure" : "");
  return out;
}

Response Desk::refuse(int status, const Failure& failure) const {
  auto response = http::answer(status, json_type, to_json(failure).dump());
  add_security_headers(response);
  return response;
}

Response Desk::finish(const Reply& reply) const {
  if (!reply) {
    const auto& trouble = reply.error();
    const auto failure = trouble.failure().value_or(Failure{FailureCode::Desk_BodyMalformed, trouble.field()});
    return refuse(status_of(failure.code), failure);
  }
  auto response = reply->response;
  add_security_headers(response);
  return response;
}

/// The first answer to this key, if there is one; otherwise the key is in work from now on.
std::optional<Response> Desk::answered_before(const std::string& key, bool& in_work) {
  const std::scoped_lock lock(mutex_);
  const auto found = answers_.find(key);
  in_work = found != answers_.end() && !found->second;
  if (found != answers_.end()) return found->second;
  answers_.erase(order_[next_]);
  order_[next_] = key;
  next_ = (next_ + 1) % order_.size();
  answers_.emplace(key, std::nullopt);
  return std::nullopt;
}

std::optional<Response> Desk::serve(const Request& request) {
  if (!request.path.starts_with("/api/")) return std::nullopt;
  const Route* route = nullptr;
  std::map<std::string, std::string> parts;
  bool other_method = false;
  for (const auto& candidate : routes_) {
    auto fits = fit(candidate.pattern, request.path);
    if (!fits) continue;
    const bool same =
        candidate.method == request.method || (candidate.method == Method::Get && request.method == Method::Head);
    other_method |= !same;
    // A part that is written out goes before one in braces.
    if (same && (!route || fits->size() < parts.size())) {
      route = &candidate;
      parts = std::move(*fits);
    }
  }
  if (!route) {
    if (other_method) return http::answer(405, json_type, "{}");
    return refuse(404, Failure{FailureCode::Desk_NoSuchPage, request.path});
  }
  const auto session = sessions_.find(token_of(request));
  if (!std::holds_alternative<Open>(route->who)) {
    if (!session) return refuse(401, Failure{FailureCode::Desk_NotLoggedIn});
    if (!may_call(route->who, session->account.roles))
      return refuse(403, Failure{FailureCode::Desk_NotYourRole, session->account.name});
    if (changes(request.method)) {
      const auto* csrf = request.header(csrf_header);
      if (!csrf || !base::same_bytes_constant_time(base::bytes_of(*csrf), base::bytes_of(session->csrf)))
        return refuse(403, Failure{FailureCode::Desk_CsrfMissing});
    }
  }
  Call call(request, std::move(parts), session);
  if (!route->takes_files && !call.body_is_json())
    return refuse(400, Failure{FailureCode::Desk_BodyNotJson, route->pattern});
  std::string key;
  if (const auto* given = request.header("idempotency-key"); given && changes(request.method) && session)
    key = session->account.name + " " + request.path + " " + given->substr(0, 128);
  if (!key.empty()) {
    bool in_work = false;
    if (const auto before = answered_before(key, in_work)) return before;
    if (in_work) return refuse(409, Failure{FailureCode::Desk_StillInWork, request.path});
  }
  // What was not answered, because it failed badly, may be asked again.
  auto response = finish(route->serve(call));
  if (!key.empty()) {
    const std::scoped_lock lock(mutex_);
    if (response.status >= 500 || response.events || response.body.size() > largest_kept)
      answers_.erase(key);
    else
      answers_[key] = response;
  }
  return response;
}

}  // namespace ktpel::desk
