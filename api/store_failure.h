// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "api/failure.h"
#include "base/file.h"
#include "store/error.h"

namespace ktpel::api {

/// What an officer is told when the disk or the journal would not do it. Nothing of the act is stored.
Failure failure_of(store::StoreError error, std::string about);
inline Failure failure_of(base::FileError error, std::string about) {
  return failure_of(store::store_error_of(error), std::move(about));
}

}  // namespace ktpel::api
