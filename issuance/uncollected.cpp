// SPDX-License-Identifier: Apache-2.0
#include "issuance/uncollected.h"

#include <algorithm>

#include "base/check.h"

namespace ktpel::issuance {

Due due(std::vector<Waiting> list, base::Time now, const CollectionPeriods& periods) {
  base::check(periods.reminder_days >= 1 && periods.back_days >= 1, "a period of collection under a day");
  constexpr std::int64_t day_ms = 24ll * 3600 * 1000;
  const auto reminder_ms = periods.reminder_days * day_ms, back_ms = periods.back_days * day_ms;
  std::stable_sort(list.begin(), list.end(), [](const Waiting& a, const Waiting& b) { return a.called < b.called; });
  Due out;
  for (const auto& card : list) {
    const auto last_word = card.reminded.value_or(base::Time{card.called.ms + card.reminders * reminder_ms});
    if (now.ms - card.called.ms >= back_ms)
      out.send_back.push_back(card.number);
    else if (now.ms - last_word.ms >= reminder_ms)
      out.remind.push_back(card.number);
  }
  return out;
}

}  // namespace ktpel::issuance
