// SPDX-License-Identifier: Apache-2.0
#include "tool/finger_command.h"

#include <cstdio>

#include "base/phrase.h"

namespace ktpel::tool {

using base::phrase;

void add_dpi_option(CLI::App* command, double& dpi) {
  command->add_option("--dpi", dpi, phrase("finger.option_dpi"))->check(CLI::Range(100.0, 4000.0));
}

void add_json_option(CLI::App* command, bool& json) { command->add_flag("--json", json, phrase("finger.option_json")); }

std::string fixed(double value, int decimals) {
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", decimals, value);
  return text;
}

void add_finger_commands(Commands& commands) {
  auto* group = commands.group("finger", phrase("finger.group"));
  add_finger_extract(commands, group);
  add_finger_quality(commands, group);
  add_finger_match(commands, group);
  add_finger_split(commands, group);
  add_finger_evaluate(commands, group);
  add_finger_speed(commands, group);
  add_finger_train(commands, group);
}

}  // namespace ktpel::tool
