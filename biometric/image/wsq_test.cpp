// SPDX-License-Identifier: Apache-2.0
#include "biometric/image/wsq.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <numeric>

#include "base/random.h"
#include "biometric/image/detail/prefix_code.h"
#include "biometric/image/detail/subbands.h"
#include "biometric/synth/finger.h"

// Goal: our WSQ files are what the specification says, keep the ridges, and have the wanted size; other people's
// files, however broken, give a picture or a reason.
// Method: the parts alone (wavelet, prefix code), the written tables against the specification, round trips of
// synthetic fingers and of pictures of every small size, cuts and turned bytes.
namespace ktpel::biometric {
namespace {

GreyImage finger(int width = 388, int height = 374, std::uint64_t seed = 7) {
  static const auto master = grow_master(base::SeededRandom(7), FingerNumber(2));
  Conditions conditions;
  conditions.width = width, conditions.height = height;
  return impression(master, conditions, base::SeededRandom(seed)).image;
}

GreyImage smooth(int width, int height) {
  GreyImage image(width, height, Dpi(500));
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x)
      image.at(x, y) = static_cast<std::uint8_t>(128 + 60 * std::sin(x * 0.11) + 50 * std::cos(y * 0.07 + x * 0.03));
  return image;
}

double psnr(const GreyImage& a, const GreyImage& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.pixels().size(); ++i) sum += std::pow(double(a.pixels()[i]) - b.pixels()[i], 2);
  return 10 * std::log10(255.0 * 255.0 * static_cast<double>(a.pixels().size()) / std::max(sum, 1e-9));
}

double ratio_of(const GreyImage& image, const base::Bytes& file) {
  return static_cast<double>(image.pixels().size()) / static_cast<double>(file.size());
}

/// The content of the first segment with this marker.
base::Bytes segment(const base::Bytes& file, std::uint8_t marker) {
  for (std::size_t i = 2; i + 4 <= file.size(); i += 2 + (std::size_t{file[i + 2]} << 8 | file[i + 3]))
    if (file[i + 1] == marker)
      return {file.begin() + static_cast<long>(i) + 4,
              file.begin() + static_cast<long>(i + 2 + (std::size_t{file[i + 2]} << 8 | file[i + 3]))};
  return {};
}

RC_GTEST_PROP(Subbands, ComeBackToThePictureForEverySize, ()) {
  const int w = *rc::gen::inRange(1, 90), h = *rc::gen::inRange(1, 90);
  base::SeededRandom random(*rc::gen::arbitrary<std::uint64_t>());
  std::vector<float> plane(static_cast<std::size_t>(w * h));
  for (auto& v : plane) v = static_cast<float>(random.uniform(-128, 128));
  const auto before = plane;
  const detail::SubbandPlan plan(w, h);
  plan.analyse(plane, detail::standard_filters());
  plan.synthesise(plane, detail::standard_filters(), false);
  for (std::size_t i = 0; i < plane.size(); ++i) RC_ASSERT(std::abs(plane[i] - before[i]) < 0.01f);
}

RC_GTEST_PROP(Subbands, CoverThePlaneOnce, ()) {
  const int w = *rc::gen::inRange(1, 300), h = *rc::gen::inRange(1, 300);
  const detail::SubbandPlan plan(w, h);
  std::vector<int> times(static_cast<std::size_t>(w * h), 0);
  for (int k = 0; k < detail::kSubbands; ++k)
    for (int y = 0; y < plan[k].height; ++y)
      for (int x = 0; x < plan[k].width; ++x) ++times[static_cast<std::size_t>((plan[k].y + y) * w + plan[k].x + x)];
  RC_ASSERT(std::all_of(times.begin(), times.end(), [](int t) { return t == 1; }));
}

