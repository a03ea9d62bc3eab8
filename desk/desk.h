// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "api/failure.h"
#include "base/result.h"
#include "http/message.h"
#include "officer/sessions.h"

/// What an officer's browser says to an office or to the center: a table of routes, who may call each, and one form of
/// answers and errors. The contract is api/openapi.yaml; a test compares the two.
namespace ktpel::desk {

template <class T>
using Outcome = base::Result<T, api::Failure>;

/// One call, once it is known who calls and that he may.
class Call {
 public:
  Call(const http::Request& request, std::map<std::string, std::string> parts, std::optional<officer::Session> session);
  const http::Request& request() const { return request_; }
  /// The part of the path that the pattern names: part("number") of "/api/applications/{number}".
  const std::string& part(const std::string& name) const { return parts_.at(name); }
  /// Who is logged in; a mistake in the program on an open route.
  const officer::Account& officer() const;
  const officer::Session& session() const;
  /// "" if it was not sent.
  std::string query(std::string_view name) const;
  /// A number of the query between `least` and `most`, `otherwise` if it is not sent or is none.
  int query_number(std::string_view name, int otherwise, int least, int most) const;

  /// The body as a JSON object; an empty one if no body was sent. What is wrong is said by reading it: text(),
  /// number(), flag() and list() note the first field that is missing or of another type.
  const nlohmann::json& body() const { return body_; }
  bool body_is_json() const { return body_is_json_; }
  std::string text(const char* field);
  std::string text_or(const char* field, std::string otherwise);
  std::int64_t number(const char* field);
  bool flag_or(const char* field, bool otherwise);
  std::vector<std::string> list(const char* field);
  /// The field of the body that could not be read as the route needs it; empty if all could.
  const std::string& wrong_field() const { return wrong_field_; }
  void note_wrong(std::string field);

 private:
  const http::Request& request_;
  std::map<std::string, std::string> parts_;
  std::optional<officer::Session> session_;
  nlohmann::json body_ = nlohmann::json::object();
  bool body_is_json_ = true;
  std::string wrong_field_;
};

/// JSON, a file, or a stream of events.
struct Answer {
  http::Response response;
  Answer(const nlohmann::json& body, int status = 200);
  Answer(http::Response whole) : response(std::move(whole)) {}
};
/// A failure, or a field of the body that is missing or cannot be (named).
struct WrongField {
  std::string field;
};
class Trouble {
 public:
  Trouble(api::Failure failure) : failure_(std::move(failure)) {}
  Trouble(WrongField field) : field_(std::move(field.field)) {}
  const std::optional<api::Failure>& failure() const { return failure_; }
  const std::string& field() const { return field_; }

 private:
  std::optional<api::Failure> failure_;
  std::string field_;
};
using Reply = base::Result<Answer, Trouble>;

/// Who may call a route.
struct Open {};     ///< everybody: the queue display, the log-in itself
struct Anybody {};  ///< who is logged in, in any role
using Who = std::variant<Open, Anybody, officer::Roles>;
bool may_call(const Who& who, const officer::Roles& roles);

struct Route {
  http::Method method;
  std::string pattern;  ///< "/api/applications/{number}"; a part in braces fits one segment of 1 to 128 bytes
  Who who;
  std::string summary;  ///< Indonesian, for the contract
  std::function<Reply(Call&)> serve;
  /// Bodies that are pictures or other files; the others are JSON.
  bool takes_files = false;
};

/// Answers requests by a table of routes. Sessions are a cookie (HttpOnly, SameSite=Strict); whatever changes something
/// says the session's csrf word in the header X-KTPEL-CSRF. A request that changes something and carries an
/// Idempotency-Key is done once: given again by the same officer within a day it is answered as the first time (kept in
/// memory, the last 10 000). The log-in, log-out and "who am I" are routes of every desk. Thread-safe if the handlers
/// are.
class Desk {
 public:
  static constexpr const char* cookie = "ktpel_session";
  static constexpr const char* csrf_header = "x-ktpel-csrf";
  static constexpr std::size_t kept_answers = 10000;
  static constexpr std::size_t largest_kept = 1 << 20;  ///< bytes; what is larger is a file, and made again

  /// `sessions` must outlive this. `over_tls` marks the cookie Secure. `place`: where the officers work, as pages say
  /// it.
  Desk(std::vector<Route> routes, officer::Sessions& sessions, bool over_tls, std::string place = {});
  /// nullopt if the path is none of "/api/...".
  std::optional<http::Response> serve(const http::Request& request);
  const std::vector<Route>& routes() const { return routes_; }

 private:
  Reply log_in(Call& call);
  http::Response refuse(int status, const api::Failure& failure) const;
  http::Response finish(const Reply& reply) const;
  std::optional<http::Response> answered_before(const std::string& key, bool& in_work);

  std::vector<Route> routes_;
  officer::Sessions& sessions_;
  bool over_tls_;
  std::string place_;
  std::mutex mutex_;
  std::map<std::string, std::optional<http::Response>> answers_;  ///< nullopt while the first is in work
  std::vector<std::string> order_;                                ///< of answers_, oldest first, as a ring
  std::size_t next_ = 0;
};

/// {"code":1101,"name":"Intake_NotInRegistry","cause":...,"action":...,"about":...,"message":...}
nlohmann::json to_json(const api::Failure& failure);
/// The HTTP status that fits a failure: 404 for what is not there, 403 for what is not allowed, 503 for a line that is
/// down, 507 for a full disk, 500 for a broken store, 409 for all others.
int status_of(api::FailureCode code);

/// Headers that every answer to a browser carries: no framing, no sniffing, scripts from here alone, nothing cached
/// (where the answer does not say otherwise). `connects`: an origin that its scripts may call besides this one.
void add_security_headers(http::Response& response, const std::string& connects = {});

}  // namespace ktpel::desk
