// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace ktpel::http {

/// A moment as the header Date has it, to a second: "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110 5.6.7, IMF-fixdate).
std::string date_text(base::Time time);
/// nullopt for anything else; the two obsolete forms are not taken.
std::optional<base::Time> parse_date(std::string_view text);

}  // namespace ktpel::http
