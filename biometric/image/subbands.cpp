// SPDX-License-Identifier: Apache-2.0
// The wavelet packet of WSQ. One split of a rectangle makes four: rows, then columns, each filtered and halved. Samples
// at even places (0, 2, ...) are the centres of the low filter, those at odd places of the high one; outside the
// signal is mirrored about its end samples, so that an odd length needs no special case.
#include <algorithm>
#include <span>

#include "biometric/image/detail/subbands.h"

namespace ktpel::biometric::detail {
namespace {

constexpr int kReach = 3;  // how far the taps reach among the samples of one parity

/// Index into a signal of n samples mirrored about both ends; n >= 1.
int mirrored(int i, int n) {
  if (n == 1) return 0;
  const int period = 2 * (n - 1);
  i = ((i % period) + period) % period;
  return i < n ? i : period - i;
}

/// Taps as seen from an even and from an odd place, alternating between samples of its own and of the other parity.
struct Kernel {
  std::array<float, 5> even, odd;
};
Kernel analysis_kernel(const Filters& f) { return {f.low, f.high}; }
/// The synthesis filters are the analysis filters of the other band with every second sign turned.
Kernel synthesis_kernel(const Filters& f) {
  const auto& h = f.high;
  const auto& l = f.low;
  return {{h[0], -l[1], h[2], -l[3], h[4]}, {l[0], -h[1], l[2], -h[3], l[4]}};
}

/// The samples of one line (or the lines of a block) by parity, reachable kReach before and after.
/// T is float* for lines, or const float* to rows.
template <class T>
struct Parities {
  std::vector<T> even_store, odd_store;
  T* even = nullptr;
  T* odd = nullptr;
  void prepare(int n) {
    even_store.resize(static_cast<std::size_t>((n + 1) / 2 + 2 * kReach + 1));
    odd_store.resize(static_cast<std::size_t>(n / 2 + 2 * kReach + 1));
    even = even_store.data() + kReach, odd = odd_store.data() + kReach;
  }
  /// Fills what lies outside 0..n-1 from inside.
  void mirror(int n) {
    const int evens = (n + 1) / 2, odds = n / 2;
    const auto sample = [this](int place) { return place % 2 ? odd[place / 2] : even[place / 2]; };
    for (int j = 1; j <= kReach; ++j) {
      even[-j] = sample(mirrored(-2 * j, n));
      odd[-j] = n > 1 ? sample(mirrored(-2 * j + 1, n)) : T{};
      even[evens - 1 + j] = sample(mirrored(2 * (evens - 1 + j), n));
      odd[odds - 1 + j] = n > 1 ? sample(mirrored(2 * (odds - 1 + j) + 1, n)) : T{};
    }
  }
};

void filter_even(const float* e, const float* o, const std::array<float, 5>& t, float* out, int count) {
  for (int i = 0; i < count; ++i)
    out[i] = t[0] * e[i] + t[1] * (o[i - 1] + o[i]) + t[2] * (e[i - 1] + e[i + 1]) + t[3] * (o[i - 2] + o[i + 1]) +
             t[4] * (e[i - 2] + e[i + 2]);
}
void filter_odd(const float* e, const float* o, const std::array<float, 5>& t, float* out, int count) {
  for (int i = 0; i < count; ++i)
    out[i] = t[0] * o[i] + t[1] * (e[i] + e[i + 1]) + t[2] * (o[i - 1] + o[i + 1]) + t[3] * (e[i - 1] + e[i + 2]) +
             t[4] * (o[i - 2] + o[i + 2]);
}

/// One output row from nine input rows.
void filter_rows(const std::array<const float*, 9>& r, const std::array<float, 5>& t, float* out, int width) {
  const float *r0 = r[0], *a1 = r[1], *b1 = r[2], *a2 = r[3], *b2 = r[4], *a3 = r[5], *b3 = r[6], *a4 = r[7],
              *b4 = r[8];
  for (int x = 0; x < width; ++x)
    out[x] = t[0] * r0[x] + t[1] * (a1[x] + b1[x]) + t[2] * (a2[x] + b2[x]) + t[3] * (a3[x] + b3[x]) +
             t[4] * (a4[x] + b4[x]);
}
std::array<const float*, 9> around_even(const float* const* e, const float* const* o, int i) {
  return {e[i], o[i - 1], o[i], e[i - 1], e[i + 1], o[i - 2], o[i + 1], e[i - 2], e[i + 2]};
}
std::array<const float*, 9> around_odd(const float* const* e, const float* const* o, int i) {
  return {o[i], e[i], e[i + 1], o[i - 1], o[i + 1], e[i - 1], e[i + 2], o[i - 2], o[i + 2]};
}

/// A line of one sample has no high half; the low filter's sum is sqrt(2).
constexpr float kLoneSample = 1.41421356f;

/// Where the low and the high half begin.
struct Halves {
  int low, high, lows, highs;
};
Halves halves(int n, bool turned) {
  const int lows = (n + 1) / 2, highs = n / 2;
  return turned ? Halves{highs, 0, lows, highs} : Halves{0, lows, lows, highs};
}

/// The buffers of a whole transform.
struct Bench {
  std::vector<float> block;
  Parities<float> line;
  Parities<const float*> rows;
  std::vector<float> even_out, odd_out;
};

void analyse_one(float* plane, int stride, const Band& band, bool turned_x, bool turned_y, const Kernel& kernel,
                 Bench& bench) {
  const int w = band.width, h = band.height;
  if (w == 0 || h == 0) return;
  float* const at = plane + static_cast<long>(band.y) * stride + band.x;
  const auto across = halves(w, turned_x), down = halves(h, turned_y);
  bench.line.prepare(w);
  auto& line = bench.line;
  for (int y = 0; y < h; ++y) {
    const float* from = at + static_cast<long>(y) * stride;
    float* to = bench.block.data() + static_cast<long>(y) * w;
    if (w == 1) {
      to[0] = from[0] * kLoneSample;
      continue;
    }
    for (int i = 0; i < across.highs; ++i) line.even[i] = from[2 * i], line.odd[i] = from[2 * i + 1];
    if (w % 2) line.even[across.lows - 1] = from[w - 1];
    line.mirror(w);
    filter_even(line.even, line.odd, kernel.even, to + across.low, across.lows);
    filter_odd(line.even, line.odd, kernel.odd, to + across.high, across.highs);
  }
  const float* block = bench.block.data();
  if (h == 1) {
    for (int x = 0; x < w; ++x) at[x] = block[x] * kLoneSample;
    return;
  }
  auto& rows = bench.rows;
  rows.prepare(h);
  for (int i = 0; i < down.lows; ++i) rows.even[i] = block + static_cast<long>(2 * i) * w;
  for (int i = 0; i < down.highs; ++i) rows.odd[i] = block + static_cast<long>(2 * i + 1) * w;
  rows.mirror(h);
  for (int i = 0; i < down.lows; ++i)
    filter_rows(around_even(rows.even, rows.odd, i), kernel.even, at + static_cast<long>(down.low + i) * stride, w);
  for (int i = 0; i < down.highs; ++i)
    filter_rows(around_odd(rows.even, rows.odd, i), kernel.odd, at + static_cast<long>(down.high + i) * stride, w);
}

void synthesise_one(float* plane, int stride, const Band& band, bool turned_x, bool turned_y, const Kernel& kernel,
                    Bench& bench) {
  const int w = band.width, h = band.height;
  if (w == 0 || h == 0) return;
  float* const at = plane + static_cast<long>(band.y) * stride + band.x;
  const auto across = halves(w, turned_x), down = halves(h, turned_y);
  float* const block = bench.block.data();
  if (h == 1) {
    for (int x = 0; x < w; ++x) block[x] = at[x] / kLoneSample;
  } else {
    auto& rows = bench.rows;
    rows.prepare(h);
    for (int i = 0; i < down.lows; ++i) rows.even[i] = at + static_cast<long>(down.low + i) * stride;
    for (int i = 0; i < down.highs; ++i) rows.odd[i] = at + static_cast<long>(down.high + i) * stride;
    rows.mirror(h);
    for (int i = 0; i < down.lows; ++i)
      filter_rows(around_even(rows.even, rows.odd, i), kernel.even, block + static_cast<long>(2 * i) * w, w);
    for (int i = 0; i < down.highs; ++i)
      filter_rows(around_odd(rows.even, rows.odd, i), kernel.odd, block + static_cast<long>(2 * i + 1) * w, w);
  }
  auto& line = bench.line;
  line.prepare(w);
  float* const even_out = bench.even_out.data();
  float* const odd_out = bench.odd_out.data();
  for (int y = 0; y < h; ++y) {
    const float* from = block + static_cast<long>(y) * w;
    float* to = at + static_cast<long>(y) * stride;
    if (w == 1) {
      to[0] = from[0] / kLoneSample;
      continue;
    }
    std::copy_n(from + across.low, across.lows, line.even);
    std::copy_n(from + across.high, across.highs, line.odd);
    line.mirror(w);
    filter_even(line.even, line.odd, kernel.even, even_out, across.lows);
    filter_odd(line.even, line.odd, kernel.odd, odd_out, across.highs);
    for (int i = 0; i < across.highs; ++i) to[2 * i] = even_out[i], to[2 * i + 1] = odd_out[i];
    if (w % 2) to[w - 1] = even_out[across.lows - 1];
  }
}

Bench bench_for(const Band& whole) {
  Bench bench;
  bench.block.resize(static_cast<std::size_t>(whole.area()));
  bench.even_out.resize(static_cast<std::size_t>(whole.width / 2 + 1));
  bench.odd_out.resize(static_cast<std::size_t>(whole.width / 2 + 1));
  return bench;
}

}  // namespace

const Filters& standard_filters() {
  static constexpr Filters filters{
      {0.85269867900940344f, 0.37740285561265380f, -0.11062440441842342f, -0.02384946501938000f, 0.03782845550699546f},
      {0.78848561640566439f, -0.41809227322221221f, -0.04068941760955844f, 0.06453888262893845f, 0.f}};
  return filters;
}

std::array<SubbandPlan::Split, 4> SubbandPlan::split(const Split& node) {
  splits_.push_back(node);
  const auto& b = node.band;
  const auto across = halves(b.width, node.turned_x), down = halves(b.height, node.turned_y);
  const int left = std::max(across.low, across.high), top = std::max(down.low, down.high);
  std::array<Split, 4> out;
  for (std::size_t i = 0; i < 4; ++i) {
    const bool right = i % 2, below = i / 2;
    out[i] = {{b.x + (right ? left : 0), b.y + (below ? top : 0), right ? b.width - left : left,
               below ? b.height - top : top},
              right,
              below};
  }
  return out;
}

SubbandPlan::SubbandPlan(int width, int height) : width_(width) {
  std::size_t next = 0;
  const auto leaves = [&](const std::array<Split, 4>& of, std::size_t from = 0) {
    for (std::size_t i = from; i < 4; ++i) bands_[next++] = of[i].band;
  };
  const auto quarter = split({{0, 0, width, height}, false, false});
  const auto low = split(quarter[0]);
  const auto lowest = split(low[0]);
  const auto first = split(lowest[0]);
  leaves(split(first[0]));                                       // 0..3
  leaves(first, 1);                                              // 4..6
  for (std::size_t i = 1; i < 4; ++i) leaves(split(lowest[i]));  // 7..18
  for (const auto side : {1u, 2u})                               // 19..34, 35..50
    for (const auto& part : split(low[side])) leaves(split(part));
  bands_[next++] = low[3].band;                                   // 51
  for (std::size_t i = 1; i < 4; ++i) leaves(split(quarter[i]));  // 52..63
}

void SubbandPlan::analyse(std::vector<float>& plane, const Filters& filters) const {
  const auto kernel = analysis_kernel(filters);
  auto bench = bench_for(splits_.front().band);
  for (std::size_t i = 0; i + 1 < splits_.size(); ++i)
    analyse_one(plane.data(), width_, splits_[i].band, splits_[i].turned_x, splits_[i].turned_y, kernel, bench);
}

void SubbandPlan::synthesise(std::vector<float>& plane, const Filters& filters, bool highest) const {
  const auto kernel = synthesis_kernel(filters);
  auto bench = bench_for(splits_.front().band);
  for (std::size_t i = splits_.size() - (highest ? 0 : 1); i-- > 0;)
    synthesise_one(plane.data(), width_, splits_[i].band, splits_[i].turned_x, splits_[i].turned_y, kernel, bench);
}

}  // namespace ktpel::biometric::detail
