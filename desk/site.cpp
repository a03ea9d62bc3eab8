// SPDX-License-Identifier: Apache-2.0
#include "desk/site.h"

#include <charconv>

#include "base/file.h"
#include "base/phrase.h"

namespace ktpel::desk {
namespace {

using http::Method;
using http::Request;
using http::Response;
using nlohmann::json;

constexpr const char* front_page = "/index.html";
constexpr std::size_t largest_demo = 256 << 10;

/// The demo's stage, if its address is one of this machine: nothing else gets into a header.
std::string stage_of(const std::filesystem::path& folder) {
  const auto demo = demo_of(folder);
  if (!demo) return {};
  const auto said = demo->find("stage");
  const auto address = said != demo->end() && said->is_string() ? said->get<std::string>() : std::string();
  constexpr std::string_view start = "http://127.0.0.1:";
  if (!address.starts_with(start)) return {};
  const auto digits = std::string_view(address).substr(start.size());
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  return error == std::errc() && end == digits.data() + digits.size() ? address : std::string();
}

Response not_built() {
  const auto say = [](const char* key) { return base::phrase(std::string("web.") + key); };
  return http::answer(503, "text/html; charset=utf-8",
                      "<!doctype html>\n<html lang=\"id\"><meta charset=\"utf-8\"><title>ktpel</title>\n<h1>" +
                          say("not_built") + "</h1>\n<p>" + say("how_to_build") +
                          "</p>\n<pre>scripts/build-web</pre>\n<p>" + say("where_it_is") + "</p>\n</html>\n");
}

}  // namespace

std::optional<json> demo_of(const std::filesystem::path& folder) {
  const auto bytes = base::read_file(folder / "demo.json", largest_demo);
  if (!bytes) return std::nullopt;
  auto read = json::parse(base::text_of(*bytes), nullptr, false);
  if (!read.is_object()) return std::nullopt;
  return read;
}

Route site_route(SiteFacts facts) {
  return {Method::Get, "/api/site", Open{}, "Tempat pelayanan apa ini; pada demo: akun dan tugas untuk dicoba",
          [facts = std::move(facts)](Call&) -> Reply {
            const auto demo = demo_of(facts.folder);
            return Answer(json{{"kind", facts.kind},
                               {"site", facts.site},
                               {"place", facts.place},
                               {"may", facts.may},
                               {"hours_east", facts.hours_east},
                               {"specimen", true},  // every card and paper carries the mark of a test system
                               {"demo", demo ? *demo : json(nullptr)}});
          }};
}

Web::Web(const std::filesystem::path& files, std::filesystem::path site)
    : site_(std::move(site)), files_(http::Files::read(files)) {
  if (files_ && !files_->has(front_page)) files_.reset();
}

Response Web::answer(const Request& request) const {
  const bool reads = request.method == Method::Get || request.method == Method::Head;
  const auto last = request.path.substr(request.path.rfind('/') + 1);
  std::optional<Response> found;
  if (reads && files_) {
    found = files_->serve(request, request.path);
    if (!found && last.find('.') == std::string::npos) found = files_->serve(request, front_page);
    // Names under assets/ hold a hash of what is in the file: another file has another name.
    if (found)
      found->headers["cache-control"] =
          request.path.starts_with("/assets/") ? "public, max-age=31536000, immutable" : "no-cache";
  } else if (reads && last.find('.') == std::string::npos) {
    found = not_built();
  }
  auto response = found ? std::move(*found) : http::answer(reads ? 404 : 405, "text/plain; charset=utf-8", "");
  add_security_headers(response, stage_of(site_));
  return response;
}

}  // namespace ktpel::desk
