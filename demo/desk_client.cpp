// SPDX-License-Identifier: Apache-2.0
#include "demo/desk_client.h"

#include <thread>

#include "api/failure_code.h"
#include "base/random.h"

namespace ktpel::demo {

using http::Method;
using nlohmann::json;

DeskClient::DeskClient(std::function<http::ClientPlan()> connect, std::string name, std::string password,
                       std::chrono::milliseconds patience, Hears hears)
    : connect_(std::move(connect)),
      name_(std::move(name)),
      password_(std::move(password)),
      patience_(patience),
      hears_(std::move(hears)) {}

std::string words(const DeskRefusal& refusal) {
  return refusal.asked + ": " + std::to_string(refusal.status) + " " + refusal.message;
}

std::optional<http::Response> DeskClient::try_once(Method method, const std::string& path, base::ByteView body,
                                                   const std::string& key) {
  if (!client_) client_.emplace(connect_());
  http::Headers headers;
  if (!cookie_.empty()) headers = {{"cookie", cookie_}, {"x-ktpel-csrf", csrf_}, {"idempotency-key", key}};
  auto answered = client_->send(method, path, body, headers);
  if (answered) return std::move(*answered);
  client_.reset();
  return std::nullopt;
}

bool DeskClient::log_in() {
  cookie_.clear();
  const auto body = json{{"name", name_}, {"password", password_}}.dump();
  const auto in = try_once(Method::Post, "/api/login", base::bytes_of(body), "");
  if (!in || in->status != 200) return false;
  const auto* cookie = in->header("set-cookie");
  const auto said = json::parse(in->text(), nullptr, false);
  if (!cookie || !said.is_object()) return false;
  cookie_ = cookie->substr(0, cookie->find(';'));
  csrf_ = said.value("csrf", std::string());
  return true;
}

/// An act that may have been done although its answer was lost is asked again with the same key, and one that is still
/// being done is waited for.
Told<http::Response> DeskClient::send(Method method, const std::string& path, base::ByteView body) {
  using enum api::FailureCode;
  const auto key = name_ + "-" + std::to_string(++sent_) + "-" + base::hex(base::random_bytes(8));
  const auto asked = std::string(http::name(method)) + " " + path;
  const auto hear = [&](const json& answered) {
    if (hears_ && method != Method::Get) hears_(path, json::parse(body.begin(), body.end(), nullptr, false), answered);
  };
  const auto until = std::chrono::steady_clock::now() + patience_;
  bool perhaps_done = false;
  for (;;) {
    std::optional<http::Response> answer;
    bool sent = false;
    if (!cookie_.empty() || log_in()) {
      answer = try_once(method, path, body, key);
      sent = true;
    }
    if (answer && answer->status == 401) {
      cookie_.clear();  // the desk was started anew
      answer.reset();
      sent = false;
    }
    if (answer && answer->status / 100 == 2) {
      auto said = json::parse(answer->text(), nullptr, false);
      hear(said.is_object() ? said : json::object());
      return std::move(*answer);
    }
    const auto said = answer ? json::parse(answer->text(), nullptr, false) : json();
    const int code = said.is_object() ? said.value("code", 0) : 0;
    const bool in_work = code == static_cast<int>(Desk_StillInWork);
    const bool passing = !answer || answer->status >= 500 || in_work;
    perhaps_done |= sent && passing;
    if (!passing || std::chrono::steady_clock::now() >= until) {
      if (perhaps_done) hear(nullptr);
      return DeskRefusal{answer ? answer->status : 0, code,
                         said.is_object() ? said.value("message", std::string()) : std::string(), asked, said};
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
  }
}

namespace {

Told<> as_json(const Told<http::Response>& answer) {
  if (!answer) return answer.error();
  auto said = json::parse(answer->text(), nullptr, false);
  if (said.is_discarded()) return DeskRefusal{answer->status, 0, "no JSON", "", nullptr};
  return said;
}

}  // namespace

Told<> DeskClient::get(const std::string& path) { return as_json(send(Method::Get, path, {})); }
Told<> DeskClient::post(const std::string& path, const json& body) {
  const auto text = body.dump();
  return as_json(send(Method::Post, path, base::bytes_of(text)));
}
Told<> DeskClient::put(const std::string& path, const json& body) {
  const auto text = body.dump();
  return as_json(send(Method::Put, path, base::bytes_of(text)));
}
Told<> DeskClient::put_file(const std::string& path, base::ByteView bytes) {
  return as_json(send(Method::Put, path, bytes));
}
Told<base::Bytes> DeskClient::get_file(const std::string& path) {
  auto answer = send(Method::Get, path, {});
  if (!answer) return answer.error();
  return std::move(answer->body);
}

}  // namespace ktpel::demo
