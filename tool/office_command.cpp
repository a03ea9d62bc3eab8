// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <thread>

#include "base/clock.h"
#include "base/phrase.h"
#include "office/line_files.h"
#include "tool/command.h"

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

}  // namespace

void add_office_commands(Commands& commands) {
  auto* group = commands.group("office", "tempat pelayanan: pendaftaran ke pusat data");
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
