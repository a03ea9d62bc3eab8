// SPDX-License-Identifier: Apache-2.0
#include "api/packet.h"
#include "base/check.h"

// Whatever is accepted is exactly what would be sent again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ktpel;
  if (const auto packet = api::decode_capture_packet({data, size}))
    base::check(api::decode_capture_packet(api::encode(*packet)) == packet, "a capture packet that does not come back");
  if (const auto packet = api::decode_claim_packet({data, size}))
    base::check(api::decode_claim_packet(api::encode(*packet)) == packet, "a claim packet that does not come back");
  if (const auto packet = api::decode_print_packet({data, size}))
    base::check(api::decode_print_packet(api::encode(*packet)) == packet, "a print packet that does not come back");
  return 0;
}
