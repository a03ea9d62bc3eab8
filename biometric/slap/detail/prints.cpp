// SPDX-License-Identifier: Apache-2.0
#include "biometric/slap/detail/prints.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "biometric/slap/detail/ridges.h"

namespace ktpel::biometric::detail {
namespace {

constexpr float kLeastContrast = 12;  // under this it is dust and noise of the sensor
constexpr float kLeastShare = 0.33f;  // on average over 2 mm
constexpr int kThinnest = 3;          // reach of the square that must fit in, cells: 7x7 are 2.8 mm
constexpr int kSmallest = 80;         // cells: 13 mm2, a quarter of the smallest fingertip
constexpr int kGrowth = 3;            // cells that averaging and opening take from an edge

/// One bit a cell.
struct Mask {
  int width = 0, height = 0;
  std::vector<std::uint8_t> on;
  bool at(int x, int y) const {
    return x >= 0 && y >= 0 && x < width && y < height && on[static_cast<std::size_t>(y * width + x)];
  }
};

/// Otsu's threshold over the contrasts.
float threshold_of(const std::vector<float>& values) {
  std::array<double, 128> histogram{};
  for (const float v : values) histogram[static_cast<std::size_t>(std::clamp(v, 0.f, 127.f))] += 1;
  double total = 0, sum = 0;
  for (std::size_t i = 0; i < histogram.size(); ++i) total += histogram[i], sum += double(i) * histogram[i];
  double below = 0, below_sum = 0, best = -1;
  std::size_t at = 0;
  for (std::size_t i = 0; i < histogram.size(); ++i) {
    below += histogram[i], below_sum += double(i) * histogram[i];
    if (below == 0 || below == total) continue;
    const double d = below_sum / below - (sum - below_sum) / (total - below);
    const double between = below * (total - below) * d * d;
    if (between > best) best = between, at = i;
  }
  return static_cast<float>(at);
}

/// Mean of the cells up to two away, those outside the picture counted as 0.
std::vector<float> averaged(const std::vector<float>& values, int width, int height) {
  std::vector<float> out(values.size());
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) {
      float sum = 0;
      for (int dy = std::max(-2, -y); dy <= std::min(2, height - 1 - y); ++dy)
        for (int dx = std::max(-2, -x); dx <= std::min(2, width - 1 - x); ++dx)
          sum += values[static_cast<std::size_t>((y + dy) * width + x + dx)];
      out[static_cast<std::size_t>(y * width + x)] = sum / 25;
    }
  return out;
}

/// Keeps what a square fits into: text and lines of a card are thinner than any finger.
Mask opened(const Mask& mask) {
  const auto spread = [&](const Mask& from, bool value) {
    // cells within reach of a cell of this value take it; rows, then columns
    Mask out = from;
    for (const bool rows : {true, false}) {
      const Mask before = out;
      for (int y = 0; y < mask.height; ++y)
        for (int x = 0; x < mask.width; ++x)
          for (int d = -kThinnest; d <= kThinnest; ++d) {
            const int nx = rows ? x + d : x, ny = rows ? y : y + d;
            if (nx < 0 || ny < 0 || nx >= mask.width || ny >= mask.height) continue;
            if (before.at(nx, ny) == value) out.on[static_cast<std::size_t>(y * mask.width + x)] = value;
          }
    }
    return out;
  };
  return spread(spread(mask, false), true);
}

/// The connected parts, each as the indices of its cells.
std::vector<Print> parts_of(const Mask& mask) {
  std::vector<Print> out;
  std::vector<std::uint8_t> seen(mask.on.size());
  for (int start = 0; start < static_cast<int>(mask.on.size()); ++start) {
    if (!mask.on[static_cast<std::size_t>(start)] || seen[static_cast<std::size_t>(start)]) continue;
    Print part{start};
    seen[static_cast<std::size_t>(start)] = 1;
    for (std::size_t i = 0; i < part.size(); ++i) {
      const int x = part[i] % mask.width, y = part[i] / mask.width;
      for (const auto& [nx, ny] : {std::pair{x - 1, y}, {x + 1, y}, {x, y - 1}, {x, y + 1}}) {
        if (!mask.at(nx, ny)) continue;
        const auto next = static_cast<std::size_t>(ny * mask.width + nx);
        if (seen[next]) continue;
        seen[next] = 1;
        part.push_back(static_cast<int>(next));
      }
    }
    out.push_back(std::move(part));
  }
  return out;
}

/// Prints take the cells with contrast around them, a ring at a time, and leave one free between two of them.
void grow(Prints& found, const std::vector<std::uint8_t>& contrasting) {
  for (int ring = 0; ring < kGrowth; ++ring) {
    const auto before = found.owner;
    for (int y = 0; y < found.height; ++y)
      for (int x = 0; x < found.width; ++x) {
        const auto i = static_cast<std::size_t>(y * found.width + x);
        if (before[i] >= 0 || !contrasting[i]) continue;
        int owner = -1;
        bool between = false;
        for (int ny = std::max(0, y - 1); ny <= std::min(found.height - 1, y + 1); ++ny)
          for (int nx = std::max(0, x - 1); nx <= std::min(found.width - 1, x + 1); ++nx) {
            // those taken in this ring count too, so that two prints never meet
            const int other = found.owner[static_cast<std::size_t>(ny * found.width + nx)];
            between |= other >= 0 && owner >= 0 && other != owner;
            if (other >= 0) owner = other;
          }
        bool beside = false;
        for (const auto& [nx, ny] : {std::pair{x - 1, y}, {x + 1, y}, {x, y - 1}, {x, y + 1}})
          if (nx >= 0 && ny >= 0 && nx < found.width && ny < found.height)
            beside |= before[static_cast<std::size_t>(ny * found.width + nx)] == owner;
        if (owner < 0 || between || !beside) continue;
        found.owner[i] = owner;
        found.prints[static_cast<std::size_t>(owner)].push_back(static_cast<int>(i));
      }
  }
}

/// What one print encloses is its own: a hole punched into the card, a scar.
void fill_holes(Prints& found) {
  Mask empty{found.width, found.height, {}};
  for (const int owner : found.owner) empty.on.push_back(owner < 0);
  for (const auto& part : parts_of(empty)) {
    int around = -1;
    bool enclosed = true;
    for (const int i : part) {
      const int x = i % found.width, y = i / found.width;
      if (x == 0 || y == 0 || x == found.width - 1 || y == found.height - 1) enclosed = false;
      if (!enclosed) break;
      for (const int next : {i - 1, i + 1, i - found.width, i + found.width}) {
        const int owner = found.owner[static_cast<std::size_t>(next)];
        if (owner >= 0 && around >= 0 && owner != around) enclosed = false;
        if (owner >= 0) around = owner;
      }
    }
    if (!enclosed) continue;
    for (const int i : part) {
      found.owner[static_cast<std::size_t>(i)] = around;
      found.prints[static_cast<std::size_t>(around)].push_back(i);
    }
  }
}

/// Black all over and larger than any wet spot, with the cells up to two away, whose contrast is its rim.
std::vector<std::uint8_t> holes_of(const Ridges& ridges) {
  constexpr float kBlack = 64;
  constexpr int kSmallestHole = 60;  // cells: 10 mm2
  Mask black{ridges.width, ridges.height, {}};
  for (std::size_t i = 0; i < ridges.mean.size(); ++i)
    black.on.push_back(ridges.mean[i] < kBlack && ridges.contrast[i] < kLeastContrast);
  std::vector<std::uint8_t> out(black.on.size());
  for (const auto& part : parts_of(black)) {
    if (part.size() < kSmallestHole) continue;
    for (const int i : part) {
      const int x = i % black.width, y = i / black.width;
      for (int ny = std::max(0, y - 2); ny <= std::min(black.height - 1, y + 2); ++ny)
        for (int nx = std::max(0, x - 2); nx <= std::min(black.width - 1, x + 2); ++nx)
          out[static_cast<std::size_t>(ny * black.width + nx)] = 1;
    }
  }
  return out;
}

}  // namespace

