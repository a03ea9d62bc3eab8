// SPDX-License-Identifier: Apache-2.0
#include "biometric/image/jpeg2000.h"

#include <openjpeg.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <memory>

#include "biometric/image/detail/decoded.h"

namespace ktpel::biometric {
namespace {

// codec and stream are one type to the compiler (void*), so their deleters cannot be overloads of one name
using Codec = std::unique_ptr<opj_codec_t, decltype(&opj_destroy_codec)>;
using Stream = std::unique_ptr<opj_stream_t, decltype(&opj_stream_destroy)>;
using Image = std::unique_ptr<opj_image_t, decltype(&opj_image_destroy)>;

void silent(const char*, void*) {}
void hush(opj_codec_t* codec) {
  opj_set_error_handler(codec, silent, nullptr);
  opj_set_warning_handler(codec, silent, nullptr);
  opj_set_info_handler(codec, silent, nullptr);
}

/// A file in memory, as the library's callbacks want it.
struct Sink {
  base::Bytes bytes;
  std::size_t at = 0;
};
OPJ_SIZE_T write_some(void* data, OPJ_SIZE_T size, void* user) {
  auto& sink = *static_cast<Sink*>(user);
  if (sink.at + size > sink.bytes.size()) sink.bytes.resize(sink.at + size);
  std::memcpy(sink.bytes.data() + sink.at, data, size);
  sink.at += size;
  return size;
}
OPJ_OFF_T skip_written(OPJ_OFF_T count, void* user) {
  auto& sink = *static_cast<Sink*>(user);
  sink.at = static_cast<std::size_t>(static_cast<OPJ_OFF_T>(sink.at) + count);
  return count;
}
OPJ_BOOL seek_written(OPJ_OFF_T to, void* user) {
  static_cast<Sink*>(user)->at = static_cast<std::size_t>(to);
  return OPJ_TRUE;
}

struct Source {
  base::ByteView bytes;
  std::size_t at = 0;
};
OPJ_SIZE_T read_some(void* data, OPJ_SIZE_T size, void* user) {
  auto& source = *static_cast<Source*>(user);
  const auto count = std::min<std::size_t>(size, source.bytes.size() - source.at);
  if (count == 0) return static_cast<OPJ_SIZE_T>(-1);
  std::memcpy(data, source.bytes.data() + source.at, count);
  source.at += count;
  return count;
}
OPJ_OFF_T skip_read(OPJ_OFF_T count, void* user) {
  auto& source = *static_cast<Source*>(user);
  if (count < 0) return -1;
  const auto step = std::min<std::size_t>(static_cast<std::size_t>(count), source.bytes.size() - source.at);
  source.at += step;
  return static_cast<OPJ_OFF_T>(step);
}
OPJ_BOOL seek_read(OPJ_OFF_T to, void* user) {
  auto& source = *static_cast<Source*>(user);
  if (to < 0 || static_cast<std::size_t>(to) > source.bytes.size()) return OPJ_FALSE;
  source.at = static_cast<std::size_t>(to);
  return OPJ_TRUE;
}

base::Bytes encode_at(const ColourImage& colour, double rate) {
  std::array<opj_image_cmptparm_t, 3> parts{};
  for (auto& part : parts) {
    part.dx = part.dy = 1;
    part.w = static_cast<OPJ_UINT32>(colour.width());
    part.h = static_cast<OPJ_UINT32>(colour.height());
    part.prec = 8;
  }
  const Image image(opj_image_create(3, parts.data(), OPJ_CLRSPC_SRGB), &opj_image_destroy);
  base::check(image != nullptr, "out of memory");
  image->x1 = static_cast<OPJ_UINT32>(colour.width());
  image->y1 = static_cast<OPJ_UINT32>(colour.height());
  const std::size_t pixels = colour.rgb().size() / 3;
  for (std::size_t i = 0; i < pixels; ++i)
    for (std::size_t c = 0; c < 3; ++c) image->comps[c].data[i] = colour.rgb()[3 * i + c];

  opj_cparameters_t parameters;
  opj_set_default_encoder_parameters(&parameters);
  parameters.tcp_numlayers = 1;
  parameters.tcp_rates[0] = static_cast<float>(rate);
  parameters.cp_disto_alloc = 1;
  parameters.irreversible = 1;  // 9-7 wavelet: better at these rates
  parameters.tcp_mct = 1;
  parameters.numresolution = 1;
  while (parameters.numresolution < 6 && std::min(colour.width(), colour.height()) >> parameters.numresolution)
    ++parameters.numresolution;

  const Codec codec(opj_create_compress(OPJ_CODEC_JP2), &opj_destroy_codec);
  hush(codec.get());
  Sink sink;
  const Stream stream(opj_stream_create(1 << 16, OPJ_FALSE), &opj_stream_destroy);
  opj_stream_set_user_data(stream.get(), &sink, nullptr);
  opj_stream_set_write_function(stream.get(), write_some);
  opj_stream_set_skip_function(stream.get(), skip_written);
  opj_stream_set_seek_function(stream.get(), seek_written);
  base::check(opj_setup_encoder(codec.get(), &parameters, image.get()) &&
                  opj_start_compress(codec.get(), image.get(), stream.get()) && opj_encode(codec.get(), stream.get()) &&
                  opj_end_compress(codec.get(), stream.get()),
              "JPEG 2000 refused an image of ours");
  return std::move(sink.bytes);
}

/// A code stream that is being read; `image` holds no pixels until decode().
struct Reading {
  Source source;
  Codec codec{nullptr, &opj_destroy_codec};
  Stream stream{nullptr, &opj_stream_destroy};
  Image image{nullptr, &opj_image_destroy};

