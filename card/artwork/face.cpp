// SPDX-License-Identifier: Apache-2.0
#include "card/artwork/face.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "base/phrase.h"
#include "card/artwork/detail/background.h"
#include "card/artwork/detail/layout.h"
#include "drawing/render.h"

namespace ktpel::card {
namespace {

using base::phrase;
using detail::Place;
using detail::upper;
using drawing::Font;

constexpr double bleed_mm = 1.0;
constexpr double least_font = 1.25;  // 3.5 pt: the smallest that people read without a glass
constexpr drawing::Colour ink{0.07, 0.07, 0.09, 1};

ArtworkError error_of(drawing::DrawingError error) {
  switch (error) {
    case drawing::DrawingError::FontMissing:
      return ArtworkError::FontMissing;
    case drawing::DrawingError::GlyphMissing:
      return ArtworkError::GlyphMissing;
    case drawing::DrawingError::QrTooLong:
      return ArtworkError::TooMuchText;
    case drawing::DrawingError::OutOfMemory:
      break;
  }
  return ArtworkError::OutOfMemory;
}

base::Time midnight(const person::Date& day) {
  using namespace std::chrono;
  const sys_days days(year_month_day(year(day.year()), month(day.month()), std::chrono::day(day.day())));
  return {duration_cast<milliseconds>(days.time_since_epoch()).count()};
}

/// The district as the head of the card has it: "KOTA ADMINISTRASI JAKARTA PUSAT" is printed "JAKARTA PUSAT".
std::string district_head(const std::string& district) {
  constexpr std::string_view administrative = "KOTA ADMINISTRASI ";
  auto name = upper(district);
  return name.starts_with(administrative) ? name.substr(administrative.size()) : name;
}

/// A row of the data column, ready to be drawn.
struct SetRow {
  const Place* at;
  std::string value;
  drawing::Fitted fitted;
  bool abbreviated = false;
};

class FrontDrawing {
 public:
  FrontDrawing(const CardFace& face, double bleed) : face_(face), bleed_(bleed) {}
  using Outcome = base::Result<base::Done, ArtworkError>;

  Outcome draw(drawing::Page& page) {
    const auto& who = face_.who;
    const auto& foto = detail::place("foto");
    page.add(drawing::Picture{box(foto), face_.portrait});
    if (const auto done =
            text(page, "provinsi", phrase("artwork.province", {{"name", upper(who.address.province)}}), Font::SansBold);
        !done)
      return done;
    if (const auto done = text(page, "kab_kota", district_head(who.address.district), Font::SansBold); !done)
      return done;
    if (const auto done = text(page, "label_nik", label(detail::place("label_nik")), Font::Sans); !done) return done;
    const auto& colon = detail::place("colon_nik");
    page.add(
        drawing::Text{":", {colon.x + bleed_, colon.y + bleed_}, {.size = colon.font, .colour = ink, .leading = 1.15}});
    if (const auto done = text(page, "nik", std::string(who.nik.digits()), Font::OcrB); !done) return done;
    if (const auto done = rows(page); !done) return done;
    if (const auto done = text(page, "tempat_terbit", upper(face_.place_of_issue), Font::Sans); !done) return done;
    if (const auto done = text(page, "tgl_terbit", face_.issued.printed(), Font::Sans); !done) return done;
    page.add(drawing::Ink{box(detail::place("tanda_tangan")), face_.signature, ink});
    return base::Done{};
  }

  FaceReport report() && { return std::move(report_); }

 private:
  bool foreigner() const { return face_.who.citizenship == person::Citizenship::Wna; }
  const std::string& label(const Place& p) const { return foreigner() ? p.label_foreigner : p.label; }
  std::string word(const std::string& indonesian) const {
    return foreigner() ? detail::english(indonesian) : indonesian;
  }
  drawing::Box box(const Place& p) const { return {p.x + bleed_, p.y + bleed_, p.width, p.height}; }

