// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>

#include "biometric/finger/detail/comparison.h"
#include "biometric/finger/detail/image_check.h"
#include "biometric/finger/score_parameters.h"

namespace ktpel::biometric::detail {

/// Which kinds of finger are compared; each has weights of its own.
enum class Kind : std::size_t { FullFull = 0, FullMinutiae = 1, MinutiaeMinutiae = 2 };
/// The model of a second look at two full fingers.
inline constexpr std::size_t kSecondLook = 3;
Kind kind_of(const IndexedFinger& a, const IndexedFinger& b);

using Terms = std::array<double, score_parameters::kTerms>;

/// What the logistic model weighs: the features, and roots, logarithms and products of them. A full finger
/// against minutiae is compared twice: with all it knows, and as minutiae alone, like against like; both
/// count. `a` knows at least as much as `b`; the workspace keeps the pairs of the first comparison.
Terms terms_of(const IndexedFinger& a, const IndexedFinger& b, Workspace& work);
/// Adds the terms of a second look at two full fingers, after terms_of().
void look_again(const IndexedFinger& a, const IndexedFinger& b, const Workspace& work, ImageCheck& check, Terms& terms);

/// Log-odds that both are the same finger, for equal numbers of both kinds. Two full fingers that may be the same get a
/// second look.
double log_odds(const IndexedFinger& a, const IndexedFinger& b, Workspace& work, ImageCheck& check,
                const score_parameters::Models& models);
/// True for the log-odds of a first look that leave a doubt.
bool worth_a_second_look(double first);
double weighed(const score_parameters::Model& model, const Terms& terms);
/// -10 log10 of the false match rate at these log-odds; not negative.
double decibels(const score_parameters::Model& model, double log_odds);

}  // namespace ktpel::biometric::detail
