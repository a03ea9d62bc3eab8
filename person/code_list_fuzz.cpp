// SPDX-License-Identifier: Apache-2.0
#include "base/check.h"
#include "person/code_list.h"

// Any bytes are a code list whose codes count from 1, or none.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ktpel;
  const auto list = person::detail::read_code_list({reinterpret_cast<const char*>(data), size});
  if (!list) return 0;
  base::check(!list->empty(), "a list of nothing");
  for (const auto& [edition, rows] : *list) {
    base::check(!rows.empty(), "an edition of nothing");
    for (std::size_t i = 0; i < rows.size(); ++i) {
      base::check(rows[i].edition == edition && rows[i].number == static_cast<int>(i) + 1, "a code out of its place");
      base::check(!rows[i].text.empty() && !rows[i].print.empty(), "a code without a text");
    }
  }
  return 0;
}
