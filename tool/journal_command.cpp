// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <filesystem>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/machine.h"
#include "base/phrase.h"
#include "base/progress.h"
#include "base/random.h"
#include "store/database.h"
#include "store/private_server.h"
#include "store/speed.h"
#include "store/torture.h"
#include "store/verify.h"
#include "tool/command.h"

namespace ktpel::tool {
namespace {

using api::Failure;
using api::FailureCode;
using base::phrase;
using Json = nlohmann::ordered_json;

std::string number(std::uint64_t value) { return std::to_string(value); }
std::string number(journal::Sequence sequence) { return number(sequence.get()); }
/// Enough of a hash to compare by eye.
std::string brief(const base::Digest& digest) { return digest.hex().substr(0, 16); }

// verify

Failure failure_of(const journal::ChainBreak& broken, const std::string& site) {
  const auto about = site + " " + number(broken.sequence);
  switch (broken.fault) {
    case journal::ChainFault::Gap:
      return {FailureCode::Journal_EntryMissing, about};
    case journal::ChainFault::Repeated:
      return {FailureCode::Journal_EntryRepeated, about};
    case journal::ChainFault::ForeignSite:
      return {FailureCode::Journal_EntryForeign, about};
    case journal::ChainFault::BrokenLink:
      return {FailureCode::Journal_LinkBroken, about};
    case journal::ChainFault::BadSignature:
      return {FailureCode::Journal_SignatureWrong, about};
    case journal::ChainFault::CutOff:
      return {FailureCode::Journal_CutOff, about};
    case journal::ChainFault::Rewritten:
      return {FailureCode::Journal_Rewritten, about};
    case journal::ChainFault::BadCheckpoint:
      return {FailureCode::Journal_CheckpointWrong, about};
    case journal::ChainFault::Malformed:
      break;
  }
  return {FailureCode::Journal_EntryMalformed, about};
}

std::optional<Failure> failure_of(const store::SiteReport& site) {
  if (site.key_unknown) return Failure{FailureCode::Journal_KeyUnknown, site.site};
  if (site.broken) return failure_of(*site.broken, site.site);
  if (!site.blob_fault) return std::nullopt;
  const auto about = site.site + " " + number(site.blob_fault->sequence) + " " + site.blob_fault->blob.hex();
  if (site.blob_fault->missing) return Failure{FailureCode::Journal_BlobMissing, about};
  return Failure{FailureCode::Journal_BlobChanged, about};
}

Failure unreadable(const std::filesystem::path& folder, store::StoreError error) {
  return {FailureCode::Journal_CannotRead, folder.string() + ": " + store::name(error)};
}

/// The folder that was typed, or the one of the site's configuration.
base::Result<std::string, Failure> folder_of(const std::string& typed, const Commands& commands) {
  if (!typed.empty()) return typed;
  if (commands.data_folder) return commands.data_folder->string();
  return Failure{FailureCode::Config_NoDataFolder};
}

Failure not_there(const std::string& folder) { return {FailureCode::Journal_NoneHere, folder}; }

std::string line_of(const store::SiteReport& site) {
  const auto entries = number(site.entries);
  if (site.key_unknown) return phrase("journal.site_key", {{"site", site.site}, {"entries", entries}});
  if (site.broken) {
    return phrase("journal.site_broken", {{"site", site.site},
                                          {"sequence", number(site.broken->sequence)},
                                          {"fault", journal::name(site.broken->fault)},
                                          {"entries", entries},
                                          {"head", number(site.head.sequence)}});
  }
  if (site.blob_fault) {
    return phrase("journal.site_blob",
                  {{"site", site.site},
                   {"what", phrase(site.blob_fault->missing ? "journal.blob_missing" : "journal.blob_changed")},
                   {"blob", site.blob_fault->blob.hex()},
                   {"sequence", number(site.blob_fault->sequence)},
                   {"entries", entries}});
  }
  if (!site.entries) return phrase("journal.site_empty", {{"site", site.site}});
  return phrase("journal.site_whole", {{"site", site.site},
                                       {"entries", entries},
                                       {"sequence", number(site.head.sequence)},
                                       {"hash", brief(site.head.hash)},
                                       {"blobs", number(site.blobs)},
                                       {"checkpoints", number(site.checkpoints)}});
}

Json json_of(const store::SiteReport& site) {
  Json out;
  out["site"] = site.site;
  out["entries"] = site.entries;
  out["head"] = site.head.sequence.get();
  out["head_hash"] = site.head.hash.hex();
  out["blobs"] = site.blobs;
  out["checkpoints"] = site.checkpoints;
  out["whole"] = site.is_whole();
  if (site.key_unknown) out["fault"] = "KeyUnknown";
  if (site.broken) {
    out["fault"] = journal::name(site.broken->fault);
    out["sequence"] = site.broken->sequence.get();
  }
  if (site.blob_fault) {
    if (!site.broken) {
      out["fault"] = site.blob_fault->missing ? "BlobMissing" : "BlobChanged";
      out["sequence"] = site.blob_fault->sequence.get();
    }
    out["blob"] = site.blob_fault->blob.hex();
  }
  return out;
}

/// All that was found wrong, in the order in which it is printed.
struct Verdict {
  std::vector<Failure> failures;
  std::vector<store::FolderReport> folders;
  std::vector<store::Fork> forks;
};

Verdict verify_all(const std::string& folder) {
  Verdict out;
  const auto folders = store::journal_folders(folder);
  if (folders.empty()) {
    out.failures.push_back(not_there(folder));
    return out;
  }
  std::uint64_t total = 0;
  for (const auto& one : folders) {
    if (const auto count = store::count_entries(one)) total += *count;
  }
  base::Progress progress(phrase("journal.verifying"), std::max<std::uint64_t>(total, 1));
  std::vector<std::filesystem::path> readable;
  const auto note = [&](const std::filesystem::path& where, store::StoreError error) {
    out.failures.push_back(unreadable(where, error));
  };
  for (const auto& one : folders) {
    auto report = store::verify_folder(one, [&] { progress.step(); });
    if (!report) {
      note(one, report.error());
      continue;
    }
    for (const auto& site : report->sites)
      if (const auto failure = failure_of(site)) out.failures.push_back(*failure);
    readable.push_back(one);
    out.folders.push_back(std::move(report).value());
  }
  auto forks = store::compare_folders(readable);
  if (!forks) {
    note(folder, forks.error());
    return out;
  }
  out.forks = std::move(forks).value();
  for (const auto& fork : out.forks)
    out.failures.push_back({FailureCode::Journal_Forked, fork.site + " " + number(fork.sequence)});
  return out;
}

Outcome verify(const std::string& folder, bool json) {
  const auto verdict = verify_all(folder);
  std::uint64_t chains = 0, entries = 0;
  Json folders = Json::array(), forks = Json::array(), codes = Json::array();
  for (const auto& report : verdict.folders) {
    Json sites = Json::array();
    if (!json) std::cout << phrase("journal.folder", {{"folder", report.folder.string()}}) << '\n';
    for (const auto& site : report.sites) {
      ++chains;
      entries += site.entries;
      if (json)
        sites.push_back(json_of(site));
      else
        std::cout << "  " << line_of(site) << '\n';
    }
    folders.push_back({{"folder", report.folder.string()},
                       {"own", report.own ? Json(report.own->text()) : Json(nullptr)},
                       {"sites", std::move(sites)}});
  }
  for (const auto& fork : verdict.forks) {
    forks.push_back({{"site", fork.site},
                     {"sequence", fork.sequence.get()},
                     {"first", fork.first.string()},
                     {"second", fork.second.string()}});
    if (!json) {
      std::cout << phrase("journal.fork", {{"site", fork.site},
                                           {"sequence", number(fork.sequence)},
                                           {"first", fork.first.string()},
                                           {"second", fork.second.string()}})
                << '\n';
    }
  }
  for (const auto& failure : verdict.failures) codes.push_back(static_cast<int>(failure.code));
  if (json) {
    const Json out = {{"whole", verdict.failures.empty()},
                      {"entries", entries},
                      {"folders", std::move(folders)},
                      {"forks", std::move(forks)},
                      {"failures", std::move(codes)}};
    std::cout << out.dump(2) << '\n';
  } else if (verdict.failures.empty()) {
    std::cout << phrase("journal.whole", {{"sites", number(chains)}, {"entries", number(entries)}}) << '\n';
  }
  if (verdict.failures.empty()) return 0;
  // main() prints the first; the others are said here
  for (std::size_t i = 1; i < verdict.failures.size(); ++i) std::cerr << api::sentence(verdict.failures[i]) << '\n';
  return verdict.failures.front();
}

// show

struct ShowOptions {
  std::string folder, site;
  std::size_t limit = 20;
  bool body = false, json = false;
};

Outcome show(const ShowOptions& options) {
  std::optional<journal::SiteId> site;
  if (!options.site.empty()) {
    site = journal::SiteId::parse(options.site);
    if (!site) return Failure{FailureCode::Journal_SiteNameWrong, options.site};
  }
  const auto folders = store::journal_folders(options.folder);
  if (folders.empty()) return not_there(options.folder);
  Json out = Json::array();
  for (const auto& folder : folders) {
    const auto entries = store::list_entries(folder, site, options.limit);
    if (!entries) return unreadable(folder, entries.error());
    if (!options.json && folders.size() > 1)
      std::cout << phrase("journal.folder", {{"folder", folder.string()}}) << '\n';
    for (const auto& entry : *entries) {
      if (options.json) {
        Json blobs = Json::array();
        for (const auto& blob : entry.blobs) blobs.push_back(blob.hex());
        Json one = {{"folder", folder.string()},
                    {"site", entry.site.text()},
                    {"sequence", entry.sequence.get()},
                    {"time", entry.time.iso8601()},
                    {"actor", entry.actor.get()},
                    {"kind", entry.kind},
                    {"subject", entry.subject},
                    {"blobs", std::move(blobs)},
                    {"previous", entry.previous.hex()},
                    {"hash", entry.hash().hex()},
                    {"signature", entry.signature ? Json(base::hex(*entry.signature)) : Json(nullptr)}};
        if (options.body) one["body"] = Json::parse(entry.body);
        out.push_back(std::move(one));
        continue;
      }
      std::cout << phrase("journal.entry", {{"time", entry.time.iso8601()},
                                            {"site", entry.site.text()},
                                            {"sequence", number(entry.sequence)},
                                            {"actor", entry.actor.get()},
                                            {"kind", entry.kind},
                                            {"subject", entry.subject},
                                            {"blobs", number(entry.blobs.size())},
                                            {"hash", brief(entry.hash())}})
                << '\n';
      if (options.body) std::cout << "    " << entry.body << '\n';
    }
  }
  if (options.json) std::cout << Json{{"entries", std::move(out)}}.dump(2) << '\n';
  return 0;
}

// torture

struct TortureOptions {
  std::uint64_t rounds = 20, seed = 0;
  std::string folder, database = "sqlite", url;
  bool json = false;
};

Json json_of(const store::TortureReport& report) {
  return {{"rounds", report.rounds},
          {"kills", report.kills},
          {"crashes", report.crashes},
          {"acknowledged", report.acknowledged},
          {"unacknowledged", report.unacknowledged},
          {"receipts", report.receipts},
          {"entries", report.entries},
          {"lost", report.lost},
          {"duplicated", report.duplicated},
          {"halves", report.halves},
          {"broken", report.broken}};
}

void print(const std::string& what, const store::TortureReport& report) {
  std::cout << phrase("journal.torture_report", {{"what", what},
                                                 {"rounds", number(report.rounds)},
                                                 {"kills", number(report.kills)},
                                                 {"crashes", number(report.crashes)},
                                                 {"acknowledged", number(report.acknowledged)},
                                                 {"receipts", number(report.receipts)},
                                                 {"entries", number(report.entries)},
                                                 {"lost", number(report.lost)},
                                                 {"duplicated", number(report.duplicated)},
                                                 {"halves", number(report.halves)},
                                                 {"broken", number(report.broken)}})
            << '\n';
}

/// A fresh folder in the one that was asked for, or in that for temporary files; nullopt if there can be none.
std::optional<std::filesystem::path> trial_folder(const std::string& wanted) {
  const auto name = "ktpel-uji-" + base::hex(base::random_bytes(6));
  std::error_code error;
  const auto parent = wanted.empty() ? std::filesystem::temp_directory_path(error) : std::filesystem::path(wanted);
  const auto folder = parent / name;
  if (error || !base::make_folder(folder)) return std::nullopt;
  return folder;
}

/// The server that was named, or a private one, which `own` then holds; no URL for journals in files.
base::Result<store::TortureDatabase, Failure> torture_database(const TortureOptions& options,
                                                               const std::filesystem::path& folder,
                                                               std::unique_ptr<store::PrivateServer>& own) {
  if (options.database == "sqlite" && options.url.empty()) return store::TortureDatabase{};
  if (!options.url.empty()) {
    const auto reached = store::Database::open(store::Server{options.url, "public"}, store::Access::Write);
    if (!reached) return Failure{FailureCode::Journal_TortureServerUnreachable, store::name(reached.error())};
    return store::TortureDatabase{options.url, nullptr};
  }
  auto started = store::PrivateServer::start(folder);
  if (!started) {
    if (started.error() == store::StoreError::Gone) return Failure{FailureCode::Journal_TortureNoServer, ""};
    return Failure{FailureCode::Journal_TortureServerNotStarted, folder.string()};
  }
  own = std::move(*started);
  return store::TortureDatabase{own->url(), own.get()};
}

Outcome torture(const TortureOptions& options) {
  const auto folder = trial_folder(options.folder);
  const auto cannot = [&](const std::string& why) {
    return Failure{FailureCode::Journal_TortureCannotRun, (folder ? folder->string() : options.folder) + why};
  };
  if (!folder) return cannot("");
  const auto seed = options.seed ? options.seed : base::ByteReader(base::random_bytes(4)).u32();
  std::unique_ptr<store::PrivateServer> own;
  const auto database = torture_database(options, *folder, own);
  if (!database) return database.error();
  base::Progress progress(phrase("journal.torture_appends"), options.rounds * 2);
  const auto step = [&] { progress.step(); };
  const auto appends = store::torture_appends(*folder / "tulis", options.rounds, seed, step, *database);
  const auto pair =
      appends ? store::torture_pair(*folder / "kirim", options.rounds, seed + 1, step, *database) : appends;
  if (!pair) return cannot(std::string(": ") + store::name(pair.error()));
  const bool clean = appends->is_clean() && pair->is_clean();
  if (options.json) {
    const Json out = {{"seed", seed},
                      {"database", database->url.empty() ? "sqlite" : "postgresql"},
                      {"clean", clean},
                      {"lost", appends->lost + pair->lost},
                      {"duplicated", appends->duplicated + pair->duplicated},
                      {"broken", appends->halves + pair->halves + appends->broken + pair->broken},
                      {"appends", json_of(*appends)},
                      {"pair", json_of(*pair)}};
    std::cout << out.dump(2) << '\n';
  } else {
    print(phrase("journal.torture_appends"), *appends);
    print(phrase("journal.torture_pair"), *pair);
  }
  // what was found is kept for those who look for the cause
  if (!clean && own) own->keep_folder();
  if (!clean) return Failure{FailureCode::Journal_TortureLost, folder->string()};
  own.reset();
  std::error_code error;
  std::filesystem::remove_all(*folder, error);
  return 0;
}

// bench

struct BenchOptions {
  std::uint64_t entries = 1000000;
  double seconds = 5;
  std::string folder;
  bool json = false;
};

Outcome bench(const BenchOptions& options) {
  const auto folder = trial_folder(options.folder);
  const auto cannot = [&](const std::string& why) {
    return Failure{FailureCode::Journal_BenchCannotRun, (folder ? folder->string() : options.folder) + why};
  };
  if (!folder) return cannot("");
  constexpr std::size_t many = 100, appenders = 32;
  base::Progress progress(phrase("journal.bench"), 4 + 3 * options.entries);
  const auto step = [&] { progress.step(); };
  std::optional<store::StoreError> error;
  const auto measured = [&](const auto& result) {
    step();
    if (!result && !error) error = result.error();
  };
  const auto one = store::measure_appends(*folder, 1, options.seconds);
  measured(one);
  const auto batch = store::measure_appends(*folder, many, options.seconds);
  measured(batch);
  const auto group = store::measure_group(*folder, appenders, options.seconds);
  measured(group);
  const auto verified = store::measure_verification(options.seconds / 2);
  step();
  const auto rebuilt = store::measure_rebuild(*folder, options.entries, step);
  measured(rebuilt);
  std::error_code ignored;
  std::filesystem::remove_all(*folder, ignored);
  if (error) return cannot(std::string(": ") + store::name(*error));

  const auto rate = [](double per_s) { return static_cast<std::int64_t>(per_s + 0.5); };
  const auto share = [](double ratio) { return std::round(ratio * 1000) / 1000; };
  if (options.json) {
    const auto json_of = [&](const store::AppendSpeed& speed) {
      return Json{{"journal_per_s", rate(speed.journal_per_s)},
                  {"bare_sqlite_per_s", rate(speed.bare_per_s)},
                  {"ratio", share(speed.of_bare)},
                  {"entry_bytes", speed.entry_bytes}};
    };
    const Json out = {{"machine", base::machine()},
                      {"build", base::compiler()},
                      {"one_writer", json_of(*one)},
                      {"hundred_at_once", json_of(*batch)},
                      {"group_commit",
                       {{"writers", appenders},
                        {"one_per_s", rate(group->one_per_s)},
                        {"together_per_s", rate(group->together_per_s)},
                        {"gain", share(group->gain)}}},
                      {"verified_per_s", rate(verified)},
                      {"rebuild",
                       {{"entries", rebuilt->entries},
                        {"filled_per_s", rate(rebuilt->filled_per_s)},
                        {"rebuilt_per_s", rate(rebuilt->rebuilt_per_s)},
                        {"compared_per_s", rate(rebuilt->compared_per_s)},
                        {"equal", rebuilt->equal}}}};
    std::cout << out.dump(2) << '\n';
  } else {
    const auto percent = [&](double ratio) { return number(static_cast<std::uint64_t>(ratio * 100 + 0.5)); };
    const auto print = [](const std::string& key,
                          std::initializer_list<std::pair<std::string_view, std::string>> values) {
      std::cout << phrase("journal.bench_" + key, values) << '\n';
    };
    const auto per_s = [&](double value) { return number(static_cast<std::uint64_t>(rate(value))); };
    print("machine", {{"machine", base::machine()}, {"build", base::compiler()}});
    for (const auto* speed : {&*one, &*batch})
      print("appends", {{"count", number(speed == &*one ? std::size_t{1} : many)},
                        {"journal", per_s(speed->journal_per_s)},
                        {"bare", per_s(speed->bare_per_s)},
                        {"percent", percent(speed->of_bare)}});
    print("group", {{"writers", number(appenders)},
                    {"one", per_s(group->one_per_s)},
                    {"together", per_s(group->together_per_s)},
                    {"gain", number(static_cast<std::uint64_t>(group->gain + 0.5))}});
    print("verified", {{"rate", per_s(verified)}});
    print("rebuilt", {{"entries", number(rebuilt->entries)},
                      {"rate", per_s(rebuilt->rebuilt_per_s)},
                      {"equal", phrase(rebuilt->equal ? "journal.bench_equal" : "journal.bench_differs")}});
  }
  if (!rebuilt->equal) return Failure{FailureCode::Journal_RebuildDiffers, ""};
  return 0;
}

}  // namespace

void add_journal_commands(Commands& commands) {
  auto* group = commands.group("journal", "jurnal: catatan setiap tindakan, tidak dapat diubah");
  const auto json_help = "satu objek JSON di stdout";
  {
    auto* command = group->add_subcommand("verify", "memeriksa rantai, tanda tangan, tanda terima, dan berkas jurnal");
    auto folder = std::make_shared<std::string>();
    auto json = std::make_shared<bool>(false);
    command->add_option("FOLDER", *folder, phrase("journal.option_folder"));
    command->add_flag("--json", *json, json_help);
    commands.on(command, [=, &commands]() -> Outcome {
      const auto named = folder_of(*folder, commands);
      if (!named) return named.error();
      return verify(*named, *json);
    });
  }
  {
    auto* command = group->add_subcommand("show", "menampilkan catatan terakhir");
    auto options = std::make_shared<ShowOptions>();
    command->add_option("FOLDER", options->folder, phrase("journal.option_folder"));
    command->add_option("--site", options->site, "hanya catatan lokasi ini");
    command->add_option("--limit", options->limit, "paling banyak sekian catatan tiap folder")->capture_default_str();
    command->add_flag("--body", options->body, "juga isi catatan (dapat memuat data pribadi)");
    command->add_flag("--json", options->json, json_help);
    commands.on(command, [=, &commands]() -> Outcome {
      const auto named = folder_of(options->folder, commands);
      if (!named) return named.error();
      options->folder = *named;
      return show(*options);
    });
  }
  {
    auto* command =
        group->add_subcommand("torture", "mematikan program di tengah penulisan, lalu menghitung yang hilang");
    auto options = std::make_shared<TortureOptions>();
    command->add_option("--rounds", options->rounds, "putaran untuk tiap cara")
        ->capture_default_str()
        ->check(CLI::Range(1, 1000000));
    command->add_option("--seed", options->seed, "ulangi saat mematikan yang sama (0: acak)")->capture_default_str();
    command->add_option("--dir", options->folder, "folder pada disk yang diuji (bawaan: folder sementara)");
    command->add_option("--database", options->database, "sqlite, atau postgresql: jurnal pada server PostgreSQL")
        ->capture_default_str()
        ->check(CLI::IsMember({"sqlite", "postgresql"}));
    command->add_option("--url", options->url,
                        "server PostgreSQL yang diuji, postgresql://... (bawaan: server sendiri, yang ikut dimatikan)");
    command->add_flag("--json", options->json, json_help);
    commands.on(command, [=] { return torture(*options); });
  }
  {
    auto* command =
        group->add_subcommand("bench", "mengukur kecepatan jurnal dibanding SQLite saja, dan pembangunan ulang");
    auto options = std::make_shared<BenchOptions>();
    command
        ->add_option("--entries", options->entries,
                     "catatan untuk pembangunan ulang; perlu sekitar 1 kB disk tiap catatan")
        ->capture_default_str()
        ->check(CLI::Range(1, 100000000));
    command->add_option("--seconds", options->seconds, "lama tiap pengukuran, detik")
        ->capture_default_str()
        ->check(CLI::Range(0.1, 3600.0));
    command->add_option("--dir", options->folder, "folder pada disk yang diukur (bawaan: folder sementara)");
    command->add_flag("--json", options->json, json_help);
    commands.on(command, [=] { return bench(*options); });
  }
}

}  // namespace ktpel::tool
