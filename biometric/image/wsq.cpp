// SPDX-License-Identifier: Apache-2.0
// WSQ, IAFIS-IC-0110 version 3.1. A file is
//   SOI, COM (NIST_COM), DTT (filters), DQT (bins of the 64 subbands), SOF (size, shift and scale of the grey values),
//   then DHT (prefix code) and SOB with coefficients, three blocks: subbands 0..18, 19..51, 52..63; EOI.
// Encoding:
//   1 normalise   grey values less their mean, over a scale that makes the largest 128;
//   2 analyse     64 subbands (detail/subbands.h);
//   3 measure     variance of the middle of each subband;
//   4 choose bins wide for subbands of little variance, all scaled by one number for the wanted rate;
//   5 quantise    a bin about zero 1.2 times as wide as the others;
//   6 code        runs of zeros and small numbers are symbols of a prefix code, larger ones follow it as they are.
#include "biometric/image/wsq.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>
#include <string>

#include "biometric/image/detail/decoded.h"
#include "biometric/image/detail/prefix_code.h"
#include "biometric/image/detail/subbands.h"

namespace ktpel::biometric {
namespace {

using detail::Band;
using detail::Filters;
using detail::Frequencies;
using detail::kSubbands;
using detail::PrefixCode;
using detail::SubbandPlan;

/// Second byte of a marker; the first is 0xff.
enum Marker : std::uint8_t {
  kSoi = 0xa0,
  kEoi = 0xa1,
  kSof = 0xa2,
  kSob = 0xa3,
  kDtt = 0xa4,
  kDqt = 0xa5,
  kDht = 0xa6,
  kDrt = 0xa7,
  kCom = 0xa8,
  kRst0 = 0xb0,
  kRst7 = 0xb7
};

/// Symbols of the coefficient model. 1..100 are runs of zeros, 107..254 the numbers -73..74.
enum Symbol : std::uint8_t {
  kMostShortRun = 100,
  kPositive8 = 101,
  kNegative8 = 102,
  kPositive16 = 103,
  kNegative16 = 104,
  kRun8 = 105,
  kRun16 = 106,
  kZero = 180
};
constexpr int kLeastNumber = -73, kMostNumber = 74, kMostRun = 65535;

constexpr int kBlocks = 3;
constexpr int kBlockStart[kBlocks + 1] = {0, 19, 52, 64};
constexpr double kBinCentre = 0.44;  // C: where in its bin a decoded number lies
constexpr double kZeroBin = 1.2;     // width of the bin about zero over that of the others
constexpr int kFirstHighest = 60;    // subbands from here are never sent
constexpr double kSpecifiedDpi = 500;
constexpr double kLeastRate = -6, kMostRate = 14;  // bits a pixel; further the bins leave what 16 bits can say
constexpr std::int64_t kMostPixels = 32'000'000;   // a plane of floats is four times a picture

// ---- numbers as the tables hold them: a mantissa and a power of ten below it ----

struct Scaled {
  std::uint16_t mantissa = 0;
  std::uint8_t exponent = 0;
  double value() const { return mantissa / std::pow(10.0, exponent); }
};
/// The nearest that 16 bits hold; 0 <= v < 65535.5.
Scaled scaled(double v) {
  Scaled out;
  if (v <= 0) return out;
  double m = v;
  while (m * 10 < 65535 && out.exponent < 200) m *= 10, ++out.exponent;
  out.mantissa = static_cast<std::uint16_t>(std::lround(m));
  return out;
}

struct Bin {
  float width = 0, zero = 0;  ///< Q and Z; Q = 0: the subband is not sent
};
using Bins = std::array<Bin, kSubbands>;

// ---- 3 and 4: variances and bins ----

double variance_in(const std::vector<float>& plane, int stride, const Band& b) {
  if (b.area() < 2) return 0;
  double sum = 0, squares = 0;
  for (int y = b.y; y < b.y + b.height; ++y) {
    const float* row = plane.data() + static_cast<long>(y) * stride;
    float s = 0, q = 0;
    for (int x = b.x; x < b.x + b.width; ++x) s += row[x], q += row[x] * row[x];
    sum += s, squares += q;
  }
  const auto n = static_cast<double>(b.area());
  return (squares - sum * sum / n) / (n - 1);
}

/// Three quarters of the width and seven sixteenths of the height about the middle: the finger, not its margin. The
/// specification has no pictures so small that this leaves a handful of samples; there the whole band speaks.
Band middle_of(const Band& b) {
  const Band middle{b.x + b.width / 8, b.y + 9 * b.height / 32, 3 * b.width / 4, 7 * b.height / 16};
  constexpr long kHandful = 16;
  return middle.area() < kHandful ? b : middle;
}

using Variances = std::array<double, kSubbands>;
Variances measure(const std::vector<float>& plane, int width, const SubbandPlan& plan) {
  Variances out{};
  double lowest = 0;
  for (int k = 0; k < 4; ++k)
    lowest += out[static_cast<std::size_t>(k)] = variance_in(plane, width, middle_of(plan[k]));
  constexpr double kEnough = 20000;  // under this the middle is empty and the whole counts
  for (int k = 0; k < kFirstHighest; ++k)
    out[static_cast<std::size_t>(k)] = variance_in(plane, width, lowest < kEnough ? plan[k] : middle_of(plan[k]));
  return out;
}

/// Weight A_k of the bins' formula.
double weight_of(int subband) {
  switch (subband) {
    case 52:
    case 56:
      return 1.32;
    case 53:
    case 55:
    case 58:
    case 59:
      return 1.08;
    case 54:
    case 57:
      return 1.42;
    default:
      return 1;
  }
}
/// Share m_k of the samples.
double share_of(int subband) { return subband < 4 ? 1.0 / 1024 : subband < 51 ? 1.0 / 256 : 1.0 / 16; }

/// The bins for a rate of r bits a pixel (any r; it need not be what comes out).
Bins choose_bins(const Variances& variance, double r) {
  constexpr double kNoVariance = 1.01, kLoading = 2.5;
  std::array<double, kSubbands> relative{}, sigma{};
  std::vector<int> kept;
  for (int k = 0; k < kFirstHighest; ++k) {
    const auto i = static_cast<std::size_t>(k);
    if (variance[i] < kNoVariance) continue;
    sigma[i] = std::sqrt(variance[i]);
    relative[i] = k < 4 ? 1 : 10 / (weight_of(k) * std::log(variance[i]));
    kept.push_back(k);
  }
  double q = 1;
  for (bool changed = true; changed && !kept.empty();) {
    double share = 0, product = 0;
    for (const int k : kept) {
      const auto i = static_cast<std::size_t>(k);
      share += share_of(k);
      product += share_of(k) * std::log2(sigma[i] / relative[i]);
    }
    q = std::exp2(r / share - 1 - product / share) / kLoading;
    // bins so wide that nearly all falls in the zero bin: left out, and the others share the rate anew
    const auto idle = [&](int k) {
      const auto i = static_cast<std::size_t>(k);
      return relative[i] / q >= 2 * kLoading * sigma[i];
    };
    changed = std::erase_if(kept, idle) > 0;
  }
  // the idle ones keep their wide bins: the few samples beyond them are the strongest ridges
  Bins bins;
  for (std::size_t i = 0; i < kSubbands; ++i) {
    if (relative[i] == 0) continue;
    const double width = std::clamp(relative[i] / q, 0.2, 60000.0 / kZeroBin);
    bins[i] = {static_cast<float>(scaled(width).value()), static_cast<float>(scaled(kZeroBin * width).value())};
  }
  return bins;
}

// ---- 5: quantise ----

using Numbers = std::vector<std::int16_t>;
/// The numbers of all sent subbands one after the other; `block_end` tells where each block ends.
void quantise(const std::vector<float>& plane, int stride, const SubbandPlan& plan, const Bins& bins, Numbers& out,
              std::array<std::size_t, kBlocks>& block_end) {
  out.clear();
  for (int block = 0; block < kBlocks; ++block) {
    for (int k = kBlockStart[block]; k < kBlockStart[block + 1]; ++k) {
      const auto& bin = bins[static_cast<std::size_t>(k)];
      if (bin.width == 0) continue;
      const auto& b = plan[k];
      const float half = bin.zero / 2, each = 1 / bin.width;
      const std::size_t start = out.size();
      out.resize(start + static_cast<std::size_t>(b.area()));
      auto* to = out.data() + start;
      for (int y = b.y; y < b.y + b.height; ++y) {
        const float* row = plane.data() + static_cast<long>(y) * stride + b.x;
        for (int x = 0; x < b.width; ++x) {
          const float beyond = std::abs(row[x]) - half;
          const int n = static_cast<int>(std::min(beyond * each, 32000.f) + 1);  // rounds towards zero
          const int size = beyond > 0 ? n : 0;
          to[x] = static_cast<std::int16_t>(row[x] < 0 ? -size : size);
        }
        to += b.width;
      }
    }
    block_end[static_cast<std::size_t>(block)] = out.size();
  }
}

// ---- 6: code ----

/// Calls emit(symbol, bits that follow, how many) for the numbers from..to.
template <class Emit>
void symbols_of(const std::int16_t* from, const std::int16_t* to, Emit emit) {
  const auto run = [&](int length) {
    if (length == 0) return;
    if (length <= kMostShortRun)
      emit(static_cast<std::uint8_t>(length), 0u, 0);
    else if (length < 256)
      emit(kRun8, static_cast<unsigned>(length), 8);
    else
      emit(kRun16, static_cast<unsigned>(length), 16);
  };
  int zeros = 0;
  for (; from != to; ++from) {
    const int v = *from;
    if (v == 0) {
      if (++zeros == kMostRun) run(zeros), zeros = 0;
      continue;
    }
    run(zeros);
    zeros = 0;
    const auto size = static_cast<unsigned>(std::abs(v));
    if (v >= kLeastNumber && v <= kMostNumber)
      emit(static_cast<std::uint8_t>(kZero + v), 0u, 0);
    else if (size < 256)
      emit(v > 0 ? kPositive8 : kNegative8, size, 8);
    else
      emit(v > 0 ? kPositive16 : kNegative16, size, 16);
  }
  run(zeros);
}

/// Writes bits, the first in the highest place, with a zero byte after each 0xff.
class BitWriter {
 public:
  explicit BitWriter(base::Bytes& out) : out_(out) {}
  void put(unsigned bits, int count) {
    held_ = held_ << count | bits;
    for (held_count_ += count; held_count_ >= 8; held_count_ -= 8)
      byte(static_cast<std::uint8_t>(held_ >> (held_count_ - 8)));
  }
  /// Fills the last byte with ones.
  void finish() {
    if (held_count_ > 0) put((1u << (8 - held_count_)) - 1, 8 - held_count_);
  }