  std::string value_of(const std::string& field) const {
    const auto& who = face_.who;
    if (field == "nama") return upper(who.name);
    if (field == "tempat_tgl_lahir") return upper(who.birthplace) + ", " + who.born.printed();
    if (field == "jenis_kelamin") return word(person::printed(who.sex));
    if (field == "gol_darah") return person::printed(who.blood);
    if (field == "alamat") return upper(who.address.street);
    if (field == "rt_rw") return who.address.rt_rw();
    if (field == "kel_desa") return upper(who.address.village);
    if (field == "kecamatan") return upper(who.address.subdistrict);
    if (field == "agama") return word(person::printed(who.religion));
    if (field == "status_perkawinan") return word(person::printed(who.marital));
    if (field == "pekerjaan") return word(upper(who.occupation));
    if (field == "kewarganegaraan")
      return foreigner() && !face_.country.empty() ? upper(face_.country) : person::printed(who.citizenship);
    base::check(field == "berlaku_hingga", "the card layout names a field that nobody fills");
    if (face_.valid_until) return face_.valid_until->printed();
    return phrase(foreigner() ? "artwork.lifetime_foreigner" : "artwork.lifetime");
  }

  void note(const std::string& field, drawing::Fit fit, bool abbreviated = false) {
    if (fit != drawing::Fit::Whole || abbreviated) report_.fields.push_back({field, fit, abbreviated});
  }

  /// A text with a place of its own.
  Outcome text(drawing::Page& page, std::string_view name, const std::string& words, Font font) {
    const auto& p = detail::place(name);
    const drawing::TextStyle style{.font = font, .size = p.font, .colour = ink, .align = p.align, .leading = 1.15};
    const auto fitted = drawing::fit(words, style, p.width, p.lines);
    if (!fitted) return error_of(fitted.error());
    if (fitted->style.size < std::min(least_font, p.font)) return ArtworkError::TooMuchText;
    note(p.name, fitted->fit);
    const double left = p.align == drawing::Align::Centre ? p.x - p.width / 2 : p.x;
    // Places of several lines are filled from below: what stands under them stays near.
    const double spare = p.lines * style.leading * style.size - fitted->extent.height;
    page.add(drawing::Text{words, {left + bleed_, p.y + bleed_ + std::max(0.0, spare)}, fitted->style, p.width});
    return base::Done{};
  }

  /// Sets every row at a share of its designed size; the street is abbreviated only if it must.
  base::Result<std::vector<SetRow>, ArtworkError> set_rows(double share) const {
    std::vector<SetRow> out;
    for (const auto& p : detail::layout()) {
      if (p.kind != "row") continue;
      const drawing::TextStyle style{.font = Font::Sans, .size = p.font * share, .colour = ink, .leading = 1.08};
      SetRow row{&p, value_of(p.name), {}};
      auto fitted = drawing::fit(row.value, style, p.width, p.lines);
      if (!fitted) return error_of(fitted.error());
      const bool too_long = fitted->fit == drawing::Fit::Squeezed || fitted->extent.lines > 2;
      if (p.name == "alamat" && too_long && detail::abbreviated(row.value) != row.value) {
        row.value = detail::abbreviated(row.value);
        row.abbreviated = true;
        fitted = drawing::fit(row.value, style, p.width, p.lines);
        if (!fitted) return error_of(fitted.error());
      }
      row.fitted = *fitted;
      out.push_back(std::move(row));
    }
    return out;
  }

