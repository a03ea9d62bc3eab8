// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>

#include "base/bytes.h"
#include "card/lds/data_groups.h"

// Whatever a card sends: no crash, no read past the end, and what is accepted keeps its promises.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ktpel::card;
  namespace base = ktpel::base;
  const base::ByteView bytes(data, size);
  if (const auto out = parse_dg11(bytes)) {
    if (out->nik.size() != 16) std::abort();
  }
  return 0;
}
