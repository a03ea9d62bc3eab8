// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "docket/docket.h"

namespace ktpel::docket {

/// How many applications of a service point are in a state, and since when the oldest of them.
struct Tally {
  std::string office, state;  ///< issuance::name
  std::int64_t count;
  base::Time oldest;
  friend bool operator==(const Tally&, const Tally&) = default;
};
/// Of these service points, or of all if none is named; by office, then by state.
base::Result<std::vector<Tally>, store::StoreError> tally(store::Queries& from,
                                                          const std::vector<std::string>& offices = {});

}  // namespace ktpel::docket
