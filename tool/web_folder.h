// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "tool/command.h"

namespace ktpel::tool {

/// Where scripts/build-web leaves the front-end of the source tree that this program was built from.
std::filesystem::path built_web();

/// --web of a command that serves pages, otherwise KTPEL_WEB, otherwise built_web(). `folder` outlives the command.
void add_web_option(CLI::App* command, std::string& folder);

}  // namespace ktpel::tool
