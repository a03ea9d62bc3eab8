// SPDX-License-Identifier: Apache-2.0
// 5, 6: cards on their way to the counter, and those that nobody collects.
#include <algorithm>
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

Outcome<Done> Office::spoil(const ApplicationNumber& application, const std::string& cause, const Officer& by) {
  const auto c = expect(application, issuance::BlankSpoilt{cause});
  if (!c) return c.error();
  if (!is_made_here(*c)) return Failure{FailureCode::Personalise_MadeElsewhere, application.get()};
  return write({docket::draft(issuance::BlankSpoilt{cause}, application, journal::Actor(by.get()))});
}

Outcome<Shipment> Office::ship(const std::vector<ApplicationNumber>& applications, const std::string& seal,
                               const std::string& carrier, const Officer& by) {
  if (applications.empty()) return Failure{FailureCode::Shipping_NothingToShip, profile_.site.text()};
  const auto counted = journal_->read([](store::Queries& q) { return docket::count_events(q); });
  if (!counted) return failure_of(counted.error(), "manifes");
  char serial[40];
  std::snprintf(serial, sizeof serial, "-%d-%06lld", today().year(), static_cast<long long>(*counted));
  const issuance::ManifestNumber number("M-" + profile_.site.text() + serial);

  std::vector<journal::Draft> drafts;
  std::optional<journal::SiteId> to;
  documents::Manifest manifest{.office = profile_.letterhead,
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
  for (const auto& application : applications) {
    const auto c = expect(application, issuance::Dispatched{number});
    if (!c) return c.error();
    if (!is_made_here(*c) || c->office() == profile_.site || (to && *to != c->office()))
      return Failure{FailureCode::Shipping_OtherDestination, application.get()};
    to = c->office();
    const auto& card = std::visit(
        [](const auto& state) -> const issuance::Card& {
          if constexpr (requires { state.card; })
            return state.card;
          else
            base::check(false, "a card that is shipped and is none"), std::abort();
        },
        c->state);
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
  const auto paper = documents::manifest(manifest);
  if (!paper) return failure_of(paper.error(), number.get());
  if (const auto ok = write(drafts); !ok) return ok.error();
  const auto path = write_paper(number.get() + "-manifes.pdf", paper);
  if (!path) return path.error();
  return Shipment{number, *path};
}

Outcome<Arrival> Office::arrive(const issuance::ManifestNumber& manifest,
                                const std::vector<issuance::BlankSerial>& found, const Officer& by) {
  const auto shipped = list({.states = {"Shipped"}, .office = profile_.site.text()}, 10000);
  if (!shipped) return shipped.error();
  std::set<std::string> left;
  for (const auto& serial : found) left.insert(serial.get());
  Arrival arrival;
  std::vector<journal::Draft> drafts;
  for (const auto& line : *shipped) {
    const auto c = find(line.number);
    if (!c) return c.error();
    const auto* on_way = std::get_if<issuance::Shipped>(&c->state);
    if (!on_way || on_way->manifest != manifest) continue;
    const bool here = left.erase(on_way->card.serial.get()) > 0;
    (here ? arrival.arrived : arrival.missed).push_back(line.number);
    drafts.push_back(docket::draft(here ? issuance::Event(issuance::CardArrived{}) : issuance::CardMissed{},
                                   line.number, journal::Actor(by.get())));
  }
  if (drafts.empty()) return Failure{FailureCode::Shipping_NoSuchManifest, manifest.get()};
  if (!left.empty()) return Failure{FailureCode::Shipping_NotOnManifest, *left.begin()};
  if (const auto ok = write(drafts); !ok) return ok.error();
  return arrival;
}

Outcome<Done> Office::turned_up(const ApplicationNumber& application, const Officer& by) {
  return act(application, issuance::CardArrived{}, by);
}
Outcome<Done> Office::write_off(const ApplicationNumber& application, const std::string& cause, const Officer& by) {
  return act(application, issuance::WrittenOff{cause}, by);
}
Outcome<Done> Office::remind(const ApplicationNumber& application, const Officer& by) {
  return act(application, issuance::Reminded{}, by);
}
Outcome<Done> Office::send_back(const ApplicationNumber& application, const Officer& by) {
  return act(application, issuance::SentBack{}, by);
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
  const auto lines = list_all(
      {.states = {"Shipped", "Astray", "Arrived", "Called", "Uncollected"}, .offices = {profile_.site.text()}});
  if (!lines) return lines.error();
  std::map<std::string, SentCards> bags;
  for (const auto& line : *lines) {
    const auto c = find(line.number);
    if (!c) return c.error();
    const auto* sent = c->last("dispatched");
    if (!sent) continue;  // made where it is fetched
    const auto body = json::parse(sent->body);
    const auto manifest = body.at("manifest").get<std::string>();
    auto& bag = bags.try_emplace(manifest, SentCards{.manifest = issuance::ManifestNumber(manifest),
                                                     .seal = body.value("seal", std::string()),
                                                     .carrier = body.value("carrier", std::string()),
                                                     .from = sent->site,
                                                     .to = c->office(),
                                                     .sent = sent->time,
                                                     .arrived = std::nullopt,
                                                     .cards = {}})
                    .first->second;
    const auto* arrived = c->last("card-arrived");
    if (arrived && arrived->time >= sent->time && (!bag.arrived || arrived->time < *bag.arrived))
      bag.arrived = arrived->time;
    bag.cards.push_back(
        {line.number, issuance::BlankSerial(body.value("serial", std::string())), line.name, line.state});
  }
  std::vector<SentCards> out;
  for (auto& [manifest, bag] : bags) out.push_back(std::move(bag));
  std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return b.sent < a.sent; });
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
