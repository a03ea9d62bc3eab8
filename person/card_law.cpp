// SPDX-License-Identifier: Apache-2.0
#include "person/card_law.h"

namespace ktpel::person {
namespace {

template <class Rule>
const Rule* first_that_fits(std::span<const Rule> rules, const Biodata& who, const Date& day) {
  for (const auto& rule : rules)
    if ((!rule.from || day >= *rule.from) && (!rule.to || day <= *rule.to) && fits(rule.condition, who, day))
      return &rule;
  return nullptr;
}

}  // namespace

std::span<const ValidityRule> validity_rules() {
  using enum CardCondition;
  static const auto last_old_day = Date::of(2013, 12, 23), first_new_day = Date::of(2013, 12, 24);
  static const ValidityRule rules[] = {
      {{}, last_old_day, CitizenFrom60, ForLife{}, "UU 23/2006 ps. 64"},
      {{}, last_old_day, Citizen, Years{5}, "UU 23/2006 ps. 64"},
      {{}, last_old_day, ForeignerWithPermit, UntilPermitEnds{}, "UU 23/2006 ps. 64"},
      {first_new_day, {}, Citizen, ForLife{}, "UU 24/2013 ps. 64(7)a"},
      {first_new_day, {}, ForeignerWithPermit, UntilPermitEnds{}, "UU 24/2013 ps. 64(7)b"}};
  return rules;
}

std::span<const ObligationRule> obligation_rules() {
  using enum CardCondition;
  static const auto last_old_day = Date::of(2013, 12, 23), first_new_day = Date::of(2013, 12, 24);
  static const ObligationRule rules[] = {{{}, last_old_day, CitizenFrom17, "UU 23/2006 ps. 63(1)"},
                                         {{}, last_old_day, CitizenMarried, "UU 23/2006 ps. 63(1)"},
                                         {{}, last_old_day, ForeignerFrom17WithPermit, "UU 23/2006 ps. 63(1)"},
                                         {{}, last_old_day, ForeignerMarriedWithPermit, "UU 23/2006 ps. 63(1)"},
                                         {first_new_day, {}, CitizenFrom17, "UU 24/2013 ps. 63(1)"},
                                         {first_new_day, {}, CitizenMarried, "UU 24/2013 ps. 63(1)"},
                                         {first_new_day, {}, ForeignerFrom17WithPermit, "UU 24/2013 ps. 63(1)"},
                                         {first_new_day, {}, ForeignerMarriedWithPermit, "UU 24/2013 ps. 63(1)"}};
  return rules;
}

bool fits(CardCondition condition, const Biodata& who, const Date& day) {
  const bool citizen = who.citizenship == Citizenship::Wni, married = who.marital != MaritalStatus::BelumKawin;
  const bool permit = !citizen && who.permit_until && *who.permit_until >= day;
  const int age = age_on(who.born, day);
  switch (condition) {
    case CardCondition::Citizen:
      return citizen;
    case CardCondition::CitizenFrom60:
      return citizen && age >= 60;
    case CardCondition::CitizenFrom17:
      return citizen && age >= 17;
    case CardCondition::CitizenMarried:
      return citizen && married;
    case CardCondition::ForeignerWithPermit:
      return permit;
    case CardCondition::ForeignerFrom17WithPermit:
      return permit && age >= 17;
    case CardCondition::ForeignerMarriedWithPermit:
      break;
  }
  return permit && married;
}

const ValidityRule* validity_rule(const Biodata& who, const Date& day) {
  return first_that_fits(validity_rules(), who, day);
}

const ObligationRule* obligation_rule(const Biodata& who, const Date& day) {
  return first_that_fits(obligation_rules(), who, day);
}

}  // namespace ktpel::person
