// SPDX-License-Identifier: Apache-2.0
#include <csignal>
#include <filesystem>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/clock.h"
#include "base/phrase.h"
#include "center/service.h"
#include "tool/command.h"

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
  std::string folder, office, region, by = "administrator", address = "127.0.0.1";
  std::vector<std::string> names;
  std::uint16_t port = 8443;
  bool json = false;
};

/// The folder that was typed, or that of the configuration.
base::Result<std::filesystem::path, Failure> folder_of(const CenterOptions& options, const Commands& commands) {
  if (!options.folder.empty()) return std::filesystem::path(options.folder);
  if (commands.data_folder) return *commands.data_folder;
  return Failure{FailureCode::Center_FolderNotNamed};
}

/// Opens the center, and gives it and the office that was named to `work`.
template <class Work>
Outcome with_office(const CenterOptions& options, const Commands& commands, Work work) {
  const auto office = journal::SiteId::parse(options.office);
  if (!office) return Failure{FailureCode::Center_OfficeNameTyped, options.office};
  const auto folder = folder_of(options, commands);
  if (!folder) return folder.error();
  auto center = center::Center::open(*folder, clock_of_this_machine());
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
  const auto folder = folder_of(options, commands);
  if (!folder) return folder.error();
  const auto center = center::Center::open(*folder, clock_of_this_machine());
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
  auto center = center::Center::open(*folder, clock_of_this_machine());
  if (!center) return center.error();
  center::ServicePlan plan;
  plan.address = options.address;
  plan.port = options.port;
  plan.uploads = *folder / "uploads";
  plan.names.insert(plan.names.begin(), options.names.begin(), options.names.end());
  auto service = center::Service::start(**center, plan, clock_of_this_machine());
  if (!service) return service.error();
  const auto port = std::to_string((*service)->port());
  if (options.json)
    std::cout << Json{{"address", options.address},
                      {"port", (*service)->port()},
                      {"authority", (*center)->authority().fingerprint().hex()}}
                     .dump()
              << std::endl;
  else
    std::cout << phrase("center.serves", {{"address", options.address}, {"port", port}}) << std::endl;
  int signal = 0;
  sigwait(&ends, &signal);
  std::cerr << phrase("center.ends") << '\n';
  return 0;
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
  serves->add_option("--address", options->address, "alamat jaringan komputer ini; 0.0.0.0 untuk semua")
      ->capture_default_str();
  serves->add_option("--port", options->port, "angka port; 0: yang bebas")->capture_default_str();
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
}

}  // namespace ktpel::tool
