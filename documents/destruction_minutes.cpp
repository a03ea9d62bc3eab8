// SPDX-License-Identifier: Apache-2.0
#include "documents/destruction_minutes.h"

#include <algorithm>
#include <array>

#include "base/check.h"
#include "base/phrase.h"
#include "documents/detail/sheet.h"

namespace ktpel::documents {
namespace {

using base::phrase;
using detail::Sheet;
using drawing::Align;

std::string words_of(DestroyedKind kind) {
  switch (kind) {
    case DestroyedKind::SpoiltBlank:
      return phrase("documents.destruction.spoilt_blank");
    case DestroyedKind::DamagedCard:
      return phrase("documents.destruction.damaged_card");
    case DestroyedKind::InvalidCard:
      return phrase("documents.destruction.invalid_card");
    case DestroyedKind::OldCard:
      break;
  }
  return phrase("documents.destruction.old_card");
}

std::string words_of(DestructionMethod method) {
  switch (method) {
    case DestructionMethod::Cut:
      return phrase("documents.destruction.cut");
    case DestructionMethod::Shredded:
      return phrase("documents.destruction.shredded");
    case DestructionMethod::Burnt:
      break;
  }
  return phrase("documents.destruction.burnt");
}

detail::Fields person_fields(const Officer& officer) {
  return {{phrase("documents.field.officer"), officer.name},
          {phrase("documents.field.nip"), officer.nip.empty() ? "-" : officer.nip},
          {phrase("documents.field.duty"), officer.duty}};
}

void fill(Sheet& sheet, const DestructionMinutes& m) {
  sheet.continued_as(
      phrase("documents.continued", {{"title", phrase("documents.destruction.title")}, {"number", m.number}}));
  sheet.letterhead(m.office);
  sheet.heading(phrase("documents.destruction.title"), phrase("documents.number_line", {{"number", m.number}}));
  sheet.paragraph(phrase("documents.destruction.opening",
                         {{"day", m.at.day.with_weekday()}, {"hour", m.at.hour_words()}, {"place", m.place}}));
  const double left = detail::text_left + 6, width = detail::text_width - 6;
  sheet.fields(person_fields(m.chair), 30, left, width);
  sheet.space(1);
  sheet.paragraph(
      phrase("documents.destruction.witnessed", {{"first", m.first_witness.name}, {"second", m.second_witness.name}}));
  if (!m.order.empty()) sheet.paragraph(phrase("documents.destruction.order", {{"order", m.order}}));
  sheet.paragraph(phrase("documents.destruction.done", {{"method", words_of(m.method)}}));
  drawing::Table table{.at = {},
                       .columns = {{phrase("documents.column.no"), 10, Align::Centre},
                                   {phrase("documents.destruction.column_kind"), 33},
                                   {phrase("documents.destruction.column_serial"), 37},
                                   {phrase("documents.destruction.column_holder"), 43},
                                   {phrase("documents.destruction.column_reason"), 42}},
                       .rows = {},
                       .body = {.size = 3.1}};
  std::array<std::size_t, 4> counts{};
  for (std::size_t i = 0; i < m.pieces.size(); ++i) {
    const auto& piece = m.pieces[i];
    ++counts[static_cast<std::size_t>(piece.kind)];
    table.rows.push_back({std::to_string(i + 1), words_of(piece.kind),
                          piece.chip_uid.empty()
                              ? piece.serial
                              : piece.serial + "\n" + phrase("documents.return.uid", {{"uid", piece.chip_uid}}),
                          piece.holder.empty() ? "-" : piece.holder, piece.reason.empty() ? "-" : piece.reason});
  }
  sheet.table(table, [](std::size_t here, std::size_t so_far) {
    return phrase("documents.page_total", {{"here", std::to_string(here)}, {"so_far", std::to_string(so_far)}});
  });
  drawing::Table sums{.at = {},
                      .columns = {{phrase("documents.destruction.column_kind"), 60},
                                  {phrase("documents.destruction.column_count"), 30, Align::Right}},
                      .rows = {},
                      .body = {.size = 3.3}};
  for (std::size_t kind = 0; kind < counts.size(); ++kind)
    if (counts[kind] > 0)
      sums.rows.push_back({words_of(static_cast<DestroyedKind>(kind)), std::to_string(counts[kind])});
  sums.rows.push_back({phrase("documents.destruction.sum"), std::to_string(m.pieces.size())});
  sheet.need(96);
  sheet.table(sums);
  sheet.paragraph(phrase("documents.destruction.closing"));
  sheet.space(2);
  const auto signing = [&](const std::string& role, const Officer& officer, const std::string& hint) {
    return Sheet::Signing{.above = {role, officer.duty}, .name = officer.name, .nip = officer.nip, .hint = hint};
  };
  sheet.signatures(
      {signing(phrase("documents.destruction.first_witness"), m.first_witness, phrase("documents.signature")),
       signing(phrase("documents.destruction.second_witness"), m.second_witness, phrase("documents.signature")),
       signing(phrase("documents.destruction.chair"), m.chair, phrase("documents.signature_and_stamp"))});
}

}  // namespace

Paper destruction_minutes(const DestructionMinutes& m) {
  base::check(!m.pieces.empty(), "minutes of a destruction of nothing");
  return detail::compose(phrase("documents.destruction.pdf_title", {{"number", m.number}}), m.at, 1,
                         [&](Sheet& sheet) { fill(sheet, m); });
}

}  // namespace ktpel::documents
