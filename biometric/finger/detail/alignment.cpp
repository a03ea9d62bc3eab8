// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "biometric/finger/detail/comparison.h"
#include "biometric/finger/detail/kernels.h"
#include "biometric/finger/parameters.h"

namespace ktpel::biometric::detail {
namespace {

constexpr int kNoSeed = -1, kRounds = 2;

/// Least squares over places and directions.
Rigid fitted(const IndexedFinger& A, const IndexedFinger& B, const std::vector<Pair>& pairs) {
  float ax = 0, ay = 0, bx = 0, by = 0, along = 0, across = 0;
  for (const auto& p : pairs) ax += A.x[p.a], ay += A.y[p.a], bx += B.x[p.b], by += B.y[p.b];
  const float k = 1.f / static_cast<float>(pairs.size());
  ax *= k, ay *= k, bx *= k, by *= k;
  for (const auto& p : pairs) {
    const float ux = A.x[p.a] - ax, uy = A.y[p.a] - ay, vx = B.x[p.b] - bx, vy = B.y[p.b] - by;
    along +=
        ux * vx + uy * vy + parameters::kDirectionVote * (A.cosine[p.a] * B.cosine[p.b] + A.sine[p.a] * B.sine[p.b]);
    across +=
        ux * vy - uy * vx + parameters::kDirectionVote * (A.cosine[p.a] * B.sine[p.b] - A.sine[p.a] * B.cosine[p.b]);
  }
  const float length = std::sqrt(along * along + across * across) + 1e-9f;
  const float c = along / length, s = across / length;
  return {c, s, bx - (c * ax - s * ay), by - (s * ax + c * ay)};
}

float tolerance_at(const IndexedFinger& A, int i, float tolerance, int seed) {
  if (seed == kNoSeed) return tolerance;
  const float dx = A.x[i] - A.x[seed], dy = A.y[i] - A.y[seed];
  return std::min(parameters::kMostTolerance, tolerance + parameters::kToleranceGrowth * std::sqrt(dx * dx + dy * dy));
}

/// The minutiae of B that are near, into `out`: only those that may look in this direction are tried, B is ordered by
/// it.
int find_near(const IndexedFinger& B, float angle, const Near& near, const Kernels& run, std::uint16_t* out) {
  constexpr int kBins = IndexedFinger::kAngleBins;
  static const int span = static_cast<int>(std::ceil(parameters::kDirectionTolerance * kBins / (2 * kPi)));
  const auto start = [&](int bin) { return static_cast<int>(B.angle_start[static_cast<std::size_t>(bin)]); };
  const Places places = B.places();
  int found = 0;
  const auto scan = [&](int from, int to) {
    if (from < to) found += run.near(places, from, to, near, out + found);
  };
  const int k = IndexedFinger::angle_bin(wrapped(angle)), low = k - span, high = k + span + 1;
  scan(start(std::max(low, 0)), start(std::min(high, kBins)));
  if (low < 0) scan(start(low + kBins), B.count());
  if (high > kBins) scan(0, start(high - kBins));
  return found;
}

/// One-to-one pairing within a tolerance of place and direction, best first, into work.current. From a seed
/// the tolerance grows with the distance to it.
void pair_up(const IndexedFinger& A, const IndexedFinger& B, const Rigid& t, bool elastic, float tolerance, int seed,
             Workspace& work) {
  static const float least_cosine = std::cos(parameters::kDirectionTolerance);
  const float rotation = std::atan2(t.s, t.c);
  const Kernels& run = kernels();
  work.near.resize(B.descriptors.size());
  work.within.clear();
  for (int i = 0; i < A.count(); ++i) {
    const float x = t.c * A.x[i] - t.s * A.y[i] + t.x + (elastic ? work.bent_x[i] : 0);
    const float y = t.s * A.x[i] + t.c * A.y[i] + t.y + (elastic ? work.bent_y[i] : 0);
    const float c = t.c * A.cosine[i] - t.s * A.sine[i], s = t.s * A.cosine[i] + t.c * A.sine[i];
    const float r = tolerance_at(A, i, tolerance, seed);
    work.moved_x[i] = x, work.moved_y[i] = y;
    if (x < B.left - r || x > B.right + r || y < B.top - r || y > B.bottom + r) continue;
    const int found = find_near(B, A.angle[i] + rotation, {x, y, c, s, r * r, least_cosine}, run, work.near.data());
    for (int k = 0; k < found; ++k) {
      const int j = work.near[static_cast<std::size_t>(k)];
      const float dx = x - B.x[j], dy = y - B.y[j], d2 = dx * dx + dy * dy, turn = c * B.cosine[j] + s * B.sine[j];
      const float alike =
          work.similarity[static_cast<std::size_t>(i) * B.descriptors.size() + static_cast<std::size_t>(j)];
      work.within.push_back({i, j, alike + 0.3f - 0.5f * d2 / (r * r) - (1 - turn)});
    }
  }
  std::sort(work.within.begin(), work.within.end(), [](const Pair& p, const Pair& q) {
    return p.similarity != q.similarity ? p.similarity > q.similarity : p.a != q.a ? p.a < q.a : p.b < q.b;
  });
  std::fill(work.used_a.begin(), work.used_a.end(), 0), std::fill(work.used_b.begin(), work.used_b.end(), 0);
  work.current.clear();
  for (Pair p : work.within) {
    auto &ua = work.used_a[static_cast<std::size_t>(p.a)], &ub = work.used_b[static_cast<std::size_t>(p.b)];
    if (ua || ub) continue;
    ua = ub = 1;
    p.similarity =
        work.similarity[static_cast<std::size_t>(p.a) * B.descriptors.size() + static_cast<std::size_t>(p.b)];
    work.current.push_back(p);
  }
}

/// Where paired minutiae still miss each other, the skin around them is moved along: residuals weighted by
/// distance and shrunk to zero, a cheap stand-in for a thin-plate spline.
void bend(const IndexedFinger& A, const IndexedFinger& B, Workspace& work) {
  const auto& t = work.motion;
  const std::size_t n = work.pairs.size();
  work.residual_x.resize(n), work.residual_y.resize(n);
  for (std::size_t k = 0; k < n; ++k) {
    const auto& p = work.pairs[k];
    work.residual_x[k] = B.x[p.b] - (t.c * A.x[p.a] - t.s * A.y[p.a] + t.x);
    work.residual_y[k] = B.y[p.b] - (t.s * A.x[p.a] + t.c * A.y[p.a] + t.y);
  }
  const Kernels& run = kernels();
  // (1 - d^2 / 8r^2)^4 is about exp(-d^2 / 2r^2)
  constexpr float kInverse = 0.125f / (parameters::kElasticRadius * parameters::kElasticRadius);
  const auto count = static_cast<std::size_t>(A.count());
  work.weight.assign(count, parameters::kElasticShrink), work.bent_x.assign(count, 0.f), work.bent_y.assign(count, 0.f);
  float *weight = work.weight.data(), *x = work.bent_x.data(), *y = work.bent_y.data();
  for (std::size_t k = 0; k < n; ++k) {
    const Pull pull{A.x[work.pairs[k].a], A.y[work.pairs[k].a], work.residual_x[k], work.residual_y[k], kInverse};
    run.pull(A.x.data(), A.y.data(), A.count(), pull, weight, x, y);
  }
  for (std::size_t i = 0; i < count; ++i) x[i] /= weight[i], y[i] /= weight[i];
}

float total(const std::vector<Pair>& pairs) {
  float sum = 0;
  for (const auto& p : pairs) sum += p.similarity;
  return sum;
}

/// The rigid motion that the best supported pairs agree on most.
void try_seeds(const IndexedFinger& A, const IndexedFinger& B, Workspace& work) {
  float best = -1;
  for (std::size_t k = 0; k < std::min<std::size_t>(work.order.size(), parameters::kSeeds); ++k) {
    const Pair seed = work.top[static_cast<std::size_t>(work.order[k])];
    Rigid t = fitted(A, B, {seed});
    pair_up(A, B, t, false, parameters::kSeedTolerance, seed.a, work);
    for (int round = 0; round < 1 && work.current.size() > 2; ++round) {
      t = fitted(A, B, work.current);
      pair_up(A, B, t, false, parameters::kTolerance + 2, kNoSeed, work);
    }
    const float sum = total(work.current);
    if (work.current.size() > 1 && sum > best) best = sum, work.pairs = work.current, work.motion = t;
  }
}

}  // namespace

bool align(const IndexedFinger& A, const IndexedFinger& B, Workspace& work) {
  const auto n = static_cast<std::size_t>(A.count());
  work.moved_x.resize(n), work.moved_y.resize(n), work.bent_x.assign(n, 0.f), work.bent_y.assign(n, 0.f);
  work.pairs.clear();
  try_seeds(A, B, work);
  if (work.pairs.size() < 2) return false;
  for (int round = 0; round < kRounds; ++round) {
    bend(A, B, work);
    pair_up(A, B, work.motion, true, parameters::kTolerance - 2 * static_cast<float>(round == kRounds - 1), kNoSeed,
            work);
    if (work.current.size() < 2) break;
    work.pairs = work.current;
    work.motion = fitted(A, B, work.pairs);
  }
  bend(A, B, work);
  return true;
}

}  // namespace ktpel::biometric::detail
