// SPDX-License-Identifier: Apache-2.0
#include "documents/application_form.h"

#include <algorithm>
#include <vector>

#include "base/phrase.h"
#include "documents/detail/sheet.h"

namespace ktpel::documents {
namespace {

using base::phrase;
using detail::Sheet;
using detail::text_left;
using detail::text_width;
using drawing::Align;
using drawing::Box;
using drawing::Font;

constexpr double box_height = 5.4, boxes_left = text_left + 33, boxes_width = text_width - 33;
constexpr std::size_t name_boxes = 32;  // a row of F-1.21
constexpr double letter_box = boxes_width / name_boxes;

/// Letters of a text as a person counts them: an accent of its own stays with its letter.
std::vector<std::string> letters_of(const std::string& text) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t size = 1;
    while (i + size < text.size() && (static_cast<unsigned char>(text[i + size]) & 0xC0) == 0x80) ++size;
    const auto letter = text.substr(i, size);
    const auto lead = static_cast<unsigned char>(letter[0]);
    const bool accent = lead == 0xCC || (lead == 0xCD && static_cast<unsigned char>(letter[1]) < 0xB0);
    if (accent && !out.empty())
      out.back() += letter;
    else
      out.push_back(letter);
    i += size;
  }
  return out;
}

/// A row of boxes with a letter in each; `count` boxes, empty where there is no letter.
void boxes(Sheet& sheet, drawing::Point at, std::size_t count, std::vector<std::string> letters) {
  letters.resize(count);
  const Box all{at.x, at.y, static_cast<double>(count) * letter_box, box_height};
  sheet.page().add(drawing::Rectangle{.box = all, .fill = drawing::white, .line = drawing::black, .thickness = 0.2});
  for (std::size_t i = 0; i < count; ++i) {
    const double x = at.x + static_cast<double>(i) * letter_box;
    if (i > 0) sheet.page().add(drawing::Line{{x, all.y}, {x, all.bottom()}, 0.15});
    if (!letters[i].empty() && letters[i] != " ")
      sheet.fitted(letters[i], {x, at.y + 0.7}, {.size = 3.5, .align = Align::Centre}, letter_box);
  }
}

/// A framed line of text that becomes smaller until it stands in at most `lines` lines.
void framed(Sheet& sheet, const Box& box, const std::string& words, int lines) {
  sheet.page().add(drawing::Rectangle{.box = box, .fill = drawing::white, .line = drawing::black, .thickness = 0.2});
  const drawing::TextStyle style{.size = 3.5, .leading = 1.2};
  const auto fit = drawing::fit(words, style, box.width - 2, lines);
  // A text that cannot be measured is put as it is: put() keeps the reason.
  const double height = fit ? fit->extent.height : 0;
  sheet.put(words, {box.x + 1, box.y + std::max(0.3, (box.height - height) / 2)}, fit ? fit->style : style,
            box.width - 2);
}

void label(Sheet& sheet, const std::string& words, double y, double width = 32) {
  sheet.fitted(words, {text_left, y + 0.9}, {.size = 3.3}, width);
}

void top(Sheet& sheet) {
  const Box name{text_left + text_width - 22, 14, 22, 7.5};
  sheet.page().add(drawing::Rectangle{.box = name, .line = drawing::black, .thickness = 0.45});
  sheet.put(phrase("documents.form.code"), {name.x, name.y + 1.2},
            {.font = Font::SansBold, .size = 4.2, .align = Align::Centre}, name.width);
  sheet.move_to(15);
  for (const char* key : {"documents.form.title", "documents.form.citizens"})
    sheet.move_to(sheet.y() + sheet.put(phrase(key), {text_left, sheet.y()},
                                        {.font = Font::SansBold, .size = 4.1, .align = Align::Centre, .leading = 1.25},
                                        text_width - 24));
  sheet.space(2.5);
  const double y = sheet.y();
  double at = y + 1.3;
  at += sheet.put(phrase("documents.form.attention"), {text_left + 2, at}, {.font = Font::SansBold, .size = 2.9});
  for (const char* key :
       {"documents.form.attention_ink", "documents.form.attention_cross", "documents.form.attention_deliver"})
    at += sheet.put(phrase(key), {text_left + 2, at}, {.size = 2.9}, text_width - 4);
  sheet.page().add(
      drawing::Rectangle{.box = {text_left, y, text_width, at - y + 1.2}, .line = drawing::black, .thickness = 0.2});
  sheet.move_to(at + 3.2);
}

