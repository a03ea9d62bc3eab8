// SPDX-License-Identifier: Apache-2.0
#include "documents/summons.h"

#include "base/phrase.h"
#include "documents/detail/sheet.h"
#include "documents/detail/summons_sheet.h"
#include "documents/stamp.h"

namespace ktpel::documents {
namespace {

using base::phrase;
using detail::Sheet;
using detail::text_left;
using detail::text_width;
using drawing::Align;
using drawing::Font;

/// Number, nature, enclosures and subject on the left; place, date and addressee on the right.
void opening(Sheet& sheet, const Summons& letter) {
  constexpr double left_width = 89;
  const double top = sheet.y(), right = text_left + left_width + 4;
  sheet.fields({{phrase("documents.summons.number"), letter.number},
                {phrase("documents.summons.nature"), phrase("documents.summons.nature_value")},
                {phrase("documents.summons.enclosures"), "-"},
                {phrase("documents.summons.subject"), phrase("documents.summons.subject_value")}},
               20, text_left, left_width);
  const double left_end = sheet.y();
  const auto plain = sheet.plain();
  auto bold = plain;
  bold.font = Font::SansBold;
  const double width = text_left + text_width - right;
  double y = top;
  y += sheet.put(letter.office.place + ", " + letter.dated.in_words(), {right, y}, plain, width) + 4;
  y += sheet.put(phrase("documents.summons.to"), {right, y}, plain, width);
  y += sheet.put(letter.to.name, {right, y}, bold, width);
  y += sheet.put(phrase("documents.summons.nik", {{"nik", std::string(letter.to.nik.digits())}}), {right, y}, plain,
                 width);
  const auto& a = letter.to.address;
  y += sheet.put(a.street, {right, y}, plain, width);
  y += sheet.put(phrase("documents.summons.rt_rw_village", {{"rt_rw", a.rt_rw()}, {"village", a.village}}), {right, y},
                 plain, width);
  y += sheet.put(phrase("documents.summons.at"), {right, y}, plain, width);
  y += sheet.put(phrase("documents.summons.subdistrict", {{"name", a.subdistrict}}), {right + 8, y}, plain, width - 8);
  sheet.move_to(std::max(left_end, y) + 7);
}

/// The queue number, large, beside the QR code of the application.
void queue_and_code(Sheet& sheet, const Summons& letter) {
  constexpr double height = 34, code = 25;
  sheet.space(1.5);
  sheet.need(height + 4);
  const double y = sheet.y();
  const drawing::Box queue{text_left, y, 58, height};
  sheet.page().add(drawing::Rectangle{.box = queue, .radius = 1.5, .line = drawing::black, .thickness = 0.5});
  sheet.put(phrase("documents.summons.queue"), {queue.x, y + 2.6},
            {.font = Font::SansBold, .size = 3.6, .align = Align::Centre}, queue.width);
  char digits[16];
  std::snprintf(digits, sizeof digits, "%03d", letter.queue);
  sheet.put(digits, {queue.x, y + 7.6}, {.font = Font::SansBold, .size = 20, .align = Align::Centre}, queue.width);
  const double x = queue.right() + 6;
  sheet.page().add(drawing::Rectangle{
      .box = {x, y, text_left + text_width - x, height}, .radius = 1.5, .line = drawing::black, .thickness = 0.25});
  sheet.page().add(drawing::Rectangle{.box = {x + 2, y + 2, code + 5, height - 4}, .fill = drawing::white});
  sheet.page().add(drawing::QrCode{{x + 4.5, y + 4.5, code, code}, letter.application});
  const double words = x + code + 11, width = text_left + text_width - words - 4;
  double at = y + 4.5;
  at += sheet.put(phrase("documents.summons.application"), {words, at}, {.size = 3.3, .leading = 1.3}, width);
  at += sheet.put(letter.application, {words, at}, {.font = Font::MonoBold, .size = 3.7, .leading = 1.35}, width) + 1.5;
  sheet.put(phrase("documents.summons.application_note"), {words, at}, {.size = 3.0, .leading = 1.3}, width);
  sheet.move_to(y + height + 6);
}

void front(Sheet& sheet, const Summons& letter) {
  sheet.letterhead(letter.office);
  opening(sheet, letter);
  sheet.paragraph(phrase("documents.summons.call"));
  sheet.space(0.6);
  sheet.fields({{phrase("documents.summons.day"), letter.appointment.day.with_weekday()},
                {phrase("documents.summons.hour"), letter.appointment.hour_words()},
                {phrase("documents.summons.place"), letter.place},
                {phrase("documents.summons.purpose"), phrase("documents.summons.purpose_value")}},
               28, text_left + 8, text_width - 8);
  sheet.space(2);
  sheet.paragraph(phrase("documents.summons.bring"), Align::Left);
  auto bring = letter.bring;
  if (bring.empty())
    bring = {phrase("documents.summons.bring_family_card"), phrase("documents.summons.bring_rt_rw"),
             phrase("documents.summons.bring_old_card")};
  bring.insert(bring.begin(), phrase("documents.summons.bring_letter"));
  sheet.numbered(bring);
  queue_and_code(sheet, letter);
  sheet.paragraph(phrase("documents.summons.unable"));
  sheet.space(2);
  sheet.signatures({{.above = {letter.signer.duty + ","},
                     .name = letter.signer.name,
                     .nip = letter.signer.nip,
                     .hint = phrase("documents.signature_and_stamp")}});
}

const Captured* captured(const SummonsState& state) {
  if (const auto* c = std::get_if<Captured>(&state)) return c;
  if (const auto* c = std::get_if<Collected>(&state)) return &c->capture;
  return nullptr;
}

std::string word_of(PickUpWord word) {
  return phrase(word == PickUpWord::Berhasil ? "documents.summons.berhasil" : "documents.summons.gagal");
}

/// The record table: name, day of recording, seal, the word behind the name, initials.
void record(Sheet& sheet, const Summons& letter, const SummonsState& state) {
  const auto* seal = captured(state);
  const auto* collected = std::get_if<Collected>(&state);
  constexpr double row_height = 25, sealed = 45;
  const std::vector<drawing::TableColumn> columns = {{phrase("documents.summons.column_name"), 41},
                                                     {phrase("documents.summons.column_recorded"), 25, Align::Centre},
                                                     {phrase("documents.summons.column_seal"), sealed},
                                                     {phrase("documents.summons.column_result"), 30, Align::Centre},
                                                     {phrase("documents.summons.column_initials"), 24}};
  sheet.table({.at = {},
               .columns = columns,
               .rows = {{letter.to.name + "\n" + std::string(letter.to.nik.digits()),
                         seal ? seal->at.day.printed() + "\n" + seal->at.hour_words() : "", "", "", ""}},
               .least_row_height = row_height});
  const double bottom = sheet.y() - 3, x = text_left + columns[0].width + columns[1].width;
  const double row_top = bottom - row_height;  // the seal stands at the row's foot, however high it grew
  if (seal)
    sheet.stamp(recorded_stamp(seal->at, seal->officer, letter.office),
                {x + 1.5, row_top + 1.5, sealed - 3, row_height - 3});
  const double result = x + sealed;
  if (collected) {
    sheet.put(word_of(collected->word), {result, row_top + 8.5},
              {.font = Font::SansBold, .size = 5.6, .align = Align::Centre}, columns[3].width);
    return;
  }
  sheet.put(phrase("documents.summons.result_hint"), {result, row_top + 10},
            {.font = Font::SansItalic, .size = 2.7, .colour = drawing::grey(0.45), .align = Align::Centre},
            columns[3].width);
}

void back(Sheet& sheet, const Summons& letter, const SummonsState& state) {
  sheet.new_page();
  sheet.space(4);
  sheet.heading(phrase("documents.summons.record_title"), phrase("documents.number_line", {{"number", letter.number}}));
  sheet.fields({{phrase("documents.field.name"), letter.to.name},
                {phrase("documents.field.nik"), std::string(letter.to.nik.digits())},
                {phrase("documents.field.application"), letter.application}},
               42);
  sheet.space(3);
  record(sheet, letter, state);
  if (const auto* collected = std::get_if<Collected>(&state)) {
    sheet.subheading(phrase("documents.summons.pickup_title"));
    detail::Fields fields = {{phrase("documents.summons.pickup_time"), collected->at.printed()},
                             {phrase("documents.summons.pickup_result"), word_of(collected->word)}};
    if (collected->cause != 0)
      fields.push_back({phrase("documents.summons.pickup_cause"),
                        phrase("documents.summons.cause",
                               {{"code", std::to_string(collected->cause)}, {"words", collected->cause_words}})});
    sheet.fields(fields, 42);
    sheet.space(2);
    if (!collected->fingers.empty()) sheet.table(detail::finger_table(collected->fingers));
    if (!collected->face_seen_by.empty())
      sheet.paragraph(phrase("documents.by_face", {{"officers", collected->face_seen_by}}));
    if (collected->word == PickUpWord::Gagal) sheet.paragraph(phrase("documents.summons.returned"));
    sheet.space(3);
    sheet.signatures({{.above = {phrase("documents.operator") + ","},
                       .name = collected->operator_.name,
                       .nip = collected->operator_.nip,
                       .hint = phrase("documents.signature")}});
    return;
  }
  sheet.subheading(phrase("documents.summons.notes_title"));
  sheet.numbered({phrase("documents.summons.note_keep"), phrase("documents.summons.note_pickup"),
                  phrase("documents.summons.note_person"), phrase("documents.summons.note_free")});
}

}  // namespace

Sheet detail::summons_sheet(const Summons& letter, const SummonsState& state) {
  return composed(phrase("documents.summons.title", {{"name", letter.to.name}}), Moment{letter.dated}, 2,
                  [&](Sheet& sheet) {
                    front(sheet, letter);
                    back(sheet, letter, state);
                  });
}

Paper summons(const Summons& letter, const SummonsState& state) {
  return detail::summons_sheet(letter, state).finish();
}

}  // namespace ktpel::documents
