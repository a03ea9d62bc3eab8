// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/CLI.hpp>

#include "api/failure.h"

namespace ktpel::tool {

/// Labels of the help in Indonesian; before any command is added.
void speak_indonesian(CLI::App& app);
/// The heading under which commands are listed; after all were added.
void group_commands(CLI::App& app);
/// What is wrong with the arguments.
api::Failure failure_of(const CLI::ParseError& error);

}  // namespace ktpel::tool
