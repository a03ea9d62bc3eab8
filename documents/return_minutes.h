// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "documents/office.h"

namespace ktpel::documents {

/// Why a card goes back (SOP warning 2 and our classes of it).
enum class ReturnCause { FingerDiffers, ChipUnreadable, WrongData, Damaged };

struct ReturnedCard {
  person::Nik nik;
  std::string name, card_number, chip_uid;
  ReturnCause cause = ReturnCause::FingerDiffers;
  int verdict = 0;       ///< code of the failed step
  std::string findings;  ///< what the test showed: scores, times
};

/// One party of the hand-over: "Kecamatan Uji", and who acts for it.
struct Party {
  std::string office;
  Officer officer;
};

/// Berita acara pengembalian KTP-el, one sheet per level of the way back: service point ->
/// Dinas -> province -> ministry (SOP warning 2, "secara berjenjang").
struct ReturnMinutes {
  Office office;
  std::string number;
  Moment at;
  Party from, to;
  std::vector<ReturnedCard> cards;  ///< 1..6 on a sheet
  std::string seal;                 ///< number of the sealed envelope
  Officer witness;
};

/// One A4 page, more if the cards' findings are long.
Paper return_minutes(const ReturnMinutes& minutes);

}  // namespace ktpel::documents