/// Government, district, sub-district, village: code boxes and name.
void places(Sheet& sheet, const ApplicationForm& form) {
  const auto& a = form.who.address;
  const auto part = [&](const char* key, const std::string& code, const std::string& name) {
    const double y = sheet.y(), left = text_left + 52, boxes_end = left + 4 * letter_box;
    label(sheet, phrase(key), y, 50);
    boxes(sheet, {left, y}, code.size() == 4 ? 4 : 2, letters_of(code));
    framed(sheet, {boxes_end + 2, y, text_left + text_width - boxes_end - 2, box_height}, name, 1);
    sheet.move_to(y + box_height + 0.9);
  };
  part("documents.form.province", a.area.substr(0, 2), a.province);
  part("documents.form.district", a.area.size() >= 4 ? a.area.substr(2, 2) : "", a.district);
  part("documents.form.subdistrict", a.area.size() >= 6 ? a.area.substr(4, 2) : "", a.subdistrict);
  part("documents.form.village", a.village_code.size() == 4 ? a.village_code : "    ", a.village);
  sheet.space(1.4);
}

void request(Sheet& sheet, const ApplicationForm& form) {
  const double y = sheet.y();
  sheet.put(phrase("documents.form.request"), {text_left, y + 0.8}, {.font = Font::SansBold, .size = 3.4});
  double x = text_left + 42;
  for (const auto& [kind, key] : {std::pair(FormRequest::New, "documents.form.new"),
                                  std::pair(FormRequest::Extension, "documents.form.extension"),
                                  std::pair(FormRequest::Replacement, "documents.form.replacement")}) {
    const Box box{x, y, 5, 5};
    sheet.page().add(drawing::Rectangle{.box = box, .fill = drawing::white, .line = drawing::black, .thickness = 0.3});
    if (form.request == kind)
      sheet.put("X", {box.x, box.y + 0.1}, {.font = Font::SansBold, .size = 4, .align = Align::Centre}, box.width);
    sheet.put(phrase(key), {box.right() + 1.8, y + 0.7}, {.size = 3.4});
    x += 40;
  }
  sheet.move_to(y + 8);
}

void person_fields(Sheet& sheet, const ApplicationForm& form) {
  const auto& who = form.who;
  const auto name = letters_of(who.name);
  label(sheet, phrase("documents.form.name"), sheet.y());
  if (name.size() > 2 * name_boxes) {  // more than the form has boxes for: written across them
    framed(sheet, {boxes_left, sheet.y(), boxes_width, 2 * box_height}, who.name, 2);
    sheet.space(2 * box_height + 1.1);
  } else {
    for (std::size_t from = 0; from < std::max<std::size_t>(name.size(), 1); from += name_boxes) {
      const auto end = std::min(name.size(), from + name_boxes);
      boxes(sheet, {boxes_left, sheet.y()}, name_boxes,
            {name.begin() + static_cast<std::ptrdiff_t>(from), name.begin() + static_cast<std::ptrdiff_t>(end)});
      sheet.space(box_height + 1.1);
    }
  }
  label(sheet, phrase("documents.form.family_card"), sheet.y());
  boxes(sheet, {boxes_left, sheet.y()}, 16, letters_of(who.family_card));
  sheet.space(box_height + 1.1);
  label(sheet, phrase("documents.form.nik"), sheet.y());
  boxes(sheet, {boxes_left, sheet.y()}, 16, letters_of(std::string(who.nik.digits())));
  sheet.space(box_height + 1.1);
  label(sheet, phrase("documents.form.address"), sheet.y());
  framed(sheet, {boxes_left, sheet.y(), boxes_width, 2 * box_height}, who.address.street, 2);
  sheet.space(2 * box_height + 1.1);
  const double y = sheet.y();
  const auto rt_rw = who.address.rt_rw();  // "003/001"
  double x = boxes_left;
  const auto small = [&](const char* key, std::size_t count, const std::string& value, double label_width) {
    sheet.fitted(phrase(key), {x, y + 0.9}, {.size = 3.3}, label_width);
    boxes(sheet, {x + label_width, y}, count, letters_of(value));
    x += label_width + static_cast<double>(count) * letter_box + 6;
  };
  small("documents.form.rt", 3, rt_rw.substr(0, 3), 8);
  small("documents.form.rw", 3, rt_rw.substr(4, 3), 8);
  small("documents.form.postal_code", 5, form.postal_code, 18);
  sheet.move_to(y + box_height + 3);
}

