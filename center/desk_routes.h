// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <vector>

#include "center/bench.h"
#include "center/center.h"
#include "desk/desk.h"
#include "desk/drafts.h"
#include "http/events.h"
#include "officer/sessions.h"
#include "person/region.h"

namespace ktpel::center {

/// What the routes work with; all of it must outlive them.
struct DeskMeans {
  Center& center;
  officer::Sessions& sessions;
  Bench& bench;
  desk::Drafts& drafts;
  http::Feed& feed;  ///< "changed" whenever something was written down
  const base::Clock& clock;
  /// Province to village of a code; empty if it is in no list.
  std::function<std::vector<person::Region>(person::RegionCode)> region_path;
};

/// What officers of the center may ask, and who may. data/golden/center_routes.txt lists every route with its roles.
/// Who has a region sees its people alone: residents whose area it holds, applications that an office of it takes part
/// in, contests between its own residents.
std::vector<desk::Route> desk_routes(const DeskMeans& means);

}  // namespace ktpel::center
