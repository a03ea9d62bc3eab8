// SPDX-License-Identifier: Apache-2.0
#include "biometric/finger/finger_template.h"
#include "biometric/finger/match.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ktpel;
  const auto finger = biometric::deserialise({data, size});
  if (!finger) return 0;
  const auto bytes = biometric::serialise(*finger);
  base::check(bytes == base::Bytes(data, data + size), "a template with two forms");
  const auto score = biometric::match(biometric::Probe(*finger), biometric::Candidate(*finger));
  base::check(!score || score->get() >= 0, "a negative score");
  return 0;
}
