// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>

#include "card/iso7816/tlv.h"

// Never past the end, never deep, and what is strict DER is read to the end.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ktpel;
  const base::ByteView bytes(data, size);
  card::TlvReader reader(bytes);
  std::size_t total = 0;
  while (const auto object = reader.next()) {
    total += object->whole.size();
    if (total > size) std::abort();
    if (object->constructed()) card::find(object->value, 0x5f2e);
  }
  if (card::is_strict_der(bytes) && !reader.finished()) std::abort();
  card::announced_size(bytes);
  return 0;
}
