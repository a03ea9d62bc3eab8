// SPDX-License-Identifier: Apache-2.0
#include "tool/configuration.h"

#include <unistd.h>

#include <cstdlib>
#include <string_view>

#include "base/file.h"
#include "base/phrase.h"
#include "base/progress.h"
#include "log/log.h"

extern char** environ;

namespace ktpel::tool {
namespace {

using api::Failure;
using api::FailureCode;
using base::phrase;

std::vector<config::Assignment> environment() {
  std::vector<config::Assignment> all;
  for (char** variable = environ; *variable; ++variable) {
    const std::string_view text(*variable);
    const auto equals = text.find('=');
    if (equals != std::string_view::npos)
      all.push_back({std::string(text.substr(0, equals)), std::string(text.substr(equals + 1))});
  }
  return all;
}

std::optional<config::Role> role_of(std::string_view word) {
  if (word == "center") return config::Role::Center;
  if (word == "office") return config::Role::Office;
  return std::nullopt;
}

const config::Schema& schema_of(std::optional<config::Role> role) {
  if (!role) return config::tool_schema().schema;
  return *role == config::Role::Center ? config::center_schema().schema : config::office_schema().schema;
}

log::Options log_options(const Configuration& configuration, const config::Settings& settings) {
  if (!configuration.role) return config::tool_schema().log.options(settings);
  return *configuration.role == config::Role::Center ? config::center_schema().log.options(settings)
                                                     : config::office_schema().log.options(settings);
}

std::filesystem::path data_folder_of(config::Role role, const config::Settings& settings) {
  return settings.get(role == config::Role::Center ? config::center_schema().site.data_folder
                                                   : config::office_schema().site.data_folder);
}

}  // namespace

void add_global_options(CLI::App& app, GlobalOptions& options) {
  app.add_option("--config", options.config, phrase("tool.option_config"))->envname("KTPEL_CONFIG");
  app.add_option("--set", options.assignments, phrase("tool.option_set"))
      ->allow_extra_args(false)
      ->check([](const std::string& text) {
        return text.find('=') == std::string::npos ? phrase("tool.not_an_assignment", {{"text", text}}) : std::string();
      });
  app.add_option("--progress", options.progress, phrase("tool.option_progress"))
      ->envname("KTPEL_PROGRESS")
      ->check(CLI::IsMember({"auto", "terminal", "plain", "quiet"}));
  app.add_option("--lang", options.language, phrase("tool.option_language"))
      ->envname("KTPEL_LANG")
      ->check(CLI::IsMember({"id", "en"}));
}

api::Language language_asked(int argc, const char* const* argv) {
  const char* from_environment = std::getenv("KTPEL_LANG");
  std::string_view word = from_environment ? from_environment : "";
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument(argv[i]);
    if (argument == "--lang" && i + 1 < argc) word = argv[i + 1];
    if (argument.starts_with("--lang=")) word = argument.substr(7);
  }
  return api::language_of(word).value_or(api::Language::Indonesian);
}

base::Result<Configuration, Failure> load_configuration(const std::string& file, std::optional<config::Role> role,
                                                        const std::vector<std::string>& assignments) {
  config::Layers layers{.file_name = file, .environment = environment()};
  if (!file.empty()) {
    const auto bytes = base::read_file(file, 4u << 20);
    if (!bytes) return Failure{FailureCode::Config_FileUnreadable, file};
    layers.file = base::text_of(*bytes);
    if (!role) role = role_of(config::peek(*layers.file, "site", "role").value_or(""));
    if (!role) {
      // a file that cannot be read as TOML may name its role where nobody can see it: say that first
      auto unread = config::inspect(config::tool_schema().schema, {.file = layers.file, .file_name = file});
      std::erase_if(unread.errors, [](const config::Error& error) {
        return error.fault != config::Fault::NotUtf8 && error.fault != config::Fault::BadToml;
      });
      if (!unread.errors.empty()) return Configuration{&config::tool_schema().schema, std::nullopt, std::move(unread)};
      return Failure{FailureCode::Config_RoleUnknown, file};
    }
  }
  for (const auto& text : assignments) {
    const auto equals = text.find('=');
    layers.command_line.push_back({text.substr(0, equals), text.substr(equals + 1)});
  }
  const auto& schema = schema_of(role);
  return Configuration{&schema, role, config::inspect(schema, layers)};
}

Failure failure_of(const config::Error& error) {
  const auto about = error.words();
  switch (error.fault) {
    case config::Fault::NotUtf8:
      return {FailureCode::Config_NotUtf8, about};
    case config::Fault::BadToml:
      return {FailureCode::Config_BadToml, about};
    case config::Fault::UnknownKey:
      return {FailureCode::Config_UnknownKey, about};
    case config::Fault::WrongType:
      return {FailureCode::Config_WrongType, about};
    case config::Fault::OutOfRange:
      return {FailureCode::Config_OutOfRange, about};
    case config::Fault::NotAChoice:
      return {FailureCode::Config_NotAChoice, about};
    case config::Fault::Malformed:
      return {FailureCode::Config_Malformed, about};
    case config::Fault::Missing:
      return {FailureCode::Config_Missing, about};
    case config::Fault::Doubled:
      return {FailureCode::Config_Doubled, about};
    case config::Fault::HoldsSecret:
      return {FailureCode::Config_HoldsSecret, about};
    case config::Fault::Incomplete:
      break;
  }
  return {FailureCode::Config_Incomplete, about};
}

std::vector<Failure> set_up_process(const GlobalOptions& options, bool with_configuration,
                                    std::optional<std::filesystem::path>& data_folder,
                                    std::optional<config::Settings>& center) {
  base::set_progress_mode(base::progress_mode_of(options.progress).value_or(base::ProgressMode::Auto));
  if (!with_configuration) return {};
  const auto loaded = load_configuration(options.config, std::nullopt, options.assignments);
  if (!loaded) return {loaded.error()};
  std::vector<Failure> failures;
  for (const auto& error : loaded->inspection.errors) failures.push_back(failure_of(error));
  if (!failures.empty()) return failures;
  const auto settings = loaded->inspection.settings();
  const auto wanted = log_options(*loaded, settings);
  if (!log::set_up(wanted)) return {{FailureCode::Config_LogNotOpened, wanted.file->path.string()}};
  if (loaded->role) data_folder = data_folder_of(*loaded->role, settings);
  if (loaded->role == config::Role::Center) center = settings;
  log::debug("configuration: {}", options.config.empty() ? "none" : options.config);
  return {};
}

}  // namespace ktpel::tool
