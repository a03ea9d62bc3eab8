// SPDX-License-Identifier: Apache-2.0
#include <pthread.h>
#include <signal.h>

#include <chrono>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <thread>

#include "base/clock.h"
#include "base/phrase.h"
#include "card/trust/signing_keys.h"
#include "line/remote_center.h"
#include "office/failure.h"
#include "office/line_files.h"
#include "office/service.h"
#include "tool/command.h"
#include "tool/office_program.h"
#include "tool/password.h"
#include "tool/web_folder.h"

namespace ktpel::tool {
namespace {

using api::Failure;
using api::FailureCode;
using base::phrase;
using Json = nlohmann::ordered_json;

struct EnrolOptions {
  std::string folder, center, code, site;
  unsigned wait_s = 600;
  bool json = false;
};

Outcome enrol(const EnrolOptions& options) {
  const base::SystemClock clock;
  const auto code = line::InvitationCode::parse(options.code);
  if (!code) return Failure{FailureCode::Admission_CodeMalformed};
  const auto site = journal::SiteId::parse(options.site);
  if (!site || site->addressee()) return Failure{FailureCode::Admission_SiteMalformed, options.site};
  if (const auto ok = office::apply_for_line(options.folder, *site, options.center, *code, clock); !ok)
    return ok.error();
  std::cerr << phrase("office.applied", {{"site", site->text()}}) << '\n';
  for (const auto start = std::chrono::steady_clock::now();;) {
    const auto fetched = office::fetch_line(options.folder, *site, options.center, *code);
    if (!fetched) return fetched.error();
    if (*fetched) break;
    if (std::chrono::steady_clock::now() - start >= std::chrono::seconds(options.wait_s))
      return Failure{FailureCode::Admission_NotApprovedYet, site->text()};
    std::this_thread::sleep_for(std::chrono::seconds(1));
  }
  const auto line = office::open_line(options.folder);
  if (!line) return line.error();
  if (options.json)
    std::cout << Json{{"site", site->text()}, {"center", options.center}, {"region", line->region}}.dump(2) << '\n';
  else
    std::cout << phrase("office.enrolled", {{"site", site->text()}, {"region", line->region}}) << '\n';
  return 0;
}

struct OfficeOptions {
  std::string folder, profile, address = "127.0.0.1";
  std::uint16_t port = 8080;
  std::string name, full_name, nip, password_file;
  std::vector<std::string> roles;
  std::string web;  ///< folder of the front-end
  bool json = false;
};

/// Everything that an office needs, opened.
struct Opened {
  office::Line line;
  OfficeProfile profile;
  std::unique_ptr<office::Office> office;
};

base::Result<Opened, Failure> open_office(const OfficeOptions& options, const base::Clock& clock) {
  const std::filesystem::path folder(options.folder);
  auto line = office::open_line(folder);
  if (!line) return line.error();
  auto profile = read_office_profile(
      options.profile.empty() ? folder / "profile.json" : std::filesystem::path(options.profile), line->site);
  if (!profile) return profile.error();
  auto office = office::Office::open(folder, profile->profile, clock, line->center);
  if (!office) return office.error();
  card::TrustStore trust;
  if (!profile->authorities.empty()) {
    auto loaded = card::TrustStore::load(profile->authorities);
    if (!loaded) return Failure{FailureCode::Office_AuthoritiesUnreadable, profile->authorities.string()};
    trust = std::move(*loaded);
  }
  std::shared_ptr<card::DocumentSigner> signer;
  if (!profile->signer_folder.empty()) {
    auto loaded = card::KeyedDocumentSigner::load(profile->signer_folder, profile->signer);
    if (!loaded)
      return Failure{FailureCode::Office_SignerUnreadable, (profile->signer_folder / profile->signer).string()};
    signer = std::make_shared<card::KeyedDocumentSigner>(std::move(*loaded));
  }
  (*office)->use_document_signer(std::move(signer), std::move(trust));
  return Opened{std::move(*line), std::move(*profile), std::move(*office)};
}

Outcome serve(const OfficeOptions& options) {
  // before any thread starts, so that all leave these to the wait below
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGINT);
  sigaddset(&ends, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &ends, nullptr);
  const base::SystemClock clock;
  auto opened = open_office(options, clock);
  if (!opened) return opened.error();
  officer::Accounts accounts(opened->office->journal(), options.folder);
  auto second = office::open_line(options.folder);  // acts at the counter do not wait for the exchange
  if (!second) return second.error();
  line::RemoteCenter exchange(std::move(opened->line.plan)), counter(std::move(second->plan));
  auto service = office::Service::start({.office = *opened->office,
                                         .accounts = accounts,
                                         .line = exchange,
                                         .counter = counter,
                                         .clock = clock,
                                         .devices = devices_of(opened->profile, clock)},
                                        {.address = options.address, .port = options.port, .web = options.web});
  if (!service) return service.error();
  const auto port = std::to_string((*service)->port());
  if (options.json)
    std::cout << Json{{"address", options.address}, {"port", (*service)->port()}}.dump() << std::endl;
  else
    std::cout << phrase("office.serves", {{"address", options.address}, {"port", port}}) << std::endl;
  int signal = 0;
  sigwait(&ends, &signal);
  std::cerr << phrase("office.ends") << '\n';
  return 0;
}

Outcome add_officer(const OfficeOptions& options) {
  const base::SystemClock clock;
  officer::Account account{options.name, options.full_name, options.nip, {}, "", false};
  for (const auto& word : options.roles) {
    const auto role = officer::role_of(word);
    if (!role) return Failure{FailureCode::Officer_RoleUnknown, word};
    account.roles.insert(*role);
  }
  auto password = read_password(options.password_file);
  if (!password) return password.error();
  auto opened = open_office(options, clock);
  if (!opened) return opened.error();
  officer::Accounts accounts(opened->office->journal(), options.folder);
  if (const auto ok = accounts.add(account, *password, journal::Actor("administrator")); !ok)
    return office::failure_of(ok.error(), account.name);
  if (options.json)
    std::cout << Json{{"name", account.name}}.dump(2) << '\n';
  else
    std::cout << phrase("office.officer_added", {{"name", account.name}}) << '\n';
  return 0;
}

void add_serve_command(Commands& commands, CLI::App* group) {
  auto options = std::make_shared<OfficeOptions>();
  auto* command = group->add_subcommand("serve", "melayani halaman petugas di komputer ini sampai dihentikan (Ctrl-C)");
  command->add_option("--dir", options->folder, "folder tempat pelayanan ini")->required();
  command->add_option("--profile", options->profile, "kop surat, tugas, dan alat (bawaan: profile.json di folder itu)");
  command->add_option("--address", options->address, "alamat yang didengarkan")->capture_default_str();
  command->add_option("--port", options->port, "angka port; 0: yang bebas")->capture_default_str();
  add_web_option(command, options->web);
  command->add_flag("--json", options->json, "satu objek JSON di stdout");
  commands.on(command, [=] { return serve(*options); });
}

void add_officer_command(Commands& commands, CLI::App* group) {
  auto options = std::make_shared<OfficeOptions>();
  auto* command = group->add_subcommand("add-officer", "menambah petugas yang boleh masuk di tempat ini");
  command->add_option("NAME", options->name, "nama masuk: huruf kecil, angka, titik, tanda hubung")->required();
  command->add_option("--dir", options->folder, "folder tempat pelayanan ini")->required();
  command->add_option("--profile", options->profile, "bawaan: profile.json di folder itu");
  command->add_option("--full-name", options->full_name, "nama lengkap, seperti di surat")->required();
  command->add_option("--nip", options->nip, "NIP, 18 angka");
  command
      ->add_option("--role", options->roles,
                   "peran, boleh berulang: service-officer, operator, dinas-admin, support, supervisor, site-admin, "
                   "auditor")
      ->required();
  command->add_option("--password-file", options->password_file,
                      "berkas berisi kata sandi; \"-\": dari masukan; tanpa ini ditanyakan");
  command->add_flag("--json", options->json, "satu objek JSON di stdout");
  commands.on(command, [=] { return add_officer(*options); });
}

}  // namespace

void add_office_commands(Commands& commands) {
  auto* group = commands.group("office", "tempat pelayanan: pendaftaran ke pusat data, petugas, pelayanan");
  add_serve_command(commands, group);
  add_officer_command(commands, group);
  auto* command = group->add_subcommand("enrol", "mendaftarkan tempat pelayanan ini dengan kode undangan");
  auto options = std::make_shared<EnrolOptions>();
  command->add_option("--dir", options->folder, "folder tempat pelayanan ini")->required();
  command->add_option("--center", options->center, "alamat pusat data, https://...")->required();
  command->add_option("--code", options->code, "kode dari surat undangan")->required();
  command->add_option("--site", options->site, "nama tempat pelayanan ini pada surat undangan")->required();
  command->add_option("--wait", options->wait_s, "menunggu persetujuan paling lama sekian detik")
      ->capture_default_str();
  command->add_flag("--json", options->json, "satu objek JSON di stdout");
  commands.on(command, [=] { return enrol(*options); });
}

}  // namespace ktpel::tool
