// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <iostream>
#include <memory>

#include "base/clock.h"
#include "base/phrase.h"
#include "issuance/table.h"
#include "person/date.h"
#include "tool/command.h"
#include "tool/issuance_page.h"

namespace ktpel::tool {
namespace {

using base::phrase;

/// By western Indonesian time (UTC+7).
person::Date today() {
  const std::chrono::milliseconds now(base::SystemClock().now().ms);
  const std::chrono::year_month_day day(
      std::chrono::floor<std::chrono::days>(std::chrono::sys_time(now) + std::chrono::hours(7)));
  return *person::Date::of(static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
                           static_cast<unsigned>(day.day()));
}

Outcome print(const std::string& text) {
  std::cout << text;
  return 0;
}

Outcome print_table(const std::string& format, bool json) {
  if (json || format == "json") return print(issuance_table_json());
  if (format == "markdown") return print(issuance_page());
  if (format == "dot") return print(issuance::diagram());
  return print(issuance_table_text());
}

Outcome print_requirements(const std::string& typed, bool json) {
  const auto day = typed.empty() ? std::optional(today()) : person::Date::parse(typed);
  if (!day) return api::Failure{api::FailureCode::Issuance_DateMalformed, typed};
  return print(json ? requirements_json(*day) : requirements_text(*day));
}

}  // namespace

void add_issuance_commands(Commands& commands) {
  auto* group = commands.group("issuance", phrase("issuance.group"));
  auto json = std::make_shared<bool>(false);

  auto* table = group->add_subcommand("table", phrase("issuance.command_table"));
  auto format = std::make_shared<std::string>("text");
  table->add_option("--format", *format, phrase("issuance.option_format"))
      ->check(CLI::IsMember({"text", "markdown", "json", "dot"}));
  table->add_flag("--json", *json, phrase("issuance.option_json"));
  commands.on(table, [=] { return print_table(*format, *json); });

  auto* requirements = group->add_subcommand("requirements", phrase("issuance.command_requirements"));
  auto day = std::make_shared<std::string>();
  requirements->add_option("--day", *day, phrase("issuance.option_day"));
  requirements->add_flag("--json", *json, phrase("issuance.option_json"));
  commands.on(requirements, [=] { return print_requirements(*day, *json); });

  auto* stock = group->add_subcommand("stock-table", phrase("issuance.command_stock_table"));
  stock->add_flag("--json", *json, phrase("issuance.option_json"));
  commands.on(stock, [=] { return print(*json ? stock_table_json() : stock_table_text()); });
}

}  // namespace ktpel::tool
