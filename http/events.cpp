// SPDX-License-Identifier: Apache-2.0
#include "http/events.h"

#include <algorithm>

namespace ktpel::http {

std::optional<std::string> Subscription::take() {
  const std::scoped_lock lock(mutex_);
  if (waiting_.empty()) return std::nullopt;
  auto out = std::move(waiting_.front());
  waiting_.pop_front();
  return out;
}

void Subscription::on_event(std::function<void()> wake) {
  const std::scoped_lock lock(mutex_);
  wake_ = std::move(wake);
}

void Subscription::put(const std::string& event) {
  const std::scoped_lock lock(mutex_);
  if (waiting_.size() == longest_queue) waiting_.assign(1, "event: lost\ndata: \n\n");
  waiting_.push_back(event);
  if (wake_) wake_();
}

std::shared_ptr<Subscription> Feed::subscribe() {
  auto out = std::make_shared<Subscription>();
  const std::scoped_lock lock(mutex_);
  std::erase_if(listeners_, [](const auto& one) { return one.expired(); });
  listeners_.push_back(out);
  return out;
}

void Feed::publish(std::string_view event, std::string_view data) {
  std::string text = "event: " + std::string(event) + "\ndata: ";
  for (const char c : data) {
    if (c == '\r') continue;
    text += c;
    if (c == '\n') text += "data: ";
  }
  text += "\n\n";
  std::vector<std::shared_ptr<Subscription>> now;
  {
    const std::scoped_lock lock(mutex_);
    for (const auto& one : listeners_)
      if (auto listener = one.lock()) now.push_back(std::move(listener));
  }
  for (const auto& listener : now) listener->put(text);
}

std::size_t Feed::listeners() const {
  const std::scoped_lock lock(mutex_);
  return static_cast<std::size_t>(
      std::count_if(listeners_.begin(), listeners_.end(), [](const auto& one) { return !one.expired(); }));
}

}  // namespace ktpel::http
