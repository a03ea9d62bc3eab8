// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdlib>

#include "journal/chain.h"
#include "journal/checkpoint.h"
#include "journal/entry.h"

// No bytes crash the readers, and what is accepted has exactly one byte form.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ktpel;
  const base::ByteView bytes(data, size);
  if (const auto entry = journal::decode(bytes)) {
    const auto again = journal::encode(*entry);
    if (!std::equal(again.begin(), again.end(), bytes.begin(), bytes.end())) std::abort();
    journal::ChainVerifier(entry->site, base::PublicKey{}).feed(bytes);
  }
  if (const auto checkpoint = journal::decode_checkpoint(bytes)) {
    const auto again = journal::encode(*checkpoint);
    if (!std::equal(again.begin(), again.end(), bytes.begin(), bytes.end())) std::abort();
  }
  return 0;
}
