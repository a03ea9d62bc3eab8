// SPDX-License-Identifier: Apache-2.0
#include "biometric/image/wsq.h"

// Any bytes give a picture of the size that they state, or a reason; what was read can be written and read again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ktpel;
  const auto image = biometric::decode_wsq({data, size});
  if (image && image->pixels().size() < 40000) {
    const auto again = biometric::decode_wsq(biometric::encode_wsq(*image));
    base::check(again && again->width() == image->width() && again->height() == image->height(),
                "a WSQ file that changes");
  }
  return 0;
}
