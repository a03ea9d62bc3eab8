// SPDX-License-Identifier: Apache-2.0
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/phrase.h"
#include "person/nik.h"
#include "tool/command.h"
#include "tool/region_file.h"

namespace ktpel::tool {
namespace {

using base::phrase;

api::Failure failure_of(person::NikError error, const std::string& typed) {
  switch (error) {
    case person::NikError::NotSixteenDigits:
      return {api::FailureCode::Intake_NikNotSixteenDigits, typed};
    case person::NikError::NoSuchArea:
      return {api::FailureCode::Intake_NikNoSuchArea, typed};
    case person::NikError::NoSuchDay:
      return {api::FailureCode::Intake_NikNoSuchDay, typed};
    case person::NikError::NoSuchMonth:
      return {api::FailureCode::Intake_NikNoSuchMonth, typed};
    case person::NikError::NoSerial:
      break;
  }
  return {api::FailureCode::Intake_NikNoSerial, typed};
}

std::string born_words(const person::Nik& nik) {
  const auto in = [&](int year) { return person::Date::of(year, nik.month(), nik.day()); };
  const int first = 1900 + nik.year_of_century(), second = 2000 + nik.year_of_century();
  const auto date = in(first) ? in(first) : in(second);
  char plain[48];
  std::snprintf(plain, sizeof plain, "%02u-%02u-%02d", nik.day(), nik.month(), nik.year_of_century());
  if (!date) return plain;
  const auto words = date->in_words();  // "5 Agustus 1968"
  return words.substr(0, words.rfind(' ')) + " '" + std::string(nik.digits().substr(10, 2)) + " (" +
         phrase("nik.born_year", {{"first", std::to_string(first)}, {"second", std::to_string(second)}}) + ")";
}

/// What the lists say of the area inside a NIK.
struct Area {
  std::vector<person::Region> path;  ///< province, district, sub-district; empty if it is in no list
  person::RegionList list;           ///< the one asked: a code is unknown only to a list
};

/// nullopt if it was no fictional area and no list was imported: then nothing is known about it.
std::optional<Area> area_of(const person::Nik& nik, const std::string& file) {
  const auto code = person::RegionCode::parse(nik.area());
  base::check(bool(code), "a NIK begins with a sub-district's code");
  const auto& fictional = person::fictional_regions();
  if (nik.area().starts_with("99")) return Area{fictional.path(*code), fictional};
  const auto imported = open_regions(file);
  if (!imported) {  // the NIK can be explained without
    std::cerr << api::sentence(imported.error()) << '\n';
    return std::nullopt;
  }
  if (!*imported) return std::nullopt;
  return Area{(*imported)->path(*code), **imported};
}

Outcome explain(const std::string& typed, const std::string& regions, bool json) {
  const auto nik = person::Nik::parse(typed);
  if (!nik) return failure_of(nik.error(), typed);
  const auto digits = std::string(nik->digits());
  const bool fictional = digits.substr(0, 2) == "99", female = nik->sex() == person::Sex::Female;
  const bool odd = !person::oddities(*nik).empty();
  const auto area = area_of(*nik, regions);
  const bool unknown_area = area && area->path.empty();
  if (json) {
    nlohmann::ordered_json out;
    out["nik"] = digits;
    out["area"] = nik->area();
    out["province"] = digits.substr(0, 2);
    out["district"] = digits.substr(2, 2);
    out["subdistrict"] = digits.substr(4, 2);
    out["fictional_area"] = fictional;
    out["region"] = nullptr;
    if (area && !unknown_area)
      out["region"] = {{"province", area->path[0].name},
                       {"district", area->path[1].name},
                       {"subdistrict", area->path[2].name},
                       {"edition", area->list.edition().name}};
    out["day"] = nik->day();
    out["month"] = nik->month();
    out["year_of_century"] = nik->year_of_century();
    out["sex"] = female ? "female" : "male";
    out["serial"] = nik->serial();
    out["warnings"] = nlohmann::json::array();
    if (odd) out["warnings"].push_back("no_such_date_in_any_century");
    if (unknown_area) out["warnings"].push_back("area_not_in_list");
    std::cout << out.dump(2) << '\n';
    return 0;
  }
  std::cout << phrase("nik.title", {{"nik", digits}}) << "\n  "
            << phrase(fictional ? "nik.area_fictional" : "nik.area", {{"province", digits.substr(0, 2)},
                                                                      {"district", digits.substr(2, 2)},
                                                                      {"subdistrict", digits.substr(4, 2)}})
            << "\n  "
            << (!area ? phrase("nik.region_not_asked")
                : unknown_area
                    ? phrase("nik.region_unknown", {{"edition", area->list.edition().name}})
                    : phrase("nik.region", {{"names", spoken(area->path)}, {"edition", area->list.edition().name}}))
            << "\n  " << phrase("nik.born", {{"date", born_words(*nik)}}) << "\n  "
            << (female ? phrase("nik.female", {{"day", std::to_string(nik->day())}, {"coded", digits.substr(6, 2)}})
                       : phrase("nik.male"))
            << "\n  " << phrase("nik.serial", {{"serial", digits.substr(12)}}) << '\n';
  if (odd) std::cout << "  " << phrase("nik.odd_date") << '\n';
  std::cout << "  " << phrase("nik.never_changes") << '\n';
  return 0;
}

}  // namespace

void add_nik_commands(Commands& commands) {
  auto* group = commands.group("nik", "Nomor Induk Kependudukan");
  auto* command = group->add_subcommand("explain", "menjelaskan setiap bagian sebuah NIK");
  auto typed = std::make_shared<std::string>();
  auto regions = std::make_shared<std::string>();
  auto json = std::make_shared<bool>(false);
  command->add_option("NIK", *typed, "16 angka")->required();
  command->add_option("--regions", *regions, phrase("region.option_regions"));
  command->add_flag("--json", *json, "satu objek JSON di stdout");
  commands.on(command, [=] { return explain(*typed, *regions, *json); });
}

}  // namespace ktpel::tool
