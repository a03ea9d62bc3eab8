// SPDX-License-Identifier: Apache-2.0
#include "biometric/synth/detail/ridges.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include "biometric/synth/detail/exact.h"

// All filtering is in integers: exact, and eight products at a time on every x86-64.
namespace ktpel::biometric {
namespace {

constexpr int kRadius = 8, kTaps = 2 * kRadius + 1;
constexpr int kRowTaps = 24;  // kTaps filled up with zeros to whole vectors of eight
constexpr int kTurns = 64, kPeriods = 13;
constexpr double kShortestPeriod = 6.3, kPeriodStep = 1.057;  // 6.3 .. 12.3 px
constexpr int kBlock = 4;                                     // pixels that share a filter
constexpr int kBlocksAcross = kMasterWidth / kBlock, kBlocksDown = kMasterHeight / kBlock;
constexpr int kMargin = 16;  // zeros around the plane, so that no filter looks outside
constexpr int kStride = kMasterWidth + 2 * kMargin;
constexpr int kUnit = 1 << 14;  // the response of a filter to its own wave of amplitude 1
constexpr int kFull = 100;

struct Filter {
  alignas(16) std::array<std::int16_t, kTaps * kRowTaps> even, odd;
};

/// Gabor filters: a wave across the ridges under a bell, zero mean, unit response.
class FilterBank {
 public:
  FilterBank() : filters_(static_cast<std::size_t>(kTurns * kPeriods)) {
    double period = kShortestPeriod;
    for (int p = 0; p < kPeriods; ++p, period *= kPeriodStep)
      for (int t = 0; t < kTurns; ++t) make(at(t, p), t * exact::kPi / kTurns, period);
  }
  const Filter& at(int turn, int period) const { return filters_[static_cast<std::size_t>(period * kTurns + turn)]; }
  static const FilterBank& shared() {
    static const FilterBank bank;
    return bank;
  }

 private:
  Filter& at(int turn, int period) { return filters_[static_cast<std::size_t>(period * kTurns + turn)]; }

