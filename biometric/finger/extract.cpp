// SPDX-License-Identifier: Apache-2.0
#include "biometric/finger/extract.h"

#include <algorithm>
#include <cmath>

#include "biometric/finger/detail/enhance.h"
#include "biometric/finger/detail/minutiae.h"
#include "biometric/finger/detail/normalise.h"
#include "biometric/finger/detail/pictures.h"
#include "biometric/finger/detail/segmentation.h"
#include "biometric/finger/detail/skeleton.h"
#include "biometric/finger/parameters.h"
#include "biometric/image/codec.h"

namespace ktpel::biometric {
namespace {

using namespace detail;

constexpr int kSmallestSide = 96;
constexpr int kTemplateCell = 8;

/// Grey values as numbers, edges repeated up to a multiple of 8 px.
Field padded(const GreyImage& image) {
  const auto up = [](int n) { return (n + kTemplateCell - 1) / kTemplateCell * kTemplateCell; };
  Field out(up(image.width()), up(image.height()));
  for (int y = 0; y < out.h; ++y) {
    const auto* from = image.row(std::min(y, image.height() - 1));
    for (int x = 0; x < out.w; ++x) out.at(x, y) = from[std::min(x, image.width() - 1)];
  }
  return out;
}

std::uint8_t byte(float v) { return static_cast<std::uint8_t>(std::clamp(std::lround(v), 0l, 255l)); }

/// Radians clockwise as seen to parts of a turn (or half turn) counter-clockwise.
std::uint8_t parts(float angle, float turn) {
  return static_cast<std::uint8_t>(std::lround(-angle / turn * 256) & 255);
}

/// The four 4 px cells of one template cell.
template <class F>
void each_quarter(int column, int row, F fn) {
  for (int k = 0; k < 4; ++k) fn(2 * column + k % 2, 2 * row + k / 2);
}

std::uint64_t valleys(const Field& enhanced, int column, int row) {
  std::uint64_t bits = 0;
  for (int y = 0; y < kTemplateCell; ++y)
    for (int x = 0; x < kTemplateCell; ++x)
      bits |= std::uint64_t{enhanced.at(column * kTemplateCell + x, row * kTemplateCell + y) >= 0}
              << (y * kTemplateCell + x);
  return bits;
}

/// Everything a comparison needs, rounded to what a template stores.
FingerTemplate stored(const Field& enhanced, const Flow& flow, const RidgePeriod& period, const Mask& mask,
                      const Field& amplitude, const std::vector<FoundMinutia>& minutiae) {
  FingerTemplate t;
  t.width = enhanced.w, t.height = enhanced.h;
  for (const auto& m : minutiae)
    t.minutiae.push_back({static_cast<std::uint16_t>(m.x), static_cast<std::uint16_t>(m.y), parts(m.angle, 2 * kPi),
                          byte(m.quality * 200), m.type});
  const auto cells = static_cast<std::size_t>(t.columns()) * static_cast<std::size_t>(t.rows());
  t.mask.assign(cells, 0), t.flow.assign(cells, 0), t.clarity.assign(cells, 0), t.ridges.assign(cells, 0);
  std::size_t i = 0;
  for (int row = 0; row < t.rows(); ++row)
    for (int column = 0; column < t.columns(); ++column, ++i) {
      float x = 0, y = 0, a = 0;
      int inside = 0;
      each_quarter(column, row, [&](int cx, int cy) {
        x += flow.x.at(cx, cy), y += flow.y.at(cx, cy), a += amplitude.at(cx, cy), inside += mask.at(cx, cy);
      });
      if (inside < 3) continue;
      t.mask[i] = 1, t.flow[i] = parts(ridge_angle(x, y), kPi), t.clarity[i] = byte(a / 4 * 160);
      t.ridges[i] = valleys(enhanced, column, row);
    }
  for (int row = 0; row < (t.rows() + 1) / 2; ++row)
    for (int column = 0; column < (t.columns() + 1) / 2; ++column)
      t.period.push_back(period_code(period.at(static_cast<float>(column * 16 + 8), static_cast<float>(row * 16 + 8))));
  return t;
}

/// Mean certainty of the flow: after two passes of filtering, the flow of noise has still not settled.
float certainty(const Flow& flow, const Mask& mask) {
  float sum = 0, cells = 0;
  for (std::size_t i = 0; i < mask.v.size(); ++i)
    if (mask.v[i]) sum += std::sqrt(flow.x.v[i] * flow.x.v[i] + flow.y.v[i] * flow.y.v[i]), ++cells;
  return cells > 0 ? sum / cells : 0;
}

std::size_t count(const std::vector<std::uint8_t>& mask) {
  return static_cast<std::size_t>(std::count(mask.begin(), mask.end(), 1));
}

}  // namespace

base::Result<FingerTemplate, ExtractError> extract(const GreyImage& image) { return extract(image, {}); }

base::Result<FingerTemplate, ExtractError> extract(const GreyImage& image, const StageSink& show) {
  if (image.width() * parameters::kDpi > kLargestSide * image.dpi().get() ||
      image.height() * parameters::kDpi > kLargestSide * image.dpi().get())
    return ExtractError::TooLarge;
  const GreyImage at_500 = resample(image, Dpi(parameters::kDpi));
  if (at_500.width() < kSmallestSide || at_500.height() < kSmallestSide) return ExtractError::TooSmall;

  const Normalised normalised = normalise(padded(at_500));
  if (show) show("finger", at_500), show("normalised", picture_of(normalised.image, parameters::kClip));
  if (normalised.strong < parameters::kLeastContrast) return ExtractError::Blank;
  const Tensor tensor = tensor_of_image(normalised.image, parameters::kTensorSigma);
  Mask mask = segment(normalised, tensor);
  if (show) show("mask", picture_of(at_500, mask));
  Flow flow = smooth(tensor, mask, parameters::kFineSigma, parameters::kCoarseSigma);
  const RidgePeriod period = RidgePeriod::measure(normalised.image, flow, mask);
  if (show) show("flow", picture_of(flow, mask)), show("period", picture_of(period, mask));
  if (4 * parameters::kLeastCells > static_cast<int>(count(mask.v)) ||
      period.periodicity() < parameters::kLeastPeriodicity)
    return ExtractError::Blank;

  const FilterInput input(normalised.image);
  for (int pass = 0; pass < parameters::kRefinements; ++pass) {
    const Field clearer = levelled(enhance(input, flow, period, mask));
    flow = smooth(tensor_of_enhanced(clearer, parameters::kRefinedTensorSigma), mask, parameters::kRefinedFineSigma,
                  parameters::kRefinedCoarseSigma);
  }
  if (show) show("refined_flow", picture_of(flow, mask));
  const Mask whole = mask;
  keep_settled(mask, flow);
  if (certainty(flow, mask) < parameters::kLeastCertainty) return ExtractError::Blank;
  Field enhanced = enhance(input, flow, period, mask), strength = amplitude(enhanced);
  Skeleton skeleton = Skeleton::of_ridges(enhanced, mask);
  auto minutiae = find_minutiae(skeleton, flow, period, mask, strength);
  if (minutiae.size() < parameters::kLeastMinutiae && certainty(flow, whole) >= parameters::kWholeCertainty) {
    // a small print around a tight core, where the flow never settles: what was cut out must do
    mask = whole;
    enhanced = enhance(input, flow, period, mask), strength = amplitude(enhanced);
    skeleton = Skeleton::of_ridges(enhanced, mask);
    minutiae = find_minutiae(skeleton, flow, period, mask, strength);
  }
  if (show)
    show("enhanced", picture_of(enhanced, 1)), show("skeleton", picture_of(skeleton)),
        show("minutiae", picture_of(at_500, minutiae));
  if (minutiae.size() < parameters::kLeastMinutiae) return ExtractError::TooFewMinutiae;
  return stored(enhanced, flow, period, mask, strength, minutiae);
}

}  // namespace ktpel::biometric
