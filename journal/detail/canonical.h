// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace ktpel::journal::detail {

enum class Canonical {
  Yes,     ///< a JSON object exactly as the canonical form has it
  No,      ///< not JSON, no object, too deep, or another form of one
  Unknown  ///< has a fraction, a large number or an escaped key: only parsing and writing it again tells
};

/// Judges the form of docs/formats/journal-entry.md in one pass without memory of its own, since
/// every entry that is read or written passes here. Never wrong; Unknown for what bodies seldom hold.
Canonical canonical_form(std::string_view json, std::size_t max_depth);

}  // namespace ktpel::journal::detail