  static void make(Filter& filter, double angle, double period) {
    const double across_spread = .42 * period, along_spread = .50 * period;
    const double cos = exact::cosine(angle), sin = exact::sine(angle);
    std::array<double, kTaps * kTaps> bell, even, odd;
    double bells = 0, evens = 0;
    for (int y = -kRadius; y <= kRadius; ++y)
      for (int x = -kRadius; x <= kRadius; ++x) {
        const std::size_t i = static_cast<std::size_t>((y + kRadius) * kTaps + x + kRadius);
        const double along = x * cos - y * sin, across = x * sin + y * cos;  // y down, angle counter-clockwise
        bell[i] = exact::exponential(
            -.5 * (across * across / (across_spread * across_spread) + along * along / (along_spread * along_spread)));
        if (x * x + y * y > (kRadius + 1) * (kRadius + 1)) bell[i] = 0;
        even[i] = bell[i] * exact::cosine(2 * exact::kPi * across / period);
        odd[i] = bell[i] * exact::sine(2 * exact::kPi * across / period);
        bells += bell[i];
        evens += even[i];
      }
    double even_gain = 0, odd_gain = 0;
    for (int y = -kRadius; y <= kRadius; ++y)
      for (int x = -kRadius; x <= kRadius; ++x) {
        const std::size_t i = static_cast<std::size_t>((y + kRadius) * kTaps + x + kRadius);
        const double across = x * sin + y * cos;
        even[i] -= bell[i] * evens / bells;
        even_gain += even[i] * exact::cosine(2 * exact::kPi * across / period);
        odd_gain += odd[i] * exact::sine(2 * exact::kPi * across / period);
      }
    filter.even.fill(0);
    filter.odd.fill(0);
    for (int y = 0; y < kTaps; ++y)
      for (int x = 0; x < kTaps; ++x) {
        const std::size_t i = static_cast<std::size_t>(y * kTaps + x), o = static_cast<std::size_t>(y * kRowTaps + x);
        filter.even[o] = static_cast<std::int16_t>(std::floor(even[i] / even_gain * kUnit + .5));
        filter.odd[o] = static_cast<std::int16_t>(std::floor(odd[i] / odd_gain * kUnit + .5));
      }
  }
  std::vector<Filter> filters_;
};

using Plane = std::vector<std::int16_t>;

std::size_t place(int x, int y) { return static_cast<std::size_t>((y + kMargin) * kStride + x + kMargin); }

int response(const std::int16_t* corner, const std::int16_t* taps) {
  int sum = 0;
  for (int y = 0; y < kTaps; ++y, corner += kStride, taps += kRowTaps)
    for (int x = 0; x < kRowTaps; ++x) sum += corner[x] * taps[x];
  return sum;
}

struct Block {
  int x, y;  // of its first pixel
  int turn;
  const Filter* filter;
};

std::vector<Block> blocks_of(const RidgeFlow& flow) {
  std::vector<Block> blocks;
  const FilterBank& bank = FilterBank::shared();
  std::array<double, kPeriods> edge;  // where the next period is nearer
  double period = kShortestPeriod;
  for (auto& e : edge) {
    e = period * (1 + kPeriodStep) / 2;
    period *= kPeriodStep;
  }
  for (int by = 0; by < kBlocksDown; ++by)
    for (int bx = 0; bx < kBlocksAcross; ++bx) {
      const FingerPoint p{bx * kBlock + 1.5 - kMasterWidth / 2, kMasterHeight / 2 - (by * kBlock + 1.5)};
      if (!RidgeFlow::on_finger(p)) continue;
      const double turns = flow.orientation(p) / exact::kPi * kTurns;
      const int turn = static_cast<int>(static_cast<long long>(std::floor(turns + .5)) & (kTurns - 1));
      const double wanted = flow.period_px(p);
      int k = 0;
      while (k + 1 < kPeriods && edge[static_cast<std::size_t>(k)] < wanted) ++k;
      blocks.push_back({bx * kBlock, by * kBlock, turn, &bank.at(turn, k)});
    }
  return blocks;
}

/// One round of growth: `to` = filtered `from`, amplified by `gain`/8 and cut to +-kFull.
void filter_plane(const Plane& from, Plane& to, const std::vector<Block>& blocks, int gain,
                  const std::array<std::int16_t, kTaps * kRowTaps> Filter::*part) {
  for (const Block& block : blocks) {
    const std::int16_t* taps = (block.filter->*part).data();
    for (int y = block.y; y < block.y + kBlock; ++y)
      for (int x = block.x; x < block.x + kBlock; ++x) {
        const int sum = response(from.data() + place(x - kRadius, y - kRadius), taps) / (kUnit / 8) * gain / 64;
        to[place(x, y)] = static_cast<std::int16_t>(std::clamp(sum, -kFull, kFull));
      }
  }
}

/// Minutiae: where the phase of the ridge wave winds once around a cell of 2x2 pixels.
std::vector<TrueMinutia> windings(const Plane& even, const Plane& odd, const std::vector<Block>& blocks) {
  std::vector<int> turn_of(static_cast<std::size_t>(kBlocksAcross * kBlocksDown), -1);
  for (const Block& b : blocks) turn_of[static_cast<std::size_t>(b.y / kBlock * kBlocksAcross + b.x / kBlock)] = b.turn;
  const auto turn_at = [&](int x, int y) {
    return turn_of[static_cast<std::size_t>(y / kBlock * kBlocksAcross + x / kBlock)];
  };
  const auto apart = [](int a, int b) {  // of directions, not of lines: 0..kTurns
    const int d = std::abs(a - b) % (2 * kTurns);
    return std::min(d, 2 * kTurns - d);
  };
  std::vector<TrueMinutia> found;
  const std::array<std::array<int, 2>, 4> ring = {{{0, 0}, {1, 0}, {1, 1}, {0, 1}}};
  for (int y = kRadius; y + kRadius < kMasterHeight; ++y)
    for (int x = kRadius; x + kRadius < kMasterWidth; ++x) {
      const int reference = turn_at(x, y);
      if (reference < 0) continue;
      // The wave's direction flips where the orientation passes pi: bring all four to one side.
      std::array<double, 4> phase;
      bool same_side = true;
      for (std::size_t k = 0; k < 4 && same_side; ++k) {
        const int px = x + ring[k][0], py = y + ring[k][1], turn = turn_at(px, py);
        same_side = turn >= 0 && std::min(apart(turn, reference), kTurns - apart(turn, reference)) < kTurns / 4;
        const int o = apart(turn, reference) > kTurns / 2 ? -odd[place(px, py)] : odd[place(px, py)];
        phase[k] = exact::arctangent(o, even[place(px, py)]);
      }
      if (!same_side) continue;
      double winding = 0;
      for (std::size_t k = 0; k < 4; ++k) {
        double step = phase[(k + 1) % 4] - phase[k];
        if (step > exact::kPi) step -= 2 * exact::kPi;
        if (step < -exact::kPi) step += 2 * exact::kPi;
        winding += step;
      }
      if (winding > -3 && winding < 3) continue;
      // At a core or a delta a winding is the singular point itself, not a minutia.
      bool singular = false;
      for (const auto& [sx, sy] : {std::array{7, 0}, {-7, 0}, {0, 7}, {0, -7}, {5, 5}, {-5, 5}, {5, -5}, {-5, -5}}) {
        const int turn = turn_at(x + sx, y + sy);
        singular |= turn < 0 || std::min(apart(turn, reference), kTurns - apart(turn, reference)) > kTurns / 5;
      }
      if (singular) continue;
      // The phase grows across the ridges, to the right of the orientation (y down); a winding
      // clockwise on the screen means one wave more on the side that the orientation points to.
      const double line = reference * exact::kPi / kTurns;
      const double angle = winding > 0 ? line + exact::kPi : line;
      const double cx = x + .5, cy = y + .5;
      int ink = 0;  // the added line: dark is a ridge that ends here, light a valley that does
      for (int d = 4; d <= 7; ++d) {
        const int sx = static_cast<int>(std::floor(cx + d * exact::cosine(angle) + .5)),
                  sy = static_cast<int>(std::floor(cy - d * exact::sine(angle) + .5));
        ink += even[place(sx, sy)];
      }
      found.push_back({cx, cy, angle >= 2 * exact::kPi ? angle - 2 * exact::kPi : angle,
                       ink > 0 ? TrueMinutia::Kind::Ending : TrueMinutia::Kind::Bifurcation});
    }
  // Two that face each other nearer than a ridge are one blot, not two minutiae.
  std::vector<TrueMinutia> kept;
  for (std::size_t a = 0; a < found.size(); ++a) {
    bool alone = true;
    for (std::size_t b = 0; b < found.size() && alone; ++b) {
      const double dx = found[a].x_px - found[b].x_px, dy = found[a].y_px - found[b].y_px;
      alone = a == b || dx * dx + dy * dy > 6 * 6 || exact::cosine(found[a].angle_rad - found[b].angle_rad) > 0;
    }
    if (alone) kept.push_back(found[a]);
  }
  return kept;
}

}  // namespace

RidgePattern grow_ridges(const RidgeFlow& flow, base::SeededRandom random) {
  const auto blocks = blocks_of(flow);
  const std::size_t area = static_cast<std::size_t>(kStride) * static_cast<std::size_t>(kMasterHeight + 2 * kMargin);
  Plane now(area + kRowTaps, 0), next(area + kRowTaps, 0);
  for (const Block& block : blocks)
    for (int y = block.y; y < block.y + kBlock; ++y)
      for (int x = block.x; x < block.x + kBlock; ++x)
        now[place(x, y)] = static_cast<std::int16_t>(random.below(2 * kFull + 1)) - kFull;
  constexpr int kRounds = 12, kAmplify = 14, kLevel = 8;
  for (int round = 0; round < kRounds; ++round) {
    filter_plane(now, next, blocks, kAmplify, &Filter::even);
    std::swap(now, next);
  }
  filter_plane(now, next, blocks, kLevel, &Filter::even);  // the last one neither amplified nor cut: smooth waves
  Plane odd(area + kRowTaps, 0);
  filter_plane(now, odd, blocks, kLevel, &Filter::odd);
  RidgePattern pattern;
  pattern.minutiae = windings(next, odd, blocks);
  pattern.ridges.assign(static_cast<std::size_t>(kMasterWidth) * kMasterHeight, 0);
  for (int y = 0; y < kMasterHeight; ++y)
    for (int x = 0; x < kMasterWidth; ++x)
      pattern.ridges[static_cast<std::size_t>(y * kMasterWidth + x)] = static_cast<std::int8_t>(next[place(x, y)]);
  return pattern;
}

}  // namespace ktpel::biometric
