// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdint>

#include "base/check.h"
#include "base/digest.h"
#include "person/region.h"
#include "person/region_csv.h"

// Any bytes are a region list that writes itself back, or a reason. Tried as they are, with a fitting
// checksum (which random bytes never have), and as CSV.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ktpel;
  const auto try_one = [](base::ByteView bytes) {
    const auto list = person::RegionList::read(bytes);
    if (!list) return;
    const auto again = list->serialise();
    base::check(std::equal(again.begin(), again.end(), bytes.begin(), bytes.end()), "a list read is the list written");
    for (std::size_t i = 0; i < list->size(); ++i) base::check(!list->path(list->at(i).code).empty(), "a path");
    list->search("uji baru");
  };
  const base::ByteView bytes(data, size);
  try_one(bytes);
  if (size >= 32) {
    base::Bytes fitting(bytes.begin(), bytes.end() - 32);
    const auto digest = base::sha256(fitting);
    fitting.insert(fitting.end(), digest.bytes.begin(), digest.bytes.end());
    try_one(fitting);
  }
  std::vector<person::RegionList::Row> rows;
  if (person::read_region_csv(base::text_of(bytes), rows))
    if (const auto list = person::RegionList::of({"uji", *person::Date::of(2026, 1, 1)}, std::move(rows)))
      base::check(bool(person::RegionList::read(list->serialise())), "a list made is a list read");
  return 0;
}
