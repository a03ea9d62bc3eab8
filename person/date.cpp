// SPDX-License-Identifier: Apache-2.0
#include "person/date.h"

#include <cstdio>

namespace ktpel::person {
namespace {

constexpr const char* months[] = {"Januari", "Februari", "Maret",     "April",   "Mei",      "Juni",
                                  "Juli",    "Agustus",  "September", "Oktober", "November", "Desember"};
constexpr const char* weekdays[] = {"Minggu", "Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu"};

}  // namespace

std::optional<Date> Date::of(int year, unsigned month, unsigned day) {
  if (year < 1850 || year > 2200) return std::nullopt;
  const std::chrono::year_month_day ymd{std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)};
  if (!ymd.ok()) return std::nullopt;
  return Date(ymd);
}

std::optional<Date> Date::parse(std::string_view text) {
  if (text.size() != 10 || text[2] != '-' || text[5] != '-') return std::nullopt;
  const auto number = [&](std::size_t at, std::size_t count) {
    int value = 0;
    for (std::size_t i = at; i < at + count; ++i) {
      if (text[i] < '0' || text[i] > '9') return -1;
      value = value * 10 + (text[i] - '0');
    }
    return value;
  };
  const int day = number(0, 2), month = number(3, 2), year = number(6, 4);
  if (day < 1 || month < 1 || year < 1) return std::nullopt;
  return of(year, static_cast<unsigned>(month), static_cast<unsigned>(day));
}

Date Date::plus_years(int years) const {
  const auto moved = ymd_ + std::chrono::years(years);
  return moved.ok() ? Date(moved) : Date(std::chrono::sys_days(moved));
}

Date Date::plus_days(int days) const { return Date(std::chrono::sys_days(ymd_) + std::chrono::days(days)); }

std::string Date::printed() const {
  char text[48];
  std::snprintf(text, sizeof text, "%02u-%02u-%04d", day(), month(), year());
  return text;
}

std::string Date::compact() const {
  char text[48];
  std::snprintf(text, sizeof text, "%04d%02u%02u", year(), month(), day());
  return text;
}

std::string Date::in_words() const {
  return std::to_string(day()) + " " + months[month() - 1] + " " + std::to_string(year());
}

std::string Date::with_weekday() const {
  const std::chrono::weekday weekday{std::chrono::sys_days(ymd_)};
  return std::string(weekdays[weekday.c_encoding()]) + ", " + in_words();
}

int age_on(const Date& born, const Date& day) {
  int years = day.year() - born.year();
  if (day < born.plus_years(years)) --years;
  return years;
}

}  // namespace ktpel::person
