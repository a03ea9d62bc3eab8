// SPDX-License-Identifier: Apache-2.0
#include "base/secret.h"
#include "log/log.h"

// Key material is not logged; that there is some may be.
void say(const ktpel::base::Secret& key) {
#ifdef KTPEL_MISUSE
  ktpel::log::info("key {}", key);
#else
  ktpel::log::info("key of {} bytes", key.reveal().size());
#endif
}
