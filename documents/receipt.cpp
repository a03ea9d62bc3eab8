// SPDX-License-Identifier: Apache-2.0
#include "documents/receipt.h"

#include "base/phrase.h"
#include "documents/detail/sheet.h"

namespace ktpel::documents {
namespace {

using base::phrase;

struct OldCardWords {
  std::string operator()(const OldCardWithdrawn& o) const {
    return phrase("documents.receipt.old_withdrawn", {{"number", o.number}});
  }
  std::string operator()(const NoOldCard&) const { return phrase("documents.receipt.old_none"); }
  std::string operator()(const OldCardLost& o) const {
    return phrase("documents.receipt.old_lost", {{"number", o.police_letter}, {"date", o.dated.in_words()}});
  }
};

void fill(detail::Sheet& sheet, const Receipt& r) {
  sheet.letterhead(r.office);
  sheet.heading(phrase("documents.receipt.title"), phrase("documents.number_line", {{"number", r.number}}));
  sheet.paragraph(
      phrase("documents.receipt.opening", {{"day", r.handed.day.with_weekday()}, {"hour", r.handed.hour_words()}}));
  auto fields = detail::identity(r.who);
  fields.push_back({phrase("documents.field.card_number"), r.card_number});
  fields.push_back({phrase("documents.field.chip_uid"), r.chip_uid});
  fields.push_back({phrase("documents.field.application"), r.application});
  sheet.fields(fields, 42, detail::text_left + 6, detail::text_width - 6);
  sheet.subheading(phrase("documents.receipt.match_title"));
  if (!r.fingers.empty()) sheet.table(detail::finger_table(r.fingers));
  if (!r.face_seen_by.empty()) sheet.paragraph(phrase("documents.by_face", {{"officers", r.face_seen_by}}));
  sheet.subheading(phrase("documents.receipt.old_title"));
  sheet.paragraph(std::visit(OldCardWords{}, r.old_card));
  sheet.paragraph(phrase("documents.receipt.declaration"));
  if (!r.witness.empty()) sheet.paragraph(phrase("documents.receipt.cannot_sign", {{"witness", r.witness}}));
  sheet.space(3);
  const auto place_and_day = r.office.place + ", " + r.handed.day.in_words();
  sheet.signatures({{.above = {phrase("documents.operator")},
                     .name = r.operator_.name,
                     .nip = r.operator_.nip,
                     .hint = phrase("documents.signature")},
                    {.above = {phrase("documents.service_officer")},
                     .name = r.service_officer.name,
                     .nip = r.service_officer.nip,
                     .hint = phrase("documents.signature_and_stamp")},
                    {.above = {place_and_day, phrase("documents.receipt.recipient")},
                     .name = r.who.name,
                     .nip = "",
                     .signature = r.signature,
                     .hint = phrase("documents.receipt.thumb")}});
}

}  // namespace

Paper receipt(const Receipt& r) {
  return detail::compose(phrase("documents.receipt.pdf_title", {{"name", r.who.name}}), r.handed, 1,
                         [&](detail::Sheet& sheet) { fill(sheet, r); });
}

}  // namespace ktpel::documents
