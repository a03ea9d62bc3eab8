// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "documents/office.h"

namespace ktpel::documents {

/// The stamp block of SOP 1.i: what was done, when, by whom, for which office. Printed in place of a rubber stamp, on
/// the summons and on the resident's half of F-1.21, and recorded by the caller with the same values.
struct StampBlock {
  std::string words;  ///< "TELAH DIREKAM"
  Moment at;
  Officer officer;
  Office office;
};

/// The block of clause 1.i itself: "TELAH DIREKAM".
StampBlock recorded_stamp(const Moment& at, const Officer& officer, const Office& office);

}  // namespace ktpel::documents