  /// Rows flow down the card: first at the designed pitch, then as close as lines stand, then smaller.
  Outcome rows(drawing::Page& page) {
    const double top = detail::place("nama").y, bottom = detail::place("rows_end").y;
    double share = 1;
    auto set = set_rows(share);
    if (!set) return set.error();
    double gap;  // between one row's last line and the next row's first, mm
    while (true) {
      double lines = 0;
      for (const auto& row : *set) lines += row.fitted.extent.height;
      const auto count = static_cast<double>(set->size());
      const auto& first = set->front();
      gap = std::min((bottom - top - lines) / count, first.at->height - first.at->font * first.fitted.style.leading);
      constexpr double least_gap = 0.12;
      if (gap >= least_gap) break;
      share *= 0.98;
      if (first.at->font * share < least_font) return ArtworkError::TooMuchText;
      set = set_rows(share);
      if (!set) return set.error();
    }
    const auto& labels = detail::place("label_column");
    const double colon = detail::place("colon_column").x + bleed_;
    double y = top + bleed_;
    for (const auto& row : *set) {
      if (row.fitted.style.size < least_font) return ArtworkError::TooMuchText;
      const drawing::TextStyle plain{
          .font = Font::Sans, .size = row.at->font * share, .colour = ink, .leading = row.fitted.style.leading};
      const auto shown = label(*row.at);
      const auto indent = shown.find_first_not_of(' ');
      const double inset = 0.42 * static_cast<double>(indent);
      const auto fitted_label = drawing::fit(shown.substr(indent), plain, labels.width - inset, 1);
      if (!fitted_label) return error_of(fitted_label.error());
      page.add(drawing::Text{shown.substr(indent), {labels.x + bleed_ + inset, y}, fitted_label->style});
      page.add(drawing::Text{":", {colon, y}, plain});
      page.add(drawing::Text{row.value, {row.at->x + bleed_, y}, row.fitted.style, row.at->width});
      note(row.at->name, share < 1 ? drawing::Fit::Squeezed : row.fitted.fit, row.abbreviated);
      if (row.at->name == "jenis_kelamin") {
        const auto& blood = detail::place("gol_darah");
        const auto words = label(blood) + " : " + value_of("gol_darah");
        page.add(drawing::Text{words, {blood.x + bleed_, y}, plain});
      }
      y += row.fitted.extent.height + gap;
    }
    return base::Done{};
  }

