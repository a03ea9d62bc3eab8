// SPDX-License-Identifier: Apache-2.0
#include <termios.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/clock.h"
#include "base/phrase.h"
#include "center/service.h"
#include "config/sites.h"
#include "tool/center_load.h"
#include "tool/center_place.h"
#include "tool/command.h"
#include "tool/region_file.h"
#include "tool/web_folder.h"

namespace ktpel::tool {
namespace {

using api::Failure;
using api::FailureCode;
using base::phrase;
using Json = nlohmann::ordered_json;

const base::SystemClock& clock_of_this_machine() {
  static const base::SystemClock clock;
  return clock;
}

std::string words(center::OfficeRecord::Standing standing) {
  switch (standing) {
    case center::OfficeRecord::Standing::Invited:
      return phrase("center.invited");
    case center::OfficeRecord::Standing::Applied:
      return phrase("center.applied");
    case center::OfficeRecord::Standing::LetIn:
      return phrase("center.let_in");
    case center::OfficeRecord::Standing::ShutOut:
      break;
  }
  return phrase("center.shut_out");
}

const char* name(center::OfficeRecord::Standing standing) {
  switch (standing) {
    case center::OfficeRecord::Standing::Invited:
      return "Invited";
    case center::OfficeRecord::Standing::Applied:
      return "Applied";
    case center::OfficeRecord::Standing::LetIn:
      return "LetIn";
    case center::OfficeRecord::Standing::ShutOut:
      break;
  }
  return "ShutOut";
}

struct CenterOptions {
  std::string folder, office, region, by = "administrator", regions, web;
  std::optional<std::string> address;  ///< otherwise listen.address of the configuration
  std::vector<std::string> names;
  std::optional<std::uint16_t> port;  ///< otherwise listen.port
  bool json = false;
};

struct OfficerOptions {
  std::string name, full_name, nip, region;
  std::vector<std::string> roles;
  bool password_on_stdin = false;
};

/// The folder that was typed, or that of the configuration.
base::Result<std::filesystem::path, Failure> folder_of(const CenterOptions& options, const Commands& commands) {
  if (!options.folder.empty()) return std::filesystem::path(options.folder);
  if (commands.data_folder) return *commands.data_folder;
  return Failure{FailureCode::Center_FolderNotNamed};
}

base::Result<std::unique_ptr<center::Center>, Failure> open(const CenterOptions& options, const Commands& commands) {
  const auto folder = folder_of(options, commands);
  if (!folder) return folder.error();
  const auto place = center_place(*folder, commands);
  if (!place) return place.error();
  return center::Center::open(*place, clock_of_this_machine());
}

/// Opens the center, and gives it and the office that was named to `work`.
template <class Work>
Outcome with_office(const CenterOptions& options, const Commands& commands, Work work) {
  const auto office = journal::SiteId::parse(options.office);
  if (!office) return Failure{FailureCode::Center_OfficeNameTyped, options.office};
  const auto center = open(options, commands);
  if (!center) return center.error();
  return work(**center, *office);
}

Outcome invite(const CenterOptions& options, const Commands& commands) {
  return with_office(options, commands, [&](center::Center& center, const journal::SiteId& office) -> Outcome {
    const auto code = center.invite(office, options.region, journal::Actor(options.by));
    if (!code) return code.error();
    if (options.json) {
      const Json out = {{"site", office.text()}, {"region", options.region}, {"code", code->text()}, {"days", 7}};
      std::cout << out.dump(2) << '\n';
    } else {
      std::cout << phrase("center.invitation", {{"site", office.text()}, {"code", code->text()}}) << '\n';
    }
    return 0;
  });
}

Outcome approve(const CenterOptions& options, const Commands& commands) {
  return with_office(options, commands, [&](center::Center& center, const journal::SiteId& office) -> Outcome {
    if (const auto ok = center.approve(office, journal::Actor(options.by)); !ok) return ok.error();
    if (options.json)
      std::cout << Json{{"site", office.text()}, {"standing", "LetIn"}}.dump(2) << '\n';
    else
      std::cout << phrase("center.approved", {{"site", office.text()}}) << '\n';
    return 0;
  });
}

Outcome shut_out(const CenterOptions& options, const Commands& commands) {
  return with_office(options, commands, [&](center::Center& center, const journal::SiteId& office) -> Outcome {
    if (const auto ok = center.shut_out(office, journal::Actor(options.by)); !ok) return ok.error();
    if (options.json)
      std::cout << Json{{"site", office.text()}, {"standing", "ShutOut"}}.dump(2) << '\n';
    else
      std::cout << phrase("center.was_shut_out", {{"site", office.text()}}) << '\n';
    return 0;
  });
}

Outcome offices(const CenterOptions& options, const Commands& commands) {
  const auto center = open(options, commands);
  if (!center) return center.error();
  const auto all = (*center)->offices();
  if (!all) return all.error();
  if (options.json) {
    Json out = Json::array();
    for (const auto& one : *all)
      out.push_back({{"site", one.site}, {"region", one.region}, {"standing", name(one.standing)}});
    std::cout << Json{{"offices", std::move(out)}}.dump(2) << '\n';
    return 0;
  }
  if (all->empty()) std::cout << phrase("center.no_offices") << '\n';
  for (const auto& one : *all)
    std::cout << phrase("center.office",
                        {{"site", one.site}, {"region", one.region}, {"standing", words(one.standing)}})
              << '\n';
  return 0;
}

Outcome serve(const CenterOptions& options, const Commands& commands) {
  const auto folder = folder_of(options, commands);
  if (!folder) return folder.error();
  // before any thread starts, so that all leave these to the wait below
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGINT);
  sigaddset(&ends, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &ends, nullptr);
  const auto center = open(options, commands);
  if (!center) return center.error();
  // Whoever serves has to be able to search: a packet that cannot be read is said now, not when the next one arrives.
  if (const auto ok = (*center)->load_gallery(); !ok) return ok.error();
  auto names = region_names(options.regions);
  if (!names) return names.error();
  center::ServicePlan plan;
  plan.port = 8443;
  if (const auto& settings = commands.center_settings) {
    plan.address = settings->get(config::center_schema().site.listen_address);
    plan.port = static_cast<std::uint16_t>(settings->get(config::center_schema().site.listen_port));
  }
  plan.address = options.address.value_or(plan.address);
  plan.port = options.port.value_or(plan.port);
  plan.region_path = std::move(*names);
  plan.uploads = *folder / "uploads";
  plan.web = options.web;
  plan.names.insert(plan.names.begin(), options.names.begin(), options.names.end());
  auto service = center::Service::start(**center, plan, clock_of_this_machine());
  if (!service) return service.error();
  const auto port = std::to_string((*service)->port());
  if (options.json)
    std::cout << Json{{"address", plan.address},
                      {"port", (*service)->port()},
                      {"authority", (*center)->authority().fingerprint().hex()}}
                     .dump()
              << std::endl;
  else
    std::cout << phrase("center.serves", {{"address", plan.address}, {"port", port}}) << std::endl;
  int signal = 0;
  sigwait(&ends, &signal);
  std::cerr << phrase("center.ends") << '\n';
  return 0;
}

/// Typed twice on a terminal, unseen; or the first line of stdin.
base::Result<base::Secret, Failure> password_of(const OfficerOptions& options) {
  const auto line = [] {
    std::string typed;
    std::getline(std::cin, typed);
    base::Secret secret(base::Bytes(typed.begin(), typed.end()));
    base::wipe(reinterpret_cast<std::uint8_t*>(typed.data()), typed.size());
    return secret;
  };
  base::Secret first, second;
  if (options.password_on_stdin) {
    first = line();
    second = first.duplicate();
  }
  termios before{};
  if (!options.password_on_stdin && ::tcgetattr(STDIN_FILENO, &before) == 0) {
    auto unseen = before;
    unseen.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &unseen);
    std::cerr << phrase("center.ask_password", {{"name", options.name}}) << std::flush;
    first = line();
    std::cerr << '\n' << phrase("center.ask_password_again") << std::flush;
    second = line();
    std::cerr << '\n';
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
  }
  if (first.empty() || !base::same_bytes_constant_time(first.reveal(), second.reveal()))
    return Failure{FailureCode::Center_PasswordNotRead, options.name};
  return first;
}

