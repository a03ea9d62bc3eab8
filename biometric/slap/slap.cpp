// SPDX-License-Identifier: Apache-2.0
// Steps: 1 prints, places with ridges (detail/prints.h); 2 turn of the hand; 3 fingertips among the prints; 4 the tip
// of each; 5 cutting; 6 which hand.
#include "biometric/slap/slap.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "biometric/image/codec.h"
#include "biometric/slap/detail/prints.h"
#include "biometric/slap/detail/ridges.h"

namespace ktpel::biometric {
namespace {

using detail::Print;
using detail::Prints;

constexpr double kPi = 3.14159265358979323846;
constexpr double kCellMm = detail::kSlapCell * 25.4 / detail::kSlapDpi;
constexpr double kMostTurn = kPi / 4;
constexpr double kLeastFingerMm = 7;  // across; a child's little finger is about 8
constexpr double kTipLength = 1.6;    // of a fingertip over its width
constexpr double kMarginMm = 1.5;

// ---- 2: turn ----

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

/// Where fingers point by their own shapes: the mean of the axes of the prints, the longer the more. A print broader
/// than long is fingers that touch, which stand across it. nullopt without a long print.
std::optional<double> axis_of(const Prints& found, bool broad) {
  double cosines = 0, sines = 0;
  for (const auto& print : found.prints) {
    double n = 0, sx = 0, sy = 0, sxx = 0, syy = 0, sxy = 0;
    bool cut = false;  // by the border at a side: its shape is not a finger's
    for (const int i : print) {
      const double x = i % found.width, y = i / found.width;
      cut |= x == 0 || x == found.width - 1;
      ++n, sx += x, sy += y, sxx += x * x, syy += y * y, sxy += x * y;
    }
    const double xx = sxx / n - sx * sx / n / n, yy = syy / n - sy * sy / n / n, xy = sxy / n - sx * sy / n / n;
    const double across = std::hypot(xx - yy, 2 * xy), along = xx + yy;
    // clockwise from upright, in the picture whose y goes down
    double axis = 0.5 * std::atan2(-2 * xy, yy - xx);
    if ((std::abs(axis) > kMostTurn) != broad || cut) continue;
    if (broad) axis += axis > 0 ? -kPi / 2 : kPi / 2;
    const double weight = n * across / std::max(along, 1e-9);
    cosines += weight * std::cos(axis), sines += weight * std::sin(axis);
  }
  if (cosines <= 0) return std::nullopt;
  return std::atan2(sines, cosines);
}

/// About that, the turn at which the fingers' shadows across are sharpest: the sum of squared steps is largest.
double turn_of(const Prints& found) {
  std::vector<Point> cells;
  for (const auto& print : found.prints)
    for (const int i : print) cells.push_back({i % found.width + 0.5, i / found.width + 0.5});
  const auto own = axis_of(found, false);
  const double axis = own ? *own : axis_of(found, true).value_or(0);
  const int most = own ? 2 : 20;  // degrees; a row of fingers is not straight
  double best = axis, best_score = -1;
  constexpr double kStep = kPi / 180;
  for (int i = -most; i <= most; ++i) {
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

// ---- 3: fingertips among the prints ----

/// A print, or a part of one that was cut between two fingers, in the upright frame.
struct Piece {
  std::vector<Point> cells;
  int owner;  ///< its print
  double left = 1e9, right = -1e9, top = 1e9, bottom = -1e9;
  bool at_side = false;  ///< it touches the left or right border of the picture; not kept when cut
  double width() const { return right - left + 1; }
  double area() const { return static_cast<double>(cells.size()); }
  void add(Point p) {
    cells.push_back(p);
    left = std::min(left, p.x), right = std::max(right, p.x);
    top = std::min(top, p.y), bottom = std::max(bottom, p.y);
  }
};

std::vector<Piece> pieces_of(const Prints& found, double turn) {
  std::vector<Piece> out;
  for (std::size_t id = 0; id < found.prints.size(); ++id) {
    Piece piece;
    piece.owner = static_cast<int>(id);
    for (const int i : found.prints[id]) {
      const int x = i % found.width, y = i / found.width;
      piece.at_side |= x == 0 || x == found.width - 1;
      piece.add(turned({x + 0.5, y + 0.5}, turn));
    }
    out.push_back(std::move(piece));
  }
  return out;
}

/// Drops joints below fingertips and smudges above them: of two pieces over each other the upper one is the tip, unless
/// it is smaller than half the lower one.
void keep_tips(std::vector<Piece>& pieces) {
  std::vector<std::uint8_t> dropped(pieces.size());
  const auto over = [](const Piece& upper, const Piece& lower) {
    const double shared = std::min(upper.right, lower.right) - std::max(upper.left, lower.left);
    return shared > 0.5 * std::min(upper.width(), lower.width()) && upper.top < lower.top;
  };
  for (std::size_t i = 0; i < pieces.size(); ++i)
    for (std::size_t j = 0; j < pieces.size(); ++j)
      if (i != j && over(pieces[i], pieces[j])) dropped[2 * pieces[i].area() < pieces[j].area() ? i : j] = 1;
  std::size_t i = 0;
  std::erase_if(pieces, [&](const Piece&) { return dropped[i++] != 0; });
}

/// Cuts a piece at its lowest place into two, both as wide as a finger, if that place is at most `valley` as high as
/// what lies beside it. False if not.
bool cut_piece(std::vector<Piece>& pieces, std::size_t which, double valley) {
  const auto& piece = pieces[which];
  const auto across = profile_of(piece.cells, [](const Point& p) { return p.x; });
  const int margin = static_cast<int>(kLeastFingerMm / kCellMm);
  if (static_cast<int>(across.count.size()) < 2 * margin + 1) return false;
  int cut = across.first + margin;
  for (int i = cut; i <= across.last() - margin; ++i)
    if (across.at(i) < across.at(cut)) cut = i;
  const auto middle = across.count.begin() + (cut - across.first);
  const double beside =
      std::min(*std::max_element(across.count.begin(), middle + 1), *std::max_element(middle, across.count.end()));
  if (across.at(cut) > valley * beside) return false;  // one broad finger
  Piece left, right;
  left.owner = right.owner = piece.owner;
  for (const auto& p : piece.cells)
    if (p.x < cut || p.x >= cut + 1) (p.x < cut ? left : right).add(p);
  pieces[which] = std::move(left);
  pieces.push_back(std::move(right));
  return true;
}

double median_width(const std::vector<Piece>& pieces) {
  std::vector<double> widths;
  for (const auto& p : pieces) widths.push_back(p.width());
  std::nth_element(widths.begin(), widths.begin() + static_cast<std::ptrdiff_t>(widths.size() / 2), widths.end());
  return widths[widths.size() / 2];
}

/// The fingertips from left to right.
base::Result<std::vector<Piece>, SlapError> fingertips_of(const Prints& found, double turn, std::size_t wanted) {
  auto pieces = pieces_of(found, turn);
  keep_tips(pieces);
  std::erase_if(pieces, [](const Piece& p) { return p.width() * kCellMm < kLeastFingerMm * 0.7; });
  const auto widest = [&] {
    return static_cast<std::size_t>(
        std::max_element(pieces.begin(), pieces.end(),
                         [](const auto& a, const auto& b) { return a.width() < b.width(); }) -
        pieces.begin());
  };
  for (std::size_t before = 0; before != pieces.size();) {
    // fingers that touch are one print
    while (!pieces.empty() && pieces.size() < wanted && cut_piece(pieces, widest(), 0.8)) {
    }
    // so are a finger and a neighbour's print: a print much wider than the others
    if (pieces.size() >= 3 && pieces[widest()].width() > 1.4 * median_width(pieces)) cut_piece(pieces, widest(), 0.6);
    if (pieces.empty()) return SlapError::Empty;
    // a print that the border cuts to a strip is a neighbour's, or too little of a finger
    before = pieces.size();
    const double narrow = 0.6 * median_width(pieces);
    std::erase_if(pieces, [&](const Piece& p) { return p.at_side && p.width() < narrow; });
  }
  if (pieces.size() < wanted) return SlapError::TooFewFingers;
  if (pieces.size() > wanted) {
    // a smudge or the edge of the palm is no finger; a whole finger more is
    std::sort(pieces.begin(), pieces.end(), [](const auto& a, const auto& b) { return a.area() > b.area(); });
    if (pieces[wanted].area() > 0.4 * pieces[wanted - 1].area()) return SlapError::TooManyFingers;
    pieces.erase(pieces.begin() + static_cast<std::ptrdiff_t>(wanted), pieces.end());
  }
  std::sort(pieces.begin(), pieces.end(),
            [](const auto& a, const auto& b) { return a.left + a.right < b.left + b.right; });
  return pieces;
}

// ---- 4: the tip of each ----

struct Tip {
  double u, v, width, height, lean;  ///< cells; the lean of this finger from the hand's turn, radians
  double top;
};

Tip tip_of(const Piece& piece) {
  const auto rows = profile_of(piece.cells, [](const Point& p) { return p.y; });
  const double most = *std::max_element(rows.count.begin(), rows.count.end());
  int top = rows.first;
  while (rows.at(top) < 0.2 * most) ++top;
  // the tip ends at the crease below it, if there is one, else where a fingertip usually ends
  const int shortest = static_cast<int>(0.9 * most), usual = static_cast<int>(kTipLength * most);
  int bottom = std::min(top + usual, rows.last());
  for (int i = top + shortest; i <= bottom; ++i)
    if (rows.at(i) < 0.25 * most) bottom = i - 1;
  // where the middle of each row goes, by least squares
  double n = 0, su = 0, sv = 0, svv = 0, suv = 0;
  double left = 1e9, right = -1e9;
  for (const auto& p : piece.cells) {
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

// ---- 5: cutting ----

/// Catmull-Rom weights of the four samples around a place `f` (0..1) behind the second.
std::array<double, 4> cubic(double f) {
  return {f * (-0.5 + f * (1 - 0.5 * f)), 1 + f * f * (-2.5 + 1.5 * f), f * (0.5 + f * (2 - 1.5 * f)),
          f * f * (-0.5 + 0.5 * f)};
}

/// The picture around a fingertip, upright. What other prints left there is white; a hole is as grey as the print, or
/// its rim would look like ridges.
GreyImage cut_out(const GreyImage& image, Point middle, double width, double height, double turn, const Prints& found,
                  int owner) {
  const double per_px = detail::kSlapDpi / image.dpi().get() / detail::kSlapCell;
  const auto side = [](double v) { return std::clamp(static_cast<int>(std::lround(v)), 1, 4000); };
  GreyImage out(side(width), side(height), image.dpi());
  const double c = std::cos(turn), s = std::sin(turn);
  for (int y = 0; y < out.height(); ++y)
    for (int x = 0; x < out.width(); ++x) {
      const double u = x - (out.width() - 1) / 2.0, v = y - (out.height() - 1) / 2.0;
      const double sx = middle.x + u * c - v * s, sy = middle.y + u * s + v * c;
      const int x0 = static_cast<int>(std::floor(sx)), y0 = static_cast<int>(std::floor(sy));
      if (x0 < 0 || y0 < 0 || x0 + 1 >= image.width() || y0 + 1 >= image.height()) continue;
      const auto cell =
          static_cast<std::size_t>(std::min(static_cast<int>((sy + 0.5) * per_px), found.height - 1) * found.width +
                                   std::min(static_cast<int>((sx + 0.5) * per_px), found.width - 1));
      if (found.owner[cell] >= 0 && found.owner[cell] != owner) continue;
      if (found.hole[cell]) {
        out.at(x, y) = found.grey[static_cast<std::size_t>(owner)];
        continue;
      }
      const auto across = cubic(sx - x0), down = cubic(sy - y0);
      double value = 0;
      for (int j = 0; j < 4; ++j) {
        const auto* row = image.row(std::clamp(y0 + j - 1, 0, image.height() - 1));
        double sum = 0;
        for (int i = 0; i < 4; ++i)
          sum += across[static_cast<std::size_t>(i)] * row[std::clamp(x0 + i - 1, 0, image.width() - 1)];
        value += down[static_cast<std::size_t>(j)] * sum;
      }
      out.at(x, y) = static_cast<std::uint8_t>(std::clamp(std::lround(value), 0L, 255L));
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

// ---- 6: which hand ----

/// The little finger's tip lies lowest. Only a hand laid down as one is judged, and only if it is clear: fingers set
/// down one by one, or a turn judged wrongly by as much as 10 degrees, must not raise an alarm.
std::optional<Hand> hand_of(const std::vector<Tip>& tips) {
  if (tips.size() != 4) return std::nullopt;
  double width = 0;
  for (const auto& t : tips) width += t.width / 4;
  const double fall = (tips[3].top - tips[0].top) / width;  // > 0: the right one lies lower
  if (std::abs(fall) < 0.3) return std::nullopt;
  const auto hand = fall > 0 ? Hand::Right : Hand::Left;
  const auto& index = hand == Hand::Right ? tips[0] : tips[3];
  const auto& middle = hand == Hand::Right ? tips[1] : tips[2];
  const auto& ring = hand == Hand::Right ? tips[2] : tips[1];
  const auto& little = hand == Hand::Right ? tips[3] : tips[0];
  const auto below = [&](const Tip& lower, const Tip& upper) { return (lower.top - upper.top) / width; };
  // of a hand as it grows the index ends less than a width below the middle one, the ring finger not above that by
  // more than the turn is misjudged, and the little one below both inner ones
  const bool grown = below(index, middle) < 0.8 && below(index, middle) > 0.1 && below(ring, middle) > -0.3 &&
                     below(little, ring) > 0.3;
  return grown ? std::optional(hand) : std::nullopt;
}

}  // namespace

base::Result<Slap, SlapError> split_slap(const GreyImage& image, PrintPosition kind,
                                         const std::vector<FingerPosition>& missing) {
  const auto places = places_of(kind, missing);
  if (places_of(kind, {}).empty()) return SlapError::WrongKind;
  const auto found = detail::find_prints(resample(image, Dpi(detail::kSlapDpi)));
  if (found.prints.empty() || places.empty()) return SlapError::Empty;
  const double turn = turn_of(found);
  const auto pieces = fingertips_of(found, turn, places.size());
  if (!pieces) return pieces.error();

  Slap out{kind, {}, std::nullopt};
  const double per_cell = detail::kSlapCell * image.dpi().get() / detail::kSlapDpi;  // px of the given picture
  const double margin = 2 * kMarginMm / 25.4 * image.dpi().get();
  std::vector<Tip> tips;
  for (std::size_t i = 0; i < places.size(); ++i) {
    const auto tip = tip_of((*pieces)[i]);
    tips.push_back(tip);
    const auto middle = turned_back({tip.u, tip.v}, turn);
    const double x = middle.x * per_cell, y = middle.y * per_cell;
    const double width = tip.width * per_cell, height = tip.height * per_cell, rotation = turn + tip.lean;
    out.fingers.push_back(
        {places[i], x, y, width, height, rotation,
         cut_out(image, {x, y}, width + margin, height + margin, rotation, found, (*pieces)[i].owner)});
  }
  if (kind != PrintPosition::BothThumbs && missing.empty()) out.looks_like = hand_of(tips);
  return out;
}

}  // namespace ktpel::biometric
