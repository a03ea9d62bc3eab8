// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>

#include "api/failure.h"
#include "base/result.h"

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
  /// Runs `body` if `command` is the one named.
  void on(CLI::App* command, std::function<Outcome()> body);
  Outcome run() const { return chosen_ ? chosen_() : Outcome(2); }

 private:
  CLI::App& app_;
  std::function<Outcome()> chosen_;
};

// One line per file of commands; main() calls each.
void add_demo_commands(Commands&);
void add_nik_commands(Commands&);
void add_region_commands(Commands&);
void add_synth_commands(Commands&);
void add_finger_commands(Commands&);
void add_documents_commands(Commands&);
void add_journal_commands(Commands&);
void add_card_commands(Commands&);
void add_record_commands(Commands&);

}  // namespace ktpel::tool
