// SPDX-License-Identifier: Apache-2.0
// JPEG (ISO/IEC 10918-1) through libjpeg. Its fatal errors come back by longjmp; so that no C++ object
// is jumped over, everything that needs a destructor lives in the caller's frame.
#include <csetjmp>
#include <cstddef>
#include <cstdio>
// after <cstdio>: this header names FILE without including it
#include <jpeglib.h>

#include "biometric/image/detail/decoded.h"

namespace ktpel::biometric {
namespace {

using detail::Channels;

struct ErrorExit {
  jpeg_error_mgr base;
  std::jmp_buf back;
};
void leave(j_common_ptr info) { std::longjmp(reinterpret_cast<ErrorExit*>(info->err)->back, 1); }
void say_nothing(j_common_ptr) {}
void count_warnings(j_common_ptr info, int level) {
  if (level < 0) ++info->err->num_warnings;
}

enum class Outcome { Read, Damaged, TooLarge };

Outcome read(base::ByteView bytes, Channels channels, detail::Decoded& out) {
  jpeg_decompress_struct info{};
  ErrorExit error{};
  info.err = jpeg_std_error(&error.base);
  error.base.error_exit = leave;
  error.base.output_message = say_nothing;
  error.base.emit_message = count_warnings;
  if (setjmp(error.back)) {
    jpeg_destroy_decompress(&info);
    return Outcome::Damaged;
  }
  jpeg_create_decompress(&info);
  jpeg_mem_src(&info, bytes.data(), static_cast<unsigned long>(bytes.size()));
  jpeg_read_header(&info, TRUE);
  if (detail::too_large(info.image_width, info.image_height)) {
    jpeg_destroy_decompress(&info);
    return Outcome::TooLarge;
  }
  // one colour space for both: libjpeg's grey is the Y of the file, which is BT.601 luma already
  info.out_color_space = channels == Channels::Grey ? JCS_GRAYSCALE : JCS_RGB;
  jpeg_start_decompress(&info);
  const auto stride = static_cast<std::size_t>(info.output_width) * static_cast<std::size_t>(info.output_components);
  out.width = static_cast<int>(info.output_width), out.height = static_cast<int>(info.output_height);
  out.samples.resize(stride * info.output_height);
  while (info.output_scanline < info.output_height) {
    JSAMPROW row = out.samples.data() + stride * info.output_scanline;
    jpeg_read_scanlines(&info, &row, 1);
  }
  if (info.density_unit == 1) out.dpi = info.X_density;
  if (info.density_unit == 2) out.dpi = info.X_density * 2.54;
  jpeg_finish_decompress(&info);
  // libjpeg fills what is missing with grey and only warns; for evidence that is damage
  const bool whole = error.base.num_warnings == 0;
  jpeg_destroy_decompress(&info);
  return whole ? Outcome::Read : Outcome::Damaged;
}

}  // namespace

detail::DecodeResult detail::decode_jpeg(base::ByteView bytes, Channels channels) {
  Decoded out;
  switch (read(bytes, channels, out)) {
    case Outcome::TooLarge:
      return ImageError::TooLarge;
    case Outcome::Damaged:
      return ImageError::Damaged;
    case Outcome::Read:
      break;
  }
  return out;
}

}  // namespace ktpel::biometric
