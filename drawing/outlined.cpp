// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "drawing/detail/typeset.h"

namespace ktpel::drawing::detail {
namespace {

// A cairo "user font" hands each shape over as a path; in the PDF it becomes a Type 3 font with a
// map back to Unicode. Glyph numbers are those of the real font behind it.
constexpr cairo_user_data_key_t behind_key{};

cairo_font_face_t* behind(cairo_scaled_font_t* font) {
  return static_cast<cairo_font_face_t*>(
      cairo_font_face_get_user_data(cairo_scaled_font_get_font_face(font), &behind_key));
}

cairo_status_t metrics(cairo_scaled_font_t* font, cairo_t* to, cairo_font_extents_t* extents) {
  cairo_set_font_face(to, behind(font));
  cairo_set_font_size(to, 1);
  cairo_font_extents(to, extents);
  return CAIRO_STATUS_SUCCESS;
}

cairo_status_t render(cairo_scaled_font_t* font, unsigned long glyph, cairo_t* to, cairo_text_extents_t* extents) {
  cairo_set_font_face(to, behind(font));
  cairo_set_font_size(to, 1);
  const cairo_glyph_t shape{glyph, 0, 0};
  cairo_glyph_extents(to, &shape, 1, extents);
  cairo_glyph_path(to, &shape, 1);
  cairo_fill(to);
  return CAIRO_STATUS_SUCCESS;
}

cairo_status_t glyph_of(cairo_scaled_font_t* font, unsigned long unicode, unsigned long* glyph) {
  cairo_matrix_t one;
  cairo_matrix_init_identity(&one);
  cairo_font_options_t* options = cairo_font_options_create();
  cairo_scaled_font_t* real = cairo_scaled_font_create(behind(font), &one, &one, options);
  char utf8[6];
  const int size = g_unichar_to_utf8(static_cast<gunichar>(unicode), utf8);
  cairo_glyph_t* glyphs = nullptr;
  int count = 0;
  const auto status =
      cairo_scaled_font_text_to_glyphs(real, 0, 0, utf8, size, &glyphs, &count, nullptr, nullptr, nullptr);
  *glyph = status == CAIRO_STATUS_SUCCESS && count > 0 ? glyphs[0].index : 0;
  cairo_glyph_free(glyphs);
  cairo_scaled_font_destroy(real);
  cairo_font_options_destroy(options);
  return status;
}

}  // namespace

void show_outlined(cairo_t* to, PangoLayout* layout) {
  cairo_font_options_t* options = cairo_font_options_create();
  cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);  // advances as measured, not whole pixels
  cairo_set_font_options(to, options);
  cairo_font_options_destroy(options);
  PangoLayoutIter* at = pango_layout_get_iter(layout);
  do {
    const PangoLayoutLine* line = pango_layout_iter_get_line_readonly(at);
    if (!line->runs) continue;
    const auto* item = static_cast<PangoGlyphItem*>(line->runs->data)->item;
    auto* real = pango_cairo_font_get_scaled_font(PANGO_CAIRO_FONT(item->analysis.font));
    cairo_font_face_t* face = cairo_user_font_face_create();
    cairo_font_face_set_user_data(face, &behind_key, cairo_font_face_reference(cairo_scaled_font_get_font_face(real)),
                                  [](void* it) { cairo_font_face_destroy(static_cast<cairo_font_face_t*>(it)); });
    cairo_user_font_face_set_init_func(face, metrics);
    cairo_user_font_face_set_render_glyph_func(face, render);
    cairo_user_font_face_set_unicode_to_glyph_func(face, glyph_of);
    cairo_set_font_face(to, face);
    cairo_font_face_destroy(face);
    cairo_matrix_t size;
    cairo_scaled_font_get_font_matrix(real, &size);
    cairo_set_font_matrix(to, &size);
    PangoRectangle place;
    pango_layout_iter_get_line_extents(at, nullptr, &place);
    cairo_move_to(to, static_cast<double>(place.x) / PANGO_SCALE,
                  static_cast<double>(pango_layout_iter_get_baseline(at)) / PANGO_SCALE);
    const std::string words(pango_layout_get_text(layout) + line->start_index, static_cast<std::size_t>(line->length));
    cairo_show_text(to, words.c_str());
  } while (pango_layout_iter_next_line(at));
  pango_layout_iter_free(at);
}

}  // namespace ktpel::drawing::detail
