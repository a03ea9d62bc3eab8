// SPDX-License-Identifier: Apache-2.0
#include "drawing/render.h"

#include <cairo-pdf.h>
#include <zint.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

#include "drawing/detail/typeset.h"

namespace ktpel::drawing {
namespace {

using detail::Context;
using detail::Pattern;
using detail::Surface;
using Drawn = base::Result<base::Done, DrawingError>;

constexpr double points_per_mm = 72 / 25.4;
constexpr double pi = 3.14159265358979323846;

void set_colour(cairo_t* to, const Colour& c) { cairo_set_source_rgba(to, c.red, c.green, c.blue, c.cover); }

void rounded(cairo_t* to, const Box& b, double radius) {
  const double r = std::min({radius, b.width / 2, b.height / 2});
  if (r <= 0) return cairo_rectangle(to, b.x, b.y, b.width, b.height);
  cairo_new_sub_path(to);
  cairo_arc(to, b.right() - r, b.y + r, r, -pi / 2, 0);
  cairo_arc(to, b.right() - r, b.bottom() - r, r, 0, pi / 2);
  cairo_arc(to, b.x + r, b.bottom() - r, r, pi / 2, pi);
  cairo_arc(to, b.x + r, b.y + r, r, pi, 3 * pi / 2);
  cairo_close_path(to);
}

void fill_and_stroke(cairo_t* to, const std::optional<Colour>& fill, const std::optional<Colour>& line,
                     double thickness) {
  if (fill) {
    set_colour(to, *fill);
    line ? cairo_fill_preserve(to) : cairo_fill(to);
  }
  if (line) {
    set_colour(to, *line);
    cairo_set_line_width(to, thickness);
    cairo_stroke(to);
  }
  cairo_new_path(to);
}

/// The image surface with its pixels; RGB24 and A8 rows are padded by cairo.
Surface surface_of(const biometric::ColourImage& image) {
  Surface out(cairo_image_surface_create(CAIRO_FORMAT_RGB24, image.width(), image.height()));
  if (cairo_surface_status(out.get()) != CAIRO_STATUS_SUCCESS) return nullptr;
  cairo_surface_flush(out.get());
  unsigned char* data = cairo_image_surface_get_data(out.get());
  const int stride = cairo_image_surface_get_stride(out.get());
  for (int y = 0; y < image.height(); ++y)
    for (int x = 0; x < image.width(); ++x) {
      const auto* rgb = image.rgb().data() + (static_cast<std::size_t>(y) * image.width() + x) * 3;
      const std::uint32_t pixel = rgb[0] << 16 | rgb[1] << 8 | rgb[2];
      std::memcpy(data + static_cast<std::size_t>(y) * stride + x * 4, &pixel, 4);
    }
  cairo_surface_mark_dirty(out.get());
  return out;
}

Surface surface_of(const biometric::GreyImage& image) {
  Surface out(cairo_image_surface_create(CAIRO_FORMAT_A8, image.width(), image.height()));
  if (cairo_surface_status(out.get()) != CAIRO_STATUS_SUCCESS) return nullptr;
  cairo_surface_flush(out.get());
  unsigned char* data = cairo_image_surface_get_data(out.get());
  const int stride = cairo_image_surface_get_stride(out.get());
  for (int y = 0; y < image.height(); ++y)
    for (int x = 0; x < image.width(); ++x)
      data[static_cast<std::size_t>(y) * stride + x] = static_cast<unsigned char>(255 - image.at(x, y));
  cairo_surface_mark_dirty(out.get());
  return out;
}

/// Clips to the box and moves to pixel coordinates of an image laid into it.
void enter_image(cairo_t* to, const Box& box, ImageFit fit, int width, int height) {
  const double sx = box.width / width, sy = box.height / height;
  const double scale = fit == ImageFit::Whole ? std::min(sx, sy) : std::max(sx, sy);
  cairo_rectangle(to, box.x, box.y, box.width, box.height);
  cairo_clip(to);
  cairo_translate(to, box.x + (box.width - width * scale) / 2, box.y + (box.height - height * scale) / 2);
  cairo_scale(to, scale, scale);
}

struct Drawer {
  cairo_t* to;

