// SPDX-License-Identifier: Apache-2.0
// What auditors read, whether it is whole, and the notices to every screen.
#include <charconv>

#include "api/store_failure.h"
#include "center/detail/routes.h"
#include "journal/chain.h"

namespace ktpel::center::detail {

using api::Failure;
using api::FailureCode;
using http::Method;
using officer::Role;

namespace {

constexpr std::size_t verified_at_once = 1000;

/// An auditor of a region reads the chains of its offices, and what the center says to them; not the center's own.
Outcome<base::Done> may_read(const DeskMeans& means, const Call& call, const journal::SiteId& site) {
  const auto office = site.addressee().value_or(site);
  if (office == Center::site()) return Center::within(scope_of(call), "", site.text());
  return means.center.within(scope_of(call), office);
}

json to_json(const journal::Entry& entry) {
  json blobs = json::array();
  for (const auto& blob : entry.blobs) blobs.push_back(blob.hex());
  return {{"sequence", entry.sequence.get()},
          {"time", entry.time.iso8601()},
          {"actor", entry.actor.get()},
          {"kind", entry.kind},
          {"subject", entry.subject},
          {"body", json::parse(entry.body)},
          {"blobs", blobs},
          {"hash", entry.hash().hex()},
          {"signed", entry.signature.has_value()}};
}

Reply entries(const DeskMeans& means, Call& call) {
  const auto named = call.query("site");
  const auto site = named.empty() ? std::optional(Center::site()) : journal::SiteId::parse(named);
  if (!site) return Trouble(WrongField{"site"});
  std::uint64_t after = 0;
  const auto typed = call.query("after");
  const auto [end, error] = std::from_chars(typed.data(), typed.data() + typed.size(), after);
  if (!typed.empty() && (error != std::errc() || end != typed.data() + typed.size()))
    return Trouble(WrongField{"after"});
  if (const auto ok = may_read(means, call, *site); !ok) return Trouble(ok.error());
  const auto limit = static_cast<std::size_t>(call.query_number("limit", 100, 1, 500));
  // Journals name residents: reading them is an act as well, and written down before anything is shown.
  if (const auto ok = means.center.write_journal_read(*site, journal::Sequence(after), actor_of(call)); !ok)
    return Trouble(ok.error());
  const auto found = means.center.journal().entries(*site, journal::Sequence(after), limit);
  if (!found) return Trouble(api::failure_of(found.error(), site->text()));
  json items = json::array();
  for (const auto& entry : *found) items.push_back(to_json(entry));
  return Answer(json{{"site", site->text()}, {"items", items}, {"more", found->size() == limit}});
}

/// Follows the whole chain with its site's key.
Reply verify(const DeskMeans& means, Call& call) {
  const auto site = journal::SiteId::parse(call.part("site"));
  if (!site) return Trouble(WrongField{"site"});
  if (const auto ok = may_read(means, call, *site); !ok) return Trouble(ok.error());
  const auto known = means.center.journal().known_site(site->origin());
  if (!known) return Trouble(api::failure_of(known.error(), site->text()));
  if (!*known) return Trouble(Failure{FailureCode::Center_NoSuchChain, site->text()});
  journal::ChainVerifier verifier(*site, (*known)->key);
  std::optional<journal::ChainBreak> fault;
  for (auto after = journal::before_first; !fault;) {
    const auto some = means.center.journal().entries(*site, after, verified_at_once);
    if (!some) return Trouble(api::failure_of(some.error(), site->text()));
    if (some->empty()) break;
    for (const auto& entry : *some)
      if (fault = verifier.feed(entry); fault) break;
    after = some->back().sequence;
  }
  if (!fault) fault = verifier.finish();
  json out{{"site", site->text()},
           {"entries", verifier.head().get()},
           {"head", verifier.head_hash().hex()},
           {"whole", !fault},
           {"fault", nullptr},
           {"sequence", nullptr}};
  if (fault) {
    out["fault"] = journal::name(fault->fault);
    out["sequence"] = fault->sequence.get();
  }
  return Answer(out);
}

}  // namespace

void add_journal(std::vector<Route>& routes, const DeskMeans& means) {
  const officer::Roles auditor{Role::Auditor};
  routes.push_back({Method::Get, "/api/journal", auditor, "Kejadian sebuah lokasi, berurutan",
                    [means](Call& call) { return entries(means, call); }});
  routes.push_back({Method::Get, "/api/journal/{site}/verify", auditor, "Memeriksa rantai jurnal sebuah lokasi",
                    [means](Call& call) { return verify(means, call); }});
  routes.push_back(
      {Method::Get, "/api/events", desk::Anybody{}, "Pemberitahuan bahwa ada yang berubah", [means](Call&) -> Reply {
         auto response = http::answer(200, "text/event-stream", "");
         response.events = means.feed.subscribe();
         return Answer(std::move(response));
       }});
}

}  // namespace ktpel::center::detail
