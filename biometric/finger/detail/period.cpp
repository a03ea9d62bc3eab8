// SPDX-License-Identifier: Apache-2.0
#include "biometric/finger/detail/period.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "biometric/finger/parameters.h"

namespace ktpel::biometric::detail {
namespace {

constexpr int kLattice = 16, kPeriods = 26, kLength = 49, kHalfWidth = 10;  // px
constexpr float kLatticeSigma = 1.5f;
constexpr float kWindowEnergy = 12.5f;  // a pure wave of energy 1 has this power under the Hann window

using Profile = std::array<float, kLength>;

struct Spectrum {
  std::array<std::array<float, kPeriods>, kLength> cosine, sine;  // periods side by side: four at a time
  Profile window;
};

const Spectrum& spectrum() {
  static const Spectrum table = [] {
    Spectrum s;
    for (int i = 0; i < kLength; ++i) s.window[i] = 0.5f + 0.5f * std::cos(kPi * static_cast<float>(i - 24) / 25.f);
    for (int p = 0; p < kPeriods; ++p)
      for (int i = 0; i < kLength; ++i) {
        const float period = parameters::kShortestPeriod * std::pow(parameters::kPeriodRatio, static_cast<float>(p));
        const float phase = 2 * kPi * static_cast<float>(i - 24) / period;
        s.cosine[i][p] = std::cos(phase) * s.window[i], s.sine[i][p] = std::sin(phase) * s.window[i];
      }
    return s;
  }();
  return table;
}

/// Grey values along the normal of the ridges, averaged over 21 px along them.
Profile profile_across(const Field& image, int cx, int cy, float angle) {
  const float c = std::cos(angle), s = std::sin(angle);
  Profile out;
  for (int i = 0; i < kLength; ++i) {
    float sum = 0;
    int n = 0;
    for (int u = -kHalfWidth; u <= kHalfWidth; u += 2) {
      const auto fu = static_cast<float>(u), fv = static_cast<float>(i - 24);
      const int x = static_cast<int>(static_cast<float>(cx) + fu * c - fv * s + 0.5f);
      const int y = static_cast<int>(static_cast<float>(cy) + fu * s + fv * c + 0.5f);
      if (!image.holds(x, y)) continue;
      sum += image.at(x, y), ++n;
    }
    out[i] = n ? sum / static_cast<float>(n) : 0;
  }
  return out;
}

struct Peak {
  float log_period, share;
};

/// The strongest period inside the range, refined by a parabola; none if it lies at an end.
std::optional<Peak> strongest(const Profile& profile) {
  const auto& table = spectrum();
  std::array<float, kPeriods> power, a{}, b{};
  float energy = 0;
  for (int i = 0; i < kLength; ++i) energy += profile[i] * profile[i] * table.window[i];
  int best = 0;
  for (int i = 0; i < kLength; ++i)
    for (int p = 0; p < kPeriods; ++p) a[p] += profile[i] * table.cosine[i][p], b[p] += profile[i] * table.sine[i][p];
  for (int p = 0; p < kPeriods; ++p) {
    power[p] = a[p] * a[p] + b[p] * b[p];
    if (power[p] > power[best]) best = p;
  }
  if (best == 0 || best == kPeriods - 1 || energy < 1e-3f) return std::nullopt;
  const float l = power[best - 1], m = power[best], r = power[best + 1];
  const float shift = 0.5f * (l - r) / (l - 2 * m + r - 1e-9f);
  return Peak{
      std::log(parameters::kShortestPeriod) + (static_cast<float>(best) + shift) * std::log(parameters::kPeriodRatio),
      m / (energy * kWindowEnergy + 1e-3f)};
}

}  // namespace

RidgePeriod RidgePeriod::measure(const Field& image, const Flow& flow, const Mask& mask) {
  Field sum((image.w + kLattice - 1) / kLattice, (image.h + kLattice - 1) / kLattice), weight(sum.w, sum.h);
  float total = 0, total_weight = 0, shares = 0;
  int places = 0;
  for (int by = 0; by < sum.h; ++by)
    for (int bx = 0; bx < sum.w; ++bx) {
      const int cx = bx * kLattice + kLattice / 2, cy = by * kLattice + kLattice / 2;
      if (cx >= image.w || cy >= image.h || !mask.at(cx / kCell, cy / kCell)) continue;
      ++places;
      const auto peak = strongest(profile_across(image, cx, cy, ridge_angle(flow, cx / kCell, cy / kCell)));
      if (!peak) continue;
      shares += peak->share;
      const float w = peak->share * peak->share;
      sum.at(bx, by) = w * peak->log_period, weight.at(bx, by) = w;
      total += w * peak->log_period, total_weight += w;
    }
  const float usual = total_weight > 0 ? total / total_weight : std::log(parameters::kUsualPeriod);
  blur(sum, kLatticeSigma);
  blur(weight, kLatticeSigma);
  RidgePeriod out;
  out.log_ = sum;
  for (std::size_t i = 0; i < sum.v.size(); ++i)
    out.log_.v[i] = (sum.v[i] + parameters::kPeriodPrior * usual) / (weight.v[i] + parameters::kPeriodPrior);
  out.periodicity_ = places ? shares / static_cast<float>(places) : 0;
  return out;
}

float RidgePeriod::at(float x, float y) const {
  const float gx = std::clamp(x / kLattice - 0.5f, 0.f, static_cast<float>(log_.w) - 1.001f);
  const float gy = std::clamp(y / kLattice - 0.5f, 0.f, static_cast<float>(log_.h) - 1.001f);
  const int ix = std::min(static_cast<int>(gx), log_.w - 2), iy = std::min(static_cast<int>(gy), log_.h - 2);
  const float ax = gx - static_cast<float>(ix), ay = gy - static_cast<float>(iy);
  return std::exp((1 - ay) * ((1 - ax) * log_.at(ix, iy) + ax * log_.at(ix + 1, iy)) +
                  ay * ((1 - ax) * log_.at(ix, iy + 1) + ax * log_.at(ix + 1, iy + 1)));
}

}  // namespace ktpel::biometric::detail
