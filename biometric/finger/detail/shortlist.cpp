// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <numeric>

#include "biometric/finger/detail/comparison.h"
#include "biometric/finger/detail/kernels.h"
#include "biometric/finger/parameters.h"

namespace ktpel::biometric::detail {
namespace {

constexpr int kLevels = 128;
constexpr float kPerLevel = 220;  // similarities are not negative
int level_of(float similarity) { return std::min(static_cast<int>(similarity * kPerLevel), kLevels - 1); }

/// Flow and patches of every pair whose rotation is within the gate. Returns how many there are at each level.
std::array<int, kLevels> compare_surroundings(const IndexedFinger& a, const IndexedFinger& b, Shares shares,
                                              Workspace& work) {
  constexpr int kBins = IndexedFinger::kAngleBins;
  const int span = std::min(kBins / 2 - 1, static_cast<int>(std::ceil(parameters::kRotation * kBins / (2 * kPi))));
  const Kernels& run = kernels();
  std::array<int, kLevels> histogram{}, other{};  // by turns: a level often follows itself
  work.gated.clear();
  for (int i = 0; i < a.count(); ++i) {
    float* row = work.similarity.data() + static_cast<std::size_t>(i) * static_cast<std::size_t>(b.count());
    const auto scan = [&](int from, int to) {
      if (from >= to) return;
      run.surroundings(a.descriptors[static_cast<std::size_t>(i)], b.descriptors.data() + from, to - from, shares.flow,
                       shares.patch, row + from);
      int j = from;
      for (; j + 1 < to; j += 2) {
        ++histogram[static_cast<std::size_t>(level_of(row[j]))];
        ++other[static_cast<std::size_t>(level_of(row[j + 1]))];
      }
      if (j < to) ++histogram[static_cast<std::size_t>(level_of(row[j]))];
      work.gated.push_back({i, from, to});
    };
    const auto start = [&](int bin) { return static_cast<int>(b.angle_start[static_cast<std::size_t>(bin)]); };
    const int k = IndexedFinger::angle_bin(a.angle[static_cast<std::size_t>(i)]), low = k - span, high = k + span + 1;
    scan(start(std::max(low, 0)), start(std::min(high, kBins)));
    if (low < 0) scan(start(low + kBins), b.count());
    if (high > kBins) scan(0, start(high - kBins));
  }
  for (std::size_t level = 0; level < kLevels; ++level) histogram[level] += other[level];
  return histogram;
}

/// About kShortlist of the best, by a histogram instead of a sort.
void take_best(const IndexedFinger& b, const std::array<int, kLevels>& histogram, Workspace& work) {
  int level = kLevels - 1, left = parameters::kShortlist;
  while (level > 0 && (left -= histogram[static_cast<std::size_t>(level)]) > 0) --level;
  if (std::accumulate(histogram.begin(), histogram.end(), 0) <= parameters::kShortlist) level = 0;
  work.candidates.resize(work.similarity.size() + 1);  // one is written and not kept
  Pair* next = work.candidates.data();
  for (const auto& span : work.gated) {
    const float* row = work.similarity.data() + static_cast<std::size_t>(span.a) * static_cast<std::size_t>(b.count());
    for (int j = span.from; j < span.to; ++j) {
      *next = {span.a, j, row[j]};
      next += row[j] * kPerLevel >= static_cast<float>(level);
    }
  }
  work.candidates.resize(static_cast<std::size_t>(next - work.candidates.data()));
}

/// A pair as one number that orders as pairs do: the most similar is the largest, of equals the one of the first
/// minutiae. Similarities are not negative, so their bits are in order; a finger has at most 255 minutiae.
std::uint64_t key_of(const Pair& p) {
  return std::uint64_t{std::bit_cast<std::uint32_t>(p.similarity)} << 16 | static_cast<std::uint64_t>(255 - p.a) << 8 |
         static_cast<std::uint64_t>(255 - p.b);
}
Pair pair_of(std::uint64_t key) {
  return {255 - static_cast<int>(key >> 8 & 255), 255 - static_cast<int>(key & 255),
          std::bit_cast<float>(static_cast<std::uint32_t>(key >> 16))};
}

void take_one_to_one(const IndexedFinger& a, const IndexedFinger& b, Workspace& work) {
  work.top.clear();
  work.used_a.assign(static_cast<std::size_t>(a.count()), 0);
  work.used_b.assign(static_cast<std::size_t>(b.count()), 0);
  work.keys.clear();
  for (const Pair& p : work.candidates) work.keys.push_back(key_of(p));
  // best first, by a heap: few are asked for
  std::make_heap(work.keys.begin(), work.keys.end());
  for (auto end = work.keys.end(); end != work.keys.begin();) {
    if (work.top.size() >= parameters::kCandidatePairs) break;
    std::pop_heap(work.keys.begin(), end--);
    const Pair p = pair_of(*end);
    auto &ua = work.used_a[static_cast<std::size_t>(p.a)], &ub = work.used_b[static_cast<std::size_t>(p.b)];
    if (ua || ub) continue;
    ua = ub = 1;
    work.top.push_back(p);
  }
}

}  // namespace

Shares shares_of(const IndexedFinger& a, const IndexedFinger& b) {
  if (a.knowledge == Knowledge::Full && b.knowledge == Knowledge::Full)
    return {parameters::kFlowShare, parameters::kPatchShare, parameters::kCylinderShare};
  constexpr float kAll = parameters::kFlowShare + parameters::kCylinderShare;  // no patches: the rest counts for all
  return {parameters::kFlowShare / kAll, 0, parameters::kCylinderShare / kAll};
}

bool shortlist(const IndexedFinger& a, const IndexedFinger& b, Workspace& work) {
  const Shares shares = shares_of(a, b);
  work.similarity.assign(static_cast<std::size_t>(a.count()) * static_cast<std::size_t>(b.count()), 0.f);
  take_best(b, compare_surroundings(a, b, shares, work), work);
  if (work.candidates.empty()) return false;
  const Kernels& run = kernels();
  for (Pair& p : work.candidates) {
    const auto at = static_cast<std::size_t>(p.a) * static_cast<std::size_t>(b.count()) + static_cast<std::size_t>(p.b);
    p.similarity = work.similarity[at] += shares.cylinder * run.cylinders(a.descriptors[static_cast<std::size_t>(p.a)],
                                                                          b.descriptors[static_cast<std::size_t>(p.b)]);
  }
  take_one_to_one(a, b, work);
  return true;
}

}  // namespace ktpel::biometric::detail
