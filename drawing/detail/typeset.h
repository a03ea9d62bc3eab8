// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cairo.h>
#include <pango/pangocairo.h>

#include <memory>
#include <string_view>

#include "base/result.h"
#include "drawing/measure.h"

namespace ktpel::drawing::detail {

struct Unref {
  void operator()(void* object) const { g_object_unref(object); }
};
struct Destroy {
  void operator()(cairo_t* it) const { cairo_destroy(it); }
  void operator()(cairo_surface_t* it) const { cairo_surface_destroy(it); }
  void operator()(cairo_pattern_t* it) const { cairo_pattern_destroy(it); }
};
using Layout = std::unique_ptr<PangoLayout, Unref>;
using Context = std::unique_ptr<cairo_t, Destroy>;
using Surface = std::unique_ptr<cairo_surface_t, Destroy>;
using Pattern = std::unique_ptr<cairo_pattern_t, Destroy>;

/// Text is always laid out with an em of this many units and drawn through a scale: lines break alike
/// at every resolution, and the font engine keeps one size of each font instead of one for every
/// size that was ever fitted.
inline constexpr double em_units = 64;

struct Typeset {
  Layout layout;
  Extent extent;       ///< mm
  double mm_per_unit;  ///< scale of the layout on paper, before stretch
};

/// Lays text out; stretch is applied by the drawer (x scale), the column is widened for it here.
base::Result<Typeset, DrawingError> typeset(std::string_view words, const TextStyle& style, double width);

/// Draws a layout of one font by its outlines, text still searchable: cairo 1.16 leaves OCR B's
/// OpenType/CFF data out of the PDF and says nothing.
void show_outlined(cairo_t* to, PangoLayout* layout);

}  // namespace ktpel::drawing::detail
