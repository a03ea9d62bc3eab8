// SPDX-License-Identifier: Apache-2.0
#include "registry/resident.h"

#include <nlohmann/json.hpp>
#include <set>

namespace ktpel::registry {

using nlohmann::json;

namespace {

json to_json(const person::Biodata& who) {
  const auto& a = who.address;
  json j{{"nik", who.nik.digits()},
         {"family_card", who.family_card},
         {"name", who.name},
         {"birthplace", who.birthplace},
         {"born", who.born.printed()},
         {"sex", who.sex == person::Sex::Female ? "female" : "male"},
         {"blood", static_cast<int>(who.blood)},
         {"address",
          {{"street", a.street},
           {"rt", a.rt},
           {"rw", a.rw},
           {"area", a.area},
           {"village_code", a.village_code},
           {"village", a.village},
           {"subdistrict", a.subdistrict},
           {"district", a.district},
           {"province", a.province}}},
         {"religion", static_cast<int>(who.religion)},
         {"marital", static_cast<int>(who.marital)},
         {"occupation", who.occupation},
         {"citizenship", static_cast<int>(who.citizenship)}};
  if (who.permit_until) j["permit_until"] = who.permit_until->printed();
  return j;
}

json to_json(const Resident& who) {
  auto j = to_json(who.biodata);
  json kin = json::object();
  if (who.kin.role) kin["role"] = who.kin.role->number();
  if (!who.kin.mother.empty()) kin["mother"] = who.kin.mother;
  if (!who.kin.father.empty()) kin["father"] = who.kin.father;
  if (!kin.empty()) j["kin"] = kin;
  return j;
}

/// Names of what differs, below `under`.
void compare(const json& a, const json& b, const std::string& under, std::vector<std::string>& differing) {
  std::set<std::string> keys;
  for (const auto* one : {&a, &b})
    for (const auto& item : one->items()) keys.insert(item.key());
  for (const auto& key : keys) {
    const auto left = a.value(key, json()), right = b.value(key, json());
    if (left == right) continue;
    if (left.is_object() || right.is_object())
      compare(left.is_object() ? left : json::object(), right.is_object() ? right : json::object(), under + key + ".",
              differing);
    else
      differing.push_back(under + key);
  }
}

}  // namespace

std::optional<std::string> serial_scope(std::string_view area, const person::Date& born, person::Sex sex) {
  const auto first = person::Nik::compose(area, born, sex, 1);
  if (!first) return std::nullopt;
  return std::string(first->digits().substr(0, 12));
}

base::Result<person::Nik, IssueError> next_nik(std::string_view area, const person::Date& born, person::Sex sex,
                                               int last) {
  const auto nik = person::Nik::compose(area, born, sex, last + 1);
  if (nik) return *nik;
  return nik.error() == person::NikError::NoSerial ? IssueError::SerialsUsedUp : IssueError::AreaMalformed;
}

person::Biodata with_nik(const NewResident& who, const person::Nik& nik) {
  return {.nik = nik,
          .family_card = who.family_card,
          .name = who.name,
          .birthplace = who.birthplace,
          .born = who.born,
          .sex = who.sex,
          .blood = who.blood,
          .address = who.address,
          .religion = who.religion,
          .marital = who.marital,
          .occupation = who.occupation,
          .citizenship = who.citizenship,
          .permit_until = who.permit_until};
}

std::string text_of(const person::Biodata& who) { return to_json(who).dump(); }
std::string text_of(const Resident& who) { return to_json(who).dump(); }

std::optional<person::Biodata> biodata_of(std::string_view text) {
  try {
    const auto j = json::parse(text);
    const auto nik = person::Nik::parse(j.at("nik").get<std::string>());
    const auto born = person::Date::parse(j.at("born").get<std::string>());
    const auto sex = j.at("sex").get<std::string>();
    const auto code = [&](const char* key, int most) {
      const int value = j.at(key).get<int>();
      return value >= 1 && value <= most ? value : 0;
    };
    const int blood = code("blood", 13), religion = code("religion", 7), marital = code("marital", 4),
              citizenship = code("citizenship", 2);
    if (!nik || !born || (sex != "male" && sex != "female") || !blood || !religion || !marital || !citizenship)
      return std::nullopt;
    std::optional<person::Date> permit_until;
    if (j.contains("permit_until")) {
      permit_until = person::Date::parse(j.at("permit_until").get<std::string>());
      if (!permit_until) return std::nullopt;
    }
    const auto& a = j.at("address");
    return person::Biodata{.nik = *nik,
                           .family_card = j.at("family_card").get<std::string>(),
                           .name = j.at("name").get<std::string>(),
                           .birthplace = j.at("birthplace").get<std::string>(),
                           .born = *born,
                           .sex = sex == "female" ? person::Sex::Female : person::Sex::Male,
                           .blood = static_cast<person::BloodType>(blood),
                           .address = {.street = a.at("street").get<std::string>(),
                                       .rt = a.at("rt").get<int>(),
                                       .rw = a.at("rw").get<int>(),
                                       .area = a.at("area").get<std::string>(),
                                       .village_code = a.at("village_code").get<std::string>(),
                                       .village = a.at("village").get<std::string>(),
                                       .subdistrict = a.at("subdistrict").get<std::string>(),
                                       .district = a.at("district").get<std::string>(),
                                       .province = a.at("province").get<std::string>()},
                           .religion = static_cast<person::Religion>(religion),
                           .marital = static_cast<person::MaritalStatus>(marital),
                           .occupation = j.at("occupation").get<std::string>(),
                           .citizenship = static_cast<person::Citizenship>(citizenship),
                           .permit_until = permit_until};
  } catch (const json::exception&) {
    return std::nullopt;
  }
}

std::optional<Resident> resident_of(std::string_view text) {
  auto biodata = biodata_of(text);
  if (!biodata) return std::nullopt;
  try {
    Resident who{std::move(*biodata), {}};
    const auto j = json::parse(text);
    if (!j.contains("kin")) return who;
    const auto& kin = j.at("kin");
    if (kin.contains("role")) {
      who.kin.role = person::FamilyRole::of(person::CodeEdition::Of2010, kin.at("role").get<int>());
      if (!who.kin.role) return std::nullopt;
    }
    who.kin.mother = kin.value("mother", std::string());
    who.kin.father = kin.value("father", std::string());
    return who;
  } catch (const json::exception&) {
    return std::nullopt;
  }
}

std::vector<std::string> differing_fields(const Resident& a, const Resident& b) {
  std::vector<std::string> differing;
  compare(to_json(a), to_json(b), {}, differing);
  return differing;
}

}  // namespace ktpel::registry
