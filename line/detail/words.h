// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>
#include <vector>

#include "api/exchange.h"
#include "journal/entry.h"

/// What both halves of a line agree on.
namespace ktpel::line::detail {

struct ErrorWord {
  api::ExchangeError error;
  int status;  ///< of HTTP
  std::string_view word;
};
const ErrorWord& word_of(api::ExchangeError error);
/// By the status of an answer that is not one of 2xx.
api::ExchangeError error_of(int status);

/// Each entry with its size before it (4 bytes, big-endian).
base::Bytes bytes_of(const std::vector<journal::Entry>& entries);
/// nullopt unless the bytes are exactly such a list.
std::optional<std::vector<journal::Entry>> entries_of(base::ByteView bytes);

// What is said of residents, and back; nullopt for what is no such message. Reading never throws.
nlohmann::json to_json(const api::FoundResident& who);
std::optional<api::FoundResident> found_resident_of(const nlohmann::json& message);
nlohmann::json to_json(const api::FoundResidents& found);
std::optional<api::FoundResidents> found_residents_of(const nlohmann::json& message);
nlohmann::json to_json(const api::ObligedResidents& found);
std::optional<api::ObligedResidents> obliged_residents_of(const nlohmann::json& message);
nlohmann::json to_json(const std::vector<api::Village>& villages);
std::optional<std::vector<api::Village>> villages_of(const nlohmann::json& message);
nlohmann::json to_json(const api::ResidentQuery& query);
std::optional<api::ResidentQuery> resident_query_of(const nlohmann::json& message);
nlohmann::json to_json(const api::ObligedQuery& query);
std::optional<api::ObligedQuery> obliged_query_of(const nlohmann::json& message);

}  // namespace ktpel::line::detail
