// SPDX-License-Identifier: Apache-2.0
#include "documents/manifest.h"

#include "base/check.h"
#include "base/phrase.h"
#include "documents/detail/sheet.h"

namespace ktpel::documents {
namespace {

using base::phrase;
using detail::Sheet;
using drawing::Align;

/// The batch's facts on the left, its code on the right.
void facts(Sheet& sheet, const Manifest& m) {
  constexpr double code = 26, code_room = code + 8;
  const double top = sheet.y();
  sheet.code(m.batch + "|" + m.seal + "|" + std::to_string(m.cards.size()),
             {detail::text_left + detail::text_width - code - 5, top - 1}, code);
  sheet.fields({{phrase("documents.manifest.batch"), m.batch},
                {phrase("documents.manifest.seal"), m.seal},
                {phrase("documents.manifest.count"),
                 phrase("documents.manifest.pieces", {{"count", std::to_string(m.cards.size())}})},
                {phrase("documents.manifest.sent"), m.sent.printed()},
                {phrase("documents.manifest.from"), m.from},
                {phrase("documents.manifest.to"), m.to},
                {phrase("documents.manifest.carrier"), m.carrier.empty() ? "-" : m.carrier}},
               34, detail::text_left, detail::text_width - code_room);
  sheet.move_to(std::max(sheet.y(), top + code + 6) + 3);
}

void fill(Sheet& sheet, const Manifest& m) {
  sheet.continued_as(phrase("documents.manifest.continued", {{"batch", m.batch}, {"seal", m.seal}}));
  sheet.letterhead(m.office);
  sheet.heading(phrase("documents.manifest.title"), phrase("documents.number_line", {{"number", m.number}}));
  facts(sheet, m);
  drawing::Table table{.at = {},
                       .columns = {{phrase("documents.column.no"), 11, Align::Centre},
                                   {phrase("documents.manifest.column_serial"), 33},
                                   {phrase("documents.manifest.column_uid"), 32},
                                   {phrase("documents.manifest.column_resident"), 65},
                                   {phrase("documents.manifest.column_arrived"), 24}},
                       .rows = {},
                       .body = {.size = 3.1}};
  for (std::size_t i = 0; i < m.cards.size(); ++i) {
    const auto& card = m.cards[i];
    table.rows.push_back(
        {std::to_string(i + 1), card.serial, card.chip_uid, card.name + "\n" + std::string(card.nik.digits()), ""});
  }
  sheet.table(table, [](std::size_t here, std::size_t so_far) {
    return phrase("documents.page_total", {{"here", std::to_string(here)}, {"so_far", std::to_string(so_far)}});
  });
  sheet.need(76);
  sheet.paragraph(phrase("documents.manifest.checked", {{"count", std::to_string(m.cards.size())}, {"seal", m.seal}}));
  sheet.space(2);
  sheet.signatures({{.above = {phrase("documents.manifest.sender"), m.sender.duty},
                     .name = m.sender.name,
                     .nip = m.sender.nip,
                     .hint = phrase("documents.signature_and_stamp")},
                    {.above = {phrase("documents.manifest.receiver"), m.receiver.duty},
                     .name = m.receiver.name,
                     .nip = m.receiver.nip,
                     .hint = phrase("documents.signature_and_stamp")}});
}

}  // namespace

Paper manifest(const Manifest& m) {
  base::check(!m.cards.empty(), "a manifest of nothing");
  return detail::compose(phrase("documents.manifest.pdf_title", {{"batch", m.batch}}), m.sent, 1,
                         [&](Sheet& sheet) { fill(sheet, m); });
}

}  // namespace ktpel::documents
