// SPDX-License-Identifier: Apache-2.0
#include "biometric/finger/detail/image_check.h"

#include <algorithm>
#include <cmath>

#include "biometric/finger/detail/kernels.h"
#include "biometric/finger/parameters.h"

namespace ktpel::biometric::detail {
namespace {

using Node = ImageCheck::Node;

constexpr int kStep = parameters::kLattice;
constexpr int kMostLooks = 2;    // at a node, when its neighbours change their mind
constexpr float kElsewhere = 3;  // px
constexpr int kWhole = kPatchRows * kPatchRows;

/// The turn from one flow to another, radians, -pi/2..pi/2 by way of 256ths of half a turn.
float turned(int from, int to) { return static_cast<float>(static_cast<std::int8_t>(to - from)) * (kPi / 256); }

class Laying {
 public:
  Laying(const IndexedFinger& a, const IndexedFinger& b, const Workspace& work, ImageCheck& check)
      : a_(a),
        b_(b),
        work_(work),
        check_(check),
        run_(kernels()),
        rotation_(std::atan2(work.motion.s, work.motion.c)),
        rotation_parts_(static_cast<int>(std::lround(rotation_ / kPi * 256))) {}

  void lay() {
    spread_lattice();
    check_.first.build(a_), check_.second.build(b_);
    for (const auto& pair : work_.pairs) begin_at(pair);
    while (!check_.frontier.empty()) {
      std::pop_heap(check_.frontier.begin(), check_.frontier.end(), Worse{check_.nodes});
      const int i = check_.frontier.back();
      check_.frontier.pop_back();
      go_on_from(i);
    }
  }

 private:
  struct Worse {
    const std::vector<Node>& nodes;
    bool operator()(int i, int j) const {
      const float u = nodes[static_cast<std::size_t>(i)].correlation,
                  v = nodes[static_cast<std::size_t>(j)].correlation;
      return u != v ? u < v : i > j;
    }
  };

  void spread_lattice() {
    check_.columns = (8 * a_.mask.w + kStep - 1) / kStep, check_.rows = (8 * a_.mask.h + kStep - 1) / kStep;
    check_.nodes.clear(), check_.frontier.clear();
    for (int r = 0; r < check_.rows; ++r)
      for (int c = 0; c < check_.columns; ++c)
        check_.nodes.push_back({static_cast<float>(c * kStep + kStep / 2), static_cast<float>(r * kStep + kStep / 2), 0,
                                0, 0, 1, 0, 0, 1, 0, 0, 0});
  }

  void begin_at(const Pair& pair) {
    const float x = a_.x[pair.a], y = a_.y[pair.a];
    const int c = static_cast<int>(x) / kStep, r = static_cast<int>(y) / kStep;
    if (c >= check_.columns || r >= check_.rows) return;
    const int i = r * check_.columns + c;
    Node& node = check_.nodes[static_cast<std::size_t>(i)];
    if (node.looks) return;
    const auto& t = work_.motion;
    const float dx = node.x - x, dy = node.y - y;
    look(i, b_.x[pair.b] + t.c * dx - t.s * dy, b_.y[pair.b] + t.s * dx + t.c * dy);
  }

  void go_on_from(int i) {
    static constexpr int kDx[4] = {1, -1, 0, 0}, kDy[4] = {0, 0, 1, -1};
    const int c = i % check_.columns, r = i / check_.columns;
    for (int k = 0; k < 4; ++k) {
      const int nc = c + kDx[k], nr = r + kDy[k];
      if (nc < 0 || nr < 0 || nc >= check_.columns || nr >= check_.rows) continue;
      const int j = nr * check_.columns + nc;
      Node& node = check_.nodes[static_cast<std::size_t>(j)];
      if (node.looks >= kMostLooks || node.correlation > parameters::kAgreeing) continue;
      float x = 0, y = 0;
      expect(nc, nr, x, y);
      const float dx = x - node.to_x, dy = y - node.to_y;
      if (node.looks == 0 || dx * dx + dy * dy > kElsewhere * kElsewhere) look(j, x, y);
    }
  }

