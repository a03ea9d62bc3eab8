// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "documents/office.h"
#include "documents/receipt.h"

namespace ktpel::documents {

/// An old KTP that was withdrawn, or the police letter that stands for it.
struct HandedOldCard {
  person::Nik nik;
  std::string name;
  OldCard card;         ///< NoOldCard does not belong on the list
  bool punched = true;  ///< made unusable when withdrawn
  person::Date withdrawn;
};

/// Daftar KTP lama yang diserahkan ke Dinas (SOP 6.e).
struct OldCardList {
  Office office;
  std::string number;
  Moment at;
  std::string to;  ///< the Dinas
  std::vector<HandedOldCard> cards;
  Officer handing, receiving;
};
Paper old_card_list(const OldCardList& list);

struct UncollectedCard {
  person::Nik nik;
  std::string name, card_number;
  person::Date arrived;
  int reminders = 0;
  std::optional<person::Date> last_reminder;
};

/// Daftar KTP-el yang belum diambil: the longest waiting first, who waits for longer than allowed is marked for return
/// to the Dinas.
struct UncollectedList {
  Office office;
  std::string number;
  Moment at;  ///< ages are counted to this day
  int return_after_days = 90;
  std::vector<UncollectedCard> cards;
  Officer signer;
};
Paper uncollected_list(const UncollectedList& list);

}  // namespace ktpel::documents
