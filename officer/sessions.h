// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "base/clock.h"
#include "officer/accounts.h"

namespace ktpel::officer {

/// Somebody who is logged in.
struct Session {
  std::string token;  ///< 64 hexadecimal digits: the cookie
  std::string csrf;   ///< what every request that changes something says beside the cookie
  Account account;
  base::Time until;  ///< moved on by every request
};

enum class LoginError {
  Wrong,    ///< name or password
  TooMany,  ///< after five wrong ones: not before a minute has passed
  Store
};

/// Who is logged in, in memory: a restart logs everybody out, and loses nobody's work. Thread-safe.
class Sessions {
 public:
  static constexpr std::int64_t idle_ms = 30 * 60 * 1000, longest_ms = 12 * 3600 * 1000, pause_ms = 60 * 1000;
  static constexpr int wrong_allowed = 5;
  /// Both must outlive this.
  Sessions(const Accounts& accounts, const base::Clock& clock) : accounts_(accounts), clock_(clock) {}

  base::Result<Session, LoginError> log_in(const std::string& name, const base::Secret& password);
  void log_out(const std::string& token);
  /// Ends every session of an account whose roles or password changed.
  void end_all_of(const std::string& name);
  /// nullopt if there is none (any more).
  std::optional<Session> find(const std::string& token);

 private:
  struct Kept {
    Session session;
    base::Time began;
  };
  struct Wrong {
    int count = 0;
    base::Time last{};
  };
  const Accounts& accounts_;
  const base::Clock& clock_;
  std::mutex mutex_;
  std::map<std::string, Kept> sessions_;
  std::map<std::string, Wrong> wrong_;  ///< by name
};

}  // namespace ktpel::officer
