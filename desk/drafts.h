// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "base/seal.h"
#include "desk/desk.h"

namespace ktpel::desk {

/// What an officer has typed into a page and not yet done: kept on the site's disk, sealed to the site's own key,
/// so that closed windows and power cuts cost at most the step in hand, and nothing of a person stays in a browser.
/// Each officer has his own, one a page. Thread-safe.
///
/// The folder drafts/<officer>/: one file a page, <page>.sealed, holding when it was kept and the page's own JSON
/// object.
class Drafts {
 public:
  static constexpr std::size_t largest = 64 << 10;
  static constexpr std::int64_t kept_ms = std::int64_t{14} * 24 * 3600 * 1000;

  /// `folder`: the site's. Key and clock must outlive this.
  Drafts(std::filesystem::path folder, const base::SealingKey& key, const base::Clock& clock)
      : folder_(std::move(folder)), key_(key), clock_(clock) {}
  /// 1 to 100 letters, digits, '-', '_', '.', ':'.
  static bool is_page(std::string_view page);

  /// In place of what was there; `draft` at most `largest` bytes as JSON text.
  Outcome<base::Done> put(const std::string& officer, const std::string& page, const nlohmann::json& draft);
  struct Draft {
    nlohmann::json content;
    base::Time kept;
  };
  /// nullopt: nothing was kept, or longer ago than kept_ms.
  Outcome<std::optional<Draft>> get(const std::string& officer, const std::string& page) const;
  /// Nothing happens if there is none.
  Outcome<base::Done> remove(const std::string& officer, const std::string& page);
  /// Removes what is older than kept_ms, of all officers, and what cannot be read any more; gives how many.
  Outcome<std::size_t> sweep();

 private:
  std::filesystem::path file_of(const std::string& officer, const std::string& page) const;
  Outcome<std::optional<Draft>> read(const std::filesystem::path& file) const;
  bool is_old(base::Time kept) const { return clock_.now().ms - kept.ms > kept_ms; }
  std::filesystem::path folder_;
  const base::SealingKey& key_;
  const base::Clock& clock_;
  mutable std::mutex mutex_;
};

/// GET, PUT and DELETE /api/drafts/{page}: each officer has his own alone; one that is not there is an empty object.
/// `drafts` must outlive the routes.
std::vector<Route> draft_routes(Drafts& drafts);

}  // namespace ktpel::desk
