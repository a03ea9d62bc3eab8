// SPDX-License-Identifier: Apache-2.0
#include "http/date.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

// Goal: the center's time reaches an office to the second. Method: the example of RFC 9110 5.6.7, all moments there and
// back, and what is no date.
namespace ktpel::http {
namespace {

TEST(Date, IsTheExampleOfTheStandard) {
  EXPECT_EQ(date_text({784111777000}), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(parse_date("Sun, 06 Nov 1994 08:49:37 GMT"), base::Time{784111777000});
  EXPECT_EQ(date_text({0}), "Thu, 01 Jan 1970 00:00:00 GMT");
}

RC_GTEST_PROP(Date, ComesBack, ()) {
  const base::Time time{*rc::gen::inRange<std::int64_t>(0, 4102444800) * 1000};
  RC_ASSERT(parse_date(date_text(time)) == time);
}

TEST(Date, IsRefusedInAnyOtherForm) {
  for (const auto* bad :
       {"", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994", "Mon, 06 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 24:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 UTC", "Wed, 31 Feb 1994 08:49:37 GMT",
        "Sun, 0x Nov 1994 08:49:37 GMT", "Sun, 06 Nob 1994 08:49:37 GMT"})
    EXPECT_FALSE(parse_date(bad)) << bad;
}

}  // namespace
}  // namespace ktpel::http