 private:
  void byte(std::uint8_t b) {
    out_.push_back(b);
    if (b == 0xff) out_.push_back(0);
  }
  base::Bytes& out_;
  std::uint64_t held_ = 0;
  int held_count_ = 0;
};

/// The numbers with their codes: one for the first block, one for the other two.
struct Coded {
  Numbers numbers;
  std::array<std::size_t, kBlocks> block_end{};
  std::array<PrefixCode, 2> code;
  double bytes = 0;  ///< of the file, but for the last digits: stuffing is guessed
};

void code(const std::vector<float>& plane, int stride, const SubbandPlan& plan, const Bins& bins, Coded& out) {
  quantise(plane, stride, plan, bins, out.numbers, out.block_end);
  std::array<Frequencies, 2> met{};
  double following = 0;
  for (std::size_t block = 0, at = 0; block < kBlocks; at = out.block_end[block++]) {
    auto& frequencies = met[block == 0 ? 0 : 1];
    symbols_of(out.numbers.data() + at, out.numbers.data() + out.block_end[block],
               [&](std::uint8_t symbol, unsigned, int count) { ++frequencies[symbol], following += count; });
  }
  constexpr double kFixedBytes = 656;  // markers, tables and a comment of usual length, without the symbols
  double symbols = 0;
  for (std::size_t i = 0; i < 2; ++i) {
    out.code[i] = PrefixCode::best_for(met[i]);
    symbols += static_cast<double>(out.code[i].symbols().size());
    for (unsigned s = 0; s < 256; ++s)
      following += static_cast<double>(met[i][s]) * out.code[i].code_of(static_cast<std::uint8_t>(s)).length;
  }
  constexpr double kStuffed = 1 + 1.0 / 256;
  out.bytes = kFixedBytes + symbols + following / 8 * kStuffed;
}

void put_marker(base::ByteWriter& out, Marker marker) { out.u8(0xff).u8(marker); }

void put_comment(base::ByteWriter& out, const GreyImage& image, double rate) {
  char text[32];
  std::snprintf(text, sizeof text, "%.6f", rate);
  const auto comment = "NIST_COM 9\nPIX_WIDTH " + std::to_string(image.width()) + "\nPIX_HEIGHT " +
                       std::to_string(image.height()) + "\nPIX_DEPTH 8\nPPI " +
                       std::to_string(std::lround(image.dpi().get())) +
                       "\nLOSSY 1\nCOLORSPACE GRAY\nCOMPRESSION WSQ\nWSQ_BITRATE " + text;
  put_marker(out, kCom);
  out.u16(2 + comment.size()).raw(base::bytes_of(comment));
}

/// A filter: its taps from the middle outwards as sign, power of ten and 32-bit mantissa.
void put_taps(base::ByteWriter& out, const std::array<float, 5>& taps, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    double m = std::abs(static_cast<double>(taps[i]));
    int exponent = 0;
    while (m * 10 < 4294967295.0) m *= 10, ++exponent;
    out.u8(taps[i] < 0).u8(static_cast<std::uint64_t>(exponent)).u32(static_cast<std::uint64_t>(std::llround(m)));
  }
}

void put_filters(base::ByteWriter& out, const Filters& filters) {
  constexpr std::size_t kLow = 5, kHigh = 4;  // 9 and 7 taps
  put_marker(out, kDtt);
  out.u16(2 + 2 + 6 * (kLow + kHigh)).u8(2 * kLow - 1).u8(2 * kHigh - 1);
  put_taps(out, filters.low, kLow);
  put_taps(out, filters.high, kHigh);
}

void put_bins(base::ByteWriter& out, const Bins& bins) {
  const auto put = [&](double v) {
    const auto s = scaled(v);
    out.u8(s.exponent).u16(s.mantissa);
  };
  put_marker(out, kDqt);
  out.u16(2 + 3 + 6 * kSubbands).u8(2).u16(static_cast<std::uint64_t>(std::lround(kBinCentre * 100)));
  for (const auto& bin : bins) put(bin.width), put(bin.zero);
}

void put_code(base::ByteWriter& out, std::uint8_t number, const PrefixCode& code) {
  put_marker(out, kDht);
  out.u16(2 + 1 + PrefixCode::kLongest + code.symbols().size()).u8(number).raw(code.counts()).raw(code.symbols());
}

/// How grey values become samples about zero.
struct Levels {
  Scaled shift, scale;
};
Levels levels_of(const GreyImage& image) {
  const auto& p = image.pixels();
  std::uint64_t sum = 0;
  std::uint8_t least = 255, most = 0;
  for (const auto v : p) sum += v, least = std::min(least, v), most = std::max(most, v);
  const auto mean = scaled(static_cast<double>(sum) / static_cast<double>(p.size()));
  const double reach = std::max(most - mean.value(), mean.value() - least);
  return {mean, scaled(most == least ? 1.0 : reach / 128)};
}

}  // namespace

