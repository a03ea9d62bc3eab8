// SPDX-License-Identifier: Apache-2.0
#include "api/store_failure.h"

namespace ktpel::api {

Failure failure_of(store::StoreError error, std::string about) {
  switch (error) {
    case store::StoreError::Retry:
      return {FailureCode::Journal_Busy, std::move(about)};
    case store::StoreError::Conflict:
      return {FailureCode::Journal_Conflict, std::move(about)};
    case store::StoreError::Gone:
      return {FailureCode::Journal_NotThere, std::move(about)};
    case store::StoreError::Full:
      return {FailureCode::Journal_DiskFull, std::move(about)};
    case store::StoreError::ReadOnly:
      return {FailureCode::Journal_NotWritable, std::move(about)};
    case store::StoreError::Refused:
      return {FailureCode::Journal_Refused, std::move(about)};
    case store::StoreError::Diverged:
      return {FailureCode::Line_JournalDiverged, std::move(about)};
    case store::StoreError::Broken:
      break;
  }
  return {FailureCode::Journal_Broken, std::move(about)};
}

}  // namespace ktpel::api
