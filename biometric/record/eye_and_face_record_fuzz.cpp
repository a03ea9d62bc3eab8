// SPDX-License-Identifier: Apache-2.0
#include "biometric/record/face_image_record.h"
#include "biometric/record/iris_image_record.h"

// What was read can be written again and comes back the same.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ktpel;
  using namespace biometric;
  if (const auto eyes = decode_iris_images({data, size})) {
    for (const auto& eye : *eyes)
      if (eye.data.size() < 4000) (void)grey_of(eye);
    const auto written = encode_iris_images(*eyes);
    base::check(bool(written) && decode_iris_images(*written).value() == *eyes, "an iris record that changes");
  }
  if (const auto faces = decode_face_images({data, size})) {
    for (const auto& face : *faces)
      if (face.data.size() < 4000) (void)colour_of(face);
    const auto written = encode_face_images(*faces);
    base::check(bool(written) && decode_face_images(*written).value() == *faces, "a face record that changes");
  }
  return 0;
}
