// SPDX-License-Identifier: Apache-2.0
#include "biometric/finger/detail/score.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "biometric/finger/parameters.h"

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

void write_terms(const ImageFeatures& f, double* out) {
  const double terms[] = {f.correlation,
                          f.clear_correlation,
                          f.agreeing,
                          f.area,
                          std::sqrt(f.area),
                          f.matched,
                          std::sqrt(f.matched),
                          f.ratio,
                          f.quality_ratio,
                          f.ratio * std::sqrt(f.matched),
                          f.quality_ratio * std::sqrt(f.matched),
                          f.agreeing * std::sqrt(f.area),
                          f.clear_correlation * f.clear_correlation,
                          f.correlation * f.quality_ratio,
                          f.clear_correlation * std::sqrt(f.area)};
  static_assert(std::size(terms) <= score_parameters::kTerms / 2);
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

void look_again(const IndexedFinger& a, const IndexedFinger& b, const Workspace& work, ImageCheck& check,
                Terms& terms) {
  write_terms(work.pairs.size() < 2 ? ImageFeatures{} : check_image(a, b, work, check),
              terms.data() + terms.size() / 2);
}

bool worth_a_second_look(double first) { return first >= parameters::kSecondLook && first <= parameters::kSure; }

double weighed(const score_parameters::Model& model, const Terms& terms) {
  double sum = 0;
  for (std::size_t i = 0; i < terms.size(); ++i) sum += model.weights[i] * terms[i];
  return sum;
}

double log_odds(const IndexedFinger& a, const IndexedFinger& b, Workspace& work, ImageCheck& check,
                const score_parameters::Models& models) {
  const Kind kind = kind_of(a, b);
  auto terms = terms_of(a, b, work);
  const double first = weighed(models[static_cast<std::size_t>(kind)], terms);
  if (kind != Kind::FullFull || !worth_a_second_look(first)) return first;
  look_again(a, b, work, check, terms);
  return weighed(models[kSecondLook], terms);
}

double decibels(const score_parameters::Model& model, double log_odds) {
  return std::max(0.0, 10 * (model.offset + model.slope * log_odds));
}

}  // namespace ktpel::biometric::detail