TEST(Subbands, LieFromLowToHighFrequency) {
  // a wave along x of rising frequency lands in subbands further and further to the right
  const int side = 256;
  const detail::SubbandPlan plan(side, side);
  int last = -1;
  for (const double cycles : {3.0, 20.0, 44.0, 60.0, 76.0, 100.0}) {
    std::vector<float> plane(side * side);
    for (int y = 0; y < side; ++y)
      for (int x = 0; x < side; ++x)
        plane[static_cast<std::size_t>(y * side + x)] =
            static_cast<float>(100 * std::cos(6.2831853 * cycles * x / side));
    plan.analyse(plane, detail::standard_filters());
    int strongest = 0;
    double most = 0;
    for (int k = 0; k < detail::kSubbands; ++k) {
      double energy = 0;
      for (int y = 0; y < plan[k].height; ++y)
        for (int x = 0; x < plan[k].width; ++x)
          energy += std::pow(plane[static_cast<std::size_t>((plan[k].y + y) * side + plan[k].x + x)], 2);
      if (energy > most) most = energy, strongest = k;
    }
    EXPECT_GT(plan[strongest].x, last) << cycles;
    EXPECT_EQ(plan[strongest].y, 0);
    last = plan[strongest].x;
  }
}

RC_GTEST_PROP(PrefixCode, IsShortestWithinSixteenBitsAndFindsEachSymbol, ()) {
  detail::Frequencies frequencies{};
  const int kinds = *rc::gen::inRange(0, 257);
  const bool steep = *rc::gen::arbitrary<bool>();  // Fibonacci-like: codes want to be longer than 16
  std::uint32_t a = 1, b = 1;
  for (int i = 0; i < kinds; ++i) {
    frequencies[static_cast<std::size_t>(i)] = steep ? a : *rc::gen::inRange<std::uint32_t>(0, 5000);
    const auto next = std::min<std::uint64_t>(std::uint64_t{a} + b, 1u << 30);
    a = b, b = static_cast<std::uint32_t>(next);
  }
  const auto code = detail::PrefixCode::best_for(frequencies);
  const auto again = detail::PrefixCode::from_table(code.counts(), code.symbols());
  RC_ASSERT(bool(again));
  double kraft = 0, bits = 0, total = 0, entropy = 0;
  for (unsigned s = 0; s < 256; ++s) total += frequencies[s];
  for (unsigned s = 0; s < 256; ++s) {
    const auto c = code.code_of(static_cast<std::uint8_t>(s));
    RC_ASSERT(frequencies[s] == 0 || c.length > 0);
    RC_ASSERT(c.length <= 16);
    if (c.length == 0) continue;
    RC_ASSERT(c.bits != (1u << c.length) - 1);  // only ones is padding
    const auto found = again->find(static_cast<std::uint32_t>(c.bits) << (16 - c.length));
    RC_ASSERT(found.symbol == s && found.length == c.length);
    kraft += std::exp2(-c.length), bits += double(frequencies[s]) * c.length;
    if (frequencies[s] > 0) entropy -= frequencies[s] * std::log2(frequencies[s] / total);
  }
  RC_ASSERT(kraft < 1);
  RC_ASSERT(bits <= entropy + total * 1.1 + 1);
}

TEST(PrefixCode, RefusesTablesThatAreNoCode) {
  std::array<std::uint8_t, 16> counts{3};  // three codes of one bit
  EXPECT_FALSE(detail::PrefixCode::from_table(counts, base::Bytes{1, 2, 3}));
  counts = {0, 3};
  EXPECT_TRUE(detail::PrefixCode::from_table(counts, base::Bytes{1, 2, 3}));
  EXPECT_FALSE(detail::PrefixCode::from_table(counts, base::Bytes{1, 2})) << "fewer symbols than codes";
  EXPECT_EQ(detail::PrefixCode::from_table(counts, base::Bytes{1, 2, 3})->find(0xffff).length, 0) << "no such code";
}

