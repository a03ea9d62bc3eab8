// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/file.h"

namespace ktpel::store {

/// Grouped by what the caller can do next. After any of them nothing of the call is stored.
enum class StoreError {
  Retry,     ///< somebody else is writing: again in a moment
  Conflict,  ///< something else stands there already: look at it before doing more
  Gone,      ///< what was named is not there: bring it first
  Full,      ///< disk, quota or file-size limit: free some, then again
  ReadOnly,  ///< no permission to write
  Refused,   ///< what was given is wrong in itself (signature, shape, size): again is no use
  Diverged,  ///< a receipt shows that this journal is not the newest of its site, or not the only one: write no more
  Broken     ///< the device failed, or what is on it is not what was written: stop, call for help
};
/// The name as above, for reports: "Full".
const char* name(StoreError error);

StoreError store_error_of(base::FileError error);

}  // namespace ktpel::store
