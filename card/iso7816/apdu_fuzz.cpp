// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdlib>

#include "card/iso7816/apdu.h"

// A command is read in exactly one way, and writes back as it was.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ktpel;
  const base::ByteView bytes(data, size);
  if (const auto command = card::Command::parse(bytes)) {
    const auto again = command->encode();
    if (!std::equal(again.begin(), again.end(), bytes.begin(), bytes.end())) std::abort();
  }
  if (const auto response = card::Response::parse(bytes)) {
    const auto again = response->encode();
    if (!std::equal(again.begin(), again.end(), bytes.begin(), bytes.end())) std::abort();
  }
  return 0;
}
