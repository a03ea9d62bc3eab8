// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <utility>

#include "base/phrase.h"
#include "documents/detail/sheet.h"
#include "drawing/render.h"

namespace ktpel::documents {

std::string Moment::hour_words() const {
  char text[16];
  std::snprintf(text, sizeof text, "%02d.%02d ", hour, minute);
  return text + zone;
}

std::string Moment::printed() const { return day.in_words() + ", " + hour_words(); }

namespace detail {
namespace {

using base::phrase;
using drawing::Align;
using drawing::Font;
using drawing::TextStyle;

constexpr double page_width = 210, page_height = 297;

base::Time time_of(const Moment& at) {
  using namespace std::chrono;
  const sys_days days(year_month_day(year(at.day.year()), month(at.day.month()), day(at.day.day())));
  const auto since = days.time_since_epoch() + hours(at.hour) + minutes(at.minute);
  return {duration_cast<milliseconds>(since).count()};
}

std::string upper_ascii(std::string words) {
  for (auto& c : words)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
  return words;
}

}  // namespace

Sheet::Sheet(std::string title, const Moment& dated, Density density)
    : scene_{std::move(title), time_of(dated), {}}, density_(density) {
  new_page();
}

TextStyle Sheet::plain() const {
  switch (density_) {
    case Density::Normal:
      return {.size = 3.88, .leading = 1.32};
    case Density::Tight:
      return {.size = 3.45, .leading = 1.17};
    case Density::Tightest:
      break;
  }
  return {.size = 3.18, .leading = 1.15};
}

void Sheet::new_page() {
  scene_.pages.emplace_back();
  add_marks(scene_.pages.back());
  y_ = margin_top;
}

void Sheet::need(double mm) {
  if (y_ + mm > page_height - margin_bottom) new_page();
}

void Sheet::add_marks(drawing::Page& page) {
  // Light enough to read through, and on a photocopy; drawn first, so that the text lies over it.
  const auto across = [&](const std::string& words, drawing::Point at, double size) {
    page.add(drawing::Text{
        words, at, {Font::SansBold, size, drawing::grey(0.90), Align::Centre, 1.2, 1, size * 0.08}, 0, -52});
  };
  across(phrase("documents.mark"), {86, 132}, 33);
  across(phrase("documents.mark_test"), {118, 156}, 15);
}

std::optional<drawing::Extent> Sheet::extent(const std::string& words, const TextStyle& style, double width) {
  const auto extent = drawing::measure(words, style, width);
  if (extent) return *extent;
  if (!error_) error_ = extent.error();
  return std::nullopt;
}

double Sheet::put(const std::string& words, drawing::Point at, const TextStyle& style, double width) {
  const auto taken = extent(words, style, width);
  page().add(drawing::Text{words, at, style, width});
  return taken ? taken->height : 0;
}

void Sheet::letterhead(const Office& office) {
  const auto line = [&](const std::string& words, double size, Font font) {
    const TextStyle style{.font = font, .size = size, .align = Align::Centre, .leading = 1.18};
    const auto fitted = drawing::fit(words, style, text_width, 2);
    if (!fitted) {
      if (!error_) error_ = fitted.error();
      return;
    }
    page().add(drawing::Text{words, {text_left, y_}, fitted->style, text_width});
    y_ += fitted->extent.height;
  };
  line(phrase("documents.government", {{"district", upper_ascii(office.district)}}), 4.6, Font::SansBold);
  if (office.subdistrict.empty())
    line(phrase("documents.civil_registry"), 5.6, Font::SansBold);
  else
    line(phrase("documents.subdistrict", {{"name", upper_ascii(office.subdistrict)}}), 5.6, Font::SansBold);
  line(phrase("documents.province", {{"name", office.province}}), 3.5, Font::Sans);
  if (!office.address.empty()) line(office.address, 3.3, Font::Sans);
  y_ += 2.2;
  page().add(drawing::Line{{text_left, y_}, {text_left + text_width, y_}, 0.9});
  page().add(drawing::Line{{text_left, y_ + 1.1}, {text_left + text_width, y_ + 1.1}, 0.25});
  y_ += 6.5;
}

void Sheet::heading(const std::string& words, const std::string& number_line) {
  const TextStyle style{.font = Font::SansBold, .size = 4.9, .align = Align::Centre, .leading = 1.25};
  const auto taken = extent(words, style, text_width);
  page().add(drawing::Text{words, {text_left, y_}, style, text_width});
  if (!taken) return;
  y_ += taken->height;
  const double middle = text_left + text_width / 2, half = std::min(taken->width, text_width) / 2;
  page().add(drawing::Line{{middle - half, y_}, {middle + half, y_}, 0.35});
  y_ += 1.4;
  auto below = plain();
  below.align = Align::Centre;
  y_ += put(number_line, {text_left, y_}, below, text_width);
  y_ += 5;
}

void Sheet::paragraph(const std::string& words, Align align) {
  auto style = plain();
  style.align = align;
  const auto taken = extent(words, style, text_width);
  need(taken ? taken->height : 0);
  y_ += put(words, {text_left, y_}, style, text_width) + 2.4;
}

void Sheet::fields(const Fields& fields, double label_width, double left, double width, Font value_font) {
  const auto body = plain();
  for (const auto& [label, value] : fields) {
    auto style = body;
    style.font = value_font;
    const double value_width = width - label_width - 3.5;
    const auto taken = extent(value, style, value_width);
    need(taken ? taken->height : 0);
    put(label, {left, y_}, body);
    put(":", {left + label_width, y_}, body);
    const double height = put(value, {left + label_width + 3.5, y_}, style, value_width);
    y_ += std::max(height, body.size * body.leading) + 0.5;
  }
}

void Sheet::numbered(const std::vector<std::string>& items) {
  const auto body = plain();
  int number = 0;
  for (const auto& item : items) {
    const auto taken = extent(item, body, text_width - 14);
    need(taken ? taken->height : 0);
    put(std::to_string(++number) + ".", {text_left + 6, y_}, body);
    y_ += put(item, {text_left + 13, y_}, body, text_width - 13) + 0.4;
  }
  y_ += 2;
}

void Sheet::table(drawing::Table table) {
  const auto rows = std::exchange(table.rows, {});
  table.at = {text_left, 0};
  const auto height_with = [&](const std::vector<std::string>& row) {
    drawing::Page trial;
    auto longer = table;
    longer.rows.push_back(row);
    const auto height = drawing::add_table(trial, longer);
    if (!height && !error_) error_ = height.error();
    return height ? *height : 0;
  };
  const auto draw = [&] {
    table.at.y = y_;
    if (const auto drawn = drawing::add_table(page(), table)) y_ += *drawn + 3;
    table.rows.clear();
  };
  // Rows that no longer fit go on below the same headings on the next page.
  for (const auto& row : rows) {
    if (y_ + height_with(row) > page_height - margin_bottom) {
      if (!table.rows.empty()) draw();
      new_page();
    }
    table.rows.push_back(row);
  }
  draw();
}

void Sheet::subheading(const std::string& words) {
  need(20);
  y_ += 1.5;
  auto bold = plain();
  bold.font = Font::SansBold;
  y_ += put(words, {text_left, y_}, bold) + 1.2;
}

void Sheet::signatures(const std::vector<Signing>& places) {
  constexpr double gap = 6;
  const auto count = static_cast<double>(places.size());
  const double width = places.size() == 1 ? 74 : (text_width - gap * (count - 1)) / count;
  auto centred = plain();
  centred.align = Align::Centre;
  const auto height_above = [&](const Signing& place) {
    double height = 0;
    for (const auto& line : place.above)
      if (const auto taken = extent(line, centred, width)) height += taken->height;
    return height;
  };
  double above = 0;
  for (const auto& place : places) above = std::max(above, height_above(place));
  constexpr double room = 21;
  need(above + room + 14);
  double end = y_;
  for (std::size_t i = 0; i < places.size(); ++i) {
    const auto& place = places[i];
    const double x =
        places.size() == 1 ? text_left + text_width - width : text_left + static_cast<double>(i) * (width + gap);
    double y = y_ + above - height_above(place);
    for (const auto& line : place.above) y += put(line, {x, y}, centred, width);
    if (place.signature)
      page().add(drawing::Ink{{x + width / 2 - 20, y + 2.5, 40, 15}, *place.signature});
    else if (!place.hint.empty())
      put(place.hint, {x, y + 8},
          {.font = Font::SansItalic, .size = 2.7, .colour = drawing::grey(0.45), .align = Align::Centre}, width);
    y += room;
    auto name = centred;
    name.font = Font::SansBold;
    const auto taken = extent(place.name, name, width);
    y += put(place.name, {x, y}, name, width);
    const double half = taken ? std::max(std::min(taken->width, width), 30.0) / 2 : 15;
    page().add(drawing::Line{{x + width / 2 - half, y + 0.2}, {x + width / 2 + half, y + 0.2}, 0.25});
    if (!place.nip.empty()) y += put(nip_line(place.nip), {x, y + 0.8}, centred, width) + 0.8;
    end = std::max(end, y);
  }
  y_ = end + 4;
}

Paper Sheet::finish() {
  const auto total = std::to_string(scene_.pages.size());
  int number = 0;
  for (auto& page : scene_.pages) {
    const double y = page_height - 13;
    page.add(drawing::Line{{text_left, y}, {text_left + text_width, y}, 0.15, drawing::grey(0.4)});
    page.add(
        drawing::Text{phrase("documents.footer"), {text_left, y + 1.2}, {.size = 2.6, .colour = drawing::grey(0.3)}});
    page.add(drawing::Text{phrase("documents.page", {{"number", std::to_string(++number)}, {"total", total}}),
                           {text_left + text_width, y + 1.2},
                           {.size = 2.6, .colour = drawing::grey(0.3), .align = Align::Right}});
  }
  if (error_) return *error_;
  return drawing::to_pdf(scene_);
}

Paper compose(const std::string& title, const Moment& dated, std::size_t pages,
              const std::function<void(Sheet&)>& fill) {
  for (const auto density : {Sheet::Density::Normal, Sheet::Density::Tight}) {
    Sheet sheet(title, dated, density);
    fill(sheet);
    if (sheet.pages() <= pages) return sheet.finish();
  }
  Sheet sheet(title, dated, Sheet::Density::Tightest);
  fill(sheet);
  return sheet.finish();
}

std::string nip_line(const std::string& nip) { return phrase("documents.nip", {{"nip", nip}}); }

std::string decimal(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f", value);
  std::string words(text);
  std::replace(words.begin(), words.end(), '.', ',');
  return words;
}

std::string address_line(const person::Address& a) {
  return phrase("documents.address_line", {{"street", a.street},
                                           {"rt_rw", a.rt_rw()},
                                           {"village", a.village},
                                           {"subdistrict", a.subdistrict},
                                           {"district", a.district}});
}

Fields identity(const person::Biodata& who) {
  return {{phrase("documents.field.name"), who.name},
          {phrase("documents.field.nik"), std::string(who.nik.digits())},
          {phrase("documents.field.born"), who.birthplace + ", " + who.born.in_words()},
          {phrase("documents.field.address"), address_line(who.address)}};
}

drawing::Table finger_table(const std::vector<FingerResult>& fingers) {
  drawing::Table table{.at = {},
                       .columns = {{phrase("documents.finger.finger"), 45},
                                   {phrase("documents.finger.score"), 24, Align::Right},
                                   {phrase("documents.finger.threshold"), 24, Align::Right},
                                   {phrase("documents.finger.result"), 32, Align::Centre},
                                   {phrase("documents.finger.time"), 40, Align::Centre}},
                       .rows = {}};
  for (const auto& f : fingers)
    table.rows.push_back({f.finger, decimal(f.score), decimal(f.threshold),
                          phrase(f.matched ? "documents.finger.matched" : "documents.finger.differs"),
                          f.at.day.printed() + " " + f.at.hour_words()});
  return table;
}

}  // namespace detail
}  // namespace ktpel::documents
