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

/// What is needed of a pair, side by side for many.
struct Ends {
  static constexpr std::size_t kMost = parameters::kCandidatePairs;
  struct Side {
    float x[kMost], y[kMost], cosine[kMost], sine[kMost];
    void put(std::size_t at, const IndexedFinger& finger, int i) {
      x[at] = finger.x[i], y[at] = finger.y[i], cosine[at] = finger.cosine[i], sine[at] = finger.sine[i];
    }
  } a, b;
};

/// 0..1: could pair i and each of those before it be true at once? Same distance (pressure stretches 3 % a pixel), same
/// relative direction, same direction of the line between them. No branches: runs lane by lane.
void compatible_with(const Ends& ends, std::size_t i, float* out) {
  constexpr float kLength = 5, kStretch = 0.03f, kTurn = 0.06f, kLine = 0.04f, kShort = 12;
  const auto &A = ends.a, &B = ends.b;
  for (std::size_t j = 0; j < i; ++j) {
    const float ax = A.x[j] - A.x[i], ay = A.y[j] - A.y[i], bx = B.x[j] - B.x[i], by = B.y[j] - B.y[i];
    const float da = std::sqrt(ax * ax + ay * ay), db = std::sqrt(bx * bx + by * by);
    const float stretch = (da - db) / (1 + kStretch * (da + db)) / kLength;
    const float ac = A.cosine[i] * A.cosine[j] + A.sine[i] * A.sine[j];
    const float as = A.cosine[i] * A.sine[j] - A.sine[i] * A.cosine[j];
    const float bc = B.cosine[i] * B.cosine[j] + B.sine[i] * B.sine[j];
    const float bs = B.cosine[i] * B.sine[j] - B.sine[i] * B.cosine[j];
    const float turn = 1 - (ac * bc + as * bs);
    const float au = A.cosine[i] * ax + A.sine[i] * ay, av = A.cosine[i] * ay - A.sine[i] * ax;
    const float bu = B.cosine[i] * bx + B.sine[i] * by, bv = B.cosine[i] * by - B.sine[i] * bx;
    const bool too_short = da < kShort || db < kShort;
    const float product = too_short ? 1 : da * db;
    const float line = too_short ? 0 : 1 - (au * bu + av * bv) / product;
    out[j] = fading(stretch * stretch) * fading(turn / kTurn) * fading(line / kLine);
  }
}

}  // namespace

float relax(const IndexedFinger& a, const IndexedFinger& b, Workspace& work) {
  const auto n = work.top.size();
  work.compatibility.assign(n * n, 0.f);
  Ends ends;
  for (std::size_t i = 0; i < n; ++i) ends.a.put(i, a, work.top[i].a), ends.b.put(i, b, work.top[i].b);
  for (std::size_t i = 0; i < n; ++i) {
    compatible_with(ends, i, work.compatibility.data() + i * n);
    for (std::size_t j = 0; j < i; ++j) work.compatibility[j * n + i] = work.compatibility[i * n + j];
  }
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
