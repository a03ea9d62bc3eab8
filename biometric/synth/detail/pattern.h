// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/random.h"
#include "biometric/synth/finger.h"

namespace ktpel::biometric {

/// With the frequencies of the hand and digit. `whorl_leaning` > 0 multiplies the share of whorls and
/// divides that of arches: people differ, and their ten fingers agree.
Pattern draw_pattern(base::SeededRandom random, FingerNumber finger, double whorl_leaning);

}  // namespace ktpel::biometric
