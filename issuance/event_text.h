// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "issuance/application.h"

namespace ktpel::issuance {

/// An event as the body of a journal entry: a JSON object with sorted keys. Its kind is name(event).
std::string body_of(const Event& event);

/// True for the kinds of issuance events; entries of other kinds belong to other parts.
bool is_event(std::string_view kind);

/// Back again; nullopt if the kind is unknown or the body is not of its form. Never throws.
std::optional<Event> event_of(std::string_view kind, std::string_view body);

}  // namespace ktpel::issuance
