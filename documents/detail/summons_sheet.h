// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "documents/detail/sheet.h"
#include "documents/summons.h"

namespace ktpel::documents::detail {

/// The two pages of a letter, not yet a file.
Sheet summons_sheet(const Summons& letter, const SummonsState& state);

}  // namespace ktpel::documents::detail
