// SPDX-License-Identifier: Apache-2.0
#include "documents/card_lists.h"

#include <algorithm>
#include <chrono>

#include "base/check.h"
#include "base/phrase.h"
#include "documents/detail/sheet.h"

namespace ktpel::documents {
namespace {

using base::phrase;
using detail::Sheet;
using drawing::Align;

std::chrono::sys_days days_of(const person::Date& d) {
  using namespace std::chrono;
  return year_month_day(year(d.year()), month(d.month()), day(d.day()));
}

int days_between(const person::Date& from, const person::Date& until) {
  return static_cast<int>((days_of(until) - days_of(from)).count());
}

std::string total_words(std::size_t here, std::size_t so_far) {
  return phrase("documents.page_total", {{"here", std::to_string(here)}, {"so_far", std::to_string(so_far)}});
}

struct OldCardRow {
  bool punched;
  std::string operator()(const OldCardWithdrawn& o) const {
    return phrase(punched ? "documents.old_cards.punched" : "documents.old_cards.whole", {{"number", o.number}});
  }
  std::string operator()(const OldCardLost& o) const {
    return phrase("documents.old_cards.lost", {{"number", o.police_letter}, {"day", o.dated.printed()}});
  }
  std::string operator()(const NoOldCard&) const {
    base::check(false, "nothing withdrawn, but on the list of withdrawn cards");
    return {};
  }
};

void fill(Sheet& sheet, const OldCardList& list) {
  sheet.continued_as(
      phrase("documents.continued", {{"title", phrase("documents.old_cards.title")}, {"number", list.number}}));
  sheet.letterhead(list.office);
  sheet.heading(phrase("documents.old_cards.title"), phrase("documents.number_line", {{"number", list.number}}));
  sheet.paragraph(phrase("documents.old_cards.opening", {{"day", list.at.day.with_weekday()}, {"to", list.to}}));
  drawing::Table table{.at = {},
                       .columns = {{phrase("documents.column.no"), 11, Align::Centre},
                                   {phrase("documents.old_cards.column_resident"), 60},
                                   {phrase("documents.old_cards.column_card"), 68},
                                   {phrase("documents.old_cards.column_withdrawn"), 26, Align::Centre}},
                       .rows = {},
                       .body = {.size = 3.1}};
  std::size_t cards = 0, letters = 0;
  for (std::size_t i = 0; i < list.cards.size(); ++i) {
    const auto& card = list.cards[i];
    std::holds_alternative<OldCardWithdrawn>(card.card) ? ++cards : ++letters;
    table.rows.push_back({std::to_string(i + 1), card.name + "\n" + std::string(card.nik.digits()),
                          std::visit(OldCardRow{card.punched}, card.card), card.withdrawn.printed()});
  }
  if (table.rows.empty())
    sheet.paragraph(phrase("documents.old_cards.none"));
  else
    sheet.table(table, total_words);
  sheet.need(66);
  sheet.paragraph(
      phrase("documents.old_cards.closing", {{"cards", std::to_string(cards)}, {"letters", std::to_string(letters)}}));
  sheet.space(2);
  sheet.signatures({{.above = {phrase("documents.old_cards.receiving"), list.receiving.duty},
                     .name = list.receiving.name,
                     .nip = list.receiving.nip,
                     .hint = phrase("documents.signature_and_stamp")},
                    {.above = {phrase("documents.old_cards.handing"), list.handing.duty},
                     .name = list.handing.name,
                     .nip = list.handing.nip,
                     .hint = phrase("documents.signature_and_stamp")}});
}

void fill(Sheet& sheet, const UncollectedList& list) {
  auto cards = list.cards;
  std::stable_sort(cards.begin(), cards.end(), [](const auto& a, const auto& b) { return a.arrived < b.arrived; });
  sheet.continued_as(
      phrase("documents.continued", {{"title", phrase("documents.uncollected.title")}, {"number", list.number}}));
  sheet.letterhead(list.office);
  sheet.heading(phrase("documents.uncollected.title"), phrase("documents.number_line", {{"number", list.number}}));
  sheet.paragraph(phrase("documents.uncollected.opening",
                         {{"day", list.at.day.in_words()}, {"days", std::to_string(list.return_after_days)}}));
  drawing::Table table{.at = {},
                       .columns = {{phrase("documents.column.no"), 11, Align::Centre},
                                   {phrase("documents.uncollected.column_resident"), 49},
                                   {phrase("documents.uncollected.column_card"), 31},
                                   {phrase("documents.uncollected.column_arrived"), 23, Align::Centre},
                                   {phrase("documents.uncollected.column_days"), 26, Align::Centre},
                                   {phrase("documents.uncollected.column_reminders"), 25, Align::Centre}},
                       .rows = {},
                       .body = {.size = 3.1}};
  std::size_t overdue = 0;
  for (std::size_t i = 0; i < cards.size(); ++i) {
    const auto& card = cards[i];
    const int waiting = days_between(card.arrived, list.at.day);
    const bool late = waiting > list.return_after_days;
    overdue += late;
    table.rows.push_back(
        {std::to_string(i + 1), card.name + "\n" + std::string(card.nik.digits()), card.card_number,
         card.arrived.printed(),
         late ? phrase("documents.uncollected.late", {{"days", std::to_string(waiting)}}) : std::to_string(waiting),
         card.last_reminder ? phrase("documents.uncollected.reminded", {{"count", std::to_string(card.reminders)},
                                                                        {"day", card.last_reminder->printed()}})
                            : "-"});
  }
  if (table.rows.empty())
    sheet.paragraph(phrase("documents.uncollected.none"));
  else
    sheet.table(table, total_words);
  sheet.need(62);
  sheet.paragraph(phrase("documents.uncollected.closing",
                         {{"count", std::to_string(cards.size())}, {"overdue", std::to_string(overdue)}}));
  sheet.space(2);
  sheet.signatures({{.above = {list.office.place + ", " + list.at.day.in_words(), list.signer.duty},
                     .name = list.signer.name,
                     .nip = list.signer.nip,
                     .hint = phrase("documents.signature_and_stamp")}});
}

}  // namespace

Paper old_card_list(const OldCardList& list) {
  return detail::compose(phrase("documents.old_cards.pdf_title", {{"number", list.number}}), list.at, 1,
                         [&](Sheet& sheet) { fill(sheet, list); });
}

Paper uncollected_list(const UncollectedList& list) {
  return detail::compose(phrase("documents.uncollected.pdf_title", {{"number", list.number}}), list.at, 1,
                         [&](Sheet& sheet) { fill(sheet, list); });
}

}  // namespace ktpel::documents
