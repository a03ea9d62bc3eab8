// SPDX-License-Identifier: Apache-2.0
#include "biometric/finger/match.h"

auto compare_both(const ktpel::biometric::Probe& presented, const ktpel::biometric::Candidate& enrolled) {
#ifndef KTPEL_MISUSE
  return ktpel::biometric::match(presented, enrolled);
#else
  return ktpel::biometric::match(enrolled, presented);  // swapped
#endif
}