  /// Where the neighbours that have been found say that a node should be.
  void expect(int column, int row, float& x, float& y) const {
    const Node& node = check_.nodes[static_cast<std::size_t>(row * check_.columns + column)];
    float weight = 0;
    x = y = 0;
    for (int v = std::max(0, row - 1); v <= std::min(check_.rows - 1, row + 1); ++v)
      for (int u = std::max(0, column - 1); u <= std::min(check_.columns - 1, column + 1); ++u) {
        const Node& from = check_.nodes[static_cast<std::size_t>(v * check_.columns + u)];
        if (from.weight == 0 || &from == &node) continue;
        const float w = std::max(0.02f, from.correlation), dx = node.x - from.x, dy = node.y - from.y;
        x += w * (from.to_x + from.xx * dx + from.xy * dy), y += w * (from.to_y + from.yx * dx + from.yy * dy);
        weight += w;
      }
    if (weight > 0) x /= weight, y /= weight;
  }

  /// Finds the node near the place, and lets its neighbours be looked at after it.
  void look(int i, float x, float y) {
    Node& kept = check_.nodes[static_cast<std::size_t>(i)];
    ++kept.looks;
    if (kept.looks == 1) kept.to_x = x, kept.to_y = y;
    Node node = kept;
    node.to_x = x, node.to_y = y;
    if (!a_.inside(node.x, node.y) || !b_.inside(x, y)) return;
    const auto cell_a = a_.cell_of(node.x, node.y), cell_b = b_.cell_of(x, y);
    node.turn = std::clamp(turned(a_.flow.v[cell_a] + rotation_parts_, b_.flow.v[cell_b]), -parameters::kMostLocalTurn,
                           parameters::kMostLocalTurn);
    fit_map(node, cell_b, x, y);
    // the first finger is read as it would lie on the second
    const float inverse = 1 / (node.xx * node.yy - node.xy * node.yx);
    check_.first.sample(node.x, node.y, {node.yy * inverse, -node.xy * inverse, -node.yx * inverse, node.xx * inverse},
                        patch_);
    const int left = static_cast<int>(std::lround(x)) - kPatchRows + 1,
              top = static_cast<int>(std::lround(y)) - kPatchRows + 1;
    int best_x = 0, best_y = 0;
    float best = -2;
    const auto try_at = [&](int dx, int dy) {
      const auto found = check_.second.compare(patch_, left + dx, top + dy, run_);
      if (found.common < kWhole / 3) return;
      const float c = 1 - 2 * static_cast<float>(found.differ) / static_cast<float>(found.common);
      if (c > best) best = c, best_x = dx, best_y = dy;
    };
    for (int dy = -2; dy <= 2; dy += 2)
      for (int dx = -2; dx <= 2; dx += 2) try_at(dx, dy);
    const int x0 = best_x, y0 = best_y;
    for (int dy = -1; dy <= 1; ++dy)
      for (int dx = -1; dx <= 1; ++dx)
        if (dx || dy) try_at(x0 + dx, y0 + dy);
    if (best < -1 || (kept.weight > 0 && best <= kept.correlation)) return;
    node.correlation = best;
    node.weight = 1e-4f * static_cast<float>(a_.clarity.v[cell_a]) * static_cast<float>(b_.clarity.v[cell_b]) + 1e-3f;
    if (best > parameters::kFollowed) node.to_x += static_cast<float>(best_x), node.to_y += static_cast<float>(best_y);
    kept = node;
    check_.frontier.push_back(i);
    std::push_heap(check_.frontier.begin(), check_.frontier.end(), Worse{check_.nodes});
  }

  /// Turned with the flow, and stretched across the ridges as their periods say.
  void fit_map(Node& node, std::size_t cell_b, float x, float y) const {
    const float angle = rotation_ + node.turn, c = std::cos(angle), s = std::sin(angle);
    const float apart = b_.log_period.at(static_cast<int>(x) / 16, static_cast<int>(y) / 16) -
                        a_.log_period.at(static_cast<int>(node.x) / 16, static_cast<int>(node.y) / 16);
    const float more = std::exp(std::clamp(apart, -parameters::kMostStretch, parameters::kMostStretch)) - 1;
    // I + more * n n', n across the ridges of the second finger; then the turn
    const float ridge = static_cast<float>(b_.flow.v[cell_b]) * (kPi / 256), nx = -std::sin(ridge),
                ny = std::cos(ridge);
    const float sxx = 1 + more * nx * nx, sxy = more * nx * ny, syy = 1 + more * ny * ny;
    node.xx = sxx * c + sxy * s, node.xy = sxy * c - sxx * s;
    node.yx = sxy * c + syy * s, node.yy = syy * c - sxy * s;
  }

 public:
  float rotation() const { return rotation_; }

