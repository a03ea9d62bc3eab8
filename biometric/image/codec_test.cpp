// SPDX-License-Identifier: Apache-2.0
#include "biometric/image/codec.h"

#include <gtest/gtest.h>
#include <jpeglib.h>
#include <rapidcheck/gtest.h>
#include <tiffio.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/file.h"
#include "biometric/image/jpeg2000.h"
#include "biometric/image/wsq.h"

// Goal: one picture, whatever file it comes in, gives the same grey values; a broken file gives a reason.
// Method: the same synthetic picture in every format, written here or by the format's own library; then cuts.
namespace ktpel::biometric {
namespace {

constexpr int kWidth = 120, kHeight = 100;

std::uint8_t pattern(int x, int y) { return static_cast<std::uint8_t>((x * 2 + y * y / 40 + (x ^ y)) & 255); }

GreyImage picture(Dpi dpi = Dpi(500)) {
  GreyImage image(kWidth, kHeight, dpi);
  for (int y = 0; y < kHeight; ++y)
    for (int x = 0; x < kWidth; ++x) image.at(x, y) = pattern(x, y);
  return image;
}

base::Bytes pgm(const std::string& header = "P5\n# made by a test\n120 100\n255\n") {
  const auto image = picture();
  base::ByteWriter out;
  return out.raw(base::bytes_of(header)).raw(image.pixels()).take();
}

base::Bytes bmp(int bits, double dpi, bool top_down) {
  const int stride = (kWidth * bits / 8 + 3) / 4 * 4, palette = bits == 8 ? 1024 : 0;
  base::Bytes out;
  const auto put = [&](std::uint32_t v, int size) {
    for (int i = 0; i < size; ++i) out.push_back(static_cast<std::uint8_t>(v >> (8 * i)));
  };
  put('B' | 'M' << 8, 2), put(static_cast<std::uint32_t>(54 + palette + stride * kHeight), 4), put(0, 4);
  put(static_cast<std::uint32_t>(54 + palette), 4), put(40, 4), put(kWidth, 4);
  put(static_cast<std::uint32_t>(top_down ? -kHeight : kHeight), 4), put(1, 2),
      put(static_cast<std::uint32_t>(bits), 2);
  put(0, 4), put(0, 4);
  for (int i = 0; i < 2; ++i) put(static_cast<std::uint32_t>(std::lround(dpi / 0.0254)), 4);
  put(0, 4), put(0, 4);
  for (int i = 0; i < palette / 4; ++i) put(static_cast<std::uint32_t>(i * 0x010101), 4);
  for (int row = 0; row < kHeight; ++row) {
    const int y = top_down ? row : kHeight - 1 - row;
    for (int x = 0; x < kWidth; ++x)
      for (int k = 0; k < bits / 8; ++k) put(pattern(x, y), 1);
    put(0, stride - kWidth * bits / 8);
  }
  return out;
}

enum class TiffKind { Grey, Palette, Rgb };
base::Bytes tiff(TiffKind kind, int compression, std::optional<float> dpi) {
  const auto path = std::filesystem::temp_directory_path() / ("ktpel_codec_" + std::to_string(::getpid()) + ".tif");
  TIFF* file = TIFFOpen(path.c_str(), "w");
  const int samples = kind == TiffKind::Rgb ? 3 : 1;
  TIFFSetField(file, TIFFTAG_IMAGEWIDTH, kWidth);
  TIFFSetField(file, TIFFTAG_IMAGELENGTH, kHeight);
  TIFFSetField(file, TIFFTAG_BITSPERSAMPLE, 8);
  TIFFSetField(file, TIFFTAG_SAMPLESPERPIXEL, samples);
  TIFFSetField(file, TIFFTAG_COMPRESSION, compression);
  TIFFSetField(file, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
  TIFFSetField(file, TIFFTAG_ROWSPERSTRIP, 16);
  TIFFSetField(file, TIFFTAG_PHOTOMETRIC,
               kind == TiffKind::Grey      ? PHOTOMETRIC_MINISBLACK
               : kind == TiffKind::Palette ? PHOTOMETRIC_PALETTE
                                           : PHOTOMETRIC_RGB);
  if (dpi) {
    TIFFSetField(file, TIFFTAG_RESOLUTIONUNIT, RESUNIT_INCH);
    TIFFSetField(file, TIFFTAG_XRESOLUTION, *dpi);
    TIFFSetField(file, TIFFTAG_YRESOLUTION, *dpi);
  }
  std::vector<std::uint16_t> ramp(256);
  for (int i = 0; i < 256; ++i)
    ramp[static_cast<std::size_t>(i)] = static_cast<std::uint16_t>((255 - i) * 257);  // reversed
  if (kind == TiffKind::Palette) TIFFSetField(file, TIFFTAG_COLORMAP, ramp.data(), ramp.data(), ramp.data());
  for (int y = 0; y < kHeight; ++y) {
    std::vector<std::uint8_t> row;
    for (int x = 0; x < kWidth; ++x)
      for (int k = 0; k < samples; ++k)
        row.push_back(static_cast<std::uint8_t>(kind == TiffKind::Palette ? 255 - pattern(x, y) : pattern(x, y)));
    TIFFWriteScanline(file, row.data(), static_cast<std::uint32_t>(y));
  }
  TIFFClose(file);
  auto bytes = base::read_file(path).value();
  std::filesystem::remove(path);
  return bytes;
}

base::Bytes jpeg(int density) {
  jpeg_compress_struct info{};
  jpeg_error_mgr error{};
  info.err = jpeg_std_error(&error);
  jpeg_create_compress(&info);
  unsigned char* out = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&info, &out, &size);
  info.image_width = kWidth, info.image_height = kHeight, info.input_components = 1;
  info.in_color_space = JCS_GRAYSCALE;
  jpeg_set_defaults(&info);
  info.density_unit = 1, info.X_density = info.Y_density = static_cast<UINT16>(density);
  jpeg_start_compress(&info, TRUE);
  for (int y = 0; y < kHeight; ++y) {
    std::vector<std::uint8_t> row(kWidth);
    for (int x = 0; x < kWidth; ++x) row[static_cast<std::size_t>(x)] = static_cast<std::uint8_t>(2 * x);
    JSAMPROW at = row.data();
    jpeg_write_scanlines(&info, &at, 1);
  }
  jpeg_finish_compress(&info);
  jpeg_destroy_compress(&info);
  base::Bytes bytes(out, out + size);
  std::free(out);
  return bytes;
}

void expect_picture(const base::Bytes& file, double dpi, std::optional<Dpi> given = {}) {
  const auto image = decode_grey(file, given);
  ASSERT_TRUE(image);
  EXPECT_EQ(image->width(), kWidth);
  EXPECT_EQ(image->height(), kHeight);
  EXPECT_NEAR(image->dpi().get(), dpi, 0.02);
  EXPECT_EQ(image->pixels(), picture().pixels());
}

TEST(Codec, EveryLosslessFormatGivesTheSamePixels) {
  expect_picture(encode_png(picture(Dpi(500))), 500);
  expect_picture(encode_png(picture(Dpi(569))), 569);
  expect_picture(encode_png(picture(Dpi(500)), PngEffort::Quick), 500);
  expect_picture(pgm(), 500, Dpi(500));
  for (const bool top_down : {false, true}) {
    expect_picture(bmp(8, 500, top_down), 500);
    expect_picture(bmp(24, 500, top_down), 500);
    expect_picture(bmp(32, 1000, top_down), 1000);
  }
  for (const int compression : {COMPRESSION_NONE, COMPRESSION_LZW, COMPRESSION_PACKBITS, COMPRESSION_ADOBE_DEFLATE})
    for (const auto kind : {TiffKind::Grey, TiffKind::Palette, TiffKind::Rgb})
      expect_picture(tiff(kind, compression, 500.f), 500);
}

TEST(Codec, PlainNetpbmIsRead) {
  std::string text = "P2 120 100 15\n";
  for (int i = 0; i < kWidth * kHeight; ++i) text += std::to_string(i % 16) + (i % 20 == 19 ? "\n" : " ");
  const auto image = decode_grey(base::bytes_of(text), Dpi(500));
  ASSERT_TRUE(image);
  EXPECT_EQ(image->at(15, 0), 255);
  EXPECT_EQ(image->at(3, 0), 51);
}

TEST(Codec, JpegIsReadWithItsDensity) {
  const auto image = decode_grey(jpeg(500));
  ASSERT_TRUE(image);
  EXPECT_EQ(image->dpi(), Dpi(500));
  EXPECT_NEAR(image->at(60, 50), 120, 4);
  EXPECT_NEAR(image->at(20, 90), 40, 4);
}

/// A JP2 file with a resolution box in its header box: 19685 pixels a metre across, written as 19685/10 * 10^1.
base::Bytes jp2_with_resolution(const std::string& kind) {
  std::vector<std::uint8_t> rgb;
  for (int y = 0; y < kHeight; ++y)
    for (int x = 0; x < kWidth; ++x) rgb.insert(rgb.end(), 3, static_cast<std::uint8_t>(2 * x));
  auto file = encode_jp2(ColourImage(kWidth, kHeight, rgb), 20000);
  const auto name = std::search(file.begin(), file.end(), "jp2h", "jp2h" + 4);
  const auto start = name - 4, end = start + (start[2] << 8 | start[3]);
  base::ByteWriter box;
  box.u32(26).raw(base::bytes_of("res ")).u32(18).raw(base::bytes_of(kind));
  box.u16(1).u16(1).u16(19685).u16(10).u8(0).u8(1);
  start[2] = static_cast<std::uint8_t>((end - start + 26) >> 8), start[3] = static_cast<std::uint8_t>(end - start + 26);
  file.insert(end, box.bytes().begin(), box.bytes().end());
  return file;
}

TEST(Codec, Jpeg2000IsReadWithItsResolution) {
  for (const auto* kind : {"resc", "resd"}) {
    const auto image = decode_grey(jp2_with_resolution(kind));
    ASSERT_TRUE(image) << kind;
    EXPECT_NEAR(image->dpi().get(), 500, 0.01);
    EXPECT_NEAR(image->at(60, 50), 120, 4);
  }
  EXPECT_EQ(decode_grey(jp2_with_resolution("none")).error(), ImageError::NoResolution);
  const auto file = jp2_with_resolution("resc");
  const base::Bytes marker{0xff, 0x4f, 0xff, 0x51};
  const base::Bytes stream(std::search(file.begin(), file.end(), marker.begin(), marker.end()), file.end());
  const auto bare = decode_grey(stream, Dpi(500));
  ASSERT_TRUE(bare) << "a code stream without boxes";
  EXPECT_EQ(bare->width(), kWidth);
  for (std::size_t cut = 12; cut < file.size() - 2; cut += 31)
    ASSERT_EQ(decode_grey(base::ByteView(file).first(cut), Dpi(500)).error(), ImageError::Damaged) << cut;
}

TEST(Codec, AFileIsToldByItsFirstBytes) {
  EXPECT_EQ(image_format_of(encode_png(picture())), ImageFormat::Png);
  EXPECT_EQ(image_format_of(pgm()), ImageFormat::Netpbm);
  EXPECT_EQ(image_format_of(bmp(8, 500, false)), ImageFormat::Bmp);
  EXPECT_EQ(image_format_of(jpeg(500)), ImageFormat::Jpeg);
  EXPECT_EQ(image_format_of(tiff(TiffKind::Grey, COMPRESSION_NONE, 500.f)), ImageFormat::Tiff);
  EXPECT_EQ(image_format_of(jp2_with_resolution("resc")), ImageFormat::Jpeg2000);
  EXPECT_EQ(image_format_of(encode_wsq(picture())), ImageFormat::Wsq);
  EXPECT_EQ(image_format_of(base::bytes_of("Provinsi")), std::nullopt);
  const auto facts = image_facts(encode_wsq(GreyImage(40, 30, Dpi(1000), 9)));
  ASSERT_TRUE(facts) << "no smallest size here";
  EXPECT_EQ(facts->width, 40);
  EXPECT_EQ(facts->dpi, 1000);
  EXPECT_EQ(image_facts(pgm())->dpi, std::nullopt);
}

TEST(Codec, ColourIsWeighedAlikeInEveryFormat) {
  std::vector<std::uint8_t> rgb;
  std::string ppm = "P6 120 100 255\n";
  for (int i = 0; i < kWidth * kHeight; ++i)
    for (const int v : {200, 30, 90}) rgb.push_back(static_cast<std::uint8_t>(v)), ppm += static_cast<char>(v);
  const int luma = (299 * 200 + 587 * 30 + 114 * 90 + 500) / 1000;
  const auto png = encode_png(ColourImage(kWidth, kHeight, rgb));
  EXPECT_EQ(decode_grey(png, Dpi(500))->at(7, 7), luma);
  EXPECT_EQ(decode_grey(base::bytes_of(ppm), Dpi(500))->at(7, 7), luma);
  EXPECT_EQ(decode_colour(png)->rgb(), rgb);
  EXPECT_EQ(decode_colour(base::bytes_of(ppm))->rgb(), rgb);
  EXPECT_EQ(decode_colour(encode_png(picture()))->rgb()[3], pattern(1, 0));
}

TEST(Codec, ResolutionMustBeSaidByTheFileOrTheCaller) {
  EXPECT_EQ(decode_grey(pgm()).error(), ImageError::NoResolution);
  EXPECT_EQ(decode_grey(tiff(TiffKind::Grey, COMPRESSION_LZW, std::nullopt)).error(), ImageError::NoResolution);
  EXPECT_EQ(decode_grey(jpeg(72)).error(), ImageError::NoResolution) << "a screen's, not a scanner's";
  EXPECT_EQ(decode_grey(pgm(), Dpi(99)).error(), ImageError::NoResolution);
  EXPECT_EQ(decode_grey(pgm(), Dpi(std::nan(""))).error(), ImageError::NoResolution);
  EXPECT_EQ(decode_grey(encode_png(picture(Dpi(500))), Dpi(1000))->dpi(), Dpi(1000)) << "the caller knows better";
}

TEST(Codec, WhatIsNoPictureIsSaidSo) {
  EXPECT_EQ(decode_grey({}).error(), ImageError::NotAnImage);
  EXPECT_EQ(decode_grey(base::bytes_of("Provinsi, bukan gambar")).error(), ImageError::NotAnImage);
  EXPECT_EQ(load_grey("/nonexistent/finger.png").error(), ImageError::Missing);
  EXPECT_EQ(decode_grey(base::bytes_of("P5 95 200 255\n" + std::string(95 * 200, 'x')), Dpi(500)).error(),
            ImageError::TooSmall);
  EXPECT_EQ(decode_grey(base::bytes_of("P5 30000 30000 255\nx"), Dpi(500)).error(), ImageError::TooLarge);
  EXPECT_EQ(decode_grey(base::bytes_of("P5 0 0 255\nx"), Dpi(500)).error(), ImageError::Damaged);
}

TEST(Codec, ACutFileIsDamagedAndNothingIsPrinted) {
  testing::internal::CaptureStderr();
  for (const auto& file :
       {encode_png(picture()), pgm(), bmp(8, 500, false), bmp(24, 500, false), jpeg(500),
        tiff(TiffKind::Palette, COMPRESSION_LZW, 500.f), tiff(TiffKind::Grey, COMPRESSION_NONE, 500.f)}) {
    for (std::size_t cut = 60; cut + 16 < file.size(); cut += 1 + file.size() / 97) {
      const auto image = decode_grey(base::ByteView(file).first(cut), Dpi(500));
      ASSERT_FALSE(image) << base::text_of(base::ByteView(file).first(3)) << " cut at " << cut << " of " << file.size();
      ASSERT_EQ(image.error(), ImageError::Damaged) << "cut at " << cut;
    }
  }
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST(Resample, KeepsSizeInMillimetresAndEvenGrey) {
  GreyImage even(200, 150, Dpi(1000), 77);
  for (const double dpi : {100.0, 333.0, 500.0, 1000.0, 1600.0}) {
    const auto out = resample(even, Dpi(dpi));
    EXPECT_EQ(out.width(), std::lround(0.2 * dpi));
    EXPECT_EQ(out.height(), std::lround(0.15 * dpi));
    for (const auto v : out.pixels()) ASSERT_EQ(v, 77);
  }
}

TEST(Resample, ShrinkingAveragesAndEnlargingPassesThroughTheMiddle) {
  GreyImage checks(100, 100, Dpi(1000));
  for (int y = 0; y < 100; ++y)
    for (int x = 0; x < 100; ++x) checks.at(x, y) = (x + y) % 2 ? 200 : 100;
  const auto half = resample(checks, Dpi(500));
  for (const auto v : half.pixels()) ASSERT_EQ(v, 150);
  GreyImage ramp(100, 100, Dpi(500));
  for (int y = 0; y < 100; ++y)
    for (int x = 0; x < 100; ++x) ramp.at(x, y) = static_cast<std::uint8_t>(2 * x);
  const auto large = resample(ramp, Dpi(1000));
  EXPECT_NEAR(large.at(100, 100), 2 * (100.5 / 2 - 0.5), 1);
  EXPECT_NEAR(large.at(151, 10), 2 * (151.5 / 2 - 0.5), 1);
}

RC_GTEST_PROP(Codec, PngKeepsEveryPixel, ()) {
  const int w = *rc::gen::inRange(96, 140), h = *rc::gen::inRange(96, 140);
  auto pixels = *rc::gen::container<std::vector<std::uint8_t>>(64, rc::gen::arbitrary<std::uint8_t>());
  GreyImage image(w, h, Dpi(500));
  for (int y = 0; y < h; ++y)
    for (int x = 0; x < w; ++x) image.at(x, y) = pixels[static_cast<std::size_t>(x * 7 + y * 3) % 64];
  RC_ASSERT(decode_grey(encode_png(image))->pixels() == image.pixels());
}

}  // namespace
}  // namespace ktpel::biometric
