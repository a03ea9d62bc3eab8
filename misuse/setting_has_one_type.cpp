// SPDX-License-Identifier: Apache-2.0
#include "config/sites.h"

// A setting has the type of its key: a busy time is no number of anything.
std::int64_t port(const ktpel::config::CenterSchema& keys, const ktpel::config::Settings& settings) {
#ifdef KTPEL_MISUSE
  return settings.get(keys.site.database_busy_time);
#else
  return settings.get(keys.site.listen_port);
#endif
}
