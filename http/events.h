// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ktpel::http {

/// One listener's events until they are sent. Thread-safe.
class Subscription {
 public:
  /// Events that wait for a slow listener at most; then the oldest give way to one "lost", at which a page reloads.
  static constexpr std::size_t longest_queue = 256;

  /// The next one as it goes over the line (WHATWG HTML 9.2); nullopt if none waits.
  std::optional<std::string> take();
  /// Called, from any thread, whenever one was put in; it must not wait, nor call the subscription. Once this has
  /// returned an earlier one is not called again.
  void on_event(std::function<void()> wake);

 private:
  friend class Feed;
  void put(const std::string& event);
  std::mutex mutex_;
  std::deque<std::string> waiting_;
  std::function<void()> wake_;
};

/// Tells every listener what happened: the queue display, a notice on a screen. Thread-safe.
class Feed {
 public:
  std::shared_ptr<Subscription> subscribe();
  /// `event` is a word; `data` any text.
  void publish(std::string_view event, std::string_view data);
  std::size_t listeners() const;

 private:
  mutable std::mutex mutex_;
  std::vector<std::weak_ptr<Subscription>> listeners_;
};

}  // namespace ktpel::http
