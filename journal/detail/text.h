// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace ktpel::journal::detail {

/// True for well-formed UTF-8 (RFC 3629: shortest form, no surrogates).
bool is_utf8(std::string_view text);
/// True for well-formed UTF-8 without control characters (U+0000..1F, 7F..9F), so that a listing on a
/// terminal shows what is there.
bool is_plain_text(std::string_view text);
/// True if every character is one of a-z, 0-9 or `others`.
bool is_name_of(std::string_view text, std::string_view others);

}  // namespace ktpel::journal::detail
