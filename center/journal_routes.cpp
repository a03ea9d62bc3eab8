// SPDX-License-Identifier: Apache-2.0
// What auditors read, whether it is whole, and the notices to every screen.

#include "api/store_failure.h"
#include "center/detail/routes.h"
#include "desk/journal_pages.h"

namespace ktpel::center::detail {

using api::Failure;
using api::FailureCode;
using http::Method;
using officer::Role;

namespace {

/// An auditor of a region reads the chains of its offices, and what the center says to them; not the center's own.
Outcome<base::Done> may_read(const DeskMeans& means, const Call& call, const journal::SiteId& site) {
  const auto office = site.addressee().value_or(site);
  if (office == Center::site()) return Center::within(scope_of(call), "", site.text());
  return means.center.within(scope_of(call), office);
}

Reply entries(const DeskMeans& means, Call& call) {
  const auto named = call.query("site");
  const auto site = named.empty() ? std::optional(Center::site()) : journal::SiteId::parse(named);
  if (!site) return Trouble(WrongField{"site"});
  const auto after = desk::after_of(call);
  if (!after) return Trouble(WrongField{"after"});
  if (const auto ok = may_read(means, call, *site); !ok) return Trouble(ok.error());
  const auto limit = static_cast<std::size_t>(call.query_number("limit", 100, 1, 500));
  // Journals name residents: reading them is an act as well, and written down before anything is shown.
  if (const auto ok = means.center.write_journal_read(*site, *after, actor_of(call)); !ok) return Trouble(ok.error());
  const bool latest = call.query("latest") == "true";
  const auto page = desk::page_of_journal(means.center.journal(), *site, latest ? std::nullopt : after, limit,
                                          may_know_judgements(call.officer()));
  if (!page) return Trouble(api::failure_of(page.error(), site->text()));
  return Answer(*page);
}

/// Follows the chain with its site's key: whole, or a part of it for who wants to see how far it is.
Reply verify(const DeskMeans& means, Call& call) {
  const auto site = journal::SiteId::parse(call.part("site"));
  if (!site) return Trouble(WrongField{"site"});
  const auto after = desk::after_of(call);
  if (!after) return Trouble(WrongField{"after"});
  if (const auto ok = may_read(means, call, *site); !ok) return Trouble(ok.error());
  const auto known = means.center.journal().known_site(site->origin());
  if (!known) return Trouble(api::failure_of(known.error(), site->text()));
  if (!*known) return Trouble(Failure{FailureCode::Center_NoSuchChain, site->text()});
  const auto part = desk::verified_part(means.center.journal(), *site, (*known)->key, *after, desk::part_of(call));
  if (!part) return Trouble(api::failure_of(part.error(), site->text()));
  return Answer(*part);
}

/// Who opened this person's data, and what else was done: of the chains that this officer may read.
Reply search(const DeskMeans& means, Call& call) {
  const auto asked = desk::person_search_of(call);
  if (!asked) return Trouble(asked.error());
  const auto nik = person::Nik::parse(asked->nik);
  if (!nik) call.note_wrong("nik");
  if (!call.wrong_field().empty()) return Trouble(WrongField{call.wrong_field()});
  const base::Time from{means.clock.now().ms - asked->days * 24 * 3600 * 1000};
  const auto found = means.center.search_journals(*nik, asked->reason, from, actor_of(call));
  if (!found) return Trouble(found.error());
  json items = json::array();
  for (const auto& entry : *found)
    if (may_read(means, call, entry.site) &&
        (may_know_judgements(call.officer()) || !desk::tells_of_a_judgement(entry)))
      items.push_back(desk::to_json(entry));
  return Answer(json{{"nik", nik->digits()},
                     {"from", from.iso8601()},
                     {"items", items},
                     {"more", found->size() == Center::most_journal_hits}});
}

}  // namespace

void add_journal(std::vector<Route>& routes, const DeskMeans& means) {
  const officer::Roles auditor{Role::Auditor, Role::Supervisor};
  routes.push_back({Method::Get, "/api/journal", auditor, "Kejadian sebuah lokasi, berurutan",
                    [means](Call& call) { return entries(means, call); }});
  routes.push_back({Method::Get, "/api/journal/{site}/verify", auditor, "Memeriksa rantai jurnal sebuah lokasi",
                    [means](Call& call) { return verify(means, call); }});
  routes.push_back({Method::Post, "/api/journal/resident", auditor,
                    "Siapa membuka data orang ini: dengan alasan, dicatat",
                    [means](Call& call) { return search(means, call); }});
  routes.push_back(
      {Method::Get, "/api/events", desk::Anybody{}, "Pemberitahuan bahwa ada yang berubah", [means](Call&) -> Reply {
         auto response = http::answer(200, "text/event-stream", "");
         response.events = means.feed.subscribe();
         return Answer(std::move(response));
       }});
}

}  // namespace ktpel::center::detail
