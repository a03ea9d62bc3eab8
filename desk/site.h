// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "desk/desk.h"
#include "http/files.h"

/// What a browser is given before anybody has logged in: the front-end's files, and what site this is.
namespace ktpel::desk {

/// What a page may know of a site.
struct SiteFacts {
  std::string kind;                               ///< "office" or "center"
  std::string site;                               ///< "kec-990101"
  std::string place;                              ///< "Kantor Kecamatan Uji"
  nlohmann::json may = nlohmann::json::object();  ///< what an office does, by word
  int hours_east = 7;                             ///< of UTC
  std::filesystem::path folder;                   ///< of the site; holds demo.json at a site of a demo
};

/// demo.json of a site's folder, which the demo writes there: accounts, password, tasks, the stage's address. nullopt
/// at any other site.
std::optional<nlohmann::json> demo_of(const std::filesystem::path& folder);

/// GET /api/site.
Route site_route(SiteFacts facts);

/// The front-end as its build left it, read once. Pages of it are no files: any path that names no file and whose last
/// part has no dot is answered with index.html, which finds its page by the path. Without a front-end every page says
/// how it is built (503).
class Web {
 public:
  /// `files`: the build's folder. `site`: the folder of the site; the stage of a demo.json there may be called by
  /// pages.
  Web(const std::filesystem::path& files, std::filesystem::path site);
  /// For every path that nothing else answers.
  http::Response answer(const http::Request& request) const;

 private:
  std::filesystem::path site_;
  std::optional<http::Files> files_;
};

}  // namespace ktpel::desk
