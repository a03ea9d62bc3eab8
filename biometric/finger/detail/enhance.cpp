// SPDX-License-Identifier: Apache-2.0
#include "biometric/finger/detail/enhance.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <unordered_map>

#include "biometric/finger/detail/kernels.h"
#include "biometric/finger/parameters.h"

namespace ktpel::biometric::detail {
namespace {

constexpr int kOrientations = 64, kMostPeriods = 64;
constexpr float kFirstPeriod = 2.3f, kTapScale = 32768;

/// One oriented filter in the form the kernels read.
struct OrientedFilter {
  int reach = 0;
  std::vector<TapRow> rows;
  std::vector<std::uint32_t> taps;
};

/// Even Gabor filter in an ellipse: zero mean, unit response to a cosine of its period.
OrientedFilter make_filter(int orientation, int period_index) {
  const float period = kFirstPeriod * std::pow(parameters::kPeriodRatio, static_cast<float>(period_index));
  const float angle = kPi * static_cast<float>(orientation) / kOrientations, c = std::cos(angle), s = std::sin(angle);
  const float across = parameters::kAcross * period, along = parameters::kAlong * period;
  OrientedFilter filter;
  filter.reach =
      std::min(FilterInput::kMargin, static_cast<int>(std::ceil(parameters::kSupport * std::max(across, along))));
  const int reach = filter.reach, side = 2 * reach + 1;
  Field gauss(side, side), wave(side, side);
  double weighted = 0, weight = 0;
  for (int y = -reach; y <= reach; ++y)
    for (int x = -reach; x <= reach; ++x) {
      const auto fx = static_cast<float>(x), fy = static_cast<float>(y);
      const float u = (fx * c + fy * s) / along, v = -fx * s + fy * c;
      const float d = u * u + v * v / (across * across);
      if (d > parameters::kSupport * parameters::kSupport) continue;
      const float g = std::exp(-0.5f * d), w = std::cos(2 * kPi * v / period);
      gauss.at(x + reach, y + reach) = g, wave.at(x + reach, y + reach) = w;
      weighted += g * w, weight += g;
    }
  const auto mean = static_cast<float>(weighted / weight);
  double unit = 0;
  for (std::size_t i = 0; i < gauss.v.size(); ++i) unit += gauss.v[i] * (wave.v[i] - mean) * wave.v[i];
  for (int y = 0; y < side; ++y) {
    const auto tap = [&](int x) -> std::uint32_t {
      if (x >= side || gauss.at(x, y) == 0) return 0;
      const double value = gauss.at(x, y) * (wave.at(x, y) - mean) / unit * kTapScale;
      return static_cast<std::uint16_t>(static_cast<std::int16_t>(std::clamp(std::lround(value), -32767l, 32767l)));
    };
    int first = side, end = 0;
    for (int x = 0; x < side; ++x)
      if (gauss.at(x, y) > 0) first = std::min(first, x), end = x + 1;
    TapRow row{std::min(first, side - 1), std::max(0, (end - first + 1) / 2), static_cast<int>(filter.taps.size())};
    for (int k = 0; k < row.pairs; ++k)
      filter.taps.push_back(tap(first + 2 * k) | (first + 2 * k + 1 < end ? tap(first + 2 * k + 1) << 16 : 0));
    filter.rows.push_back(row);
  }
  return filter;
}

class FilterBank {
 public:
  const OrientedFilter& get(float angle, float period) {
    const int o = (static_cast<int>(std::lround(angle / kPi * kOrientations)) + kOrientations) % kOrientations;
    const int p =
        std::clamp(static_cast<int>(std::lround(std::log(period / kFirstPeriod) / std::log(parameters::kPeriodRatio))),
                   0, kMostPeriods - 1);
    auto [found, fresh] = filters_.try_emplace(o * kMostPeriods + p);
    if (fresh) found->second = make_filter(o, p);
    return found->second;
  }

