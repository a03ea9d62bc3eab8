// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "demo/town.h"

/// What a visitor of the town is told: who may log in where, and what there is to try.
namespace ktpel::demo {

/// Residents of the town that play a part; all different.
struct Cast {
  const registry::Resident& newcomer;              ///< to be recorded by the visitor
  std::vector<const registry::Resident*> waiting;  ///< registered, wait to be recorded
  const registry::Resident& unique;                ///< recorded, ready to be printed
  const registry::Resident& collects;              ///< whose card waits at the counter
  const registry::Resident& twice;                 ///< recorded with the fingers of `unique`
};
Cast cast_of(const Town& town);

struct Task {
  std::string title;
  std::vector<std::string> steps;
};
/// Three. `lives`: the town was brought to life (demo/life.h), so that there is something to decide and to collect.
std::vector<Task> tasks(const Town& town, const std::string& stage, bool lives);

/// "Petugas operator".
std::string words(officer::Role role);

/// demo.json of a site's folder (api/shapes.json, Site.demo): the accounts of this site, the tasks, the other sites.
Outcome<base::Done> write_guide(const Town& town, const std::string& stage, bool lives);

}  // namespace ktpel::demo
