// SPDX-License-Identifier: Apache-2.0
#include "documents/replacement_letter.h"

#include <algorithm>

#include "base/check.h"
#include "base/phrase.h"
#include "documents/detail/sheet.h"

namespace ktpel::documents {

person::Date last_valid_day(const person::Date& dated, int months) {
  base::check(months >= 1 && months <= 24, "a letter valid for no time or too long");
  const int month = static_cast<int>(dated.month()) - 1 + months;
  const int year = dated.year() + month / 12;
  const auto number = static_cast<unsigned>(month % 12 + 1);
  if (const auto same = person::Date::of(year, number, dated.day())) return same->plus_days(-1);
  for (unsigned day = 30;; --day)
    if (const auto last = person::Date::of(year, number, day)) return *last;
}

std::string code_of(const ReplacementLetter& letter) {
  return "SUKET|" + letter.number + "|" + std::string(letter.who.nik.digits()) + "|" + letter.valid_until.compact();
}

namespace {

using base::phrase;
using detail::Sheet;
using detail::text_left;
using detail::text_width;
using drawing::Align;

/// Portrait 2 x 3 cm, left; the code beside it; the signature on the right.
void foot(Sheet& sheet, const ReplacementLetter& letter) {
  constexpr double photo_width = 20, photo_height = 30, code = 27;
  sheet.need(56);
  const double top = sheet.y() + 2;
  const drawing::Box photo{text_left, top, photo_width, photo_height};
  if (letter.portrait)
    sheet.page().add(drawing::Picture{photo, *letter.portrait});
  else
    sheet.put(phrase("documents.suket.photo"), {photo.x, photo.y + 12},
              {.size = 2.7, .colour = drawing::grey(0.45), .align = Align::Centre}, photo.width);
  sheet.page().add(drawing::Rectangle{.box = photo, .line = drawing::black, .thickness = 0.2});
  sheet.code(code_of(letter), {photo.right() + 6, top - 1}, code);
  sheet.put(phrase("documents.suket.code_note"), {photo.right() + 6, top + code + 4.6},
            {.size = 2.5, .colour = drawing::grey(0.3), .align = Align::Centre}, code + 5);
  sheet.move_to(top);
  sheet.signatures({{.above = {letter.office.place + ", " + letter.dated.in_words(), letter.signer.duty},
                     .name = letter.signer.name,
                     .nip = letter.signer.nip,
                     .hint = phrase("documents.signature_and_stamp")}});
  sheet.move_to(std::max(sheet.y(), top + code + 12));
}

void fill(Sheet& sheet, const ReplacementLetter& letter) {
  const auto& who = letter.who;
  sheet.letterhead(letter.office);
  sheet.heading(phrase("documents.suket.title"), phrase("documents.number_line", {{"number", letter.number}}));
  sheet.paragraph(phrase("documents.suket.opening"));
  const auto& a = who.address;
  sheet.fields({{phrase("documents.field.nik"), std::string(who.nik.digits())},
                {phrase("documents.field.family_card"), who.family_card},
                {phrase("documents.field.name"), who.name},
                {phrase("documents.field.born"), who.birthplace + ", " + who.born.in_words()},
                {phrase("documents.field.sex"), person::printed(who.sex)},
                {phrase("documents.field.blood"), person::printed(who.blood)},
                {phrase("documents.field.street"), a.street},
                {phrase("documents.field.rt_rw"), a.rt_rw()},
                {phrase("documents.field.village"), a.village},
                {phrase("documents.field.subdistrict"), a.subdistrict},
                {phrase("documents.field.religion"), person::printed(who.religion)},
                {phrase("documents.field.marital"), person::printed(who.marital)},
                {phrase("documents.field.occupation"), who.occupation},
                {phrase("documents.field.citizenship"), person::printed(who.citizenship)}},
               46, text_left + 6, text_width - 6);
  sheet.space(2);
  sheet.paragraph(
      phrase("documents.suket.recorded", {{"day", letter.recorded.in_words()}, {"application", letter.application}}));
  sheet.paragraph(phrase("documents.suket.validity", {{"day", letter.valid_until.in_words()}}));
  sheet.paragraph(phrase("documents.suket.closing"));
  foot(sheet, letter);
}

}  // namespace

Paper replacement_letter(const ReplacementLetter& letter) {
  base::check(letter.valid_until >= letter.dated, "a letter that has run out before it is written");
  return detail::compose(phrase("documents.suket.pdf_title", {{"name", letter.who.name}}), Moment{letter.dated}, 1,
                         [&](Sheet& sheet) { fill(sheet, letter); });
}

}  // namespace ktpel::documents
