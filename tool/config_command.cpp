// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/phrase.h"
#include "store/database.h"
#include "tool/command.h"
#include "tool/configuration.h"

namespace ktpel::tool {
namespace {

using api::Failure;
using api::FailureCode;
using base::phrase;
using Json = nlohmann::ordered_json;

struct Asked {
  std::string file, role;
  bool example = false, json = false;
};

std::optional<config::Role> role_of(const Asked& asked) {
  if (asked.role.empty()) return std::nullopt;
  return asked.role == "center" ? config::Role::Center : config::Role::Office;
}

/// nullopt for a file so broken that it does not tell its role.
const char* name_of(std::optional<config::Role> role) {
  if (!role) return nullptr;
  return *role == config::Role::Center ? "center" : "office";
}

/// All but the last go to stderr here; main() says the last.
Failure said(const std::vector<Failure>& failures) {
  for (std::size_t i = 0; i + 1 < failures.size(); ++i) std::cerr << api::sentence(failures[i]) << '\n';
  return failures.back();
}

std::vector<Failure> failures_of(const std::vector<config::Error>& errors) {
  std::vector<Failure> failures;
  for (const auto& error : errors) failures.push_back(failure_of(error));
  return failures;
}

Failure no_file() { return {FailureCode::Config_NoFile}; }

// show

const char* type_name(config::Kind kind) {
  static constexpr const char* names[] = {"text", "integer", "real", "boolean",     "duration",
                                          "size", "path",    "url",  "secret_file", "choice"};
  return names[static_cast<std::size_t>(kind)];
}

Json json_value(const config::Row& row, const std::optional<config::Value>& value) {
  if (!value) return nullptr;
  switch (row.rule.kind) {
    case config::Kind::Whole:
      return std::get<std::int64_t>(*value);
    case config::Kind::Real:
      return std::get<double>(*value);
    case config::Kind::Boolean:
      return std::get<bool>(*value);
    case config::Kind::SecretFile:
      return "***";
    default:
      break;
  }
  const auto text = config::toml_text(row, *value);  // in quotation marks, escaped as in JSON
  return Json::parse(text);
}

std::string shown_value(const config::Row& row, const std::optional<config::Value>& value) {
  if (!value) return phrase("config.not_given");
  if (row.rule.kind == config::Kind::SecretFile)
    return phrase("config.secret", {{"file", std::get<config::SecretFile>(*value).path().string()}});
  return config::toml_text(row, *value) + (row.rule.unit.empty() ? "" : " " + row.rule.unit);
}

Json json_of(const config::Row& row, const config::Inspection::Found& found) {
  static constexpr const char* layers[] = {"default", "file", "environment", "command_line"};
  Json out = {{"key", row.key()},
              {"value", json_value(row, found.value)},
              {"type", type_name(row.rule.kind)},
              {"unit", row.rule.unit.empty() ? Json(nullptr) : Json(row.rule.unit)},
              {"required", row.required},
              {"source", layers[static_cast<std::size_t>(found.origin.layer)]},
              {"where", found.origin.layer == config::Layer::Default ? Json(nullptr) : Json(found.origin.words())},
              {"meaning", row.help()},
              {"allowed", row.wanted()}};
  if (found.value && row.rule.kind == config::Kind::SecretFile)
    out["secret_file"] = std::get<config::SecretFile>(*found.value).path().string();
  return out;
}

Outcome show_example(const Asked& asked) {
  const auto role = role_of(asked);
  const auto text =
      config::example(role == config::Role::Center ? config::center_schema().schema : config::office_schema().schema);
  if (asked.json)
    std::cout << Json{{"role", name_of(role.value_or(config::Role::Office))}, {"example", text}}.dump(2) << '\n';
  else
    std::cout << text;
  return 0;
}

Outcome show(const Asked& asked, const GlobalOptions& global) {
  if (asked.example) return show_example(asked);
  const auto file = asked.file.empty() ? global.config : asked.file;
  const auto role = role_of(asked);
  if (file.empty() && !role) return no_file();
  const auto loaded = load_configuration(file, role, global.assignments);
  if (!loaded) return loaded.error();
  const auto rows = loaded->schema->rows();
  auto failures = failures_of(loaded->inspection.errors);
  // without a file the question is what the defaults are
  if (file.empty())
    std::erase_if(failures, [](const Failure& failure) {
      return failure.code == failure_of(config::Error{config::Fault::Missing, {}}).code;
    });
  const auto* kind = name_of(loaded->role);
  if (asked.json) {
    Json settings = Json::array(), errors = Json::array();
    for (std::size_t i = 0; i < rows.size(); ++i) settings.push_back(json_of(rows[i], loaded->inspection.found[i]));
    for (const auto& failure : failures)
      errors.push_back({{"code", static_cast<int>(failure.code)}, {"about", failure.about}});
    const Json out = {{"role", kind ? Json(kind) : Json(nullptr)},
                      {"file", file.empty() ? Json(nullptr) : Json(file)},
                      {"usable", failures.empty()},
                      {"settings", std::move(settings)},
                      {"errors", std::move(errors)}};
    std::cout << out.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
  } else {
    const auto spoken = phrase(std::string("config.role_") + (kind ? kind : "unknown"));
    std::cout << (file.empty() ? phrase("config.title_none", {{"role", spoken}})
                               : phrase("config.title", {{"role", spoken}, {"file", file}}))
              << '\n';
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const auto& found = loaded->inspection.found[i];
      std::cout << "  " << phrase("config.line", {{"key", rows[i].key()}, {"value", shown_value(rows[i], found.value)}})
                << "\n      " << phrase("config.detail", {{"help", rows[i].help()}, {"source", found.origin.words()}})
                << '\n';
    }
  }
  if (failures.empty()) return 0;
  return said(failures);
}

// check

/// Whether a folder is there and can be written, or could be made.
bool is_usable_folder(std::filesystem::path folder) {
  std::error_code error;
  folder = std::filesystem::absolute(folder, error);
  while (!error && !std::filesystem::exists(folder, error) && folder.has_relative_path()) folder = folder.parent_path();
  return !error && std::filesystem::is_directory(folder, error) && ::access(folder.c_str(), W_OK | X_OK) == 0;
}

/// Asks the server; the schema need not be there before the site was opened for the first time.
std::optional<Failure> check_database(const config::SiteKeys& keys, const config::Settings& settings) {
  const auto server = settings.get(keys.database_server);
  if (!server) return std::nullopt;
  const auto busy_ms = static_cast<int>(settings.get(keys.database_busy_time).count());
  const auto open = [&](const std::string& schema) {
    return store::Database::open(store::Server{server->text(), schema}, store::Access::Read, busy_ms);
  };
  auto opened = open(settings.get(keys.database_schema));
  if (!opened && opened.error() == store::StoreError::Gone) opened = open("public");
  if (opened) return std::nullopt;
  return Failure{FailureCode::Config_DatabaseUnreachable, server->text() + ": " + store::name(opened.error())};
}

/// Everything that the configuration names and that is not as it must be.
std::vector<Failure> check_surroundings(const Configuration& loaded) {
  const auto settings = loaded.inspection.settings();
  const bool center = loaded.role == config::Role::Center;
  const auto& site = center ? config::center_schema().site : config::office_schema().site;
  const auto& log = center ? config::center_schema().log : config::office_schema().log;
  std::vector<Failure> failures;
  std::vector<std::pair<std::string, std::filesystem::path>> folders = {
      {"data.folder", settings.get(site.data_folder)}};
  if (const auto file = settings.get(log.file))
    folders.emplace_back("log.file", std::filesystem::absolute(*file).parent_path());
  if (center)
    if (const auto folder = settings.get(config::center_schema().blobs.folder))
      folders.emplace_back("blobs.folder", *folder);
  for (const auto& [key, folder] : folders)
    if (!is_usable_folder(folder))
      failures.push_back({FailureCode::Config_FolderUnusable, key + " = " + folder.string()});
  for (std::size_t i = 0; i < loaded.inspection.found.size(); ++i) {
    const auto& value = loaded.inspection.found[i].value;
    const auto* secret = value ? std::get_if<config::SecretFile>(&*value) : nullptr;
    if (!secret) continue;
    const auto read = secret->read();
    const auto about = loaded.schema->rows()[i].key() + " = " + secret->path().string();
    if (!read && read.error() == config::SecretFile::Error::OpenToOthers)
      failures.push_back({FailureCode::Config_SecretOpenToOthers, about});
    else if (!read)
      failures.push_back({FailureCode::Config_SecretUnreadable, about});
  }
  if (auto failure = check_database(site, settings)) failures.push_back(std::move(*failure));
  return failures;
}

Outcome check(const Asked& asked, const GlobalOptions& global) {
  const auto file = asked.file.empty() ? global.config : asked.file;
  if (file.empty()) return no_file();
  const auto loaded = load_configuration(file, role_of(asked), global.assignments);
  if (!loaded) return loaded.error();
  auto failures = failures_of(loaded->inspection.errors);
  if (failures.empty()) failures = check_surroundings(*loaded);
  if (asked.json) {
    Json errors = Json::array();
    for (const auto& failure : failures)
      errors.push_back({{"code", static_cast<int>(failure.code)}, {"about", failure.about}});
    const Json out = {
        {"role", name_of(*loaded->role)}, {"file", file}, {"usable", failures.empty()}, {"errors", std::move(errors)}};
    std::cout << out.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
  } else if (failures.empty()) {
    std::cout << phrase("config.all_right", {{"file", file}}) << '\n';
  }
  if (failures.empty()) return 0;
  return said(failures);
}

}  // namespace

void add_config_commands(Commands& commands, const GlobalOptions& global) {
  auto* group = commands.group("config", phrase("config.about"));
  const auto add = [&](const char* name, const char* about) {
    auto asked = std::make_shared<Asked>();
    auto* command = group->add_subcommand(name, phrase(about));
    command->add_option("FILE", asked->file, phrase("config.option_file"));
    command->add_option("--for", asked->role, phrase("config.option_for"))->check(CLI::IsMember({"center", "office"}));
    command->add_flag("--json", asked->json, phrase("config.option_json"));
    return std::pair(command, asked);
  };
  {
    const auto [command, asked] = add("show", "config.about_show");
    command->add_flag("--example", asked->example, phrase("config.option_example"));
    commands.on(
        command, [asked, &global] { return show(*asked, global); }, Commands::Configuration::LooksItself);
  }
  {
    const auto [command, asked] = add("check", "config.about_check");
    commands.on(
        command, [asked, &global] { return check(*asked, global); }, Commands::Configuration::LooksItself);
  }
}

}  // namespace ktpel::tool