  const CardFace& face_;
  const double bleed_;
  FaceReport report_;
};

drawing::Page blank(Edge edge) {
  const double bleed = edge == Edge::Bleed ? bleed_mm : 0;
  return {
      .width = card_width + 2 * bleed, .height = card_height + 2 * bleed, .corner_radius = bleed > 0 ? 0 : card_corner};
}

void add_word(drawing::Page& page, drawing::Point centre, double size, double turn, double cover) {
  // The text hangs below its point: move the point up the turned page by half a line.
  const double radians = turn * 3.14159265358979 / 180, half = size * 0.6;
  page.add(drawing::Text{phrase("artwork.specimen"),
                         {centre.x + half * std::sin(radians), centre.y - half * std::cos(radians)},
                         {.font = Font::SansBold,
                          .size = size,
                          .colour = {0.72, 0.06, 0.10, cover},
                          .align = drawing::Align::Centre,
                          .tracking = size * 0.06},
                         0,
                         turn});
}

void overprint(drawing::Page& page, SpecimenMark, double bleed) {
  add_word(page, {bleed + card_width * 0.46, bleed + card_height * 0.56}, 14.5, -27, 0.17);
}

base::Result<RenderedFace, ArtworkError> rendered(base::Result<DrawnFace, ArtworkError> face, biometric::Dpi dpi) {
  if (!face) return face.error();
  auto pdf = drawing::to_pdf(face->scene);
  if (!pdf) return error_of(pdf.error());
  auto png = drawing::to_png(face->scene.pages.front(), dpi);
  if (!png) return error_of(png.error());
  return RenderedFace{std::move(pdf).value(), std::move(png).value(), std::move(face->report)};
}

}  // namespace

base::Result<DrawnFace, ArtworkError> draw_front(const CardFace& face, SpecimenMark mark, Edge edge) {
  const double bleed = edge == Edge::Bleed ? bleed_mm : 0;
  auto page = blank(edge);
  detail::add_background(page, bleed, detail::palette(face.who.citizenship, face.issued), false);
  FrontDrawing drawn(face, bleed);
  if (const auto done = drawn.draw(page); !done) return done.error();
  overprint(page, mark, bleed);
  const auto& foto = detail::place("foto");
  add_word(page, {bleed + foto.x + foto.width / 2, bleed + foto.y + foto.height * 0.80}, 3.2, -27, 0.55);
  auto report = std::move(drawn).report();
  report.portrait = check_background(face.portrait, face.who.born);
  return DrawnFace{{phrase("artwork.front.title"), midnight(face.issued), {std::move(page)}}, std::move(report)};
}

base::Result<DrawnFace, ArtworkError> draw_back(const CardBack& back, SpecimenMark mark, Edge edge) {
  base::check(!back.card_number.empty() && back.card_number.size() <= 32, "a card without a number");
  const double bleed = edge == Edge::Bleed ? bleed_mm : 0;
  auto page = blank(edge);
  detail::add_background(page, bleed, detail::palette(person::Citizenship::Wni, back.issued), true);
  const auto at = [&](double x, double y) { return drawing::Point{x + bleed, y + bleed}; };
  page.add(drawing::Text{phrase("artwork.back.heading"),
                         at(6, 5.4),
                         {.font = Font::SansBold, .size = 3.1, .colour = ink, .align = drawing::Align::Centre},
                         73.6});
  page.add(drawing::Line{at(6, 10.2), at(79.6, 10.2), 0.18, {0.25, 0.45, 0.6, 0.8}});
  const drawing::TextStyle small{.size = 1.9, .colour = ink, .leading = 1.35};
  page.add(drawing::Text{phrase("artwork.back.notice"), at(6, 34.4), small, 50});
  page.add(drawing::Text{phrase("artwork.back.found"), at(6, 41.6), small, 50});
  page.add(drawing::Rectangle{
      .box = {62.2 + bleed, 32.0 + bleed, 17.4, 17.4}, .radius = 1, .fill = drawing::Colour{1, 1, 1, 0.9}});
  page.add(drawing::QrCode{{64.2 + bleed, 34.0 + bleed, 13.4, 13.4}, back.card_number});
  page.add(drawing::Text{phrase("artwork.back.number"), at(6, 13.2), {.size = 1.9, .colour = ink}});
  const auto number = drawing::fit(back.card_number, {.font = Font::OcrB, .size = 3.6, .colour = ink}, 70, 1);
  if (!number) return error_of(number.error());
  page.add(drawing::Text{back.card_number, at(6, 15.8), number->style});
  overprint(page, mark, bleed);
  FaceReport report;
  if (number->fit != drawing::Fit::Whole) report.fields.push_back({"nomor_kartu", number->fit});
  return DrawnFace{{phrase("artwork.back.title"), midnight(back.issued), {std::move(page)}}, std::move(report)};
}

base::Result<RenderedFace, ArtworkError> render_front(const CardFace& face, SpecimenMark mark, biometric::Dpi dpi) {
  return rendered(draw_front(face, mark), dpi);
}

base::Result<RenderedFace, ArtworkError> render_back(const CardBack& back, SpecimenMark mark, biometric::Dpi dpi) {
  return rendered(draw_back(back, mark), dpi);
}

std::optional<PortraitWarning> check_background(const biometric::ColourImage& portrait, const person::Date& born) {
  const int width = portrait.width(), height = portrait.height();
  const bool red_wanted = born.year() % 2 != 0;
  long seen = 0, fitting = 0;
  // Beside the head: an eighth of the width on both sides, down to two fifths of the height.
  const int side = std::max(1, width / 8), down = std::max(1, height * 2 / 5);
  for (int y = 0; y < down; ++y)
    for (int x = 0; x < width; ++x) {
      if (x >= side && x < width - side) continue;
      const auto* rgb = portrait.rgb().data() + (static_cast<std::size_t>(y) * width + x) * 3;
      const int r = rgb[0], g = rgb[1], b = rgb[2];
      const bool red = r > g + 40 && r > b + 40, blue = b > r + 30 && b > g + 10;
      ++seen;
      fitting += red_wanted ? red : blue;
    }
  if (fitting * 10 >= seen * 7) return std::nullopt;  // 70 %: hair and scarves may reach in
  return red_wanted ? PortraitWarning::BackgroundNotRed : PortraitWarning::BackgroundNotBlue;
}

}  // namespace ktpel::card
