// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <filesystem>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/clock.h"
#include "base/digest.h"
#include "base/file.h"
#include "base/phrase.h"
#include "person/region_csv.h"
#include "tool/command.h"
#include "tool/region_file.h"

extern char** environ;

namespace ktpel::tool {
namespace {

namespace fs = std::filesystem;
using api::Failure;
using api::FailureCode;
using base::phrase;
using person::RegionLevel;
using person::RegionList;
using Json = nlohmann::ordered_json;

constexpr std::string_view package = "idn-area-data";
/// Newer ones need a Node.js that Debian 12 does not have.
constexpr std::string_view package_version = "3.1.2";
/// From the widest to the narrowest.
constexpr std::array tables = {"provinces.csv", "regencies.csv", "districts.csv", "villages.csv"};

// import

/// A folder under the temporary one, gone with its object.
class WorkFolder {
 public:
  WorkFolder() {
    std::error_code error;
    auto name = (fs::temp_directory_path(error) / "ktpel-region-XXXXXX").string();
    if (!error && ::mkdtemp(name.data())) path_ = name;
  }
  ~WorkFolder() {
    std::error_code ignored;  // what is left of it is in the temporary folder
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }
  WorkFolder(const WorkFolder&) = delete;
  WorkFolder& operator=(const WorkFolder&) = delete;
  /// Empty if none could be made.
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

enum class NpmError { NotInstalled, Failed };

/// npm with the package's version pinned and its scripts not run; what it says goes to stderr, since stdout is ours.
base::Result<base::Done, NpmError> install_package(const fs::path& folder) {
  std::vector<std::string> words = {"npm",
                                    "install",
                                    "--prefix",
                                    folder.string(),
                                    "--no-save",
                                    "--no-audit",
                                    "--no-fund",
                                    "--ignore-scripts",
                                    "--loglevel",
                                    "error",
                                    "--fetch-retries=1",
                                    "--fetch-timeout=60000",
                                    std::string(package) + "@" + std::string(package_version)};
  std::vector<char*> arguments;
  for (auto& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, 2, 1);
  pid_t npm = 0;
  const int started = ::posix_spawnp(&npm, "npm", &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (started != 0) return NpmError::NotInstalled;
  int status = 0;
  while (::waitpid(npm, &status, 0) < 0)
    if (errno != EINTR) return NpmError::Failed;
  if (WIFEXITED(status) && WEXITSTATUS(status) == 127) return NpmError::NotInstalled;  // npm without node
  return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? base::Result<base::Done, NpmError>(base::Done{})
                                                       : NpmError::Failed;
}

/// Where the tables are if `folder` is the data folder, the package, or a folder it was installed in.
std::optional<fs::path> table_folder(const fs::path& folder) {
  for (const auto& candidate : {folder, folder / "data", folder / "node_modules" / package / "data"}) {
    std::error_code ignored;
    if (fs::exists(candidate / tables.front(), ignored)) return candidate;
  }
  return std::nullopt;
}

/// "idn-area-data 3.1.2" by the package.json beside the data folder; the folder's name where there is none.
std::string edition_name(const fs::path& data) {
  const auto text = base::read_file(data.parent_path() / "package.json", 1u << 20);
  if (text) {
    const auto json = Json::parse(text->begin(), text->end(), nullptr, false);
    if (json.is_object() && json.contains("name") && json["name"].is_string() && json.contains("version") &&
        json["version"].is_string())
      return json["name"].get<std::string>() + " " + json["version"].get<std::string>();
  }
  return std::string(package);
}

/// By universal time: a list's date may be a day early in the first hours of an Indonesian day.
person::Date today() {
  const std::chrono::milliseconds now(base::SystemClock().now().ms);
  const std::chrono::year_month_day day(std::chrono::floor<std::chrono::days>(std::chrono::sys_time(now)));
  return *person::Date::of(static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
                           static_cast<unsigned>(day.day()));
}

std::string words_of(person::RegionCsvError::Cause cause) {
  using Cause = person::RegionCsvError::Cause;
  switch (cause) {
    case Cause::NoHeader:
      return phrase("region.no_header");
    case Cause::RowMalformed:
      return phrase("region.row_malformed");
    case Cause::CodeMalformed:
      break;
  }
  return phrase("region.code_malformed");
}

std::string words_of(person::RegionListError::Cause cause) {
  using Cause = person::RegionListError::Cause;
  switch (cause) {
    case Cause::NameMalformed:
      return phrase("region.name_malformed");
    case Cause::Twice:
      return phrase("region.twice");
    case Cause::Orphan:
      break;
  }
  return phrase("region.orphan");
}

base::Result<RegionList, Failure> read_tables(const fs::path& data, person::RegionEdition edition) {
  std::vector<RegionList::Row> rows;
  for (const auto* table : tables) {
    const auto path = data / table;
    const auto text = base::read_file(path);
    if (!text) return Failure{FailureCode::Region_TableMissing, path.string()};
    if (const auto read = person::read_region_csv(base::text_of(*text), rows); !read)
      return Failure{FailureCode::Region_TableMalformed,
                     path.string() + ":" + std::to_string(read.error().line) + ": " + words_of(read.error().cause)};
  }
  const auto list = RegionList::of(std::move(edition), std::move(rows));
  if (!list)
    return Failure{FailureCode::Region_TablesContradict, list.error().code + ": " + words_of(list.error().cause)};
  return *list;
}

std::array<std::size_t, 4> counts_of(const RegionList& list) {
  std::array<std::size_t, 4> counts{};
  for (std::size_t i = 0; i < list.size(); ++i) ++counts[static_cast<std::size_t>(list.at(i).code.level())];
  return counts;
}

std::optional<Failure> write_list(const fs::path& file, const base::Bytes& bytes) {
  const auto folder = file.parent_path();
  auto written = folder.empty() ? base::Result<base::Done, base::FileError>(base::Done{}) : base::make_folder(folder);
  if (written) written = base::write_file_durably(file, base::ByteView(bytes));
  if (written) return std::nullopt;
  if (written.error() == base::FileError::NoSpace) return Failure{FailureCode::Region_DiskFull, file.string()};
  return Failure{FailureCode::Region_NotWritten, file.string()};
}

struct Import {
  std::string from, output, edition, date;
  bool json = false;
};

Outcome import(const Import& asked) {
  const auto date = asked.date.empty() ? today() : person::Date::parse(asked.date);
  if (!date) return Failure{FailureCode::Region_DateMalformed, asked.date};
  const WorkFolder work;
  fs::path source = asked.from;
  if (asked.from.empty()) {
    std::cerr << phrase("region.fetching",
                        {{"package", std::string(package)}, {"version", std::string(package_version)}})
              << '\n';
    const auto installed = work.path().empty() ? NpmError::Failed : install_package(work.path());
    if (!installed && installed.error() == NpmError::NotInstalled) return Failure{FailureCode::Region_NpmMissing};
    if (!installed) return Failure{FailureCode::Region_NpmFailed, std::string(package)};
    source = work.path();
  }
  const auto data = table_folder(source);
  if (!data) return Failure{FailureCode::Region_NoTables, source.string()};
  const auto list = read_tables(*data, {asked.edition.empty() ? edition_name(*data) : asked.edition, *date});
  if (!list) return list.error();
  const auto file = asked.output.empty() ? default_region_file() : fs::path(asked.output);
  const auto bytes = list->serialise();
  if (const auto failure = write_list(file, bytes)) return *failure;

  const auto counts = counts_of(*list);
  if (asked.json) {
    Json out;
    out["file"] = file.string();
    out["bytes"] = bytes.size();
    out["sha256"] = base::sha256(bytes).hex();
    out["edition"] = list->edition().name;
    out["edition_date"] = list->edition().date.printed();
    out["provinces"] = counts[0];
    out["districts"] = counts[1];
    out["subdistricts"] = counts[2];
    out["villages"] = counts[3];
    std::cout << out.dump(2) << '\n';
    return 0;
  }
  std::cout << phrase("region.imported", {{"edition", list->edition().name},
                                          {"provinces", std::to_string(counts[0])},
                                          {"districts", std::to_string(counts[1])},
                                          {"subdistricts", std::to_string(counts[2])},
                                          {"villages", std::to_string(counts[3])},
                                          {"file", file.string()}})
            << '\n';
  return 0;
}

// find

const char* json_level(RegionLevel level) {
  static constexpr const char* names[] = {"province", "district", "subdistrict", "village"};
  return names[static_cast<int>(level)];
}

std::string kind_of(person::RegionCode code) {
  static constexpr const char* villages[] = {"region.kelurahan", "region.desa", "region.desa_adat"};
  switch (code.level()) {
    case RegionLevel::Province:
      return phrase("region.province");
    case RegionLevel::District:
      return phrase(code.urban_district() ? "region.kota" : "region.kabupaten");
    case RegionLevel::Subdistrict:
      return phrase("region.subdistrict");
    case RegionLevel::Village:
      break;
  }
  return phrase(villages[static_cast<int>(*code.village_kind()) - 1]);
}

struct Hit {
  RegionList list;
  person::Region region;
};

/// By code if the text is one, else by name.
void look_up(const RegionList& list, const std::string& text, std::size_t most, std::vector<Hit>& hits) {
  if (const auto code = person::RegionCode::parse(text)) {
    if (const auto region = list.find(*code)) hits.push_back({list, *region});
    return;
  }
  for (const auto& region : list.search(text, most - std::min(most, hits.size()))) hits.push_back({list, region});
}

/// Digits and dots that are meant as a code and can be none; no name looks like that.
bool is_misshapen_code(const std::string& text) {
  return text.find_first_not_of("0123456789.") == std::string::npos &&
         text.find_first_of("0123456789") != std::string::npos && !person::RegionCode::parse(text);
}

Outcome find(const std::string& text, const std::string& file, std::size_t most, bool json) {
  if (is_misshapen_code(text)) return Failure{FailureCode::Region_CodeMalformed, text};
  const auto imported = open_regions(file);
  if (!imported) return imported.error();
  std::vector<Hit> hits;
  if (*imported) look_up(**imported, text, most, hits);
  look_up(person::fictional_regions(), text, most, hits);
  if (hits.empty()) return Failure{FailureCode::Region_NothingFound, text};
  if (json) {
    Json out, found = Json::array();
    for (const auto& [list, region] : hits) {
      Json within = Json::array();
      if (const auto parent = region.code.parent())
        for (const auto& outer : list.path(*parent)) within.push_back(outer.name);
      found.push_back({{"code", region.code.dotted()},
                       {"name", region.name},
                       {"level", json_level(region.code.level())},
                       {"printed", person::printed_region(region.name)},
                       {"within", std::move(within)},
                       {"edition", list.edition().name},
                       {"edition_date", list.edition().date.printed()}});
    }
    out["text"] = text;
    out["imported"] = imported->has_value();
    out["found"] = std::move(found);
    // what was typed need not be UTF-8
    std::cout << out.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
    return 0;
  }
  for (const auto& [list, region] : hits)
    std::cout << phrase("region.line", {{"code", region.code.dotted()},
                                        {"kind", kind_of(region.code)},
                                        {"names", spoken(list.path(region.code))},
                                        {"edition", list.edition().name}})
              << '\n';
  if (!*imported) std::cerr << phrase("region.none_imported") << '\n';
  return 0;
}

}  // namespace

void add_region_commands(Commands& commands) {
  auto* group = commands.group("region", phrase("region.about"));
  auto asked = std::make_shared<Import>();
  auto* importing = group->add_subcommand("import", phrase("region.about_import"));
  importing->add_option("--from", asked->from, phrase("region.option_from"));
  importing->add_option("--output,-o", asked->output, phrase("region.option_output"));
  importing->add_option("--edition", asked->edition, phrase("region.option_edition"));
  importing->add_option("--edition-date", asked->date, phrase("region.option_date"));
  importing->add_flag("--json", asked->json, phrase("region.option_json"));
  commands.on(importing, [=] { return import(*asked); });

  auto text = std::make_shared<std::string>();
  auto file = std::make_shared<std::string>();
  auto most = std::make_shared<std::size_t>(20);
  auto json = std::make_shared<bool>(false);
  auto* finding = group->add_subcommand("find", phrase("region.about_find"));
  finding->add_option("TEXT", *text, phrase("region.option_text"))->required();
  finding->add_option("--regions", *file, phrase("region.option_regions"));
  finding->add_option("--most", *most, phrase("region.option_most"))->check(CLI::Range(1, 1000));
  finding->add_flag("--json", *json, phrase("region.option_json"));
  commands.on(finding, [=] { return find(*text, *file, *most, *json); });
}

}  // namespace ktpel::tool
