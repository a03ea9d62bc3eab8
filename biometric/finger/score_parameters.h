// SPDX-License-Identifier: Apache-2.0
// Written by `ktpel finger train`; see docs/decisions/0002-finger-scores.md.
#pragma once

#include <cstddef>

namespace ktpel::biometric::score_parameters {

inline constexpr std::size_t kTerms = 19;

struct Model {
  double weights[kTerms];  ///< of the terms in detail/score.cpp, in their order
  double offset, slope;    ///< -log10(false match rate) = offset + slope * log-odds
};

/// Full against full, full against minutiae, minutiae against minutiae.
inline constexpr Model kModels[3] = {{{0}, 2.85, 0.37}, {{0}, 2.85, 0.37}, {{0}, 2.85, 0.37}};

}  // namespace ktpel::biometric::score_parameters
