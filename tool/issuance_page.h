// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "person/date.h"

namespace ktpel::tool {

/// The rules of issuance for people: made by asking the rules, in Indonesian, with the code names beside. Each ends
/// with a line feed.
std::string issuance_table_text();
/// One JSON object: states, rows.
std::string issuance_table_json();
/// docs/issuance.md: states, arrows, refusals, requirements, times and the life of a blank.
std::string issuance_page();
/// What has to be brought on a day, for each kind of application.
std::string requirements_text(const person::Date& day);
std::string requirements_json(const person::Date& day);
/// The life of a blank.
std::string stock_table_text();
std::string stock_table_json();

}  // namespace ktpel::tool