Json to_json(const officer::Account& account) {
  Json roles = Json::array();
  for (const auto role : account.roles) roles.push_back(officer::name(role));
  return {{"name", account.name}, {"full_name", account.full_name}, {"nip", account.nip},
          {"roles", roles},       {"region", account.region},       {"disabled", account.disabled}};
}

Outcome add_officer(const CenterOptions& options, const OfficerOptions& who, const Commands& commands) {
  officer::Account account{who.name, who.full_name.empty() ? who.name : who.full_name, who.nip, {}, who.region};
  for (const auto& word : who.roles) {
    const auto role = officer::role_of(word);
    if (!role) return Failure{FailureCode::Center_RoleUnknown, word};
    account.roles.insert(*role);
  }
  const auto password = password_of(who);
  if (!password) return password.error();
  const auto center = open(options, commands);
  if (!center) return center.error();
  if (const auto ok = (*center)->add_officer(account, *password, journal::Actor(options.by)); !ok) return ok.error();
  if (options.json)
    std::cout << to_json(account).dump(2) << '\n';
  else
    std::cout << phrase("center.officer_added", {{"name", account.name}}) << '\n';
  return 0;
}

Outcome officers(const CenterOptions& options, const Commands& commands) {
  const auto center = open(options, commands);
  if (!center) return center.error();
  const auto all = (*center)->officers();
  if (!all) return all.error();
  if (options.json) {
    Json out = Json::array();
    for (const auto& account : *all) out.push_back(to_json(account));
    std::cout << Json{{"officers", std::move(out)}}.dump(2) << '\n';
    return 0;
  }
  if (all->empty()) std::cout << phrase("center.no_officers") << '\n';
  for (const auto& account : *all) {
    std::string roles;
    for (const auto role : account.roles) roles += (roles.empty() ? "" : ", ") + std::string(officer::label(role));
    std::cout << phrase(account.disabled ? "center.officer_disabled" : "center.officer",
                        {{"name", account.name},
                         {"full_name", account.full_name},
                         {"roles", roles},
                         {"region", account.region.empty() ? phrase("center.whole_land") : account.region}})
              << '\n';
  }
  return 0;
}

