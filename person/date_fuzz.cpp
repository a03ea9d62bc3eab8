// SPDX-License-Identifier: Apache-2.0
#include "person/date.h"

#include "base/check.h"

// Any bytes are a day that prints as those very bytes, or none; and its arithmetic stays among days that exist.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ktpel;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto date = person::Date::parse(text);
  if (!date) return 0;
  base::check(date->printed() == text, "a date with two forms");
  base::check(person::Date::of(date->year(), date->month(), date->day()) == date, "a date that is another");
  base::check(date->plus_days(1).plus_days(-1) == *date, "a day there and back");
  base::check(*date < date->plus_days(1) && *date < date->plus_years(1), "days out of order");
  const auto years = person::age_on(*date, date->plus_years(17));
  base::check(years == 17, "seventeen years are not seventeen");
  base::check(date->with_weekday().ends_with(date->in_words()), "words that differ");
  return 0;
}
