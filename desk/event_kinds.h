// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

namespace ktpel::desk {

/// Every kind of entry that an office or the center writes, by name. The pages have words for each of them
/// (data/golden/event_kinds.txt); what is not here is not written.
std::span<const std::string_view> event_kinds();
bool is_event_kind(std::string_view kind);

}  // namespace ktpel::desk
