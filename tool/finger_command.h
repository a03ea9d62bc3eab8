// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "tool/command.h"

namespace ktpel::tool {

// One line per act of `ktpel finger`; each adds its command to the group.
void add_finger_extract(Commands& commands, CLI::App* group);
void add_finger_quality(Commands& commands, CLI::App* group);
void add_finger_match(Commands& commands, CLI::App* group);
void add_finger_split(Commands& commands, CLI::App* group);
void add_finger_evaluate(Commands& commands, CLI::App* group);
void add_finger_speed(Commands& commands, CLI::App* group);
void add_finger_train(Commands& commands, CLI::App* group);

/// `--dpi`, 0 if it is not given, and `--json`, as every act takes them.
void add_dpi_option(CLI::App* command, double& dpi);
void add_json_option(CLI::App* command, bool& json);

/// "12.50": a number with so many decimals.
std::string fixed(double value, int decimals);

}  // namespace ktpel::tool
