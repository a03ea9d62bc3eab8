// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "biometric/finger/detail/comparison.h"

namespace ktpel::biometric::detail {
namespace {

struct Point {
  float x, y;
};
Point moved(const Rigid& t, float x, float y) { return {t.c * x - t.s * y + t.x, t.s * x + t.c * y + t.y}; }
Point moved_back(const Rigid& t, float x, float y) {
  const float u = x - t.x, v = y - t.y;
  return {t.c * u + t.s * v, t.c * v - t.s * u};
}

/// Minutiae of one side that lie on the other finger.
struct Side {
  float count = 0, quality = 0, clear = 0;
  void add(float q, std::uint8_t clarity) { ++count, quality += q, clear += q * static_cast<float>(clarity); }
};

/// Half turns, 256 parts: the smaller way from one to the other, in radians.
float apart(int a, int b) { return std::abs(static_cast<float>(static_cast<std::int8_t>(a - b))) * (kPi / 256); }
int parts(float angle) { return static_cast<int>(std::lround(angle / kPi * 256)); }

/// Quality-weighted mean of a difference.
struct Mean {
  float sum = 0, weight = 0;
  void add(float difference, float w) { sum += w * difference, weight += w; }
};

void compare_fields(const IndexedFinger& A, const IndexedFinger& B, const Rigid& t, int rotation, Features& f) {
  constexpr int kStep = 2;  // template cells: 16 px
  Mean flow;
  float period = 0;
  int cells = 0;
  const bool periods = !A.log_period.v.empty() && !B.log_period.v.empty();
  for (int cy = 0; cy < A.mask.h; cy += kStep)
    for (int cx = 0; cx < A.mask.w; cx += kStep) {
      const auto g = A.mask.index(cx, cy);
      if (!A.mask.v[g]) continue;
      const Point p = moved(t, static_cast<float>(cx * 8 + 4), static_cast<float>(cy * 8 + 4));
      if (!B.inside(p.x, p.y)) continue;
      const auto h = B.cell_of(p.x, p.y);
      flow.add(apart(A.flow.v[g] + rotation, B.flow.v[h]),
               static_cast<float>(A.clarity.v[g]) * static_cast<float>(B.clarity.v[h]));
      if (periods) {
        const float l =
            A.log_period.at(cx / 2, cy / 2) - B.log_period.at(static_cast<int>(p.x) / 16, static_cast<int>(p.y) / 16);
        period += l * l;
      }
      ++cells;
    }
  f.area = static_cast<float>(cells) * 256 / 1e4f;
  if (cells <= 4) return;
  f.flow_difference = flow.sum / (flow.weight + 1e-6f);
  if (periods) f.period_difference = std::sqrt(period / static_cast<float>(cells));
}

}  // namespace

void measure_overlap(const IndexedFinger& A, const IndexedFinger& B, const Workspace& work, Features& f) {
  const Rigid& t = work.motion;
  const float angle = std::atan2(t.s, t.c);
  Side side_a, side_b;
  Mean direction;
  for (int i = 0; i < A.count(); ++i) {
    const Point p = moved(t, A.x[i], A.y[i]);
    const float x = p.x + work.bent_x[i], y = p.y + work.bent_y[i];
    if (!B.inside(x, y)) continue;
    const auto cell = B.cell_of(x, y);
    side_a.add(A.quality[i], B.clarity.v[cell]);
    direction.add(apart(parts(A.angle[i] + angle), B.flow.v[cell]),
                  A.quality[i] * static_cast<float>(B.clarity.v[cell]));
  }
  for (int j = 0; j < B.count(); ++j) {
    const Point p = moved_back(t, B.x[j], B.y[j]);
    if (!A.inside(p.x, p.y)) continue;
    const auto cell = A.cell_of(p.x, p.y);
    side_b.add(B.quality[j], A.clarity.v[cell]);
    direction.add(apart(parts(B.angle[j] - angle), A.flow.v[cell]),
                  B.quality[j] * static_cast<float>(A.clarity.v[cell]));
  }
  if (direction.weight > 0) f.direction_difference = direction.sum / direction.weight;

  float n = 0, similarity = 0, quality = 0, clear = 0, residual = 0;
  for (const auto& p : work.pairs) {
    const float dx = work.moved_x[p.a] - B.x[p.b], dy = work.moved_y[p.a] - B.y[p.b];
    ++n, similarity += p.similarity, residual += dx * dx + dy * dy;
    quality += std::sqrt(A.quality[p.a] * B.quality[p.b]);
    const float on_a = A.clarity.v[A.cell_of(A.x[p.a], A.y[p.a])], on_b = B.clarity.v[B.cell_of(B.x[p.b], B.y[p.b])];
    clear += std::sqrt(A.quality[p.a] * on_b * B.quality[p.b] * on_a);
  }
  const auto share = [](float have, float a, float b) {
    return have / std::sqrt(std::max(a, have) * std::max(b, have) + 1e-6f);
  };
  f.matched = n, f.similarity = similarity, f.residual = std::sqrt(residual / n);
  f.overlap_minutiae = std::sqrt(std::max(side_a.count, n) * std::max(side_b.count, n));
  f.ratio = share(n, side_a.count, side_b.count);
  f.quality_ratio = share(quality, side_a.quality, side_b.quality);
  f.clear_ratio = share(clear, side_a.clear, side_b.clear);
  compare_fields(A, B, t, parts(angle), f);
}

Features compare_fingers(const IndexedFinger& a, const IndexedFinger& b, Workspace& work) {
  Features f;
  work.pairs.clear();
  if (!shortlist(a, b, work)) return f;
  f.best = work.top.front().similarity;
  f.relaxed = relax(a, b, work);
  if (align(a, b, work)) measure_overlap(a, b, work, f);
  return f;
}

}  // namespace ktpel::biometric::detail
