// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "person/biodata.h"
#include "person/code_list.h"

namespace ktpel::registry {

/// What the registry knows beside the biodata of the card: it stays at the center, no office is given it.
struct Kin {
  std::optional<person::FamilyRole> role = {};  ///< SHDK of the list of 2010; nullopt: not told
  std::string mother = {}, father = {};         ///< names as person::normalised_name() gives them; empty: not told
  friend bool operator==(const Kin&, const Kin&) = default;
};

/// A resident as the registry holds one.
struct Resident {
  person::Biodata biodata;
  Kin kin = {};
};

/// A resident before Pencatatan Biodata gave a NIK (P1): everything but the number.
struct NewResident {
  std::string family_card, name, birthplace;
  person::Date born;
  person::Sex sex;
  person::BloodType blood = person::BloodType::TidakTahu;
  person::Address address;
  person::Religion religion;
  person::MaritalStatus marital;
  std::string occupation;
  person::Citizenship citizenship = person::Citizenship::Wni;
  std::optional<person::Date> permit_until = {};  ///< foreigners: last day of the permanent stay permit
  Kin kin = {};
};

enum class IssueError { SerialsUsedUp, AreaMalformed };

/// The twelve digits that serials are counted within: area, day (women +40), month, year.
/// nullopt if the area is no six digits of a sub-district.
std::optional<std::string> serial_scope(std::string_view area, const person::Date& born, person::Sex sex);

/// The next NIK of a scope whose highest issued serial is `last` (0: none yet). A serial is never
/// issued again, whatever becomes of its holder (PP 37/2007 art. 37).
base::Result<person::Nik, IssueError> next_nik(std::string_view area, const person::Date& born, person::Sex sex,
                                               int last);

/// With its number, a new resident is a resident.
person::Biodata with_nik(const NewResident& who, const person::Nik& nik);

/// Biodata as a JSON object with sorted keys, and back; nullopt for anything that is not one. Never throws.
std::string text_of(const person::Biodata& who);
std::optional<person::Biodata> biodata_of(std::string_view text);
/// The same with the key "kin", left out where nothing is told: biodata_of() reads this text too.
std::string text_of(const Resident& who);
std::optional<Resident> resident_of(std::string_view text);

/// What two texts of one resident differ in, as columns of the registry name it: "name", "born", "address.street",
/// "kin.mother"; sorted, empty if nothing. Both must be of text_of().
std::vector<std::string> differing_fields(const Resident& a, const Resident& b);

}  // namespace ktpel::registry
