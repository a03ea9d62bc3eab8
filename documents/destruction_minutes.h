// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "documents/office.h"

namespace ktpel::documents {

enum class DestroyedKind { SpoiltBlank, DamagedCard, InvalidCard, OldCard };
enum class DestructionMethod { Cut, Shredded, Burnt };

struct Destroyed {
  DestroyedKind kind = DestroyedKind::SpoiltBlank;
  std::string serial;    ///< of the blank or number of the card
  std::string chip_uid;  ///< empty: none, or not readable
  std::string holder;    ///< name or NIK; empty for a blank
  std::string reason;
};

/// Berita acara pemusnahan: blanks and cards destroyed under the eyes of two witnesses, by serial.
struct DestructionMinutes {
  Office office;
  std::string number;
  Moment at;
  std::string place;
  std::string order;  ///< letter that ordered it; empty: none
  DestructionMethod method = DestructionMethod::Cut;
  std::vector<Destroyed> pieces;  ///< at least one
  Officer chair;
  Officer first_witness, second_witness;
};

/// As many A4 pages as the list takes.
Paper destruction_minutes(const DestructionMinutes& minutes);

}  // namespace ktpel::documents
