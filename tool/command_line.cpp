// SPDX-License-Identifier: Apache-2.0
#include "tool/command_line.h"

#include "base/phrase.h"

namespace ktpel::tool {

using api::FailureCode;

void speak_indonesian(CLI::App& app) {
  using base::phrase;
  app.require_subcommand(1);
  app.set_help_flag("-h,--help", phrase("tool.help"));
  app.option_defaults()->group(phrase("tool.options"));
  const auto formatter = app.get_formatter();
  for (const auto& [label, key] : {std::pair{"Usage", "tool.usage"},
                                   {"Positionals", "tool.positionals"},
                                   {"OPTIONS", "tool.options_label"},
                                   {"SUBCOMMAND", "tool.command_label"},
                                   {"SUBCOMMANDS", "tool.command_label"},
                                   {"REQUIRED", "tool.required"},
                                   {"TEXT", "tool.text"},
                                   {"FLOAT", "tool.number"},
                                   {"UINT", "tool.number"},
                                   {"INT", "tool.number"}})
    formatter->label(label, phrase(key));
  formatter->column_width(34);
  app.get_help_ptr()->group(phrase("tool.options"));
}

void group_commands(CLI::App& app) {
  for (auto* command : app.get_subcommands([](CLI::App*) { return true; })) {
    command->group(base::phrase("tool.commands"));
    command->fallthrough();  // what stands before any command may stand behind it
    if (command->get_help_ptr()) command->get_help_ptr()->group(base::phrase("tool.options"));
    group_commands(*command);
  }
}

api::Failure failure_of(const CLI::ParseError& error) {
  const std::string what = error.what();
  if (dynamic_cast<const CLI::RequiredError*>(&error)) {
    const auto end = what.find(" is required");
    const auto subject = end == std::string::npos ? what : what.substr(0, end);
    return {FailureCode::Command_ArgumentMissing,
            subject == "A subcommand" ? base::phrase("tool.command_word") : subject};
  }
  if (dynamic_cast<const CLI::ExtrasError*>(&error)) {
    const auto colon = what.find(": ");
    return {FailureCode::Command_ArgumentUnknown, colon == std::string::npos ? what : what.substr(colon + 2)};
  }
  if (dynamic_cast<const CLI::ArgumentMismatch*>(&error))
    return {FailureCode::Command_ValueMissing, what.substr(0, what.find(':'))};
  return {FailureCode::Command_ValueWrong, what};
}

}  // namespace ktpel::tool
