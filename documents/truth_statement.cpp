// SPDX-License-Identifier: Apache-2.0
#include "documents/truth_statement.h"

#include "base/phrase.h"
#include "documents/detail/sheet.h"

namespace ktpel::documents {
namespace {

using base::phrase;

std::string field(const char* name) { return phrase(std::string("documents.field.") + name); }

/// Every field that stood on the screen and goes on the card, in the card's order.
detail::Fields data_list(const person::Biodata& who) {
  return {{field("nik"), std::string(who.nik.digits())},
          {field("family_card"), who.family_card},
          {field("name"), who.name},
          {field("born"), who.birthplace + ", " + who.born.in_words()},
          {field("sex"), person::printed(who.sex)},
          {field("blood"), person::printed(who.blood)},
          {field("street"), who.address.street},
          {field("rt_rw"), who.address.rt_rw()},
          {field("village"), who.address.village},
          {field("subdistrict"), who.address.subdistrict},
          {field("district"), who.address.district},
          {field("province"), who.address.province},
          {field("religion"), person::printed(who.religion)},
          {field("marital"), person::printed(who.marital)},
          {field("occupation"), who.occupation},
          {field("citizenship"), person::printed(who.citizenship)}};
}

/// In groups of eight digits, so that two people can compare it aloud.
std::string grouped(const std::string& hex) {
  std::string out;
  for (std::size_t i = 0; i < hex.size(); ++i) {
    if (i > 0 && i % 8 == 0) out += ' ';
    out += hex[i];
  }
  return out;
}

/// "SAKSI UJI, 9901.., anak".
std::string witness_words(const TruthStatement::Marked& mark) {
  return mark.witness + ", " + mark.identity + (mark.relation.empty() ? "" : ", " + mark.relation);
}

void fill(detail::Sheet& sheet, const TruthStatement& s) {
  sheet.letterhead(s.office);
  sheet.heading(phrase("documents.truth.title"), phrase("documents.application_line", {{"number", s.application}}));
  sheet.paragraph(phrase("documents.truth.opening"));
  sheet.fields(data_list(s.who), 46, detail::text_left + 6, detail::text_width - 6);
  sheet.space(1.5);
  sheet.paragraph(phrase("documents.truth.statement", {{"recorded", s.recorded}}));
  if (!s.left_out.empty()) sheet.paragraph(phrase("documents.truth.left_out", {{"parts", s.left_out}}));
  sheet.paragraph(phrase("documents.truth.consequence"));
  if (s.mark)
    sheet.paragraph(phrase("documents.truth.marked", {{"how", s.mark->how}, {"witness", witness_words(*s.mark)}}));
  sheet.fields({{phrase("documents.truth.read"), s.at.printed()},
                {phrase("documents.truth.operator_finger"), s.operator_finger_at.printed()}},
               62);
  sheet.space(1);
  const auto hash = grouped(s.record_hash.hex());
  sheet.put(phrase("documents.truth.hash"), {detail::text_left, sheet.y()}, {.size = 3.2, .leading = 1.3});
  sheet.space(4.4);
  sheet.space(sheet.put(hash, {detail::text_left, sheet.y()},
                        {.font = drawing::Font::Mono, .size = 3.0, .leading = 1.35}, detail::text_width));
  sheet.space(4);
  std::vector<detail::Sheet::Signing> places{
      {.above = {phrase("documents.operator")},
       .name = s.operator_.name,
       .nip = s.operator_.nip,
       .hint = phrase("documents.truth.operator_hint")},
      {.above = {s.office.place + ", " + s.at.day.in_words(), phrase("documents.truth.resident")},
       .name = s.who.name,
       .nip = "",
       .signature = s.signature}};
  if (s.mark)  // between the two, so that the resident stays at the right
    places.insert(places.begin() + 1,
                  {.above = {phrase("documents.truth.witness")}, .name = s.mark->witness, .nip = ""});
  sheet.signatures(places);
}

}  // namespace

Paper truth_statement(const TruthStatement& s) {
  return detail::compose(phrase("documents.truth.pdf_title", {{"name", s.who.name}}), s.at, 1,
                         [&](detail::Sheet& sheet) { fill(sheet, s); });
}

}  // namespace ktpel::documents
