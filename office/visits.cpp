// SPDX-License-Identifier: Apache-2.0
// 8: the team drives to residents who cannot come.
#include "visit/visits.h"

#include <cstdio>

#include "api/store_failure.h"
#include "base/phrase.h"
#include "office/office.h"

namespace ktpel::office {

using api::Failure;
using api::failure_of;
using api::FailureCode;
using base::Done;
using issuance::visit::VisitNumber;
namespace rules = issuance::visit;

namespace {

constexpr std::size_t all_visits = 1'000'000;

Failure failure_of(rules::Refusal refusal, const VisitNumber& visit) {
  auto about = visit.get();
  switch (refusal) {
    case rules::Refusal::OrderedBefore:
      return {FailureCode::Visit_OrderedBefore, std::move(about)};
    case rules::Refusal::NobodyToVisit:
      return {FailureCode::Visit_NobodyToVisit, std::move(about)};
    case rules::Refusal::NobodyGoes:
      return {FailureCode::Visit_NobodyGoes, std::move(about)};
    case rules::Refusal::SomebodyTwice:
      return {FailureCode::Visit_SomebodyTwice, std::move(about)};
    case rules::Refusal::NotOnTheList:
      return {FailureCode::Visit_NotOnTheList, std::move(about)};
    case rules::Refusal::HasResult:
      return {FailureCode::Visit_HasResult, std::move(about)};
    case rules::Refusal::ApplicationMissing:
      return {FailureCode::Visit_ApplicationMissing, std::move(about)};
    case rules::Refusal::ReasonMissing:
      return {FailureCode::Visit_ReasonMissing, std::move(about)};
    case rules::Refusal::ResultsOpen:
      return {FailureCode::Visit_ResultsOpen, std::move(about)};
    case rules::Refusal::IsClosed:
      return {FailureCode::Visit_IsClosed, std::move(about)};
    case rules::Refusal::NotOrdered:
      break;
  }
  return {FailureCode::Visit_NotOrdered, std::move(about)};
}

}  // namespace

Outcome<Done> Office::write_visit(const VisitNumber& visit, const rules::Event& event, const Officer& by,
                                  const std::vector<journal::Draft>& consequences) {
  std::optional<rules::Refusal> refused;
  bool sound = true;
  const auto written =
      journal_->append_decided([&](store::Queries& q) -> base::Result<std::vector<journal::Draft>, store::StoreError> {
        const auto now = visit::find(q, visit);
        if (!now) return now.error();
        const auto next = rules::decide(*now, event);
        refused = next ? std::nullopt : std::optional(next.error());
        // Texts beyond the limits of an entry are none that could be read back.
        sound = rules::event_of(rules::name(event), rules::body_of(event)).has_value();
        if (refused || !sound) return std::vector<journal::Draft>();
        std::vector<journal::Draft> drafts{visit::draft(event, visit, journal::Actor(by.get()))};
        drafts.insert(drafts.end(), consequences.begin(), consequences.end());
        return drafts;
      });
  if (!written) return failure_of(written.error(), visit.get());
  if (refused) return failure_of(*refused, visit);
  if (!sound) return Failure{FailureCode::Visit_TextMalformed, visit.get()};
  return Done{};
}

Outcome<VisitNumber> Office::order_visit(const rules::Order& order, const Officer& by) {
  const auto before =
      journal_->read([&](store::Queries& q) { return visit::list(q, profile_.site, visit::Which::All, all_visits); });
  if (!before) return failure_of(before.error(), profile_.site.text());
  char serial[40];
  std::snprintf(serial, sizeof serial, "-%d-%05zu", today().year(), before->size() + 1);
  const VisitNumber number("K-" + profile_.site.text() + serial);
  if (const auto ok = write_visit(number, rules::Ordered{order}, by); !ok) return ok.error();
  return number;
}

Outcome<Done> Office::visit_result(const VisitNumber& visit, const rules::Resulted& result, const Officer& by) {
  if (result.result.application) {
    const auto c = find(*result.result.application);
    if (!c) return c.error();
    if (c->nik != result.nik) return Failure{FailureCode::Visit_OtherResident, c->number.get()};
    if (!confirmation_of(*c)) return Failure{FailureCode::Visit_RecordingMissing, c->number.get()};
  }
  const auto outcome = result.result.outcome;
  std::vector<journal::Draft> consequences;
  if (outcome == rules::Outcome::Deceased || outcome == rules::Outcome::Moved) {
    // No card is made for who is dead, and none here for who lives elsewhere.
    auto withdrawn = withdrawals_of(result.nik,
                                    base::phrase("office.visit_gone", {{"outcome", std::string(rules::label(outcome))},
                                                                       {"reason", result.result.reason}}),
                                    by);
    if (!withdrawn) return withdrawn.error();
    consequences = std::move(*withdrawn);
  }
  return write_visit(visit, result, by, consequences);
}

Outcome<std::vector<journal::Draft>> Office::withdrawals_of(const person::Nik& nik, const std::string& why,
                                                            const Officer& by) const {
  const auto numbers = journal_->read([&](store::Queries& q) { return docket::of_nik(q, nik); });
  if (!numbers) return failure_of(numbers.error(), nik.redacted());
  std::vector<journal::Draft> out;
  for (const auto& number : *numbers) {
    const auto c = find(number);
    if (!c) return c.error();
    const issuance::Withdrawn event{by, why};
    // What the center has decided on is the center's to end.
    const bool undecided = !c->assignment && c->office() == profile_.site;
    if (undecided && issuance::decide(c->basis, c->state, event))
      out.push_back(docket::draft(event, number, journal::Actor(by.get())));
  }
  return out;
}

Outcome<Done> Office::expect_recordings_noted(const rules::Visit& visit) const {
  for (const auto& [nik, found] : visit.results) {
    if (found.outcome == rules::Outcome::Captured) continue;
    const auto numbers = journal_->read([&](store::Queries& q) { return docket::of_nik(q, nik); });
    if (!numbers) return failure_of(numbers.error(), nik.redacted());
    for (const auto& number : *numbers) {
      const auto c = find(number);
      if (!c) return c.error();
      const auto* recorded = confirmation_of(*c);
      if (recorded && recorded->site == profile_.site && moment(recorded->time).day >= visit.order.day)
        return Failure{FailureCode::Visit_RecordingNotNoted, number.get()};
    }
  }
  return Done{};
}

Outcome<Done> Office::close_visit(const VisitNumber& visit, const Officer& by) {
  const auto now = find_visit(visit);
  if (!now) return now.error();
  if (const auto ok = expect_recordings_noted(*now); !ok) return ok.error();
  if (const auto ok = write_visit(visit, rules::Closed{}, by); !ok) return ok.error();
  const auto open =
      journal_->read([&](store::Queries& q) { return visit::list(q, profile_.site, visit::Which::Open, 1); });
  if (!open) return failure_of(open.error(), visit.get());
  return open->empty() ? forget_taken_along() : Outcome<Done>(Done{});
}

Outcome<rules::Visit> Office::find_visit(const VisitNumber& visit) const {
  auto found = journal_->read([&](store::Queries& q) { return visit::find(q, visit); });
  if (!found) return failure_of(found.error(), visit.get());
  if (!*found) return Failure{FailureCode::Visit_NoSuchVisit, visit.get()};
  return std::move(**found);
}

Outcome<std::size_t> Office::take_along(const VisitNumber& visit, api::Exchange& center, const Officer& by) {
  const auto found = find_visit(visit);
  if (!found) return found.error();
  const auto open = found->open();
  if (const auto ok = take_along(open, center, by); !ok) return ok.error();
  return open.size();
}

}  // namespace ktpel::office
