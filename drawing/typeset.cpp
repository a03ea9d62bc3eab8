// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "base/check.h"
#include "drawing/detail/typeset.h"

#ifdef __SANITIZE_ADDRESS__
// fontconfig keeps its patterns until the process ends: one set for each font, whatever is drawn (counted
// with the tests: 31 patterns after one letter, 34 after all). Every other leak is still an error.
extern "C" __attribute__((used)) const char* __lsan_default_suppressions() { return "leak:libfontconfig\n"; }
#endif

namespace ktpel::drawing {
namespace detail {
namespace {

struct FontName {
  const char* family;
  PangoWeight weight;
  PangoStyle style;
};

FontName name_of(Font font) {
  switch (font) {
    case Font::Sans:
      return {"Liberation Sans", PANGO_WEIGHT_NORMAL, PANGO_STYLE_NORMAL};
    case Font::SansBold:
      return {"Liberation Sans", PANGO_WEIGHT_BOLD, PANGO_STYLE_NORMAL};
    case Font::SansItalic:
      return {"Liberation Sans", PANGO_WEIGHT_NORMAL, PANGO_STYLE_ITALIC};
    case Font::Serif:
      return {"Liberation Serif", PANGO_WEIGHT_NORMAL, PANGO_STYLE_NORMAL};
    case Font::SerifBold:
      return {"Liberation Serif", PANGO_WEIGHT_BOLD, PANGO_STYLE_NORMAL};
    case Font::Mono:
      return {"DejaVu Sans Mono", PANGO_WEIGHT_NORMAL, PANGO_STYLE_NORMAL};
    case Font::MonoBold:
      return {"DejaVu Sans Mono", PANGO_WEIGHT_BOLD, PANGO_STYLE_NORMAL};
    case Font::OcrB:
      break;
  }
  return {"OCR B", PANGO_WEIGHT_NORMAL, PANGO_STYLE_NORMAL};
}

/// fontconfig always answers with some font: only the family that was asked for is taken.
bool installed(PangoContext* context, const PangoFontDescription* wanted) {
  const std::unique_ptr<PangoFont, Unref> font(pango_context_load_font(context, wanted));
  if (!font) return false;
  PangoFontDescription* got = pango_font_describe(font.get());
  const char* family = pango_font_description_get_family(got);
  const bool same = family && std::string_view(family) == pango_font_description_get_family(wanted) &&
                    pango_font_description_get_weight(got) == pango_font_description_get_weight(wanted) &&
                    pango_font_description_get_style(got) == pango_font_description_get_style(wanted);
  pango_font_description_free(got);
  return same;
}

}  // namespace

base::Result<Typeset, DrawingError> typeset(std::string_view words, const TextStyle& style, double width) {
  base::check(style.size > 0 && style.stretch > 0 && width >= 0, "text of no size");
  const double mm_per_unit = style.size / em_units;
  const auto units = [&](double mm) { return static_cast<int>(std::lround(mm / mm_per_unit * PANGO_SCALE)); };
  // The font map of pangocairo is one per thread.
  const std::unique_ptr<PangoContext, Unref> context(pango_font_map_create_context(pango_cairo_font_map_get_default()));
  if (!context) return DrawingError::OutOfMemory;
  pango_cairo_context_set_resolution(context.get(), 72);
  pango_context_set_round_glyph_positions(context.get(), FALSE);
  cairo_font_options_t* options = cairo_font_options_create();
  cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
  cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
  pango_cairo_context_set_font_options(context.get(), options);
  cairo_font_options_destroy(options);

  const auto name = name_of(style.font);
  PangoFontDescription* font = pango_font_description_new();
  pango_font_description_set_family(font, name.family);
  pango_font_description_set_weight(font, name.weight);
  pango_font_description_set_style(font, name.style);
  pango_font_description_set_absolute_size(font, units(style.size));
  const bool there = installed(context.get(), font);
  Layout layout(pango_layout_new(context.get()));
  pango_layout_set_font_description(layout.get(), font);
  pango_font_description_free(font);
  if (!there) return DrawingError::FontMissing;

  PangoAttrList* attributes = pango_attr_list_new();
  pango_attr_list_insert(attributes, pango_attr_fallback_new(FALSE));
  if (style.tracking != 0) pango_attr_list_insert(attributes, pango_attr_letter_spacing_new(units(style.tracking)));
  // A ligature is one shape for two letters, and not every reader gives both back.
  pango_attr_list_insert(attributes, pango_attr_font_features_new("liga 0, clig 0"));
  pango_attr_list_insert(attributes, pango_attr_line_height_new_absolute(units(style.leading * style.size)));
  pango_layout_set_attributes(layout.get(), attributes);
  pango_attr_list_unref(attributes);

  pango_layout_set_text(layout.get(), words.data(), static_cast<int>(words.size()));
  if (width > 0) {
    pango_layout_set_width(layout.get(), units(width / style.stretch));
    pango_layout_set_wrap(layout.get(), PANGO_WRAP_WORD_CHAR);
  }
  pango_layout_set_alignment(layout.get(), style.align == Align::Centre  ? PANGO_ALIGN_CENTER
                                           : style.align == Align::Right ? PANGO_ALIGN_RIGHT
                                                                         : PANGO_ALIGN_LEFT);
  pango_layout_set_justify(layout.get(), style.align == Align::Justified);
  if (pango_layout_get_unknown_glyphs_count(layout.get()) > 0) return DrawingError::GlyphMissing;

  PangoRectangle logical;
  pango_layout_get_extents(layout.get(), nullptr, &logical);
  const int lines = pango_layout_get_line_count(layout.get());
  const double mm = mm_per_unit / PANGO_SCALE;
  return Typeset{std::move(layout),
                 {logical.width * mm * style.stretch, lines * style.leading * style.size, words.empty() ? 0 : lines},
                 mm_per_unit};
}

}  // namespace detail

base::Result<Extent, DrawingError> measure(std::string_view words, const TextStyle& style, double width) {
  const auto set = detail::typeset(words, style, width);
  if (!set) return set.error();
  return set->extent;
}

base::Result<Fitted, DrawingError> fit(std::string_view words, const TextStyle& style, double width, int lines) {
  base::check(width > 0 && lines >= 1, "text fitted to no place");
  constexpr double narrowest = 0.85, squeeze_step = 0.97;
  Fitted out{style, {}, Fit::Whole};
  const auto once = measure(words, style);
  if (!once) return once.error();
  out.extent = *once;
  if (once->width <= width) return out;
  const double needed = width / once->width * 0.999;  // a hair less: rounding must not wrap it
  if (needed >= narrowest) {
    out.style.stretch = style.stretch * needed;
    out.extent.width = once->width * out.style.stretch / style.stretch;
    out.fit = Fit::Narrowed;
    return out;
  }
  out.style.stretch = style.stretch * narrowest;
  out.fit = Fit::Wrapped;
  while (true) {
    const auto wrapped = measure(words, out.style, width);
    if (!wrapped) return wrapped.error();
    out.extent = *wrapped;
    if (wrapped->lines <= lines) {
      if (lines == 1) out.fit = Fit::Squeezed;
      return out;
    }
    out.fit = Fit::Squeezed;
    out.style.size *= squeeze_step;
  }
}

}  // namespace ktpel::drawing
