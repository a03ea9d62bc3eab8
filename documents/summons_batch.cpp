// SPDX-License-Identifier: Apache-2.0
#include "documents/summons_batch.h"

#include "base/phrase.h"
#include "documents/detail/summons_sheet.h"

namespace ktpel::documents {
namespace {

using base::phrase;
using detail::Sheet;
using drawing::Align;

Sheet list_of(const SummonsBatch& batch, const std::vector<bool>& drawn) {
  const auto title = phrase("documents.batch.pdf_title", {{"village", batch.village}});
  return detail::composed(title, Moment{batch.dated}, 1, [&](Sheet& sheet) {
    sheet.continued_as(
        phrase("documents.continued", {{"title", phrase("documents.batch.title")}, {"number", batch.number}}));
    sheet.letterhead(batch.office);
    sheet.heading(phrase("documents.batch.title"), phrase("documents.number_line", {{"number", batch.number}}));
    sheet.paragraph(phrase("documents.batch.opening", {{"village", batch.village}}));
    drawing::Table table{.at = {},
                         .columns = {{phrase("documents.column.no"), 10, Align::Centre},
                                     {phrase("documents.batch.column_resident"), 58},
                                     {phrase("documents.batch.column_appointment"), 40},
                                     {phrase("documents.batch.column_queue"), 16, Align::Centre},
                                     {phrase("documents.batch.column_received"), 41}},
                         .rows = {},
                         .body = {.size = 3.1},
                         .least_row_height = 10};
    std::string left_out;
    std::size_t count = 0;
    for (std::size_t i = 0; i < batch.letters.size(); ++i) {
      const auto& letter = batch.letters[i];
      const std::string nik(letter.to.nik.digits());
      if (!drawn[i]) {
        left_out += (left_out.empty() ? "" : ", ") + nik;
        continue;
      }
      table.rows.push_back({std::to_string(++count), letter.to.name + "\n" + nik,
                            letter.appointment.day.with_weekday() + "\n" + letter.appointment.hour_words(),
                            std::to_string(letter.queue), ""});
    }
    sheet.table(table, [](std::size_t here, std::size_t so_far) {
      return phrase("documents.batch.page_total", {{"here", std::to_string(here)}, {"so_far", std::to_string(so_far)}});
    });
    if (!left_out.empty()) sheet.paragraph(phrase("documents.batch.left_out", {{"niks", left_out}}));
    sheet.need(58);
    sheet.paragraph(phrase("documents.batch.closing"));
    sheet.space(2);
    sheet.signatures({{.above = {phrase("documents.batch.received_by"), batch.receiver.duty},
                       .name = batch.receiver.name,
                       .nip = batch.receiver.nip,
                       .hint = phrase("documents.signature_and_stamp")},
                      {.above = {batch.office.place + ", " + batch.dated.in_words(), batch.signer.duty},
                       .name = batch.signer.name,
                       .nip = batch.signer.nip,
                       .hint = phrase("documents.signature_and_stamp")}});
  });
}

}  // namespace

base::Result<PrintedBatch, drawing::DrawingError> summons_batch(const SummonsBatch& batch) {
  PrintedBatch out;
  std::vector<Sheet> sheets;
  std::vector<bool> drawn(batch.letters.size(), true);
  for (std::size_t i = 0; i < batch.letters.size(); ++i) {
    auto sheet = detail::summons_sheet(batch.letters[i], NotYetCaptured{});
    if (sheet.error() == drawing::DrawingError::GlyphMissing) {
      drawn[i] = false;
      out.left_out.push_back(i);
      continue;
    }
    sheets.push_back(std::move(sheet));
  }
  sheets.push_back(list_of(batch, drawn));
  auto pdf =
      Sheet::finish_together(phrase("documents.batch.pdf_title", {{"village", batch.village}}), std::move(sheets));
  if (!pdf) return pdf.error();
  out.pdf = std::move(pdf).value();
  return out;
}

}  // namespace ktpel::documents
