// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "base/clock.h"
#include "issuance/application.h"

namespace ktpel::issuance {

/// How long a card waits for its holder, days.
struct CollectionPeriods {
  int reminder_days = 14;  ///< after the call, and after each reminder
  int back_days = 90;      ///< after the call: back to the Dinas
};

/// A card in the state Called.
struct Waiting {
  ApplicationNumber number;
  base::Time called;                                  ///< when its holder was called
  int reminders = 0;                                  ///< sent since
  std::optional<base::Time> reminded = std::nullopt;  ///< when the last was
};

struct Due {
  std::vector<ApplicationNumber> remind, send_back;
  friend bool operator==(const Due&, const Due&) = default;
};
/// Which of them are due, the one that waits longest first. Who is to be sent back is reminded no more. Without the
/// time of the last reminder it counts as sent when it was due. Periods under a day are a mistake in the program.
Due due(std::vector<Waiting> list, base::Time now, const CollectionPeriods& periods = {});

}  // namespace ktpel::issuance
