// SPDX-License-Identifier: Apache-2.0
// Written by `ktpel finger train`; see docs/decisions/0002-finger-scores.md.
// Fitted to db1_b, db2_b, db3_b, db4_b, uareu.
#pragma once

#include <cstddef>

namespace ktpel::biometric::score_parameters {

inline constexpr std::size_t kTerms = 38;

struct Model {
  double weights[kTerms];  ///< of the terms in detail/score.cpp, in their order
  double offset, slope;    ///< -log10(false match rate) = offset + slope * log-odds
};

/// Full against full, full against minutiae, minutiae against minutiae.
// clang-format off
inline constexpr Model kModels[3] = {
    {{-25.36106, 7.018934, 0.3930169, 0.0340873, -0.9546561, 6.244075, 7.964567, 1.927879,
      -0.771005, -0.06832993, 23.60905, 0.3682371, 1.518541, -8.481573, -3.081402, 4.860086,
      1.406739, -0.4630152, -27.23679, 0, 0, 0, 0, 0,
      0, 0, 0, 0, 0, 0, 0, 0,
      0, 0, 0, 0, 0, 0},
     3.0749, 0.32477},
    {{-15.67844, 3.658786, -0.3089831, -0.1308347, -6.762926, 10.69877, 3.714731, 1.762539,
      -0.9811379, 0.6678021, 7.839279, 0.4268269, 1.604901, -2.106346, -1.303806, -3.68949,
      -0.6968186, -0.2747677, 0, 0, 4.010709, -0.4331351, -0.07879018, -7.015577,
      7.528781, 5.223106, 2.382796, -0.1589887, 0.6932509, -4.269567, 0.155097, 1.633633,
      -7.991809, -0.753558, 4.721034, 3.531215, -0.3142127, 0},
     2.7892, 0.38605},
    {{-24.35164, 8.726493, -0.6322173, -0.1557811, -8.656074, 15.58811, 9.434571, 2.467859,
      -1.401915, 3.680244, 5.991825, 0.4244404, 2.835431, -2.43055, -3.105231, 1.171677,
      1.880443, -0.7662889, 0, 0, 0, 0, 0, 0,
      0, 0, 0, 0, 0, 0, 0, 0,
      0, 0, 0, 0, 0, 0},
     2.6959, 0.39011},
};
// clang-format on

}  // namespace ktpel::biometric::score_parameters
