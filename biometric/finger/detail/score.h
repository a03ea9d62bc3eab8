// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>

#include "biometric/finger/detail/comparison.h"
#include "biometric/finger/score_parameters.h"

namespace ktpel::biometric::detail {

/// Which kinds of finger are compared; each has weights of its own.
enum class Kind : std::size_t { FullFull = 0, FullMinutiae = 1, MinutiaeMinutiae = 2 };
Kind kind_of(const IndexedFinger& a, const IndexedFinger& b);

using Terms = std::array<double, score_parameters::kTerms>;

/// What the logistic model weighs: the features, and roots, logarithms and products of them.
Terms terms_of(const Features& features);
/// Log-odds that both are the same finger, for equal numbers of both kinds.
double log_odds(Kind kind, const Terms& terms);
/// -10 log10 of the false match rate at these log-odds; not negative.
double decibels(Kind kind, double log_odds);

}  // namespace ktpel::biometric::detail