  Drawn operator()(const Text& t) const {
    const auto set = detail::typeset(t.words, t.style, t.width);
    if (!set) return set.error();
    const double natural = set->extent.width;
    double left = t.at.x;  // where the layout begins; in a column Pango aligns
    if (t.width == 0 && t.style.align == Align::Centre) left -= natural / 2;
    if (t.width == 0 && t.style.align == Align::Right) left -= natural;
    cairo_translate(to, t.at.x, t.at.y);
    cairo_rotate(to, t.turn * pi / 180);
    cairo_translate(to, left - t.at.x, 0);
    cairo_scale(to, t.style.stretch * set->mm_per_unit, set->mm_per_unit);
    set_colour(to, t.style.colour);
    cairo_move_to(to, 0, 0);
    if (t.style.font == Font::OcrB)
      detail::show_outlined(to, set->layout.get());
    else
      pango_cairo_show_layout(to, set->layout.get());
    return base::Done{};
  }

  Drawn operator()(const Line& l) const {
    set_colour(to, l.colour);
    cairo_set_line_width(to, l.thickness);
    const double dash[] = {1.6, 1.2};
    if (l.dashed)
      cairo_set_dash(to, dash, 2, 0);
    else if (l.thickness <= 0.25)
      cairo_set_line_cap(to, CAIRO_LINE_CAP_SQUARE);  // the corners of ruled tables close
    cairo_move_to(to, l.from.x, l.from.y);
    cairo_line_to(to, l.to.x, l.to.y);
    cairo_stroke(to);
    return base::Done{};
  }

  Drawn operator()(const Rectangle& r) const {
    rounded(to, r.box, r.radius);
    fill_and_stroke(to, r.fill, r.line, r.thickness);
    return base::Done{};
  }

  Drawn operator()(const Curve& c) const {
    const auto count = static_cast<int>(c.points.size());
    if (count < 2) return base::Done{};
    const auto at = [&](int i) { return c.points[static_cast<std::size_t>(std::clamp(i, 0, count - 1))]; };
    cairo_move_to(to, at(0).x, at(0).y);
    for (int i = 0; i + 1 < count; ++i) {
      const auto p0 = at(i - 1), p1 = at(i), p2 = at(i + 1), p3 = at(i + 2);
      if (c.smooth)
        cairo_curve_to(to, p1.x + (p2.x - p0.x) / 6, p1.y + (p2.y - p0.y) / 6, p2.x - (p3.x - p1.x) / 6,
                       p2.y - (p3.y - p1.y) / 6, p2.x, p2.y);
      else
        cairo_line_to(to, p2.x, p2.y);
    }
    if (c.fill) cairo_close_path(to);
    fill_and_stroke(to, c.fill, c.line, c.thickness);
    return base::Done{};
  }

  Drawn operator()(const Gradient& g) const {
    const Pattern run(cairo_pattern_create_linear(g.box.x, g.box.y, g.box.right(), g.box.bottom()));
    cairo_pattern_add_color_stop_rgba(run.get(), 0, g.from.red, g.from.green, g.from.blue, g.from.cover);
    cairo_pattern_add_color_stop_rgba(run.get(), 1, g.to.red, g.to.green, g.to.blue, g.to.cover);
    cairo_set_source(to, run.get());
    cairo_rectangle(to, g.box.x, g.box.y, g.box.width, g.box.height);
    cairo_fill(to);
    return base::Done{};
  }

  Drawn operator()(const Picture& p) const {
    const auto pixels = surface_of(p.image);
    if (!pixels) return DrawingError::OutOfMemory;
    enter_image(to, p.box, p.fit, p.image.width(), p.image.height());
    cairo_set_source_surface(to, pixels.get(), 0, 0);
    cairo_pattern_set_filter(cairo_get_source(to), CAIRO_FILTER_GOOD);
    cairo_pattern_set_extend(cairo_get_source(to), CAIRO_EXTEND_PAD);  // no pale seam at the edges
    cairo_paint(to);
    return base::Done{};
  }

