// SPDX-License-Identifier: Apache-2.0
// A second holder of a CAN is made with duplicate(), said out loud.
#include "card/pace/can.h"

ktpel::card::Can second(const ktpel::card::Can& can) {
#ifdef KTPEL_MISUSE
  return can;
#else
  return can.duplicate();
#endif
}
