// SPDX-License-Identifier: Apache-2.0
#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "base/phrase.h"
#include "base/progress.h"
#include "center/center.h"
#include "person/family_card_number.h"
#include "person/name.h"
#include "registry/family.h"
#include "registry/siak_import.h"
#include "registry/typed.h"
#include "tool/center_place.h"
#include "tool/command.h"
#include "tool/region_file.h"

namespace ktpel::tool {
namespace {

using api::Failure;
using api::FailureCode;
using base::phrase;
using Json = nlohmann::ordered_json;
using person::Date;
template <class T>
using Found = base::Result<T, Failure>;

constexpr std::size_t largest_export = 512u << 20;
constexpr std::size_t batch = 500;      // residents in one transaction
constexpr std::size_t most_told = 200;  // remarks on the screen; --json gives all
const base::SystemClock clock_of_wall;

std::string number(std::size_t value) { return std::to_string(value); }

/// Options that several commands have.
struct Common {
  std::string folder, by, regions;
  bool json = false;
};

std::shared_ptr<Common> common_options(CLI::App* command) {
  auto common = std::make_shared<Common>();
  const auto* user = ::getpwuid(::geteuid());
  common->by = user ? user->pw_name : "uid-" + std::to_string(::geteuid());
  command->add_option("--dir", common->folder, phrase("registry.option_dir"));
  command->add_option("--by", common->by, phrase("registry.option_by"))->capture_default_str();
  command->add_flag("--json", common->json, "satu objek JSON di stdout");
  return common;
}

Date today() {
  const auto text = clock_of_wall.now().iso8601();
  const auto part = [&](std::size_t at, std::size_t size) { return std::stoi(text.substr(at, size)); };
  return *Date::of(part(0, 4), static_cast<unsigned>(part(5, 2)), static_cast<unsigned>(part(8, 2)));
}

enum class Founding { Allowed, Refused };

struct Opened {
  std::unique_ptr<center::Center> center;
  journal::Actor by;
};

/// The folder that was typed, or the one of the site's configuration.
Found<Opened> open(const Common& common, const Commands& commands, Founding founding) {
  const auto folder =
      !common.folder.empty() ? std::optional<std::filesystem::path>(common.folder) : commands.data_folder;
  if (!folder) return Failure{FailureCode::Registry_NoFolder};
  const auto officer = person::normalised_name(common.by);
  if (!officer || common.by.size() > journal::max_actor) return Failure{FailureCode::Registry_ByMalformed, common.by};
  std::error_code ignored;
  if (!std::filesystem::exists(*folder / "signing.key", ignored)) {
    if (founding == Founding::Refused) return Failure{FailureCode::Registry_NoCenterHere, folder->string()};
    std::cerr << phrase("registry.founded", {{"folder", folder->string()}}) << '\n';
  }
  const auto place = center_place(*folder, commands);
  if (!place) return place.error();
  auto center = center::Center::open(*place, clock_of_wall);
  if (!center) return center.error();
  return Opened{std::move(*center), journal::Actor(common.by)};
}

Found<person::RegionCode> village_of(const std::string& typed) {
  const auto code = person::RegionCode::parse(typed);
  if (code && code->level() == person::RegionLevel::Village) return *code;
  return Failure{FailureCode::Registry_VillageMalformed, typed};
}

Found<Date> day_of(const std::string& typed) {
  if (const auto day = registry::typed_date(typed)) return *day;
  return Failure{FailureCode::Registry_DateMalformed, typed};
}

Json to_json(const person::Biodata& who) {
  return {{"nik", who.nik.digits()},
          {"family_card", who.family_card},
          {"name", who.name},
          {"birthplace", who.birthplace},
          {"born", who.born.printed()},
          {"sex", who.sex == person::Sex::Female ? "female" : "male"},
          {"village", who.address.area + who.address.village_code},
          {"address", who.address.street},
          {"rt_rw", who.address.rt_rw()}};
}

std::string line_of(const person::Biodata& who) {
  return phrase("registry.resident", {{"nik", std::string(who.nik.digits())},
                                      {"name", who.name},
                                      {"birthplace", who.birthplace},
                                      {"born", who.born.printed()},
                                      {"rt_rw", who.address.rt_rw()},
                                      {"village", who.address.village}});
}

std::string sentence(const registry::Likeness& likeness) {
  std::string text;
  for (const auto reason : likeness.reasons) text += (text.empty() ? "" : ", ") + registry::sentence(reason);
  return text;
}

Json to_json(const registry::Likeness& likeness) {
  Json reasons = Json::array();
  for (const auto reason : likeness.reasons) reasons.push_back(registry::sentence(reason));
  return {{"score", likeness.score}, {"strong", likeness.score >= registry::Likeness::strong}, {"reasons", reasons}};
}

// import

struct ImportOptions {
  std::string file, village;
  int edition = 2010;
  bool dry_run = false, good_lines = false;
};

Failure failure_of(base::FileError error, const std::string& file) {
  if (error == base::FileError::Missing) return {FailureCode::Registry_FileMissing, file};
  if (error == base::FileError::TooLarge) return {FailureCode::Registry_FileTooLarge, file};
  return {FailureCode::Registry_FileUnreadable, file};
}

Failure failure_of(registry::ImportError error, const std::string& file) {
  switch (error) {
    case registry::ImportError::Empty:
      return {FailureCode::Registry_FileEmpty, file};
    case registry::ImportError::NotText:
      return {FailureCode::Registry_FileNotText, file};
    case registry::ImportError::QuoteNotClosed:
      return {FailureCode::Registry_QuoteNotClosed, file};
    case registry::ImportError::ColumnsMissing:
      break;
  }
  return {FailureCode::Registry_ColumnsMissing, file};
}

Found<registry::Import> read_export(const ImportOptions& options, const std::string& regions) {
  registry::ImportSettings settings{
      .today = today(),
      .village = {},
      .edition = options.edition == 2019 ? person::CodeEdition::Of2019 : person::CodeEdition::Of2010,
      .path = {}};
  if (!options.village.empty()) {
    const auto village = village_of(options.village);
    if (!village) return village.error();
    settings.village = *village;
  }
  auto names = region_names(regions);
  if (!names) return names.error();
  settings.path = *names;
  const auto bytes = base::read_file(options.file, largest_export);
  if (!bytes) return failure_of(bytes.error(), options.file);
  auto import = registry::read_siak(*bytes, settings);
  if (!import) return failure_of(import.error(), options.file);
  return std::move(*import);
}

void tell(const registry::Import& import) {
  std::size_t told = 0;
  std::map<registry::Remark, std::size_t> untold;
  for (const bool wrong : {true, false})
    for (const auto& note : import.notes) {
      if (registry::is_wrong(note.remark) != wrong) continue;
      if (told == most_told) {
        ++untold[note.remark];
        continue;
      }
      ++told;
      std::cerr << phrase(wrong ? "registry.line_wrong" : "registry.line_noted",
                          {{"line", number(note.line)},
                           {"column", registry::title(note.column)},
                           {"remark", registry::sentence(note.remark)},
                           {"value", note.value}})
                << '\n';
    }
  for (const auto& [remark, times] : untold)
    std::cerr << phrase("registry.more_notes", {{"times", number(times)}, {"remark", registry::sentence(remark)}})
              << '\n';
}

Json to_json(const registry::Import& import) {
  Json notes = Json::array();
  for (const auto& note : import.notes)
    notes.push_back({{"line", note.line},
                     {"column", registry::name(note.column)},
                     {"remark", registry::name(note.remark)},
                     {"wrong", registry::is_wrong(note.remark)},
                     {"value", note.value}});
  const auto separator = std::string(1, import.separator);
  return {{"separator", separator},
          {"encoding", import.windows_1252 ? "windows-1252" : "utf-8"},
          {"named_columns", import.named_columns},
          {"records", import.records},
          {"good", import.good.size()},
          {"wrong", import.wrong_lines()},
          {"notes", notes}};
}

/// Families that the file has whole and that make no sense: told, never refused, since cards are corrected elsewhere.
std::vector<registry::TroubledFamily> troubled_families(const registry::Import& import) {
  std::vector<registry::Resident> residents;
  for (const auto& line : import.good) residents.push_back(line.resident);
  return registry::families_of(residents).troubled;
}

Outcome import(const ImportOptions& options, const Common& common, const Commands& commands) {
  const auto read = read_export(options, common.regions);
  if (!read) return read.error();
  auto out = to_json(*read);
  const auto wrong = read->wrong_lines();
  const bool writes = !options.dry_run && (wrong == 0 || options.good_lines);
  center::Imported done;
  if (writes) {
    const auto opened = open(common, commands, Founding::Allowed);
    if (!opened) return opened.error();
    base::Progress progress(phrase("registry.importing"), std::max<std::size_t>(read->good.size(), 1));
    for (std::size_t at = 0; at < read->good.size(); at += batch) {
      std::vector<registry::Resident> some;
      for (std::size_t i = at; i < std::min(read->good.size(), at + batch); ++i) some.push_back(read->good[i].resident);
      const auto imported = opened->center->import_residents(some, opened->by);
      if (!imported) return imported.error();
      done.added += imported->added;
      done.already += imported->already;
      done.differing.insert(done.differing.end(), imported->differing.begin(), imported->differing.end());
      progress.step(some.size());
    }
  }
  const auto troubled = troubled_families(*read);
  if (common.json) {
    out["dry_run"] = options.dry_run;
    out["written"] = writes;
    out["added"] = done.added;
    out["already"] = done.already;
    out["differing"] = Json::array();
    for (const auto& other : done.differing)
      out["differing"].push_back({{"nik", other.nik.redacted()}, {"fields", other.fields}});
    out["families"] = Json::array();
    for (const auto& family : troubled)
      out["families"].push_back({{"family_card", registry::masked(family.number)},
                                 {"members", family.members},
                                 {"fault", registry::sentence(family.fault)}});
    std::cout << out.dump(2) << '\n';
  } else {
    tell(*read);
    for (const auto& other : done.differing) {
      std::string fields;
      for (const auto& field : other.fields) fields += (fields.empty() ? "" : ", ") + field;
      std::cerr << phrase("registry.differs", {{"nik", other.nik.redacted()}, {"fields", fields}}) << '\n';
    }
    for (const auto& family : troubled)
      std::cerr << phrase("registry.family_trouble", {{"number", registry::masked(family.number)},
                                                      {"members", number(family.members)},
                                                      {"fault", registry::sentence(family.fault)}})
                << '\n';
    std::cout << phrase("registry.read", {{"records", number(read->records)},
                                          {"good", number(read->good.size())},
                                          {"wrong", number(wrong)}})
              << '\n';
    if (writes)
      std::cout << phrase("registry.imported", {{"added", number(done.added)},
                                                {"already", number(done.already)},
                                                {"differing", number(done.differing.size())}})
                << '\n';
    else if (options.dry_run)
      std::cout << phrase("registry.dry_run") << '\n';
  }
  if (wrong > 0 && !options.good_lines) return Failure{FailureCode::Registry_LinesWrong, number(wrong)};
  if (!done.differing.empty()) return Failure{FailureCode::Registry_NikDiffers, number(done.differing.size())};
  return 0;
}

// issue-nik

struct IssueOptions {
  std::string area, born, sex, name, birthplace, family_card, village, street, religion, marital, occupation;
  std::string blood = "-", role, mother, father;
  int rt = 0, rw = 0;
  bool confirmed = false;
};

Found<std::string> name_of(const std::string& typed) {
  const auto name = person::normalised_name(typed);
  const auto is_start = [](char c) { return (c & 0xC0) != 0x80; };
  if (name && std::count_if(name->begin(), name->end(), is_start) <= 60) return *name;
  return Failure{FailureCode::Registry_NameMalformed, typed.substr(0, 1)};
}

std::string raised(const std::string& typed) {
  return person::normalised_name(typed) ? *person::normalised_name(typed) : "";
}

Failure unknown_code(const std::string& option, const std::string& typed) {
  return {FailureCode::Registry_CodeUnknown, option + " " + typed};
}

Found<person::Address> address_of(const IssueOptions& options, const std::string& regions) {
  const auto village = village_of(options.village);
  if (!village) return village.error();
  const auto digits = village->digits();
  if (!options.area.empty() && options.area != digits.substr(0, 6))
    return Failure{FailureCode::Registry_AreaDiffers, options.area + ", " + village->dotted()};
  const auto names = region_names(regions);
  if (!names) return names.error();
  const auto path = (*names)(*village);
  if (path.size() != 4) return Failure{FailureCode::Registry_VillageUnknown, village->dotted()};
  const auto street = raised(options.street);
  const auto fits = [](int value) { return value >= 0 && value <= 999; };
  if (street.empty() || street.size() > 100 || !fits(options.rt) || !fits(options.rw))
    return Failure{FailureCode::Registry_AddressMalformed};
  return person::Address{.street = street,
                         .rt = options.rt,
                         .rw = options.rw,
                         .area = digits.substr(0, 6),
                         .village_code = digits.substr(6),
                         .village = std::string(path[3].name),
                         .subdistrict = std::string(path[2].name),
                         .district = std::string(path[1].name),
                         .province = std::string(path[0].name)};
}

Found<registry::NewResident> new_resident(const IssueOptions& options, const std::string& regions) {
  constexpr auto edition = person::CodeEdition::Of2010;
  const auto born = day_of(options.born);
  if (!born) return born.error();
  if (*born > today()) return Failure{FailureCode::Registry_BornInFuture, born->printed()};
  const auto sex = registry::typed_sex(options.sex);
  if (!sex) return Failure{FailureCode::Registry_SexUnknown, options.sex};
  std::map<const char*, std::string> names;
  for (const auto& [key, typed] : {std::pair("name", &options.name), std::pair("birthplace", &options.birthplace)}) {
    const auto name = name_of(*typed);
    if (!name) return name.error();
    names[key] = *name;
  }
  registry::Kin kin;
  for (const auto& [kept, typed] : {std::pair(&kin.mother, &options.mother), std::pair(&kin.father, &options.father)}) {
    if (typed->empty()) continue;
    const auto name = name_of(*typed);
    if (!name) return name.error();
    *kept = *name;
  }
  if (!person::FamilyCardNumber::parse(options.family_card))
    return Failure{FailureCode::Registry_FamilyCardMalformed, registry::masked(options.family_card)};
  auto address = address_of(options, regions);
  if (!address) return address.error();
  const auto religion = registry::typed_code<person::ReligionCode>(raised(options.religion), edition);
  if (!religion) return unknown_code("--religion", options.religion);
  const auto marital = registry::typed_code<person::MaritalCode>(raised(options.marital), edition);
  if (!marital) return unknown_code("--marital", options.marital);
  const auto occupation = registry::typed_occupation(raised(options.occupation), edition);
  if (!occupation) return unknown_code("--occupation", options.occupation);
  auto blood = person::BloodType::TidakTahu;
  if (options.blood != "-") {
    const auto code = registry::typed_code<person::BloodTypeCode>(raised(options.blood), edition);
    if (!code) return unknown_code("--blood", options.blood);
    blood = static_cast<person::BloodType>(code->number());
  }
  if (!options.role.empty()) {
    kin.role = registry::typed_code<person::FamilyRole>(raised(options.role), edition);
    if (!kin.role) return unknown_code("--role", options.role);
  }
  return registry::NewResident{.family_card = options.family_card,
                               .name = names["name"],
                               .birthplace = names["birthplace"],
                               .born = *born,
                               .sex = *sex,
                               .blood = blood,
                               .address = *address,
                               .religion = static_cast<person::Religion>(religion->number()),
                               .marital = static_cast<person::MaritalStatus>(marital->number()),
                               .occupation = occupation->text(),
                               .kin = kin};
}

Outcome issue_nik(const IssueOptions& options, const Common& common, const Commands& commands) {
  const auto who = new_resident(options, common.regions);
  if (!who) return who.error();
  const auto opened = open(common, commands, Founding::Allowed);
  if (!opened) return opened.error();
  const auto alike = opened->center->alike(*who, opened->by);
  if (!alike) return alike.error();
  const bool strong = !alike->empty() && alike->front().likeness.score >= registry::Likeness::strong;
  Json out{{"nik", nullptr}, {"alike", Json::array()}};
  for (const auto& other : *alike) {
    auto one = to_json(other.resident.biodata);
    one["likeness"] = to_json(other.likeness);
    out["alike"].push_back(one);
    std::cerr << phrase("registry.alike", {{"score", std::to_string(other.likeness.score)},
                                           {"resident", line_of(other.resident.biodata)},
                                           {"reasons", sentence(other.likeness)}})
              << '\n';
  }
  if (strong && !options.confirmed) {
    if (common.json) std::cout << out.dump(2) << '\n';
    return Failure{FailureCode::Registry_AlikeExists, number(alike->size())};
  }
  const auto issued = opened->center->register_resident(*who, opened->by);
  if (!issued) return issued.error();
  if (common.json) {
    out["nik"] = issued->nik.digits();
    out["resident"] = to_json(*issued);
    std::cout << out.dump(2) << '\n';
  } else {
    std::cout << phrase("registry.issued", {{"nik", std::string(issued->nik.digits())}, {"name", issued->name}})
              << '\n';
  }
  return 0;
}

// find, obliged, likeness

Outcome find(const std::string& text, std::size_t most, const Common& common, const Commands& commands) {
  const auto typed = person::normalised_name(text);
  if (!typed || person::comparable_name(*typed).empty()) return Failure{FailureCode::Registry_TextMissing};
  const auto opened = open(common, commands, Founding::Refused);
  if (!opened) return opened.error();
  const auto found = opened->center->search_residents(*typed, opened->by, most);
  if (!found) return found.error();
  if (found->empty()) return Failure{FailureCode::Registry_NobodyFound};
  if (common.json) {
    Json out{{"found", Json::array()}};
    for (const auto& who : *found) out["found"].push_back(to_json(who.biodata));
    std::cout << out.dump(2) << '\n';
    return 0;
  }
  for (const auto& who : *found) std::cout << line_of(who.biodata) << '\n';
  return 0;
}

Outcome obliged(const std::string& village, const std::string& on, const Common& common, const Commands& commands) {
  const auto code = village_of(village);
  if (!code) return code.error();
  const auto day = on.empty() ? Found<Date>(today()) : day_of(on);
  if (!day) return day.error();
  const auto opened = open(common, commands, Founding::Refused);
  if (!opened) return opened.error();
  const auto obliged = opened->center->obliged(code->digits(), *day, opened->by);
  if (!obliged) return obliged.error();
  if (common.json) {
    Json out{{"village", code->digits()}, {"day", day->printed()}, {"obliged", Json::array()}};
    for (const auto& one : *obliged) {
      auto who = to_json(one.who);
      who["because"] = registry::sentence(one.why, one.who);
      out["obliged"].push_back(who);
    }
    std::cout << out.dump(2) << '\n';
    return 0;
  }
  for (const auto& one : *obliged)
    std::cout << line_of(one.who) << "  " << registry::sentence(one.why, one.who) << '\n';
  std::cout << phrase("registry.obliged_count",
                      {{"count", number(obliged->size())}, {"village", code->dotted()}, {"day", day->printed()}})
            << '\n';
  return 0;
}

Outcome likeness(int least, const Common& common, const Commands& commands) {
  const auto opened = open(common, commands, Founding::Refused);
  if (!opened) return opened.error();
  std::optional<base::Progress> progress;
  const auto doubles = opened->center->doubles(
      least, opened->by,
      [&](std::size_t residents) {
        progress.emplace(phrase("registry.comparing"), std::max<std::size_t>(residents, 1));
      },
      [&] { progress->step(); });
  progress.reset();
  if (!doubles) return doubles.error();
  if (common.json) {
    Json out{{"least", least}, {"pairs", Json::array()}};
    for (const auto& pair : *doubles) {
      auto one = to_json(pair.likeness);
      one["first"] = to_json(pair.first.biodata);
      one["second"] = to_json(pair.second.biodata);
      out["pairs"].push_back(one);
    }
    std::cout << out.dump(2) << '\n';
    return 0;
  }
  for (const auto& pair : *doubles)
    std::cout << phrase("registry.pair", {{"score", std::to_string(pair.likeness.score)},
                                          {"reasons", sentence(pair.likeness)},
                                          {"first", line_of(pair.first.biodata)},
                                          {"second", line_of(pair.second.biodata)}})
              << '\n';
  std::cout << phrase("registry.pair_count", {{"count", number(doubles->size())}}) << '\n';
  return 0;
}

}  // namespace

void add_registry_commands(Commands& commands) {
  auto* group = commands.group("registry", phrase("registry.about"));
  {
    auto* command = group->add_subcommand("import", phrase("registry.about_import"));
    auto options = std::make_shared<ImportOptions>();
    const auto common = common_options(command);
    command->add_option("FILE", options->file, phrase("registry.option_file"))->required();
    command->add_option("--village", options->village, phrase("registry.option_file_village"));
    command->add_option("--edition", options->edition, phrase("registry.option_edition"))
        ->capture_default_str()
        ->check(CLI::IsMember({2010, 2019}));
    command->add_option("--regions", common->regions, phrase("region.option_regions"));
    command->add_flag("--dry-run", options->dry_run, phrase("registry.option_dry_run"));
    command->add_flag("--good-lines", options->good_lines, phrase("registry.option_good_lines"));
    commands.on(command, [=, &commands] { return import(*options, *common, commands); });
  }
  {
    auto* command = group->add_subcommand("issue-nik", phrase("registry.about_issue"));
    auto options = std::make_shared<IssueOptions>();
    const auto common = common_options(command);
    command->add_option("--area", options->area, phrase("registry.option_area"));
    command->add_option("--village", options->village, phrase("registry.option_village"))->required();
    command->add_option("--born", options->born, phrase("registry.option_born"))->required();
    command->add_option("--sex", options->sex, phrase("registry.option_sex"))->required();
    command->add_option("--name", options->name, phrase("registry.option_name"))->required();
    command->add_option("--birthplace", options->birthplace, phrase("registry.option_birthplace"))->required();
    command->add_option("--family-card", options->family_card, phrase("registry.option_family_card"))->required();
    command->add_option("--address", options->street, phrase("registry.option_address"))->required();
    command->add_option("--rt", options->rt, phrase("registry.option_rt"))->capture_default_str();
    command->add_option("--rw", options->rw, phrase("registry.option_rw"))->capture_default_str();
    command->add_option("--religion", options->religion, phrase("registry.option_religion"))->required();
    command->add_option("--marital", options->marital, phrase("registry.option_marital"))->required();
    command->add_option("--occupation", options->occupation, phrase("registry.option_occupation"))->required();
    command->add_option("--blood", options->blood, phrase("registry.option_blood"))->capture_default_str();
    command->add_option("--role", options->role, phrase("registry.option_role"));
    command->add_option("--mother", options->mother, phrase("registry.option_mother"));
    command->add_option("--father", options->father, phrase("registry.option_father"));
    command->add_option("--regions", common->regions, phrase("region.option_regions"));
    command->add_flag("--confirmed", options->confirmed, phrase("registry.option_confirmed"));
    commands.on(command, [=, &commands] { return issue_nik(*options, *common, commands); });
  }
  {
    auto* command = group->add_subcommand("find", phrase("registry.about_find"));
    auto text = std::make_shared<std::string>();
    auto most = std::make_shared<std::size_t>(20);
    const auto common = common_options(command);
    command->add_option("TEXT", *text, phrase("registry.option_text"))->required();
    command->add_option("--most", *most, phrase("registry.option_most"))
        ->capture_default_str()
        ->check(CLI::Range(std::size_t{1}, std::size_t{500}));
    commands.on(command, [=, &commands] { return find(*text, *most, *common, commands); });
  }
  {
    auto* command = group->add_subcommand("obliged", phrase("registry.about_obliged"));
    auto village = std::make_shared<std::string>();
    auto on = std::make_shared<std::string>();
    const auto common = common_options(command);
    command->add_option("--village", *village, phrase("registry.option_village"))->required();
    command->add_option("--on", *on, phrase("registry.option_on"));
    commands.on(command, [=, &commands] { return obliged(*village, *on, *common, commands); });
  }
  {
    auto* command = group->add_subcommand("likeness", phrase("registry.about_likeness"));
    auto least = std::make_shared<int>(registry::Likeness::warn);
    const auto common = common_options(command);
    command->add_option("--least", *least, phrase("registry.option_least"))
        ->capture_default_str()
        ->check(CLI::Range(1, 100));
    commands.on(command, [=, &commands] { return likeness(*least, *common, commands); });
  }
}

}  // namespace ktpel::tool