base::Bytes encode_wsq(const GreyImage& image, const WsqSize& size) {
  const auto* ratio = std::get_if<WsqRatio>(&size);
  base::check(!ratio || (ratio->value >= 1 && ratio->value <= 200), "a WSQ ratio of nothing or of too much");
  double rate = ratio ? 11.25 / ratio->value : std::get<WsqFormula>(size).bits_per_pixel;  // 0.75 at 15:1
  base::check(rate >= kLeastRate && rate <= kMostRate, "a WSQ rate of nothing or of too much");
  const int width = image.width(), height = image.height();
  const auto levels = levels_of(image);
  std::vector<float> plane(image.pixels().size());
  const auto shift = static_cast<float>(levels.shift.value()), each = static_cast<float>(1 / levels.scale.value());
  for (std::size_t i = 0; i < plane.size(); ++i) plane[i] = (static_cast<float>(image.pixels()[i]) - shift) * each;
  const SubbandPlan plan(width, height);
  plan.analyse(plane, detail::standard_filters());
  const auto variance = measure(plane, width, plan);

  const double wanted = static_cast<double>(plane.size()) / (ratio ? ratio->value : 1);
  double last_rate = 0, last_bytes = 0;
  Bins bins;
  Coded coded;
  for (int tries = 0; tries < 10; ++tries) {
    bins = choose_bins(variance, rate);
    code(plane, width, plan, bins, coded);
    if (!ratio) break;
    constexpr double kNear = 0.01;
    if (std::abs(coded.bytes / wanted - 1) < kNear) break;
    // a further bit in the formula is about a further bit in the file; then along the secant
    const double bit_each = static_cast<double>(plane.size()) / 8;
    double slope = bit_each;
    if (tries > 0 && std::abs(rate - last_rate) > 1e-6) slope = (coded.bytes - last_bytes) / (rate - last_rate);
    slope = std::clamp(slope, 0.2 * bit_each, 5 * bit_each);
    last_rate = rate, last_bytes = coded.bytes;
    rate = std::clamp(rate + (wanted - coded.bytes) / slope, kLeastRate, kMostRate);
    if (rate == last_rate) break;  // as coarse or as fine as it gets
  }

  base::ByteWriter out;
  put_marker(out, kSoi);
  put_comment(out, image, rate);
  put_filters(out, detail::standard_filters());
  put_bins(out, bins);
  put_marker(out, kSof);
  out.u16(17).u8(0).u8(255).u16(static_cast<std::uint64_t>(height)).u16(static_cast<std::uint64_t>(width));
  out.u8(levels.shift.exponent).u16(levels.shift.mantissa).u8(levels.scale.exponent).u16(levels.scale.mantissa);
  out.u8(0).u16(0);  // algorithm and maker of the encoder: not stated
  for (std::size_t block = 0, at = 0; block < kBlocks; at = coded.block_end[block++]) {
    const std::size_t table = block == 0 ? 0 : 1;
    const auto& prefix = coded.code[table];
    if (block < 2) put_code(out, static_cast<std::uint8_t>(table), prefix);
    put_marker(out, kSob);
    out.u16(3).u8(table);
    base::Bytes body;
    BitWriter bits(body);
    symbols_of(coded.numbers.data() + at, coded.numbers.data() + coded.block_end[block],
               [&](std::uint8_t symbol, unsigned following, int count) {
                 const auto c = prefix.code_of(symbol);
                 bits.put(c.bits, c.length);
                 if (count > 0) bits.put(following, count);
               });
    bits.finish();
    out.raw(body);
  }
  put_marker(out, kEoi);
  return out.take();
}

