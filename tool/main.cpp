// SPDX-License-Identifier: Apache-2.0
#include <csignal>
#include <iostream>

#include "base/phrase.h"
#include "tool/command.h"
#include "tool/command_line.h"
#include "tool/configuration.h"

int main(int argc, char** argv) {
  using namespace ktpel;
  std::signal(SIGXFSZ, SIG_IGN);  // a full disk is an answer of write(), not the end of the program
  std::signal(SIGPIPE, SIG_IGN);
  api::set_language(tool::language_asked(argc, argv));
  CLI::App app(base::phrase("tool.about"), "ktpel");
  tool::speak_indonesian(app);
  tool::GlobalOptions options;
  tool::add_global_options(app, options);
  tool::Commands commands(app);
  tool::add_demo_commands(commands);
  tool::add_center_commands(commands);
  tool::add_office_commands(commands);
  tool::add_parcel_commands(commands);
  tool::add_nik_commands(commands);
  tool::add_region_commands(commands);
  tool::add_registry_commands(commands);
  tool::add_issuance_commands(commands);
  tool::add_finger_commands(commands);
  tool::add_record_commands(commands);
  tool::add_wsq_commands(commands);
  tool::add_journal_commands(commands);
  tool::add_backup_commands(commands);
  tool::add_card_commands(commands);
  tool::add_device_commands(commands);
  tool::add_documents_commands(commands);
  tool::add_synth_commands(commands);
  tool::add_config_commands(commands, options);
  tool::group_commands(app);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& wanted) {  // --help
    return app.exit(wanted);
  } catch (const CLI::ParseError& error) {
    std::cerr << api::sentence(tool::failure_of(error)) << '\n';
    return 2;
  }
  const auto failures =
      tool::set_up_process(options, commands.reads_configuration(), commands.data_folder, commands.center_settings);
  for (const auto& failure : failures) std::cerr << api::sentence(failure) << '\n';
  if (!failures.empty()) return 2;
  const auto outcome = commands.run();
  if (outcome) return outcome.value();
  std::cerr << api::sentence(outcome.error()) << '\n';
  return 1;
}
