// SPDX-License-Identifier: Apache-2.0
#include "officer/sessions.h"

#include <algorithm>

#include "base/random.h"

namespace ktpel::officer {

base::Result<Session, LoginError> Sessions::log_in(const std::string& name, const base::Secret& password) {
  const auto now = clock_.now();
  {
    const std::scoped_lock lock(mutex_);
    const auto wrong = wrong_.find(name);
    if (wrong != wrong_.end() && wrong->second.count >= wrong_allowed && now.ms - wrong->second.last.ms < pause_ms)
      return LoginError::TooMany;
  }
  const auto account = accounts_.check(name, password);  // takes 0.1 s: without the lock
  if (!account) return LoginError::Store;
  const std::scoped_lock lock(mutex_);
  if (!*account) {
    if (wrong_.size() > 10000) wrong_.clear();  // names made up by somebody who tries
    auto& wrong = wrong_[name];
    if (now.ms - wrong.last.ms >= pause_ms) wrong.count = 0;
    ++wrong.count;
    wrong.last = now;
    return LoginError::Wrong;
  }
  wrong_.erase(name);
  std::erase_if(sessions_, [&](const auto& kept) { return kept.second.session.until <= now; });
  Session session{base::hex(base::random_bytes(32)), base::hex(base::random_bytes(16)), **account,
                  base::Time{now.ms + idle_ms}};
  sessions_.insert_or_assign(session.token, Kept{session, now});
  return session;
}

void Sessions::log_out(const std::string& token) {
  const std::scoped_lock lock(mutex_);
  sessions_.erase(token);
}

void Sessions::end_all_of(const std::string& name) {
  const std::scoped_lock lock(mutex_);
  std::erase_if(sessions_, [&](const auto& kept) { return kept.second.session.account.name == name; });
}

std::optional<Session> Sessions::find(const std::string& token) {
  const auto now = clock_.now();
  const std::scoped_lock lock(mutex_);
  const auto found = sessions_.find(token);
  if (found == sessions_.end()) return std::nullopt;
  auto& [session, began] = found->second;
  if (session.until <= now || now.ms - began.ms > longest_ms) {
    sessions_.erase(found);
    return std::nullopt;
  }
  session.until = base::Time{now.ms + idle_ms};
  return session;
}

}  // namespace ktpel::officer
