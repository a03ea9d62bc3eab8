// SPDX-License-Identifier: Apache-2.0
#include "biometric/finger/accuracy.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace ktpel::biometric {
namespace {

double below(const std::vector<double>& sorted, double t) {
  return static_cast<double>(std::lower_bound(sorted.begin(), sorted.end(), t) - sorted.begin()) /
         static_cast<double>(sorted.size());
}

}  // namespace

Accuracy accuracy(std::vector<double> genuine, std::vector<double> impostor) {
  base::check(!genuine.empty() && !impostor.empty(), "accuracy of an empty list");
  std::sort(genuine.begin(), genuine.end());
  std::sort(impostor.begin(), impostor.end());
  std::vector<double> thresholds;
  std::merge(genuine.begin(), genuine.end(), impostor.begin(), impostor.end(), std::back_inserter(thresholds));
  std::erase_if(thresholds, [](double t) { return std::isinf(t); });
  thresholds.erase(std::unique(thresholds.begin(), thresholds.end()), thresholds.end());
  thresholds.push_back(thresholds.empty() ? 1 : thresholds.back() + 1);
  const auto fnmr = [&](double t) { return below(genuine, t); };
  const auto fmr = [&](double t) { return 1 - below(impostor, t); };
  const auto first_where = [&](auto holds) {
    return std::partition_point(thresholds.begin(), thresholds.end(), [&](double t) { return !holds(t); });
  };

  Accuracy out{genuine.size(), impostor.size(), 0, 0, 0, 0, 0};
  auto after = first_where([&](double t) { return fnmr(t) >= fmr(t); });
  if (after == thresholds.end()) --after;
  const auto before = after == thresholds.begin() ? after : after - 1;
  const double low = fnmr(*before) + fmr(*before), high = fnmr(*after) + fmr(*after);
  out.equal_error = std::min(low, high) / 2;
  const auto fnmr_at = [&](double limit) {
    auto at = first_where([&](double t) { return fmr(t) <= limit + 1e-12; });
    return fnmr(at == thresholds.end() ? thresholds.back() : *at);
  };
  out.fmr100 = fnmr_at(1e-2), out.fmr1000 = fnmr_at(1e-3), out.fmr10000 = fnmr_at(1e-4), out.zero_fmr = fnmr_at(0);
  return out;
}

double share_reaching(const std::vector<double>& scores, double threshold) {
  if (scores.empty()) return 0;
  return static_cast<double>(std::count_if(scores.begin(), scores.end(), [&](double s) { return s >= threshold; })) /
         static_cast<double>(scores.size());
}

}  // namespace ktpel::biometric