/// "service-officer, operator, ...": every role there is.
std::string all_roles() {
  std::string names;
  for (std::size_t i = 0; i < officer::role_count; ++i)
    names += (i ? ", " : "") + std::string(officer::name(static_cast<officer::Role>(i)));
  return names;
}

}  // namespace

void add_center_commands(Commands& commands) {
  auto* group = commands.group("center", "pusat data: melayani tempat pelayanan, mengundang dan menyetujui");
  auto options = std::make_shared<CenterOptions>();
  const auto add = [&](const char* name, const char* help, auto run) {
    auto* command = group->add_subcommand(name, help);
    command->add_option("--dir", options->folder, "folder pusat data (bawaan: data.folder pada konfigurasi)");
    command->add_flag("--json", options->json, "satu objek JSON di stdout");
    commands.on(command, [=, &commands] { return run(*options, commands); });
    return command;
  };
  auto* serves = add("serve", "melayani tempat pelayanan sampai dihentikan (Ctrl-C)", serve);
  serves->add_option("--address", options->address, phrase("center.option_address"));
  serves->add_option("--port", options->port, phrase("center.option_port"));
  serves->add_option("--regions", options->regions, phrase("region.option_regions"));
  add_web_option(serves, options->web);
  serves->add_option("--name", options->names, "nama atau alamat yang diketik tempat pelayanan; boleh lebih dari satu");
  const auto of_office = [&](const char* name, const char* help, auto run) {
    auto* command = add(name, help, run);
    command->add_option("SITE", options->office, "nama tempat pelayanan, misalnya kecamatan-990101")->required();
    command->add_option("--by", options->by, "petugas yang memutuskan")->capture_default_str();
    return command;
  };
  auto* invites = of_office("invite", "membuat kode undangan untuk sebuah tempat pelayanan", invite);
  invites->add_option("--region", options->region, "2, 4, atau 6 angka kode wilayah yang dilayaninya")->required();
  of_office("approve", "menyetujui tempat pelayanan yang sudah mendaftar", approve);
  of_office("shut-out", "mencabut sertifikat sebuah tempat pelayanan", shut_out);
  add("offices", "menampilkan semua tempat pelayanan", offices);
  add("officers", phrase("center.about_officers").c_str(), officers);
  auto* officer_group = group->add_subcommand("officer", phrase("center.about_officer"));
  officer_group->require_subcommand(1);
  auto* adds = officer_group->add_subcommand("add", phrase("center.about_officer_add"));
  auto who = std::make_shared<OfficerOptions>();
  adds->add_option("NAME", who->name, phrase("center.option_officer"))->required();
  adds->add_option("--role", who->roles, phrase("center.option_role", {{"roles", all_roles()}}))->required();
  adds->add_option("--full-name", who->full_name, phrase("center.option_full_name"));
  adds->add_option("--nip", who->nip, phrase("center.option_nip"));
  adds->add_option("--region", who->region, phrase("center.option_officer_region"));
  adds->add_flag("--password-stdin", who->password_on_stdin, phrase("center.option_password_stdin"));
  adds->add_option("--dir", options->folder, "folder pusat data (bawaan: data.folder pada konfigurasi)");
  adds->add_option("--by", options->by, "petugas yang memutuskan")->capture_default_str();
  adds->add_flag("--json", options->json, "satu objek JSON di stdout");
  commands.on(adds, [=, &commands] { return add_officer(*options, *who, commands); });
  auto load = std::make_shared<LoadOptions>();
  auto* benches = group->add_subcommand("bench", phrase("center.about_bench"));
  benches->add_option("--offices", load->offices, phrase("center.option_bench_offices"))
      ->check(CLI::Range(1, 2000))
      ->capture_default_str();
  benches->add_option("--packets", load->packets, phrase("center.option_bench_packets"))
      ->check(CLI::Range(1, 100000))
      ->capture_default_str();
  benches->add_option("--persons", load->persons, phrase("center.option_bench_persons"))
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  benches->add_option("--at-once", load->at_once, phrase("center.option_bench_at_once"))
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
  benches->add_option("--packet-kb", load->packet_kb, phrase("center.option_bench_kb"))
      ->check(CLI::Range(1, 20000))
      ->capture_default_str();
  benches->add_option("--minutes", load->minutes, phrase("center.option_bench_minutes"))
      ->check(CLI::Range(0.0, 1440.0));
  benches->add_option("--rate", load->rate, phrase("center.option_bench_rate"))->check(CLI::Range(0.0, 10000.0));
  benches->add_option("--database", load->database, phrase("center.option_bench_database"));
  benches->add_option("--append", load->append, phrase("center.option_bench_append"));
  benches->add_option("--folder", load->folder, phrase("center.option_bench_folder"));
  benches->add_flag("--json", load->json, "satu objek JSON di stdout");
  commands.on(benches, [=] { return run_load(*load); });
}

}  // namespace ktpel::tool
