// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <variant>
#include <vector>

#include "documents/office.h"

namespace ktpel::documents {

/// Surat panggilan perekaman (SOP I.1): calls a resident to the service point, is signed and
/// stamped after capture (SOP 1.i) as proof of recording, and takes the word of the
/// pick-up behind the resident's name (SOP 6.d).
struct Summons {
  Office office;
  std::string number;  ///< of the letter, given by the caller's register
  person::Date dated;
  person::Biodata to;
  Moment appointment;
  std::string place;               ///< where to come
  std::vector<std::string> bring;  ///< papers to bring besides this letter; empty: those of SOP 7.a, b, f
  int queue = 1;                   ///< nomor antrian, > 0
  std::string application;         ///< number in the QR code
  Officer signer;                  ///< the Camat, or who signs for him
};

/// After capture: who sealed the recording, and when.
struct Captured {
  Moment at;
  Officer officer;
};

/// SOP 6.d knows two words only.
enum class PickUpWord { Berhasil, Gagal };

struct Collected {
  Captured capture;
  PickUpWord word = PickUpWord::Berhasil;
  Moment at;
  std::vector<FingerResult> fingers;
  int cause = 0;            ///< verdict code, 0 = none
  std::string cause_words;  ///< empty if cause is 0
  Officer operator_;
  std::string face_seen_by = {};  ///< as in Receipt
};

struct NotYetCaptured {};
using SummonsState = std::variant<NotYetCaptured, Captured, Collected>;

/// Two A4 pages: the letter, and on its back the record of capture and pick-up.
Paper summons(const Summons& letter, const SummonsState& state = NotYetCaptured{});

}  // namespace ktpel::documents