 private:
  const IndexedFinger &a_, &b_;
  const Workspace& work_;
  ImageCheck& check_;
  const Kernels& run_;
  float rotation_;
  int rotation_parts_;
  RidgePatch patch_;
};

/// Minutiae once more, with the first finger bent on the second as its ridges say.
void pair_when_bent(const IndexedFinger& A, const IndexedFinger& B, const ImageCheck& check, float rotation,
                    ImageFeatures& f) {
  static const float least_cosine = std::cos(parameters::kDirectionTolerance);
  constexpr float kNear = parameters::kBentTolerance;
  std::vector<std::uint8_t> used(static_cast<std::size_t>(B.count()), 0);
  float count_a = 0, quality_a = 0, count_b = 0, quality_b = 0, quality = 0;
  for (int i = 0; i < A.count(); ++i) {
    const int c = static_cast<int>(A.x[i]) / kStep, r = static_cast<int>(A.y[i]) / kStep;
    const Node& node = check.nodes[static_cast<std::size_t>(r * check.columns + c)];
    if (node.weight == 0) continue;
    const float dx = A.x[i] - node.x, dy = A.y[i] - node.y;
    const float x = node.to_x + node.xx * dx + node.xy * dy, y = node.to_y + node.yx * dx + node.yy * dy;
    if (!B.inside(x, y)) continue;
    ++count_a, quality_a += A.quality[i];
    const float angle = A.angle[i] + rotation + node.turn, ca = std::cos(angle), sa = std::sin(angle);
    int found = -1;
    float nearest = kNear * kNear;
    for (int j = 0; j < B.count(); ++j) {
      const float ux = x - B.x[j], uy = y - B.y[j], d2 = ux * ux + uy * uy;
      if (used[static_cast<std::size_t>(j)] || d2 >= nearest || ca * B.cosine[j] + sa * B.sine[j] < least_cosine)
        continue;
      nearest = d2, found = j;
    }
    if (found < 0) continue;
    used[static_cast<std::size_t>(found)] = 1;
    ++f.matched, quality += std::sqrt(A.quality[i] * B.quality[found]);
  }
  // the second finger's minutiae where the first was laid
  Mask covered(B.mask.w / 2 + 1, B.mask.h / 2 + 1);
  for (const Node& node : check.nodes)
    if (node.weight > 0)
      for (int v = -8; v <= 8; v += 8)
        for (int u = -8; u <= 8; u += 8) {
          const int cx = static_cast<int>(node.to_x + static_cast<float>(u)) / 16,
                    cy = static_cast<int>(node.to_y + static_cast<float>(v)) / 16;
          if (covered.holds(cx, cy)) covered.at(cx, cy) = 1;
        }
  for (int j = 0; j < B.count(); ++j)
    if (covered.at(static_cast<int>(B.x[j]) / 16, static_cast<int>(B.y[j]) / 16)) ++count_b, quality_b += B.quality[j];
  const auto share = [](float have, float a, float b) {
    return have / std::sqrt(std::max(a, have) * std::max(b, have) + 1e-6f);
  };
  f.ratio = share(f.matched, count_a, count_b);
  f.quality_ratio = share(quality, quality_a, quality_b);
}

}  // namespace

ImageFeatures check_image(const IndexedFinger& a, const IndexedFinger& b, const Workspace& work, ImageCheck& check) {
  Laying laying(a, b, work, check);
  laying.lay();
  ImageFeatures f;
  float n = 0, sum = 0, clear = 0, weight = 0, agreeing = 0, area = 0, turn = 0, bend = 0;
  const auto& t = work.motion;
  for (const Node& node : check.nodes) {
    if (node.weight == 0) continue;
    ++n, sum += node.correlation, clear += node.weight * node.correlation, weight += node.weight;
    agreeing += node.correlation > parameters::kAgreeing, area += std::max(0.f, node.correlation);
    turn += node.turn * node.turn;
    const float dx = node.to_x - (t.c * node.x - t.s * node.y + t.x),
                dy = node.to_y - (t.s * node.x + t.c * node.y + t.y);
    bend += dx * dx + dy * dy;
  }
  if (n == 0) return f;
  f.correlation = sum / n, f.clear_correlation = clear / weight, f.agreeing = agreeing / n;
  f.area = area * kStep * kStep / 1e4f;
  f.turn = std::sqrt(turn / n), f.bend = std::sqrt(bend / n);
  pair_when_bent(a, b, check, laying.rotation(), f);
  return f;
}

}  // namespace ktpel::biometric::detail
