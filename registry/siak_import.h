// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "person/region.h"
#include "registry/resident.h"

/// Residents from an export of SIAK as CSV (docs/formats/siak-export.md). Separator ';', ',' or tab, whichever the
/// first line has most; UTF-8 with or without a mark, else Windows-1252. Columns by the names in the first line, or, if
/// that names no NIK, in SIAK's own order.
namespace ktpel::registry {

/// The columns that are read.
enum class Column {
  FamilyCard,
  Nik,
  Name,
  Birthplace,
  Born,
  Sex,
  Father,
  Mother,
  Marital,
  Role,
  Religion,
  Street,
  Rw,
  Rt,
  Occupation,
  Blood,
  Village,
  Citizenship,
  PermitUntil
};
/// "NIK", "No. KK", "Tanggal lahir".
std::string title(Column column);
std::string_view name(Column column);  ///< for programs: "family_card"

/// What was found in a cell. Up to VillageUnknown the line is wrong and gives no resident; behind it the line is good,
/// and an officer is told what was made of it.
enum class Remark {
  Missing,  ///< nothing where something must stand
  NotText,  ///< control characters
  TooLong,
  NikMalformed,
  RoundedNumber,  ///< 9,90E+15: a spreadsheet has lost the last digits
  FamilyCardMalformed,
  DateMalformed,
  InFuture,
  NotInCodeList,
  NotANumber,       ///< RT or RW: 0 to 999
  NikTwiceDiffers,  ///< the NIK stands above with other data
  VillageUnknown,   ///< no code, or in no list of regions
  InvisibleRemoved,
  SpacesTidied,
  SignsRemoved,    ///< full stops, hyphens or an apostrophe in a number
  NikTwice,        ///< the same line again
  NikDateDiffers,  ///< NIK and birth date tell different days: may be right
  NikSexDiffers,
  FormCodeReduced,  ///< KAWIN TERCATAT and the like: kept as KAWIN
  OddName           ///< a digit, or no Latin letter
};
bool is_wrong(Remark remark);
std::string_view name(Remark remark);  ///< for programs: "nik_malformed"
std::string sentence(Remark remark);   ///< for officers, in Indonesian

struct Noted {
  std::size_t line;  ///< from 1, where the record begins
  Column column;
  Remark remark;
  std::string value;  ///< what stood there, masked where it is personal: "9901************", "S*** R*****"
};

struct ImportedLine {
  std::size_t line;
  Resident resident;
};

struct Import {
  char separator;
  bool windows_1252;               ///< was no UTF-8
  bool named_columns;              ///< false: SIAK's own order
  std::size_t records;             ///< without the line of names and empty lines
  std::vector<ImportedLine> good;  ///< each NIK once
  std::vector<Noted> notes;        ///< in order of line
  std::size_t wrong_lines() const;
};

enum class ImportError {
  Empty,    ///< no line with anything in it
  NotText,  ///< bytes 0 in it, or UTF-16: no CSV
  QuoteNotClosed,
  ColumnsMissing  ///< neither names nor enough columns for SIAK's order
};

struct ImportSettings {
  person::Date today;  ///< nobody is born after it
  /// For lines without a column of village codes, which SIAK's own order does not have.
  std::optional<person::RegionCode> village = {};
  /// The list that numbers of occupations are of (89 changed its meaning); those above 89 are of 2019 anyway.
  person::CodeEdition edition = person::CodeEdition::Of2010;
  /// Province to village; empty if it is in no list.
  std::function<std::vector<person::Region>(person::RegionCode)> path;
};

/// Any bytes. Each record is one in `good`, or has a wrong note, or a NikTwice note: nobody is taken half. Thread-safe.
base::Result<Import, ImportError> read_siak(base::ByteView bytes, const ImportSettings& settings);

/// For reports: letters and digits but the first of each word as '*'; of numbers over eleven digits the first six stay.
std::string masked(std::string_view value);

}  // namespace ktpel::registry
