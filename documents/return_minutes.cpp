// SPDX-License-Identifier: Apache-2.0
#include "documents/return_minutes.h"

#include "base/phrase.h"
#include "documents/detail/sheet.h"

namespace ktpel::documents {
namespace {

using base::phrase;
using drawing::Align;

std::string words_of(ReturnCause cause) {
  switch (cause) {
    case ReturnCause::FingerDiffers:
      return phrase("documents.return.finger");
    case ReturnCause::ChipUnreadable:
      return phrase("documents.return.chip");
    case ReturnCause::WrongData:
      return phrase("documents.return.data");
    case ReturnCause::Damaged:
      break;
  }
  return phrase("documents.return.damaged");
}

detail::Fields fields_of(const Party& party) {
  return {{phrase("documents.field.officer"), party.officer.name},
          {phrase("documents.field.nip"), party.officer.nip.empty() ? "-" : party.officer.nip},
          {phrase("documents.field.duty"), party.officer.duty},
          {phrase("documents.field.office"), party.office}};
}

void fill(detail::Sheet& sheet, const ReturnMinutes& m) {
  sheet.letterhead(m.office);
  sheet.heading(phrase("documents.return.title"), phrase("documents.number_line", {{"number", m.number}}));
  sheet.paragraph(phrase("documents.return.opening", {{"day", m.at.day.with_weekday()}, {"hour", m.at.hour_words()}}));
  const double left = detail::text_left + 6, width = detail::text_width - 6;
  sheet.fields(fields_of(m.from), 30, left, width);
  sheet.space(1);
  sheet.paragraph(phrase("documents.return.first_party"));
  sheet.fields(fields_of(m.to), 30, left, width);
  sheet.space(1);
  sheet.paragraph(phrase("documents.return.second_party"));
  sheet.paragraph(phrase("documents.return.handing"));
  drawing::Table table{.at = {},
                       .columns = {{phrase("documents.return.column_no"), 9, Align::Centre},
                                   {phrase("documents.return.column_resident"), 44},
                                   {phrase("documents.return.column_card"), 40},
                                   {phrase("documents.return.column_cause"), 32},
                                   {phrase("documents.return.column_findings"), 40}},
                       .rows = {},
                       .body = {.size = 3.2}};
  for (const auto& card : m.cards)
    table.rows.push_back(
        {std::to_string(table.rows.size() + 1), card.name + "\n" + std::string(card.nik.digits()),
         card.card_number + "\n" + phrase("documents.return.uid", {{"uid", card.chip_uid}}),
         phrase("documents.return.cause", {{"words", words_of(card.cause)}, {"code", std::to_string(card.verdict)}}),
         card.findings});
  sheet.table(std::move(table));
  sheet.paragraph(phrase("documents.return.count", {{"count", std::to_string(m.cards.size())}, {"seal", m.seal}}));
  sheet.paragraph(phrase("documents.return.closing"));
  sheet.space(2);
  const auto hint = phrase("documents.signature_and_stamp");
  sheet.signatures(
      {{.above = {phrase("documents.return.second")}, .name = m.to.officer.name, .nip = m.to.officer.nip, .hint = hint},
       {.above = {phrase("documents.return.witness")},
        .name = m.witness.name,
        .nip = m.witness.nip,
        .hint = phrase("documents.signature")},
       {.above = {m.office.place + ", " + m.at.day.in_words(), phrase("documents.return.first")},
        .name = m.from.officer.name,
        .nip = m.from.officer.nip,
        .hint = hint}});
}

}  // namespace

Paper return_minutes(const ReturnMinutes& m) {
  base::check(!m.cards.empty(), "minutes of returning no card");
  return detail::compose(phrase("documents.return.pdf_title", {{"number", m.number}}), m.at, 1,
                         [&](detail::Sheet& sheet) { fill(sheet, m); });
}

}  // namespace ktpel::documents
