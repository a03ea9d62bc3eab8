// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdlib>
#include <sstream>

#include "api/parcel.h"

// No bytes crash the reader of a parcel's file or of an opened part, and a part that is accepted has exactly one form.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ktpel;
  const base::ByteView bytes(data, size);
  if (const auto part = api::decode_parcel_part(bytes)) {
    const auto again = api::encode(*part);
    if (!std::equal(again.begin(), again.end(), bytes.begin(), bytes.end())) std::abort();
  }
  std::istringstream in(base::text_of(bytes));
  api::ParcelReader reader(in);
  for (std::size_t read = 0;;) {
    const auto part = reader.next();
    if (!part || !*part) break;
    read += (*part)->size();
    if (read > size) std::abort();
    (void)api::decode_parcel_part(**part);
  }
  return 0;
}
