// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace ktpel::base {

/// Compares `got` with the checked-in file data/golden/`name`; when they differ,
/// prints both. Run with KTPEL_UPDATE_GOLDEN=1 (`make golden`) to accept the new
/// output; the change then shows in `git diff` for review.
bool matches_golden(std::string_view got, const std::string& name);

}  // namespace ktpel::base
