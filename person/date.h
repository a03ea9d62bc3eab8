// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace ktpel::person {

/// A day of the Gregorian calendar that exists.
class Date {
 public:
  /// nullopt if there is no such day; years 1850..2200.
  static std::optional<Date> of(int year, unsigned month, unsigned day);
  /// "13-11-2003", as printed on cards and forms; nullopt for anything else.
  static std::optional<Date> parse(std::string_view text);

  int year() const { return static_cast<int>(ymd_.year()); }
  unsigned month() const { return static_cast<unsigned>(ymd_.month()); }
  unsigned day() const { return static_cast<unsigned>(ymd_.day()); }
  /// The same day of a later (or earlier) year; 29 February becomes 1 March where there is none.
  Date plus_years(int years) const;
  Date plus_days(int days) const;

  std::string printed() const;       ///< "13-11-2003"
  std::string compact() const;       ///< "20031113"
  std::string in_words() const;      ///< "13 November 2003"
  std::string with_weekday() const;  ///< "Kamis, 13 November 2003"
  friend auto operator<=>(const Date&, const Date&) = default;

 private:
  explicit Date(std::chrono::year_month_day ymd) : ymd_(ymd) {}
  std::chrono::year_month_day ymd_;
};

/// Completed years of life on a day; negative before birth.
int age_on(const Date& born, const Date& day);

}  // namespace ktpel::person
