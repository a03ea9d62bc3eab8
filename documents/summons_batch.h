// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "documents/summons.h"

namespace ktpel::documents {

/// The call-up of a village (SOP I.1): a letter for each obliged resident who is not yet recorded, with day and hour
/// (slots.h) and number (letter_number.h) already given, and the list that goes with them.
struct SummonsBatch {
  Office office;
  std::string number;  ///< of the list
  person::Date dated;
  std::string village;  ///< "Misal"
  std::vector<Summons> letters;
  Officer signer;    ///< of the list
  Officer receiver;  ///< the head of the village, who has the letters delivered
};

struct PrintedBatch {
  base::Bytes pdf;
  /// Letters left out, by their index: they hold a character that no font of ours has. Everybody
  /// else is called.
  std::vector<std::size_t> left_out;
};

/// Two pages a letter, so that a duplex printer keeps each on its own sheet, then the list: number, name, NIK, day and
/// hour, queue number, room for the receiver's initials. Who was left out stands on the list by NIK.
base::Result<PrintedBatch, drawing::DrawingError> summons_batch(const SummonsBatch& batch);

}  // namespace ktpel::documents
