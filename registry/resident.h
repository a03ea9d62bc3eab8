// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "person/biodata.h"

namespace ktpel::registry {

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

}  // namespace ktpel::registry
