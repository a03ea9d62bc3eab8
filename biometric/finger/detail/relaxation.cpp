// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <numeric>

#include "biometric/finger/detail/comparison.h"
#include "biometric/finger/parameters.h"

namespace ktpel::biometric::detail {
namespace {

/// Smooth cut-off at 1 without an exponential.
float fading(float d) { return 1 / (1 + d * d); }

/// 0..1: could both pairs be true at once? Same distance (pressure stretches 3 % a pixel), same relative
/// direction, same direction of the line between them.
float compatible(const IndexedFinger& A, const IndexedFinger& B, const Pair& p, const Pair& q) {
  constexpr float kLength = 5, kStretch = 0.03f, kTurn = 0.06f, kLine = 0.04f, kShort = 12;
  const int a1 = p.a, a2 = q.a, b1 = p.b, b2 = q.b;
  const float ax = A.x[a2] - A.x[a1], ay = A.y[a2] - A.y[a1], bx = B.x[b2] - B.x[b1], by = B.y[b2] - B.y[b1];
  const float da = std::sqrt(ax * ax + ay * ay), db = std::sqrt(bx * bx + by * by);
  const float stretch = (da - db) / (1 + kStretch * (da + db)) / kLength;
  const float ac = A.cosine[a1] * A.cosine[a2] + A.sine[a1] * A.sine[a2];
  const float as = A.cosine[a1] * A.sine[a2] - A.sine[a1] * A.cosine[a2];
  const float bc = B.cosine[b1] * B.cosine[b2] + B.sine[b1] * B.sine[b2];
  const float bs = B.cosine[b1] * B.sine[b2] - B.sine[b1] * B.cosine[b2];
  const float turn = 1 - (ac * bc + as * bs);
  const float au = A.cosine[a1] * ax + A.sine[a1] * ay, av = A.cosine[a1] * ay - A.sine[a1] * ax;
  const float bu = B.cosine[b1] * bx + B.sine[b1] * by, bv = B.cosine[b1] * by - B.sine[b1] * bx;
  const float line = da < kShort || db < kShort ? 0 : 1 - (au * bu + av * bv) / (da * db);
  return fading(stretch * stretch) * fading(turn / kTurn) * fading(line / kLine);
}

}  // namespace

float relax(const IndexedFinger& a, const IndexedFinger& b, Workspace& work) {
  const auto n = work.top.size();
  work.compatibility.assign(n * n, 0.f);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < i; ++j)
      work.compatibility[i * n + j] = work.compatibility[j * n + i] = compatible(a, b, work.top[i], work.top[j]);
  work.support.resize(n), work.next.resize(n);
  for (std::size_t i = 0; i < n; ++i) work.support[i] = work.top[i].similarity;
  for (int round = 0; round < parameters::kRelaxationRounds; ++round) {
    for (std::size_t i = 0; i < n; ++i) {
      float votes = 0;
      for (std::size_t j = 0; j < n; ++j) votes += work.compatibility[i * n + j] * work.support[j];
      work.next[i] = 0.5f * work.support[i] + 0.5f * votes / static_cast<float>(std::max<std::size_t>(1, n - 1));
    }
    std::swap(work.support, work.next);
  }
  work.order.resize(n);
  std::iota(work.order.begin(), work.order.end(), 0);
  std::stable_sort(work.order.begin(), work.order.end(), [&](int i, int j) {
    return work.support[static_cast<std::size_t>(i)] > work.support[static_cast<std::size_t>(j)];
  });
  float sum = 0;
  for (std::size_t i = 0; i < std::min<std::size_t>(n, parameters::kTopPairs); ++i)
    sum += work.support[static_cast<std::size_t>(work.order[i])];
  return sum / parameters::kTopPairs;
}

}  // namespace ktpel::biometric::detail
