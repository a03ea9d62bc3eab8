// SPDX-License-Identifier: Apache-2.0
// Offices come by invitation and go by being shut out; officers have roles and a region.
#include "center/detail/routes.h"

namespace ktpel::center::detail {

using http::Method;
using officer::Role;

namespace {

const char* word(OfficeRecord::Standing standing) {
  switch (standing) {
    case OfficeRecord::Standing::Invited:
      return "invited";
    case OfficeRecord::Standing::Applied:
      return "applied";
    case OfficeRecord::Standing::LetIn:
      return "let-in";
    case OfficeRecord::Standing::ShutOut:
      break;
  }
  return "shut-out";
}

Reply offices(const DeskMeans& means, Call& call) {
  const auto all = means.center.offices();
  if (!all) return Trouble(all.error());
  json items = json::array();
  for (const auto& office : *all)
    if (scope_of(call).holds(office.region))
      items.push_back({{"site", office.site}, {"region", office.region}, {"standing", word(office.standing)}});
  return Answer(json{{"items", items}});
}

Reply invite(const DeskMeans& means, Call& call) {
  const auto site = journal::SiteId::parse(call.text("site"));
  if (!site) call.note_wrong("site");
  const auto region = call.text("region");
  const bool personalises = call.flag_or("personalises", false);
  if (!call.wrong_field().empty()) return Trouble(WrongField{call.wrong_field()});
  if (const auto ok = Center::within(scope_of(call), region, site->text()); !ok) return Trouble(ok.error());
  // An invitation gives a known office its region anew: one of another region is not to be taken over by it.
  const auto all = means.center.offices();
  if (!all) return Trouble(all.error());
  for (const auto& office : *all)
    if (office.site == site->text())
      if (const auto ok = Center::within(scope_of(call), office.region, office.site); !ok) return Trouble(ok.error());
  const auto code = means.center.invite(*site, region, actor_of(call), personalises);
  if (!code) return Trouble(code.error());
  return Answer(json{{"site", site->text()}, {"code", code->text()}, {"days", 7}}, 201);
}

/// An act on the office that the path names.
Reply on_office(const DeskMeans& means, Call& call,
                Outcome<base::Done> (Center::*act)(const journal::SiteId&, const journal::Actor&),
                const char* becomes) {
  const auto site = journal::SiteId::parse(call.part("site"));
  if (!site) return Trouble(WrongField{"site"});
  if (const auto ok = means.center.within(scope_of(call), *site); !ok) return Trouble(ok.error());
  if (const auto ok = (means.center.*act)(*site, actor_of(call)); !ok) return Trouble(ok.error());
  return Answer(json{{"site", site->text()}, {"standing", becomes}});
}

json to_json(const officer::Account& account) {
  json roles = json::array();
  for (const auto role : account.roles) roles.push_back(officer::name(role));
  return {{"name", account.name}, {"full_name", account.full_name}, {"nip", account.nip},
          {"roles", roles},       {"region", account.region},       {"disabled", account.disabled}};
}

officer::Account account_in(Call& call, std::string name) {
  officer::Account account{std::move(name), call.text("full_name"), call.text_or("nip", ""), {}, ""};
  account.region = call.text_or("region", "");
  for (const auto& word : call.list("roles")) {
    const auto role = officer::role_of(word);
    if (role)
      account.roles.insert(*role);
    else
      call.note_wrong("roles");
  }
  if (account.full_name.size() > 200) call.note_wrong("full_name");
  return account;
}

base::Secret password_in(Call& call) {
  const auto typed = call.text("password");
  return base::Secret(base::Bytes(typed.begin(), typed.end()));
}

Reply add_one(const DeskMeans& means, Call& call) {
  const auto account = account_in(call, call.text("name"));
  const auto password = password_in(call);
  if (!call.wrong_field().empty()) return Trouble(WrongField{call.wrong_field()});
  if (const auto ok = means.center.add_officer(account, password, actor_of(call), scope_of(call)); !ok)
    return Trouble(ok.error());
  return Answer(to_json(account), 201);
}

}  // namespace

void add_offices(std::vector<Route>& routes, const DeskMeans& means) {
  const officer::Roles admin{Role::SiteAdmin};
  routes.push_back({Method::Get, "/api/offices", admin, "Tempat pelayanan dan keadaannya",
                    [means](Call& call) { return offices(means, call); }});
  routes.push_back({Method::Post, "/api/offices", admin, "Mengundang tempat pelayanan; menjawab kode undangan",
                    [means](Call& call) { return invite(means, call); }});
  routes.push_back({Method::Post, "/api/offices/{site}/approval", admin, "Menyetujui tempat pelayanan",
                    [means](Call& call) { return on_office(means, call, &Center::approve, "let-in"); }});
  routes.push_back({Method::Delete, "/api/offices/{site}", admin, "Mencabut sertifikat tempat pelayanan",
                    [means](Call& call) { return on_office(means, call, &Center::shut_out, "shut-out"); }});
}

void add_officers(std::vector<Route>& routes, const DeskMeans& means) {
  const officer::Roles admin{Role::SiteAdmin};
  routes.push_back({Method::Get, "/api/officers", admin, "Petugas pusat dan perannya", [means](Call& call) -> Reply {
                      const auto all = means.center.officers(scope_of(call));
                      if (!all) return Trouble(all.error());
                      json items = json::array();
                      for (const auto& account : *all) items.push_back(to_json(account));
                      return Answer(json{{"items", items}});
                    }});
  routes.push_back(
      {Method::Post, "/api/officers", admin, "Menambah petugas", [means](Call& call) { return add_one(means, call); }});
  // Whose roles or password changed logs in again.
  routes.push_back({Method::Put, "/api/officers/{name}", admin, "Mengubah nama, peran, atau daerah petugas",
                    [means](Call& call) -> Reply {
                      const auto account = account_in(call, call.part("name"));
                      if (!call.wrong_field().empty()) return Trouble(WrongField{call.wrong_field()});
                      if (const auto ok = means.center.change_officer(account, actor_of(call), scope_of(call)); !ok)
                        return Trouble(ok.error());
                      means.sessions.end_all_of(account.name);
                      return Answer(to_json(account));
                    }});
  routes.push_back(
      {Method::Post, "/api/officers/{name}/password", admin, "Memberi kata sandi baru", [means](Call& call) -> Reply {
         const auto password = password_in(call);
         if (!call.wrong_field().empty()) return Trouble(WrongField{call.wrong_field()});
         const auto& name = call.part("name");
         if (const auto ok = means.center.set_password(name, password, actor_of(call), scope_of(call)); !ok)
           return Trouble(ok.error());
         means.sessions.end_all_of(name);
         return Answer(json{{"name", name}});
       }});
  routes.push_back(
      {Method::Delete, "/api/officers/{name}", admin, "Menonaktifkan petugas", [means](Call& call) -> Reply {
         const auto& name = call.part("name");
         if (const auto ok = means.center.disable_officer(name, actor_of(call), scope_of(call)); !ok)
           return Trouble(ok.error());
         means.sessions.end_all_of(name);
         return Answer(json{{"name", name}, {"disabled", true}});
       }});
}

}  // namespace ktpel::center::detail
