// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "config/schema.h"

namespace ktpel::config::detail {

/// Whether a value of the right type lies within its rule.
bool keeps(const Rule& rule, const Value& value);

/// "30s"; nullopt unless digits and one of ms, s, m, h, d, up to 100 years.
std::optional<Duration> read_duration(std::string_view text);
/// In the largest unit that divides it.
std::string duration_text(Duration duration);
/// "64 MiB", the space may be missing; nullopt unless digits and one of B, KiB, MiB, GiB, TiB, below 2^53 bytes.
std::optional<Size> read_size(std::string_view text);
std::string size_text(Size size);
/// The shortest text that reads back as the same number; no exponent below 1e15.
std::string number_text(double number);
/// As a basic string of TOML 1.0.
std::string quoted(std::string_view text);
/// Where the first byte that is no UTF-8 stands.
std::optional<std::size_t> first_not_utf8(std::string_view text);
/// The candidate nearest to `typed` by edits (Levenshtein), if at most a third of it is wrong; empty if none is near.
std::string nearest(std::string_view typed, const std::vector<std::string>& candidates);

}  // namespace ktpel::config::detail