  /// Reads the header; false if there is none.
  bool open(OPJ_CODEC_FORMAT format) {
    codec.reset(opj_create_decompress(format));
    hush(codec.get());
    opj_dparameters_t parameters;
    opj_set_default_decoder_parameters(&parameters);
    stream.reset(opj_stream_create(1 << 16, OPJ_TRUE));
    base::check(codec && stream, "out of memory");
    opj_stream_set_user_data(stream.get(), &source, nullptr);
    opj_stream_set_user_data_length(stream.get(), source.bytes.size());
    opj_stream_set_read_function(stream.get(), read_some);
    opj_stream_set_skip_function(stream.get(), skip_read);
    opj_stream_set_seek_function(stream.get(), seek_read);
    opj_image_t* raw = nullptr;
    const bool header = opj_setup_decoder(codec.get(), &parameters) &&
                        opj_decoder_set_strict_mode(codec.get(), OPJ_TRUE) &&
                        opj_read_header(stream.get(), codec.get(), &raw);
    image.reset(raw);
    return header && image && image->x1 > image->x0 && image->y1 > image->y0;
  }
  OPJ_UINT32 width() const { return image->x1 - image->x0; }
  OPJ_UINT32 height() const { return image->y1 - image->y0; }
  /// Decodes the pixels; false if one is missing.
  bool decode() {
    const auto w = width(), h = height();
    if (!opj_decode(codec.get(), stream.get(), image.get()) || !opj_end_decompress(codec.get(), stream.get()))
      return false;
    for (OPJ_UINT32 c = 0; c < image->numcomps; ++c) {
      const auto& part = image->comps[c];
      if (!part.data || part.w != w || part.h != h) return false;
    }
    return true;
  }
};

bool is_jp2(base::ByteView file) {
  static constexpr std::array<std::uint8_t, 12> signature{0, 0, 0, 12, 'j', 'P', ' ', ' ', 0x0d, 0x0a, 0x87, 0x0a};
  return file.size() >= signature.size() && std::equal(signature.begin(), signature.end(), file.begin());
}

/// The content of the first box of this kind (ISO/IEC 15444-1 annex I: length, kind, content); empty if there is none.
base::ByteView box_in(base::ByteView boxes, std::string_view kind) {
  while (boxes.size() >= 8) {
    base::ByteReader in(boxes);
    std::uint64_t length = in.u32(), head = 8;
    const auto name = base::text_of(in.take(4));
    if (length == 1) length = in.u64(), head = 16;
    if (length == 0) length = boxes.size();  // to the end of the file
    if (!in.ok() || length < head || length > boxes.size()) return {};
    if (name == kind) return boxes.subspan(head, length - head);
    boxes = boxes.subspan(length);
  }
  return {};
}

/// Of capture, else of display; pixels an inch across.
std::optional<double> resolution_of(base::ByteView file) {
  const auto resolution = box_in(box_in(file, "jp2h"), "res ");
  for (const auto* kind : {"resc", "resd"}) {
    base::ByteReader in(box_in(resolution, kind));
    in.skip(4);  // down
    const double over = in.u16(), under = in.u16();
    in.skip(1);
    const auto exponent = static_cast<std::int8_t>(in.u8());
    if (in.ok() && under > 0) return over / under * std::pow(10.0, exponent) * 0.0254;
  }
  return std::nullopt;
}

}  // namespace

base::Bytes encode_jp2(const ColourImage& image, std::size_t max_bytes) {
  base::check(max_bytes >= 1000, "no room for a JPEG 2000 file");
  const double raw = static_cast<double>(image.rgb().size());
  // the rate is raw size over compressed size; the file's headers are not always counted in it
  double fine = std::log(std::max(1.0, raw / (static_cast<double>(max_bytes) * 1.2))),
         coarse = std::log(raw / 300.0 + 2.0);
  base::Bytes best;
  for (int tries = 0; tries < 9; ++tries) {
    // the first guess is mostly within a percent
    const double middle = tries == 0
                              ? std::clamp(std::log(std::max(1.0, raw / static_cast<double>(max_bytes))), fine, coarse)
                              : (fine + coarse) / 2;
    auto out = encode_at(image, std::exp(middle));
    if (out.size() <= max_bytes) {
      coarse = middle;
      if (out.size() > best.size()) best = std::move(out);
      if (best.size() + best.size() / 100 >= max_bytes) break;  // within one percent: nothing to see between
    } else {
      fine = middle;
    }
  }
  for (double rate = std::exp(coarse); best.empty(); rate *= 2) {
    auto out = encode_at(image, rate);
    if (out.size() <= max_bytes) best = std::move(out);
    base::check(!best.empty() || rate < raw, "an image that no rate makes small enough");
  }
  return best;
}

base::Result<ColourImage, Jpeg2000Error> decode_jp2(base::ByteView file, const Jpeg2000Limits& limits) {
  if (file.size() > limits.bytes) return Jpeg2000Error::TooLarge;
  if (!is_jp2(file)) return Jpeg2000Error::Malformed;
  Reading reading{Source{file}};
  if (!reading.open(OPJ_CODEC_JP2)) return Jpeg2000Error::Malformed;
  // everything below is from the header: no pixel has been allocated yet
  const auto side = static_cast<OPJ_UINT32>(limits.side);
  const auto width = reading.width(), height = reading.height();
  if (width > side || height > side) return Jpeg2000Error::TooLarge;
  if (reading.image->numcomps != 3) return Jpeg2000Error::NotColour;
  for (OPJ_UINT32 c = 0; c < 3; ++c) {
    const auto& part = reading.image->comps[c];
    if (part.prec != 8 || part.sgnd || part.dx != 1 || part.dy != 1 || part.w != width || part.h != height)
      return Jpeg2000Error::NotColour;
  }
  if (!reading.decode()) return Jpeg2000Error::Malformed;
  std::vector<std::uint8_t> rgb(std::size_t{width} * height * 3);
  for (OPJ_UINT32 c = 0; c < 3; ++c)
    for (std::size_t i = 0; i < rgb.size() / 3; ++i)
      rgb[3 * i + c] = static_cast<std::uint8_t>(std::clamp<OPJ_INT32>(reading.image->comps[c].data[i], 0, 255));
  return ColourImage(static_cast<int>(width), static_cast<int>(height), std::move(rgb));
}

detail::DecodeResult detail::decode_jpeg2000(base::ByteView bytes, Channels channels) {
  Reading reading{Source{bytes}};
  const bool boxed = is_jp2(bytes);
  if (!reading.open(boxed ? OPJ_CODEC_JP2 : OPJ_CODEC_J2K)) return ImageError::Damaged;
  const auto width = reading.width(), height = reading.height();
  if (too_large(width, height)) return ImageError::TooLarge;
  const auto count = reading.image->numcomps;
  if (count != 1 && count != 3) return ImageError::Damaged;
  for (OPJ_UINT32 c = 0; c < count; ++c) {
    const auto& part = reading.image->comps[c];
    if (part.prec != 8 || part.sgnd || part.dx != 1 || part.dy != 1) return ImageError::Damaged;
  }
  if (!reading.decode()) return ImageError::Damaged;
  Decoded out{static_cast<int>(width), static_cast<int>(height), {}, boxed ? resolution_of(bytes) : std::nullopt};
  const std::size_t pixels = std::size_t{width} * height;
  out.samples.resize(pixels * static_cast<std::size_t>(channels));
  auto* to = out.samples.data();
  const auto sample = [&](OPJ_UINT32 c, std::size_t i) {
    return static_cast<std::uint8_t>(std::clamp<OPJ_INT32>(reading.image->comps[c].data[i], 0, 255));
  };
  for (std::size_t i = 0; i < pixels; ++i)
    to = count == 1 ? put(to, channels, sample(0, i), sample(0, i), sample(0, i))
                    : put(to, channels, sample(0, i), sample(1, i), sample(2, i));
  return out;
}

}  // namespace ktpel::biometric