Prints find_prints(const GreyImage& image) {
  const auto ridges = find_ridges(image);
  // half of Otsu's: a light press has less contrast than a wet one, the empty sensor has none
  const float least = std::max(kLeastContrast, 0.5f * threshold_of(ridges.contrast));
  std::vector<std::uint8_t> contrasting;
  std::vector<float> share;
  for (std::size_t i = 0; i < ridges.share.size(); ++i) {
    contrasting.push_back(ridges.contrast[i] >= least);
    share.push_back(contrasting[i] ? ridges.share[i] : 0);
  }
  Mask mask{ridges.width, ridges.height, {}};
  for (const float v : averaged(share, ridges.width, ridges.height)) mask.on.push_back(v >= kLeastShare);

  Prints out{
      ridges.width, ridges.height, parts_of(opened(mask)), std::vector<int>(share.size(), -1), holes_of(ridges), {}};
  std::erase_if(out.prints, [](const Print& p) { return p.size() < kSmallest; });
  for (std::size_t id = 0; id < out.prints.size(); ++id)
    for (const int i : out.prints[id]) out.owner[static_cast<std::size_t>(i)] = static_cast<int>(id);
  grow(out, contrasting);
  for (const auto& print : out.prints) {
    double sum = 0;
    for (const int i : print) sum += ridges.mean[static_cast<std::size_t>(i)];
    out.grey.push_back(static_cast<std::uint8_t>(std::lround(sum / static_cast<double>(print.size()))));
  }
  fill_holes(out);
  return out;
}

}  // namespace ktpel::biometric::detail
