// SPDX-License-Identifier: Apache-2.0
#include "biometric/finger/detail/descriptors.h"

#include <cmath>

#include "biometric/finger/parameters.h"

namespace ktpel::biometric::detail {
namespace {

struct Point {
  float x, y;
};

/// From the minutia's own frame (u along its direction) to the image.
Point from_frame(const IndexedFinger& f, int i, float u, float v) {
  return {f.x[i] + f.cosine[i] * u - f.sine[i] * v, f.y[i] + f.sine[i] * u + f.cosine[i] * v};
}

struct Neighbour {
  float x, y;
  float toward[kSectors];  ///< contribution to each sector of relative direction
};

constexpr float kRadius = parameters::kCylinderRadius, kSigma = parameters::kCylinderSigma;

/// Minutiae that can reach a cell of the cylinder; counts those near enough to make it worth having.
std::vector<Neighbour> neighbours(const IndexedFinger& f, int i, int& supporters) {
  constexpr float kReach = kRadius + 3 * kSigma, kSupport = kRadius + 2 * kSigma;
  std::vector<Neighbour> near;
  for (int j = 0; j < f.count(); ++j) {
    const float dx = f.x[j] - f.x[i], dy = f.y[j] - f.y[i], d2 = dx * dx + dy * dy;
    if (j == i || d2 > kReach * kReach) continue;
    supporters += d2 < kSupport * kSupport;
    Neighbour n{f.x[j], f.y[j], {}};
    for (int k = 0; k < kSectors; ++k) {
      const float centre = (static_cast<float>(k) + 0.5f) * 2 * kPi / kSectors - kPi;
      const float off = wrapped(centre - (f.angle[i] - f.angle[j]));
      n.toward[k] = std::exp(-0.5f * off * off / (parameters::kSectorSigma * parameters::kSectorSigma));
    }
    near.push_back(n);
  }
  return near;
}

}  // namespace

void describe_neighbours(const IndexedFinger& f, int i, Descriptor& out) {
  constexpr float kCellSize = 2 * kRadius / kSide;
  int supporters = 0, valid = 0;
  const auto near = neighbours(f, i, supporters);
  for (int a = 0; a < kSide; ++a)
    for (int b = 0; b < kSide; ++b) {
      const float u = (static_cast<float>(a - kSide / 2) + 0.5f) * kCellSize;
      const float v = (static_cast<float>(b - kSide / 2) + 0.5f) * kCellSize;
      const Point p = from_frame(f, i, u, v);
      if (u * u + v * v > kRadius * kRadius || !f.inside(p.x, p.y)) continue;
      const int bit = a * kSide + b;
      const std::uint64_t one = std::uint64_t{1} << (bit & 63);
      ++valid;
      out.cylinder_valid[bit / 64] |= one;
      float sum[kSectors] = {};
      for (const auto& n : near) {
        const float dx = n.x - p.x, dy = n.y - p.y, d2 = dx * dx + dy * dy;
        if (d2 > 9 * kSigma * kSigma) continue;
        const float g = std::exp(-0.5f * d2 / (kSigma * kSigma));
        for (int k = 0; k < kSectors; ++k) sum[k] += g * n.toward[k];
      }
      for (int k = 0; k < kSectors; ++k)
        if (sum[k] > parameters::kCylinderBit) out.cylinder[k * kCylinderWords + bit / 64] |= one;
    }
  out.has_cylinder = supporters >= parameters::kCylinderNeighbours && valid >= parameters::kCylinderCells;
}

void describe_flow(const IndexedFinger& f, int i, Descriptor& out) {
  static constexpr int kRing[4] = {20, 40, 60, 80}, kSamples[4] = {8, 14, 20, 26};
  struct Sample {
    float u, v;
  };
  static const auto samples = [] {
    std::array<Sample, kFlowSamples> all{};
    std::size_t o = 0;
    for (int r = 0; r < 4; ++r)
      for (int k = 0; k < kSamples[r]; ++k) {
        const float a = 2 * kPi * static_cast<float>(k) / static_cast<float>(kSamples[r]);
        all[o++] = {static_cast<float>(kRing[r]) * std::cos(a), static_cast<float>(kRing[r]) * std::sin(a)};
      }
    return all;
  }();
  // 256 = half a turn
  const auto own = static_cast<std::uint8_t>(std::lround(f.angle[i] / kPi * 256) & 255);
  for (int o = 0; o < kFlowSamples; ++o) {
    const Point p = from_frame(f, i, samples[static_cast<std::size_t>(o)].u, samples[static_cast<std::size_t>(o)].v);
    if (!f.inside(p.x, p.y)) continue;
    out.flow[o] = static_cast<std::uint8_t>(f.flow.v[f.cell_of(p.x, p.y)] - own);
    out.flow_valid[o] = 255;
  }
}

void describe_patch(const IndexedFinger& f, int i, const FingerTemplate& ridges, Descriptor& out) {
  for (int a = 0; a < 16; ++a)
    for (int b = 0; b < 16; ++b) {
      const Point p = from_frame(f, i, (static_cast<float>(a) - 7.5f) * parameters::kPatchStep,
                                 (static_cast<float>(b) - 7.5f) * parameters::kPatchStep);
      const float rx = p.x + 0.5f, ry = p.y + 0.5f;
      if (!f.inside(rx, ry)) continue;
      const int bit = a * 16 + b, inner = (static_cast<int>(ry) & 7) * 8 + (static_cast<int>(rx) & 7);
      out.patch_valid[bit / 64] |= std::uint64_t{1} << (bit & 63);
      out.patch[bit / 64] |= (ridges.ridges[f.cell_of(rx, ry)] >> inner & 1) << (bit & 63);
    }
}

}  // namespace ktpel::biometric::detail
