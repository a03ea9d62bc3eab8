// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>

#include "card/pace/card_access.h"

// What is accepted names only parameters that we run.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ktpel::card;
  const auto known = parse_card_access({data, size});
  if (known)
    for (const auto& one : *known)
      if (!parse_card_access(encode_card_access(one))) std::abort();
  return 0;
}
