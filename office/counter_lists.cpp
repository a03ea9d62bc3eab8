// SPDX-License-Identifier: Apache-2.0
// 6, 6e: who has not come for his card, what was withdrawn, and how long the steps took.
#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "api/store_failure.h"
#include "base/phrase.h"
#include "documents/card_lists.h"
#include "office/failure.h"
#include "office/office.h"

namespace ktpel::office {

using api::Failure;
using api::FailureCode;
using nlohmann::json;

namespace {

/// The old card that a hand-over tells of; nullopt if it tells of none.
std::optional<documents::OldCard> old_card_of(const journal::Entry& handed_over) {
  const auto body = json::parse(handed_over.body);
  const auto kind = body.value("old_card", std::string());
  if (kind == "withdrawn") return documents::OldCardWithdrawn{body.value("old_card_number", std::string())};
  if (kind != "lost") return std::nullopt;
  const auto day = person::Date::parse(body.value("police_letter_day", std::string()));
  if (!day) return std::nullopt;
  return documents::OldCardLost{body.value("police_letter", std::string()), *day};
}

}  // namespace

Outcome<std::vector<docket::Line>> Office::list_all(const docket::Filter& filter) const {
  constexpr std::size_t page = 1000;
  std::vector<docket::Line> out;
  for (;;) {
    auto some = list(filter, page, out.size());
    if (!some) return some.error();
    out.insert(out.end(), some->begin(), some->end());
    if (some->size() < page) return out;
  }
}

Outcome<std::vector<Uncollected>> Office::uncollected() const {
  const auto lines = list_all({.states = {"Called"}, .office = profile_.site.text()});
  if (!lines) return lines.error();
  std::vector<Uncollected> out;
  std::vector<issuance::Waiting> waiting;
  for (const auto& line : *lines) {
    const auto c = find(line.number);
    if (!c) return c.error();
    const auto* called = c->last("resident-called");
    base::check(called != nullptr, "a card that nobody was called for waits");
    issuance::Waiting one{line.number, called->time};
    for (const auto& entry : c->history) {
      if (&entry < called || entry.kind != "reminded") continue;
      ++one.reminders;
      one.reminded = entry.time;
    }
    waiting.push_back(one);
    out.push_back({.line = line,
                   .serial = std::get<issuance::Called>(c->state).card.serial,
                   .waiting = std::move(one),
                   .shelf = shelf_of(*c)});
  }
  const auto due = issuance::due(std::move(waiting), clock_.now(), profile_.collection);
  const auto holds = [](const std::vector<ApplicationNumber>& some, const ApplicationNumber& number) {
    return std::find(some.begin(), some.end(), number) != some.end();
  };
  for (auto& one : out) {
    one.remind = holds(due.remind, one.line.number);
    one.send_back = holds(due.send_back, one.line.number);
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const auto& a, const auto& b) { return a.waiting.called < b.waiting.called; });
  return out;
}

Outcome<std::filesystem::path> Office::print_uncollected(const documents::Officer& signer) {
  const auto cards = uncollected();
  if (!cards) return cards.error();
  const auto at = moment(clock_.now());
  const auto number = "DBA-" + profile_.site.text() + "-" + at.day.printed();
  documents::UncollectedList list{.office = profile_.letterhead,
                                  .number = number,
                                  .at = at,
                                  .return_after_days = profile_.collection.back_days,
                                  .cards = {},
                                  .signer = signer};
  for (const auto& card : *cards)
    list.cards.push_back(
        {.nik = card.line.nik,
         .name = card.line.name,
         .card_number = card.serial.get(),
         .arrived = moment(card.waiting.called).day,
         .reminders = card.waiting.reminders,
         .last_reminder = card.waiting.reminded ? std::optional(moment(*card.waiting.reminded).day) : std::nullopt});
  return write_paper(number + ".pdf", documents::uncollected_list(list));
}

Outcome<std::vector<documents::HandedOldCard>> Office::old_cards(const person::Date& day) const {
  const auto lines = list_all({.states = {"Issued"}, .office = profile_.site.text()});
  if (!lines) return lines.error();
  std::vector<documents::HandedOldCard> out;
  for (const auto& line : *lines) {
    if (moment(line.since).day < day) continue;  // what became of the old card came later
    const auto c = find(line.number);
    if (!c) return c.error();
    const auto* handed_over = c->last("handed-over");
    base::check(handed_over != nullptr, "an issued card that nobody handed over");
    if (moment(handed_over->time).day != day) continue;
    if (auto card = old_card_of(*handed_over))
      out.push_back({.nik = line.nik, .name = line.name, .card = std::move(*card), .withdrawn = day});
  }
  return out;
}

Outcome<std::filesystem::path> Office::print_old_cards(const person::Date& day, const documents::Officer& handing) {
  auto cards = old_cards(day);
  if (!cards) return cards.error();
  const auto number = "DKL-" + profile_.site.text() + "-" + day.printed();
  return write_paper(
      number + ".pdf",
      documents::old_card_list({.office = profile_.letterhead,
                                .number = number,
                                .at = moment(clock_.now()),
                                .to = base::phrase("office.the_dinas", {{"district", profile_.letterhead.district}}),
                                .cards = std::move(*cards),
                                .handing = handing,
                                .receiving = {.name = base::phrase("office.receiver_line"),
                                              .nip = "",
                                              .duty = base::phrase("office.receiver_duty")}}));
}

Outcome<std::vector<StepTimes>> Office::clocks(const person::Date& day) const {
  const auto lines = list_all({.office = profile_.site.text(), .day = day.printed()});
  if (!lines) return lines.error();
  std::array<std::vector<std::int64_t>, issuance::step_limits.size()> took;
  std::vector<StepTimes> out;
  for (const auto& limit : issuance::step_limits) out.push_back({.step = limit.step});
  for (const auto& line : *lines) {
    const auto c = find(line.number);
    if (!c) return c.error();
    std::vector<issuance::Happened> history;
    for (const auto& entry : c->history)
      if (auto one = issuance::happened(entry.kind, entry.body, entry.time)) history.push_back(std::move(*one));
    for (const auto& step : issuance::timed(history, clock_.now())) {
      const auto which = static_cast<std::size_t>(step.step);
      out[which].breaches += step.breach;
      if (step.running)
        ++out[which].running;
      else
        took[which].push_back(step.took_ms);
    }
  }
  for (std::size_t which = 0; which < out.size(); ++which) {
    auto& all = took[which];
    out[which].count = all.size();
    if (all.empty()) continue;
    const auto middle = all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2);
    std::nth_element(all.begin(), middle, all.end());
    out[which].median_ms = *middle;
  }
  return out;
}

}  // namespace ktpel::office
