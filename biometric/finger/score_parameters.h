// SPDX-License-Identifier: Apache-2.0
// Written by `ktpel finger train`; see docs/decisions/0002-finger-scores.md.
// Fitted to db1_b, db2_b, db3_b, db4_b, uareu, hdist, hskin, hglass.
#pragma once

#include <array>
#include <cstddef>

namespace ktpel::biometric::score_parameters {

inline constexpr std::size_t kTerms = 38;

struct Model {
  double weights[kTerms];  ///< of the terms in detail/score.cpp, in their order
  double offset, slope;    ///< -log10(false match rate) = offset + slope * log-odds
};

/// Full against full, full against minutiae, minutiae against minutiae; full against full at a second look.
// clang-format off
using Models = std::array<Model, 4>;
inline constexpr Models kModels = {{
    {{-27.35933, 15.15272, -0.4725353, -0.1038115, -6.116815, 5.627852, 9.490791, 1.566053,
      -0.8175152, -1.133661, 24.6923, 0.4404778, 2.459983, -2.053599, -3.788373, 5.431606,
      1.130178, 0.2122223, 10.40728, 0, 0, 0, 0, 0,
      0, 0, 0, 0, 0, 0, 0, 0,
      0, 0, 0, 0, 0, 0},
     2.8157, 0.35695},
    {{0, 0, 0, 0, 0, 0, 0, 0,
      0, 0, 0, 0, 0, 0, 0, 0,
      0, 0, 0, 0, 0, 0, 0, 0,
      0, 0, 0, 0, 0, 0, 0, 0,
      0, 0, 0, 0, 0, 0},
     0, 0},
    {{0, 0, 0, 0, 0, 0, 0, 0,
      0, 0, 0, 0, 0, 0, 0, 0,
      0, 0, 0, 0, 0, 0, 0, 0,
      0, 0, 0, 0, 0, 0, 0, 0,
      0, 0, 0, 0, 0, 0},
     0, 0},
    {{-32.1475, 9.73816, -0.1372107, -0.02439703, -5.174455, 3.606909, 5.523298, 0.9803633,
      -0.5982383, -0.2996104, 18.76304, 0.1954745, 1.43759, 4.858914, -2.38295, 3.098653,
      0.06939485, -0.5751761, 18.04766, -4.050013, 12.29087, 3.175748, -0.4821319, 1.13827,
      0.03523875, 0.3649045, -5.243146, 2.119462, 0.2993463, 0.7734351, 1.86223, 12.91423,
      0.3050452, 2.285993, 0, 0, 0, 0},
     2.8157, 0.35695},
}};
// clang-format on

}  // namespace ktpel::biometric::score_parameters
