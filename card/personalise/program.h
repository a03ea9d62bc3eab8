// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <variant>
#include <vector>

#include "base/digest.h"
#include "card/chip/chip.h"
#include "card/lds/card_contents.h"

namespace ktpel::card {

// What is done to a blank, in words of the profile; a CardAdapter turns each step into the commands of one
// card product. Steps for keys and trust anchors will stand beside these.
struct CreateFile {
  FileId id;
  std::size_t size;
};
struct WriteFile {
  FileId id;
  base::Bytes content;
};
struct PutCan {};  ///< the number itself travels apart and is in no log and no digest
struct ReadBack {
  FileId id;
  std::size_t size;
  base::Digest sha256;
};
struct AdvanceLife {
  ChipLife to;
};
using PersonalisationStep = std::variant<CreateFile, WriteFile, PutCan, ReadBack, AdvanceLife>;

/// The order is the crash safety: started first, personalised only after every file reads back right.
struct PersonalisationProgram {
  std::vector<PersonalisationStep> steps;
  /// Over every step in order, without the CAN.
  base::Digest digest() const;
};
PersonalisationProgram writing_program(const std::vector<CardFile>& files);

}  // namespace ktpel::card
