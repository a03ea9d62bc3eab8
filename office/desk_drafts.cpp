// SPDX-License-Identifier: Apache-2.0
// What officers have typed and not yet done, page by page; each sees his own alone.
#include "office/desk_words.h"
#include "office/service.h"

namespace ktpel::office {

using desk::Call;
using desk::Reply;
using http::Method;
using nlohmann::json;

std::vector<desk::Route> Service::draft_routes() {
  const auto on = [](auto&& doing) {
    return [doing](Call& call) -> Reply {
      const auto& page = call.part("page");
      if (!Drafts::is_page(page)) return desk::Trouble(desk::WrongField{"page"});
      return doing(call, call.officer().name, page);
    };
  };
  return {
      {Method::Get, "/api/drafts/{page}", desk::Anybody{}, "Isian halaman ini yang belum selesai, milik sendiri",
       on([this](Call&, const std::string& officer, const std::string& page) -> Reply {
         const auto draft = drafts_.get(officer, page);
         if (!draft) return trouble(draft.error());
         // A page that nobody has begun is no error, which a browser would log.
         return done(*draft ? (*draft)->content : json::object());
       })},
      {Method::Put, "/api/drafts/{page}", desk::Anybody{}, "Menyimpan isian halaman ini tersegel, paling banyak 64 kB",
       on([this](Call& call, const std::string& officer, const std::string& page) -> Reply {
         const auto ok = drafts_.put(officer, page, call.body());
         if (!ok) return trouble(ok.error());
         return done();
       })},
      {Method::Delete, "/api/drafts/{page}", desk::Anybody{}, "Menghapus isian halaman ini: pekerjaannya selesai",
       on([this](Call&, const std::string& officer, const std::string& page) -> Reply {
         const auto ok = drafts_.remove(officer, page);
         if (!ok) return trouble(ok.error());
         return done();
       })}};
}

}  // namespace ktpel::office
