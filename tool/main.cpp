// SPDX-License-Identifier: Apache-2.0
#include <iostream>

#include "tool/command.h"

int main(int argc, char** argv) {
  using namespace ktpel;
  CLI::App app("ktpel: penerbitan KTP elektronik sesuai SOP 7.2.1.1", "ktpel");
  app.require_subcommand(1);
  app.set_help_flag("-h,--help", "tampilkan bantuan ini");
  tool::Commands commands(app);
  tool::add_demo_commands(commands);
  tool::add_nik_commands(commands);
  tool::add_synth_commands(commands);
  tool::add_finger_commands(commands);
  tool::add_documents_commands(commands);
  tool::add_journal_commands(commands);
  tool::add_card_commands(commands);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  const auto outcome = commands.run();
  if (outcome) return outcome.value();
  std::cerr << api::sentence(outcome.error()) << '\n';
  return 1;
}
