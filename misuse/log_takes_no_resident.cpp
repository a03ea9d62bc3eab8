// SPDX-License-Identifier: Apache-2.0
#include "log/log.h"
#include "person/biodata.h"

// Who somebody is does not stand in a log; a NIK stands there in its redacted() form by itself.
void say(const ktpel::person::Biodata& who) {
#ifdef KTPEL_MISUSE
  ktpel::log::info("taken in: {}", who);
#else
  ktpel::log::info("taken in: {}", who.nik);
#endif
}
