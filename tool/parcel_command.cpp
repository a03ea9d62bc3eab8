// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "api/parcel.h"
#include "base/clock.h"
#include "base/phrase.h"
#include "center/center.h"
#include "office/parcels.h"
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

struct ParcelOptions {
  std::string folder, file, answer;
  bool json = false;
};

/// A parcel that is being written; under its name only once it is whole.
class ParcelFile {
 public:
  explicit ParcelFile(std::filesystem::path path)
      : path_(std::move(path)), begun_(path_.string() + ".belum-selesai"), out_(begun_, std::ios::binary) {
    if (out_) writer_.emplace(out_);
  }
  ~ParcelFile() {
    std::error_code ignored;
    std::filesystem::remove(begun_, ignored);
  }
  ParcelFile(const ParcelFile&) = delete;
  ParcelFile& operator=(const ParcelFile&) = delete;

  base::Result<base::Done, store::StoreError> put(base::ByteView part) {
    if (!writer_) return store::StoreError::Full;
    auto put = writer_->write(part);
    failed_ = failed_ || !put;
    return put;
  }
  bool has_failed() const { return failed_ || !writer_; }
  /// Nothing is said to be on the stick before the stick has it.
  bool close() {
    out_.close();
    if (!out_) return false;
    std::error_code error;
    std::filesystem::rename(begun_, path_, error);
    ::sync();
    return !error;
  }

 private:
  std::filesystem::path path_, begun_;
  std::ofstream out_;
  std::optional<api::ParcelWriter> writer_;
  bool failed_ = false;
};

/// Writes what `pack` gives its sink.
template <class Pack>
base::Result<api::Packed, Failure> write_file(const std::string& path, Pack pack) {
  ParcelFile file(path);
  auto packed = pack([&](base::ByteView part) { return file.put(part); });
  if (file.has_failed() || (packed && !file.close())) return Failure{FailureCode::Parcel_FileNotWritten, path};
  return packed;
}

/// Gives `take` each part of a file; it answers whether that was the last.
template <class Take>
base::Result<base::Done, Failure> read_file(const std::string& path, Take take) {
  std::ifstream in(path, std::ios::binary);
  if (!in || std::filesystem::is_directory(path)) return Failure{FailureCode::Parcel_FileNotOpened, path};
  api::ParcelReader reader(in);
  bool is_whole = false;
  for (;;) {
    const auto part = reader.next();
    if (!part) return api::failure_of(part.error(), path);
    if (!*part) break;
    const base::Result<bool, Failure> taken = take(**part);
    if (!taken) return taken.error();
    is_whole = *taken;
  }
  if (!is_whole) return api::failure_of(api::ParcelError::Incomplete, path);
  return base::Done{};
}

Outcome office_export(const ParcelOptions& options) {
  const auto office = office::open_parcel_folder(options.folder, clock_of_this_machine());
  if (!office) return office.error();
  const auto packed = write_file(options.file, [&](const api::ParcelSink& sink) {
    return office::pack_parcel(office->ends(), clock_of_this_machine().now(), sink);
  });
  if (!packed) return packed.error();
  if (options.json)
    std::cout << Json{{"file", options.file}, {"entries", packed->entries}, {"blobs", packed->blobs}}.dump(2) << '\n';
  else
    std::cout << phrase("parcel.packed", {{"file", options.file}, {"entries", std::to_string(packed->entries)}})
              << '\n';
  return 0;
}

Outcome office_import(const ParcelOptions& options) {
  const auto office = office::open_parcel_folder(options.folder, clock_of_this_machine());
  if (!office) return office.error();
  std::size_t acknowledged = 0, received = 0;
  const auto read = read_file(options.file, [&](base::ByteView part) -> base::Result<bool, Failure> {
    const auto taken = office::take_answer(office->ends(), part);
    if (!taken) return taken.error();
    acknowledged += taken->acknowledged;
    received += taken->received;
    return taken->is_last;
  });
  if (!read) return read.error();
  if (options.json)
    std::cout << Json{{"acknowledged", acknowledged}, {"received", received}}.dump(2) << '\n';
  else
    std::cout << phrase("parcel.answered",
                        {{"sent", std::to_string(acknowledged)}, {"received", std::to_string(received)}})
              << '\n';
  return 0;
}

Outcome center_import(const ParcelOptions& options, const Commands& commands) {
  if (options.folder.empty() && !commands.data_folder) return Failure{FailureCode::Parcel_FolderNotNamed};
  const auto folder = options.folder.empty() ? *commands.data_folder : std::filesystem::path(options.folder);
  const auto center = center::Center::open(folder, clock_of_this_machine());
  if (!center) return center.error();
  std::optional<center::TakenParcel> last;
  std::size_t added = 0, blobs = 0;
  const auto read = read_file(options.file, [&](base::ByteView part) -> base::Result<bool, Failure> {
    auto taken = (*center)->take_parcel(part);
    if (!taken) return taken.error();
    added += taken->added;
    blobs += taken->blobs;
    last = *taken;
    return last->is_last;
  });
  if (!read) return read.error();
  const auto packed = write_file(options.answer, [&](const api::ParcelSink& sink) {
    return (*center)->answer_parcel(last->office, last->holds, sink);
  });
  if (!packed) return packed.error();
  if (options.json)
    std::cout << Json{{"site", last->office.text()},
                      {"entries", added},
                      {"blobs", blobs},
                      {"answer", options.answer},
                      {"answered", packed->entries}}
                     .dump(2)
              << '\n';
  else
    std::cout << phrase("parcel.taken", {{"site", last->office.text()},
                                         {"entries", std::to_string(added)},
                                         {"file", options.answer},
                                         {"answered", std::to_string(packed->entries)}})
              << '\n';
  return 0;
}

}  // namespace

void add_parcel_commands(Commands& commands) {
  auto options = std::make_shared<ParcelOptions>();
  const auto add = [&](CLI::App* group, const char* name, const char* help, auto run) {
    auto* command = group->add_subcommand(name, help);
    command->add_flag("--json", options->json, "satu objek JSON di stdout");
    commands.on(command, [=] { return run(*options); });
    return command;
  };
  auto* office = commands.group("office", "tempat pelayanan: pendaftaran ke pusat data");
  auto* center = commands.group("center", "pusat data: melayani tempat pelayanan, mengundang dan menyetujui");
  const auto of_office = [&](CLI::App* command) {
    command->add_option("--dir", options->folder, "folder tempat pelayanan ini")->required();
  };
  auto* exports = add(office, "export", "menulis paket untuk pusat data ke diska USB (tanpa jaringan)", office_export);
  of_office(exports);
  exports->add_option("--to", options->file, "berkas paket yang ditulis")->required();
  auto* imports = add(office, "import", "membaca paket jawaban dari pusat data", office_import);
  of_office(imports);
  imports->add_option("FILE", options->file, "berkas paket jawaban")->required();
  auto* takes = add(center, "import", "membaca paket dari tempat pelayanan dan menulis jawabannya",
                    [&commands](const ParcelOptions& chosen) { return center_import(chosen, commands); });
  takes->add_option("--dir", options->folder, "folder pusat data (bawaan: data.folder pada konfigurasi)");
  takes->add_option("FILE", options->file, "berkas paket dari tempat pelayanan")->required();
  takes->add_option("--answer", options->answer, "berkas paket jawaban yang ditulis")->required();
}

}  // namespace ktpel::tool
