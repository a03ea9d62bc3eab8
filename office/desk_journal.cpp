// SPDX-License-Identifier: Apache-2.0
// What auditors and supervisors read of this office's journal, whether it is whole, and what is not sent yet.
#include "api/store_failure.h"
#include "desk/journal_pages.h"
#include "office/desk_words.h"
#include "office/service.h"

namespace ktpel::office {

using api::failure_of;
using api::FailureCode;
using desk::Call;
using desk::Reply;
using http::Method;
using nlohmann::json;
using officer::Role;
using officer::Roles;

namespace {

const Roles who_reads{Role::Auditor, Role::Supervisor};
const Roles who_sends{Role::ServiceOfficer, Role::Operator,  Role::DinasAdmin, Role::Support,
                      Role::Supervisor,     Role::SiteAdmin, Role::Auditor};
constexpr std::size_t most_unsent = 200;

bool may_know_judgements(const Call& call) { return call.officer().roles.count(Role::Auditor) > 0; }

}  // namespace

std::vector<desk::Route> Service::journal_routes() {
  /// Of the two chains that an office keeps: its own, and what the center says to it.
  const auto chain_of = [this](const std::string& named) -> Outcome<journal::SiteId> {
    const auto& own = parts_.office.profile().site;
    const auto told = parts_.office.center().site.to(own);
    if (named.empty() || named == own.text()) return own;
    if (named == told.text()) return told;
    return api::Failure{FailureCode::Journal_NoSuchChain, named};
  };
  return {
      {Method::Get, "/api/journal", who_reads, "Kejadian kantor ini, atau yang dikatakan pusat kepadanya, berurutan",
       [this, chain_of](Call& call) -> Reply {
         const auto after = desk::after_of(call);
         if (!after) return desk::Trouble(desk::WrongField{"after"});
         const auto chain = chain_of(call.query("site"));
         if (!chain) return trouble(chain.error());
         const auto limit = static_cast<std::size_t>(call.query_number("limit", 100, 1, 500));
         if (const auto ok = parts_.office.write_journal_read(*chain, *after, officer_of(call)); !ok)
           return trouble(ok.error());
         const bool latest = call.query("latest") == "true";
         auto page = desk::page_of_journal(parts_.office.journal(), *chain, latest ? std::nullopt : after, limit,
                                           may_know_judgements(call));
         if (!page) return trouble(failure_of(page.error(), chain->text()));
         (*page)["chains"] = {parts_.office.profile().site.text(),
                              parts_.office.center().site.to(parts_.office.profile().site).text()};
         return done(*page);
       }},
      {Method::Get, "/api/journal/{site}/verify", who_reads, "Memeriksa rantai jurnal, sebagian atau seluruhnya",
       [this, chain_of](Call& call) -> Reply {
         const auto after = desk::after_of(call);
         if (!after) return desk::Trouble(desk::WrongField{"after"});
         const auto chain = chain_of(call.part("site"));
         if (!chain) return trouble(chain.error());
         const auto& office = parts_.office;
         const auto key = chain->origin() == office.profile().site ? office.identity().key : office.center().key;
         auto part = desk::verified_part(office.journal(), *chain, key, *after, desk::part_of(call));
         if (!part) return trouble(failure_of(part.error(), chain->text()));
         const auto acknowledged = office.journal().acknowledged_by(office.center().site);
         if (!acknowledged) return trouble(failure_of(acknowledged.error(), chain->text()));
         if (!chain->addressee()) (*part)["acknowledged"] = acknowledged->get();
         return done(*part);
       }},
      {Method::Post, "/api/journal/resident", who_reads, "Siapa membuka data orang ini: dengan alasan, dicatat",
       [this](Call& call) -> Reply {
         const auto asked = desk::person_search_of(call);
         if (!asked) return trouble(asked.error());
         const auto nik = person::Nik::parse(asked->nik);
         if (!nik) call.note_wrong("nik");
         if (!call.wrong_field().empty()) return wrong(call);
         const base::Time from{parts_.clock.now().ms - asked->days * 24 * 3600 * 1000};
         const auto found = parts_.office.search_journals(*nik, asked->reason, from, officer_of(call));
         if (!found) return trouble(found.error());
         json items = json::array();
         for (const auto& entry : *found)
           if (may_know_judgements(call) || !desk::tells_of_a_judgement(entry)) items.push_back(desk::to_json(entry));
         return done({{"nik", nik->digits()},
                      {"from", from.iso8601()},
                      {"items", items},
                      {"more", found->size() == Office::most_journal_hits}});
       }},
      {Method::Get, "/api/outbox", who_sends, "Yang belum diterima pusat: tiap isian, umurnya, dan apa yang menahannya",
       [this](Call&) -> Reply {
         const auto unsent = parts_.office.unsent_entries(most_unsent);
         if (!unsent) return trouble(unsent.error());
         const auto line = line_state();
         json items = json::array();
         for (const auto& one : *unsent)
           items.push_back({{"sequence", one.entry.sequence.get()},
                            {"kind", one.entry.kind},
                            {"subject", one.entry.subject},
                            {"name", one.name},
                            {"time", one.entry.time.iso8601()},
                            {"bytes", one.bytes}});
         return done({{"items", items},
                      {"count", line.unsent},
                      {"next_try", line.next_try ? json(line.next_try->iso8601()) : json(nullptr)},
                      {"last_failure", line.last_failure ? desk::to_json(*line.last_failure) : json(nullptr)}});
       }}};
}

}  // namespace ktpel::office
