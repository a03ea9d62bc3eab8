// SPDX-License-Identifier: Apache-2.0
// The arrows of the architecture are kept by the compiler: the chip knows no matcher.
#ifdef KTPEL_MISUSE
#include "biometric/finger/match.h"
#endif
