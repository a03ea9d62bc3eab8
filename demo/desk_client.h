// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "base/result.h"
#include "http/client.h"

namespace ktpel::demo {

/// What a desk answers, or why not.
struct DeskRefusal {
  int status = 0;  ///< of HTTP; 0: nobody answered in time
  int code = 0;    ///< of docs/failure_codes.md
  std::string message;
  std::string asked = {};         ///< "POST /api/applications"
  nlohmann::json said = nullptr;  ///< the whole answer
};
/// "POST /api/applications: 409 NIK tidak ada ... (1101)"
std::string words(const DeskRefusal& refusal);
template <class T = nlohmann::json>
using Told = base::Result<T, DeskRefusal>;

/// An officer's browser, without one: logs in, keeps cookie and csrf word, and comes back when the desk was away. One
/// thread.
class DeskClient {
 public:
  /// Told how each act ended: what was asked as JSON (null for a file), what was answered, null if no answer was heard
  /// of it although it may have been done.
  using Hears =
      std::function<void(const std::string& path, const nlohmann::json& asked, const nlohmann::json& answered)>;
  /// `connect` opens a connection anew; `patience` is how long a desk that is away is waited for.
  DeskClient(std::function<http::ClientPlan()> connect, std::string name, std::string password,
             std::chrono::milliseconds patience, Hears hears = {});

  Told<> get(const std::string& path);
  Told<> post(const std::string& path, const nlohmann::json& body = nlohmann::json::object());
  Told<> put(const std::string& path, const nlohmann::json& body);
  /// A picture or another file; the body is sent as it is.
  Told<> put_file(const std::string& path, base::ByteView bytes);
  Told<base::Bytes> get_file(const std::string& path);
  const std::string& name() const { return name_; }

 private:
  Told<http::Response> send(http::Method method, const std::string& path, base::ByteView body);
  std::optional<http::Response> try_once(http::Method method, const std::string& path, base::ByteView body,
                                         const std::string& key);
  bool log_in();
  std::function<http::ClientPlan()> connect_;
  std::string name_, password_, cookie_, csrf_;
  std::chrono::milliseconds patience_;
  Hears hears_;
  std::optional<http::Client> client_;
  std::uint64_t sent_ = 0;
};

}  // namespace ktpel::demo