TEST(Wsq, IsWrittenAsTheSpecificationTabulatesIt) {
  const auto image = finger();
  const auto file = encode_wsq(image, WsqFormula{0.75});
  EXPECT_EQ(base::hex(base::ByteView(file).first(4)), "ffa0ffa8");
  EXPECT_EQ(base::hex(base::ByteView(file).last(2)), "ffa1");
  // the filters: nine and seven taps from the middle outwards; sign, power of ten, mantissa
  const auto filters = segment(file, 0xa4);
  ASSERT_EQ(filters.size(), 56u);
  EXPECT_EQ(filters[0], 9);
  EXPECT_EQ(filters[1], 7);
  const double taps[] = {.852698679, .377402856,  -.110624404, -.023849465, .037828456,
                         .788485616, -.418092273, -.040689418, .064538883};
  for (std::size_t i = 0; i < 9; ++i) {
    base::ByteReader in(base::ByteView(filters).subspan(2 + 6 * i));
    const double sign = in.u8() ? -1 : 1, exponent = in.u8();
    EXPECT_NEAR(sign * in.u32() / std::pow(10, exponent), taps[i], 5e-7);
  }
  // the bins: centre 0.44, the zero bin 1.2 times as wide, none for the highest four
  const auto bins = segment(file, 0xa5);
  ASSERT_EQ(bins.size(), 387u);
  EXPECT_EQ(base::hex(base::ByteView(bins).first(3)), "02002c");
  for (std::size_t k = 0; k < 64; ++k) {
    base::ByteReader in(base::ByteView(bins).subspan(3 + 6 * k));
    const auto number = [&] {
      const double exponent = in.u8();
      return in.u16() / std::pow(10, exponent);
    };
    const double width = number(), zero = number();
    EXPECT_NEAR(zero, 1.2 * width, 2e-4 * width) << k;
    EXPECT_EQ(width > 0, k < 60) << k;
  }
  const auto frame_content = segment(file, 0xa2);
  base::ByteReader frame(frame_content);
  EXPECT_EQ(frame.u16(), 0x00ff);
  EXPECT_EQ(frame.u16(), 374);
  EXPECT_EQ(frame.u16(), 388);
  const auto comment = base::text_of(segment(file, 0xa8));
  EXPECT_TRUE(comment.starts_with("NIST_COM 9\nPIX_WIDTH 388\nPIX_HEIGHT 374\nPIX_DEPTH 8\nPPI 500\n")) << comment;
  const auto lines = std::count(comment.begin(), comment.end(), '\n') + 1;
  EXPECT_EQ(lines, 9) << "as many as it says";
}

TEST(Wsq, HasTheWantedSizeAndKeepsTheRidges) {
  for (const std::uint64_t seed : {7, 8, 9, 10}) {
    const auto image = finger(388, 374, seed);
    double last = 100;
    for (const double wanted : {5.0, 10.0, 15.0, 20.0}) {
      const auto file = encode_wsq(image, WsqRatio{wanted});
      EXPECT_NEAR(ratio_of(image, file) / wanted, 1, 0.02) << wanted;
      const auto back = decode_wsq(file);
      ASSERT_TRUE(back);
      EXPECT_EQ(back->width(), image.width());
      EXPECT_EQ(back->height(), image.height());
      const double quality = psnr(image, *back);
      EXPECT_LT(quality, last);
      EXPECT_GT(quality, wanted <= 15 ? 20 : 18) << wanted;
      last = quality;
    }
  }
}

TEST(Wsq, TheFormulaIsFinerAtAHigherRate) {
  const auto image = finger();
  const auto low = encode_wsq(image, WsqFormula{0.75}), high = encode_wsq(image, WsqFormula{2.25});
  EXPECT_GT(high.size(), 2 * low.size());
  EXPECT_GT(psnr(image, *decode_wsq(high)), psnr(image, *decode_wsq(low)) + 5);
  EXPECT_EQ(encode_wsq(image, WsqFormula{0.75}), low) << "the same bytes each time";
}

TEST(Wsq, KeepsTheResolution) {
  const auto of = [](double dpi) { return decode_wsq(encode_wsq(GreyImage(120, 100, Dpi(dpi), 90)))->dpi().get(); };
  EXPECT_EQ(of(500), 500);
  EXPECT_EQ(of(1000), 1000);
  EXPECT_EQ(of(569.3), 569);
  auto file = encode_wsq(GreyImage(120, 100, Dpi(800), 90));
  EXPECT_EQ(decode_wsq(file, Dpi(300))->dpi(), Dpi(300)) << "the caller knows better";
  EXPECT_EQ(decode_grey(file)->dpi(), Dpi(800));
  std::copy_n("ZZZ", 3, std::search(file.begin(), file.end(), "PPI", "PPI" + 3));
  EXPECT_EQ(decode_grey(file)->dpi(), Dpi(500)) << "what the specification is made for";
  EXPECT_EQ(decode_colour(file)->width(), 120);
}

