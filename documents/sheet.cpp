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

/// UTF-8 without a letter that was cut in its middle at the end.
std::string whole_letters(std::string_view text) {
  auto end = text.size();
  while (end > 0 && (static_cast<unsigned char>(text[end - 1]) & 0xC0) == 0x80) --end;
  if (end == 0) return {};
  const auto lead = static_cast<unsigned char>(text[end - 1]);
  const std::size_t want = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
  return std::string(text.substr(0, text.size() - end + 1 == want ? text.size() : end - 1));
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
  if (continued_as_.empty() || scene_.pages.size() == 1) return;
  y_ += fitted(continued_as_, {text_left, y_}, {.size = 2.9, .colour = drawing::grey(0.3)}, text_width) + 3;
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

double Sheet::height_of(const std::string& words, const TextStyle& style, double width) {
  const auto taken = extent(words, style, width);
  return taken ? taken->height : 0;
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
  if (office.district.empty()) {
    line(phrase("documents.data_centre"), 5.6, Font::SansBold);
  } else {
    line(phrase("documents.government", {{"district", upper_ascii(office.district)}}), 4.6, Font::SansBold);
    if (office.subdistrict.empty())
      line(phrase("documents.civil_registry"), 5.6, Font::SansBold);
    else
      line(phrase("documents.subdistrict", {{"name", upper_ascii(office.subdistrict)}}), 5.6, Font::SansBold);
    line(phrase("documents.province", {{"name", office.province}}), 3.5, Font::Sans);
  }
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
  const double bottom = page_height - margin_bottom;
  std::string_view left = words;
  // What is higher than half a page is cut between words where the page ends; anything less moves on whole.
  while (height_of(std::string(left), style, text_width) > bottom - y_) {
    if (height_of(std::string(left), style, text_width) < (bottom - margin_top) / 2) break;
    std::size_t fits = 0, over = left.size();
    while (over - fits > 1) {
      const auto middle = fits + (over - fits) / 2;
      (height_of(whole_letters(left.substr(0, middle)), style, text_width) <= bottom - y_ ? fits : over) = middle;
    }
    auto part = whole_letters(left.substr(0, fits));
    if (const auto blank = part.find_last_of(" \n"); blank != std::string::npos && blank > 0) part.resize(blank);
    if (!part.empty()) put(part, {text_left, y_}, style, text_width);
    left.remove_prefix(part.size());
    left.remove_prefix(std::min(left.find_first_not_of(" \n"), left.size()));
    new_page();
    if (error_) return;
  }
  need(height_of(std::string(left), style, text_width));
  y_ += put(std::string(left), {text_left, y_}, style, text_width) + 2.4;
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

void Sheet::table(drawing::Table table, const PageTotal& total) {
  const auto rows = std::exchange(table.rows, {});
  table.at = {text_left, 0};
  const double total_height = total ? 6 : 0;
  const auto height_with = [&](std::vector<std::vector<std::string>> some) {
    drawing::Page trial;
    auto longer = table;
    longer.rows = std::move(some);
    const auto height = drawing::add_table(trial, longer);
    if (!height && !error_) error_ = height.error();
    return height ? *height : 0;
  };
  const double headings = height_with({});
  std::size_t so_far = 0;
  const auto draw = [&] {
    table.at.y = y_;
    if (const auto drawn = drawing::add_table(page(), table)) y_ += *drawn;
    so_far += table.rows.size();
    if (total) {
      auto style = plain();
      style.font = Font::SansBold;
      style.size = table.body.size;
      style.align = Align::Right;
      fitted(total(table.rows.size(), so_far), {text_left, y_ + 1.2}, style, text_width);
      y_ += total_height;
    }
    y_ += 3;
    table.rows.clear();
  };
  // Rows that no longer fit go on below the same headings on the next page.
  double height = headings;
  for (const auto& row : rows) {
    const double more = height_with({row}) - headings;
    if (y_ + height + more + total_height > page_height - margin_bottom) {
      if (!table.rows.empty()) draw();
      new_page();
      height = headings;
    }
    table.rows.push_back(row);
    height += more;
  }
  draw();
}

void Sheet::lines(int count) {
  for (int i = 0; i < count; ++i) {
    need(8);
    y_ += 8;
    page().add(drawing::Line{{text_left, y_}, {text_left + text_width, y_}, 0.15, drawing::grey(0.4)});
  }
  y_ += 4;
}

double Sheet::fitted(const std::string& words, drawing::Point at, const TextStyle& style, double width) {
  const auto fit = drawing::fit(words, style, width, 1);
  if (!fit && !error_) error_ = fit.error();
  return put(words, at, fit ? fit->style : style, width);
}

void Sheet::stamp(const StampBlock& stamp, const drawing::Box& box) {
  page().add(drawing::Rectangle{.box = box, .radius = 1.2, .line = drawing::black, .thickness = 0.55});
  page().add(drawing::Rectangle{.box = {box.x + 0.9, box.y + 0.9, box.width - 1.8, box.height - 1.8},
                                .radius = 0.7,
                                .line = drawing::black,
                                .thickness = 0.2});
  double y = box.y + (stamp.officer.nip.empty() ? 4.4 : 3.0);
  const auto line = [&](const std::string& words, double size, Font font) {
    y += fitted(words, {box.x + 2, y}, {.font = font, .size = size, .align = Align::Centre, .leading = 1.2},
                box.width - 4);
  };
  line(stamp.words, 3.4, Font::SansBold);
  line(stamp.at.day.printed() + "  " + stamp.at.hour_words(), 2.9, Font::SansBold);
  line(stamp.officer.name, 2.7, Font::Sans);
  if (!stamp.officer.nip.empty()) line(nip_line(stamp.officer.nip), 2.4, Font::Sans);
  line(stamp.office.subdistrict.empty() ? stamp.office.district
                                        : phrase("documents.summons.subdistrict", {{"name", stamp.office.subdistrict}}),
       2.4, Font::Sans);
}

void Sheet::code(const std::string& text, drawing::Point at, double size) {
  constexpr double quiet = 2.5;
  page().add(drawing::Rectangle{.box = {at.x, at.y, size + 2 * quiet, size + 2 * quiet}, .fill = drawing::white});
  page().add(drawing::QrCode{{at.x + quiet, at.y + quiet, size, size}, text});
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
    y += std::max(put(place.name, {x, y}, name, width), name.size * name.leading);
    // A line to write on where nobody is named yet.
    const double least = place.name.empty() ? std::min(52.0, width) : 30.0;
    const double half = (taken ? std::max(std::min(taken->width, width), least) : least) / 2;
    page().add(drawing::Line{{x + width / 2 - half, y + 0.2}, {x + width / 2 + half, y + 0.2}, 0.25});
    if (!place.nip.empty()) y += put(nip_line(place.nip), {x, y + 0.8}, centred, width) + 0.8;
    end = std::max(end, y);
  }
  y_ = end + 4;
}

void Sheet::add_footers() {
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
}

Paper Sheet::finish() {
  add_footers();
  if (error_) return *error_;
  return drawing::to_pdf(scene_);
}

Paper Sheet::finish_together(std::string title, std::vector<Sheet> sheets) {
  drawing::Scene all{std::move(title), sheets.front().scene_.created, {}};
  for (auto& sheet : sheets) {
    if (sheet.error_) return *sheet.error_;
    sheet.add_footers();
    for (auto& page : sheet.scene_.pages) all.pages.push_back(std::move(page));
  }
  return drawing::to_pdf(all);
}

Sheet composed(const std::string& title, const Moment& dated, std::size_t pages,
               const std::function<void(Sheet&)>& fill) {
  Sheet normal(title, dated, Sheet::Density::Normal);
  fill(normal);
  if (normal.pages() <= pages) return normal;
  for (const auto density : {Sheet::Density::Tight, Sheet::Density::Tightest}) {
    Sheet sheet(title, dated, density);
    fill(sheet);
    if (sheet.pages() <= pages) return sheet;
    // A long list stays long: small letters are worth it only where they save a page.
    if (density == Sheet::Density::Tightest && sheet.pages() < normal.pages()) return sheet;
  }
  return normal;
}

Paper compose(const std::string& title, const Moment& dated, std::size_t pages,
              const std::function<void(Sheet&)>& fill) {
  return composed(title, dated, pages, fill).finish();
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

StampBlock recorded_stamp(const Moment& at, const Officer& officer, const Office& office) {
  return {base::phrase("documents.summons.stamp"), at, officer, office};
}

}  // namespace ktpel::documents
