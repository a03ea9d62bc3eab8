// SPDX-License-Identifier: Apache-2.0
// 6e, 7d, 7f: the cards that new ones replace, from the counter to the ash.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "api/store_failure.h"
#include "base/phrase.h"
#include "documents/card_lists.h"
#include "office/failure.h"
#include "office/office.h"

namespace ktpel::office {

using api::Failure;
using api::failure_of;
using api::FailureCode;
using base::Done;
using issuance::OldCard;
using nlohmann::json;

namespace {

struct OldCardFacts {
  OldCard place;
  const journal::Entry* handed_over;
  std::string number;
};

/// nullopt: there was none, or the new card is not handed over.
std::optional<OldCardFacts> facts_of(const docket::Case& c) {
  const auto* issued = std::get_if<issuance::Issued>(&c.state);
  if (!issued || issued->old_card == OldCard::None) return std::nullopt;
  const auto* handed_over = c.last("handed-over");
  base::check(handed_over != nullptr, "an issued card that nobody handed over");
  return OldCardFacts{issued->old_card, handed_over,
                      json::parse(handed_over->body).value("old_card_number", std::string())};
}

std::string text_of(const journal::Entry* entry, const char* field) {
  return entry ? json::parse(entry->body).value(field, std::string()) : std::string();
}

}  // namespace

Outcome<std::vector<KeptOldCard>> Office::kept_old_cards() const {
  const auto numbers = journal_->read([](store::Queries& q) {
    return docket::old_cards_in(q, {OldCard::Kept, OldCard::OnItsWay, OldCard::Missed, OldCard::AtDinas});
  });
  if (!numbers) return failure_of(numbers.error(), "KTP lama");
  std::vector<KeptOldCard> out;
  for (const auto& number : *numbers) {
    const auto c = find(number);
    if (!c) return c.error();
    const auto facts = facts_of(*c);
    base::check(facts.has_value(), "an old card in the list and not in the application");
    // A counter hears nothing of cards elsewhere; a Dinas hears of those that are still with a counter.
    if (facts->place == OldCard::Kept && c->office() != profile_.site) continue;
    docket::Line line{.number = number,
                      .nik = c->nik,
                      .name = text_of(&c->history.front(), "name"),
                      .state = std::string(issuance::name(c->state)),
                      .kind = c->basis.kind,
                      .lane = c->basis.lane,
                      .office = c->office(),
                      .personaliser = c->assignment ? c->assignment->personaliser.text() : std::string(),
                      .day = text_of(&c->history.front(), "day"),
                      .queue_number = 0,
                      .since = c->history.back().time};
    out.push_back({.line = std::move(line),
                   .number = facts->number,
                   .withdrawn = facts->handed_over->time,
                   .by = facts->handed_over->actor.get(),
                   .receipt = text_of(facts->handed_over, "receipt"),
                   .place = facts->place,
                   .list = text_of(c->last("old-card-sent"), "list"),
                   .minutes = {}});
  }
  return out;
}

Outcome<OldCardList> Office::hand_on_old_cards(const std::vector<ApplicationNumber>& applications,
                                               const Witnessed& by) {
  const auto number = new_number("DKL");
  if (!number) return number.error();
  documents::OldCardList list{
      .office = profile_.letterhead,
      .number = *number,
      .at = moment(clock_.now()),
      .to = base::phrase("office.the_dinas", {{"district", profile_.letterhead.district}}),
      .cards = {},
      .handing = by.first,
      .receiving = {
          .name = base::phrase("office.receiver_line"), .nip = "", .duty = base::phrase("office.receiver_duty")}};
  const issuance::OldCardSent event{*number};
  std::vector<journal::Draft> drafts;
  for (const auto& application : applications) {
    const auto c = find(application);
    if (!c) return c.error();
    const auto facts = facts_of(*c);
    if (!facts || facts->place != OldCard::Kept || c->office() != profile_.site) return not_here(application);
    list.cards.push_back({.nik = c->nik,
                          .name = text_of(&c->history.front(), "name"),
                          .card = documents::OldCardWithdrawn{facts->number},
                          .withdrawn = moment(facts->handed_over->time).day});
    const json extra{{"punched", true}, {"second", by.by.second.get()}};
    drafts.push_back(docket::draft(event, application, journal::Actor(by.by.first.get()), extra.dump()));
  }
  const auto paper = documents::old_card_list(list);
  if (!paper) return failure_of(paper.error(), *number);
  if (const auto ok = write(drafts); !ok) return ok.error();
  const auto path = write_paper(*number + ".pdf", paper);
  if (!path) return path.error();
  return OldCardList{*number, *path};
}

Failure Office::not_here(const ApplicationNumber& application) {
  return {FailureCode::OldCard_NotHere, application.get()};
}

Outcome<Arrival> Office::receive_old_cards(const std::string& list, const std::vector<ApplicationNumber>& found,
                                           const Officer& by) {
  const auto listed = journal_->read([&](store::Queries& q) { return docket::on_old_card_list(q, list); });
  if (!listed) return failure_of(listed.error(), list);
  std::set<std::string> left;
  for (const auto& one : found) left.insert(one.get());
  Arrival arrival;
  std::vector<journal::Draft> drafts;
  for (const auto& number : *listed) {
    const auto c = find(number);
    if (!c) return c.error();
    const auto facts = facts_of(*c);
    if (!facts || facts->place != OldCard::OnItsWay || !is_made_here(*c)) continue;
    const bool here = left.erase(number.get()) > 0;
    (here ? arrival.arrived : arrival.missed).push_back(number);
    drafts.push_back(docket::draft(here ? issuance::Event(issuance::OldCardArrived{}) : issuance::OldCardMissed{},
                                   number, journal::Actor(by.get())));
  }
  if (drafts.empty()) return Failure{FailureCode::OldCard_NoSuchList, list};
  if (!left.empty()) return Failure{FailureCode::OldCard_NotOnList, *left.begin()};
  if (const auto ok = write(drafts); !ok) return ok.error();
  return arrival;
}

Outcome<Done> Office::old_card_turned_up(const ApplicationNumber& application, const Officer& by) {
  const auto c = find(application);
  if (!c) return c.error();
  const auto facts = facts_of(*c);
  if (!facts || facts->place != OldCard::Missed || !is_made_here(*c)) return not_here(application);
  return act(application, issuance::OldCardArrived{}, by);
}

Outcome<std::filesystem::path> Office::destroy_old_cards(const std::vector<ApplicationNumber>& applications,
                                                         documents::DestructionMethod how, const std::string& order,
                                                         const base::Digest& photo, const Witnessed& by) {
  if (!has_scan(photo)) return Failure{FailureCode::OldCard_NoPhoto, photo.hex().substr(0, 16)};
  const auto number = new_number("BA-K");
  if (!number) return number.error();
  documents::DestructionMinutes minutes{.office = profile_.letterhead,
                                        .number = *number,
                                        .at = moment(clock_.now()),
                                        .place = profile_.place,
                                        .order = order,
                                        .method = how,
                                        .pieces = {},
                                        .chair = profile_.head,
                                        .first_witness = by.first,
                                        .second_witness = by.second};
  const issuance::OldCardDestroyed event{*number};
  std::vector<journal::Draft> drafts;
  for (const auto& application : applications) {
    const auto c = find(application);
    if (!c) return c.error();
    const auto facts = facts_of(*c);
    const bool lies_here =
        facts && (facts->place == OldCard::AtDinas || (facts->place == OldCard::Kept && c->office() == profile_.site));
    if (!lies_here || !is_made_here(*c)) return not_here(application);
    minutes.pieces.push_back(
        {.kind = documents::DestroyedKind::OldCard,
         .serial = facts->number,
         .chip_uid = {},
         .holder = text_of(&c->history.front(), "name"),
         .reason = base::phrase("office.old_card_replaced", {{"receipt", text_of(facts->handed_over, "receipt")}})});
    const json extra{{"photo", photo.hex()}, {"second", by.by.second.get()}};
    drafts.push_back(docket::draft(event, application, journal::Actor(by.by.first.get()), extra.dump()));
  }
  const auto paper = documents::destruction_minutes(minutes);
  if (!paper) return failure_of(paper.error(), *number);
  if (const auto ok = write(drafts); !ok) return ok.error();
  return write_paper(*number + ".pdf", paper);
}

}  // namespace ktpel::office
