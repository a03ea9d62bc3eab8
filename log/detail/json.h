// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace ktpel::log::detail {

/// With its quotation marks, RFC 8259; bytes that are no UTF-8 become U+FFFD.
std::string json_string(std::string_view text);
/// Control characters written out ("\n", "\x1b"), so that nobody can write lines or colours into a log; bytes that
/// are no UTF-8 as "\xNN".
std::string one_line(std::string_view text);

}  // namespace ktpel::log::detail
