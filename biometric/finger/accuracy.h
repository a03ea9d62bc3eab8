// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

namespace ktpel::biometric {

/// Error rates of a list of scores (a pair is accepted if its score >= threshold), as the FVC competitions
/// define them; shares of 1.
struct Accuracy {
  std::size_t genuine = 0, impostor = 0;
  double equal_error = 0;                                      ///< mean of EERlow and EERhigh (FVC2000)
  double fmr100 = 0, fmr1000 = 0, fmr10000 = 0, zero_fmr = 0;  ///< lowest FNMR with FMR <= 1/100, ... , none
};

/// Both lists hold at least one score; pairs that failed are given as minus infinity.
Accuracy accuracy(std::vector<double> genuine, std::vector<double> impostor);

/// Share of the scores that reach the threshold.
double share_reaching(const std::vector<double>& scores, double threshold);

}  // namespace ktpel::biometric
