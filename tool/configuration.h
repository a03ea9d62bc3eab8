// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "api/failure.h"
#include "base/result.h"
#include "config/sites.h"

namespace ktpel::tool {

/// What may stand before or behind any command.
struct GlobalOptions {
  std::string config;                    ///< --config, KTPEL_CONFIG: the site's file
  std::vector<std::string> assignments;  ///< --set section.key=value
  std::string progress = "auto";         ///< --progress, KTPEL_PROGRESS
  std::string language = "id";           ///< --lang, KTPEL_LANG
};
void add_global_options(CLI::App& app, GlobalOptions& options);
/// The language asked for, found before the arguments are understood, since what is wrong with them is said in it.
api::Language language_asked(int argc, const char* const* argv);

/// A file and everything that was found in it and in the layers above it.
struct Configuration {
  const config::Schema* schema;
  std::optional<config::Role> role;  ///< none: no file, then only the log is configured
  config::Inspection inspection;
};
/// Reads `file` (none: defaults, environment and assignments alone) for `role`, or for the one that the file names.
/// nullopt as role and an empty file: the keys of the log alone.
base::Result<Configuration, api::Failure> load_configuration(const std::string& file, std::optional<config::Role> role,
                                                             const std::vector<std::string>& assignments);
api::Failure failure_of(const config::Error& error);

/// Sets up progress and, unless the command looks at configurations itself, the log; everything that is wrong. What the
/// site's file says is left in `data_folder`, and in `center` if it is a data centre's.
std::vector<api::Failure> set_up_process(const GlobalOptions& options, bool with_configuration,
                                         std::optional<std::filesystem::path>& data_folder,
                                         std::optional<config::Settings>& center);

}  // namespace ktpel::tool
