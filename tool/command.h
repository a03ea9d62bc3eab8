// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "api/failure.h"
#include "base/result.h"
#include "config/read.h"

namespace ktpel::tool {

/// What a command leaves: the process's exit code (0 only on success), or a failure
/// that main() prints as a sentence on stderr before it leaves with 1.
using Outcome = base::Result<int, api::Failure>;

/// Collects the commands; the one that the arguments name is run once parsing is done.
class Commands {
 public:
  explicit Commands(CLI::App& app) : app_(app) {}
  /// A top-level group such as "finger"; made on first use.
  CLI::App* group(const std::string& name, const std::string& help);
  /// A command that stands alone.
  CLI::App* top(const std::string& name, const std::string& help) { return app_.add_subcommand(name, help); }
  /// Whether main() reads the site's configuration and sets up the log before the command runs.
  enum class Configuration { IsRead, LooksItself };
  /// Runs `body` if `command` is the one named.
  void on(CLI::App* command, std::function<Outcome()> body, Configuration configuration = Configuration::IsRead);
  Outcome run() const { return chosen_ ? chosen_() : Outcome(2); }
  bool reads_configuration() const { return configuration_ == Configuration::IsRead; }

  /// data.folder of the site's configuration, if one was named; set before run().
  std::optional<std::filesystem::path> data_folder;
  /// The whole of it, if it is a data centre's (config::center_schema()).
  std::optional<config::Settings> center_settings;

 private:
  CLI::App& app_;
  std::function<Outcome()> chosen_;
  Configuration configuration_ = Configuration::IsRead;
};

struct GlobalOptions;

// One line per file of commands; main() calls each. The options outlive the commands.
void add_config_commands(Commands&, const GlobalOptions&);
void add_center_commands(Commands&);
void add_office_commands(Commands&);
void add_parcel_commands(Commands&);
void add_backup_commands(Commands&);
void add_demo_commands(Commands&);
void add_nik_commands(Commands&);
void add_region_commands(Commands&);
void add_registry_commands(Commands&);
void add_issuance_commands(Commands&);
void add_synth_commands(Commands&);
void add_finger_commands(Commands&);
void add_documents_commands(Commands&);
void add_journal_commands(Commands&);
void add_card_commands(Commands&);
void add_device_commands(Commands&);
void add_record_commands(Commands&);
void add_wsq_commands(Commands&);

}  // namespace ktpel::tool
