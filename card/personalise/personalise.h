// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/digest.h"
#include "base/result.h"
#include "card/chip/chip.h"
#include "card/iso7816/transport.h"
#include "card/lds/card_contents.h"
#include "card/pace/can.h"
#include "card/trust/certificate.h"
#include "card/trust/signing_keys.h"
#include "card/verify/verify.h"
#include "person/date.h"

namespace ktpel::card {

/// Grouped by what the caller does next. Up to and including NotBlank nothing was written: the blank on the
/// reader is not spoilt by this call. From Lost on the blank is spoilt: record it, destroy it, take another.
enum class PersonaliseError {
  ContentsRefused,  ///< a field outside its range, or a file over its cap: correct the record
  OverBudget,       ///< the files together do not fit on the card
  NoCard,           ///< no card, or it does not answer the probe
  NotBlank,         ///< started, spoilt or issued before, or not the probed blank: take another
  Lost,             ///< the card went away in the middle: spoilt
  WriteRefused,     ///< the card refused a step: spoilt
  ReadBackDiffers,  ///< a file does not read as it was written: spoilt
  FieldReadFailed   ///< a stranger's reading failed after writing: spoilt
};
/// True if the blank must never be used again.
bool spoils_blank(PersonaliseError error);

/// A blank that answered the probe; nothing was changed on it. Journal the attempt (durably) before personalise().
struct BlankChip {
  ChipUid uid;
  ChipLife life;
  base::Bytes atr;
};
/// Resets the card and asks who it is. NoCard if it does not answer, NotBlank if it is no blank of ours.
base::Result<BlankChip, PersonaliseError> probe_blank(Transport& card);

struct FileHash {
  std::string_view name;
  std::size_t size;
  base::Digest sha256;
};

/// What is recorded together with "personalised".
struct PersonalisationReport {
  ChipUid uid;
  AttemptId attempt;
  base::Digest program;  ///< of the step program, without the CAN
  std::string signer_serial;
  std::vector<FileHash> files;
  std::size_t apdus = 0;
  double write_ms = 0, read_back_ms = 0, field_read_ms = 0, total_ms = 0;
  CardReading field_reading;  ///< what a stranger with the CAN and the CSCA reads
};

/// What is needed besides the contents.
struct PersonalisationOrder {
  const DocumentSigner& signer;
  const TrustStore& trust;  ///< holds the signer's CSCA, for the field read-back
  const Can& can;
  AttemptId attempt;  ///< as journalled
  base::Time now;
  person::Date today;
};

/// Writes one chip: budget check, probe, mark started, create the files, write them (EF.SOD last), CAN,
/// read back and compare the SHA-256 of every file, lifecycle personalised, reset, read as a stranger (PACE,
/// full passive authentication, compared with `contents`), lock. Either the card is complete and verified, or
/// there is an error and the caller treats the blank by spoils_blank().
base::Result<PersonalisationReport, PersonaliseError> personalise(Transport& card, const BlankChip& blank,
                                                                  const CardContents& contents,
                                                                  const PersonalisationOrder& order);

}  // namespace ktpel::card
