// SPDX-License-Identifier: Apache-2.0
// 5, 6: cards on their way to the counter, and those that nobody collects.
#include <algorithm>
#include <cctype>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <set>

#include "api/store_failure.h"
#include "documents/manifest.h"
#include "office/failure.h"
#include "office/office.h"

namespace ktpel::office {

using api::Failure;
using api::failure_of;
using api::FailureCode;
using base::Done;
using nlohmann::json;

namespace {

/// The card that an application has; only for states that hold one.
const issuance::Card& card_of(const issuance::Application& state) {
  return std::visit(
      [](const auto& one) -> const issuance::Card& {
        if constexpr (requires { one.card; })
          return one.card;
        else
          base::check(false, "a card that is shipped and is none"), std::abort();
      },
      state);
}

Outcome<Done> expect_some(const std::vector<ApplicationNumber>& applications) {
  if (applications.empty()) return Failure{FailureCode::Shipping_NothingToShip, ""};
  return Done{};
}

/// What an arrival says of a shelf: {"shelf": "L-07"}, or nothing where none is named.
Outcome<json> shelf_of(const std::string& shelf) {
  constexpr std::size_t longest = 16;
  const auto fits = [](unsigned char c) { return std::isalnum(c) || c == '.' || c == '-'; };
  if (shelf.size() > longest || !std::all_of(shelf.begin(), shelf.end(), fits))
    return Failure{FailureCode::Shipping_ShelfMalformed, shelf};
  return shelf.empty() ? json::object() : json{{"shelf", shelf}};
}

}  // namespace

std::string shelf_of(const docket::Case& c) {
  const auto* arrived = c.last("card-arrived");
  return arrived ? json::parse(arrived->body).value("shelf", std::string()) : std::string();
}

Outcome<Done> Office::spoil(const ApplicationNumber& application, const std::string& cause, const Officer& by) {
  const auto c = expect(application, issuance::BlankSpoilt{cause});
  if (!c) return c.error();
  if (!is_made_here(*c)) return Failure{FailureCode::Personalise_MadeElsewhere, application.get()};
  return write({docket::draft(issuance::BlankSpoilt{cause}, application, journal::Actor(by.get()))});
}

Outcome<Shipment> Office::ship(const std::vector<ApplicationNumber>& applications, const std::string& seal,
                               const std::string& carrier, const Officer& by) {
  if (const auto some = expect_some(applications); !some) return some.error();
  const auto numbered = new_number("M");
  if (!numbered) return numbered.error();
  const issuance::ManifestNumber number(*numbered);

  std::vector<journal::Draft> drafts;
  std::optional<journal::SiteId> to;
  auto manifest = manifest_of(number, seal, carrier);
  for (const auto& application : applications) {
    const auto c = expect(application, issuance::Dispatched{number});
    if (!c) return c.error();
    if (!is_made_here(*c) || c->office() == profile_.site || (to && *to != c->office()))
      return Failure{FailureCode::Shipping_OtherDestination, application.get()};
    to = c->office();
    const auto& card = card_of(c->state);
    const auto who = biodata_of(*c);
    manifest.cards.push_back({card.serial.get(), card.chip.get(), who.nik, who.name});
    // The counter has to open the chip: its access number travels sealed to it (card profile 4).
    const auto can = can_of(*c);
    if (!can) return can.error();
    const auto seals = base::SealingCertificate::from_pem(c->assignment->office_seals);
    if (!seals) return Failure{FailureCode::Shipping_CounterUnknown, c->office().text()};
    const json extra{{"seal", seal},
                     {"carrier", carrier},
                     {"serial", card.serial.get()},
                     {"can", base::hex(seals->seal(base::bytes_of(can->reveal())))}};
    drafts.push_back(docket::draft(issuance::Dispatched{number}, application, journal::Actor(by.get()), extra.dump()));
  }
  manifest.to = to->text();
  return bag(std::move(manifest), number, drafts);
}

Outcome<Shipment> Office::bag(documents::Manifest manifest, const issuance::ManifestNumber& number,
                              const std::vector<journal::Draft>& drafts) {
  const auto paper = documents::manifest(manifest);
  if (!paper) return failure_of(paper.error(), number.get());
  if (const auto ok = write(drafts); !ok) return ok.error();
  const auto path = write_paper(number.get() + "-manifes.pdf", paper);
  if (!path) return path.error();
  return Shipment{number, *path};
}

Outcome<std::string> Office::new_number(const char* kind) const {
  const auto counted = journal_->read([](store::Queries& q) { return docket::count_events(q); });
  if (!counted) return failure_of(counted.error(), kind);
  char serial[40];
  std::snprintf(serial, sizeof serial, "-%d-%06lld", today().year(), static_cast<long long>(*counted));
  return kind + ("-" + profile_.site.text()) + serial;
}

documents::Manifest Office::manifest_of(const issuance::ManifestNumber& number, const std::string& seal,
                                        const std::string& carrier) const {
  return {.office = profile_.letterhead,
          .number = number.get(),
          .batch = number.get(),
          .seal = seal,
          .sent = moment(clock_.now()),
          .from = profile_.site.text(),
          .to = {},
          .carrier = carrier,
          .cards = {},
          .sender = profile_.service,
          .receiver = {}};
}

Outcome<Arrival> Office::arrive(const issuance::ManifestNumber& manifest,
                                const std::vector<issuance::BlankSerial>& found, const Officer& by,
                                const ArrivalNotes& notes) {
  const auto where = shelf_of(notes.shelf);
  if (!where) return where.error();
  const auto bagged = journal_->read([&](store::Queries& q) { return docket::in_bag(q, manifest); });
  if (!bagged) return failure_of(bagged.error(), manifest.get());
  std::set<std::string> left;
  for (const auto& serial : found) left.insert(serial.get());
  Arrival arrival;
  std::vector<journal::Draft> drafts;
  for (const auto& number : *bagged) {
    const auto c = find(number);
    if (!c) return c.error();
    const auto* there = std::get_if<issuance::Shipped>(&c->state);
    const auto* back = std::get_if<issuance::Uncollected>(&c->state);
    const bool comes_here = (there && there->manifest == manifest && c->office() == profile_.site) ||
                            (back && back->on_its_way == manifest && is_made_here(*c));
    if (!comes_here) continue;
    const bool here = left.erase(card_of(c->state).serial.get()) > 0;
    (here ? arrival.arrived : arrival.missed).push_back(number);
    auto extra = json::object();
    if (here) extra = *where;
    // Both sides are told of what happens to an application of this bag: what else lay in it goes with the first.
    if (drafts.empty() && !notes.foreign.empty()) extra["foreign"] = notes.foreign;
    drafts.push_back(docket::draft(here ? issuance::Event(issuance::CardArrived{}) : issuance::CardMissed{}, number,
                                   journal::Actor(by.get()), extra.dump()));
  }
  if (drafts.empty()) return Failure{FailureCode::Shipping_NoSuchManifest, manifest.get()};
  if (!left.empty()) return Failure{FailureCode::Shipping_NotOnManifest, *left.begin()};
  if (const auto ok = write(drafts); !ok) return ok.error();
  return arrival;
}

Outcome<Done> Office::turned_up(const ApplicationNumber& application, const Officer& by, const std::string& shelf) {
  const auto where = shelf_of(shelf);
  if (!where) return where.error();
  return act(application, issuance::CardArrived{}, by, where->dump());
}
Outcome<Done> Office::write_off(const ApplicationNumber& application, const std::string& cause, const Officer& by) {
  return act(application, issuance::WrittenOff{cause}, by);
}
Outcome<Done> Office::remind(const ApplicationNumber& application, const Officer& by) {
  return act(application, issuance::Reminded{}, by);
}
Outcome<std::vector<std::filesystem::path>> Office::remind_all(const std::vector<ApplicationNumber>& applications,
                                                               const Officer& by) {
  if (const auto some = expect_some(applications); !some) return some.error();
  std::vector<journal::Draft> drafts;
  std::vector<docket::Case> cases;
  for (const auto& application : applications) {
    auto c = expect(application, issuance::Reminded{});
    if (!c) return c.error();
    drafts.push_back(docket::draft(issuance::Reminded{}, application, journal::Actor(by.get())));
    cases.push_back(std::move(*c));
  }
  if (const auto ok = write(drafts); !ok) return ok.error();
  std::vector<std::filesystem::path> letters;
  for (const auto& c : cases) {
    const auto* recorded = confirmation_of(c);
    base::check(recorded != nullptr, "a card without a recording or a presented finger");
    const auto letter = write_summons(c, documents::Captured{moment(recorded->time), profile_.service});
    if (!letter) return letter.error();
    letters.push_back(*letter);
  }
  return letters;
}

Outcome<std::optional<Shipment>> Office::send_back(const std::vector<ApplicationNumber>& applications,
                                                   const std::string& seal, const std::string& carrier,
                                                   const std::string& why, const Officer& by) {
  if (const auto some = expect_some(applications); !some) return some.error();
  const auto waiting = uncollected();
  if (!waiting) return waiting.error();
  const auto numbered = new_number("MK");
  if (!numbered) return numbered.error();
  const issuance::ManifestNumber number(*numbered);
  auto manifest = manifest_of(number, seal, carrier);
  std::vector<journal::Draft> drafts;
  for (const auto& application : applications) {
    const auto c = expect(application, issuance::SentBack{number});
    if (!c) return c.error();
    const bool travels = c->assignment && c->assignment->personaliser != profile_.site;
    const auto one = std::find_if(waiting->begin(), waiting->end(),
                                  [&](const Uncollected& card) { return card.line.number == application; });
    // Before its time a card goes back only if its holder is known not to come.
    if (one == waiting->end() || (!one->send_back && why.empty()))
      return Failure{FailureCode::Uncollected_NotDue, application.get()};
    if (!travels) {
      drafts.push_back(docket::draft(issuance::SentBack{}, application, journal::Actor(by.get()),
                                     json{{"why", why}}.dump(-1, ' ', false, json::error_handler_t::replace)));
      continue;
    }
    const auto& card = card_of(c->state);
    const auto who = biodata_of(*c);
    manifest.cards.push_back({card.serial.get(), card.chip.get(), who.nik, who.name});
    manifest.to = c->assignment->personaliser.text();
    const json extra{{"seal", seal}, {"carrier", carrier}, {"serial", card.serial.get()}, {"why", why}};
    drafts.push_back(docket::draft(issuance::SentBack{number}, application, journal::Actor(by.get()), extra.dump()));
  }
  if (manifest.cards.empty()) {
    if (const auto ok = write(drafts); !ok) return ok.error();
    return std::optional<Shipment>();
  }
  auto sent = bag(std::move(manifest), number, drafts);
  if (!sent) return sent.error();
  return std::optional(std::move(*sent));
}

Outcome<Done> Office::call(const ApplicationNumber& application, const Officer& by) {
  const auto c = expect(application, issuance::ResidentCalled{});
  if (!c) return c.error();
  // A card is called for where it lies.
  const bool lies_here =
      std::holds_alternative<issuance::Arrived>(c->state) ? c->office() == profile_.site : is_made_here(*c);
  if (!lies_here) return Failure{FailureCode::Pickup_CardElsewhere, application.get()};
  if (const auto ok = write({docket::draft(issuance::ResidentCalled{}, application, journal::Actor(by.get()))}); !ok)
    return ok.error();
  const auto* recorded = confirmation_of(*c);
  base::check(recorded != nullptr, "a card without a recording or a presented finger");
  const auto paper = write_summons(*c, documents::Captured{moment(recorded->time), profile_.service});
  if (!paper) return paper.error();
  return Done{};
}

Outcome<std::vector<SentCards>> Office::shipments() const {
  const auto bagged = journal_->read([](store::Queries& q) { return docket::bagged(q, bags_shown); });
  if (!bagged) return failure_of(bagged.error(), "kiriman");
  std::vector<SentCards> out;
  for (const auto& one : *bagged) {
    const auto& manifest = one.manifest;
    const auto& application = one.application;
    const auto c = find(application);
    if (!c) return c.error();
    // A card may have travelled more than once: the entry is the one of this bag, and what came of it is what follows.
    const auto sent = std::find_if(c->history.begin(), c->history.end(), [&](const journal::Entry& entry) {
      return (entry.kind == "dispatched" || entry.kind == "sent-back") &&
             json::parse(entry.body).value("manifest", std::string()) == manifest.get();
    });
    base::check(sent != c->history.end(), "a card in a bag into which nobody put it");
    const auto body = json::parse(sent->body);
    const bool back = sent->kind == "sent-back";
    if (out.empty() || out.back().manifest != manifest)
      out.push_back({.manifest = manifest,
                     .seal = body.value("seal", std::string()),
                     .carrier = body.value("carrier", std::string()),
                     .from = sent->site,
                     .to = back && c->assignment ? c->assignment->personaliser : c->office(),
                     .sent = sent->time,
                     .arrived = std::nullopt,
                     .cards = {},
                     .back = back});
    auto& bag = out.back();
    SentCards::Card card{application, issuance::BlankSerial(body.value("serial", std::string())),
                         json::parse(c->history.front().body).value("name", std::string()),
                         std::string(issuance::name(c->state))};
    for (auto entry = std::next(sent); entry != c->history.end(); ++entry) {
      if (entry->kind == "dispatched" || entry->kind == "sent-back") break;
      if (entry->kind != "card-arrived" && entry->kind != "card-missed") continue;
      const auto told = json::parse(entry->body);
      if (!bag.arrived || entry->time < *bag.arrived) bag.arrived = entry->time;
      card.missed |= entry->kind == "card-missed";
      if (const auto shelf = told.value("shelf", std::string()); !shelf.empty()) card.shelf = shelf;
      if (const auto foreign = told.find("foreign"); foreign != told.end() && foreign->is_array())
        for (const auto& serial : *foreign)
          if (serial.is_string()) bag.foreign.push_back(serial.get<std::string>());
    }
    bag.cards.push_back(std::move(card));
  }
  return out;
}

Outcome<std::vector<ReturnedCard>> Office::returns() const {
  const auto lines = list_all({.states = {"Failed", "Returning"}, .offices = {profile_.site.text()}});
  if (!lines) return lines.error();
  std::vector<ReturnedCard> out;
  for (const auto& line : *lines) {
    const auto c = find(line.number);
    if (!c) return c.error();
    const auto* failed = c->last("pickup-failed");
    base::check(failed != nullptr, "a returned card that never failed");
    const auto verdict = static_cast<card::Verdict>(json::parse(failed->body).value("verdict", 0));
    const auto* returning = std::get_if<issuance::Returning>(&c->state);
    const auto& card = returning ? returning->card : std::get<issuance::Failed>(c->state).card;
    out.push_back({line, card.serial, verdict, returning ? std::optional(returning->rung) : std::nullopt});
  }
  return out;
}

}  // namespace ktpel::office