/// Portrait, thumb or signature, and the applicant.
void marks(Sheet& sheet, const ApplicationForm& form) {
  const double y = sheet.y();
  constexpr double height = 30;
  const drawing::TextStyle hint{.size = 2.6, .colour = drawing::grey(0.45), .align = Align::Centre};
  const drawing::TextStyle title{.size = 2.8, .align = Align::Centre};
  const Box photo{text_left, y + 4.2, 20, height}, mark{text_left + 26, y + 4.2, 50, height};
  sheet.fitted(phrase("documents.form.portrait"), {photo.x - 1, y}, title, photo.width + 2);
  sheet.fitted(phrase("documents.form.mark"), {mark.x, y}, title, mark.width);
  if (form.portrait)
    sheet.page().add(drawing::Picture{photo, *form.portrait});
  else
    sheet.put(phrase("documents.form.portrait_size"), {photo.x, photo.y + 13}, hint, photo.width);
  for (const auto& box : {photo, mark})
    sheet.page().add(drawing::Rectangle{.box = box, .line = drawing::black, .thickness = 0.25});
  if (const auto* s = std::get_if<Signed>(&form.mark))
    sheet.page().add(drawing::Ink{{mark.x + 4, mark.y + 5, mark.width - 8, 20}, s->signature});
  else if (const auto* t = std::get_if<ThumbPrinted>(&form.mark))
    sheet.page().add(drawing::Ink{{mark.x + 14, mark.y + 2, 22, 26}, t->thumb});
  else
    sheet.put(phrase("documents.form.mark_hint"), {mark.x + 2, mark.y + 12}, hint, mark.width - 4);
  const double left = mark.right() + 8, width = text_left + text_width - left;
  const drawing::TextStyle centred{.size = 3.4, .align = Align::Centre};
  double at = y + 1;
  at += sheet.put(phrase("documents.form.dated", {{"place", form.office.place}, {"day", form.filed.day.in_words()}}),
                  {left, at}, centred, width);
  sheet.put(phrase("documents.form.applicant"), {left, at}, centred, width);
  const auto bold = drawing::TextStyle{.font = Font::SansBold, .size = 3.4, .align = Align::Centre, .leading = 1.15};
  const auto fit = drawing::fit(form.who.name, bold, width, 2);
  const double name_height = fit ? fit->extent.height : 0;
  sheet.put(form.who.name, {left, mark.bottom() - name_height - 0.6}, fit ? fit->style : bold, width);
  sheet.page().add(drawing::Line{{left + 6, mark.bottom()}, {left + width - 6, mark.bottom()}, 0.25});
  sheet.move_to(mark.bottom() + 4);
}

std::string words_of(FormRequest request) {
  switch (request) {
    case FormRequest::New:
      return phrase("documents.form.new");
    case FormRequest::Extension:
      return phrase("documents.form.extension");
    case FormRequest::Replacement:
      break;
  }
  return phrase("documents.form.replacement");
}

