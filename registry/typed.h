// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "person/code_list.h"
#include "person/date.h"
#include "person/nik.h"

/// What people and other programs write for the values of biodata.
namespace ktpel::registry {

/// "14-05-1990", "14/5/1990", "14.05.1990", "1990-05-14", each perhaps with a time of day behind; a year has four
/// digits. nullopt for anything else and for days that do not exist.
std::optional<person::Date> typed_date(std::string_view text);

/// L, LK, LAKI-LAKI, PRIA, 1; P, PR, PEREMPUAN, WANITA, 2; in any case.
std::optional<person::Sex> typed_sex(std::string_view text);

/// A number of the list, its text in any spelling (KATHOLIK is KATOLIK, BUDHA is BUDDHA), or the beginning of one text
/// alone (KEPERCAYAAN; but CERAI is two). Defined for the codes of person/code_list.h that residents have.
template <class Code>
std::optional<Code> typed_code(std::string_view text, person::CodeEdition edition);

/// A number is of `edition`, above 89 of 2019 anyway; a text may stand in either list.
std::optional<person::Occupation> typed_occupation(std::string_view text, person::CodeEdition edition);

}  // namespace ktpel::registry
