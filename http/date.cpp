// SPDX-License-Identifier: Apache-2.0
#include "http/date.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>

namespace ktpel::http {
namespace {

using namespace std::chrono;
constexpr std::array<std::string_view, 7> weekdays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

/// `count` digits at `at`; -1 if one is none.
int digits(std::string_view text, std::size_t at, std::size_t count) {
  int out = 0;
  for (const char c : text.substr(at, count)) {
    if (c < '0' || c > '9') return -1;
    out = out * 10 + (c - '0');
  }
  return out;
}

}  // namespace

std::string date_text(base::Time time) {
  const auto at = floor<seconds>(sys_time<milliseconds>(milliseconds(time.ms)));
  const sys_days day = floor<days>(at);
  const year_month_day date(day);
  const hh_mm_ss clock(at - day);
  char out[64];
  std::snprintf(out, sizeof out, "%s, %02u %s %04d %02d:%02d:%02d GMT", weekdays[weekday(day).c_encoding()].data(),
                static_cast<unsigned>(date.day()), months[static_cast<unsigned>(date.month()) - 1].data(),
                static_cast<int>(date.year()), static_cast<int>(clock.hours().count()),
                static_cast<int>(clock.minutes().count()), static_cast<int>(clock.seconds().count()));
  return out;
}

std::optional<base::Time> parse_date(std::string_view text) {
  if (text.size() != 29 || text.substr(3, 2) != ", " || text[7] != ' ' || text[11] != ' ' || text[16] != ' ' ||
      text[19] != ':' || text[22] != ':' || text.substr(25) != " GMT")
    return std::nullopt;
  const auto* month = std::find(months.begin(), months.end(), text.substr(8, 3));
  const int day = digits(text, 5, 2), year = digits(text, 12, 4), hour = digits(text, 17, 2),
            minute = digits(text, 20, 2), second = digits(text, 23, 2);
  if (month == months.end() || day < 1 || year < 0 || hour < 0 || hour > 23 || minute < 0 || minute > 59 ||
      second < 0 || second > 60)
    return std::nullopt;
  const year_month_day date(std::chrono::year(year),
                            std::chrono::month(static_cast<unsigned>(month - months.begin()) + 1),
                            std::chrono::day(static_cast<unsigned>(day)));
  if (!date.ok() || text.substr(0, 3) != weekdays[weekday(sys_days(date)).c_encoding()]) return std::nullopt;
  const auto at = sys_days(date) + hours(hour) + minutes(minute) + seconds(second);
  return base::Time{duration_cast<milliseconds>(at.time_since_epoch()).count()};
}

}  // namespace ktpel::http
