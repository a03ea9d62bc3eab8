// SPDX-License-Identifier: Apache-2.0
#include "biometric/finger/detail/minutiae.h"

#include <algorithm>
#include <cmath>

#include "biometric/finger/detail/segmentation.h"
#include "biometric/finger/parameters.h"

namespace ktpel::biometric::detail {
namespace {

struct Vector {
  float x = 0, y = 0;
};

/// Sum of the two branches that lie closest together.
Vector closest_two(const Vector (&v)[3]) {
  Vector sum;
  float best = -3;
  for (int k = 0; k < 3; ++k) {
    const int j = (k + 1) % 3;
    const float dot = v[k].x * v[j].x + v[k].y * v[j].y;
    if (dot > best) best = dot, sum = {v[k].x + v[j].x, v[k].y + v[j].y};
  }
  return sum;
}

/// Where the minutia at (x, y) looks, or nothing if a branch is too short: a spur, an island, a break.
std::optional<Vector> look(const Skeleton& skeleton, int x, int y, int crossing) {
  Vector branch[3];
  int n = 0;
  for (int k = 0; k < 8 && n < 3; ++k) {
    const int nx = x + Skeleton::kDx[k], ny = y + Skeleton::kDy[k], before = (k + 7) & 7;
    if (!skeleton.on(nx, ny) || skeleton.on(x + Skeleton::kDx[before], y + Skeleton::kDy[before])) continue;
    const auto way = skeleton.walk(x, y, nx, ny, parameters::kWalk);
    if (way.length < parameters::kSpur && (crossing == 1 || skeleton.crossing(way.x, way.y) == 1)) return std::nullopt;
    const auto dx = static_cast<float>(way.x - x), dy = static_cast<float>(way.y - y);
    const float length = std::sqrt(dx * dx + dy * dy) + 1e-6f;
    branch[n++] = {dx / length, dy / length};
  }
  if (n < crossing) return std::nullopt;
  return crossing == 1 ? branch[0] : closest_two(branch);
}

/// Broken ridges and bridges show as two minutiae that face each other, noise as twins.
void drop_false_pairs(std::vector<FoundMinutia>& list, const RidgePeriod& period) {
  constexpr int kFar = 400;  // px^2
  std::vector<std::uint8_t> drop(list.size(), 0);
  for (std::size_t i = 0; i < list.size(); ++i)
    for (std::size_t j = i + 1; j < list.size(); ++j) {
      const auto &a = list[i], &b = list[j];
      const int d2 = (a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y);
      if (d2 > kFar) continue;
      const float gap =
          parameters::kFacing * period.at(static_cast<float>(a.x), static_cast<float>(a.y)) / parameters::kUsualPeriod;
      const float apart = std::fabs(std::remainder(a.angle - b.angle, 2 * kPi));
      if (apart > parameters::kFacingAngle && static_cast<float>(d2) < gap * gap) drop[i] = drop[j] = 1;
      if (apart < parameters::kTwinAngle && static_cast<float>(d2) < parameters::kTwin * parameters::kTwin)
        drop[a.quality < b.quality ? i : j] = 1;
    }
  std::size_t kept = 0;
  for (std::size_t i = 0; i < list.size(); ++i)
    if (!drop[i]) list[kept++] = list[i];
  list.resize(kept);
}

/// Best first: the good ones, and of the doubtful ones no more than a template needs at least.
void keep_good(std::vector<FoundMinutia>& list) {
  std::stable_sort(list.begin(), list.end(), [](const auto& a, const auto& b) { return a.quality > b.quality; });
  std::size_t kept = 0;
  while (kept < std::min<std::size_t>(list.size(), parameters::kMostMinutiae) &&
         list[kept].quality >
             (kept < parameters::kLeastMinutiae ? parameters::kDoubtfulQuality : parameters::kLeastQuality))
    ++kept;
  list.resize(kept);
}

}  // namespace

std::vector<FoundMinutia> find_minutiae(const Skeleton& skeleton, const Flow& flow, const RidgePeriod& period,
                                        const Mask& mask, const Field& amplitude) {
  const Field distance = distance_to_background(mask);
  std::vector<FoundMinutia> found;
  skeleton.each([&](int x, int y) {
    const int cx = x / kCell, cy = y / kCell;
    if (distance.at(cx, cy) < parameters::kBorder) return;
    const int crossing = skeleton.crossing(x, y);
    if (crossing != 1 && crossing != 3) return;
    const auto looks = look(skeleton, x, y, crossing);
    if (!looks) return;
    float angle = ridge_angle(flow, cx, cy);  // steadier than the branch itself, which only gives the sign
    if (std::cos(angle) * looks->x + std::sin(angle) * looks->y < 0) angle += kPi;
    // a flow that two passes of filtering have not settled makes minutiae of its own
    const float settled = std::min(1.f, std::hypot(flow.x.at(cx, cy), flow.y.at(cx, cy)));
    found.push_back({x, y, std::remainder(angle, 2 * kPi), amplitude.at(cx, cy) * settled * settled,
                     crossing == 1 ? MinutiaType::Ending : MinutiaType::Bifurcation});
  });
  drop_false_pairs(found, period);
  keep_good(found);
  return found;
}

}  // namespace ktpel::biometric::detail
