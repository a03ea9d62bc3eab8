// SPDX-License-Identifier: Apache-2.0
#include "person/region_csv.h"

#include <algorithm>

#include "person/detail/csv.h"

namespace ktpel::person {

base::Result<base::Done, RegionCsvError> read_region_csv(std::string_view text, std::vector<RegionList::Row>& rows) {
  using Cause = RegionCsvError::Cause;
  detail::CsvReader reader(text);
  std::vector<std::string> fields;
  if (!reader.next(fields)) return RegionCsvError{Cause::NoHeader, 1};
  const auto column = [&](std::string_view name) {
    return static_cast<std::size_t>(std::find(fields.begin(), fields.end(), name) - fields.begin());
  };
  const auto code_column = column("code"), name_column = column("name");
  const auto columns = fields.size();
  if (code_column == columns || name_column == columns) return RegionCsvError{Cause::NoHeader, reader.line()};
  while (reader.next(fields)) {
    if (fields.size() != columns) return RegionCsvError{Cause::RowMalformed, reader.line()};
    const auto code = RegionCode::parse(fields[code_column]);
    if (!code) return RegionCsvError{Cause::CodeMalformed, reader.line()};
    rows.push_back({*code, fields[name_column]});
  }
  return base::Done{};
}

}  // namespace ktpel::person