RC_GTEST_PROP(Wsq, TakesPicturesOfEverySize, ()) {
  const int w = *rc::gen::inRange(1, 150), h = *rc::gen::inRange(1, 150);
  const auto image = smooth(w, h);
  const auto back = decode_wsq(encode_wsq(image, WsqFormula{4}));
  RC_ASSERT(bool(back));
  RC_ASSERT(back->width() == w && back->height() == h);
  // below 40 pixels (2 mm) the deepest bands are one sample wide and have no variance to be measured by
  if (w >= 40 && h >= 40) RC_ASSERT(psnr(image, *back) > 30);
}

TEST(Wsq, TakesPicturesWithoutContentAndWithTooMuch) {
  for (const int grey : {0, 90, 255}) {
    const GreyImage even(130, 117, Dpi(500), static_cast<std::uint8_t>(grey));
    const auto back = decode_wsq(encode_wsq(even));
    ASSERT_TRUE(back);
    EXPECT_EQ(back->pixels(), even.pixels());
  }
  base::SeededRandom random(3);
  GreyImage noise(400, 300, Dpi(500));
  for (int y = 0; y < 300; ++y)
    for (int x = 0; x < 400; ++x) noise.at(x, y) = random.below(2) ? 255 : 0;
  for (const double ratio : {1.0, 3.0, 15.0, 200.0}) {
    const auto file = encode_wsq(noise, WsqRatio{ratio});
    EXPECT_TRUE(decode_wsq(file)) << ratio;
    if (ratio == 3 || ratio == 15) {
      EXPECT_NEAR(ratio_of(noise, file) / ratio, 1, 0.02);
    }
  }
  EXPECT_GT(psnr(noise, *decode_wsq(encode_wsq(noise, WsqFormula{14}))), 10) << "numbers of 16 bits";
}

TEST(Wsq, RestartMarkersAndForeignCommentsAreTolerated) {
  const auto image = finger(200, 180);
  const auto file = encode_wsq(image);
  auto marked = file;
  const base::Bytes comment{0xff, 0xa8, 0, 4, 'h', 'i'}, interval{0xff, 0xa7, 0, 4, 0, 9};
  marked.insert(marked.begin() + 2, interval.begin(), interval.end());
  marked.insert(marked.begin() + 2, comment.begin(), comment.end());
  marked.insert(marked.end() - 2, {0xff, 0xb0});  // an empty stretch before the end
  EXPECT_EQ(decode_wsq(marked)->pixels(), decode_wsq(file)->pixels());
  const auto open = base::ByteView(file).first(file.size() - 2);
  EXPECT_EQ(decode_wsq(open)->pixels(), decode_wsq(file)->pixels()) << "nothing is missing but the end marker";
}

TEST(Wsq, SaysWhyItCannotBeRead) {
  const auto file = encode_wsq(finger(200, 180));
  EXPECT_EQ(decode_wsq({}).error(), ImageError::NotAnImage);
  EXPECT_EQ(decode_wsq(base::bytes_of("P5 100 100 255\n")).error(), ImageError::NotAnImage);
  for (std::size_t cut = 3; cut + 3 < file.size(); cut += 1 + cut / 60)
    ASSERT_EQ(decode_wsq(base::ByteView(file).first(cut)).error(), ImageError::Damaged) << cut;
  auto wide = file;
  const base::Bytes marker{0xff, 0xa2};
  const auto frame = std::search(wide.begin(), wide.end(), marker.begin(), marker.end());
  std::fill_n(frame + 6, 4, 0x4f);  // 20303 px a side
  EXPECT_EQ(decode_wsq(wide).error(), ImageError::TooLarge);
  std::fill_n(frame + 6, 4, 0);
  EXPECT_EQ(decode_wsq(wide).error(), ImageError::Damaged);
}

TEST(Wsq, TurnedBytesDoNoHarm) {
  const auto file = encode_wsq(finger(120, 110));
  base::SeededRandom random(11);
  int read = 0;
  for (int i = 0; i < 1500; ++i) {
    auto bad = file;
    for (int k = 0; k < 3; ++k)
      bad[random.below(i % 2 ? bad.size() : bad.size() / 3)] = static_cast<std::uint8_t>(random.next());
    const auto out = decode_wsq(bad);
    if (!out) continue;
    ++read;
    EXPECT_LE(out->pixels().size(), 32'000'000u);
  }
  EXPECT_GT(read, 100) << "most turned bytes only spoil the picture";
}

}  // namespace
}  // namespace ktpel::biometric
