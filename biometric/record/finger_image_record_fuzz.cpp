// SPDX-License-Identifier: Apache-2.0
#include "biometric/record/finger_image_record.h"

// What was read can be written in its own format again and comes back the same.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ktpel;
  using namespace biometric;
  const auto file = decode_finger_images({data, size});
  if (!file) return 0;
  for (const auto& view : file->views)
    if (view.data.size() < 4000) (void)grey_of(view);
  const auto written = encode_finger_images(file->views, file->format);
  if (!written) return 0;  // more views than one record may have, or a resolution under 1
  const auto again = decode_finger_images(*written);
  base::check(bool(again) && again->views.size() == file->views.size(), "a record that cannot be read back");
  base::check(encode_finger_images(again->views, file->format).value() == *written, "a record that changes");
  return 0;
}