  Drawn operator()(const Ink& i) const {
    const auto pixels = surface_of(i.image);
    if (!pixels) return DrawingError::OutOfMemory;
    enter_image(to, i.box, i.fit, i.image.width(), i.image.height());
    set_colour(to, i.colour);
    cairo_mask_surface(to, pixels.get(), 0, 0);
    return base::Done{};
  }

  Drawn operator()(const QrCode& q) const {
    struct Delete {
      void operator()(zint_symbol* it) const { ZBarcode_Delete(it); }
    };
    const std::unique_ptr<zint_symbol, Delete> code(ZBarcode_Create());
    if (!code) return DrawingError::OutOfMemory;
    code->symbology = BARCODE_QRCODE;
    code->input_mode = UNICODE_MODE;
    code->option_1 = 2;  // error level M
    const auto* source = reinterpret_cast<const unsigned char*>(q.text.data());
    if (q.text.empty() || ZBarcode_Encode(code.get(), source, static_cast<int>(q.text.size())) >= ZINT_ERROR)
      return DrawingError::QrTooLong;
    const double module = std::min(q.box.width, q.box.height) / code->width;
    // One path for all modules, so that no hair of paper shows between neighbours.
    for (int y = 0; y < code->rows; ++y)
      for (int x = 0; x < code->width; ++x) {
        int run = 0;
        while (x + run < code->width && (code->encoded_data[y][(x + run) >> 3] >> ((x + run) & 7) & 1)) ++run;
        if (run > 0) cairo_rectangle(to, q.box.x + x * module, q.box.y + y * module, run * module, module);
        x += run;
      }
    set_colour(to, black);
    cairo_fill(to);
    return base::Done{};
  }
};

Drawn draw(cairo_t* to, const Page& page) {
  if (page.corner_radius > 0) {
    rounded(to, {0, 0, page.width, page.height}, page.corner_radius);
    cairo_clip(to);
  }
  for (const auto& element : page.elements) {
    cairo_save(to);
    const auto drawn = std::visit(Drawer{to}, element);
    cairo_restore(to);
    cairo_new_path(to);  // the path is not part of what restore brings back
    if (!drawn) return drawn.error();
  }
  if (cairo_status(to) != CAIRO_STATUS_SUCCESS) return DrawingError::OutOfMemory;
  return base::Done{};
}

cairo_status_t append(void* to, const unsigned char* data, unsigned int size) {
  auto& out = *static_cast<base::Bytes*>(to);
  out.insert(out.end(), data, data + size);
  return CAIRO_STATUS_SUCCESS;
}

base::Result<Surface, DrawingError> draw_pixels(const Page& page, biometric::Dpi dpi) {
  base::check(dpi.get() > 0 && dpi.get() <= 1200, "a resolution that no printer has");
  const double scale = dpi.get() / 25.4;
  Surface pixels(cairo_image_surface_create(CAIRO_FORMAT_RGB24, static_cast<int>(std::lround(page.width * scale)),
                                            static_cast<int>(std::lround(page.height * scale))));
  if (cairo_surface_status(pixels.get()) != CAIRO_STATUS_SUCCESS) return DrawingError::OutOfMemory;
  const Context to(cairo_create(pixels.get()));
  cairo_set_source_rgb(to.get(), 1, 1, 1);
  cairo_paint(to.get());
  cairo_scale(to.get(), scale, scale);
  const auto drawn = draw(to.get(), page);
  if (!drawn) return drawn.error();
  cairo_surface_flush(pixels.get());
  return pixels;
}

std::uint32_t crc32(base::ByteView bytes) {  // PNG specification, annex D
  std::uint32_t crc = 0xffffffff;
  for (const auto byte : bytes) {
    crc ^= byte;
    for (int i = 0; i < 8; ++i) crc = crc & 1 ? 0xedb88320 ^ (crc >> 1) : crc >> 1;
  }
  return ~crc;
}

/// cairo 1.16 writes no resolution; printers and viewers take it from the pHYs chunk after IHDR.
void add_resolution(base::Bytes& png, biometric::Dpi dpi) {
  constexpr std::size_t after_header = 8 + 25;
  const auto per_metre = static_cast<std::uint64_t>(std::lround(dpi.get() / 0.0254));
  base::ByteWriter body;
  body.raw(base::bytes_of("pHYs")).u32(per_metre).u32(per_metre).u8(1);
  base::ByteWriter chunk;
  chunk.u32(9).raw(body.bytes()).u32(crc32(body.bytes()));
  png.insert(png.begin() + after_header, chunk.bytes().begin(), chunk.bytes().end());
}

}  // namespace

base::Result<base::Bytes, DrawingError> to_pdf(const Scene& scene) {
  base::check(!scene.pages.empty(), "a document without pages");
  base::Bytes out;
  {
    const auto& first = scene.pages.front();
    const Surface pdf(
        cairo_pdf_surface_create_for_stream(append, &out, first.width * points_per_mm, first.height * points_per_mm));
    cairo_pdf_surface_restrict_to_version(pdf.get(), CAIRO_PDF_VERSION_1_5);
    cairo_pdf_surface_set_metadata(pdf.get(), CAIRO_PDF_METADATA_TITLE, scene.title.c_str());
    cairo_pdf_surface_set_metadata(pdf.get(), CAIRO_PDF_METADATA_CREATOR, "ktpel");
    const auto when = scene.created.iso8601().substr(0, 19) + "Z";
    cairo_pdf_surface_set_metadata(pdf.get(), CAIRO_PDF_METADATA_CREATE_DATE, when.c_str());
    cairo_pdf_surface_set_metadata(pdf.get(), CAIRO_PDF_METADATA_MOD_DATE, when.c_str());
    const Context to(cairo_create(pdf.get()));
    for (const auto& page : scene.pages) {
      cairo_pdf_surface_set_size(pdf.get(), page.width * points_per_mm, page.height * points_per_mm);
      cairo_save(to.get());
      cairo_scale(to.get(), points_per_mm, points_per_mm);
      const auto drawn = draw(to.get(), page);
      cairo_restore(to.get());
      if (!drawn) return drawn.error();
      cairo_show_page(to.get());
    }
    cairo_surface_finish(pdf.get());
    if (cairo_surface_status(pdf.get()) != CAIRO_STATUS_SUCCESS) return DrawingError::OutOfMemory;
  }
  return out;
}

base::Result<biometric::ColourImage, DrawingError> to_pixels(const Page& page, biometric::Dpi dpi) {
  const auto drawn = draw_pixels(page, dpi);
  if (!drawn) return drawn.error();
  auto* surface = drawn->get();
  const int width = cairo_image_surface_get_width(surface), height = cairo_image_surface_get_height(surface);
  const unsigned char* data = cairo_image_surface_get_data(surface);
  const int stride = cairo_image_surface_get_stride(surface);
  std::vector<std::uint8_t> rgb;
  rgb.reserve(static_cast<std::size_t>(width) * height * 3);
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) {
      std::uint32_t pixel;
      std::memcpy(&pixel, data + static_cast<std::size_t>(y) * stride + x * 4, 4);
      for (const int shift : {16, 8, 0}) rgb.push_back(static_cast<std::uint8_t>(pixel >> shift));
    }
  return biometric::ColourImage(width, height, std::move(rgb));
}

base::Result<base::Bytes, DrawingError> to_png(const Page& page, biometric::Dpi dpi) {
  const auto drawn = draw_pixels(page, dpi);
  if (!drawn) return drawn.error();
  base::Bytes out;
  if (cairo_surface_write_to_png_stream(drawn->get(), append, &out) != CAIRO_STATUS_SUCCESS)
    return DrawingError::OutOfMemory;
  add_resolution(out, dpi);
  return out;
}

}  // namespace ktpel::drawing
