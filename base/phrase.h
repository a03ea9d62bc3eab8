// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace ktpel::base {

/// The sentence for people that stands under `key` ("documents.summons.subject") in
/// locale/id/<first part>.json, with {name} replaced by the given values. A missing key
/// or an unfilled {name} is a mistake in the program. Thread-safe.
std::string phrase(std::string_view key, std::initializer_list<std::pair<std::string_view, std::string>> values = {});

}  // namespace ktpel::base
