// SPDX-License-Identifier: Apache-2.0
#include "base/bytes.h"
#include "base/check.h"
#include "issuance/event_text.h"

// The first line is the kind, the rest the body; whatever is accepted is written back as something that reads the same.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ktpel;
  const auto text = base::text_of({data, size});
  const auto line = text.find('\n');
  if (line == std::string::npos) return 0;
  if (const auto event = issuance::event_of(text.substr(0, line), text.substr(line + 1))) {
    const auto body = issuance::body_of(*event);
    const auto again = issuance::event_of(issuance::name(*event), body);
    base::check(again && issuance::body_of(*again) == body, "an event that does not come back");
  }
  return 0;
}
