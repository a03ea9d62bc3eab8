// SPDX-License-Identifier: Apache-2.0
#include "biometric/finger/quality.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "biometric/finger/parameters.h"
#include "biometric/image/codec.h"
#include "biometric/image/scale.h"

namespace ktpel::biometric {
namespace {

/// What the grey values on the finger look like.
struct Look {
  double dark = 0;  ///< share of the finger's pixels nearer to its darkest than to the ground
  double even = 1;  ///< contrast of the faintest direction of ridges over that of the strongest: a finger that moves
                    ///< wipes out the ridges across its way
};

/// Grey values of ridges and valleys that run in about one direction.
struct Contrast {
  double ridge = 0, valley = 0;
  int ridges = 0, valleys = 0;
  double value() const { return valley / std::max(1, valleys) - ridge / std::max(1, ridges); }
};

using Histogram = std::array<int, 256>;

int percentile(const Histogram& histogram, double share) {
  int total = 0, seen = 0, level = 0;
  for (const int n : histogram) total += n;
  while (level < 255 && (seen += histogram[static_cast<std::size_t>(level)]) < share * total) ++level;
  return level;
}

Look look_at(const GreyImage& image, const FingerTemplate& finger) {
  constexpr int kDirections = 8, kEnough = 64 * 40;  // px
  Histogram on{}, all{};
  std::array<Contrast, kDirections> directions{};
  int n = 0;
  const int w = std::min(image.width(), finger.width), h = std::min(image.height(), finger.height);
  for (int y = 0; y < h; ++y)
    for (int x = 0; x < w; ++x) {
      const int v = image.at(x, y);
      ++all[static_cast<std::size_t>(v)];
      const auto cell = static_cast<std::size_t>(y / 8 * finger.columns() + x / 8);
      if (!finger.mask[cell]) continue;
      ++on[static_cast<std::size_t>(v)], ++n;
      auto& c = directions[static_cast<std::size_t>(finger.flow[cell] / (256 / kDirections))];
      if (finger.ridges[cell] >> (y % 8 * 8 + x % 8) & 1)
        c.valley += v, ++c.valleys;
      else
        c.ridge += v, ++c.ridges;
    }
  if (n == 0) return {};
  double faintest = 1e9, strongest = 1;
  for (const auto& c : directions)
    if (c.ridges + c.valleys > kEnough)
      faintest = std::min(faintest, c.value()), strongest = std::max(strongest, c.value());
  const double darkest = percentile(on, 0.03), ground = percentile(all, 0.97), middle = (darkest + ground) / 2;
  int dark = 0;
  for (int v = 0; v < 256; ++v)
    if (v < middle) dark += on[static_cast<std::size_t>(v)];
  return {static_cast<double>(dark) / n, std::clamp(faintest / strongest, 0.0, 1.0)};
}

struct Complaint {
  double strength;
  QualityReason reason;
};

}  // namespace

std::string_view name_of(QualityReason reason) {
  constexpr std::string_view kNames[] = {"small_area", "too_dry", "too_wet", "blurred", "low_clarity", "few_minutiae"};
  return kNames[static_cast<std::size_t>(reason)];
}

QualityReport assess(const GreyImage& image, const FingerTemplate& finger) {
  using namespace parameters;
  const Look look = look_at(resample(image, Dpi(kDpi)), finger);
  double area = 0, clarity = 0;
  for (std::size_t i = 0; i < finger.mask.size(); ++i)
    if (finger.mask[i]) ++area, clarity += finger.clarity[i] / 160.0;
  clarity /= std::max(1.0, area);
  // each strength is 1 where the complaint begins
  const Complaint all[] = {
      {kSmallAreaCells / std::max(1.0, area), QualityReason::SmallArea},
      {kDryDark / std::max(0.01, look.dark), QualityReason::TooDry},
      {look.dark / kWetDark, QualityReason::TooWet},
      {kMovedContrast / std::max(0.01, look.even), QualityReason::Blurred},
      {kLowClarity / std::max(0.01, clarity), QualityReason::LowClarity},
      {kFewMinutiae / std::max(1.0, static_cast<double>(finger.minutiae.size())), QualityReason::FewMinutiae}};
  std::vector<Complaint> made;
  for (const auto& c : all)
    if (c.strength > 1) made.push_back(c);
  std::stable_sort(made.begin(), made.end(), [](const auto& a, const auto& b) { return a.strength > b.strength; });
  QualityReport report{quality(finger), {}};
  for (const auto& c : made) report.reasons.push_back(c.reason);
  return report;
}

}  // namespace ktpel::biometric
