// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>

#include "base/bytes.h"
#include "card/lds/data_groups.h"

// Whatever a card sends: no crash, no read past the end, and what is accepted keeps its promises.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ktpel::card;
  namespace base = ktpel::base;
  static const auto today = *ktpel::person::Date::of(2026, 11, 25);
  const base::ByteView bytes(data, size);
  if (const auto out = parse_dg1(bytes, today)) {
    if (out->document_number.size() != 9) std::abort();
  }
  return 0;
}
