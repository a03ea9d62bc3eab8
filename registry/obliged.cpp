// SPDX-License-Identifier: Apache-2.0
#include "registry/obliged.h"

#include <algorithm>
#include <tuple>

#include "base/phrase.h"
#include "person/card_law.h"

namespace ktpel::registry {

std::string sentence(ObligedBy why, const person::Biodata& who) {
  if (why == ObligedBy::Marriage) return base::phrase("registry.obliged_by_marriage");
  return base::phrase("registry.obliged_by_age", {{"day", who.born.plus_years(17).printed()}});
}

std::vector<Obliged> obliged_on(const person::Date& day, std::span<const Record> residents,
                                const std::function<bool(const person::Nik&)>& is_recorded) {
  std::vector<Obliged> obliged;
  for (const auto& record : residents) {
    const auto& who = record.resident.biodata;
    if (!std::holds_alternative<Present>(record.standing) || who.born > day) continue;
    if (!person::obliged_to_hold_card(who, day) || is_recorded(who.nik)) continue;
    obliged.push_back({who, person::age_on(who.born, day) >= 17 ? ObligedBy::Age : ObligedBy::Marriage});
  }
  const auto place = [](const Obliged& o) {
    const auto& a = o.who.address;
    return std::tuple(a.area, a.village_code, a.rw, a.rt, o.who.family_card, o.who.name, o.who.nik);
  };
  std::sort(obliged.begin(), obliged.end(), [&](const Obliged& a, const Obliged& b) { return place(a) < place(b); });
  return obliged;
}

}  // namespace ktpel::registry
