// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

#include "api/exchange.h"
#include "http/message.h"
#include "journal/entry.h"

namespace ktpel::line {

/// The center's half: answers what an office asks over its line, once the certificate says which office it is.
/// Thread-safe if the exchanges are.
class CounterRoutes {
 public:
  /// The exchange of an office; nullptr for one that is not let in (never enrolled, or its certificate was withdrawn).
  using CounterFor =
      std::function<std::unique_ptr<api::Exchange>(const journal::SiteId& office, base::ByteView certificate)>;
  /// Parts of blobs that have not wholly arrived are kept in `uploads`.
  CounterRoutes(CounterFor counter_for, std::filesystem::path uploads);

  /// nullopt if the path is none of a line's ("/v1/...").
  std::optional<http::Response> serve(const http::Request& request);
  /// Removes parts that nobody went on with for a week.
  void sweep() const;

 private:
  http::Response put_part(api::Exchange& counter, const journal::SiteId& office, const base::Digest& digest,
                          const http::Request& request);
  std::filesystem::path part_of(const journal::SiteId& office, const base::Digest& digest) const;
  CounterFor counter_for_;
  std::filesystem::path uploads_;
  std::mutex mutex_;  ///< of the parts
};

}  // namespace ktpel::line
