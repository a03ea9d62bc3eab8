// SPDX-License-Identifier: Apache-2.0
#include "documents/clarification.h"

#include <algorithm>

#include "base/phrase.h"
#include "documents/detail/sheet.h"

namespace ktpel::documents {
namespace {

using base::phrase;
using detail::Sheet;
using detail::text_left;
using detail::text_width;
using drawing::Align;
using drawing::Font;

void opening(Sheet& sheet, const ClarificationLetter& letter) {
  constexpr double left_width = 92, code = 22;
  const double top = sheet.y(), right = text_left + left_width + 4, width = text_width - left_width - 4;
  sheet.fields({{phrase("documents.summons.number"), letter.number},
                {phrase("documents.summons.nature"), phrase("documents.clarification.nature_value")},
                {phrase("documents.summons.enclosures"), "-"},
                {phrase("documents.summons.subject"), phrase("documents.clarification.subject_value")}},
               20, text_left, left_width);
  const double left_end = sheet.y();
  const auto plain = sheet.plain();
  double y = top;
  y += sheet.put(
           phrase("documents.clarification.dated", {{"place", letter.office.place}, {"day", letter.dated.in_words()}}),
           {right, y}, plain, width) +
       3;
  y += sheet.put(phrase("documents.summons.to"), {right, y}, plain, width);
  auto bold = plain;
  bold.font = Font::SansBold;
  y += sheet.put(letter.to, {right, y}, bold, width) + 2;
  sheet.code(letter.newer.application, {right, y}, code);
  sheet.move_to(std::max(left_end, y + code + 5) + 4);
}

void records(Sheet& sheet, const ClarificationLetter& letter) {
  drawing::Table table{.at = {},
                       .columns = {{phrase("documents.clarification.column_what"), 35},
                                   {phrase("documents.clarification.column_newer"), 65},
                                   {phrase("documents.clarification.column_earlier"), 65}},
                       .rows = {},
                       .body = {.size = 3.3}};
  const auto row = [&](const char* key, const std::string& newer, const std::string& earlier) {
    table.rows.push_back({phrase(key), newer, earlier});
  };
  const auto &n = letter.newer, &e = letter.earlier;
  row("documents.field.application", n.application, e.application);
  row("documents.field.nik", std::string(n.nik.digits()), std::string(e.nik.digits()));
  row("documents.field.name", n.name, e.name);
  row("documents.clarification.recorded", n.recorded.in_words(), e.recorded.in_words());
  row("documents.clarification.place", n.place, e.place);
  sheet.table(table);
}

void answer(Sheet& sheet, const ClarificationLetter& letter) {
  sheet.need(letter.answer ? 60 : 82);
  sheet.subheading(phrase("documents.clarification.answer_title"));
  if (!letter.answer) {
    sheet.paragraph(phrase("documents.clarification.answer_hint"));
    sheet.lines(5);
    sheet.signatures(
        {{.above = {phrase("documents.clarification.answer_dated"), phrase("documents.clarification.answer_by")},
          .name = "",
          .nip = "",
          .hint = phrase("documents.signature_and_stamp")}});
    return;
  }
  const auto& a = *letter.answer;
  sheet.paragraph(a.words);
  if (!a.attachments.empty()) {
    sheet.paragraph(phrase("documents.clarification.attachments"), Align::Left);
    sheet.numbered(a.attachments);
  }
  sheet.space(2);
  sheet.signatures({{.above = {a.at.printed(), a.officer.duty},
                     .name = a.officer.name,
                     .nip = a.officer.nip,
                     .hint = phrase("documents.signature_and_stamp")}});
}

void fill(Sheet& sheet, const ClarificationLetter& letter) {
  sheet.continued_as(phrase("documents.continued",
                            {{"title", phrase("documents.clarification.subject_value")}, {"number", letter.number}}));
  sheet.letterhead(letter.office);
  opening(sheet, letter);
  sheet.paragraph(phrase("documents.clarification.opening"));
  records(sheet, letter);
  sheet.subheading(phrase("documents.clarification.question_title"));
  sheet.paragraph(letter.question);
  sheet.paragraph(phrase("documents.clarification.deadline", {{"day", letter.answer_by.with_weekday()}}));
  sheet.space(1);
  sheet.signatures({{.above = {letter.signer.duty + ","},
                     .name = letter.signer.name,
                     .nip = letter.signer.nip,
                     .hint = phrase("documents.signature_and_stamp")}});
  answer(sheet, letter);
}

}  // namespace

Paper clarification_letter(const ClarificationLetter& letter) {
  return detail::compose(phrase("documents.clarification.pdf_title", {{"number", letter.number}}), Moment{letter.dated},
                         2, [&](Sheet& sheet) { fill(sheet, letter); });
}

}  // namespace ktpel::documents
