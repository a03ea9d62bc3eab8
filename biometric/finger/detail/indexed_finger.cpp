// SPDX-License-Identifier: Apache-2.0
#include "biometric/finger/detail/indexed_finger.h"

#include <algorithm>
#include <cmath>

#include "biometric/finger/detail/descriptors.h"
#include "biometric/finger/parameters.h"

namespace ktpel::biometric::detail {
namespace {

constexpr float kTurn = 2 * kPi;
constexpr float kUnreportedQuality = 0.6f;
constexpr float kQualityOfByte = 1.275f / 255, kQualityOfPercent = 1.275f / 100;

float clockwise(std::uint8_t counter_clockwise) {
  return wrapped(-static_cast<float>(counter_clockwise) * kTurn / 256);
}

}  // namespace

struct IndexedFinger::Placed {
  float x, y, angle, quality;
  std::uint16_t source;
};

int IndexedFinger::angle_bin(float a) {
  return std::clamp(static_cast<int>((a + kPi) * (kAngleBins / kTurn)), 0, kAngleBins - 1);
}

IndexedFinger::IndexedFinger(const FingerTemplate& finger) : knowledge(Knowledge::Full) {
  std::vector<Placed> minutiae;
  for (const auto& m : finger.minutiae)
    minutiae.push_back({static_cast<float>(m.x), static_cast<float>(m.y), clockwise(m.direction),
                        static_cast<float>(m.quality) * kQualityOfByte, static_cast<std::uint16_t>(minutiae.size())});
  place(std::move(minutiae));
  mask = Mask(finger.columns(), finger.rows());
  flow = clarity = mask;
  mask.v = finger.mask, clarity.v = finger.clarity, ridges = finger.ridges;
  for (std::size_t i = 0; i < flow.v.size(); ++i) flow.v[i] = static_cast<std::uint8_t>(-finger.flow[i]);
  log_period = Field((finger.columns() + 1) / 2, (finger.rows() + 1) / 2);
  for (std::size_t i = 0; i < log_period.v.size(); ++i)
    log_period.v[i] = static_cast<float>(std::log(period_px(finger.period[i])));
  for (int i = 0; i < count(); ++i) {
    auto& d = descriptors.emplace_back(Descriptor{});
    describe_neighbours(*this, i, d);
    describe_flow(*this, i, d);
    describe_patch(*this, i, finger, d);
  }
}

std::vector<IndexedFinger::Placed> IndexedFinger::placed(const MinutiaeRecord& record) {
  std::vector<Placed> minutiae;
  for (const auto& m : record.minutiae) {
    const auto q = m.quality ? static_cast<float>(m.quality) * kQualityOfPercent : kUnreportedQuality;
    minutiae.push_back({static_cast<float>(m.x * parameters::kDpi / 2.54 / record.x_per_cm),
                        static_cast<float>(m.y * parameters::kDpi / 2.54 / record.y_per_cm), clockwise(m.angle), q,
                        static_cast<std::uint16_t>(minutiae.size())});
  }
  keep_best(minutiae);
  return minutiae;
}

/// What a card holds: more minutiae are more false ones.
void IndexedFinger::keep_best(std::vector<Placed>& minutiae) {
  if (minutiae.size() <= parameters::kCardMinutiae) return;
  std::stable_sort(minutiae.begin(), minutiae.end(),
                   [](const auto& a, const auto& b) { return a.quality > b.quality; });
  minutiae.resize(parameters::kCardMinutiae);
}

IndexedFinger::IndexedFinger(const MinutiaeRecord& record) : IndexedFinger(placed(record)) {}

IndexedFinger::IndexedFinger(std::vector<Placed> minutiae) : knowledge(Knowledge::MinutiaeOnly) {
  constexpr float kMargin = parameters::kMinutiaDisc + 3;
  // The finger is where its minutiae are, wherever the record puts them.
  float left = 1e9f, top = 1e9f, right = 0, bottom = 0;
  for (const auto& m : minutiae) left = std::min(left, m.x), top = std::min(top, m.y);
  for (auto& m : minutiae) m.x += kMargin - left, m.y += kMargin - top;
  std::erase_if(minutiae, [](const Placed& m) { return m.x > kLargestSide || m.y > kLargestSide; });
  for (const auto& m : minutiae) right = std::max(right, m.x), bottom = std::max(bottom, m.y);
  place(std::move(minutiae));
  const int width = static_cast<int>(right + kMargin) / 8 * 8 + 8,
            height = static_cast<int>(bottom + kMargin) / 8 * 8 + 8;
  draw_mask_around_minutiae(width, height);
  guess_flow_from_minutiae();
  for (int i = 0; i < count(); ++i) {
    auto& d = descriptors.emplace_back(Descriptor{});
    describe_neighbours(*this, i, d);
    describe_flow(*this, i, d);
  }
}

const IndexedFinger& IndexedFinger::as_on_card() const {
  std::call_once(reduced_once_, [this] {
    std::vector<Placed> best;
    for (std::size_t i = 0; i < x.size(); ++i) best.push_back({x[i], y[i], angle[i], quality[i], source[i]});
    keep_best(best);
    reduced_.reset(new IndexedFinger(std::move(best)));
  });
  return *reduced_;
}

void IndexedFinger::place(std::vector<Placed> minutiae) {
  std::stable_sort(minutiae.begin(), minutiae.end(), [](const auto& a, const auto& b) { return a.angle < b.angle; });
  for (const auto& m : minutiae) {
    for (int k = angle_bin(m.angle) + 1; k <= kAngleBins; ++k) ++angle_start[static_cast<std::size_t>(k)];
    if (x.empty()) left = right = m.x, top = bottom = m.y;
    left = std::min(left, m.x), right = std::max(right, m.x), top = std::min(top, m.y), bottom = std::max(bottom, m.y);
    x.push_back(m.x), y.push_back(m.y), angle.push_back(m.angle), quality.push_back(m.quality);
    cosine.push_back(std::cos(m.angle)), sine.push_back(std::sin(m.angle)), source.push_back(m.source);
  }
  lane_ = static_cast<std::ptrdiff_t>(x.size()) + kLanes;
  lanes_.assign(static_cast<std::size_t>(4 * lane_), 0.f);
  auto to = lanes_.begin();
  for (const auto* values : {&x, &y, &cosine, &sine}) {
    std::copy(values->begin(), values->end(), to);
    to += lane_;
  }
}

void IndexedFinger::draw_mask_around_minutiae(int width, int height) {
  constexpr float kReach = parameters::kMinutiaDisc;
  mask = Mask(width / 8, height / 8);
  for (int i = 0; i < count(); ++i) {
    const int x0 = static_cast<int>(x[i] - kReach) / 8, x1 = std::min(mask.w - 1, static_cast<int>(x[i] + kReach) / 8);
    const int y0 = static_cast<int>(y[i] - kReach) / 8, y1 = std::min(mask.h - 1, static_cast<int>(y[i] + kReach) / 8);
    for (int cy = y0; cy <= y1; ++cy)
      for (int cx = x0; cx <= x1; ++cx) {
        const float dx = static_cast<float>(cx * 8 + 4) - x[i], dy = static_cast<float>(cy * 8 + 4) - y[i];
        if (dx * dx + dy * dy < kReach * kReach) mask.at(cx, cy) = 1;
      }
  }
}

/// A minutia lies along the ridges around it, so the minutiae together sketch the flow.
void IndexedFinger::guess_flow_from_minutiae() {
  constexpr float kSigma = parameters::kMinutiaFlowSigma, kReach = 3 * kSigma;
  Field sum_x(mask.w, mask.h), sum_y(mask.w, mask.h), weight(mask.w, mask.h);
  for (int i = 0; i < count(); ++i) {
    const float c = std::cos(2 * angle[i]), s = std::sin(2 * angle[i]);
    const int x0 = std::max(0, static_cast<int>(x[i] - kReach) / 8);
    const int x1 = std::min(mask.w - 1, static_cast<int>(x[i] + kReach) / 8);
    const int y0 = std::max(0, static_cast<int>(y[i] - kReach) / 8);
    const int y1 = std::min(mask.h - 1, static_cast<int>(y[i] + kReach) / 8);
    for (int cy = y0; cy <= y1; ++cy)
      for (int cx = x0; cx <= x1; ++cx) {
        const float dx = static_cast<float>(cx * 8 + 4) - x[i], dy = static_cast<float>(cy * 8 + 4) - y[i];
        const float g = quality[i] * std::exp(-(dx * dx + dy * dy) / (2 * kSigma * kSigma));
        sum_x.at(cx, cy) += g * c, sum_y.at(cx, cy) += g * s, weight.at(cx, cy) += g;
      }
  }
  flow = clarity = Mask(mask.w, mask.h);
  for (std::size_t k = 0; k < mask.v.size(); ++k) {
    if (!mask.v[k]) continue;
    const float length = std::sqrt(sum_x.v[k] * sum_x.v[k] + sum_y.v[k] * sum_y.v[k]);
    const float half = 0.5f * std::atan2(sum_y.v[k], sum_x.v[k]);
    flow.v[k] = static_cast<std::uint8_t>(std::lround(half / kPi * 256) & 255);
    // agreement of the neighbours, less where they are far
    const float agreement = length / (weight.v[k] + 0.1f);
    clarity.v[k] = static_cast<std::uint8_t>(std::clamp(160 * agreement, 1.f, 255.f));
  }
}

}  // namespace ktpel::biometric::detail
