// SPDX-License-Identifier: Apache-2.0
#include "person/nik.h"

#include "base/check.h"

// Any bytes are a NIK that is those very digits, with facts in their ranges, or a reason.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ktpel;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto nik = person::Nik::parse(text);
  if (!nik) return 0;
  base::check(nik->digits() == text, "a NIK with two forms");
  base::check(nik->day() >= 1 && nik->day() <= 31 && nik->month() >= 1 && nik->month() <= 12, "a day that cannot be");
  base::check(nik->serial() >= 1 && nik->serial() <= 9999, "a serial that is never issued");
  base::check(nik->redacted().find(text) == std::string::npos, "a redacted NIK that shows it");
  const auto born = person::Date::of(2000 + nik->year_of_century(), nik->month(), nik->day());
  if (!born) return 0;
  base::check(person::differences(*nik, *born, nik->sex()).empty(), "a NIK that differs from what it says");
  const auto composed = person::Nik::compose(nik->area(), *born, nik->sex(), nik->serial());
  base::check(bool(composed) && *composed == *nik, "a NIK composed of its parts is another");
  return 0;
}
