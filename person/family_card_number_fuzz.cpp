// SPDX-License-Identifier: Apache-2.0
#include "person/family_card_number.h"

#include "base/check.h"

// Any bytes are a No. KK that is those very digits, with facts in their ranges, or a reason.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ktpel;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto number = person::FamilyCardNumber::parse(text);
  if (!number) return 0;
  base::check(number->digits() == text, "a No. KK with two forms");
  base::check(number->day() >= 1 && number->day() <= 31, "a day that cannot be");
  base::check(number->month() >= 1 && number->month() <= 12, "a month that cannot be");
  base::check(number->serial() >= 1 && number->serial() <= 9999, "a serial that is never issued");
  base::check(number->redacted().find(text) == std::string::npos, "a redacted No. KK that shows it");
  number->date_exists();
  return 0;
}
