// SPDX-License-Identifier: Apache-2.0
// ISO/IEC 19794-2:2005 clause 8, compact size: x, y in 0.1 mm, then type (2 bits) and direction (6 bits).
#include <algorithm>
#include <cmath>
#include <numeric>

#include "biometric/record/minutiae_record.h"

namespace ktpel::biometric {
namespace {

constexpr int kSide = 255;         // 0.1 mm: what one byte holds
constexpr std::size_t kMost = 85;  // 255 bytes: what a short data object holds
constexpr std::uint16_t kUnitsPerCm = 100;
constexpr int kBestRank = 100, kWorstRank = 20;

int tenths_of_mm(std::uint16_t pixels, std::uint16_t per_cm) {
  return static_cast<int>(std::lround(100.0 * pixels / per_cm));
}

unsigned direction_of(const RecordedMinutia& m) { return static_cast<unsigned>((m.angle + 2) / 4 % 64); }

struct Placed {
  int x, y;
  const RecordedMinutia* minutia;
};

/// Where the window begins along one axis: in the middle of all if they fit, else around their median.
int window_start(std::vector<int> at) {
  if (at.empty()) return 0;
  std::sort(at.begin(), at.end());
  const bool all_fit = at.back() - at.front() <= kSide;
  const int middle = all_fit ? (at.front() + at.back()) / 2 : at[at.size() / 2];
  return middle - kSide / 2;
}

std::vector<Placed> best_first(const MinutiaeRecord& record) {
  std::vector<Placed> all;
  for (const auto& m : record.minutiae)
    all.push_back({tenths_of_mm(m.x, record.x_per_cm), tenths_of_mm(m.y, record.y_per_cm), &m});
  std::stable_sort(all.begin(), all.end(),
                   [](const auto& a, const auto& b) { return a.minutia->quality > b.minutia->quality; });
  return all;
}

void sort_for_card(std::vector<Placed>& chosen, CompactOrder order) {
  if (order.key == CompactOrder::Key::Quality || chosen.empty()) return;
  long sum_x = 0, sum_y = 0;
  for (const auto& p : chosen) sum_x += p.x, sum_y += p.y;
  const auto count = static_cast<long>(chosen.size());
  const long middle_x = sum_x / count, middle_y = sum_y / count;
  const auto key = [&](const Placed& p) -> std::pair<long, long> {
    const long dx = p.x - middle_x, dy = p.y - middle_y;
    switch (order.key) {
      case CompactOrder::Key::YThenX:
        return {p.y, p.x};
      case CompactOrder::Key::Angle:
        return {direction_of(*p.minutia), 0};
      case CompactOrder::Key::Distance:
        return {dx * dx + dy * dy, 0};
      default:
        return {p.x, p.y};
    }
  };
  std::stable_sort(chosen.begin(), chosen.end(),
                   [&](const auto& a, const auto& b) { return order.descending ? key(a) > key(b) : key(a) < key(b); });
}

}  // namespace

base::Bytes encode_compact(const MinutiaeRecord& record, std::size_t most, CompactOrder order) {
  base::check(record.x_per_cm > 0 && record.y_per_cm > 0, "a minutiae record without a resolution");
  most = std::min(most, kMost);
  const auto all = best_first(record);
  std::vector<int> xs, ys;
  for (std::size_t i = 0; i < std::min(most, all.size()); ++i) xs.push_back(all[i].x), ys.push_back(all[i].y);
  const int left = window_start(xs), top = window_start(ys);
  std::vector<Placed> chosen;
  for (const auto& m : all) {
    const int x = m.x - left, y = m.y - top;
    if (x < 0 || y < 0 || x > kSide || y > kSide) continue;
    if (chosen.size() == most) break;
    chosen.push_back({x, y, m.minutia});
  }
  sort_for_card(chosen, order);
  base::ByteWriter out;
  for (const auto& m : chosen) {
    out.u8(static_cast<std::uint8_t>(m.x)).u8(static_cast<std::uint8_t>(m.y));
    out.u8(static_cast<unsigned>(m.minutia->type) << 6 | direction_of(*m.minutia));
  }
  return out.take();
}

base::Result<MinutiaeRecord, RecordError> decode_compact(base::ByteView bytes, FingerPosition position,
                                                         CompactOrder order) {
  if (bytes.size() % 3 != 0 || bytes.size() / 3 > kMost) return RecordError::Damaged;
  MinutiaeRecord record{position, 0, kSide + 1, kSide + 1, kUnitsPerCm, kUnitsPerCm, {}};
  const int count = static_cast<int>(bytes.size() / 3);
  base::ByteReader in(bytes);
  for (int i = 0; i < count; ++i) {
    const auto x = in.u8(), y = in.u8(), packed = in.u8();
    const int rank =
        order.key == CompactOrder::Key::Quality ? kBestRank - (kBestRank - kWorstRank) * i / std::max(1, count - 1) : 0;
    record.minutiae.push_back({(packed >> 6) <= 2 ? MinutiaType(packed >> 6) : MinutiaType::Other, x, y,
                               static_cast<std::uint8_t>((packed & 63) * 4), static_cast<std::uint8_t>(rank)});
  }
  return record;
}

}  // namespace ktpel::biometric
