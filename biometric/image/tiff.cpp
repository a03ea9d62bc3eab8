// SPDX-License-Identifier: Apache-2.0
// TIFF 6.0 through libtiff. Its messages are taken by handlers of the one file at hand, so nothing is
// printed and other users of the library in the process are not touched.
#include <tiffio.h>

#include <algorithm>
#include <cstring>
#include <memory>

#include "biometric/image/detail/decoded.h"

namespace ktpel::biometric {
namespace {

struct Source {
  base::ByteView bytes;
  std::size_t at = 0;
  bool damaged = false;
};

tmsize_t read_some(thandle_t handle, void* to, tmsize_t count) {
  auto& source = *static_cast<Source*>(handle);
  if (count <= 0 || source.at >= source.bytes.size()) return 0;
  const auto n = std::min(static_cast<std::size_t>(count), source.bytes.size() - source.at);
  std::memcpy(to, source.bytes.data() + source.at, n);
  source.at += n;
  return static_cast<tmsize_t>(n);
}
tmsize_t write_nothing(thandle_t, void*, tmsize_t) { return 0; }
toff_t seek(thandle_t handle, toff_t offset, int whence) {
  auto& source = *static_cast<Source*>(handle);
  const toff_t from = whence == SEEK_CUR ? source.at : whence == SEEK_END ? source.bytes.size() : 0;
  return source.at = static_cast<std::size_t>(from + offset);
}
int close_nothing(thandle_t) { return 0; }
toff_t size_of(thandle_t handle) { return static_cast<Source*>(handle)->bytes.size(); }
int note_error(TIFF*, void* source, const char*, const char*, va_list) {
  static_cast<Source*>(source)->damaged = true;
  return 1;
}
/// A tag that lies beyond the end of the file is dropped with a warning (a palette picture then turns grey);
/// the text is the only sign. Other warnings are about tags that nobody knows.
int note_warning(TIFF*, void* source, const char*, const char* format, va_list) {
  if (std::strstr(format, "IO error")) static_cast<Source*>(source)->damaged = true;
  return 1;
}

struct Close {
  void operator()(TIFF* file) const { TIFFClose(file); }
};

std::unique_ptr<TIFF, Close> open(Source& source) {
  TIFFOpenOptions* options = TIFFOpenOptionsAlloc();
  if (!options) return nullptr;
  TIFFOpenOptionsSetErrorHandlerExtR(options, note_error, &source);
  TIFFOpenOptionsSetWarningHandlerExtR(options, note_warning, &source);
  TIFFOpenOptionsSetMaxSingleMemAlloc(options, tmsize_t{4} * detail::kMaxPixels + 4096);
  TIFF* file = TIFFClientOpenExt("memory", "rm", &source, read_some, write_nothing, seek, close_nothing, size_of,
                                 nullptr, nullptr, options);
  TIFFOpenOptionsFree(options);
  return std::unique_ptr<TIFF, Close>(file);
}

std::optional<double> resolution_of(TIFF* file) {
  float across = 0;
  std::uint16_t unit = RESUNIT_INCH;
  if (!TIFFGetField(file, TIFFTAG_XRESOLUTION, &across)) return std::nullopt;
  TIFFGetFieldDefaulted(file, TIFFTAG_RESOLUTIONUNIT, &unit);
  if (unit == RESUNIT_NONE) return std::nullopt;
  return unit == RESUNIT_CENTIMETER ? across * 2.54 : across;
}

}  // namespace

detail::DecodeResult detail::decode_tiff(base::ByteView bytes, Channels channels) {
  Source source{bytes};
  const auto file = open(source);
  if (!file) return ImageError::Damaged;
  std::uint32_t width = 0, height = 0;
  if (!TIFFGetField(file.get(), TIFFTAG_IMAGEWIDTH, &width) || !TIFFGetField(file.get(), TIFFTAG_IMAGELENGTH, &height))
    return ImageError::Damaged;
  if (too_large(width, height)) return ImageError::TooLarge;
  char why[1024];
  if (width == 0 || height == 0 || !TIFFRGBAImageOK(file.get(), why)) return ImageError::Damaged;
  const auto pixels = static_cast<std::size_t>(width) * height;
  std::vector<std::uint32_t> raster(pixels);
  if (!TIFFReadRGBAImageOriented(file.get(), width, height, raster.data(), ORIENTATION_TOPLEFT, 1) || source.damaged)
    return ImageError::Damaged;
  Decoded out{static_cast<int>(width), static_cast<int>(height), {}, resolution_of(file.get())};
  out.samples.resize(pixels * static_cast<std::size_t>(channels));
  auto* to = out.samples.data();
  for (const auto p : raster)
    to = put(to, channels, static_cast<std::uint8_t>(TIFFGetR(p)), static_cast<std::uint8_t>(TIFFGetG(p)),
             static_cast<std::uint8_t>(TIFFGetB(p)));
  return out;
}

}  // namespace ktpel::biometric
