// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "issuance/application.h"

namespace ktpel::issuance {

/// One arrow of the process, as a lawyer reads it.
struct Row {
  std::string from;   ///< a state, with what else decides: "Registered (lost)"; "(nothing)" before the registration
  std::string event;  ///< what happens, in words
  std::string to;     ///< the next state; empty if the rules say more than "not in this state" against it
  std::string clause;
  std::vector<std::string> actions;  ///< what has to be done
  std::string refusal;               ///< why not, where `to` is empty
};

/// Every state against every event, for every kind of application that makes a difference; what is "not in this state"
/// is left out. Made by asking the rules, not beside them.
std::vector<Row> table();

/// The states and events that table() tries; a test walks over them at random.
std::vector<Application> sample_states();
std::vector<std::pair<std::string, Event>> sample_events();

/// The same as a graph for Graphviz (dot), one arrow for each pair of states.
std::string diagram();

}  // namespace ktpel::issuance
