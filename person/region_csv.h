// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "person/region.h"

namespace ktpel::person {

struct RegionCsvError {
  enum class Cause {
    NoHeader,      ///< the first line does not name the columns "code" and "name"
    RowMalformed,  ///< too few fields
    CodeMalformed  ///< no region code
  } cause;
  std::size_t line;  ///< from 1
};

/// Appends the rows of one CSV table whose header names "code" and "name" (other columns are passed over). RFC 4180,
/// except that a quotation mark inside an unquoted field is a character: the package idn-area-data writes Ja"ah so.
base::Result<base::Done, RegionCsvError> read_region_csv(std::string_view text, std::vector<RegionList::Row>& rows);

}  // namespace ktpel::person
