// SPDX-License-Identifier: Apache-2.0
#include "person/region_csv.h"

#include <algorithm>

#include "base/check.h"

// Any bytes are rows of regions, or a reason with a line that is in the text.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ktpel;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  std::vector<person::RegionList::Row> rows;
  const auto read = person::read_region_csv(text, rows);
  const auto lines = 1 + static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
  if (!read) {
    base::check(read.error().line >= 1 && read.error().line <= lines, "a line that is not there");
    return 0;
  }
  base::check(rows.size() < lines, "more rows than lines");
  for (const auto& row : rows) {
    const auto again = person::RegionCode::parse(row.code.dotted());
    base::check(bool(again) && *again == row.code, "a code that does not read back");
  }
  return 0;
}
