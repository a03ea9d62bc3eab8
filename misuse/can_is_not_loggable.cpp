// SPDX-License-Identifier: Apache-2.0
// A CAN opens somebody's card: it can neither be written to a log nor copied by accident.
#include <ostream>

#include "card/pace/can.h"

void say(std::ostream& log, const ktpel::card::Can& can) {
#ifdef KTPEL_MISUSE
  log << can;
#else
  log << "can of " << can.reveal().size() << " digits";
#endif
}