 private:
  std::unordered_map<int, OrientedFilter> filters_;
};

int reflected(int i, int n) {
  i = i < 0 ? -i : i;
  return i < n ? i : std::max(0, 2 * n - 2 - i);
}

}  // namespace

FilterInput::FilterInput(const Field& normalised)
    : width_(normalised.w),
      height_(normalised.h),
      pitch_(normalised.w + 2 * kMargin + kTileWidth + 8),  // a tile and the last pair read past the margin
      pairs_(static_cast<std::size_t>(pitch_) * static_cast<std::size_t>(normalised.h + 2 * kMargin + kTileHeight)) {
  std::vector<std::uint16_t> line(static_cast<std::size_t>(pitch_) + 1);
  const int rows = height_ + 2 * kMargin + kTileHeight;
  for (int y = 0; y < rows; ++y) {
    const float* from = normalised.row(reflected(y - kMargin, height_));
    for (int x = 0; x < width_; ++x) {    // rounded to the nearest, ties to even, by way of the mantissa
      constexpr float kShift = 12582912;  // 1.5 * 2^23
      const float shifted = kScale * from[x] + kShift;
      line[static_cast<std::size_t>(x + kMargin)] = static_cast<std::uint16_t>(std::bit_cast<std::uint32_t>(shifted));
    }
    const auto copy = [&](int x) {
      line[static_cast<std::size_t>(x)] = line[static_cast<std::size_t>(reflected(x - kMargin, width_) + kMargin)];
    };
    for (int x = 0; x < kMargin; ++x) copy(x);
    for (int x = width_ + kMargin; x < static_cast<int>(line.size()); ++x) copy(x);
    std::uint32_t* to = pairs_.data() + y * pitch_;
    for (std::ptrdiff_t x = 0; x < pitch_; ++x)
      to[x] = line[static_cast<std::size_t>(x)] | std::uint32_t{line[static_cast<std::size_t>(x) + 1]} << 16;
  }
}

Field enhance(const FilterInput& input, const Flow& flow, const RidgePeriod& period, const Mask& mask) {
  thread_local FilterBank bank;
  const Kernels& run = kernels();
  Field out(input.width(), input.height());
  for (int y = 0; y < out.h; y += kTileHeight)
    for (int x = 0; x < out.w; x += kTileWidth) {
      const int cx = x / kCell, cy = y / kCell;  // a tile is two cells, side by side
      if (!mask.at(cx, cy) && !mask.at(cx + 1, cy)) continue;
      const float angle =
          ridge_angle(flow.x.at(cx, cy) + flow.x.at(cx + 1, cy), flow.y.at(cx, cy) + flow.y.at(cx + 1, cy));
      const float local = period.at(static_cast<float>(x + kTileWidth / 2), static_cast<float>(y + kTileHeight / 2));
      const auto& filter = bank.get(angle, local);
      std::int32_t sums[kTileHeight * kTileWidth];
      run.filter_tile(input.at(x - filter.reach, y - filter.reach), input.pitch(), filter.rows.data(),
                      static_cast<int>(filter.rows.size()), filter.taps.data(), sums);
      constexpr float kBack = 1 / (FilterInput::kScale * kTapScale);
      for (int r = 0; r < kTileHeight; ++r)
        for (int k = 0; k < kTileWidth; ++k)
          out.row(y + r)[x + k] = kBack * static_cast<float>(sums[r * kTileWidth + k]);
    }
  return out;
}

Field amplitude(const Field& enhanced) {
  Field a(enhanced.w / kCell, enhanced.h / kCell);
  for (int y = 0; y < enhanced.h; ++y) {
    const float* from = enhanced.row(y);
    float* to = a.row(y / kCell);
    for (int c = 0; c < a.w; ++c) {
      const float* p = from + c * kCell;
      to[c] += (p[0] * p[0] + p[1] * p[1]) + (p[2] * p[2] + p[3] * p[3]);
    }
  }
  for (float& v : a.v) v *= 2.f / (kCell * kCell);  // mean square of a wave is half its squared amplitude
  blur(a, parameters::kAmplitudeSigma / kCell);
  for (float& v : a.v) v = std::sqrt(v);
  return a;
}

Field levelled(const Field& enhanced) {
  Field gain = amplitude(enhanced), out = enhanced;
  for (float& v : gain.v) v = 1 / (v + parameters::kLevelFloor);
  for (int y = 0; y < out.h; ++y) {
    float* row = out.row(y);
    const float* g = gain.row(y / kCell);
    for (int x = 0; x < out.w; ++x)
      row[x] = std::clamp(row[x] * g[x / kCell], -parameters::kLevelClip, parameters::kLevelClip);
  }
  return out;
}

}  // namespace ktpel::biometric::detail
