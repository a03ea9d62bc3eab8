// SPDX-License-Identifier: Apache-2.0
#include "base/bytes.h"
#include "base/check.h"
#include "issuance/clock.h"
#include "issuance/stock.h"
#include "issuance/visit.h"

// The first line is the kind of an entry, the rest its body; whatever the stock or a visit accepts is written back as
// something that reads the same.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ktpel::issuance;
  const auto text = ktpel::base::text_of({data, size});
  const auto line = text.find('\n');
  if (line == std::string::npos) return 0;
  const auto kind = text.substr(0, line), body = text.substr(line + 1);
  if (const auto act = blank::act_of(kind, body)) {
    const auto again = blank::act_of(kind, blank::body_of(*act));
    ktpel::base::check(again && blank::body_of(*again) == blank::body_of(*act), "an act that does not come back");
    (void)blank::decide(blank::InStock{}, blank::event_of(*act));
  }
  if (kind == blank::day_closed_kind)
    if (const auto closing = blank::day_closed_of(body))
      ktpel::base::check(blank::day_closed_of(blank::body_of(*closing)) == *closing,
                         "a closing that does not come back");
  if (const auto event = visit::event_of(kind, body)) {
    const auto again = visit::event_of(kind, visit::body_of(*event));
    ktpel::base::check(again && visit::body_of(*again) == visit::body_of(*event), "a visit that does not come back");
    (void)visit::decide(std::nullopt, *event);
  }
  (void)happened(kind, body, {});
  return 0;
}
