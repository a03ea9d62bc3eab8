// SPDX-License-Identifier: Apache-2.0
#include "tool/command.h"

namespace ktpel::tool {

CLI::App* Commands::group(const std::string& name, const std::string& help) {
  for (auto* known : app_.get_subcommands([&](const CLI::App* a) { return a->get_name() == name; })) return known;
  auto* made = app_.add_subcommand(name, help);
  made->require_subcommand(1);
  return made;
}

void Commands::on(CLI::App* command, std::function<Outcome()> body, Configuration configuration) {
  command->callback([this, configuration, body = std::move(body)] {
    chosen_ = body;
    configuration_ = configuration;
  });
}

}  // namespace ktpel::tool
