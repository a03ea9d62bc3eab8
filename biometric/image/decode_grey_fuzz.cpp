// SPDX-License-Identifier: Apache-2.0
#include "biometric/image/codec.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ktpel;
  const auto image = biometric::decode_grey({data, size}, biometric::Dpi(500));
  if (image) base::check(image->width() >= 96 && image->height() >= 96, "a picture below the smallest size");
  (void)biometric::decode_colour({data, size});
  return 0;
}
