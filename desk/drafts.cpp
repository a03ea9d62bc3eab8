// SPDX-License-Identifier: Apache-2.0
#include "desk/drafts.h"

#include <algorithm>

#include "api/store_failure.h"
#include "base/file.h"

namespace ktpel::desk {

using api::Failure;
using api::FailureCode;
using base::Done;
using nlohmann::json;

namespace {

constexpr const char* ending = ".sealed";
constexpr std::size_t longest_page = 100;

}  // namespace

bool Drafts::is_page(std::string_view page) {
  return !page.empty() && page.size() <= longest_page && std::all_of(page.begin(), page.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '.' || c == ':';
  });
}

std::filesystem::path Drafts::file_of(const std::string& officer, const std::string& page) const {
  return folder_ / "drafts" / officer / (page + ending);
}

Outcome<Done> Drafts::put(const std::string& officer, const std::string& page, const json& draft) {
  if (draft.dump().size() > largest) return Failure{FailureCode::Draft_TooLarge, page};
  const auto file = file_of(officer, page);
  const auto text = json{{"kept_ms", clock_.now().ms}, {"draft", draft}}.dump();
  const std::scoped_lock lock(mutex_);
  if (const auto made = base::make_folder(file.parent_path()); !made)
    return api::failure_of(made.error(), file.parent_path().string());
  if (const auto ok = base::write_file_durably(file, key_.certificate().seal(base::bytes_of(text)), 0600); !ok)
    return api::failure_of(ok.error(), file.string());
  return Done{};
}

Outcome<std::optional<Drafts::Draft>> Drafts::read(const std::filesystem::path& file) const {
  const auto sealed = base::read_file(file, 4 * largest);
  if (!sealed && sealed.error() == base::FileError::Missing) return std::optional<Draft>();
  if (!sealed) return api::failure_of(sealed.error(), file.string());
  const auto plain = key_.open(*sealed);
  auto said = plain ? json::parse(base::text_of(*plain), nullptr, false) : json(json::value_t::discarded);
  if (!said.is_object() || !said.contains("draft") || !said.contains("kept_ms"))
    return Failure{FailureCode::Draft_Unreadable, file.stem().string()};
  return std::optional(Draft{std::move(said["draft"]), base::Time{said["kept_ms"].get<std::int64_t>()}});
}

Outcome<std::optional<Drafts::Draft>> Drafts::get(const std::string& officer, const std::string& page) const {
  const std::scoped_lock lock(mutex_);
  auto draft = read(file_of(officer, page));
  if (draft && *draft && is_old((*draft)->kept)) return std::optional<Draft>();
  return draft;
}

Outcome<Done> Drafts::remove(const std::string& officer, const std::string& page) {
  const std::scoped_lock lock(mutex_);
  std::error_code error;
  std::filesystem::remove(file_of(officer, page), error);
  if (error) return Failure{FailureCode::Draft_NotRemoved, page};
  return Done{};
}

Outcome<std::size_t> Drafts::sweep() {
  const std::scoped_lock lock(mutex_);
  std::vector<std::filesystem::path> old;
  std::error_code error;
  for (const auto& officer : std::filesystem::directory_iterator(folder_ / "drafts", error))
    for (const auto& file : std::filesystem::directory_iterator(officer.path(), error)) {
      if (file.path().extension() != ending) continue;
      const auto draft = read(file.path());
      if (!draft || (*draft && is_old((*draft)->kept))) old.push_back(file.path());
    }
  for (const auto& file : old) std::filesystem::remove(file, error);
  return old.size();
}

std::vector<Route> draft_routes(Drafts& drafts) {
  using http::Method;
  const auto on = [](auto&& doing) {
    return [doing](Call& call) -> Reply {
      const auto& page = call.part("page");
      if (!Drafts::is_page(page)) return Trouble(WrongField{"page"});
      return doing(call, call.officer().name, page);
    };
  };
  return {{Method::Get, "/api/drafts/{page}", Anybody{}, "Isian halaman ini yang belum selesai, milik sendiri",
           on([&drafts](Call&, const std::string& officer, const std::string& page) -> Reply {
             const auto draft = drafts.get(officer, page);
             if (!draft) return Trouble(draft.error());
             // A page that nobody has begun is no error, which a browser would log.
             return Answer(*draft ? (*draft)->content : json::object());
           })},
          {Method::Put, "/api/drafts/{page}", Anybody{}, "Menyimpan isian halaman ini tersegel, paling banyak 64 kB",
           on([&drafts](Call& call, const std::string& officer, const std::string& page) -> Reply {
             if (const auto ok = drafts.put(officer, page, call.body()); !ok) return Trouble(ok.error());
             return Answer(json{{"state", "done"}});
           })},
          {Method::Delete, "/api/drafts/{page}", Anybody{}, "Menghapus isian halaman ini: pekerjaannya selesai",
           on([&drafts](Call&, const std::string& officer, const std::string& page) -> Reply {
             if (const auto ok = drafts.remove(officer, page); !ok) return Trouble(ok.error());
             return Answer(json{{"state", "done"}});
           })}};
}

}  // namespace ktpel::desk
