// SPDX-License-Identifier: Apache-2.0
#include "card/pace/can.h"
#include "log/log.h"

// A CAN opens somebody's card: no log takes it.
void say(const ktpel::card::Can& can) {
#ifdef KTPEL_MISUSE
  ktpel::log::info("can {}", can);
#else
  ktpel::log::info("can of {} digits", can.reveal().size());
#endif
}
