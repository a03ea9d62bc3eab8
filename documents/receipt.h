// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <variant>
#include <vector>

#include "documents/office.h"

namespace ktpel::documents {

struct OldCardWithdrawn {
  std::string number;  ///< card number or NIK printed on it
};
struct NoOldCard {};  ///< first card of this person
struct OldCardLost {
  std::string police_letter;  ///< number of the surat keterangan kehilangan
  person::Date dated;
};
using OldCard = std::variant<OldCardWithdrawn, NoOldCard, OldCardLost>;

/// Tanda terima KTP-el (SOP 6.e): handed to the person in person, the old card withdrawn.
struct Receipt {
  Office office;
  std::string number;
  Moment handed;
  person::Biodata who;
  std::string card_number, chip_uid, application;
  std::vector<FingerResult> fingers;
  OldCard old_card;
  std::optional<biometric::GreyImage> signature;  ///< of the recipient; nullopt: place for ink or thumb
  Officer service_officer, operator_;
  /// Both officers who looked at the face where the chip holds no finger; empty otherwise.
  std::string face_seen_by = {};
  std::string witness = {};  ///< who saw it where the recipient cannot sign; empty otherwise
};

/// One A4 page.
Paper receipt(const Receipt& receipt);

}  // namespace ktpel::documents
