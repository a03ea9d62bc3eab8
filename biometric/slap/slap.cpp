// SPDX-License-Identifier: Apache-2.0
// Steps: 1 contrast map, 2 foreground, 3 turn of the hand, 4 columns, 5 fingertips, 6 cutting.
#include "biometric/slap/slap.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "biometric/image/codec.h"
#include "biometric/slap/detail/ridges.h"

namespace ktpel::biometric {
namespace {

constexpr double kPi = 3.14159265358979323846;
constexpr double kWorkingDpi = detail::kSlapDpi;
constexpr int kCell = detail::kSlapCell;
constexpr double kCellMm = kCell * 25.4 / kWorkingDpi;
constexpr double kMostTurn = kPi / 4;
constexpr double kLeastFingerMm = 7;  // across; a child's little finger is about 8
constexpr double kTipLength = 1.45;   // of a fingertip over its width
constexpr double kMarginMm = 1.5;

/// One bit a cell.
struct Mask {
  int width = 0, height = 0;
  std::vector<std::uint8_t> on;
  bool at(int x, int y) const {
    return x >= 0 && y >= 0 && x < width && y < height && on[static_cast<std::size_t>(y * width + x)];
  }
};

// ---- 1 and 2: foreground ----

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
  constexpr float kLeastContrast = 12;  // under this it is dust and noise of the sensor
  return std::max(kLeastContrast, static_cast<float>(at));
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

/// Keeps what a square of 7x7 cells (2.8 mm) fits into: print, handwriting and lines of a card are thinner than any
/// finger.
Mask opened(const Mask& mask) {
  constexpr int kReach = 3;
  const auto spread = [&](const Mask& from, bool value) {
    // cells within reach of a cell of this value take it; rows, then columns
    Mask out = from;
    for (const bool rows : {true, false}) {
      const Mask before = out;
      for (int y = 0; y < mask.height; ++y)
        for (int x = 0; x < mask.width; ++x)
          for (int d = -kReach; d <= kReach; ++d) {
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
std::vector<std::vector<int>> parts_of(const Mask& mask) {
  std::vector<std::vector<int>> out;
  std::vector<std::uint8_t> seen(mask.on.size());
  for (int start = 0; start < static_cast<int>(mask.on.size()); ++start) {
    if (!mask.on[static_cast<std::size_t>(start)] || seen[static_cast<std::size_t>(start)]) continue;
    std::vector<int> part{start};
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

/// Drops connected parts smaller than a quarter of the smallest fingertip.
void drop_small(Mask& mask) {
  const auto least = static_cast<std::size_t>(kLeastFingerMm * kLeastFingerMm / 4 / kCellMm / kCellMm);
  for (const auto& part : parts_of(mask))
    if (part.size() < least)
      for (const int i : part) mask.on[static_cast<std::size_t>(i)] = 0;
}

/// Fills what ridges enclose: a hole punched into the card, a scar.
void fill_holes(Mask& mask) {
  Mask empty = mask;
  for (auto& v : empty.on) v = !v;
  for (const auto& part : parts_of(empty)) {
    const bool enclosed = std::all_of(part.begin(), part.end(), [&](int i) {
      const int x = i % mask.width, y = i / mask.width;
      return x > 0 && y > 0 && x < mask.width - 1 && y < mask.height - 1;
    });
    if (enclosed)
      for (const int i : part) mask.on[static_cast<std::size_t>(i)] = 1;
  }
}

Mask foreground_of(const GreyImage& image) {
  const auto ridges = detail::find_ridges(image);
  Mask mask{ridges.width, ridges.height, {}};
  // half of Otsu's: a light press has less contrast than a wet one, the empty sensor has none
  const float least = std::max(12.f, 0.5f * threshold_of(ridges.contrast));
  std::vector<float> share = ridges.share;
  for (std::size_t i = 0; i < share.size(); ++i)
    if (ridges.contrast[i] < least) share[i] = 0;
  constexpr float kLeastShare = 0.33f;
  for (const float v : averaged(share, ridges.width, ridges.height)) mask.on.push_back(v >= kLeastShare);
  mask = opened(mask);
  drop_small(mask);
  fill_holes(mask);
  return mask;
}

// ---- 3: turn ----

struct Point {
  double x, y;
};
/// Cells in a frame turned so that fingers of a hand turned clockwise by `turn` stand upright: u across, v down.
Point turned(Point p, double turn) {
  return {p.x * std::cos(turn) + p.y * std::sin(turn), -p.x * std::sin(turn) + p.y * std::cos(turn)};
}
Point turned_back(Point p, double turn) { return turned(p, -turn); }

/// Counts of points along one axis in steps of a cell.
struct Profile {
  int first = 0;
  std::vector<double> count;
  int last() const { return first + static_cast<int>(count.size()) - 1; }
  double at(int i) const { return i < first || i > last() ? 0 : count[static_cast<std::size_t>(i - first)]; }
};
template <class F>
Profile profile_of(const std::vector<Point>& points, F coordinate) {
  Profile out;
  if (points.empty()) return out;
  double least = 1e9, most = -1e9;
  for (const auto& p : points) least = std::min(least, coordinate(p)), most = std::max(most, coordinate(p));
  out.first = static_cast<int>(std::floor(least));
  out.count.assign(static_cast<std::size_t>(static_cast<int>(std::floor(most)) + 1 - out.first), 0);
  for (const auto& p : points) ++out.count[static_cast<std::size_t>(std::floor(coordinate(p)) - out.first)];
  return out;
}

/// Where fingers point by their own shapes: the mean of the long axes of the connected parts, the longer the more.
/// 0 if no part is long. Fingers that touch make a broad part, whose axis lies across and does not count.
double axis_of(const Mask& mask) {
  double cosines = 0, sines = 0;
  for (const auto& part : parts_of(mask)) {
    double n = 0, sx = 0, sy = 0, sxx = 0, syy = 0, sxy = 0;
    for (const int i : part) {
      const double x = i % mask.width, y = i / mask.width;
      ++n, sx += x, sy += y, sxx += x * x, syy += y * y, sxy += x * y;
    }
    const double xx = sxx / n - sx * sx / n / n, yy = syy / n - sy * sy / n / n, xy = sxy / n - sx * sy / n / n;
    const double across = std::hypot(xx - yy, 2 * xy), along = xx + yy;
    // clockwise from upright, in the picture whose y goes down
    const double axis = 0.5 * std::atan2(-2 * xy, yy - xx);
    if (std::abs(axis) > kMostTurn) continue;
    const double weight = n * across / std::max(along, 1e-9);
    cosines += weight * std::cos(axis), sines += weight * std::sin(axis);
  }
  return cosines > 0 ? std::atan2(sines, cosines) : 0;
}

/// About that, the turn at which the fingers' shadows across are sharpest: the sum of squared steps is largest.
double turn_of(const Mask& mask, const std::vector<Point>& cells) {
  const double axis = axis_of(mask);
  double best = axis, best_score = -1;
  constexpr double kStep = kPi / 180;
  for (int i = -2; i <= 2; ++i) {
    const double turn = axis + i * kStep;
    const auto profile = profile_of(cells, [&](const Point& p) { return turned(p, turn).x; });
    double score = 0;
    constexpr int kApart = 4;
    for (int k = profile.first - kApart; k <= profile.last(); ++k)
      score += std::pow(profile.at(k + kApart) - profile.at(k), 2);
    if (score > best_score) best_score = score, best = turn;
  }
  return best;
}

// ---- 4: columns ----

struct Column {
  int from, to;  ///< inclusive, along u
  double area;
  int width() const { return to - from + 1; }
};

double area_of(const Profile& profile, int from, int to) {
  double sum = 0;
  for (int i = from; i <= to; ++i) sum += profile.at(i);
  return sum;
}

/// Stretches of the profile that are not empty.
std::vector<Column> columns_of(const Profile& profile) {
  const double most = profile.count.empty() ? 0 : *std::max_element(profile.count.begin(), profile.count.end());
  const double least = 0.12 * most;
  std::vector<Column> out;
  int from = profile.first;
  bool inside = false;
  for (int i = profile.first; i <= profile.last() + 1; ++i) {
    const bool on = profile.at(i) > least;
    if (on && !inside) from = i;
    if (!on && inside) out.push_back({from, i - 1, area_of(profile, from, i - 1)});
    inside = on;
  }
  std::erase_if(out, [](const Column& c) { return c.width() * kCellMm < kLeastFingerMm * 0.7; });
  return out;
}

/// Fingers that touch are one column: the widest is cut at its lowest place until there are enough, as long as both
/// parts are as wide as a finger.
void cut_touching(std::vector<Column>& columns, const Profile& profile, std::size_t wanted) {
  while (!columns.empty() && columns.size() < wanted) {
    const auto widest = std::max_element(columns.begin(), columns.end(),
                                         [](const auto& a, const auto& b) { return a.width() < b.width(); });
    const int margin = static_cast<int>(kLeastFingerMm / kCellMm);
    if (widest->width() < 2 * margin + 1) return;
    int cut = widest->from + margin;
    for (int i = cut; i <= widest->to - margin; ++i)
      if (profile.at(i) < profile.at(cut)) cut = i;
    const double beside = std::min(*std::max_element(profile.count.begin() + (widest->from - profile.first),
                                                     profile.count.begin() + (cut - profile.first) + 1),
                                   *std::max_element(profile.count.begin() + (cut - profile.first),
                                                     profile.count.begin() + (widest->to - profile.first) + 1));
    if (profile.at(cut) > 0.8 * beside) return;  // no valley: one broad finger
    const Column left{widest->from, cut - 1, area_of(profile, widest->from, cut - 1)};
    const Column right{cut + 1, widest->to, area_of(profile, cut + 1, widest->to)};
    *widest = left;
    columns.insert(widest + 1, right);
  }
}

// ---- 5: fingertips ----

struct Tip {
  double u, v, width, height, lean;  ///< cells; the lean of this finger from the hand's turn, radians
  double top;
};

/// The cells of the column's fingertip: its uppermost connected part that is at least half as large as its largest, so
/// that neither the writing above a finger nor the joint below it is taken for it. `part` names the part of each cell.
std::vector<Point> fingertip_in(const Column& column, const std::vector<Point>& upright, const std::vector<int>& part) {
  struct Found {
    double top = 1e9;
    std::vector<Point> cells;
  };
  std::map<int, Found> found;
  for (std::size_t i = 0; i < upright.size(); ++i) {
    const auto& p = upright[i];
    if (p.x < column.from || p.x >= column.to + 1) continue;
    auto& one = found[part[i]];
    one.top = std::min(one.top, p.y);
    one.cells.push_back(p);
  }
  std::size_t largest = 0;
  for (const auto& [id, one] : found) largest = std::max(largest, one.cells.size());
  const Found* best = nullptr;
  for (const auto& [id, one] : found)
    if (2 * one.cells.size() >= largest && (!best || one.top < best->top)) best = &one;
  return best->cells;
}

Tip tip_of(const std::vector<Point>& own, const Column& column) {
  const auto rows = profile_of(own, [](const Point& p) { return p.y; });
  const double most = *std::max_element(rows.count.begin(), rows.count.end());
  int top = rows.first;
  while (rows.at(top) < 0.3 * most) ++top;
  // the tip ends at the crease below it, if there is one, else where a fingertip usually ends
  const int shortest = static_cast<int>(0.9 * column.width()), usual = static_cast<int>(kTipLength * column.width());
  int bottom = std::min(top + usual, rows.last());
  for (int i = top + shortest; i <= bottom; ++i)
    if (rows.at(i) < 0.25 * most) bottom = i - 1;
  // where the middle of each row goes, by least squares
  double n = 0, su = 0, sv = 0, svv = 0, suv = 0;
  double left = 1e9, right = -1e9;
  for (const auto& p : own) {
    if (p.y < top || p.y > bottom + 1) continue;
    ++n, su += p.x, sv += p.y, svv += p.y * p.y, suv += p.x * p.y;
    left = std::min(left, p.x), right = std::max(right, p.x);
  }
  const double spread = svv - sv * sv / n;
  const double slope = spread > 0 ? (suv - su * sv / n) / spread : 0;
  constexpr double kMostLean = 15 * kPi / 180;
  return {su / n,
          (top + bottom + 1) / 2.0,
          right - left + 1,
          bottom + 1.0 - top,
          std::clamp(std::atan(-slope), -kMostLean, kMostLean),
          double(top)};
}

// ---- 6: cutting ----

GreyImage cut_out(const GreyImage& image, Point middle, double width, double height, double turn) {
  const auto side = [](double v) { return std::clamp(static_cast<int>(std::lround(v)), 1, 4000); };
  GreyImage out(side(width), side(height), image.dpi());
  const double c = std::cos(turn), s = std::sin(turn);
  for (int y = 0; y < out.height(); ++y)
    for (int x = 0; x < out.width(); ++x) {
      const double u = x - (out.width() - 1) / 2.0, v = y - (out.height() - 1) / 2.0;
      const double sx = middle.x + u * c - v * s, sy = middle.y + u * s + v * c;
      const int x0 = static_cast<int>(std::floor(sx)), y0 = static_cast<int>(std::floor(sy));
      if (x0 < 0 || y0 < 0 || x0 + 1 >= image.width() || y0 + 1 >= image.height()) continue;
      const double fx = sx - x0, fy = sy - y0;
      const double value = (image.at(x0, y0) * (1 - fx) + image.at(x0 + 1, y0) * fx) * (1 - fy) +
                           (image.at(x0, y0 + 1) * (1 - fx) + image.at(x0 + 1, y0 + 1) * fx) * fy;
      out.at(x, y) = static_cast<std::uint8_t>(std::lround(value));
    }
  return out;
}

std::vector<FingerPosition> places_of(PrintPosition kind, const std::vector<FingerPosition>& missing) {
  using enum FingerPosition;
  std::vector<FingerPosition> out;
  if (kind == PrintPosition::RightFour) out = {RightIndex, RightMiddle, RightRing, RightLittle};
  if (kind == PrintPosition::LeftFour) out = {LeftLittle, LeftRing, LeftMiddle, LeftIndex};
  if (kind == PrintPosition::BothThumbs) out = {LeftThumb, RightThumb};
  std::erase_if(out, [&](auto p) { return std::find(missing.begin(), missing.end(), p) != missing.end(); });
  return out;
}

/// The little finger's tip lies lowest. The line through the outer tips must fall by a fifth of a finger's width,
/// and the inner two must lie above it, else the turn was misjudged.
std::optional<Hand> hand_of(const std::vector<Tip>& tips) {
  if (tips.size() != 4) return std::nullopt;
  double width = 0;
  for (const auto& t : tips) width += t.width / 4;
  const double fall = tips[3].top - tips[0].top;  // > 0: the right one lies lower
  if (std::abs(fall) < 0.2 * width) return std::nullopt;
  const double inner = (tips[1].top + tips[2].top) / 2, outer = (tips[0].top + tips[3].top) / 2;
  if (inner > outer) return std::nullopt;
  return fall > 0 ? Hand::Right : Hand::Left;
}

}  // namespace

base::Result<Slap, SlapError> split_slap(const GreyImage& image, PrintPosition kind,
                                         const std::vector<FingerPosition>& missing) {
  const auto places = places_of(kind, missing);
  if (places_of(kind, {}).empty()) return SlapError::WrongKind;
  const auto small = resample(image, Dpi(kWorkingDpi));
  const auto mask = foreground_of(small);
  std::vector<Point> cells;
  std::vector<int> part;  // of each cell
  const auto parts = parts_of(mask);
  for (std::size_t id = 0; id < parts.size(); ++id)
    for (const int i : parts[id]) {
      cells.push_back({i % mask.width + 0.5, i / mask.width + 0.5});
      part.push_back(static_cast<int>(id));
    }
  if (cells.empty() || places.empty()) return SlapError::Empty;

  const double turn = turn_of(mask, cells);
  std::vector<Point> upright;
  for (const auto& p : cells) upright.push_back(turned(p, turn));
  const auto across = profile_of(upright, [](const Point& p) { return p.x; });
  auto columns = columns_of(across);
  cut_touching(columns, across, places.size());
  if (columns.empty()) return SlapError::Empty;
  if (columns.size() < places.size()) return SlapError::TooFewFingers;
  if (columns.size() > places.size()) {
    // a smudge or the edge of the palm is no finger; a whole finger more is
    auto areas = columns;
    std::sort(areas.begin(), areas.end(), [](const auto& a, const auto& b) { return a.area > b.area; });
    if (areas[places.size()].area > 0.4 * areas[places.size() - 1].area) return SlapError::TooManyFingers;
    const double least = areas[places.size() - 1].area;
    std::erase_if(columns, [&](const auto& c) { return c.area < least; });
  }

  Slap out{kind, {}, std::nullopt};
  const double per_cell = kCell * image.dpi().get() / kWorkingDpi;  // px of the given picture
  const double margin = 2 * kMarginMm / 25.4 * image.dpi().get();
  std::vector<Tip> tips;
  for (std::size_t i = 0; i < columns.size() && i < places.size(); ++i) {
    const auto tip = tip_of(fingertip_in(columns[i], upright, part), columns[i]);
    tips.push_back(tip);
    const auto middle = turned_back({tip.u, tip.v}, turn);
    const double x = middle.x * per_cell, y = middle.y * per_cell;
    const double width = tip.width * per_cell, height = tip.height * per_cell, rotation = turn + tip.lean;
    out.fingers.push_back(
        {places[i], x, y, width, height, rotation, cut_out(image, {x, y}, width + margin, height + margin, rotation)});
  }
  if (kind != PrintPosition::BothThumbs && missing.empty()) out.looks_like = hand_of(tips);
  return out;
}

}  // namespace ktpel::biometric