// ---- decoding ----

namespace {

/// What the markers before and between the blocks have said.
struct Heading {
  int width = 0, height = 0;
  double shift = 0, scale = 1;
  std::optional<double> dpi;
  std::optional<Filters> filters;
  std::optional<Bins> bins;
  double centre = kBinCentre;
  std::array<std::optional<PrefixCode>, 8> codes;
};

double read_scaled(base::ByteReader& in) {
  const int exponent = in.u8();
  return in.u16() / std::pow(10.0, exponent);
}

std::optional<double> resolution_in(std::string_view comment) {
  if (!comment.starts_with("NIST_COM")) return std::nullopt;
  for (std::size_t at = 0; (at = comment.find("PPI", at)) != std::string_view::npos; at += 3) {
    if (at == 0 || comment[at - 1] != '\n') continue;
    auto digits = comment.substr(at + 3);
    digits.remove_prefix(std::min(digits.find_first_not_of(' '), digits.size()));
    int v = 0;
    if (std::from_chars(digits.data(), digits.data() + digits.size(), v).ec == std::errc() && v > 0) return v;
  }
  return std::nullopt;
}

std::optional<std::array<float, 5>> read_taps(base::ByteReader& in, int length) {
  if (length % 2 == 0 || length > 9) return std::nullopt;
  std::array<float, 5> taps{};
  for (int i = 0; i <= length / 2; ++i) {
    const bool negative = in.u8() != 0;
    const int exponent = in.u8();
    const auto v = in.u32() / std::pow(10.0, exponent);
    if (v > 4) return std::nullopt;
    taps[static_cast<std::size_t>(i)] = static_cast<float>(negative ? -v : v);
  }
  return taps;
}

bool read_filters(base::ByteReader in, Heading& heading) {
  const int low_length = in.u8(), high_length = in.u8();
  const auto low = read_taps(in, low_length), high = read_taps(in, high_length);
  if (!low || !high || !in.ok()) return false;
  heading.filters = Filters{*low, *high};
  return true;
}

bool read_bins(base::ByteReader in, Heading& heading) {
  heading.centre = read_scaled(in);
  Bins bins;
  for (auto& bin : bins)
    bin.width = static_cast<float>(read_scaled(in)), bin.zero = static_cast<float>(read_scaled(in));
  heading.bins = bins;
  return in.ok();
}

bool read_frame(base::ByteReader in, Heading& heading) {
  in.skip(2);  // what black and white are
  heading.height = in.u16(), heading.width = in.u16();
  heading.shift = read_scaled(in), heading.scale = read_scaled(in);
  return in.ok() && heading.width > 0 && heading.height > 0;
}

bool read_codes(base::ByteReader in, Heading& heading) {
  do {
    const auto number = in.u8();
    const auto counts = in.take(PrefixCode::kLongest);
    std::size_t total = 0;
    for (const auto c : counts) total += c;
    auto code = PrefixCode::from_table(counts, in.take(total));
    if (!in.ok() || !code || number >= heading.codes.size()) return false;
    heading.codes[number] = std::move(code);
  } while (in.left() > 0);
  return true;
}

/// The bytes up to the next marker, without the stuffing; `at` is left on the marker or at the end.
void unstuff(base::ByteView bytes, std::size_t& at, base::Bytes& out) {
  out.clear();
  while (at < bytes.size()) {
    const auto* from = bytes.data() + at;
    const auto* end = static_cast<const std::uint8_t*>(std::memchr(from, 0xff, bytes.size() - at));
    const std::size_t plain = end ? static_cast<std::size_t>(end - from) : bytes.size() - at;
    out.insert(out.end(), from, from + plain);
    at += plain;
    if (at + 1 >= bytes.size()) {
      at = bytes.size();
      return;
    }
    if (bytes[at + 1] != 0) return;
    out.push_back(0xff);
    at += 2;
  }
}

/// Reads bits; past the end they are ones.
class BitReader {
 public:
  explicit BitReader(const base::Bytes& bytes) : bytes_(bytes), left_(static_cast<std::int64_t>(bytes.size()) * 8) {}
  /// The next 16 bits, which stay.
  std::uint32_t ahead() {
    if (held_count_ < 16) fill();
    return static_cast<std::uint32_t>(held_ >> 48);
  }
  void drop(int count) { held_ <<= count, held_count_ -= count, left_ -= count; }
  int number(int count) {
    const int v = static_cast<int>(ahead() >> (16 - count));
    drop(count);
    return v;
  }
  std::int64_t left() const { return left_; }

