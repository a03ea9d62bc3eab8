// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>

#include "biometric/image/jpeg2000.h"

// Whatever stands in DG2: no crash, and no image over the limits.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ktpel::biometric;
  const auto out = decode_jp2({data, size}, {1 << 16, 400});
  if (out && (out->width() > 400 || out->height() > 400)) std::abort();
  return 0;
}