/// The half that the applicant takes home, below the line to cut along.
void receipt_half(Sheet& sheet, const ApplicationForm& form) {
  constexpr double code = 24, stamp_width = 46, stamp_height = 22;
  sheet.need(52);
  const double y = sheet.y();
  sheet.page().add(drawing::Line{{text_left, y}, {text_left + text_width, y}, 0.25, drawing::black, true});
  sheet.put(phrase("documents.form.cut"), {text_left, y + 0.7},
            {.font = Font::SansItalic, .size = 2.4, .colour = drawing::grey(0.4), .align = Align::Centre}, text_width);
  double at = y + 5;
  at += sheet.put(phrase("documents.form.receipt"), {text_left, at},
                  {.font = Font::SansBold, .size = 3.7, .align = Align::Centre}, text_width) +
        1.5;
  const double stamp_left = text_left + text_width - stamp_width;
  sheet.code(form.registration, {text_left - 2.5, at - 1}, code);
  const double left = text_left + code + 6, width = stamp_left - left - 3;
  double line = at;
  const auto field = [&](const char* key, const std::string& value) {
    line += sheet.put(phrase(key), {left, line}, {.size = 2.5, .colour = drawing::grey(0.3)}, width);
    const drawing::TextStyle style{.size = 3.2, .leading = 1.15};
    const auto fit = drawing::fit(value, style, width, 2);
    line += sheet.put(value, {left, line}, fit ? fit->style : style, width) + 0.5;
  };
  field("documents.form.registration", form.registration);
  field("documents.field.name", form.who.name);
  field("documents.field.nik", std::string(form.who.nik.digits()));
  field("documents.form.request_filed",
        phrase("documents.form.request_and_day", {{"request", words_of(form.request)}, {"day", form.filed.printed()}}));
  const Box stamp{stamp_left, at, stamp_width, stamp_height};
  if (form.stamp) {
    sheet.stamp(*form.stamp, stamp);
  } else {
    sheet.page().add(drawing::Rectangle{.box = stamp, .line = drawing::grey(0.5), .thickness = 0.15});
    sheet.put(phrase("documents.form.stamp_hint"), {stamp.x, stamp.y + 9},
              {.size = 2.6, .colour = drawing::grey(0.45), .align = Align::Centre}, stamp.width);
  }
  sheet.move_to(std::max(line, at + code + 4));
}

void front(Sheet& sheet, const ApplicationForm& form) {
  top(sheet);
  places(sheet, form);
  request(sheet, form);
  person_fields(sheet, form);
  marks(sheet, form);
  sheet.put(phrase("documents.form.acknowledged"), {text_left, sheet.y()}, {.size = 3.4, .align = Align::Centre},
            text_width);
  sheet.space(4.6);
  sheet.signatures({{.above = {form.subdistrict_head.duty + ","},
                     .name = form.subdistrict_head.name,
                     .nip = form.subdistrict_head.nip,
                     .hint = phrase("documents.signature_and_stamp")},
                    {.above = {form.village_head.duty + ","},
                     .name = form.village_head.name,
                     .nip = form.village_head.nip,
                     .hint = phrase("documents.signature_and_stamp")}});
  receipt_half(sheet, form);
}

void back(Sheet& sheet) {
  sheet.new_page();
  sheet.space(4);
  sheet.heading(phrase("documents.form.how_title"), phrase("documents.form.title"));
  sheet.numbered({phrase("documents.form.how_place"), phrase("documents.form.how_request"),
                  phrase("documents.form.how_name"), phrase("documents.form.how_family_card"),
                  phrase("documents.form.how_nik"), phrase("documents.form.how_address"),
                  phrase("documents.form.how_portrait"), phrase("documents.form.how_mark"),
                  phrase("documents.form.how_signatures"), phrase("documents.form.how_papers"),
                  phrase("documents.form.how_receipt"), phrase("documents.form.how_free")});
}

}  // namespace

Paper application_form(const ApplicationForm& form) {
  return detail::compose(phrase("documents.form.pdf_title", {{"name", form.who.name}}), form.filed, 2,
                         [&](Sheet& sheet) {
                           front(sheet, form);
                           back(sheet);
                         });
}

}  // namespace ktpel::documents
