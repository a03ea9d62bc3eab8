// SPDX-License-Identifier: Apache-2.0
#include "biometric/finger/detail/segmentation.h"

#include <algorithm>
#include <cmath>

#include "biometric/finger/parameters.h"

namespace ktpel::biometric::detail {
namespace {

constexpr float kCoherenceSigma = 2.5f, kMajoritySigma = 3;  // cells

using Component = std::vector<int>;

/// Four-connected regions of `value`.
std::vector<Component> components(const Mask& mask, std::uint8_t value) {
  std::vector<Component> found;
  std::vector<std::uint8_t> seen(mask.v.size(), 0);
  std::vector<int> frontier;
  for (int start = 0; start < static_cast<int>(mask.v.size()); ++start) {
    const auto visit = [&](int x, int y) {
      if (!mask.holds(x, y)) return;
      const auto i = mask.index(x, y);
      if (mask.v[i] != value || seen[i]) return;
      seen[i] = 1;
      frontier.push_back(static_cast<int>(i));
    };
    frontier.clear();
    visit(start % mask.w, start / mask.w);
    if (frontier.empty()) continue;
    found.emplace_back();
    while (!frontier.empty()) {
      const int i = frontier.back(), x = i % mask.w, y = i / mask.w;
      frontier.pop_back();
      found.back().push_back(i);
      visit(x - 1, y), visit(x + 1, y), visit(x, y - 1), visit(x, y + 1);
    }
  }
  return found;
}

void flip(Mask& mask, const Component& cells) {
  for (const int i : cells) mask.v[static_cast<std::size_t>(i)] ^= 1;
}

void drop_islands(Mask& mask) {
  const auto islands = components(mask, 1);
  std::size_t largest = 0;
  for (const auto& c : islands) largest = std::max(largest, c.size());
  for (const auto& c : islands)
    if (static_cast<float>(c.size()) < parameters::kIslandShare * static_cast<float>(largest)) flip(mask, c);
}

void fill_holes(Mask& mask) {
  for (const auto& c : components(mask, 0))
    if (c.size() < parameters::kHoleCells) flip(mask, c);
}

}  // namespace

Mask segment(const Normalised& normalised, const Tensor& tensor) {
  Field coherence = tensor.x;
  for (std::size_t i = 0; i < coherence.v.size(); ++i)
    coherence.v[i] =
        std::sqrt(tensor.x.v[i] * tensor.x.v[i] + tensor.y.v[i] * tensor.y.v[i]) / (tensor.trace.v[i] + 1e-3f);
  blur(coherence, kCoherenceSigma);
  Field vote(coherence.w, coherence.h);
  for (std::size_t i = 0; i < vote.v.size(); ++i)
    vote.v[i] = normalised.deviation.v[i] > parameters::kMaskContrast * normalised.strong &&
                coherence.v[i] > parameters::kMaskCoherence;
  blur(vote, kMajoritySigma);
  Mask mask(vote.w, vote.h);
  for (std::size_t i = 0; i < vote.v.size(); ++i) mask.v[i] = vote.v[i] > 0.5f;
  drop_islands(mask);
  fill_holes(mask);
  return mask;
}

void keep_settled(Mask& mask, const Flow& flow) {
  Field vote(mask.w, mask.h), weight(mask.w, mask.h);
  for (std::size_t i = 0; i < vote.v.size(); ++i) {
    weight.v[i] = mask.v[i];
    vote.v[i] = mask.v[i] &&
                flow.x.v[i] * flow.x.v[i] + flow.y.v[i] * flow.y.v[i] > parameters::kSettled * parameters::kSettled;
  }
  blur(vote, kMajoritySigma), blur(weight, kMajoritySigma);
  for (std::size_t i = 0; i < vote.v.size(); ++i) mask.v[i] = mask.v[i] && vote.v[i] > 0.5f * weight.v[i];
  drop_islands(mask);
  fill_holes(mask);
}

Field distance_to_background(const Mask& mask) {
  constexpr float kStraight = kCell, kDiagonal = 5.7f;
  Field distance(mask.w, mask.h);
  const auto from = [&](int x, int y, float step) { return (distance.holds(x, y) ? distance.at(x, y) : 0) + step; };
  for (int y = 0; y < mask.h; ++y)
    for (int x = 0; x < mask.w; ++x)
      if (mask.at(x, y))
        distance.at(x, y) = std::min({from(x - 1, y, kStraight), from(x, y - 1, kStraight),
                                      from(x - 1, y - 1, kDiagonal), from(x + 1, y - 1, kDiagonal)});
  for (int y = mask.h - 1; y >= 0; --y)
    for (int x = mask.w - 1; x >= 0; --x)
      distance.at(x, y) = std::min({distance.at(x, y), from(x + 1, y, kStraight), from(x, y + 1, kStraight),
                                    from(x + 1, y + 1, kDiagonal), from(x - 1, y + 1, kDiagonal)});
  return distance;
}

}  // namespace ktpel::biometric::detail
