// SPDX-License-Identifier: Apache-2.0
#include "biometric/finger/detail/score.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace ktpel::biometric::detail {
namespace {

void write_terms(const Features& f, double* out) {
  const double terms[] = {1,
                          f.relaxed,
                          std::sqrt(f.matched),
                          f.matched,
                          f.ratio,
                          f.quality_ratio,
                          f.clear_ratio,
                          std::sqrt(f.similarity),
                          f.residual,
                          std::log1p(f.overlap_minutiae),
                          f.best,
                          f.ratio * std::sqrt(f.overlap_minutiae),
                          f.clear_ratio * std::sqrt(f.overlap_minutiae),
                          f.flow_difference,
                          std::log(f.flow_difference + 0.05),
                          f.direction_difference,
                          std::log(f.direction_difference + 0.05),
                          f.area,
                          f.period_difference};
  static_assert(std::size(terms) * 2 == score_parameters::kTerms);
  std::copy(std::begin(terms), std::end(terms), out);
}

}  // namespace

Kind kind_of(const IndexedFinger& a, const IndexedFinger& b) {
  const int full = (a.knowledge == Knowledge::Full) + (b.knowledge == Knowledge::Full);
  return full == 2 ? Kind::FullFull : full == 1 ? Kind::FullMinutiae : Kind::MinutiaeMinutiae;
}

Terms terms_of(const IndexedFinger& a, const IndexedFinger& b, Workspace& work) {
  Terms terms{};
  if (kind_of(a, b) == Kind::FullMinutiae)
    write_terms(compare_fingers(a.as_on_card(), b, work), terms.data() + terms.size() / 2);
  write_terms(compare_fingers(a, b, work), terms.data());
  return terms;
}

double log_odds(Kind kind, const Terms& terms) {
  const auto& weights = score_parameters::kModels[static_cast<std::size_t>(kind)].weights;
  double sum = 0;
  for (std::size_t i = 0; i < terms.size(); ++i) sum += weights[i] * terms[i];
  return sum;
}

double decibels(Kind kind, double log_odds) {
  const auto& model = score_parameters::kModels[static_cast<std::size_t>(kind)];
  return std::max(0.0, 10 * (model.offset + model.slope * log_odds));
}

}  // namespace ktpel::biometric::detail
