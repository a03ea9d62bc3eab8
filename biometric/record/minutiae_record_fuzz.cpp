// SPDX-License-Identifier: Apache-2.0
#include "biometric/record/minutiae_record.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ktpel;
  const base::ByteView bytes(data, size);
  if (const auto record = biometric::decode_minutiae_record(bytes)) {
    const auto again = biometric::encode_minutiae_record(*record);
    base::check(again && biometric::decode_minutiae_record(*again).value() == *record, "a record that changes");
    (void)biometric::encode_compact(*record);
  }
  if (const auto card = biometric::decode_compact(bytes)) base::check(card->minutiae.size() <= 85, "too many");
  return 0;
}
