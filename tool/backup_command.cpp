// SPDX-License-Identifier: Apache-2.0
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "api/store_failure.h"
#include "base/phrase.h"
#include "base/progress.h"
#include "store/backup.h"
#include "tool/command.h"

namespace ktpel::tool {
namespace {

using api::Failure;
using api::FailureCode;
using base::phrase;
using Json = nlohmann::ordered_json;

struct BackupOptions {
  std::string folder, to;
  bool json = false;
};

Outcome back_up(const BackupOptions& options) {
  // parts of uploads come again, and what was taken along for a visit is to be forgotten, not kept
  const auto done = store::back_up(options.folder, options.to, {"uploads", "taken-along"});
  if (!done) {
    switch (done.error()) {
      case store::StoreError::Gone:
        return Failure{FailureCode::Backup_NoJournal, options.folder};
      case store::StoreError::Conflict:
        return Failure{FailureCode::Backup_OtherSite, options.to};
      case store::StoreError::Refused:
        return Failure{FailureCode::Backup_InsideItself, options.to};
      case store::StoreError::Full:
      case store::StoreError::ReadOnly:
        return Failure{FailureCode::Backup_NotDone, options.to};
      default:
        return api::failure_of(done.error(), options.folder);
    }
  }
  if (done->entries_elsewhere) std::cerr << phrase("backup.entries_elsewhere") << '\n';
  if (done->blobs_elsewhere) std::cerr << phrase("backup.blobs_elsewhere") << '\n';
  if (options.json)
    std::cout << Json{{"to", options.to},
                      {"entries", done->entries},
                      {"blobs", done->blobs},
                      {"blobs_copied", done->blobs_copied},
                      {"files", done->files},
                      {"entries_elsewhere", done->entries_elsewhere},
                      {"blobs_elsewhere", done->blobs_elsewhere}}
                     .dump(2)
              << '\n';
  else
    std::cout << phrase("backup.done", {{"to", options.to},
                                        {"entries", std::to_string(done->entries)},
                                        {"blobs", std::to_string(done->blobs)},
                                        {"copied", std::to_string(done->blobs_copied)},
                                        {"files", std::to_string(done->files)}})
              << '\n';
  return 0;
}

}  // namespace

void add_backup_commands(Commands& commands) {
  auto* group = commands.group("journal", "jurnal: catatan setiap tindakan, tidak dapat diubah");
  auto* command = group->add_subcommand("backup", "menyalin jurnal, berkas, dan kunci, juga selagi program berjalan");
  auto options = std::make_shared<BackupOptions>();
  command->add_option("FOLDER", options->folder, "folder tempat pelayanan atau pusat data")->required();
  command->add_option("--to", options->to, "folder cadangan; boleh cadangan sebelumnya, maka hanya yang baru disalin")
      ->required();
  command->add_flag("--json", options->json, "satu objek JSON di stdout");
  commands.on(command, [=] { return back_up(*options); });
}

}  // namespace ktpel::tool
