// SPDX-License-Identifier: Apache-2.0
#include "biometric/record/nist_transaction.h"

// What was read and can be written comes back as it was written.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ktpel;
  using namespace biometric;
  const auto transaction = decode_transaction({data, size});
  if (!transaction) return 0;
  for (const auto& record : transaction->records) {
    (void)minutiae_of(record);
    if (const auto view = finger_image_of(record); view && view->data.size() < 4000) (void)grey_of(*view);
  }
  const auto written = encode_transaction(*transaction);
  if (!written) return 0;
  const auto again = decode_transaction(*written);
  base::check(bool(again) && again->records.size() == transaction->records.size(),
              "a transaction that cannot be read back");
  base::check(encode_transaction(*again).value() == *written, "a transaction that changes");
  return 0;
}
