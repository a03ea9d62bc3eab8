// SPDX-License-Identifier: Apache-2.0
#include "biometric/finger/finger_template.h"

#include <algorithm>
#include <cmath>
#include <string_view>

namespace ktpel::biometric {
namespace {

constexpr double kShortestPeriod = 3, kPeriodSteps = 120;

// Serialised form, big-endian: magic, format version, extractor version, width, height, minutiae
// (count, then 7 bytes each), the mask as bits, then for each masked cell flow, clarity and ridges, then
// the period grid, then nothing.
constexpr std::string_view kMagic = "KTFT";
constexpr std::uint8_t kFormat = 1, kExtractor = 2;
constexpr std::size_t kMostMinutiae = 255;

std::size_t cells(const FingerTemplate& t) {
  return static_cast<std::size_t>(t.columns()) * static_cast<std::size_t>(t.rows());
}
std::size_t period_cells(const FingerTemplate& t) {
  return static_cast<std::size_t>((t.columns() + 1) / 2) * static_cast<std::size_t>((t.rows() + 1) / 2);
}

bool keeps_invariants(const FingerTemplate& t) {
  const auto side = [](int n) { return n >= 8 && n <= kLargestSide && n % 8 == 0; };
  return side(t.width) && side(t.height) && t.minutiae.size() <= kMostMinutiae && t.mask.size() == cells(t) &&
         t.flow.size() == cells(t) && t.clarity.size() == cells(t) && t.ridges.size() == cells(t) &&
         t.period.size() == period_cells(t) && std::all_of(t.minutiae.begin(), t.minutiae.end(), [&](const auto& m) {
           return m.x < t.width && m.y < t.height;
         });
}

void write_mask(const FingerTemplate& t, base::ByteWriter& out) {
  for (std::size_t i = 0; i < t.mask.size(); i += 8) {
    std::uint8_t bits = 0;
    for (std::size_t k = 0; k < 8 && i + k < t.mask.size(); ++k)
      bits = static_cast<std::uint8_t>(bits | t.mask[i + k] << k);
    out.u8(bits);
  }
}

/// False if a bit beyond the last cell is set: there is one form for each template.
bool read_mask(FingerTemplate& t, base::ByteReader& in) {
  const auto packed = in.take((cells(t) + 7) / 8);
  if (!in.ok()) return false;
  t.mask.assign(cells(t), 0);
  for (std::size_t i = 0; i < packed.size() * 8; ++i) {
    const bool set = packed[i / 8] >> (i % 8) & 1;
    if (i < t.mask.size())
      t.mask[i] = set;
    else if (set)
      return false;
  }
  return true;
}

}  // namespace

double period_px(std::uint8_t code) { return kShortestPeriod * std::exp(code / kPeriodSteps); }

std::uint8_t period_code(double period_px) {
  const double code = kPeriodSteps * std::log(std::max(period_px, kShortestPeriod) / kShortestPeriod);
  return static_cast<std::uint8_t>(std::min(255l, std::lround(code)));
}

int quality(const FingerTemplate& finger) {
  // Each part is 1 for what a good plain impression has and falls with what is missing; the product says
  // that none can make up for another.
  constexpr double kUsualCells = 1100, kUsualClarity = 0.85, kUsualMinutiae = 30;
  double area = 0, clarity = 0;
  for (std::size_t i = 0; i < finger.mask.size(); ++i)
    if (finger.mask[i]) ++area, clarity += finger.clarity[i] / 160.0;
  if (area == 0) return 0;
  const auto part = [](double have, double usual) { return std::min(1.0, have / usual); };
  return static_cast<int>(std::lround(100 * std::sqrt(part(area, kUsualCells)) * part(clarity / area, kUsualClarity) *
                                      std::sqrt(part(static_cast<double>(finger.minutiae.size()), kUsualMinutiae))));
}

MinutiaeRecord to_record(const FingerTemplate& finger, FingerPosition position) {
  constexpr int kPerCm = 197;
  constexpr double kScale = kPerCm * 2.54 / 500;
  const auto scaled = [&](int v) { return static_cast<std::uint16_t>(std::lround(v * kScale)); };
  MinutiaeRecord record{
      position, static_cast<std::uint8_t>(quality(finger)), scaled(finger.width), scaled(finger.height), kPerCm, kPerCm,
      {}};
  for (const auto& m : finger.minutiae) {
    const auto q = static_cast<std::uint8_t>(std::clamp((m.quality * 100 + 127) / 255, 1, 100));
    record.minutiae.push_back({m.type, scaled(m.x), scaled(m.y), m.direction, q});
  }
  return record;
}

base::Bytes serialise(const FingerTemplate& t) {
  base::check(keeps_invariants(t), "a finger template with broken invariants");
  base::ByteWriter out;
  out.raw(base::bytes_of(kMagic)).u8(kFormat).u8(kExtractor);
  out.u16(static_cast<std::uint16_t>(t.width)).u16(static_cast<std::uint16_t>(t.height)).u8(t.minutiae.size());
  for (const auto& m : t.minutiae)
    out.u16(m.x).u16(m.y).u8(m.direction).u8(m.quality).u8(static_cast<std::uint8_t>(m.type));
  write_mask(t, out);
  for (std::size_t i = 0; i < t.mask.size(); ++i)
    if (t.mask[i]) out.u8(t.flow[i]).u8(t.clarity[i]).u64(t.ridges[i]);
  return out.raw(t.period).take();
}

base::Result<FingerTemplate, TemplateError> deserialise(base::ByteView bytes) {
  base::ByteReader in(bytes);
  if (base::text_of(in.take(kMagic.size())) != kMagic) return TemplateError::NotATemplate;
  const auto format = in.u8(), extractor = in.u8();
  if (!in.ok()) return TemplateError::Damaged;
  if (format != kFormat || extractor != kExtractor) return TemplateError::OtherVersion;
  FingerTemplate t;
  t.width = in.u16(), t.height = in.u16();
  if (t.width > kLargestSide || t.height > kLargestSide) return TemplateError::Damaged;
  const auto count = in.u8();
  for (int i = 0; i < count && in.ok(); ++i) {
    TemplateMinutia m;
    m.x = in.u16(), m.y = in.u16(), m.direction = in.u8(), m.quality = in.u8();
    const auto type = in.u8();
    if (type > 2) return TemplateError::Damaged;
    m.type = MinutiaType(type);
    t.minutiae.push_back(m);
  }
  if (!read_mask(t, in)) return TemplateError::Damaged;
  t.flow.assign(cells(t), 0), t.clarity.assign(cells(t), 0), t.ridges.assign(cells(t), 0);
  for (std::size_t i = 0; i < t.mask.size() && in.ok(); ++i)
    if (t.mask[i]) t.flow[i] = in.u8(), t.clarity[i] = in.u8(), t.ridges[i] = in.u64();
  const auto period = in.take(period_cells(t));
  t.period.assign(period.begin(), period.end());
  if (!in.ok() || in.left() != 0 || !keeps_invariants(t)) return TemplateError::Damaged;
  return t;
}

}  // namespace ktpel::biometric
