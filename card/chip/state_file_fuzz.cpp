// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdlib>

#include "base/digest.h"
#include "card/chip/chip.h"

// A memory that is accepted is written back the same; the digest at its end is recomputed, so that the
// mutations get past it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ktpel;
  const auto plain = card::Chip::from_state({data, size});
  if (plain && plain->state().size() > size) std::abort();
  if (size < 34) return 0;
  base::Bytes state(data, data + size);
  const auto digest = base::sha256(base::ByteView(state).first(size - 34));
  std::copy(digest.bytes.begin(), digest.bytes.end(), state.end() - 32);
  const auto chip = card::Chip::from_state(state);
  if (chip && chip->state().size() > size) std::abort();
  return 0;
}