 private:
  void fill() {
    for (; held_count_ <= 56; held_count_ += 8) {
      const std::uint64_t next = at_ < bytes_.size() ? bytes_[at_] : 0xff;
      ++at_;
      held_ |= next << (56 - held_count_);
    }
  }
  const base::Bytes& bytes_;
  std::size_t at_ = 0;
  std::uint64_t held_ = 0;
  int held_count_ = 0;
  std::int64_t left_;
};

/// Decodes one stretch of coefficients; false if it is no code, or more than `total` come out.
bool read_numbers(const base::Bytes& stretch, const PrefixCode& code, std::size_t total, Numbers& out) {
  BitReader bits(stretch);
  while (out.size() < total) {
    const auto found = code.find(bits.ahead());
    if (found.length == 0 || found.length > bits.left()) return bits.left() < 8;  // the rest is padding
    bits.drop(found.length);
    int value = 0, zeros = 0;
    switch (found.symbol) {
      case kPositive8:
        value = bits.number(8);
        break;
      case kNegative8:
        value = -bits.number(8);
        break;
      case kPositive16:
        value = bits.number(16);
        break;
      case kNegative16:
        value = -bits.number(16);
        break;
      case kRun8:
        zeros = bits.number(8);
        break;
      case kRun16:
        zeros = bits.number(16);
        break;
      default:
        if (found.symbol == 0 || found.symbol == 255) return false;
        if (found.symbol <= kMostShortRun)
          zeros = found.symbol;
        else
          value = found.symbol - kZero;
    }
    if (bits.left() < 0 || static_cast<std::size_t>(zeros) > total - out.size()) return false;
    if (zeros > 0)
      out.resize(out.size() + static_cast<std::size_t>(zeros));
    else
      out.push_back(static_cast<std::int16_t>(std::clamp(value, -32767, 32767)));
  }
  return true;
}

std::size_t samples_sent(const SubbandPlan& plan, const Bins& bins) {
  long total = 0;
  for (int k = 0; k < kSubbands; ++k)
    if (bins[static_cast<std::size_t>(k)].width > 0) total += plan[k].area();
  return static_cast<std::size_t>(total);
}

std::vector<std::uint8_t> picture_of(const Heading& heading, const SubbandPlan& plan, const Numbers& numbers) {
  const auto pixels = static_cast<std::size_t>(heading.width) * static_cast<std::size_t>(heading.height);
  std::vector<float> plane(pixels);
  const auto& bins = *heading.bins;
  const auto* from = numbers.data();
  bool highest = false;
  for (int k = 0; k < kSubbands; ++k) {
    const auto& bin = bins[static_cast<std::size_t>(k)];
    if (!(bin.width > 0)) continue;
    highest |= k >= kFirstHighest;
    const float base = bin.zero / 2 - static_cast<float>(heading.centre) * bin.width;
    const auto& b = plan[k];
    for (int y = b.y; y < b.y + b.height; ++y, from += b.width) {
      float* row = plane.data() + static_cast<long>(y) * heading.width + b.x;
      for (int x = 0; x < b.width; ++x) {
        const float v = from[x];
        row[x] = v * bin.width + (v > 0 ? base : v < 0 ? -base : 0.f);
      }
    }
  }
  plan.synthesise(plane, *heading.filters, highest);
  std::vector<std::uint8_t> out(pixels);
  const auto scale = static_cast<float>(heading.scale), shift = static_cast<float>(heading.shift) + 0.5f;
  for (std::size_t i = 0; i < pixels; ++i)
    out[i] = static_cast<std::uint8_t>(std::min(std::max(plane[i] * scale + shift, 0.f), 255.f));
  return out;
}

}  // namespace

