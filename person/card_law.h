// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <variant>

#include "person/biodata.h"

namespace ktpel::person {

/// The law as a table: one row for each answer it gives; the first row that fits answers. Days inclusive,
/// nullopt = without beginning or end. Answers for a table of cases: data/golden/validity.txt.
enum class CardCondition {
  Citizen,
  CitizenFrom60,        ///< 60 completed
  CitizenFrom17,        ///< 17 completed
  CitizenMarried,       ///< married, or once married
  ForeignerWithPermit,  ///< a permanent stay permit (ITAP) that has not run out
  ForeignerFrom17WithPermit,
  ForeignerMarriedWithPermit
};

struct ForLife {
  friend bool operator==(ForLife, ForLife) = default;
};
struct Years {
  int count;
  friend bool operator==(Years, Years) = default;
};
struct UntilPermitEnds {
  friend bool operator==(UntilPermitEnds, UntilPermitEnds) = default;
};
using Validity = std::variant<Years, ForLife, UntilPermitEnds>;

struct ValidityRule {
  std::optional<Date> from, to;
  CardCondition condition;
  Validity answer;
  std::string_view source;
};
struct ObligationRule {
  std::optional<Date> from, to;
  CardCondition condition;
  std::string_view source;
};
std::span<const ValidityRule> validity_rules();
std::span<const ObligationRule> obligation_rules();

bool fits(CardCondition condition, const Biodata& who, const Date& day);
/// The row that answers for a card issued on `day`; null for foreigners without a permanent stay permit, who get none.
const ValidityRule* validity_rule(const Biodata& who, const Date& day);
/// The row by which somebody must hold a card on `day`; null if none does.
const ObligationRule* obligation_rule(const Biodata& who, const Date& day);

}  // namespace ktpel::person
