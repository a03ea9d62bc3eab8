// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "desk/desk.h"

/// The contract of the desks, api/openapi.yaml (OpenAPI 3.1): made from the tables of routes, which are the truth for
/// paths, methods and roles, and from api/shapes.json, which says what is asked and answered. scripts/openapi writes
/// it anew; tests compare it with the tables and real answers with it.
namespace ktpel::desk {

struct Contract {
  /// For each operation x-roles: by desk, the names of the roles, "everybody" or "logged-in".
  nlohmann::ordered_json openapi;
  /// Routes of `shapes` that no desk has; empty, or the shapes are out of date.
  std::vector<std::string> unknown;
};

/// `desks`: "office" and "center" with their routes. `shapes`: an object of "schemas" (by name) and "routes": by "GET
/// /api/status", or "office GET /api/status" where the desks differ, an object with any of "asks" and "answer" (JSON
/// schemas), "status" (200), "query" (by name, what it means), "file" (the type of an answer that is not JSON).
Contract contract(const std::vector<std::pair<std::string, const std::vector<Route>*>>& desks,
                  const nlohmann::json& shapes);

/// The same as YAML 1.2: blocks, strings in double quotes.
std::string yaml_of(const nlohmann::ordered_json& value);

}  // namespace ktpel::desk