detail::DecodeResult detail::decode_wsq(base::ByteView bytes, Channels channels) {
  Heading heading;
  std::optional<SubbandPlan> plan;
  Numbers numbers;
  base::Bytes stretch;
  std::size_t total = 0, at = 2;
  const PrefixCode* code = nullptr;
  const auto read_stretch = [&] {
    unstuff(bytes, at, stretch);
    return read_numbers(stretch, *code, total, numbers);
  };
  for (bool ended = false; !ended;) {
    if (at + 2 > bytes.size() || bytes[at] != 0xff) return ImageError::Damaged;
    const auto marker = bytes[at + 1];
    at += 2;
    if (marker == kEoi) break;
    if (marker >= kRst0 && marker <= kRst7) {
      if (!code || !read_stretch()) return ImageError::Damaged;
      continue;
    }
    if (at + 2 > bytes.size()) return ImageError::Damaged;
    const std::size_t length = static_cast<std::size_t>(bytes[at]) << 8 | bytes[at + 1];
    if (length < 2 || length > bytes.size() - at) return ImageError::Damaged;
    const auto content = bytes.subspan(at + 2, length - 2);
    at += length;
    bool good = true;
    switch (marker) {
      case kCom:
        if (!heading.dpi) heading.dpi = resolution_in(base::text_of(content));
        break;
      case kDtt:
        good = !plan && read_filters(base::ByteReader(content), heading);
        break;
      case kDqt:
        good = !plan && read_bins(base::ByteReader(content), heading);
        break;
      case kSof:
        good = !plan && read_frame(base::ByteReader(content), heading);
        if (good &&
            (too_large(heading.width, heading.height) || std::int64_t{heading.width} * heading.height > kMostPixels))
          return ImageError::TooLarge;
        break;
      case kDht:
        good = read_codes(base::ByteReader(content), heading);
        code = nullptr;  // it may have been replaced
        break;
      case kDrt:  // how many columns lie between restarts: the markers themselves are enough
        break;
      case kSob: {
        if (!heading.filters || !heading.bins || heading.width == 0 || content.size() != 1 || content[0] >= 8)
          return ImageError::Damaged;
        if (!plan) {
          plan.emplace(heading.width, heading.height);
          total = samples_sent(*plan, *heading.bins);
        }
        if (!heading.codes[content[0]]) return ImageError::Damaged;
        code = &*heading.codes[content[0]];
        good = read_stretch();
        break;
      }
      default:
        good = false;
    }
    if (!good) return ImageError::Damaged;
    ended = plan && numbers.size() >= total && at >= bytes.size();  // no EOI at the end: nothing is missing
  }
  if (!plan || numbers.size() != total) return ImageError::Damaged;
  Decoded out{heading.width, heading.height, picture_of(heading, *plan, numbers), heading.dpi.value_or(kSpecifiedDpi)};
  if (channels == Channels::Grey) return out;
  std::vector<std::uint8_t> rgb(out.samples.size() * 3);
  for (std::size_t i = 0; i < rgb.size(); ++i) rgb[i] = out.samples[i / 3];
  out.samples = std::move(rgb);
  return out;
}

base::Result<GreyImage, ImageError> decode_wsq(base::ByteView bytes, std::optional<Dpi> dpi) {
  if (image_format_of(bytes) != ImageFormat::Wsq) return ImageError::NotAnImage;
  auto picture = detail::decode_wsq(bytes, detail::Channels::Grey);
  if (!picture) return picture.error();
  const auto value = dpi.value_or(Dpi(*picture->dpi));
  return GreyImage(picture->width, picture->height, value, std::move(picture->samples));
}

}  // namespace ktpel::biometric
